"""A request and its answer, within a time that nothing can stretch."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests

from .causes import FAILURES, Cause, NoAnswer, no_answer
from .lines import GuardedAdapter, Guest, Lines
from .unpack import ACCEPTED, unpacked

USER_AGENT = "sphinx-anthology"
_CHUNK = 64 * 1024


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
            raw = self._response.raw.stream(size, decode_content=False)
            yield from unpacked(raw, self.headers.get("content-encoding", ""), size)
            self._watch.check()
        except FAILURES as error:
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

    def __init__(self, guest: Guest | Collection[str] = (), user_agent: str = USER_AGENT) -> None:
        """*guest*: whom the door leads to; hosts alone are those that may be private."""
        self._session = _Session()
        self._session.trust_env = False
        self._session.headers["User-Agent"] = user_agent
        self._session.headers["Accept-Encoding"] = ACCEPTED
        self._lines = Lines()
        adapter = GuardedAdapter(guest if isinstance(guest, Guest) else Guest(guest), self._lines)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def ask(
        self,
        url: str,
        *,
        timeout: float,
        whole: float,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
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
                headers={"Accept": "*/*", **(headers or {})},
            )
            location = urljoin(url, _target(response)) if response.is_redirect else ""
            watch.check()
        except FAILURES as error:
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

    def __init__(self, seconds: float, lines: Lines) -> None:
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
        return NoAnswer(Cause.TIMEOUT) if self._late else no_answer(error)

    def _cut(self) -> None:
        self._late = True
        self._lines.cut()


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise NoAnswer(Cause.MALFORMED) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise NoAnswer(Cause.SCHEME)
