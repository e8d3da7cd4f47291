"""A list of references as values, between the core, which knows works, and formats, which print.

Entries are no doctree nodes until they are written: some forty transforms of Sphinx and docutils
would visit each of their pieces, and every document be pickled with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Run(NamedTuple):
    """A run of text within an entry. Quickly made: a book has a hundred thousand."""

    text: str
    href: str = ""  # address on the web that it leads to
    place: str = ""  # or the id in this document
    chapter: tuple[str, str] = ("", "")  # or (document, id in it)
    classes: str = ""  # separated by spaces
    italic: bool = False
    role: str = ""  # of DPub-ARIA 1.1, for links within the document
    label: str = ""  # what assistive technology says in place of the text


@dataclass(frozen=True, slots=True)
class Row:
    """An entry."""

    anchor: str  # its id
    kind: str  # of the work
    line: list[Run]
    number: str = ""  # what stands before it; empty: its place in the list
    language: str = ""  # BCP 47, where it is not the document's
    context: str = ""  # OpenURL for Zotero and its like (COinS)
    copies: list[Run] = field(default_factory=list)  # of the page, in an archive
    back: list[Run] = field(default_factory=list)  # ways to the places that cite it
    below: list[Run] = field(default_factory=list)  # a line of its own: who cites it


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of references."""

    name: str  # chapter-references or book-bibliography
    label: str  # what assistive technology calls it
    rows: list[Row]


def text_of(runs: Iterable[Run]) -> str:
    """The words of *runs*."""
    return " ".join("".join([run.text for run in runs]).split())
