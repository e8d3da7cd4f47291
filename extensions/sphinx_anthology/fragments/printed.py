"""Where pages of the printed book begin, as the PDF tells and the EPUB marks it.

Both read a chapter as a row of tokens (``core/tokens.py``).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lxml import etree

from ..core.tokens import PICTURE, TOKENS, tokens_of
from ..files import write_whole
from .lxmlbits import classes, text_of
from .xhtml import MATHML, SVG, XHTML

FILE = "pieces/printed.json"  # beside the doctrees
_PICTURES = {f"{{{XHTML}}}img", f"{{{MATHML}}}math", f"{{{SVG}}}svg"}
# where print has numbers, or nothing
_LEFT_OUT = {"footnote-reference", "page-reference", "found-in", "math-source"}
# elements that :func:`_texts` may pass over; without any, the text is what lxml says it is
_HAS_LEFT_OUT = etree.XPath(
    "boolean(descendant::*[self::m:math or self::s:svg or "
    + " or ".join(f"contains(@class, '{name}')" for name in sorted(_LEFT_OUT))
    + "])",
    namespaces={"m": MATHML, "s": SVG},
)


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


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a tree."""

    element: etree._Element
    behind: bool  # in the text behind the element, or else in the first inside it
    offset: int  # in that text; -1: before the element itself


class Tokens:
    """The tokens of a chapter, and where each of them stands."""

    def __init__(self, body: etree._Element) -> None:
        self._starts: list[int] = []  # of texts, in tokens
        self._texts: list[tuple[str, etree._Element, bool]] = []
        parts: list[str] = []
        at = 0
        for found in _texts(body):
            tokens = PICTURE if found[0] == PICTURE else tokens_of(found[0])
            if tokens:
                self._starts.append(at)
                self._texts.append(found)
                parts.append(tokens)
                at += len(tokens)
        self.text = "".join(parts)

    def spot(self, place: int) -> Spot | None:
        """Where token *place* stands; None behind the last."""
        if place >= len(self.text):
            return None
        number = bisect_right(self._starts, place) - 1
        text, element, behind = self._texts[number]
        beyond = place - self._starts[number]
        if text == PICTURE:
            return Spot(element, behind, -1)
        for run in TOKENS.finditer(text):
            if beyond < len(run[0]):
                return Spot(element, behind, run.start() + beyond)
            beyond -= len(run[0])
        return None


def _texts(element: etree._Element) -> Iterator[tuple[str, etree._Element, bool]]:
    """Every text, with the element it is in or behind."""
    if element.text:
        yield element.text, element, False
    for child in element:
        if child.tag in _PICTURES:
            yield PICTURE, child, False
        elif isinstance(child.tag, str) and _LEFT_OUT.isdisjoint(classes(child)):
            yield from _texts(child)
        if child.tail:
            yield child.tail, child, True


def fingerprint(body: etree._Element) -> str:
    """Tells whether two chapters have the same text. Pictures do not count: what print can draw
    and e-readers cannot, or the other way about, is the same chapter."""
    if _HAS_LEFT_OUT(body):
        text = tokens_of("".join(text for text, _, _ in _texts(body)))
    else:
        text = tokens_of(text_of(body))
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


def forget_printed(folder: Path) -> None:
    """Know no pages: those that were written are of a book that could not be."""
    (folder / FILE).unlink(missing_ok=True)


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
