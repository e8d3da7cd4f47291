"""Room for Python's own stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_SLOTS = 1 << 17  # of 8 bytes: Python gets 2 MB at once, of which the frame itself takes half
_Result = TypeVar("_Result")


def in_one_piece(work: Callable[[], _Result]) -> _Result:
    """Do *work* where frames of Python functions lie in one piece of memory.

    CPython (3.11 and later) takes memory for frames 16 KB at a time, and gives a piece back as
    soon as the call returns that began it. A loop that stands at the end of a piece calls the
    system twice for each call: that was two of three page faults of setting, and half of its
    system time. A frame that is said to need much makes Python take more at once; pages of it that
    nobody touches cost nothing.
    """
    return _roomy(work)


def _roomy(work: Callable[[], _Result]) -> _Result:
    return work()


_roomy.__code__ = _roomy.__code__.replace(co_stacksize=_SLOTS)
