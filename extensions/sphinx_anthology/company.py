"""What a build knows of the builds of other formats that run beside it (``together.py``).

All of them stand on one reading of the posts: the first build reads, and tells when it has; the
others then find everything read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

AGAIN = 75  # exit code of one that may not read, and had to: EX_TEMPFAIL of sysexits.h
PAGES = "pages"  # to wait for: where those of the printed book begin is known
_told: list[int] = []  # descriptors to tell on that everything is read
_paginated: list[int] = []  # those that end when the pages are known
_ends: dict[str, int] = {}  # what to wait for -> descriptor that ends with it
_following: list[bool] = []
_leading: list[bool] = []


def lead(tell: int, pages: int) -> None:
    """Be the build that reads.

    Args:
        tell: descriptor on which to tell that it has.
        pages: descriptor to close when it is known where pages begin.
    """
    _leading.append(True)
    _told.append(tell)
    _paginated.append(pages)


def follow(ends: Mapping[str, int]) -> None:
    """Be one of those that find everything read.

    Args:
        ends: descriptors of what to wait for: builds by their format, and ``PAGES``.
    """
    _following.append(True)
    _ends.update(ends)


def is_following() -> bool:
    """Whether another build has read the posts for this one, and is still at work."""
    return bool(_following)


def is_alone() -> bool:
    """Whether no other build has its share of the processors."""
    return not (_leading or _following)


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


def tell_pages() -> None:
    """Let those go on that wait for the pages of the printed book."""
    while _paginated:
        os.close(_paginated.pop())


def is_beside(kind: str) -> bool:
    """Whether a build of another format runs beside this one, or did."""
    return kind in _ends


def wait_for(*names: str) -> None:
    """Wait for builds of formats, or for ``PAGES``, where another build is beside this one that
    makes them. When it ends, however it does, so does waiting."""
    for name in names:
        if name in _ends:
            while os.read(_ends[name], 1):
                pass
