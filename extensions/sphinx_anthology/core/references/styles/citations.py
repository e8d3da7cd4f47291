"""Citations by author and year, as they stand in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates import year_of
from .people import names_of, surname
from .work import Work, title

_WORDS, _HAN = 4, 12  # of a title that stands for an author


@dataclass(frozen=True, slots=True)
class Citation:
    """A work as a text names it: ``(Lewis & Syrgkanis, 2021)``, ``Lewis & Syrgkanis (2021)``."""

    who: str
    year: str  # empty where the style names none, or none is known
    comma: str  # what stands between the two
    opening: str
    closing: str

    @property
    def inside(self) -> str:
        """What stands in the brackets."""
        return self.comma.join(filter(None, (self.who, self.year)))

    @property
    def bracketed(self) -> str:
        return f"{self.opening}{self.inside}{self.closing}"

    @property
    def running(self) -> str:
        """As part of a sentence."""
        gap = " " if self.opening == "(" else ""
        year = f"{gap}{self.opening}{self.year}{self.closing}" if self.year else ""
        return f"{self.who}{year}"

    @property
    def separator(self) -> str:
        """What stands between two of them in one pair of brackets."""
        return "；" if self.opening == "（" else "; "


def cite(work: Work, style: str) -> Citation:
    """``(Lewis & Syrgkanis, 2021)`` (APA 7 §8.17), ``（李航，2012）``; MLA names no year."""
    marks, reference = work.marks, work.reference
    year = year_of(reference.date) or work.terms.undated
    who = _who(work, " & " if style == "apa7" else " and ")
    between = " " if style == "chicago-author-date" else marks.comma
    shown = "" if style == "mla9" else year
    return Citation(who, shown, between, marks.opening.strip(), marks.closing)


def _who(work: Work, last: str) -> str:
    """One or two names, of more the first; without any, the title in short."""
    reference = work.reference
    names = [surname(name) for name in names_of(reference.authors or reference.editors)]
    if not names:
        return _short_title(work)
    more = len(names) > 2 or (reference.et_al and reference.authors)
    if work.marks.asian:
        return names[0] + work.terms.et_al if more else "、".join(names)
    return f"{names[0]} {work.terms.et_al}" if more else last.join(names)


def _short_title(work: Work) -> str:
    text = work.reference.title
    if title(work)[0].role == "url":
        text = re.sub(r"^https?://(?:www\.)?", "", text).split("/")[0]
    if work.marks.asian:
        return f"《{text}》" if len(text) <= _HAN else f"《{text[:_HAN]}……》"
    words = text.split()
    return f"“{' '.join(words[:_WORDS])}{' …' if len(words) > _WORDS else ''}”"
