"""Dates in all the shapes that blogs use, read from the raw text with their zone.

Nothing is guessed: ``03/04/2020`` may be two days, ``CST`` two zones, and 2021-02-29 is no day.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ...model import Stamp
from ..patterns import regex

_DAY = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?)?\s*月?"
_COMPACT = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
_MONTH_FIRST = r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"
_DAY_FIRST = (
    r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?(?P<name>[^\W\d_]{3,10})\.?,?\s+"
    r"(?:de\s+)?(?P<y>\d{4})"
)
_SLASHED = r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})"
_DAYS = [
    re.compile(rf"^{pattern}(?!\d)", re.IGNORECASE)
    for pattern in (_DAY, _COMPACT, _MONTH_FIRST, _DAY_FIRST, _SLASHED)
]
_TIME = regex(
    r"""^(?:T|,|\bat\b)?\s*
    (?P<half>上午|下午|中午|早上|凌晨|晚上|午前|午後)?\s*
    (?P<H>\d{1,2})\s*(?::|点|時|时)\s*(?P<M>\d{1,2})?
    (?:\s*(?::|分)\s*(?:(?P<S>\d{1,2})\s*秒?)?(?:[.,](?P<f>\d{1,9}))?)?
    \s*(?P<ampm>[ap]\.?m\.?(?![a-z]))?""",
    re.VERBOSE | re.IGNORECASE,
)
_WEEKDAY = regex(
    r"^[（(]?(?:星期|周|週|礼拜)[一二三四五六日天][)）]?|^[（(]?[月火水木金土日]曜?日?[)）]",
)
# Weekdays before the day, as e-mail writes them: letters, then a comma or white space.
_WEEKDAY_FIRST = regex(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+", re.IGNORECASE)
_AFTERNOON = {"下午", "晚上", "午後", "中午", "p"}

# Month names by their first letters, in the languages that the surveyed blogs are written in.
_MONTHS: dict[str, int] = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "janv fév mars avr mai juin juil août sept octo nove déc",
        "ene febr marz abr mayo juni juli ago set otub noviembre dic",
        "jän feb mär apri mai june july augu septe okt nov dez",
        "jane fev març abri maio junho julho agos setem out nove dezem",
    )
    for number, name in enumerate(names.split(), 1)
}
# Zone names that mean one offset. CST, IST and BST mean several and are left out.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_AMBIGUOUS = {"CST", "IST", "BST", "AST"}


def parse_stamp(value: Any) -> Stamp | None:
    """Read *value* (text, or what TOML made of it); None when it is no date at all.

    Raises:
        ValueError: it looks like a date but there is no such day or hour, or it may be two.
    """
    if isinstance(value, datetime):
        return Stamp(value)
    if isinstance(value, date):
        return Stamp(datetime(value.year, value.month, value.day), day_only=True)
    text = unicodedata.normalize("NFKC", str(value)).strip(" \t\n\"'“”‘’")
    text = _WEEKDAY_FIRST.sub("", text)
    day, rest = _day(text)
    if day is None:
        return None
    rest = _WEEKDAY.sub("", rest.lstrip(" ,")).strip()
    clock = _TIME.match(rest)
    if clock is None or (clock["M"] is None and not re.search("[点時时]", clock[0])):
        zone, known = _zone_at_end(rest)
        return Stamp(day.replace(tzinfo=zone), day_only=True) if known else None
    zone, known = _zone_at_end(rest[clock.end() :])
    if not known:
        return None
    return Stamp(_at(day, clock).replace(tzinfo=zone))


def _day(text: str) -> tuple[datetime | None, str]:
    """The day *text* begins with, and what follows it."""
    for pattern in _DAYS:
        match = pattern.match(text)
        if match is None:
            continue
        parts = match.groupdict()
        if "a" in parts:
            month, day = _month_and_day(int(parts["a"]), int(parts["b"]))
        elif "name" in parts:
            found = _month_named(parts["name"])
            if found is None:
                continue
            month, day = found, int(parts["d"])
        else:
            month, day = int(parts["m"]), int(parts["d"] or 1)
        return datetime(int(parts["y"]), month, day), text[match.end() :]
    return None, text


def _month_and_day(first: int, second: int) -> tuple[int, int]:
    """``25/12/2020`` and ``12/25/2020`` can be told apart, ``03/04/2020`` cannot."""
    if first > 12 >= second:
        return second, first
    if second > 12 >= first or first == second:
        return first, second
    raise ValueError("day and month cannot be told apart")


def _month_named(name: str) -> int | None:
    name = name.lower()
    return next((_MONTHS[name[:n]] for n in (len(name), 5, 4, 3) if name[:n] in _MONTHS), None)


def _at(day: datetime, clock: re.Match[str]) -> datetime:
    hour = int(clock["H"])
    half = clock["half"] or (clock["ampm"] or "")[:1].lower()
    if half in _AFTERNOON and hour < 12 and not (half == "中午" and hour == 11):
        hour += 12
    elif half and half not in _AFTERNOON and hour == 12:
        hour = 0
    return day.replace(
        hour=hour,
        minute=int(clock["M"] or 0),
        second=int(clock["S"] or 0),
        microsecond=int((clock["f"] or "0").ljust(6, "0")[:6]),
    )


def _zone_at_end(text: str) -> tuple[tzinfo | None, bool]:
    """The zone that *text* is, and whether it is one, or nothing at all."""
    text = re.sub(r"\s*[(\[][^)\]]*[)\]]\s*$", "", text).strip()  # +0800 (CST), +08:00[Asia/...]
    text = re.sub(r"^(?:UTC|GMT)\s*(?=[+-]\d)", "", text, flags=re.IGNORECASE)
    if not text or text.upper() in _AMBIGUOUS:
        return None, True
    if re.fullmatch(r"[+-]\d{1,2}(?::?\d{2})?", text) or text.upper() in _ZONES:
        return parse_zone(text), True
    if re.fullmatch(r"[A-Z][A-Za-z]+(?:/[A-Z][\w+-]+)+", text):
        try:
            return ZoneInfo(text), True
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None, False
    return None, False


def parse_zone(text: str) -> timezone:
    """An offset such as ``Z``, ``+0800``, ``+08:00`` or ``-9``, or a name that means one."""
    if text.upper() in _ZONES:
        hours = _ZONES[text.upper()]
        return timezone(timedelta(hours=hours)) if hours else UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 15 or minutes > 59:
        raise ValueError(f"no such time zone: {text}")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def stamp_in_path(path: str) -> Stamp | None:
    """The day that a file or folder name begins with, as Jekyll and Pelican write it; else the day
    that the folders are: ``2017/02/02/x.md``."""
    for name in reversed(path.split("/")):
        match = re.match(r"(\d{4})[-_](\d{1,2})[-_](\d{1,2})(?=[-_.\s]|$)", name)
        if match and (day := _real_day(match)):
            return day
    match = re.search(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=/)", path)
    return _real_day(match) if match else None


def _real_day(match: re.Match[str]) -> Stamp | None:
    try:
        year, month, day = (int(part) for part in match.groups())
        return Stamp(datetime(year, month, day), day_only=True)
    except ValueError:
        return None
