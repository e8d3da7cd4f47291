"""Dates in all the shapes that blogs use, read from the raw text with their zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from ...model import Stamp

_STAMP = re.compile(
    r"""^\s*(?P<y>\d{4})(?:[-/.年](?P<m>\d{1,2})(?:[-/.月](?P<d>\d{1,2})日?)?月?)?
    (?:[T\s]\s*(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?)?
    \s*(?P<z>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTHS = dict(
    jan=1, feb=2, mar=3, apr=4, may=5, jun=6, jul=7, aug=8, sep=9, oct=10, nov=11, dec=12
)  # fmt: skip
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})\s*$")


def parse_stamp(value: Any) -> Stamp | None:
    """Read *value* (text, or what TOML made of it); None when it is no date at all.

    Raises:
        ValueError: it looks like a date but there is no such day or hour.
    """
    if isinstance(value, datetime):
        return Stamp(value)
    if isinstance(value, date):
        return Stamp(datetime(value.year, value.month, value.day), day_only=True)
    text = str(value)
    if compact := _COMPACT.match(text):
        year, month, day = (int(part) for part in compact.groups())
        return Stamp(datetime(year, month, day), day_only=True)
    match = _STAMP.match(text)
    if not match or not match["m"]:
        return _in_words(text)
    moment = datetime(
        int(match["y"]),
        int(match["m"]),
        int(match["d"] or 1),
        int(match["H"] or 0),
        int(match["M"] or 0),
        int(match["S"] or 0),
        int((match["f"] or "0").ljust(6, "0")[:6]),
        tzinfo=parse_zone(match["z"]) if match["z"] else None,
    )
    return Stamp(moment, day_only=match["H"] is None)


def _in_words(text: str) -> Stamp | None:
    """``Jul 08 2022``, ``20 May 2024``, and the dates of e-mail."""
    words = re.match(
        r"^\s*(?:(?P<m1>[A-Za-z]{3,9})\.?\s+(?P<d1>\d{1,2})|(?P<d2>\d{1,2})\s+(?P<m2>[A-Za-z]{3,9})\.?)"
        r"(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})\s*$",
        text,
    )
    if words:
        month = _MONTHS.get((words["m1"] or words["m2"])[:3].lower())
        if month is None:
            return None
        day = int(words["d1"] or words["d2"])
        return Stamp(datetime(int(words["y"]), month, day), day_only=True)
    try:
        return Stamp(parsedate_to_datetime(text))
    except (ValueError, IndexError, TypeError):
        return None


def parse_zone(text: str) -> timezone:
    """An offset such as ``Z``, ``+0800``, ``+08:00`` or ``-9``."""
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 15 or minutes > 59:
        raise ValueError(f"no such time zone: {text}")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def stamp_in_path(path: str) -> Stamp | None:
    """The day that a file or folder name begins with, as Jekyll and Pelican write it."""
    for name in reversed(path.split("/")):
        match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?=[-_.]|$)", name)
        if match:
            try:
                day = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]
            except ValueError:
                continue
            return Stamp(day, day_only=True)
    return None
