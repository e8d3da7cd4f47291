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


def alone_with(
    file: Path,
    seconds: float,
    waiting: Callable[[], None] = lambda: None,
    pause: Callable[[float], None] = time.sleep,
    step: float = 0.2,
) -> IO[str] | None:
    """*file*, opened and locked until it is closed; None when it could not be had in time.

    Args:
        seconds: how long to wait for who has it.
        waiting: called once, when there is somebody to wait for.
        pause: waits for so many seconds.
        step: seconds between two looks.

    Raises:
        OSError: nothing can be written there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    opened = file.open("a+", encoding="ascii")
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
