"""What a file is by its bytes: names and server headers are often wrong."""

from __future__ import annotations

import re

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/svg+xml": ".svg",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
}


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
    if head[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    if head[:2] == b"BM":
        return "image/bmp"
    if head[:4] in {b"II*\0", b"MM\0*"}:
        return "image/tiff"
    if _SVG.match(_as_utf8(data[:4096])):
        return "image/svg+xml"
    return ""


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
    return "no picture"
