"""Is a picture whole? Each is decoded once to its end, because half of one is none.

A picture that a program cut off still shows its upper half in a browser, and e-readers then show
grey, or refuse the book. What was found is remembered by file, time and size.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import os
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PIL import Image, ImageFile
from PIL import __version__ as pillow

from ..core.sniff import describe, image_type
from ..core.svg import clean_svg
from ..files import write_whole

HEIC = "image/heic"
MAX_PIXELS = 60_000_000
RULES = 1  # goes up when other pictures are refused than before
THREADS = 2  # each may hold a picture of MAX_PIXELS
# What Pillow's readers raise for bytes that are not as their format has them.
_UNREADABLE = (
    OSError, ValueError, SyntaxError, LookupError, TypeError, EOFError, OverflowError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # our bound is lower


class BrokenPicture(Exception):
    """Why a picture cannot be used: one clause for a message."""


@contextmanager
def decoded(data: bytes) -> Iterator[Image.Image]:
    """The picture in *data*, its first frame decoded to the end.

    Raises:
        BrokenPicture: it is cut off, damaged, too large, or none.
    """
    if not image_type(data):
        raise BrokenPicture(f"it is {describe(data)}")
    if image_type(data) == HEIC:
        _learn_heic()
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, lets halves pass
    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height <= MAX_PIXELS:
            image.load()
    except _UNREADABLE as error:
        raise BrokenPicture(f"the picture cannot be decoded ({error})") from error
    if image.width * image.height > MAX_PIXELS:
        size = f"{image.width} × {image.height} px"
        raise BrokenPicture(f"the picture cannot be decoded ({size} is too large)")
    with image:
        yield image


def _learn_heic() -> None:
    """Its decoder is under another licence than the rest, so it comes when it is asked for.

    Raises:
        BrokenPicture: it is not installed.
    """
    try:
        pillow_heif = import_module("pillow_heif")
    except ImportError as error:
        hint = "pip install 'sphinx-anthology[heic]'"
        raise BrokenPicture(f"HEIC is read by a package that is not here: {hint}") from error
    pillow_heif.register_heif_opener()


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in px of a picture that is whole; of a drawing, 0 and 0.

    Raises:
        BrokenPicture: it is not whole.
    """
    if image_type(data) == "image/svg+xml":
        if clean_svg(data) is None:
            raise BrokenPicture("the picture cannot be decoded (it is not well-formed)")
        return 0, 0
    with decoded(data) as image:
        return image.size


def unpack(uri: str) -> bytes:
    """The bytes that a ``data:`` address holds (RFC 2397).

    Raises:
        BrokenPicture: it holds none.
    """
    head, comma, body = uri.partition(",")
    data = unquote_to_bytes(body)
    if not comma:
        raise BrokenPicture("the address holds no data")
    if not head.lower().endswith(";base64"):
        return data
    try:
        return base64.b64decode(b"".join(data.split()) + b"==")
    except binascii.Error as error:
        raise BrokenPicture(f"the address cannot be decoded ({error})") from error


def flaw_of_packed(uri: str) -> str:
    """Why the picture in a ``data:`` address cannot be used; empty when it can."""
    try:
        size_of(unpack(uri))
    except BrokenPicture as broken:
        return str(broken)
    return ""


class Wholeness:
    """What is known of the pictures of a book, and since when."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = _load(file)
        self._fresh: dict[str, tuple[int, int, str]] = {}

    def flaw(self, path: Path) -> str:
        """Why the picture at *path* cannot be used; empty when it can."""
        try:
            if not self._is_known(path):
                known = (*_stamp(path), _flaw(path.read_bytes()))
                self._known[str(path)] = self._fresh[str(path)] = known
        except OSError as error:
            return f"the file cannot be read ({error.strerror})"
        return self._known[str(path)][2]

    def _is_known(self, path: Path) -> bool:
        with suppress(OSError):
            return self._known.get(str(path), ())[:2] == _stamp(path)
        return False

    def look_at(self, paths: Iterable[Path]) -> None:
        """Get to know *paths* side by side, and remember them."""
        new = [path for path in dict.fromkeys(paths) if not self._is_known(path)]
        with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
            for _ in pool.map(self.flaw, new):
                pass
        if self._fresh:
            rows = {"rules": _rules(), "pictures": self._known}
            write_whole(self._file, json.dumps(rows, ensure_ascii=False, indent=0).encode())
            self._fresh.clear()


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _flaw(data: bytes) -> str:
    try:
        size_of(data)
    except BrokenPicture as broken:
        return str(broken)
    return ""


def _rules() -> str:
    heic = "with" if find_spec("pillow_heif") else "without"
    return f"{RULES}, Pillow {pillow}, {heic} HEIC"


def _load(file: Path) -> dict[str, tuple[int, int, str]]:
    """What an earlier build found; nothing when that was by other rules, or the file is broken."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        if rows["rules"] != _rules():
            return {}
        return {path: (int(a), int(b), str(why)) for path, (a, b, why) in rows["pictures"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
