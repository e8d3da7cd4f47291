"""JPEG and PNG without what is not the picture: cameras write down where and when, programs add
thumbnails and further frames. The picture itself is not touched, so nothing of it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

_KEPT_JPEG = {0xE0, 0xEE}  # JFIF; Adobe's, which tells how colours are stored
_NEXT = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")  # a marker that ends a scan
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT_PNG = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
    b"pHYs",
}
_GREY, _TRUE, _PALETTE = 0, 2, 3  # colour types of PNG without transparency


def bare_jpeg(data: bytes) -> bytes | None:
    """*data* without comments, EXIF, XMP, profiles and what follows the picture; None when it is
    no baseline JPEG of 8 bits with one or three components."""
    kept: list[bytes] = [data[:2]]
    for marker, segment in _segments(data):
        frame = 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}
        if frame and (marker != 0xC0 or segment[4] != 8 or segment[9] not in {1, 3}):
            return None
        if marker < 0xE0 or marker in _KEPT_JPEG:
            kept.append(segment)
        if marker == 0xD9:
            return b"".join(kept)
    return None


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with all that belongs to it; scans with what they hold."""
    at = 2
    while at + 4 <= len(data) or data[at : at + 2] == b"\xff\xd9":
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == 0xD9:
            yield marker, data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:
            following = _NEXT.search(data, end)
            end = following.start() if following else len(data)
        if end > len(data) or end < at + 4:
            return
        yield marker, data[at:end]
        at = end


def bare_png(data: bytes) -> bytes | None:
    """*data* without texts, times, EXIF, profiles and further frames; None when it is no PNG of 8
    bits, or one with transparency, or not whole."""
    kept: list[bytes] = [_SIGNATURE]
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        name = data[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data) or name == b"tRNS":
            return None
        if name == b"IHDR" and (
            data[at + 16] != 8 or data[at + 17] not in {_GREY, _TRUE, _PALETTE}
        ):
            return None
        if name in _KEPT_PNG:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    return None
