"""One build at a time in a folder: a second one waits, and gives up with a message.

The processes that a build forks hold its lock too, so that nobody begins while they still write.
Libraries take it away from them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sphinx.util import logging

from ..diagnostics import Code, Diagnostic, Place
from ..exclusive import alone_with
from ..posts.report import stop_build

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

logger = logging.getLogger(__name__)
LOCK = ".lock"  # in the folder of doctrees
_HELD: dict[Path, IO[str]] = {}  # by this process


def take_folders(app: Sphinx, config: Config) -> None:
    """Wait until no other build is at work in the folder of doctrees, then keep others out."""
    folder = Path(app.doctreedir)
    try:
        taken = take(folder, config.anthology_lock_seconds, lambda who: _tell(folder, who))
    except OSError as error:
        message = f"nothing can be written here: {error.strerror or error}"
        hint = "Name another folder, or mend its permissions"
        stop_build(app, Diagnostic(Code.CANNOT_WRITE, message, Place(str(folder)), hint))
    if not taken:
        wait = f"{config.anthology_lock_seconds:g} s"
        message = f"another build{_who(folder)} has been at work here for {wait}"
        hint = "Wait for it or end it, or build into another folder"
        stop_build(app, Diagnostic(Code.BUSY, message, Place(str(folder)), hint))
    app.connect("build-finished", lambda app, error: give_back(folder), priority=2000)


def take(
    folder: Path,
    seconds: float,
    waiting: Callable[[str], None] = lambda who: None,
    pause: Callable[[float], None] = time.sleep,
) -> bool:
    """Take the lock of *folder*; whether it could be had in time.

    Args:
        seconds: how long to wait for another build.
        waiting: called once, with who holds it.
        pause: waits for so many seconds.

    Raises:
        OSError: nothing can be written there.
    """
    folder = folder.resolve()
    if folder in _HELD:
        return True
    file = alone_with(folder / LOCK, seconds, lambda: waiting(_who(folder)), pause)
    if file is None:
        return False
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    _HELD[folder] = file
    return True


def give_back(folder: Path) -> None:
    """Let the next build in."""
    file = _HELD.pop(folder.resolve(), None)
    if file is not None:
        file.close()  # Windows and Unix take the lock with it


def _who(folder: Path) -> str:
    with suppress(OSError, ValueError):
        return f" (process {int((folder / LOCK).read_text(encoding='ascii'))})"
    return ""


def _tell(folder: Path, who: str) -> None:
    logger.info("another build%s is at work in %s; waiting for it", who, folder)
