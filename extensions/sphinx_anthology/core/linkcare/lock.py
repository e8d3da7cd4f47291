"""The lock file's text: JSON, sorted, one entry a link, nothing that says nothing.

It is made to be kept beside the book and read in diffs; a person may mend it. So whatever is wrong
in it is told with its line, and a field that is not known is an error, not a loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ..lockfile import FieldError, dump_rows, read_rows
from .record import LinkState, Snapshot, Status

_DAYS = ("checked", "last_seen", "since", "sought")
_FIELDS = {"status", "code", "reason", "final_url", "fails", "snapshot", *_DAYS}


def write_text(links: Mapping[str, LinkState]) -> str:
    """The file that holds *links*; the same links give the same text."""
    rows = {url: _row(state) for url, state in links.items()}
    return dump_rows(rows)


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
    return read_rows(text, path, "a link, and what is known of it", lambda url, row: _state(row))


def _state(row: object) -> LinkState:
    if not isinstance(row, dict):
        raise FieldError("", "an object is expected")
    for name in row.keys() - _FIELDS:
        raise FieldError(name, f"`{name}` is no field of a link")
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
        raise FieldError("status", f"`status` is one of {choices}, not {value!r}") from error


def _number(row: dict[str, Any], name: str) -> int:
    value = row.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1000:
        raise FieldError(name, f"`{name}` is the number of an HTTP status, not {value!r}")
    return value


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise FieldError(name, f"`{name}` is a text, not {value!r}")
    return value


def _address(row: dict[str, Any], name: str) -> str:
    value = _string(row, name)
    try:
        good = not value or (urlsplit(value).scheme in {"http", "https"} and urlsplit(value).netloc)
    except ValueError:
        good = False
    if not good:
        raise FieldError(name, f"`{name}` is an address (https://…), not {value!r}")
    return value


def _day(row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    if value == "" or _is_day(value):
        return str(value)
    raise FieldError(name, f"`{name}` is a day (2026-09-01), not {value!r}")


def _days(row: dict[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(map(_is_day, value)):
        raise FieldError(name, f"`{name}` is a list of days, not {value!r}")
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
        raise FieldError("snapshot", f"`snapshot` has a url and a date, not {value!r}")
    url, day = _address(value, "url"), _day(value, "date")
    if not url or not day:
        raise FieldError("snapshot", "`snapshot` has a url and a date")
    return Snapshot(url, day)
