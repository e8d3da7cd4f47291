"""References as they are printed: one style a module, spans of text with the fields they show."""

from __future__ import annotations

from collections.abc import Callable

from ....model import Reference
from .addresses import url_link
from .apa import format_apa
from .chicago import format_chicago
from .citations import Citation, cite
from .gbt import GBT2015, GBT2025, Edition, cite_gbt, format_gbt
from .mla import format_mla
from .order import ORDERS, order_entries, sort_key
from .spans import Span, join, span
from .work import Work, work_of

__all__ = [
    "ORDERS",
    "STYLES",
    "Citation",
    "Span",
    "citation_of",
    "format_entry",
    "order_entries",
    "short_citation",
    "sort_key",
]

# (name, what it is), the default first.
STYLES = (
    ("gbt7714-2025", "GB/T 7714—2025, the national standard of China"),
    ("gbt7714-2015", "GB/T 7714—2015, its edition before"),
    ("apa7", "American Psychological Association, 7th edition"),
    ("chicago-author-date", "Chicago Manual of Style, 18th edition, author and date"),
    ("mla9", "Modern Language Association, 9th edition"),
)
_GBT = {"gbt7714-2025": GBT2025, "gbt7714-2015": GBT2015}


def _gbt(edition: Edition) -> Callable[[Work], tuple[Span, ...]]:
    return lambda work: format_gbt(work, edition)


_FORMATS: dict[str, Callable[[Work], tuple[Span, ...]]] = {
    "gbt7714-2025": _gbt(GBT2025),
    "gbt7714-2015": _gbt(GBT2015),
    "apa7": format_apa,
    "chicago-author-date": format_chicago,
    "mla9": format_mla,
}


def format_entry(
    reference: Reference, style: str, *, language: str = "", accessed: str = ""
) -> tuple[Span, ...]:
    """*reference* in *style*, one of STYLES; ValueError for another.

    *language* (BCP 47) is the book's, for an entry that does not tell its own. *accessed* (EDTF) is
    the date of access for styles that want one where the reference has none: the post's own date.
    """
    form = _known(style)
    if reference.kind == "raw":
        return _as_written(reference)
    return form(work_of(reference, language, accessed))


def _known(style: str) -> Callable[[Work], tuple[Span, ...]]:
    if style not in _FORMATS:
        raise ValueError(f"no style is called {style!r}; there are {', '.join(_FORMATS)}")
    return _FORMATS[style]


def _as_written(reference: Reference) -> tuple[Span, ...]:
    """What was not understood, in the author's words."""
    text = reference.text or reference.as_written or reference.title or reference.key
    url = () if reference.url and reference.url in text else url_link(reference)
    note = "" if reference.note in text else reference.note
    return join((span(text, "text"), url, span(note, "note")), " ")


def short_citation(reference: Reference, style: str) -> str:
    """How a text cites *reference* by author and date: ``(Lewis & Syrgkanis, 2021)``."""
    return citation_of(reference, style).bracketed


def citation_of(reference: Reference, style: str) -> Citation:
    """The same in its parts, for sentences, and for several works in one pair of brackets."""
    _known(style)
    work = work_of(reference)
    if style in _GBT:
        return cite_gbt(reference.authors or reference.editors, work, _GBT[style])
    return cite(work, style)
