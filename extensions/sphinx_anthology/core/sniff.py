"""What a file is by its bytes: names and server headers are often wrong."""

from __future__ import annotations

import re

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/svg+xml": ".svg",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
}

_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}

# Atomic groups: a file of comments must not be tried in all ways there are.
_SVG = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*+>|(?><!--.*?-->)"
    rb"|(?><!DOCTYPE\s+svg[^>\[]*+(?:\[.*?\]\s*+)?>))*+<svg[\s>]",
    re.DOTALL,
)


def image_type(data: bytes) -> str:
    """Media type of a picture; empty when the bytes are no picture."""
    head = data[:512]
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    if head[:2] == b"BM":
        return "image/bmp"
    if head[:4] in {b"II*\0", b"MM\0*"}:
        return "image/tiff"
    if _SVG.match(_as_utf8(data[:4096])):
        return "image/svg+xml"
    return ""


def _of_brands(head: bytes) -> str:
    """Type of an ISO media file by its brands, the first of which may be a general one; empty for
    films and others."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    return "image/heic" if head[8:12] in _HEIC or brands & _HEIC - {b"mif1", b"msf1"} else ""


def _as_utf8(head: bytes) -> bytes:
    """Text of 16 bits, which begins with its byte order mark, in 8."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head


def describe(data: bytes) -> str:
    """What bytes that are no picture seem to be, for a message."""
    if not data:
        return "nothing"
    head = data[:512].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "a web page (the site may forbid links to its pictures)"
    if head.startswith(b"\0\0\1\0"):
        return "an icon (ICO)"
    return "no picture"
