"""Ways into the book: pages per tag, author, year and source, a timeline, a map, an index."""

from __future__ import annotations

from .book import INDEX, MAP, TIMELINE
from .pages import LinkOpenings, add_ways, collect_pages, keep_state, pages_there, rewrite_changed
from .shelves import KINDS

__all__ = [
    "INDEX",
    "KINDS",
    "MAP",
    "TIMELINE",
    "LinkOpenings",
    "add_ways",
    "collect_pages",
    "keep_state",
    "pages_there",
    "rewrite_changed",
]
