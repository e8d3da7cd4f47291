"""Why there is no answer: what libraries raise, in words."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
import zlib
from collections.abc import Iterator
from enum import Enum

import requests
from urllib3 import exceptions as urllib3

FAILURES = (
    requests.RequestException,
    urllib3.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
    EOFError,
    zlib.error,
)
_LOST = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


class Cause(Enum):
    """Why there is no answer; the value is a clause for a message."""

    MALFORMED = "the address is malformed"
    SCHEME = "only http and https are fetched"
    PRIVATE = "its address is private (see anthology_local_hosts)"
    NOT_ALLOWED = "its host is not one of anthology_hosts_allowed"
    UNWANTED = "its host is one of anthology_hosts_refused"
    UNKNOWN_HOST = "the host is not known"
    NO_NAMES = "no name server answers for the host"
    UNREACHABLE = "no way leads to the host"
    TIMEOUT = "no answer in time"
    REFUSED = "the connection was refused"
    CERTIFICATE = "its certificate is not valid"
    TLS = "no secure connection"
    BROKEN = "the connection broke"
    NO_HTTP = "the answer is not as HTTP has it"
    PACKED = "the answer cannot be unpacked"


# What every address meets with when this machine is not connected.
OFFLINE = frozenset({Cause.UNKNOWN_HOST, Cause.NO_NAMES, Cause.UNREACHABLE})


class NoAnswer(Exception):
    """The server gave no answer, or must not be asked."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause.value} ({detail})" if detail else cause.value)
        self.cause = cause


class ForbiddenError(OSError):
    """The host must not be asked, whatever it would answer."""

    def __init__(self, cause: Cause, host: str = "") -> None:
        super().__init__(f"{cause.value} {host}")
        self.cause = cause
        self.host = host


class PackedError(ValueError):
    """The body is packed in a way that is not known."""


def no_answer(error: Exception) -> NoAnswer:
    """What *error*, or what led to it, says of the answer."""
    for below in _chain(error):
        if found := _said(below):
            return NoAnswer(*found)
    return NoAnswer(Cause.BROKEN, type(error).__name__)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """*error* and what led to it; libraries wrap one another's in all these ways."""
    waiting: list[object] = [error]
    seen: list[BaseException] = []
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, BaseException) and here not in seen:
            seen.append(here)
            waiting += [*here.args, getattr(here, "reason", None), here.__cause__, here.__context__]
            yield here


def _said(error: BaseException) -> tuple[Cause, str] | None:
    match error:
        case ForbiddenError():
            return error.cause, error.host
        case http.client.RemoteDisconnected():
            return Cause.BROKEN, "the server hung up without an answer"
        case http.client.IncompleteRead() | urllib3.IncompleteRead() | EOFError():
            return Cause.BROKEN, "before the end"
        case ConnectionResetError() | BrokenPipeError():
            return Cause.BROKEN, "the server dropped it"
        case http.client.LineTooLong():
            return Cause.NO_HTTP, "a line without end"
        case http.client.BadStatusLine():
            return Cause.NO_HTTP, ""
        case http.client.HTTPException() if "headers" in str(error):
            return Cause.NO_HTTP, "headers without end"
        case PackedError() | zlib.error():
            return Cause.PACKED, str(error)[:60]
    cause = _cause(error)
    return (cause, "") if cause else None


def _cause(error: BaseException) -> Cause | None:
    match error:
        case socket.gaierror():
            again = error.errno == socket.EAI_AGAIN
            return Cause.NO_NAMES if again else Cause.UNKNOWN_HOST
        case ssl.SSLCertVerificationError():
            return Cause.CERTIFICATE
        case ssl.SSLError() | urllib3.SSLError() | requests.exceptions.SSLError():
            return None if _certificate(error) else Cause.TLS
        case TimeoutError() | requests.Timeout():
            return Cause.TIMEOUT
        case ConnectionRefusedError():
            return Cause.REFUSED
        case OSError(errno=number) if number in _LOST:
            return Cause.UNREACHABLE
        case requests.exceptions.InvalidURL() | UnicodeError():
            return Cause.MALFORMED
        case urllib3.InvalidHeader():
            return Cause.NO_HTTP
        case ValueError() if not isinstance(error, (requests.RequestException, urllib3.HTTPError)):
            return Cause.MALFORMED
    return Cause.TIMEOUT if "timed out" in str(error) else None


def _certificate(error: BaseException) -> bool:
    """Whether the certificate is behind it: the error below says so better."""
    return any(isinstance(below, ssl.SSLCertVerificationError) for below in _chain(error))
