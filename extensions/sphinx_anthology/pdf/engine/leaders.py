"""Dots between a line of the contents and its page number.

WeasyPrint's own ``leader()`` sets each dot as a letter, which takes a third of the time that such a
page costs, and a dotted border draws each dot as a shape. Here they are one dashed line, whose
dots stand below each other on the whole page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

LED = "led"  # class of the elements that get dots
LISTS = "with-leaders"  # class of the body of sheets that have such elements
_STEP = 4.0  # from dot to dot, pt
_STYLE = "0.72 0.69 0.63 RG 0.7 w 1 J [0 4] %.2f d"
_SPACE = 3.0  # between dots and letters, pt


def draw_leaders(page: Any, stream: Any, scale: float) -> None:
    """Draw the dots of a page, as an artifact."""
    lines = list(_leaders(page, scale)) if _has_lists(page) else []
    if lines:
        stream.stream += ["/Artifact BMC", "q", *lines, "Q", "EMC"]


def _has_lists(page: Any) -> bool:
    """Whether the page is of the contents or another list: others are not searched."""
    root = page.children[0] if page.children else None
    body = next(iter(getattr(root, "children", ())), None)
    return body is not None and LISTS in _classes(body)


def _leaders(page: Any, scale: float) -> Iterator[str]:
    for box in _led(page):
        line = next((b for b in reversed(box.children) if isinstance(b, boxes.LineBox)), None)
        number = next((c for c in _boxes(box) if "page" in _classes(c)), None)
        if line is None or number is None:
            continue
        ends = [_right(c) for c in line.children if c.is_in_normal_flow()]
        left = max(ends, default=line.position_x) * scale + _SPACE
        right = number.position_x * scale - _SPACE
        y = (line.position_y + line.baseline) * scale - 1
        first = left + (-left) % _STEP
        if right - first > 2 * _STEP:
            yield _STYLE % 0
            yield f"{first:.2f} {y:.2f} m {right:.2f} {y:.2f} l S"


def _led(box: Any) -> Iterator[Any]:
    for child in _boxes(box):
        if LED in _classes(child) and isinstance(child, boxes.BlockBox):
            yield child
        else:
            yield from _led(child)


def _boxes(box: Any) -> Iterator[Any]:
    """What is inside *box*, absolutely placed boxes and the content of lines among it."""
    for child in getattr(box, "children", ()):
        inner = child._box if isinstance(child, AbsolutePlaceholder) else child
        yield inner
        if isinstance(inner, (boxes.LineBox, boxes.InlineBox)):
            yield from _boxes(inner)


def _classes(box: Any) -> list[str]:
    return (box.element.get("class") or "").split() if box.element is not None else []


def _right(box: Any) -> float:
    return float(box.position_x + box.margin_width())
