"""Ways into the book: pages per tag, author, year and source, a timeline, a map, an index."""

from __future__ import annotations

from .book import INDEX, MAP, TIMELINE
from .openings import LinkOpenings
from .pages import add_ways, collect_pages
from .shelves import KINDS
from .state import pages_there, rewrite_changed

__all__ = [
    "INDEX",
    "KINDS",
    "MAP",
    "TIMELINE",
    "LinkOpenings",
    "add_ways",
    "collect_pages",
    "pages_there",
    "rewrite_changed",
]
