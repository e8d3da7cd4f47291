"""The cache of pictures: files named by content, shared by all builds of a book.

Bytes are kept as they came; what must not act is taken out where a picture is placed, so that
stricter rules hold for old caches too.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..core.assets import Pin
from ..core.sniff import describe, image_type
from ..files import write_whole
from ..model import Asset
from ..network import OFFLINE
from . import index
from .fetch import Bounds, Fetcher, FetchError
from .index import Row
from .turns import Clock, side_by_side
from .whole import BrokenPicture, size_of

FAILURES = "ANTHOLOGY_FAILURES"  # environment: a file that the builds of one command share
INDEX = "pictures.json"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a picture is not there."""

    reason: str  # one clause
    found: str = ""  # sha256 of what is there now, where the lock has another
    offline: bool = False  # as if this machine were not connected


class PictureStore:
    """Pictures by their address. A failed address is remembered for this build only."""

    def __init__(
        self,
        folder: Path,
        bounds: Bounds,
        *,
        offline: bool,
        lock: Mapping[str, Pin] | None = None,
        clock: Clock = time,
    ) -> None:
        self.folder = folder
        self.lock = dict(lock or {})
        self.failures: dict[str, Failure] = {}  # by address
        self._offline = offline
        self._fetcher = Fetcher(bounds, clock)
        self._known = index.load(folder / INDEX)
        self._new: dict[str, Row] = {}
        self._whole: dict[Path, tuple[int, int, str]] = {}  # time, size, sha256
        # What other builds of the same command could not have is not asked for again.
        shared = os.environ.get(FAILURES)
        self._shared = Path(shared) if shared else None
        self._refused = _load_failures(self._shared) if self._shared else {}

    def get(self, url: str) -> Asset | None:
        """The picture behind *url* when it lies in the cache whole; never connects."""
        row = self.row(url)
        if row is None:
            return None
        path = str(self.folder / row.pin.file)
        return Asset(path, row.pin.type, row.pin.sha256, row.width, row.height)

    def row(self, url: str) -> Row | None:
        """What is known of it; the lock has the last word on what it is."""
        url = whole_address(url)
        row, pin = self._known.get(url), self.lock.get(url)
        if pin is not None and (row is None or row.pin.sha256 != pin.sha256):
            return self._adopt(url, pin)
        return row if row is not None and self._is_whole(row.pin) else None

    def _adopt(self, url: str, pin: Pin) -> Row | None:
        """A file of the cache that only the lock knows."""
        if not self._is_whole(pin):
            return None
        try:
            row = Row(pin, *size_of((self.folder / pin.file).read_bytes()))
        except (BrokenPicture, OSError):
            return None
        self._note(url, row)
        return row

    def _is_whole(self, pin: Pin) -> bool:
        """Whether the file is there with all its bytes; each is looked through once in a build."""
        path = self.folder / pin.file
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if self._whole.get(path, ())[:2] != stamp:
                self._whole[path] = (*stamp, hashlib.sha256(path.read_bytes()).hexdigest())
        except OSError:
            return False
        return self._whole[path][2] == pin.sha256

    def fetch_all(
        self, urls: Iterable[str] | Mapping[str, str], progress: Callable[[str], None]
    ) -> None:
        """Fetch what is not in the cache yet; failures are kept with their reason.

        *urls*: may give the address of the post that shows each.
        """
        posts = urls if isinstance(urls, Mapping) else dict.fromkeys(urls, "")
        missing = [url for url in posts if self.get(url) is None and url not in self.failures]
        self.failures.update({url: self._refused[url] for url in missing if url in self._refused})
        missing = [url for url in missing if url not in self._refused]
        if self._offline:
            lacking = Failure("not in the cache, and OFFLINE is set", offline=True)
            self.failures.update(dict.fromkeys(missing, lacking))
            missing = []
        try:
            for url, outcome in side_by_side(missing, lambda url: self.fetch(url, posts[url])):
                progress(url)
                self.take(url, outcome)
        finally:
            self.save()
        if self._shared and missing:
            _save_failures(self._shared, {**self._refused, **self.failures})

    def take(self, url: str, outcome: Row | Failure) -> None:
        """Remember what came of asking for *url*."""
        if isinstance(outcome, Row):
            self._note(whole_address(url), outcome)
        else:
            self.failures[url] = outcome

    def fetch(self, url: str, post: str = "", *, keep: bool = True) -> Row | Failure:
        """Ask for *url*, whatever is known of it; *keep* what comes, by its content. Where the lock
        has it, nothing else will do."""
        try:
            data = self._fetcher.fetch(whole_address(url), post)
        except FetchError as error:
            return Failure(str(error), offline=error.cause in OFFLINE)
        media_type = image_type(data)
        if not media_type:
            return Failure(f"the server sent {describe(data)}")
        try:
            width, height = size_of(data)
        except BrokenPicture as broken:
            return Failure(str(broken))
        digest = hashlib.sha256(data).hexdigest()
        pin = self.lock.get(whole_address(url))
        if pin is not None and pin.sha256 != digest:
            told = f"sha256 {pin.sha256[:12]}… was locked, and {digest[:12]}… is there now"
            return Failure(told, digest)
        today = datetime.now(UTC).date().isoformat()
        pin = Pin(digest, media_type, len(data), today)
        if keep and not self._is_whole(pin):
            write_whole(self.folder / pin.file, data)
        return Row(pin, width, height)

    def _note(self, url: str, row: Row) -> None:
        self._known[url] = self._new[url] = row

    def save(self) -> None:
        """Write down what came since the last time."""
        if self._new:
            index.add(self.folder / INDEX, self._new)
            self._new = {}


def whole_address(url: str) -> str:
    """An address without a scheme is read as https."""
    return f"https:{url}" if url.startswith("//") else url


def pin_of(row: Row, folder: Path) -> Pin:
    """For the lock; rows of older caches do not tell the size."""
    return (
        row.pin if row.pin.size else replace(row.pin, size=(folder / row.pin.file).stat().st_size)
    )


def _load_failures(file: Path) -> dict[str, Failure]:
    """A broken file is as good as none."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {url: Failure(str(reason), str(found)) for url, (reason, found) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _save_failures(file: Path, failures: Mapping[str, Failure]) -> None:
    rows = {url: (failure.reason, failure.found) for url, failure in failures.items()}
    write_whole(file, json.dumps(rows).encode())
