"""Connections: a name is looked up once, and only addresses that were looked at are dialled."""

from __future__ import annotations

import socket
import time
from collections.abc import Collection
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from .causes import Cause, ForbiddenError
from .hosts import is_of, is_public, plain_host

MOST_ADDRESSES = 4  # of one host that are tried
Row = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a door leads to."""

    local_hosts: Collection[str] = ()  # host or host:port that may have a private address
    allowed: Collection[str] = ()  # patterns of hosts; none: all
    refused: Collection[str] = ()  # patterns of hosts that are left out, of the allowed too

    def may_be_local(self, host: str, port: int) -> bool:
        """Spelt as it is listed: another spelling of a number is not meant."""
        host = host.lower()
        return bool({host, f"{host}:{port}", f"[{host}]", f"[{host}]:{port}"} & {*self._local()})

    def _local(self) -> list[str]:
        return [host.lower() for host in self.local_hosts]

    def check(self, host: str, port: int) -> None:
        """See that this host is wanted.

        Raises:
            ForbiddenError: it is not.
        """
        if is_of(host, port, self.refused):
            raise ForbiddenError(Cause.UNWANTED, plain_host(host))
        if self.allowed and not is_of(host, port, self.allowed):
            raise ForbiddenError(Cause.NOT_ALLOWED, plain_host(host))


class Lines:
    """Connections that are open, so that they can be cut from outside."""

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()

    def add(self, line: socket.socket) -> None:
        self._open.add(line)

    def cut(self) -> None:
        """End all that is said and heard; whoever waits for it meets an error at once."""
        for line in list(self._open):
            try:
                socket.socket.shutdown(line, socket.SHUT_RDWR)
            except OSError:  # closed long since
                continue


class GuardedAdapter(HTTPAdapter):
    """Dials for requests."""

    def __init__(self, guest: Guest, lines: Lines) -> None:
        self._ours = {"guest": guest, "lines": lines}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        plain = type("Plain", (_PlainConnection,), self._ours)
        secure = type("Secure", (_SecureConnection,), self._ours)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("HTTP", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("HTTPS", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


class _PlainConnection(HTTPConnection):
    guest: Guest
    lines: Lines

    def connect(self) -> None:
        super().connect()
        self.lines.add(self.sock)

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guest)


class _SecureConnection(HTTPSConnection):
    guest: Guest
    lines: Lines

    def connect(self) -> None:
        """While keys are agreed on, the line belongs to nobody; a second handle can cut it."""
        self._handles: list[socket.socket] = []
        try:
            super().connect()
        finally:
            for handle in self._handles:
                handle.close()
        self.lines.add(self.sock)

    def _new_conn(self) -> socket.socket:
        line = _connect(self, self.guest)
        self._handles.append(line.dup())
        self.lines.add(self._handles[0])
        return line


def _connect(connection: HTTPConnection, guest: Guest) -> socket.socket:
    """A line to the host; to one of its addresses that may be asked, and to no other.

    Raises:
        ForbiddenError: it must not be asked.
    """
    host, port, seconds = connection.host, connection.port, float(connection.timeout or 10)
    guest.check(host, port)
    local = guest.may_be_local(host, port)
    deadline = time.monotonic() + seconds
    rows = [row for row in look_up(host, port, seconds) if local or is_public(row[4][0])]
    if not rows:
        raise ForbiddenError(Cause.PRIVATE)
    line = _first(rows[:MOST_ADDRESSES], deadline)
    if not local and not is_public(line.getpeername()[0]):
        line.close()
        raise ForbiddenError(Cause.PRIVATE)
    line.settimeout(seconds)
    return line


def look_up(host: str, port: int, seconds: float) -> list[Row]:
    """Addresses of *host*. Name servers know no timeout, so they are asked beside us."""
    answers: SimpleQueue[list[Row] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))  # type: ignore[arg-type]
        except Exception as error:  # it is raised where it is waited for
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _first(rows: list[Row], deadline: float) -> socket.socket:
    """The first that answers; those that come after one that does not share what time is left."""
    failure: OSError = TimeoutError()
    for number, row in enumerate(rows):
        left = max(0.1, deadline - time.monotonic())
        try:
            return _dial(row, left / (len(rows) - number))
        except OSError as error:
            failure = error
    raise failure


def _dial(row: Row, seconds: float) -> socket.socket:
    family, kind, protocol, _, address = row
    line = socket.socket(family, kind, protocol)
    try:
        line.settimeout(seconds)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line
