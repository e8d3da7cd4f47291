"""Reference lists: find them, read their items, and tell which items are the same work."""

from .finding.detect import ReferenceList, find_lists, find_notes
from .reading.parse import parse_item, read_item
from .works.identify import identity_of
from .works.merge import Cited, Entry, merge, suggestions

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
