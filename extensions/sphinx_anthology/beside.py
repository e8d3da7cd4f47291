"""Work that the build does not wait for: another process does it, on what was there when it began.

It is for what only saves the next build time: nobody is told when it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.process import BaseProcess

_FORKS = "fork" in get_all_start_methods()
_running: list[BaseProcess] = []  # of this process


def beside(work: Callable[[], None]) -> None:
    """Have *work* done by a process that is forked now; at once, where there are none."""
    if not _FORKS:
        _try(work)
        return
    process = get_context("fork").Process(target=_try, args=(work,))
    try:
        process.start()
    except OSError:  # there may be no more
        _try(work)
        return
    _running.append(process)


def finish() -> None:
    """Wait until all of it is done."""
    while _running:
        _running.pop().join()


def _try(work: Callable[[], None]) -> None:
    with suppress(OSError):
        work()
