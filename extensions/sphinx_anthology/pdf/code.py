"""Code on paper: a line that is too long goes on in the next one, with a mark and an indent.

The mark is a picture in the background, so it is not copied with the code. Only blocks that have
such lines are taken apart into lines; the width of a letter is known, since all have the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ..core.structure.outline import columns
from ..fragments.xhtml import XHTML
from .lxmlbits import text_of

TAB = 4
MARKED = 40  # lines that one line may go on for and still stay on a page, with its marks
_PRE, _SPAN = f"{{{XHTML}}}pre", f"{{{XHTML}}}span"


def set_code(body: etree._Element, measure: int) -> None:
    """Prepare the code blocks of a chapter.

    Args:
        measure: letters that fit on a line of code.
    """
    for pre in list(body.iter(_PRE)):
        lines = text_of(pre).split("\n")
        if any(_width(line) > measure for line in lines):
            _take_apart(pre, measure)


def _width(line: str) -> int:
    return columns(line.expandtabs(TAB))


def _take_apart(pre: etree._Element, measure: int) -> None:
    lines = _Lines()
    lines.take(pre, [])
    found = lines.lines
    while found and not text_of(found[-1]).strip():
        found.pop()
    for child in list(pre):
        pre.remove(child)
    pre.text = None
    for place, line in enumerate(found):
        names = ["code-line"]
        names += ["opens"] if place == 0 else []
        names += ["closes"] if place == len(found) - 1 else []
        _mark(line, names, measure)
        line.set("class", " ".join(names))
        pre.append(line)


def _mark(line: etree._Element, names: list[str], measure: int) -> None:
    """Room for the marks beside a line that is continued; an empty line keeps its height."""
    width = _width(text_of(line))
    if measure < width < measure * MARKED:
        names.append("continued")
        line.insert(0, etree.Element(_SPAN, {"class": "turn"}))
        line[0].tail, line.text = line.text, None
    elif not width:
        names.append("blank")


@dataclass
class _Lines:
    """Lines as they are cut out of a tree: what is open at a line's end is opened anew."""

    lines: list[etree._Element] = field(default_factory=lambda: [etree.Element(_SPAN)])

    def take(self, element: etree._Element, around: list[etree._Element]) -> None:
        """Add what is inside *element*."""
        self._text(element.text or "", around)
        for child in element:
            if not isinstance(child.tag, str):
                self._text(child.tail or "", around)
                continue
            inner = [*around, child]
            if len(child) or child.text:
                self.take(child, inner)
            self._text(child.tail or "", around)

    def _text(self, text: str, around: list[etree._Element]) -> None:
        for place, part in enumerate(text.split("\n")):
            if place:
                self.lines.append(etree.Element(_SPAN))
            if part:
                self._add(part, around)

    def _add(self, text: str, around: list[etree._Element]) -> None:
        place = self.lines[-1]
        for element in around:
            shell = etree.SubElement(place, element.tag, dict(element.attrib))
            shell.attrib.pop("id", None)
            place = shell
        if around:
            place.text = text
        elif len(place):
            place[-1].tail = (place[-1].tail or "") + text
        else:
            place.text = (place.text or "") + text
