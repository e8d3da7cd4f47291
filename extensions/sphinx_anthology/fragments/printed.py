"""Where pages of the printed book begin, as the PDF tells and the EPUB marks it.

Both read a chapter as a row of tokens: its letters and digits, and one token for each picture or
formula. Spaces, marks and mark-up are left out, for print has others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lxml import etree

from ..files import write_whole
from .lxmlbits import classes
from .xhtml import MATHML, SVG, XHTML

FILE = "pieces/printed.json"  # beside the doctrees
PICTURE = "\ufffc"  # OBJECT REPLACEMENT CHARACTER
OPENING = 24  # tokens by which a page is known
_PICTURES = {f"{{{XHTML}}}img", f"{{{MATHML}}}math", f"{{{SVG}}}svg"}
_LEFT_OUT = {"footnote-reference", "page-reference", "Z3988", "math-source"}
Spot = tuple[etree._Element, bool, int]  # element, whether behind it, offset in that text


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of the printed book."""

    label: str  # as it is printed
    opening: str  # its first tokens
    length: int  # tokens on it


@dataclass(frozen=True, slots=True)
class PrintedBook:
    """All pages of a printed book, by the name of what stands on them."""

    source: str  # what they are pages of
    pages: Mapping[str, Sequence[PrintedPage]]
    texts: Mapping[str, str]  # name -> fingerprint of the text that was printed

    def parted(self, name: str, rest: str) -> PrintedBook:
        """The same book, where all but the first page of *name* are called *rest*."""
        pages = dict(self.pages)
        pages[name], pages[rest] = pages.get(name, ())[:1], pages.get(name, ())[1:]
        return PrintedBook(self.source, pages, self.texts)


def tokens_of(text: str) -> str:
    """The tokens in a text."""
    return "".join(filter(str.isalnum, text))


def spots_of(body: etree._Element) -> Iterator[tuple[str, Spot]]:
    """Each token, and where it stands."""
    yield from _inside(body)


def _inside(element: etree._Element) -> Iterator[tuple[str, Spot]]:
    if element.text:
        yield from _text(element, element.text, behind=False)
    for child in element:
        if child.tag in _PICTURES:
            yield PICTURE, (child, False, -1)
        elif isinstance(child.tag, str) and _LEFT_OUT.isdisjoint(classes(child)):
            yield from _inside(child)
        if child.tail:
            yield from _text(child, child.tail, behind=True)


def _text(element: etree._Element, text: str, *, behind: bool) -> Iterator[tuple[str, Spot]]:
    for offset, char in enumerate(text):
        if char.isalnum():
            yield char, (element, behind, offset)


def fingerprint(body: etree._Element) -> str:
    """Tells whether two chapters have the same text. Pictures do not count: what print can draw
    and e-readers cannot, or the other way about, is the same chapter."""
    text = "".join(token for token, _ in spots_of(body) if token != PICTURE)
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def write_printed(folder: Path, book: PrintedBook) -> None:
    """Keep what is known of the pages.

    Args:
        folder: of the doctrees.
    """
    rows = {
        name: [[page.label, page.opening, page.length] for page in pages]
        for name, pages in book.pages.items()
    }
    data = {"source": book.source, "texts": dict(book.texts), "pages": rows}
    write_whole(folder / FILE, json.dumps(data, ensure_ascii=False).encode())


def read_printed(folder: Path) -> PrintedBook | None:
    """The pages of the book as it was last printed; None when it was not."""
    try:
        data = json.loads((folder / FILE).read_bytes())
        pages = {
            name: [
                PrintedPage(str(label), str(opening), int(length))
                for label, opening, length in rows
            ]
            for name, rows in data["pages"].items()
        }
        return PrintedBook(str(data["source"]), pages, data["texts"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
