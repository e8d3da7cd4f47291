"""The order of a bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ....model import KINDS, Reference
from ...patterns import regex
from ..works.names import sort_key as name_key
from ..works.names import text_key
from .work import work_of

ORDERS = ("author", "year", "type")
SortKey = tuple[str, str, str]
_UNDATED = "~"  # behind all years
_ARTICLES = regex(r"^(?:the|an?)\s+(?=\w)", re.IGNORECASE)


def sort_key(reference: Reference) -> SortKey:
    """By authors (else editors, else title), then year, then title; Chinese by pinyin."""
    title = text_key(_ARTICLES.sub("", work_of(reference).reference.title))
    people = reference.authors or reference.editors
    # `!` stands before all letters, so that Codd alone comes before Codd with Lee
    who = " ! ".join(name_key(name) for name in people) or title
    return who, reference.date or _UNDATED, title


def order_entries(references: Iterable[Reference], by: str) -> list[Reference]:
    """*references* by ``author``, ``year`` or ``type`` (as in KINDS); ValueError for another."""
    if by not in ORDERS:
        raise ValueError(f"no order is called {by!r}; there are {', '.join(ORDERS)}")
    if by == "author":
        return sorted(references, key=sort_key)
    if by == "year":
        return sorted(references, key=lambda r: (r.date or _UNDATED, sort_key(r)))
    return sorted(references, key=lambda r: (KINDS.index(r.kind), sort_key(r)))
