"""Files that are whole or not there: a build that is killed leaves no half of one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Stamp = tuple[int, int]  # time of the last change in ns, size in bytes


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
        with suppress(OSError):  # a disk that may only be read says so even of what is not there
            fresh.unlink()
        raise


def walk(folder: str | Path) -> Iterator[tuple[str, Stamp]]:
    """Every file below *folder*, by its path from there, with its stamp; in no order."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with suppress(FileNotFoundError), os.scandir(Path(folder, below)) as entries:
            for entry in entries:
                name = f"{below}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/")
                    continue
                with suppress(FileNotFoundError):  # one that is gone meanwhile, not those after it
                    stat = entry.stat(follow_symlinks=False)
                    yield name, (stat.st_mtime_ns, stat.st_size)
