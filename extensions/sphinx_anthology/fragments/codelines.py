"""Code blocks, line by line: highlighting spans lines, and each of them gets its own of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from .lxmlbits import text_of
from .xhtml import XHTML

DEEPEST = 20  # elements in each other; what is deeper is taken as plain text
Run = tuple[str, tuple[etree._Element, ...]]  # text, and the elements around it


def take_lines(pre: etree._Element) -> list[list[Run]]:
    """The lines of *pre*, which is empty afterwards; blank ones at its end go."""
    cutter = _Cutter()
    cutter.take(pre, ())
    while cutter.lines and not plain(cutter.lines[-1]).strip():
        cutter.lines.pop()
    for child in list(pre):
        pre.remove(child)
    pre.text = None
    return cutter.lines


def plain(line: Sequence[Run]) -> str:
    """The text of a line."""
    return "".join(text for text, _ in line)


@dataclass
class _Cutter:
    """Takes a tree apart into lines."""

    lines: list[list[Run]] = field(default_factory=lambda: [[]])

    def take(self, element: etree._Element, around: tuple[etree._Element, ...]) -> None:
        """Add what is inside *element*."""
        self._text(element.text, around)
        for child in element:
            if isinstance(child.tag, str) and len(around) < DEEPEST:
                self.take(child, (*around, child))
            elif isinstance(child.tag, str):
                self._text(text_of(child), around)
            self._text(child.tail, around)

    def _text(self, text: str | None, around: tuple[etree._Element, ...]) -> None:
        for place, part in enumerate((text or "").split("\n")):
            if place:
                self.lines.append([])
            if part:
                self.lines[-1].append((part, around))


def written(line: Sequence[Run], names: str) -> etree._Element:
    """A line as an element, with the classes *names*."""
    whole = etree.Element(f"{{{XHTML}}}span", {"class": names})
    for text, around in line:
        place = whole
        for element in around:
            place = etree.SubElement(place, element.tag, {"class": element.get("class") or ""})
        if around:
            place.text = text
        elif len(whole):
            whole[-1].tail = (whole[-1].tail or "") + text
        else:
            whole.text = (whole.text or "") + text
    return whole
