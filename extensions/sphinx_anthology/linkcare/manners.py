"""Manners towards hosts: one request at a time, with a pause; waits they ask for; who is left."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from .clock import Clock


@dataclass(frozen=True, slots=True)
class Manners:
    """How much is asked of a host."""

    pause: float = 1.0  # seconds between two requests
    longest: float = 30.0  # seconds we wait at most because a host asks for it
    timeout: float = 20.0  # seconds for each answer
    attempts: int = 3  # for what may pass by itself
    back_off: float = 2.0  # seconds before the second attempt; doubled before each further one


@dataclass(slots=True)
class _Gate:
    pause: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")


class Gates:
    """Who may be asked when. Threads share one."""

    def __init__(self, clock: Clock, manners: Manners) -> None:
        self._clock = clock
        self._manners = manners
        self._gates: dict[str, _Gate] = {}
        self._adding = threading.Lock()
        self._left: set[str] = set()

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Wait until the host of *url* may be asked; nobody else asks it within the block."""
        gate = self._gate(url)
        with gate.lock:
            wait = gate.free_at - self._clock.monotonic()
            if wait > 0:
                self._clock.sleep(wait)
            try:
                yield
            finally:
                gate.free_at = self._clock.monotonic() + gate.pause

    def slow_down(self, url: str, seconds: float) -> None:
        """The host of *url* wants a longer pause; it is granted up to a bound."""
        gate = self._gate(url)
        gate.pause = max(gate.pause, min(seconds, self._manners.longest))

    def leave(self, url: str) -> None:
        """Ask the host of *url* nothing more in this run."""
        self._left.add(host_of(url))

    def has_left(self, url: str) -> bool:
        return host_of(url) in self._left

    def _gate(self, url: str) -> _Gate:
        with self._adding:
            return self._gates.setdefault(host_of(url), _Gate(self._manners.pause))


def host_of(url: str) -> str:
    """Host and port; ``www.`` is the same machine."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")
    except ValueError:
        return url


def asked_to_wait(headers: Mapping[str, str], clock: Clock) -> float:
    """Seconds of a ``Retry-After``, which gives a number or a date; 0 when there is none."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment - clock.now()).total_seconds())
    except (ValueError, TypeError):  # no date; or one without a zone
        return 0.0
