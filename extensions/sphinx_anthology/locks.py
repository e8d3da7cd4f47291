"""The lock files beside conf.py: what is known of links, the keys that works go by, pictures.

They are read by a build and written by commands only, whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from .core import assets
from .core.assets import Pin
from .core.linkcare import LinkState, LockError, read_text, write_text
from .core.references.works import keys
from .diagnostics import Place
from .files import write_whole

LINKS = "links.lock.json"  # all lie beside conf.py, or in the folder of posts
KEYS = "references.lock.json"
ASSETS = "assets.lock"

T = TypeVar("T")


def read_lock(path: Path) -> dict[str, LinkState]:
    """What is known of links, by canonical URL; nothing when the file is not there.

    Raises:
        LockError: it cannot be read, or is broken; the place is file and line.
    """
    return _read(path, read_text)


def read_keys(path: Path) -> dict[str, str]:
    """The key of each work, by its identity; nothing when the file is not there.

    Raises:
        LockError: it cannot be read, or is broken; the place is file and line.
    """
    return _read(path, keys.read_text)


def read_pins(path: Path) -> dict[str, Pin]:
    """What each picture was, by its address; nothing when the file is not there.

    Raises:
        LockError: it cannot be read, or is broken; the place is file and line.
    """
    return _read(path, assets.read_text)


def write_lock(path: Path, links: Mapping[str, LinkState]) -> None:
    """Write *links* whole or not at all; a file that says the same is left alone."""
    _write(path, write_text(links))


def write_keys(path: Path, pinned: Mapping[str, str]) -> bool:
    """Write *pinned* likewise; whether the file changed."""
    return _write(path, keys.write_text(pinned))


def write_pins(path: Path, pins: Mapping[str, Pin]) -> bool:
    """Write *pins* likewise; whether the file changed."""
    return _write(path, assets.write_text(pins))


def _read(path: Path, parse: Callable[[str, str], dict[str, T]]) -> dict[str, T]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LockError(Place(str(path)), f"cannot be read: {reason}") from error
    except UnicodeDecodeError as error:
        raise LockError(Place(str(path)), "is not UTF-8 text") from error
    return parse(text, str(path))


def _write(path: Path, text: str) -> bool:
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True
