"""Reference lists: find them, read their items, and tell which items are the same work."""

from .detect import ReferenceList, find_lists, find_notes
from .identify import identity_of
from .merge import Cited, Entry, merge, suggestions
from .parse import parse_item, read_item

__all__ = [
    "Cited",
    "Entry",
    "ReferenceList",
    "find_lists",
    "find_notes",
    "identity_of",
    "merge",
    "parse_item",
    "read_item",
    "suggestions",
]
