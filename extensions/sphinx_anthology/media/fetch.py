"""A picture from the network, within bounds of size and time, and with manners.

`network` sees to it that no private address is reached; redirects are asked for as first addresses
are. What may pass by itself is tried again, and all attempts at one picture share one time.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from ..network import USER_AGENT, Answer, Cause, Door, Guest, NoAnswer, is_of
from .turns import LONGEST, Clock, Turns

MAX_REDIRECTS = 5
ATTEMPTS = 3
BACK_OFF = 0.5  # seconds before the second attempt; doubled before the third
WAIT = 10.0  # seconds for each sign of life
_PASSING = {Cause.TIMEOUT, Cause.BROKEN}
_PASSING_STATUS = {429, 500, 502, 503, 504}
_SILENT = {
    Cause.TIMEOUT, Cause.BROKEN, Cause.REFUSED, Cause.UNKNOWN_HOST, Cause.NO_NAMES,
    Cause.UNREACHABLE, Cause.TLS,
}  # fmt: skip


class FetchError(Exception):
    """Why a picture could not be had: one clause for a message."""

    def __init__(
        self, reason: str, cause: Cause | None = None, *, passing: bool = False, wait: float = 0
    ) -> None:
        super().__init__(reason)
        self.cause = cause
        self.passing = passing  # it may be mended by itself
        self.wait = wait  # seconds that the server asks us to wait


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one fetch may cost and where it may go."""

    max_bytes: int
    seconds: float  # whole time of one picture, redirects, attempts and all
    local_hosts: Collection[str] = ()  # host or host:port that may have a private address
    allowed: Collection[str] = ()  # patterns of hosts; none: all
    refused: Collection[str] = ()  # patterns of hosts
    referer: str | Mapping[str, str] = ""  # what is told of where we come from, by host
    user_agent: str = USER_AGENT

    @property
    def guest(self) -> Guest:
        return Guest(self.local_hosts, self.allowed, self.refused)


class Values(Protocol):
    """Settings by their names: Sphinx's, or what a command read of conf.py."""

    def __getitem__(self, name: str, /) -> Any: ...


def bounds_of(values: Values) -> Bounds:
    """What conf.py sets."""
    return Bounds(
        max_bytes=values["anthology_image_bytes"],
        seconds=values["anthology_image_seconds"],
        local_hosts=tuple(values["anthology_local_hosts"]),
        allowed=tuple(values["anthology_hosts_allowed"]),
        refused=tuple(values["anthology_hosts_refused"]),
        referer=values["anthology_referer"],
    )


class Fetcher:
    """Fetches pictures. Threads share one."""

    def __init__(self, bounds: Bounds, clock: Clock = time) -> None:
        self._bounds = bounds
        self._clock = clock
        self._turns = Turns(clock)

    def fetch(self, url: str, post: str = "") -> bytes:
        """The bytes behind *url*, which the post first published at *post* shows.

        Raises:
            FetchError: it cannot or must not be had.
        """
        budget = _Budget(self._clock, self._bounds.seconds)
        pause = BACK_OFF
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._follow(url, post, budget)
            except FetchError as error:
                wait = max(error.wait, pause)
                passing = error.passing and wait <= LONGEST and wait < budget.left()
                if attempt == ATTEMPTS or not passing or self._turns.is_dead(url):
                    if error.passing:
                        self._turns.failed(url)
                    raise
                self._clock.sleep(wait)
                pause *= 2
        raise AssertionError  # the last attempt returns or raises

    def _follow(self, url: str, post: str, budget: _Budget) -> bytes:
        guest, agent = self._bounds.guest, self._bounds.user_agent
        with Door(guest, agent) as door:
            for _ in range(MAX_REDIRECTS + 1):
                with self._turns.turn(url) as waited:
                    budget.add(waited)
                    self._refuse_dead(url)
                    result = self._ask(door, url, post, budget)
                if isinstance(result, bytes):
                    return result
                url = result
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    def _refuse_dead(self, url: str) -> None:
        if self._turns.is_dead(url):
            host = urlsplit(url).hostname
            raise FetchError(f"{host} failed too often in a row; it is left alone in this build")

    def _ask(self, door: Door, url: str, post: str, budget: _Budget) -> bytes | str:
        """The picture, or the address that the server sends us on to."""
        left = max(0.1, budget.left())
        headers = {"Accept": "image/*", **self._referer(url, post)}
        answered = False
        try:
            with door.ask(url, timeout=min(WAIT, left), whole=left, headers=headers) as answer:
                answered = True
                result = answer.location or self._picture(answer, url, budget)
        except NoAnswer as error:
            if not answered and error.cause in _SILENT:
                self._turns.failed(url)
            raise FetchError(str(error), error.cause, passing=error.cause in _PASSING) from error
        self._turns.served(url)
        return result

    def _referer(self, url: str, post: str) -> dict[str, str]:
        """Never from a page that was private on its way to one that is not (RFC 9110, 10.1.3)."""
        told = referer_for(url, self._bounds.referer, post)
        if not told or (told.startswith("https:") and not url.startswith("https:")):
            return {}
        return {"Referer": told}

    def _picture(self, answer: Answer, url: str, budget: _Budget) -> bytes:
        if answer.status != 200:
            raise self._bad_status(answer, url)
        body = bytearray()
        for chunk in answer.chunks():
            body += chunk
            if len(body) > self._bounds.max_bytes:
                raise FetchError(f"larger than {self._bounds.max_bytes:,} bytes")
            if budget.left() <= 0:
                self._turns.failed(url)
                raise FetchError(f"took longer than {self._bounds.seconds:g} seconds")
        return bytes(body)

    def _bad_status(self, answer: Answer, url: str) -> FetchError:
        reason = f"the server answers {answer.status}"
        if answer.status in {401, 403}:
            reason += " (it may forbid links to its pictures; see anthology_referer)"
        if answer.status not in _PASSING_STATUS:
            self._turns.served(url)
            return FetchError(reason)
        wait = _asked_to_wait(answer.headers)
        if wait:
            self._turns.rest(url, wait)
        if wait > LONGEST:
            reason += f" and asks to wait {wait:.0f} seconds"
        return FetchError(reason, passing=True, wait=wait)


class _Budget:
    """Time that is left for one picture; waiting for others does not count."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._deadline = clock.monotonic() + seconds

    def left(self) -> float:
        return self._deadline - self._clock.monotonic()

    def add(self, seconds: float) -> None:
        self._deadline += seconds


def referer_for(url: str, setting: str | Mapping[str, str], post: str) -> str:
    """What is told the host of *url*: an address; "post" is that of the post."""
    if not isinstance(setting, str):
        parts = urlsplit(url)
        host = parts.hostname or ""
        fitting = (told for name, told in setting.items() if is_of(host, parts.port, [name]))
        setting = next(fitting, "")
    return _bare(post) if setting == "post" else setting


def _bare(url: str) -> str:
    """Without what is nobody else's business: names, passwords, fragments."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def _asked_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds of a ``Retry-After``, which gives a number or a date; 0 when there is none."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    with suppress(ValueError, TypeError):  # no date; or one without a zone
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    return 0.0
