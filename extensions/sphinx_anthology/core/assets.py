"""The lock file of pictures: what lay at each address when the book took it.

A picture at an address may be another tomorrow. The lock tells each by its content, so that a
machine that has the same files in its cache makes the same book without asking anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from .lockfile import FieldError, dump_rows, read_rows
from .patterns import regex
from .sniff import SUFFIXES

_DIGEST = regex(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pin:
    """A picture as it was taken."""

    sha256: str  # of the bytes as they came
    type: str  # media type, told by the bytes
    size: int  # bytes
    date: str  # day it was fetched; empty when nobody wrote it down

    @property
    def file(self) -> str:
        """Name in the cache."""
        return f"{self.sha256[:32]}{SUFFIXES[self.type]}"


def read_text(text: str, path: str) -> dict[str, Pin]:
    """Pins by address, from the lock file *path* with the content *text*.

    Raises:
        LockError: it is broken.
    """
    return read_rows(text, path, "an address, and what was there", _pin)


def write_text(pins: Mapping[str, Pin]) -> str:
    """The file that holds *pins*; the same pins give the same text."""
    return dump_rows({url: asdict(pin) for url, pin in pins.items()})


def _pin(url: str, row: object) -> Pin:
    _check_address(url)
    return pin_of(row)


def _check_address(url: str) -> None:
    try:
        good = urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc
    except ValueError:
        good = False
    if not good:
        raise FieldError("", "an address (https://…) is expected")


def pin_of(row: object) -> Pin:
    """The pin that *row* holds, field by field."""
    if not isinstance(row, dict):
        raise FieldError("", "an object is expected")
    for name in row.keys() - Pin.__dataclass_fields__.keys():
        raise FieldError(name, f"`{name}` is no field of a picture")
    return Pin(_digest(row), _type(row), _size(row), _day(row))


def _digest(row: dict[str, Any]) -> str:
    value = row.get("sha256")
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return value
    raise FieldError("sha256", f"`sha256` is 64 hexadecimal digits, not {value!r}")


def _type(row: dict[str, Any]) -> str:
    value = row.get("type")
    if isinstance(value, str) and value in SUFFIXES:
        return value
    raise FieldError("type", f"`type` is one of {', '.join(sorted(SUFFIXES))}, not {value!r}")


def _size(row: dict[str, Any]) -> int:
    value = row.get("size")
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise FieldError("size", f"`size` is a number of bytes, not {value!r}")


def _day(row: dict[str, Any]) -> str:
    value = row.get("date", "")
    try:
        if isinstance(value, str) and (not value or date.fromisoformat(value).isoformat() == value):
            return value
    except ValueError:
        pass
    raise FieldError("date", f"`date` is a day (2026-09-01), not {value!r}")
