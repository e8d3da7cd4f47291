"""Behind the text: the matter in the order in which it is bound."""

from __future__ import annotations

from collections.abc import Iterator

from ..leaf import Leaf, Line
from .colophon import colophon
from .contributors import contributors
from .desk import Desk
from .index import index
from .sources import sources


def closing(desk: Desk) -> Iterator[tuple[Leaf, Line]]:
    """The leaves that end the book, each with its line in the contents."""
    yield from contributors(desk)
    yield from sources(desk)
    yield from index(desk)
    yield from colophon(desk)
