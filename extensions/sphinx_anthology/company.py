"""What a build knows of the builds of other formats that run beside it (``together.py``).

All of them stand on one reading of the posts: the first build reads, and tells when it has; the
others then find everything read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

AGAIN = 75  # exit code of one that may not read, and had to: EX_TEMPFAIL of sysexits.h
_told: list[int] = []  # descriptors to tell on that everything is read
_ends: dict[str, int] = {}  # format -> descriptor at whose end its build has ended
_following: list[bool] = []


def lead(tell: int) -> None:
    """Be the build that reads.

    Args:
        tell: descriptor on which to tell that it has.
    """
    _told.append(tell)


def follow(ends: Mapping[str, int]) -> None:
    """Be one of those that find everything read.

    Args:
        ends: descriptors of the builds to wait for, by format; each ends with its build.
    """
    _following.append(True)
    _ends.update(ends)


def is_following() -> bool:
    """Whether another build has read the posts for this one, and is still at work."""
    return bool(_following)


def tell_read(documents: int) -> None:
    """Let the others begin.

    Args:
        documents: how many there are.
    """
    while _told:
        descriptor = _told.pop()
        try:
            os.write(descriptor, f"{documents}\n".encode())
        except BrokenPipeError:  # who started this build was interrupted
            raise KeyboardInterrupt from None
        finally:
            os.close(descriptor)


def is_beside(kind: str) -> bool:
    """Whether a build of another format runs beside this one, or did."""
    return kind in _ends


def wait_for(*kinds: str) -> None:
    """Wait until the builds of *kinds* have ended that run beside this one."""
    for kind in kinds:
        if kind in _ends:
            while os.read(_ends[kind], 1):
                pass
