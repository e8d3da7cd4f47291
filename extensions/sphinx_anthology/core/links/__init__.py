"""Links of a post: what each leads to, inside the book or out of it."""

from .anchors import anchor_table, find_anchor
from .findings import findings_of, settled
from .mend import decoded, mend
from .postmap import PostMap
from .resolve import Link, resolve

__all__ = [
    "Link",
    "PostMap",
    "anchor_table",
    "decoded",
    "find_anchor",
    "findings_of",
    "mend",
    "resolve",
    "settled",
]
