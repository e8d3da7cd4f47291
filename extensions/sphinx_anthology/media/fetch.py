"""The one door to the network: fetch a picture, within bounds.

http and https only; addresses of private networks are refused unless their host is listed, checked
on the address that is really connected to (a second DNS answer cannot lead elsewhere); redirects
are checked like first addresses; size and total time are capped.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.connection import create_connection

MAX_REDIRECTS = 5
_CHUNK = 64 * 1024


class FetchError(Exception):
    """Why a picture could not be had: one clause for a message."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one fetch may cost and where it may go."""

    max_bytes: int
    seconds: float  # whole time of one picture, redirects and all
    local_hosts: Collection[str] = ()  # host or host:port that may have a private address
    user_agent: str = "sphinx-anthology"


def fetch(url: str, bounds: Bounds) -> bytes:
    """The bytes behind *url*.

    Raises:
        FetchError: it cannot or must not be had.
    """
    deadline = time.monotonic() + bounds.seconds
    with requests.Session() as session:
        session.trust_env = False
        adapter = _GuardedAdapter(bounds)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        for _ in range(MAX_REDIRECTS + 1):
            _check_address(url)
            try:
                response = session.get(
                    url,
                    stream=True,
                    allow_redirects=False,
                    timeout=max(0.1, min(10.0, deadline - time.monotonic())),
                    headers={"User-Agent": bounds.user_agent, "Accept": "image/*"},
                )
            except requests.RequestException as error:
                raise FetchError(_reason(error)) from error
            with response:
                if response.is_redirect:
                    url = urljoin(url, response.headers["location"])
                    continue
                if response.status_code != 200:
                    raise FetchError(f"the server answers {response.status_code}")
                return _read(response, bounds, deadline)
    raise FetchError(f"more than {MAX_REDIRECTS} redirects")


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise FetchError("the address is malformed") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchError("only http and https are fetched")


def _read(response: requests.Response, bounds: Bounds, deadline: float) -> bytes:
    body = bytearray()
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > bounds.max_bytes:
                raise FetchError(f"larger than {bounds.max_bytes:,} bytes")
            if time.monotonic() > deadline:
                raise FetchError(f"took longer than {bounds.seconds:g} seconds")
    except requests.RequestException as error:
        raise FetchError(_reason(error)) from error
    expected = response.headers.get("content-length", "")
    plain = "content-encoding" not in response.headers
    if plain and expected.isdigit() and len(body) < int(expected):
        raise FetchError("the connection broke off")
    return bytes(body)


def _reason(error: Exception) -> str:
    """The innermost cause, in a few words."""
    text = str(error)
    for sign, reason in (
        ("refused by the book", "its address is private (see anthology_local_hosts)"),
        ("NameResolution", "the host is not known"),
        ("Failed to resolve", "the host is not known"),
        ("gaierror", "the host is not known"),
        ("Name or service not known", "the host is not known"),
        ("name resolution", "the host is not known"),
        ("timed out", "no answer in time"),
        ("refused", "the connection was refused"),
        ("CERTIFICATE", "its certificate is not valid"),
    ):
        if sign in text:
            return reason
    return f"no connection ({type(error).__name__})"


class _GuardedConnection(HTTPConnection):
    bounds: Bounds

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.bounds)


class _GuardedHTTPSConnection(HTTPSConnection):
    bounds: Bounds

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.bounds)


def _connect(connection: HTTPConnection, bounds: Bounds) -> socket.socket:
    """Connect, then look whom we reached before a byte is sent."""
    host, port = connection.host, connection.port
    listed = {host, f"{host}:{port}"} & set(bounds.local_hosts)
    sock = create_connection((host, port), timeout=connection.timeout or 10.0)
    peer = ipaddress.ip_address(sock.getpeername()[0].split("%")[0])
    if not listed and not peer.is_global:
        sock.close()
        raise OSError(f"{peer} refused by the book")
    return sock


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        plain = type("Plain", (_GuardedConnection,), {"bounds": self._bounds})
        secure = type("Secure", (_GuardedHTTPSConnection,), {"bounds": self._bounds})
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("HTTP", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("HTTPS", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
