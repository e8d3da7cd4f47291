"""Chapters that the scan composed, until the parser makes documents of them.

Both need the same work: text to tokens, and the rules. They lie in a file without a name, because a
book of thousands of posts would fill the memory; it is gone with the build.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from .core.post import Composed


def fingerprint(text: str) -> str:
    """Of a post's text, however its lines end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(lines.encode(errors="surrogatepass")).hexdigest()


class ComposedPosts:
    """What posts became, by path and text."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a file in *folder*; where none can be made, nothing is kept."""
        self._file: BinaryIO | None = None
        self._places: dict[tuple[str, str], tuple[int, int]] = {}
        self._end = 0
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._file = cast(BinaryIO, TemporaryFile(dir=folder, buffering=0))  # noqa: SIM115

    def put(self, path: str, text: str, kept: bytes) -> None:
        """Keep what the post at *path* became; *text* is its fingerprint."""
        if self._file is None:
            return
        try:
            if self._file.write(kept) != len(kept):
                raise OSError("the disk is full")
        except OSError:  # the parser does the work itself
            self.close()
            return
        self._places[path, text] = self._end, len(kept)
        self._end += len(kept)

    def take(self, path: str, text: str) -> Composed | None:
        """What the post at *path* became, when its text still is *text*."""
        place = self._places.get((path, fingerprint(text))) if self._places else None
        if place is None or self._file is None:
            return None
        start, length = place
        with contextlib.suppress(OSError):
            kept = _READ(self._file.fileno(), length, start)
            if len(kept) == length:
                return cast(Composed, pickle.loads(kept))
        return None

    def close(self) -> None:
        """Forget all."""
        self._places.clear()
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None


def _seek_and_read(file: int, length: int, start: int) -> bytes:
    os.lseek(file, start, os.SEEK_SET)
    return os.read(file, length)


# processes that read at once share the file's place
_READ: Callable[[int, int, int], bytes] = getattr(os, "pread", _seek_and_read)


def packed(composed: Composed | None) -> bytes:
    """*composed* as :meth:`ComposedPosts.put` takes it; empty for none."""
    return pickle.dumps(composed, pickle.HIGHEST_PROTOCOL) if composed else b""
