"""The structure tree: the document's elements, and which of them each drawn box belongs to.

WeasyPrint tags boxes, so that a paragraph over two pages becomes two and each line an element. Here
the tree follows the document's own elements; boxes only tell what of them was drawn where. What has
no element of its own (spans, emphasis) counts to the one around it; ornaments and the repeated
heads of tables are artifacts (PDF/UA-1, 7.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from .piece import Element
from .raw import string

TAGS = {
    "p": "P", "pre": "P", "dl": "L", "ul": "L", "ol": "L", "li": "LI", "dd": "LI", "dt": "LI",
    "blockquote": "BlockQuote", "section": "Sect", "aside": "Sect", "nav": "Sect", "div": "Div",
    "figure": "Div", "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "tr": "TR", "th": "TH", "td": "TD", "caption": "Caption", "figcaption": "Caption",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}  # fmt: skip
_KEPT_EMPTY = {"TD", "TH", "TR", "Lbl", "LBody"}
_ARTIFACT = -1
_TOLERANCE = 12  # pixels (3 mm) that something may stand beyond the text: hanging marks do
_SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass
class Tags:
    """The structure of one sheet; element 0 stands for all of it."""

    language: str
    whole: str  # tag of the sheet
    elements: list[Element] = field(default_factory=list)
    owners: dict[Any, int] = field(default_factory=dict)  # box -> element
    _of: dict[int, int] = field(default_factory=dict)  # id of a document's element -> ours
    _labels: dict[int, int] = field(default_factory=dict)  # of list items
    _languages: list[str] = field(default_factory=list)
    _heads: dict[int, int] = field(default_factory=dict)  # row of a head -> page it stands on
    _terms: dict[int, int] = field(default_factory=dict)  # list -> its last LI
    beyond: list[tuple[float, str]] = field(default_factory=list)  # pixels over the edge, and what
    _edge: float = 0  # right one of the text
    _page: int = 0
    _height: float = 0

    def read(self, pages: Sequence[Any], scale: float) -> None:
        """Walk the boxes of all pages.

        Args:
            pages: WeasyPrint's page boxes.
            scale: points per CSS pixel.
        """
        self._new(self.whole, -1, b"/Lang " + string(self.language), self.language)
        for number, page in enumerate(pages):
            self._page, self._height, self._scale = number, page.margin_height(), scale
            self._edge = page.content_box_x() + page.width
            self._walk(page, 0)

    def element_of(self, box: Any) -> int:
        """The element that *box* stands for."""
        return self._of.get(id(box.element), 0)

    def owner(self, box: Any) -> int | None:
        """The element that owns what is drawn of *box*; None: an artifact."""
        found = self.owners.get(box, _ARTIFACT)
        return None if found == _ARTIFACT else found

    def _new(self, tag: str, parent: int, extra: bytes = b"", language: str = "") -> int:
        self.elements.append(Element(tag, parent, [], extra))
        self._languages.append(language if parent < 0 else language or self._languages[parent])
        number = len(self.elements) - 1
        if parent >= 0:
            self.elements[parent].kids.append(number)
        return number

    def _walk(self, box: Any, current: int) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            return
        if box.element is not None:
            current = self._enter(box, current)
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
            self._own(box, current)
        elif isinstance(box, boxes.ParentBox):
            for child in box.children:
                self._walk(child, current)

    def _own(self, box: Any, current: int) -> None:
        self.owners[box] = current
        over = box.position_x + box.margin_width() - self._edge
        if over > _TOLERANCE:
            self.beyond.append((over, _what(box)))
        if current != _ARTIFACT:
            self.elements[current].kids.append(box)

    def _enter(self, box: Any, current: int) -> int:
        """The element in which the content of *box* stands."""
        if current == _ARTIFACT:
            return current
        name = box.element_tag
        if name.endswith("::marker"):
            return self._labels.get(id(box.element), current)
        if name.endswith("::footnote-call"):  # a note stands in the tree where it is called
            name = name.removesuffix("::footnote-call")
        known = self._of.get(id(box.element))
        if known is not None:
            return self._again(box, name, known)
        if name in {"html", "body", "article"}:
            return current
        return self._open(box, name, current)

    def _again(self, box: Any, name: str, known: int) -> int:
        """An element that goes on; the head of a table that is repeated is an artifact."""
        first = self._heads.get(id(box.element))
        return _ARTIFACT if first is not None and first != self._page else known

    def _open(self, box: Any, name: str, current: int) -> int:
        element = box.element
        if name.startswith("hr"):
            return _ARTIFACT
        extra, language = b"", element.get("lang") or ""
        if language and language != self._languages[current]:
            extra = b"/Lang " + string(language)
        else:
            language = ""
        if isinstance(box, boxes.ReplacedBox):
            return self._picture(box, element, current, extra)
        tag = self._tag(element, name, bool(language))
        if not tag:
            return current
        if tag == "LI":
            return self._item(element, name, current, extra, language)
        if tag in {"TH", "TD"}:
            extra += _cell(box, tag, self.elements[current])
        if tag == "Note":
            extra += b"/ID " + string(element.get("id") or f"note-{len(self.elements)}")
        number = self._of[id(element)] = self._new(tag, current, extra, language)
        if name == "thead":
            self._heads[id(element)] = self._page
        return number

    def _tag(self, element: Any, name: str, foreign: bool) -> str:
        classes = (element.get("class") or "").split()
        if "footnote" in classes:
            return "Note"
        if name == "a" and element.get("href"):
            return "Link"
        if "contents-list" in classes:
            return "TOC"
        if "contents-line" in classes:
            return "TOCI"
        return TAGS.get(name.split("::")[0], "Span" if foreign else "")

    def _item(self, element: Any, name: str, current: int, extra: bytes, language: str) -> int:
        """A list item: its body, and beside it a label. A term is the label of its definition."""
        if self.elements[current].tag != "L":
            return current
        if name == "dd" and current in self._terms:
            item = self._terms[current]
        else:
            item = self._new("LI", current, extra, language)
            extra = b""
        if name == "dt":
            self._terms[current] = item
            number = self._new("Lbl", item, extra, language)
        elif name == "dd":
            number = self._new("LBody", item, extra, language)
        else:
            self._labels[id(element)] = self._new("Lbl", item)
            number = self._new("LBody", item, extra, language)
        self._of[id(element)] = number
        return number

    def _picture(self, box: Any, element: Any, current: int, extra: bytes) -> int:
        text = _alternative(element)
        if not text:
            return _ARTIFACT
        left, top = box.content_box_x(), box.content_box_y()
        corners = (left, self._height - top - box.height, left + box.width, self._height - top)
        bounds = b" ".join(b"%g" % round(value * self._scale, 2) for value in corners)
        layout = b"/A<</O/Layout/Placement/%s/BBox[%s]>>" % (
            b"Inline" if isinstance(box, boxes.InlineReplacedBox) else b"Block",
            bounds,
        )
        tag = "Formula" if "math" in (element.get("class") or "").split() else "Figure"
        number = self._new(tag, current, extra + b"/Alt " + string(text) + layout)
        self._of[id(element)] = number
        return number

    def settle(self, marks: dict[Any, tuple[int, int]]) -> list[Element]:
        """Put marked contents in the place of boxes, and drop elements with nothing in them.

        Args:
            marks: page and MCID of each box that was drawn.
        """
        for element in self.elements:
            kids = (
                kid if isinstance(kid, (int, tuple)) else marks.get(kid) for kid in element.kids
            )
            element.kids = [kid for kid in kids if kid is not None]
        for number in range(len(self.elements) - 1, 0, -1):
            element = self.elements[number]
            if not element.kids and element.tag not in _KEPT_EMPTY:
                self.elements[element.parent].kids.remove(number)
                element.parent = -2  # nobody's
        return self.elements


def _what(box: Any) -> str:
    """What a reader of a message knows a box by."""
    text = box.text if isinstance(box, boxes.TextBox) else _alternative(box.element)
    return " ".join(text.split())[:30] or "a picture"


def _alternative(element: Any) -> str:
    if element.tag == _SVG:
        title = element.find("{http://www.w3.org/2000/svg}title")
        return (title.text if title is not None else element.get("aria-label")) or ""
    return (element.get("alt") or "").strip()


def _cell(box: Any, tag: str, row: Element) -> bytes:
    entries = b""
    if tag == "TH":
        entries += b"/Scope/Row" if box.element.get("scope") == "row" else b"/Scope/Column"
    for key, span in ((b"ColSpan", box.colspan), (b"RowSpan", box.rowspan)):
        if span != 1:
            entries += b"/%s %d" % (key, span)
    return b"/A<</O/Table%s>>" % entries if entries else b""
