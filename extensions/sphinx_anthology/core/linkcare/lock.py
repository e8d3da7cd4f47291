"""The lock file's text: JSON, sorted, one entry a link, nothing that says nothing.

It is made to be kept beside the book and read in diffs; a person may mend it. So whatever is wrong
in it is told with its line, and a field that is not known is an error, not a loss.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ...diagnostics import Place
from .record import LinkState, Snapshot, Status

_DAYS = ("checked", "last_seen", "since", "sought")
_FIELDS = {"status", "code", "reason", "final_url", "fails", "snapshot", *_DAYS}


class LockError(Exception):
    """The lock file cannot be read: where, and why."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


def write_text(links: Mapping[str, LinkState]) -> str:
    """The file that holds *links*; the same links give the same text."""
    rows = {url: _row(state) for url, state in links.items()}
    return json.dumps(rows, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _row(state: LinkState) -> dict[str, object]:
    row: dict[str, object] = {"status": state.status.value}
    for name in (*_DAYS, "code", "reason", "final_url"):
        row[name] = getattr(state, name)
    row["fails"] = list(state.fails)
    if state.snapshot:
        row["snapshot"] = {"url": state.snapshot.url, "date": state.snapshot.date}
    return {name: value for name, value in row.items() if value}


def read_text(text: str, path: str) -> dict[str, LinkState]:
    """The links that the lock file *path* with the content *text* holds.

    Raises:
        LockError: it is broken.
    """
    try:
        rows = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        hint = _conflict(text) or f"no JSON here: {error.msg}"
        raise LockError(Place(path, error.lineno), hint) from error
    except _TwiceError as error:
        second = _offset(text, error.name, _offset(text, error.name) + 1)
        # a field stands in every entry, and we are not told in which it is doubled
        place = _place(path, text, second) if "://" in error.name else Place(path)
        raise LockError(place, f"{error.name!r} stands here twice") from error
    except RecursionError as error:
        raise LockError(Place(path), "lists within lists without end") from error
    if not isinstance(rows, dict):
        raise LockError(Place(path, 1), "an object is expected: a link, and what is known of it")
    links = {}
    for url, row in rows.items():
        try:
            links[url] = _state(row)
        except _FieldError as error:
            offset = _offset(text, url)
            if error.field:
                offset = _offset(text, error.field, offset)
            raise LockError(_place(path, text, offset), f"{url}: {error}") from error
    return links


class _TwiceError(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _FieldError(Exception):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


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


def _offset(text: str, name: str, start: int = 0) -> int:
    """Where the key *name* stands, from *start* on; *start* when there is none."""
    spellings = (re.escape(json.dumps(name, ensure_ascii=ascii)) for ascii in (False, True))
    match = re.compile(rf"(?:{'|'.join(spellings)})\s*:").search(text, start)
    return match.start() if match else start


def _place(path: str, text: str, offset: int) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1)


def _state(row: object) -> LinkState:
    if not isinstance(row, dict):
        raise _FieldError("", "an object is expected")
    for name in row.keys() - _FIELDS:
        raise _FieldError(name, f"`{name}` is no field of a link")
    return LinkState(
        status=_status(row),
        code=_number(row, "code"),
        reason=_string(row, "reason"),
        final_url=_address(row, "final_url"),
        fails=_days(row, "fails"),
        snapshot=_snapshot(row),
        **{name: _day(row, name) for name in _DAYS},
    )


def _status(row: dict[str, Any]) -> Status:
    value = row.get("status", Status.UNKNOWN.value)
    try:
        return Status(value)
    except ValueError as error:
        choices = ", ".join(status.value for status in Status)
        raise _FieldError("status", f"`status` is one of {choices}, not {value!r}") from error


def _number(row: dict[str, Any], name: str) -> int:
    value = row.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1000:
        raise _FieldError(name, f"`{name}` is the number of an HTTP status, not {value!r}")
    return value


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise _FieldError(name, f"`{name}` is a text, not {value!r}")
    return value


def _address(row: dict[str, Any], name: str) -> str:
    value = _string(row, name)
    try:
        good = not value or (urlsplit(value).scheme in {"http", "https"} and urlsplit(value).netloc)
    except ValueError:
        good = False
    if not good:
        raise _FieldError(name, f"`{name}` is an address (https://…), not {value!r}")
    return value


def _day(row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    if value == "" or _is_day(value):
        return str(value)
    raise _FieldError(name, f"`{name}` is a day (2026-09-01), not {value!r}")


def _days(row: dict[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(map(_is_day, value)):
        raise _FieldError(name, f"`{name}` is a list of days, not {value!r}")
    return tuple(sorted(set(value)))


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _snapshot(row: dict[str, Any]) -> Snapshot | None:
    value = row.get("snapshot")
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"url", "date"}:
        raise _FieldError("snapshot", f"`snapshot` has a url and a date, not {value!r}")
    url, day = _address(value, "url"), _day(value, "date")
    if not url or not day:
        raise _FieldError("snapshot", "`snapshot` has a url and a date")
    return Snapshot(url, day)
