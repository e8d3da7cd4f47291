"""What one post may cost: processor time and memory.

Posts come from strangers, and some text makes a parser work without end. Nothing here judges a
post by its looks; whoever reads or writes one says what it may cost, and is told when that is
spent. On systems without timers of processor time (Windows) nothing is bounded.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

try:
    import resource
except ImportError:  # Windows
    BOUNDED = False
else:
    BOUNDED = hasattr(signal, "setitimer")


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds for one step of one post's way."""

    seconds: float = 60.0  # of processor time
    memory: int = 1_500_000_000  # bytes, beyond what the process had before


class OverBudget(BaseException):
    """A budget is spent: why, as a clause. No ``Exception``, because libraries catch those."""


@contextmanager
def within(budget: Budget) -> Iterator[None]:
    """Bound what the block costs. Only a main thread can be stopped; others are not bounded.

    Raises:
        OverBudget: it took too much.
    """
    if not BOUNDED or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise OverBudget(f"it took more than {budget.seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    limits = _limit_memory(budget.memory)
    try:
        # again each second: the first may come where no exception passes
        signal.setitimer(signal.ITIMER_VIRTUAL, budget.seconds, 1.0)
        yield
    except MemoryError as error:
        size = f"{budget.memory / 1e6:,.0f} MB"
        raise OverBudget(f"it took more than {size} of memory") from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if limits is not None:
            resource.setrlimit(resource.RLIMIT_AS, limits)


def _limit_memory(more: int) -> tuple[int, int] | None:
    """Let this process grow by *more* bytes; the limits that held before, None when it cannot be
    told how large it is."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limits = resource.getrlimit(resource.RLIMIT_AS)
        limit = pages * os.sysconf("SC_PAGE_SIZE") + more
        if limits[0] == resource.RLIM_INFINITY or limit < limits[0]:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limits[1]))
            return limits
    return None


@cache
def _first_limits() -> tuple[int, int]:
    """Of memory, before this process was bounded."""
    return resource.getrlimit(resource.RLIMIT_AS)


def limit_process(budget: Budget) -> None:
    """Let this process take so much more from here on. What it spends its time in may be a library
    that no exception passes, so it is ended: by SIGXCPU when the time is spent, and by whatever
    library finds no more memory."""
    if BOUNDED:
        resource.setrlimit(resource.RLIMIT_AS, _first_limits())  # what was there before counts not
        _limit_memory(budget.memory)
        soft = int(time.process_time() + budget.seconds) + 1
        with suppress(OSError, ValueError):
            resource.setrlimit(
                resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1])
            )
