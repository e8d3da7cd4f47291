"""Time, passed in: the day, how long since, and a sleep that can be ended."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Stopped(Exception):
    """The run was ended while somebody waited."""


class Clock(Protocol):
    """What the room knows of time."""

    def now(self) -> datetime:
        """In UTC."""

    def monotonic(self) -> float:
        """In seconds."""

    def sleep(self, seconds: float) -> None:
        """Raise `Stopped` when the run is over."""


class WallClock:
    """The machine's own."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped
