"""Pictures that would cost much time or memory, if they were let."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from .pictures import picture

MANY = 100_000


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(size: tuple[int, int], *chunks: bytes, rows: bytes = b"") -> bytes:
    """A grey PNG of *size*, with *chunks* before its pixels."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    pixels = _chunk(b"IDAT", zlib.compress(rows or bytes((size[0] + 1) * size[1])))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + pixels + _chunk(b"IEND", b"")


def _profile(size: int) -> bytes:
    return _chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(size)))


def _text(size: int) -> bytes:
    return _chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(size)))


def _jpeg_of(size: int) -> bytes:
    """The header promises *size* × *size* px; the data are of a few."""
    data = bytearray(picture("JPEG", (16, 16)))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", size, size)
    return bytes(data)


def _gif() -> bytes:
    """One frame, again and again."""
    out = io.BytesIO()
    first = Image.new("P", (8, 8))
    first.save(out, "GIF", save_all=True, append_images=[Image.new("P", (8, 8), 1)], duration=20)
    data = out.getvalue()
    second = data.rindex(b"\x21\xf9")  # the last control block, with its frame
    return data[:second] + data[second:-1] * MANY + b";"


def _webp() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (n * 200, 0, 0)) for n in range(3)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=20)
    data = out.getvalue()
    frame = data[data.rindex(b"ANMF") :]
    body = data[12:] + frame * MANY
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _tiff() -> bytes:
    """Pages that are all the same strip of pixels."""
    fields = [(256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 8), (278, 8), (279, 64)]
    at, out = 72, bytearray(b"II*\0" + struct.pack("<I", 72) + bytes(64))
    page = 2 + 12 * len(fields) + 4
    for number in range(MANY // 2):
        rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields)
        following = at + page * (number + 1)
        out += struct.pack("<H", len(fields)) + rows + struct.pack("<I", following)
    return bytes(out[:-4] + bytes(4))


def _icon() -> bytes:
    return picture("ICO", (32, 32))


MONSTERS: dict[str, Callable[[], bytes]] = {
    "a PNG of 40,000 × 40,000 px": lambda: png((40_000, 40_000), rows=bytes(1000)),
    "a PNG of 2³¹ px a side": lambda: png((2**31 - 1, 2**31 - 1), rows=bytes(1000)),
    "a JPEG of 65,535 × 65,535 px": lambda: _jpeg_of(65_535),
    "a JPEG of 7,000 × 7,000 px with the data of a few": lambda: _jpeg_of(7000),
    "a profile that unfolds to 400 MB": lambda: png((8, 8), _profile(400_000_000)),
    "a text that unfolds to 400 MB": lambda: png((8, 8), _text(400_000_000)),
    "many texts": lambda: png((8, 8), *[_text(500_000)] * 1000),
    "a PNG whose pixels unfold to 400 MB": lambda: png((8, 8), rows=bytes(400_000_000)),
    "a GIF of 100,000 frames": _gif,
    "a WebP of 100,000 frames": _webp,
    "a TIFF of 50,000 pages": _tiff,
    "an icon": _icon,
}
