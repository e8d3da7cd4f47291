"""The contents and the list of figures: lines that end in a page number.

Their dots are drawn by the engine (``engine/leaders.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from ...fragments.xhtml import XHTML
from .. import crossings
from ..leaf import Leaf, Line
from .desk import Desk

FIGURES = 12  # so many and no more are found without a list
SHORT = 60  # characters of a caption in the list
_STOPS = "。！？；.!?;"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with a caption."""

    target: str
    number: str
    caption: str
    language: str

    @property
    def page(self) -> str:
        return crossings.mark_page(self.target)


def contents(desk: Desk, lines: Sequence[Line]) -> Leaf:
    """The contents."""
    title = desk.say("contents")
    body = desk.render("contents.html", lines=lines, title=title)
    return desk.listing("contents", title, body, recto=True)


def list_of_figures(desk: Desk, figures: Sequence[Figure]) -> list[Leaf]:
    """The list of figures, where there are many."""
    if len(figures) <= FIGURES:
        return []
    title = desk.say("figures")
    body = desk.render("figures.html", figures=figures, title=title)
    return [desk.listing("figures", title, body, recto=False)]


def find_figures(body: etree._Element, language: str) -> list[Figure]:
    """The figures of a chapter that have captions; ids are settled already."""
    found = []
    for figure in body.iter(f"{{{XHTML}}}figure"):
        caption = figure.find(f".//{{{XHTML}}}figcaption")
        own = figure.get("id")
        if caption is None or not own:
            continue
        number, text = _caption(caption)
        if text:
            found.append(Figure(own, number, shortened(text), language))
    return found


def _caption(caption: etree._Element) -> tuple[str, str]:
    """Number and words of a caption; a legend below it is not of it."""
    spans = {span.get("class"): span for span in caption.iter(f"{{{XHTML}}}span")}
    words = spans.get("caption-text", caption)
    number = spans.get("caption-number")
    return (_text(number) if number is not None else ""), _text(words)


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def shortened(text: str) -> str:
    """The first sentence of a caption, or as much of it as a line takes."""
    ends = [at + 1 for at, char in enumerate(text) if char in _STOPS and _ends(text, at)]
    first = text[: ends[0]].rstrip("。.;；") if ends else text
    return first if len(first) <= SHORT else f"{first[: SHORT - 1].rstrip()}…"


def _ends(text: str, at: int) -> bool:
    return not text[at].isascii() or text[at + 1 : at + 2] in {"", " "}
