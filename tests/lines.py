"""Lines of a PDF as they were set: where each glyph stands, which paragraph it is of.

What counts as flush, for the share that ``tests/test_typography.py`` holds the book to:

* A *full* line is a line of a paragraph that another line of the same paragraph follows (on the
  same page or the next), of running text: a paragraph of the tagged structure that stands in no
  table, list of contents or caption and is set in the size of the text (references and small print
  are not; they are ragged).
* It is a *Chinese* line when at least half of its characters are Han, kana or full-width marks.
* Its edge is the right side of its last glyph's advance. A mark whose right half is empty takes
  half an em at the end of a line, so its edge lies in its middle. With hanging punctuation a comma
  or full stop may end there too, or hang: then the edge is where the mark begins.
* It is *flush* when that edge is within one point of the right side of the text.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from sphinx_anthology.core.script import is_cjk

NEAR = 1.0  # points
CLOSING = frozenset(
    "，。、；：！？）》〉」』】〗〕”’"
)  # their right half is empty, in Simplified Chinese
WIDE = frozenset("“”‘’—…")
APART = {"Table", "TOC", "Caption", "Figure", "Note", "Formula"}


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character that a page draws."""

    char: str
    left: float
    right: float  # of its advance
    base: float  # y of the baseline
    size: float
    font: str
    mark: int  # id of its marked content; -1: an artifact


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs on one baseline, of one paragraph, from left to right."""

    glyphs: tuple[Glyph, ...]
    page: int = 0
    paragraph: tuple[int, int] = (0, 0)  # number of its object
    last: bool = False  # of its paragraph

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def ink(self) -> tuple[Glyph, ...]:
        return tuple(glyph for glyph in self.glyphs if not glyph.char.isspace())

    @property
    def size(self) -> float:
        return Counter(glyph.size for glyph in self.ink).most_common(1)[0][0]

    @property
    def chinese(self) -> bool:
        ink = self.ink
        return 2 * sum(is_cjk(g.char) or g.char in WIDE for g in ink) >= len(ink) > 0

    def edge(self, right: float, hanging: bool = False) -> float:
        """Where the line ends, of text whose right side is at *right*."""
        end = self.ink[-1]
        if hanging and end.char in "，。、" and end.left > right - NEAR:
            return end.left
        half = end.size / 2 if end.char in CLOSING and end.right - end.left > 0.8 * end.size else 0
        return end.right - half


@dataclass(frozen=True)
class Pages:
    """A PDF, read glyph by glyph."""

    path: Path

    @cached_property
    def glyphs(self) -> list[list[Glyph]]:
        """What each page draws, in the order of drawing; spaces that a reader would guess are
        left out, so this is exactly the text layer."""
        document = pypdfium2.PdfDocument(self.path)
        return [list(_glyphs(page.get_textpage())) for page in document]

    @property
    def text(self) -> str:
        return "".join(glyph.char for page in self.glyphs for glyph in page)

    def rows(self, page: int = 0) -> list[list[Glyph]]:
        """Lines of a page that holds one paragraph."""
        return list(_rows(self.glyphs[page]))

    @cached_property
    def lines(self) -> list[Line]:
        """Lines of running text."""
        found: list[tuple[tuple[int, int], int, list[Glyph]]] = []
        with pikepdf.open(self.path) as pdf:
            for number, page in enumerate(pdf.pages):
                owners = dict(_paragraphs(pdf, page))
                drawn = [g for g in self.glyphs[number] if g.mark in owners]
                for owner, group in groupby(drawn, key=lambda glyph: owners[glyph.mark]):
                    found += ((owner, number, row) for row in _rows(list(group)))
        ends = {owner: place for place, (owner, _, _) in enumerate(found)}
        return [
            Line(tuple(row), page, owner, ends[owner] == place)
            for place, (owner, page, row) in enumerate(found)
        ]

    @property
    def paragraphs(self) -> list[str]:
        """Text of each paragraph, its lines joined by line feeds."""
        found: dict[tuple[int, int], list[str]] = {}
        for line in self.lines:
            found.setdefault(line.paragraph, []).append(line.text)
        return ["\n".join(lines) for lines in found.values()]

    @cached_property
    def size(self) -> float:
        """Size of the running text."""
        return Counter(round(line.size, 1) for line in self.lines).most_common(1)[0][0]

    def full_lines(self) -> list[Line]:
        """Full Chinese lines of running text."""
        return [
            line
            for line in self.lines
            if not line.last and line.chinese and abs(line.size - self.size) < 0.2
        ]

    def flush_share(self, right: float, hanging: bool = False) -> float:
        """Share of full Chinese lines that end within a point of *right*."""
        lines = self.full_lines()
        return sum(abs(line.edge(right, hanging) - right) <= NEAR for line in lines) / len(lines)


def _glyphs(textpage: Any) -> Iterator[Glyph]:
    name = ctypes.create_string_buffer(256)
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(textpage.count_chars()):
        if pdfium.FPDFText_IsGenerated(textpage, index):
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        pdfium.FPDFText_GetFontInfo(textpage, index, name, 256, None)
        thing = pdfium.FPDFText_GetTextObject(textpage, index)
        yield Glyph(
            chr(pdfium.FPDFText_GetUnicode(textpage, index)).replace("\x02", "-"),  # at line ends
            x.value,
            box.right,
            y.value,
            pdfium.FPDFText_GetFontSize(textpage, index) * _scale(textpage, index),
            name.value.decode(errors="replace").partition("+")[2],
            pdfium.FPDFPageObj_GetMarkedContentID(thing),
        )


def _scale(textpage: Any, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    return abs(matrix.d)


def _paragraphs(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Iterator[tuple[int, tuple[int, int]]]:
    """Marked content -> the paragraph it is of, as far as it is running text."""
    if "/StructParents" not in page.obj:
        return
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for mark, element in enumerate(tree[int(page.obj.StructParents)]):
        block, names = None, set()
        while isinstance(element, pikepdf.Dictionary) and "/S" in element:
            name = str(element.S)[1:]
            names.add(name)
            if block is None and name == "P":
                block = element.objgen
            element = element.get("/P")
        if block is not None and not names & APART:
            yield mark, block


def _rows(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs of a paragraph by the line: a line begins where the pen goes back to the left and
    down. What is raised or lowered (notes, chemistry) stays in its line."""
    row: list[Glyph] = []
    for glyph in glyphs:
        below = row and row[-1].base - glyph.base > glyph.size * 0.8
        if below and glyph.left < row[-1].left:
            yield row
            row = []
        row.append(glyph)
    if any(not glyph.char.isspace() for glyph in row):
        yield row
