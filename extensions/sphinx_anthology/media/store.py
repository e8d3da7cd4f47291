"""The cache of pictures: content-addressed files and one index, shared by all builds of a book."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..core.sniff import SUFFIXES, describe, image_type
from ..core.svg import clean_svg
from ..files import write_whole
from ..model import Asset
from .fetch import Bounds, FetchError, fetch
from .whole import BrokenPicture, size_of

FAILURES = "ANTHOLOGY_FAILURES"  # environment: a file that the builds of one command share
PARALLEL = 6  # fetches at once; the network waits, not the processor


class PictureStore:
    """Pictures by their address. A failed address is remembered for this build only."""

    def __init__(self, folder: Path, bounds: Bounds, *, offline: bool) -> None:
        self.folder = folder
        self._bounds = bounds
        self._offline = offline
        self._index = folder / "pictures.json"
        self._known: dict[str, dict[str, object]] = _load(self._index)
        # What other builds of the same command could not have is not asked for again.
        shared = os.environ.get(FAILURES)
        self._shared = Path(shared) if shared else None
        self._refused: dict[str, str] = _load(self._shared) if self._shared else {}
        self.failures: dict[str, str] = {}  # address -> why

    def get(self, url: str) -> Asset | None:
        """The picture behind *url* when it lies in the cache whole; never connects."""
        row = self._known.get(url)
        if row is None:
            return None
        path = self.folder / str(row["path"])
        if not path.is_file():
            return None
        return Asset(**{**row, "path": str(path)})  # type: ignore[arg-type]

    def fetch_all(self, urls: Iterable[str], progress: Callable[[str], None]) -> None:
        """Fetch what is not in the cache yet; failures are kept with their reason."""
        missing = [url for url in dict.fromkeys(urls) if self.get(url) is None]
        self.failures.update({url: self._refused[url] for url in missing if url in self._refused})
        missing = [url for url in missing if url not in self._refused]
        if self._offline:
            self.failures.update(dict.fromkeys(missing, "not in the cache, and OFFLINE is set"))
            return
        if not missing:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(PARALLEL) as pool:
            for url, outcome in zip(missing, pool.map(self._fetch_one, missing), strict=True):
                progress(url)
                if isinstance(outcome, Asset):
                    self._known[url] = {**asdict(outcome), "path": Path(outcome.path).name}
                else:
                    self.failures[url] = outcome
        self._save()
        if self._shared:
            write_whole(self._shared, json.dumps({**self._refused, **self.failures}).encode())

    def _fetch_one(self, url: str) -> Asset | str:
        try:
            data = fetch(f"https:{url}" if url.startswith("//") else url, self._bounds)
        except FetchError as error:
            return str(error)
        media_type = image_type(data)
        if not media_type:
            return f"the server sent {describe(data)}"
        if media_type == "image/svg+xml":
            drawing = clean_svg(data)
            if drawing is None:
                return "the picture cannot be decoded (it is not well-formed)"
            data = drawing[0]
        try:
            width, height = size_of(data)
        except BrokenPicture as broken:
            return str(broken)
        digest = hashlib.sha256(data).hexdigest()
        path = self.folder / f"{digest[:32]}{SUFFIXES[media_type]}"
        write_whole(path, data)
        return Asset(str(path), media_type, digest, width, height)

    def _save(self) -> None:
        text = json.dumps(self._known, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(self._index, text.encode())


def _load(index: Path) -> dict[str, Any]:
    """A JSON object; a broken file is as good as none."""
    try:
        rows = json.loads(index.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return rows if isinstance(rows, dict) else {}
