"""The text that each page begins with: so other editions can say where it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from ...core.tokens import OPENING, PICTURE, tokens_of

_LEFT_OUT = {"footnote-reference", "page-reference", "note-number", "running-head", "unseen"}


def openings(pages: Sequence[Any]) -> tuple[tuple[str, int], ...]:
    """For each page, its first tokens and how many it has (``fragments/printed.py``).

    Notes at the foot are not of the text, nor are repeated heads of tables and page numbers.
    """
    seen: set[int] = set()
    return tuple(_opening(page._page_box, seen) for page in pages)


def _opening(page: Any, heads: set[int]) -> tuple[str, int]:
    opening, length = "", 0
    for text in _texts(page, heads):
        length += len(text)
        if len(opening) < OPENING:
            opening += text
    return opening[:OPENING], length


def _texts(box: Any, heads: set[int]) -> Iterator[str]:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, (boxes.MarginBox, boxes.FootnoteAreaBox)) or _is_left_out(box, heads):
        return
    if isinstance(box, boxes.TextBox):
        if not _is_generated(box):
            yield tokens_of(box.text)
    elif isinstance(box, boxes.ReplacedBox):
        yield PICTURE
    elif isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _texts(child, heads)


def _is_left_out(box: Any, heads: set[int]) -> bool:
    element = box.element
    if element is None:
        return False
    if isinstance(box, boxes.TableRowGroupBox) and box.is_header:
        if id(element) in heads:  # the head again, on another page
            return True
        heads.add(id(element))
    return element.get("data-number") is not None or not _LEFT_OUT.isdisjoint(
        (element.get("class") or "").split()
    )


def _is_generated(box: Any) -> bool:
    """Whether it is of a pseudo-element: numbers of lists, dots."""
    return "::" in (box.element_tag or "")
