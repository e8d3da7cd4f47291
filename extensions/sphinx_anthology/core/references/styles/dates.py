"""EDTF dates as styles print them. What is no year, month or day is printed as it is written."""

from __future__ import annotations

from ...patterns import regex

_EDTF = regex(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# MLA 9: months of more than four letters are cut
SHORT_MONTHS = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip


def parts_of(date: str) -> tuple[int, ...]:
    """Year, month and day, as many as *date* (EDTF) tells; nothing when it is another text."""
    match = _EDTF.fullmatch(date)
    return tuple(int(part) for part in match.groups() if part) if match else ()


def year_of(date: str) -> str:
    """``2025-02-22`` -> ``2025``."""
    return date[:4] if parts_of(date) else date


def in_chinese(date: str) -> str:
    """``2025-02-22`` -> ``2025年2月22日``."""
    parts = parts_of(date)
    return "".join(f"{n}{unit}" for n, unit in zip(parts, "年月日", strict=False)) or date


def month_day(date: str) -> str:
    """``2025-02-22`` -> ``February 22``; empty when there is no month."""
    _, *rest = parts_of(date) or (0,)
    return " ".join([MONTHS[rest[0] - 1], *map(str, rest[1:])]) if rest else ""


def american(date: str) -> str:
    """``2025-02-22`` -> ``February 22, 2025`` (Chicago)."""
    parts = parts_of(date)
    comma = ", " if len(parts) == 3 else " "
    return f"{month_day(date)}{comma}{parts[0]}" if len(parts) > 1 else date


def apa(date: str) -> str:
    """``2025-02-22`` -> ``2025, February 22`` (APA 7 §9.14)."""
    day = month_day(date)
    return f"{year_of(date)}, {day}" if day else date


def mla(date: str) -> str:
    """``2025-02-22`` -> ``22 Feb. 2025`` (MLA 9)."""
    parts = parts_of(date)
    if len(parts) < 2:
        return date
    day = f"{parts[2]} " if len(parts) == 3 else ""
    return f"{day}{SHORT_MONTHS[parts[1] - 1]} {parts[0]}"
