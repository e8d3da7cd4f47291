"""The one door to the network: a request, its answer, and why there was none.

http and https only; addresses of private networks are refused unless their host is listed, checked
on the address that is really connected to (a second DNS answer cannot lead elsewhere). Redirects
are handed to the caller, who asks for them as for first addresses. Whoever fetches pictures, or
looks after links, decides what a request may cost.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util.connection import create_connection

USER_AGENT = "sphinx-anthology"
_CHUNK = 64 * 1024
_FAILURES = (requests.RequestException, HTTPError, OSError, ValueError)
_LOST = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


class Cause(Enum):
    """Why there is no answer; the value is a clause for a message."""

    MALFORMED = "the address is malformed"
    SCHEME = "only http and https are fetched"
    PRIVATE = "its address is private (see anthology_local_hosts)"
    UNKNOWN_HOST = "the host is not known"
    NO_NAMES = "no name server answers for the host"
    UNREACHABLE = "no way leads to the host"
    TIMEOUT = "no answer in time"
    REFUSED = "the connection was refused"
    CERTIFICATE = "its certificate is not valid"
    TLS = "no secure connection"
    BROKEN = "no connection"


# What every address meets with when this machine is not connected.
OFFLINE = frozenset({Cause.UNKNOWN_HOST, Cause.NO_NAMES, Cause.UNREACHABLE})


class NoAnswer(Exception):
    """The server gave no answer, or must not be asked."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause.value} ({detail})" if detail else cause.value)
        self.cause = cause


class Answer:
    """What a server says: status and headers at once, the body as it is read."""

    def __init__(self, response: requests.Response, location: str, watch: _Watch) -> None:
        self._response = response
        self._watch = watch
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers  # names in any case
        self.url = response.url
        self.location = location  # address it sends us on to; empty when it does not

    def chunks(self, size: int = _CHUNK) -> Iterator[bytes]:
        """The body, unpacked.

        Raises:
            NoAnswer: the connection failed on the way.
        """
        try:
            yield from self._response.iter_content(size)
            self._watch.check()
        except _FAILURES as error:
            raise self._watch.no_answer(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        self._watch.end()
        self._response.close()


class Door:
    """Requests of one errand: they share cookies and connections. Not shared between threads."""

    def __init__(self, local_hosts: Collection[str] = (), user_agent: str = USER_AGENT) -> None:
        """*local_hosts*: host or host:port that may have a private address."""
        self._session = _Session()
        self._session.trust_env = False
        self._session.headers["User-Agent"] = user_agent
        self._lines: WeakSet[socket.socket] = WeakSet()
        adapter = _GuardedAdapter(frozenset(local_hosts), self._lines)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def ask(
        self, url: str, *, timeout: float, whole: float, method: str = "GET", accept: str = "*/*"
    ) -> Answer:
        """The server's answer; *timeout* in seconds is for each wait, *whole* for them all.

        Raises:
            NoAnswer: there is none.
        """
        _check_address(url)
        watch = _Watch(whole, self._lines)
        try:
            response = self._session.request(
                method,
                url,
                stream=True,
                allow_redirects=False,
                timeout=timeout,
                headers={"Accept": accept},
            )
            location = urljoin(url, _target(response)) if response.is_redirect else ""
            watch.check()
        except _FAILURES as error:
            watch.end()
            raise watch.no_answer(error) from error
        return Answer(response, location, watch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        self._session.close()


def _target(response: requests.Response) -> str:
    """Where a redirect leads; bytes that are no ASCII, whatever their encoding, as browsers do."""
    data = response.headers["location"].encode("latin-1")
    return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in data)


class _Session(requests.Session):
    def resolve_redirects(self, *args: object, **kwargs: object) -> Iterator[Any]:
        """None: it would read the whole body of each, however long, before it tells."""
        return iter(())


class _Watch:
    """Ends what takes too long as a whole; a timeout of sockets is for each wait anew."""

    def __init__(self, seconds: float, lines: WeakSet[socket.socket]) -> None:
        self._lines = lines
        self._late = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        self._timer.cancel()

    def check(self) -> None:
        """A line that was cut may look like one that ended."""
        if self._late:
            raise TimeoutError

    def no_answer(self, error: Exception) -> NoAnswer:
        return NoAnswer(Cause.TIMEOUT) if self._late else _no_answer(error)

    def _cut(self) -> None:
        self._late = True
        for line in list(self._lines):
            with suppress(OSError):  # closed long since
                socket.socket.shutdown(line, socket.SHUT_RDWR)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise NoAnswer(Cause.MALFORMED) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise NoAnswer(Cause.SCHEME)


def _no_answer(error: Exception) -> NoAnswer:
    for cause in map(_cause, _chain(error)):
        if cause is not None:
            return NoAnswer(cause)
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


def _cause(error: BaseException) -> Cause | None:
    match error:
        case _PrivateAddressError():
            return Cause.PRIVATE
        case socket.gaierror():
            again = error.errno == socket.EAI_AGAIN
            return Cause.NO_NAMES if again else Cause.UNKNOWN_HOST
        case ssl.SSLCertVerificationError():
            return Cause.CERTIFICATE
        case ssl.SSLError() | SSLError() | requests.exceptions.SSLError():
            return None if _certificate(error) else Cause.TLS
        case TimeoutError() | requests.Timeout():
            return Cause.TIMEOUT
        case ConnectionRefusedError():
            return Cause.REFUSED
        case OSError(errno=number) if number in _LOST:
            return Cause.UNREACHABLE
        case requests.exceptions.InvalidURL() | UnicodeError():
            return Cause.MALFORMED
        case ValueError() if not isinstance(error, requests.RequestException):
            return Cause.MALFORMED
    return Cause.TIMEOUT if "timed out" in str(error) else None


def _certificate(error: BaseException) -> bool:
    """Whether the certificate is behind it: the error below says so better."""
    return any(isinstance(below, ssl.SSLCertVerificationError) for below in _chain(error))


class _PrivateAddressError(OSError):
    """We reached a private address that is not listed."""


class _GuardedConnection(HTTPConnection):
    local_hosts: frozenset[str]
    lines: WeakSet[socket.socket]

    def connect(self) -> None:
        super().connect()
        self.lines.add(self.sock)

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.local_hosts)


class _GuardedHTTPSConnection(HTTPSConnection):
    local_hosts: frozenset[str]
    lines: WeakSet[socket.socket]

    def connect(self) -> None:
        super().connect()
        self.lines.add(self.sock)

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.local_hosts)


def _connect(connection: HTTPConnection, local_hosts: frozenset[str]) -> socket.socket:
    """Connect, then look whom we reached before a byte is sent."""
    host, port = connection.host, connection.port
    listed = {host, f"{host}:{port}"} & local_hosts
    sock = create_connection((host, port), timeout=connection.timeout or 10.0)
    peer = ipaddress.ip_address(sock.getpeername()[0].split("%")[0])
    if not listed and not peer.is_global:
        sock.close()
        raise _PrivateAddressError(f"{peer} is private")
    return sock


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, local_hosts: frozenset[str], lines: WeakSet[socket.socket]) -> None:
        self._ours = {"local_hosts": local_hosts, "lines": lines}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        plain = type("Plain", (_GuardedConnection,), self._ours)
        secure = type("Secure", (_GuardedHTTPSConnection,), self._ours)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("HTTP", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("HTTPS", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
