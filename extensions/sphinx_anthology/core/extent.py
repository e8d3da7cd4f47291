"""How much of a kind one post may have: what grows with the square of it somewhere in the chain
must not be left to a clock, which tells other things on other machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from markdown_it.token import Token

# Of 480 posts of a dozen blogs, the fullest have 73 headings, 31 footnotes, 312 links, 55 pictures,
# 73 rows, 331 items and 336 paragraphs. What as many as these cost is in bench/README.md.
MOST = {
    "heading_open": (2_000, "headings"),
    "footnote_reference_open": (2_000, "footnotes"),
    "link_open": (10_000, "links"),
    "image": (5_000, "pictures"),
    "tr_open": (10_000, "rows of tables"),
    "list_item_open": (20_000, "items of lists"),
    "paragraph_open": (50_000, "paragraphs"),
}


def excess(tokens: Iterable[Token]) -> str:
    """What there is too much of, as a clause; empty when there is nothing.

    >>> excess([])
    ''
    """
    counts = Counter(token.type for token in _flat(tokens))
    for kind, (most, name) in MOST.items():
        if counts[kind] > most:
            return f"the post has {counts[kind]:,} {name}; a post may have {most:,}"
    return ""


def _flat(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
