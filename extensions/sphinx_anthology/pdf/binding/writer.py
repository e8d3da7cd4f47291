"""Write a PDF as a stream: objects leave memory as they come. ISO 32000-1, 7.5.7 and 7.5.8."""

from __future__ import annotations

import zlib
from hashlib import md5
from typing import BinaryIO

_PER_STREAM = 200  # objects in one object stream


class PdfWriter:
    """Numbers objects and writes them, small ones together and compressed."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._digest = md5(usedforsecurity=False)
        self._position = 0
        self._entries: dict[int, tuple[int, int, int]] = {}  # of the cross-reference stream
        self._last = 0
        self._waiting: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xe4\xb9\xa6\xe9\xa1\xb5\n")

    def reserve(self, count: int = 1) -> int:
        """The first of *count* numbers in a row."""
        first = self._last + 1
        self._last += count
        return first

    def put(self, data: bytes, number: int = 0) -> int:
        """An object that is no stream; returns its number."""
        number = number or self.reserve()
        self._waiting.append((number, data))
        if len(self._waiting) == _PER_STREAM:
            self._flush()
        return number

    def put_stream(self, data: bytes, entries: bytes = b"", number: int = 0) -> int:
        """A stream, which is compressed here."""
        packed = zlib.compress(data, 6)
        return self.put_packed(packed, b"/Filter/FlateDecode" + entries, number)

    def put_packed(self, data: bytes, entries: bytes, number: int = 0) -> int:
        """A stream as it is; *entries* of its dictionary tell its filter."""
        return self.put_raw(b"<<%s/Length %d>>" % (entries, len(data)), data, number)

    def put_raw(self, head: bytes, data: bytes, number: int = 0) -> int:
        """A stream with its whole dictionary."""
        number = number or self.reserve()
        self._entries[number] = (1, self._position, 0)
        self._write(b"%d 0 obj\n%s\nstream\n" % (number, head))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")
        return number

    def close(self, root: int, info: int) -> None:
        """Write what is waiting, and the cross-reference stream."""
        self._flush()
        number = self.reserve()
        self._entries[number] = (1, self._position, 0)
        self._entries[0] = (0, 0, 65535)
        wide = max(self._position, self._last).bit_length() // 8 + 1
        table = b"".join(
            kind.to_bytes(1, "big") + where.to_bytes(wide, "big") + index.to_bytes(2, "big")
            for kind, where, index in (self._entries[n] for n in range(number + 1))
        )
        identity = self._digest.hexdigest().encode()
        start = self._position
        entries = b"/Type/XRef/W[1 %d 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            wide,
            number + 1,
            root,
            info,
            identity,
            identity,
        )
        self.put_stream(table, entries, number)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _flush(self) -> None:
        if not self._waiting:
            return
        stream = self.reserve()
        index, body, offset = [], [], 0
        for place, (number, data) in enumerate(self._waiting):
            self._entries[number] = (2, stream, place)
            index.append(b"%d %d" % (number, offset))
            body.append(data)
            offset += len(data) + 1
        head = b" ".join(index) + b"\n"
        entries = b"/Type/ObjStm/N %d/First %d" % (len(index), len(head))
        self._waiting = []
        self.put_stream(head + b"\n".join(body), entries, stream)

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._position += len(data)
