"""Dates of works: in their addresses, in words, and as a mark of when somebody looked."""

from __future__ import annotations

import re
from datetime import date as Date

from ...patterns import regex

_URL_DATES = (
    re.compile(
        r"(?<!\d)(20[0-3]\d|19[89]\d)[-/_](0?[1-9]|1[0-2])[-/_](0?[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(r"(?<!\d)(20[0-3]\d)/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[A-Z]|\D|$)"),
)
_URL_MONTH = regex(r"/(20[0-3]\d|19[89]\d)[/-](0[1-9]|1[0-2])/")

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_TH = "(?:st|nd|rd|th)?"
YEAR = r"(?:1[5-9]\d\d|20\d\d)"
# the ways to write a day, a month or a year; the groups are y, m, d
_WRITTEN = (
    re.compile(rf"(?P<y>{YEAR})\s?[-/.‑–]\s?(?P<m>\d{{1,2}})\s?[-/.‑–]\s?(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?P<y>{YEAR})\s?年\s?(?P<m>\d{{1,2}})\s?月(?:\s?(?P<d>\d{{1,2}})\s?[日号])?"),
    re.compile(rf"\b(?P<name>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}}){_TH},?\s+(?P<y>{YEAR})", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}}){_TH}\s+(?P<name>{_MONTH})\b\.?,?\s+(?P<y>{YEAR})", re.I),
    re.compile(rf"\b(?P<name>{_MONTH})\b\.?,?\s+(?P<y>{YEAR})", re.I),
    re.compile(
        rf"(?P<y>{YEAR})[,，]\s*(?P<name>{_MONTH})\b\.?(?:\s+(?P<d>\d{{1,2}}))?(?!\d)", re.I
    ),
    re.compile(rf"(?P<y>{YEAR})\s?[-./]\s?(?P<m>0?[1-9]|1[0-2])(?!\d|[-./]\d)"),
    re.compile(rf"(?P<y>{YEAR})\s?年"),
)  # fmt: skip
DATE = "(?i:" + "|".join(re.sub(r"\(\?P<\w+>", "(?:", p.pattern) for p in _WRITTEN) + ")"
_ALONE = regex(rf"(?<![\d.:/-])(?P<y>{YEAR})[a-z]?(?![\d-]|\.\d)")
ACCESSED = regex(
    rf"""[\[(（［]?\s*(?:
      (?:last\s+)?(?:accessed|retrieved|visited|viewed|consulted)(?:\s+(?:on|at))?\s*[:：]?
      |access(?:ed)?\s+date\s*[:：]?|(?:最后)?(?:访问|引用|查阅|浏览|检索|检视|存取|閲覧)(?:于|日期|时间|日)?\s*[:：]?
    )\s*\[?(?P<date>{DATE}|{YEAR})\]?\s*(?:访问|引用|查阅|閲覧)?\s*[\])）］]?[.,，。]?(?:\s*from\b:?)?""",
    re.I | re.X,
)


def date_in_url(url: str) -> str:
    """EDTF date that an address carries; empty when it carries none."""
    for pattern in _URL_DATES:
        for match in pattern.finditer(url):
            found = _edtf(*match.groups())
            if len(found) == 10:
                return found
    month = _URL_MONTH.search(url)
    return f"{month[1]}-{month[2]}" if month else ""


def read_date(text: str) -> str:
    """EDTF of the date that *text* begins with or is; empty when it is none."""
    for pattern in _WRITTEN:
        match = pattern.match(text.strip())
        if match:
            return _of(match)
    match = _ALONE.match(text.strip())
    return match["y"] if match else ""


def find_date(text: str) -> tuple[str, int, int]:
    """The exactest date within *text* and where it stands; empty and 0, 0 when there is none."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            found = _of(match)
            if found:
                return found, match.start(), match.end()
    years = list(_ALONE.finditer(text))
    if not years:
        return "", 0, 0
    return years[-1]["y"], years[-1].start(), years[-1].end()


def take_accessed(text: str) -> tuple[str, str]:
    """(*text* without its mark of access, EDTF date of it)."""
    match = ACCESSED.search(text)
    if match is None:
        return text, ""
    return f"{text[: match.start()]} {text[match.end() :]}".strip(), read_date(match["date"])


def _of(match: re.Match[str]) -> str:
    groups = match.groupdict()
    month = groups.get("m") or _MONTHS.get((groups.get("name") or "").casefold())
    return _edtf(groups["y"], month, groups.get("d"))


def _edtf(year: str, month: str | int | None = None, day: str | int | None = None) -> str:
    """As exact as the parts are a date of the calendar."""
    try:
        if month and day:
            return Date(int(year), int(month), int(day)).isoformat()
        if month:
            return Date(int(year), int(month), 1).isoformat()[:7]
    except ValueError:
        return ""
    return year
