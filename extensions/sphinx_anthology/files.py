"""Files that are whole or not there: a build that is killed leaves no half of one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write *path* beside itself, then put it in place. Processes and threads do not collide.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    with whole(path) as fresh:
        fresh.write_bytes(data)


@contextmanager
def whole(path: Path, *, lasting: bool = False) -> Iterator[Path]:
    """A file to write in the place of *path*, which it takes when the block has ended well.

    Args:
        lasting: have it on the disk before, so that not even a power cut leaves half of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        yield fresh
        if lasting:
            with fresh.open("rb+") as file:
                os.fsync(file)
        fresh.replace(path)
    except BaseException:  # a full disk, Ctrl-C
        fresh.unlink(missing_ok=True)
        raise
