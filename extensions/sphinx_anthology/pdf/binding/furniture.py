"""What stands on a page beside its text: folio, running head, crop marks. All of it are artifacts.

Sheets are laid out with the text in the middle. Which side of the book a page is on moves the
window onto it (its boxes), not the text; so a piece need not be set anew when it changes sides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from ..engine.piece import Sheet, Slot

POINT = 72 / 25.4  # points per mm
_SHOW = re.compile(rb"\[.*?\] TJ", re.S)
_SIZE = re.compile(rb"/\w+ ([\d.]+) Tf")
_PIXEL = 0.75


class Paper(NamedTuple):
    """Size of the trimmed page, its margins (mm), and of its text size and leading (pt)."""

    width: float
    height: float
    top: float
    outside: float
    bottom: float
    inside: float
    size: float
    leading: float

    @property
    def margin(self) -> float:
        """Left and right of the text as sheets are laid out, mm."""
        return (self.inside + self.outside) / 2


@dataclass(frozen=True, slots=True)
class Trim:
    """What is printed beyond the page: bleed and crop marks, in points; 0: nothing."""

    bleed: float = 0
    marks: float = 0  # room for crop marks, beyond the bleed

    @property
    def around(self) -> float:
        return self.bleed + self.marks


def digits(slot: Slot, number: str) -> bytes:
    """What the slot draws, with other digits."""
    glyphs = "".join(slot.glyphs[digit][0] for digit in number)
    return _SHOW.sub(b"[<" + glyphs.encode() + b">] TJ", slot.drawn, count=1)


def filled(sheet: Sheet, numbers: dict[int, str]) -> bytes:
    """The content of a page with slots."""
    return b"\n".join(
        digits(part, numbers[part.number]) if isinstance(part, Slot) else part.strip(b"\n")
        for part in sheet.slots
    )


def folio(specimen: Sheet, number: str, paper: Paper, left: bool) -> bytes:
    """The page number at the outer edge of the text.

    Args:
        specimen: a page that holds one digit at its left edge.
        left: whether the page is a left-hand one.
    """
    slot = next(part for part in specimen.slots if isinstance(part, Slot))
    x = paper.margin * POINT
    if not left:
        size = _SIZE.search(slot.drawn)
        em = float(size[1]) * _PIXEL if size else 0
        x = paper.width * POINT - x - sum(slot.glyphs[d][1] for d in number) * em / 1000
    y = paper.bottom * POINT - specimen.height
    drawn = filled(specimen, {slot.number: number})
    return _artifact(b"1 0 0 1 %.2f %.2f cm\n%s" % (x, y, drawn))


def head(name: bytes, paper: Paper) -> bytes:
    """A running head: the drawing *name* above the text."""
    x, y = paper.margin * POINT, (paper.height - paper.top) * POINT
    return _artifact(b"1 0 0 1 %.2f %.2f cm\n/%s Do" % (x, y, name))


def crop_marks(box: tuple[float, float, float, float], trim: Trim) -> bytes:
    """Lines that tell where to cut, outside the bleed."""
    left, bottom, right, top = box
    near, far = trim.bleed, trim.around
    lines = []
    for x in (left, right):
        lines += [(x, bottom - near, x, bottom - far), (x, top + near, x, top + far)]
    for y in (bottom, top):
        lines += [(left - near, y, left - far, y), (right + near, y, right + far, y)]
    drawn = b"\n".join(b"%.2f %.2f m %.2f %.2f l S" % line for line in lines)
    return _artifact(b"0 G 0.25 w\n" + drawn)


def _artifact(drawing: bytes) -> bytes:
    return b"/Artifact BMC\nq\n%s\nQ\nEMC" % drawing


def roman(number: int) -> str:
    """Lower-case roman numerals."""
    found = ""
    for value, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        while number >= value:
            found, number = found + letters, number - value
    return found
