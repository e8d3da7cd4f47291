"""Manners towards hosts: how many requests at once, who waits, who is not asked any more."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Condition
from typing import Protocol, TypeVar

from ..network import host_of

PARALLEL = 6  # requests at once; the network waits, not the processor
PER_HOST = 2  # of them, to one host
GIVE_UP = 4  # failures of a host in a row, after which it is left alone
LONGEST = 10.0  # seconds that a host may make us wait

T = TypeVar("T")


class Clock(Protocol):
    """What `time` is for everybody; tests bring their own."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float, /) -> None: ...


class Turns:
    """What goes on with each host. Threads share one."""

    def __init__(self, clock: Clock = time) -> None:
        self._clock = clock
        self._changed = Condition()
        self._busy: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._free_at: dict[str, float] = {}

    @contextmanager
    def turn(self, url: str) -> Iterator[float]:
        """Wait until the host of *url* may be asked; within the block it is. The value is how many
        seconds that took."""
        host, begun = host_of(url), self._clock.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: self._busy[host] < PER_HOST)
            self._busy[host] += 1
        try:
            wait = self._free_at.get(host, 0.0) - self._clock.monotonic()
            if wait > 0:
                self._clock.sleep(min(wait, LONGEST))
            yield self._clock.monotonic() - begun
        finally:
            with self._changed:
                self._busy[host] -= 1
                self._changed.notify_all()

    def rest(self, url: str, seconds: float) -> None:
        """The host of *url* wants to be left alone for a while; that is granted up to a bound."""
        self._free_at[host_of(url)] = self._clock.monotonic() + min(seconds, LONGEST)

    def failed(self, url: str) -> None:
        """The host of *url* did not do what hosts are for."""
        with self._changed:
            self._failures[host_of(url)] += 1

    def served(self, url: str) -> None:
        with self._changed:
            self._failures[host_of(url)] = 0

    def is_dead(self, url: str) -> bool:
        """Whether the host of *url* failed so often in a row that it is asked nothing more."""
        return self._failures[host_of(url)] >= GIVE_UP


class _Plan:
    """Addresses by host, handed out so that no host keeps everybody."""

    def __init__(self, urls: Iterable[str]) -> None:
        self._changed = Condition()
        self._out: Counter[str] = Counter()
        self._waiting: dict[str, deque[str]] = {}
        for url in urls:
            self._waiting.setdefault(host_of(url), deque()).append(url)

    def take(self) -> str | None:
        """The next address; None when there is none left."""
        with self._changed:
            while self._waiting:
                free = [host for host in self._waiting if self._out[host] < PER_HOST]
                if free:
                    return self._pop(free[0])
                self._changed.wait()
        return None

    def _pop(self, host: str) -> str:
        url = self._waiting[host].popleft()
        if not self._waiting[host]:
            del self._waiting[host]
        self._out[host] += 1
        return url

    def done(self, url: str) -> None:
        with self._changed:
            self._out[host_of(url)] -= 1
            self._changed.notify_all()

    def stop(self) -> None:
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()


def side_by_side(urls: list[str], fetch: Callable[[str], T]) -> Iterator[tuple[str, T]]:
    """Each address with what *fetch* makes of it, as they come. When the caller has enough, what
    has not begun is left."""
    plan = _Plan(urls)
    outcomes: SimpleQueue[tuple[str, T] | BaseException] = SimpleQueue()

    def work() -> None:
        while (url := plan.take()) is not None:
            try:
                outcomes.put((url, fetch(url)))
            except BaseException as error:  # it is raised where it is waited for
                outcomes.put(error)
            finally:
                plan.done(url)

    with ThreadPoolExecutor(PARALLEL) as pool:
        try:
            for _ in urls[:PARALLEL]:
                pool.submit(work)
            for _ in urls:
                outcome = outcomes.get()
                if isinstance(outcome, BaseException):
                    raise outcome
                yield outcome
        finally:
            plan.stop()
