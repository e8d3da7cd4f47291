"""The index of the cache: what lay at each address, beside the files that are named by content.

Builds may share a cache, also at the same time. Each adds its rows to those that lie there; a row
that is broken is as good as none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.assets import Pin
from ..core.sniff import SUFFIXES
from ..exclusive import alone_with
from ..files import write_whole

PATIENCE = 5.0  # seconds; a save takes some hundredths of one


@dataclass(frozen=True, slots=True)
class Row:
    """A picture of the cache."""

    pin: Pin
    width: int  # px; 0 when unknown (a drawing)
    height: int


def load(file: Path) -> dict[str, Row]:
    """Rows by address; of a broken file, none."""
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(given, dict):
        return {}
    rows = ((url, _row(row)) for url, row in given.items())
    return {url: row for url, row in rows if row is not None}


def add(file: Path, rows: Mapping[str, Row]) -> None:
    """Put *rows* into the index; what others put there meanwhile stays."""
    with _alone(file.with_name(f"{file.name}.lock")):
        both = {url: _as_json(row) for url, row in {**load(file), **rows}.items()}
        text = json.dumps(both, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(file, text.encode())


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """No other build is in the block; but nobody waits for long: the worst is a picture that is
    fetched again."""
    held = alone_with(lock, PATIENCE, step=0.01)
    try:
        yield
    finally:
        if held is not None:
            held.close()


def _as_json(row: Row) -> dict[str, object]:
    pin = row.pin
    return {
        "path": pin.file,
        "media_type": pin.type,
        "sha256": pin.sha256,
        "width": row.width,
        "height": row.height,
        "size": pin.size,
        "date": pin.date,
    }


def _row(given: Any) -> Row | None:
    """Older rows have neither size nor date."""
    try:
        pin = Pin(
            str(given["sha256"]),
            str(given["media_type"]),
            int(given.get("size", 0)),
            str(given.get("date", "")),
        )
        row = Row(pin, int(given["width"]), int(given["height"]))
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    digits = len(pin.sha256) == 64 and set(pin.sha256) <= set("0123456789abcdef")
    return row if digits and pin.type in SUFFIXES else None
