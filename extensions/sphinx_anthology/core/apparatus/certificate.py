"""What an evaluation of the EPUB's accessibility has found: EPUB Accessibility 1.1, section 4.2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"  # the one string that the standard allows


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who vouches for a book. Only people can tell whether it conforms."""

    by: str
    date: str  # ISO 8601 day
    credential: str = ""
    report: str = ""  # web address


def read_certificate(given: Mapping[str, str]) -> Certificate | None:
    """The setting ``anthology_certified``.

    Raises:
        ValueError: what is missing or wrong in it.
    """
    if not given:
        return None
    if wrong := sorted(set(given) - {"by", "date", "credential", "report"}):
        raise ValueError(f"{wrong[0]!r} is not known; give `by`, `date`, `credential`, `report`")
    if not given.get("by"):
        raise ValueError("`by` must name who has evaluated the book")
    try:
        day = date.fromisoformat(given.get("date", ""))
    except ValueError:
        raise ValueError("`date` must be a day, such as 2026-05-01") from None
    return Certificate(
        given["by"], day.isoformat(), given.get("credential", ""), given.get("report", "")
    )
