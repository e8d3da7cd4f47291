"""Bodies that are sent packed, unpacked piece by piece: however much one unfolds to, no more than a
piece is ever held."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from .causes import PackedError

ACCEPTED = "gzip, deflate"
_PLAIN = {"", "identity"}
_PACKED = {"gzip", "x-gzip", "deflate"}
_EITHER = 47  # window bits: zlib tells gzip and deflate apart by their heads
_BARE = -15  # deflate without a head, as some servers send it


def unpacked(body: Iterable[bytes], encoding: str, size: int) -> Iterator[bytes]:
    """*body* in pieces of up to *size* bytes.

    Raises:
        PackedError: nobody knows how *encoding* is unpacked.
        zlib.error: it is damaged.
        EOFError: it ends too early.
    """
    name = encoding.strip().lower()
    if name in _PLAIN:
        yield from body
    elif name in _PACKED:
        yield from _inflated(body, size)
    else:
        raise PackedError(encoding)


def _inflated(body: Iterable[bytes], size: int) -> Iterator[bytes]:
    stream, begun = zlib.decompressobj(_EITHER), False
    for data in body:
        while data:
            if stream.eof:  # gzip may have several members; what else follows is none of it
                if not data.startswith(b"\x1f\x8b"):
                    return
                stream = zlib.decompressobj(_EITHER)
            try:
                piece = stream.decompress(data, size)
            except zlib.error:
                if begun:
                    raise
                stream = zlib.decompressobj(_BARE)
                piece = stream.decompress(data, size)
            begun = True
            data = stream.unused_data or stream.unconsumed_tail
            if piece:
                yield piece
    if begun and not stream.eof:
        raise EOFError
