"""What was put among the site's pages, and from what: so that what nobody wants any more goes,
and what is right is left alone."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from ...files import write_whole


class Manifest:
    """Files that machines read, as the last build left them and as this one wants them."""

    def __init__(self, kept: Path, out: Path) -> None:
        """Read what the last build left.

        Args:
            kept: where the list lies between builds.
            out: folder of the site.
        """
        self._kept, self._out = kept, out
        self._before = _read(kept, out)
        self._files: dict[str, str] = {}
        self.others: Collection[str] = ()  # files that somebody else writes
        self.notes: dict[str, Any] = dict(self._before["notes"])  # what else is to be remembered

    @property
    def before(self) -> Collection[str]:
        """Files of the last build."""
        return set(self._before["files"])

    @property
    def wanted(self) -> Collection[str]:
        """Files of this build, so far."""
        return set(self._files)

    def is_fresh(self, name: str, key: str) -> bool:
        """Whether *name* was made from *key* and is still there; if so, it stays."""
        if self._before["files"].get(name) != key or not os.path.isfile(f"{self._out}/{name}"):
            return False
        self._files[name] = key
        return True

    def keep(self, name: str, key: str = "") -> None:
        """Count a file as ours that was put there by other means."""
        self._files[name] = key

    def put(self, name: str, data: bytes, key: str = "") -> None:
        """Write a file, unless it says the same already, or is somebody else's."""
        if name in self.others:
            return
        file = self._out / name
        if not file.is_file() or file.read_bytes() != data:
            write_whole(file, data)
        self._files[name] = key

    def close(self, pages: Collection[str] = ()) -> None:
        """Take away what this build did not want, but for *pages*, which became somebody's."""
        for name in self._before["files"].keys() - self._files.keys() - set(pages):
            self._remove(self._out / name)
        text = json.dumps(
            {"out": str(self._out), "files": self._files, "notes": self.notes},
            ensure_ascii=False,
            sort_keys=True,
        )
        if not self._kept.is_file() or self._kept.read_text(encoding="utf-8") != text:
            write_whole(self._kept, text.encode())

    def _remove(self, file: Path) -> None:
        if not file.resolve().is_relative_to(self._out.resolve()):
            return
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == self._out or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()


def _read(kept: Path, out: Path) -> dict[str, Any]:
    """The list of the last build; an empty one when that made another site."""
    nothing: dict[str, Any] = {"files": {}, "notes": {}}
    try:
        found = json.loads(kept.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return nothing
    return found if isinstance(found, dict) and found.get("out") == str(out) else nothing
