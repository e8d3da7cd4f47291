"""Who is alone with a folder or a file. The lock is the kernel's (flock), so one that was killed
holds none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


_SHARED: dict[Path, IO[str]] = {}  # files that processes forked from here lock as one


def share(file: Path) -> None:
    """Let all processes that are forked from here on count as one with *file*: when one of them has
    it, all have it, until the last has ended.

    Raises:
        OSError: nothing can be written there.
    """
    _SHARED[file.resolve()] = _open(file)


def _open(file: Path) -> IO[str]:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.open("a+", encoding="ascii")


def alone_with(
    file: Path,
    seconds: float,
    waiting: Callable[[], None] = lambda: None,
    pause: Callable[[float], None] = time.sleep,
    step: float = 0.2,
) -> IO[str] | None:
    """*file*, opened and locked until it is closed (see also :func:`share`); None when it could not
    be had in time.

    Args:
        seconds: how long to wait for who has it.
        waiting: called once, when there is somebody to wait for.
        pause: waits for so many seconds.
        step: seconds between two looks.

    Raises:
        OSError: nothing can be written there.
    """
    opened = _SHARED.pop(file.resolve(), None) or _open(file)
    left = seconds
    while not _lock(opened):
        if left == seconds:
            waiting()
        if left <= 0:
            opened.close()
            return None
        pause(step)
        left -= step
    return opened


def _lock(opened: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            opened.seek(0)
            msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
