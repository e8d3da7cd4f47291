"""The lock file of links, read by a build and written by ``anthology links``; never the network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .core.linkcare import LinkState, LockError, read_text, write_text
from .diagnostics import Place
from .files import write_whole

NAME = "links.lock.json"  # beside conf.py, or in the folder of posts


def read_lock(path: Path) -> dict[str, LinkState]:
    """What is known of links, by canonical URL; nothing when the file is not there.

    Raises:
        LockError: it cannot be read, or is broken; the place is file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LockError(Place(str(path)), f"cannot be read: {reason}") from error
    except UnicodeDecodeError as error:
        raise LockError(Place(str(path)), "is not UTF-8 text") from error
    return read_text(text, str(path))


def write_lock(path: Path, links: Mapping[str, LinkState]) -> None:
    """Write *links* whole or not at all; a file that says the same is left alone."""
    data = write_text(links).encode()
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)
