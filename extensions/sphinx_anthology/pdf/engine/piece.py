"""What goes to the setter, and what a sheet becomes: pages drawn, and what must be known to bind
them with others.

A piece says nothing of where in the book it stands: no folio, no side, no object number. So it is
made in any process, kept by content, and bound wherever its chapter comes to stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BEYOND = "something stands beyond the edge of the text"  # a warning
FONTS = b"@F@"  # stands in resources for the fonts of the book
Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in points


@dataclass(frozen=True, slots=True)
class Job:
    """What all sheets of a book are set with."""

    styles: tuple[str, ...]  # style sheets, in order
    folder: Path  # of the pictures
    hanging: bool = False  # marks may stand beyond the end of a line


@dataclass(frozen=True, slots=True)
class Copy:
    """A sheet as it goes to the setter."""

    html: str  # a whole document, well-formed
    language: str  # BCP 47
    whole: str = "Sect"  # tag of the structure element for all of it


@dataclass(slots=True)
class Slot:
    """A place in a page's content where the digits of a page number stand."""

    number: int  # which of the sheet's numbers
    glyphs: dict[str, tuple[str, float]]  # digit -> glyph as hexadecimal, width in 1/1000 of size
    drawn: bytes  # the operators that set the digits it was laid out with


@dataclass(slots=True)
class Link:
    """An annotation-to-be."""

    rectangle: Rectangle
    target: str  # a web address, or a name in the book
    inside: bool  # whether it leads to a place of the book
    text: str  # what a reader is told of it
    element: int


@dataclass(slots=True)
class Element:
    """A structure element (ISO 32000-1, 14.7.2)."""

    tag: str
    parent: int  # -1: the sheet's own
    kids: list[Any] = field(default_factory=list)  # int: an element; (page, mcid); (page, ~link)
    extra: bytes = b""  # entries besides tag, parent and kids, as PDF


@dataclass(slots=True)
class Sheet:
    """One page of a piece."""

    width: float  # points
    height: float
    content: bytes  # zlib-compressed, where it has no slots
    slots: list[bytes | Slot]  # else the content, cut up
    links: list[Link]
    marks: list[int]  # the element of each marked content
    name: str  # of the page's type


@dataclass(slots=True)
class Usage:
    """What a piece uses of a font, and how that font is come by."""

    widths: dict[int, int]
    text: dict[int, str]  # glyph -> what it stands for
    sample: tuple[tuple[str, str], ...]  # CSS of a text that is set in it
    words: str  # that text
    missing: dict[int, int] = field(default_factory=dict)  # code point -> glyph that stands for it

    def absorb(self, other: Usage) -> None:
        """Take in what another piece uses of the same face."""
        self.widths = other.widths | self.widths
        self.text = other.text | self.text
        self.missing = other.missing | self.missing


@dataclass(slots=True)
class Raw:
    """A PDF object as bytes, its references counted within the piece."""

    head: bytes  # a dictionary
    data: bytes | None = None  # of a stream


@dataclass(slots=True)
class Summary:
    """What the other sheets must know of a piece before it is bound."""

    pages: int
    places: dict[str, int]  # id -> page of the piece
    depth: float  # how far down its last page is filled, in CSS pixels below the upper margin
    warnings: tuple[str, ...]
    openings: tuple[tuple[str, int], ...]  # of each page (engine/openings.py)


@dataclass(slots=True)
class Piece:
    """One sheet, set."""

    sheets: list[Sheet]
    furniture: list[Sheet]  # pages of the type "furniture": running heads and the like
    elements: list[Element]
    places: dict[str, tuple[int, float, float]]  # id -> page, x, y
    objects: list[Raw]  # object N is at N - 1
    resources: bytes  # entries of the pages' resource dictionary but fonts and XObjects
    pictures: bytes  # entries of its XObjects
    fonts: dict[str, Usage]  # what it uses of each
    depth: float
    warnings: tuple[str, ...]
    openings: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        return len(self.sheets)

    @property
    def summary(self) -> Summary:
        where = {name: page for name, (page, _, _) in self.places.items()}
        return Summary(self.size, where, self.depth, self.warnings, self.openings)
