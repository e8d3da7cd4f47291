"""Lock files as text: JSON that people keep beside the book, merge, and sometimes mend by hand.

Whatever is wrong in one is told with its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from ..diagnostics import Place

Entry = TypeVar("Entry")


class LockError(Exception):
    """A lock file cannot be read: where, and why."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class FieldError(Exception):
    """An entry is wrong: in which field (empty: as a whole), and why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class _TwiceError(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def load_rows(text: str, path: str, what: str) -> dict[str, Any]:
    """The object that the lock file *path* with the content *text* holds.

    Args:
        what: what its fields are, for the message when it holds no object.

    Raises:
        LockError: it is broken.
    """
    try:
        rows = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        hint = _conflict(text) or f"no JSON here: {error.msg}"
        raise LockError(Place(path, error.lineno), hint) from error
    except _TwiceError as error:
        second = offset_of(text, error.name, offset_of(text, error.name) + 1)
        # a field of an entry stands in every entry, and we are not told in which it is doubled
        place = place_at(path, text, second) if ":" in error.name else Place(path)
        raise LockError(place, f"{error.name!r} stands here twice") from error
    except RecursionError as error:
        raise LockError(Place(path), "lists within lists without end") from error
    if not isinstance(rows, dict):
        raise LockError(Place(path, 1), f"an object is expected: {what}")
    return rows


def read_rows(
    text: str, path: str, what: str, read: Callable[[str, object], Entry]
) -> dict[str, Entry]:
    """The entries of a lock file by name, each as *read* makes it of name and row.

    Raises:
        LockError: it is broken, or *read* raised a ``FieldError``; the place is the line.
    """
    entries = {}
    for name, row in load_rows(text, path, what).items():
        try:
            entries[name] = read(name, row)
        except FieldError as error:
            offset = offset_of(text, name)
            if error.field:
                offset = offset_of(text, error.field, offset)
            raise LockError(place_at(path, text, offset), f"{name}: {error}") from error
    return entries


def dump_rows(rows: object) -> str:
    """The file that holds *rows*; the same rows give the same text."""
    return json.dumps(rows, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def offset_of(text: str, name: str, start: int = 0) -> int:
    """Where the key *name* stands, from *start* on; *start* when there is none."""
    spellings = (re.escape(json.dumps(name, ensure_ascii=ascii)) for ascii in (False, True))
    match = re.compile(rf"(?:{'|'.join(spellings)})\s*:").search(text, start)
    return match.start() if match else start


def place_at(path: str, text: str, offset: int) -> Place:
    """The line that *offset* of the file's *text* is on."""
    return Place(path, text.count("\n", 0, offset) + 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in pairs:
        if name in row:
            raise _TwiceError(name)
        row[name] = value
    return row


def _conflict(text: str) -> str:
    marked = any(line.startswith("<<<<<<< ") for line in text.splitlines())
    return "two versions of the file were not merged; choose one of them" if marked else ""
