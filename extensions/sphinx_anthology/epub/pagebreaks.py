"""Pages of the printed book, marked in a chapter's text where they begin there."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from ..fragments.printed import PrintedPage, Spot, Tokens
from ..fragments.xhtml import XHTML
from .markup import TYPE

_CAPTION = f"{{{XHTML}}}caption"
_CLUES = (24, 12, 6)  # tokens that are looked for, from what is surest to what may be elsewhere too


def mark_pages(body: etree._Element, pages: Sequence[PrintedPage]) -> list[tuple[str, str]]:
    """Mark where *pages* begin.

    Returns:
        Label and id of each.
    """
    if not pages:
        return []
    tokens = Tokens(body)
    places = _places(tokens.text, pages)
    labels = []
    for page, place in reversed(list(zip(pages, places, strict=True))):
        mark = _mark(page.label)
        _put(mark, tokens.spot(place), body, first=place == 0)
        labels.append((page.label, str(mark.get("id"))))
    return labels[::-1]


def _places(tokens: str, pages: Sequence[PrintedPage]) -> list[int]:
    """Where each page begins in the text: where its first words are, else where it should be."""
    places = [0]
    at = pages[0].length
    for page in pages[1:]:
        place = _find(tokens, page.opening, places[-1], at)
        begins = min(max(at, places[-1]), len(tokens)) if place is None else place
        places.append(begins)
        at = begins + page.length
    return places


def _find(tokens: str, opening: str, start: int, expected: int) -> int | None:
    """The place of *opening* that is nearest to where it should be."""
    for size in _CLUES:
        clue = opening[:size]
        if not clue:
            return None
        after = tokens.find(clue, max(start, expected))
        before = tokens.rfind(clue, start, expected + len(clue))
        found = [place for place in (before, after) if place >= 0]
        if found:
            return min(found, key=lambda place: abs(place - expected))
    return None


def _mark(label: str) -> etree._Element:
    mark = etree.Element(f"{{{XHTML}}}span")
    mark.set(TYPE, "pagebreak")
    mark.set("role", "doc-pagebreak")
    mark.set("id", f"page.{label}")
    mark.set("aria-label", label)
    return mark


def _put(mark: etree._Element, spot: Spot | None, body: etree._Element, *, first: bool) -> None:
    if first or spot is None:
        section = body[0]
        if first:
            section.insert(0, mark)
            mark.tail, section.text = section.text, None
        else:
            section.append(mark)
        return
    element, offset = spot.element, spot.offset
    caption = next((e for e in (element, *element.iterancestors()) if e.tag == _CAPTION), None)
    table = caption.getparent() if caption is not None else None
    if table is not None:  # a caption is no cell, and a table of roles has cells alone
        table.addprevious(mark)
        return
    if offset < 0:  # before a picture
        element.addprevious(mark)
        return
    if spot.behind:
        text = element.tail or ""
        element.tail, rest = text[:offset], text[offset:]
        parent = element.getparent()
        assert parent is not None
        parent.insert(parent.index(element) + 1, mark)
    else:
        text = element.text or ""
        element.text, rest = text[:offset], text[offset:]
        element.insert(0, mark)
    mark.tail = rest
