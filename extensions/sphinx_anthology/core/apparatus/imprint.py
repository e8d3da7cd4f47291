"""The imprint: what a book says of itself as a thing that was published."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import datetime

from ...model import Volume
from ..patterns import regex
from ..script import base_language
from ..wording import say

_NAMESPACE = uuid.UUID("6f1c3c0e-52a4-4f0e-9a2c-7a4b5f6d1e21")  # of this project's books
_ISBN = regex(r"(?:urn:isbn:)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])", re.I)


def imprint(volume: Volume, facts: Mapping[str, str], made: datetime) -> list[tuple[str, str]]:
    """What the imprint says, as (kind, text) in order; only what is known.

    Args:
        facts: of the book (``html.context.facts_of``).
        made: when it was made.
    """
    language = facts["language"]
    title = " · ".join(filter(None, (facts["title"], facts["subtitle"])))
    extent = (say("chapters", language, count=len(volume.chapters)), years(volume))
    lines = [
        ("title", title),
        ("author", facts["author"]),
        ("editors", facts["editors"] and say("edited-by", language, names=facts["editors"])),
        ("publisher", facts["publisher"]),
        ("series", series(facts)),
        ("edition", facts["edition"] or month(made, language)),
        ("extent", " · ".join(filter(None, extent))),
        ("identifier", identifier(facts["identifier"])),
        ("copyright", facts["copyright"] and f"© {facts['copyright']}"),
        ("licence", facts["licence"] and f"{say('licence', language)} {facts['licence']}"),
        ("made", say("made-with", language)),
    ]
    return [(kind, text) for kind, text in lines if text]


def identifier(given: str) -> str:
    """A number as it is printed: an ISBN is called by its name."""
    found = _ISBN.fullmatch(given.strip())
    return f"ISBN {found[1]}" if found else given


def as_urn(given: str) -> str:
    """An ISBN, however it is written, as URN (RFC 8254); others as they are."""
    found = _ISBN.fullmatch(re.sub(r"^isbn:?\s*", "", given.strip(), flags=re.IGNORECASE))
    if not found:
        return given.strip()
    digits = re.sub("[- ]", "", found[1])
    return f"urn:isbn:{digits if len(digits) == 13 else _as_13(digits)}"


def book_identifier(facts: Mapping[str, str]) -> str:
    """ISBN as URN, the given URN, or a UUID that stays the same for the same book."""
    given = facts["epub_identifier"].strip()
    if given:
        return as_urn(given)
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, facts['slug'] + '|' + facts['title'])}"


def check_identifier(given: str) -> None:
    """Refuse an ISBN with a slip in it.

    Raises:
        ValueError: its check digit is wrong.
    """
    digits = as_urn(given).removeprefix("urn:isbn:")
    written = re.sub(r"[^\dXx]", "", given)
    if digits == as_urn(given):  # no ISBN
        return
    ten = len(written) == 10 and written[-1].upper() != _check_10(written)
    if ten or digits[-1] != _check_13(digits):
        raise ValueError(f"{given!r} is no ISBN: its check digit is wrong")


def _as_13(ten: str) -> str:
    body = f"978{ten[:9]}"
    return body + _check_13(body)


def _check_13(digits: str) -> str:
    """ISO 2108: weights 1 and 3 in turn."""
    total = sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(digits[:12]))
    return str(-total % 10)


def _check_10(digits: str) -> str:
    total = sum(int(digit) * (10 - n) for n, digit in enumerate(digits[:9]))
    return "0123456789X"[-total % 11]


def series(facts: Mapping[str, str]) -> str:
    """The series with the volume's number: `灯下丛书 · 3`."""
    return " · ".join(filter(None, (facts["series"], facts["series_number"])))


def month(made: datetime, language: str) -> str:
    """When the book was made; the day would be new each day."""
    if base_language(language) in {"zh", "ja"}:
        return f"{made.year}年{made.month}月"
    return made.strftime("%B %Y")


def years(volume: Volume) -> str:
    """Of the posts: 2019–2025."""
    dated = [chapter.date.year for chapter in volume.chapters if chapter.date]
    return "–".join(map(str, sorted({min(dated), max(dated)}))) if dated else ""
