"""Chapters in several files where one would be too large: old readers load a file whole.

Kobo asks for less than 10 MB, EBPAJ warns above 256 kB; what opens slowly on a phone is less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from lxml import etree

from ..fragments.cutting import Way, rebuilt
from ..fragments.xhtml import XHTML

LARGEST = 256_000  # bytes of a page
_ROOM = 225_000  # for its text; the rest is for the elements around it
# what may be cut, while it is larger than a page: everything in it stands on its own
_OPENED = frozenset(
    f"{{{XHTML}}}{name}"
    for name in ("body", "section", "div", "blockquote", "ol", "ul", "dl", "table", "tbody")
)
_BEGINS = "data-begins"
_HEADINGS = {f"{{{XHTML}}}h{level}" for level in range(1, 7)}


def plan(body: etree._Element) -> list[int]:
    """What begins a new page in *body*, by its number among all elements."""
    numbers = {element: number for number, element in enumerate(body.iter())}
    batches = _batches(list(_parts(body)))
    return [numbers[batch[0][-1]] for batch in batches][1:]


def mark(body: etree._Element, begins: Sequence[int]) -> None:
    """Mark what begins a new page, as it was planned. Pages are cut there, whatever is put in
    meanwhile."""
    elements = list(body.iter()) if begins else []
    for number in begins:
        elements[number].set(_BEGINS, "")


def in_pages(body: etree._Element) -> list[etree._Element]:
    """*body* as bodies that begin with what is marked."""
    marked = [element for element in body.iter("{*}*") if _BEGINS in element.attrib]
    if not marked:
        return [body]
    opened = {above for element in marked for above in element.iterancestors()}
    return list(rebuilt(_cut(list(_whole(body, (), opened)))))


def _whole(element: etree._Element, above: Way, opened: Set[etree._Element]) -> Iterator[Way]:
    if element in opened:
        for child in element:
            yield from _whole(child, (*above, element), opened)
    else:
        yield (*above, element)


def _cut(ways: Iterable[Way]) -> Iterator[list[Way]]:
    batch: list[Way] = []
    for way in ways:
        if _BEGINS in way[-1].attrib:
            del way[-1].attrib[_BEGINS]
            yield batch
            batch = []
        batch.append(way)
    yield batch


Sized = tuple[Way, int]  # with its bytes


def _parts(body: etree._Element) -> Iterator[Sized]:
    """Sections whole where they fit, opened where they do not."""

    def walk(element: etree._Element, above: Way) -> Iterator[Sized]:
        size = len(etree.tostring(element, encoding="utf-8", with_tail=False))
        if size > _ROOM and element.tag in _OPENED and len(element):
            for child in element:
                yield from walk(child, (*above, element))
        else:
            yield (*above, element), size

    yield from walk(body, ())


def _batches(parts: Iterable[Sized]) -> Iterator[list[Way]]:
    """Parts by the page; a heading stands with what follows it."""
    batch: list[Sized] = []
    filled = 0
    for way, size in parts:
        if batch and filled + size > _ROOM:
            kept = len(batch)
            while kept > 1 and batch[kept - 1][0][-1].tag in _HEADINGS:
                kept -= 1
            yield [whole for whole, _ in batch[:kept]]
            batch = batch[kept:]
            filled = sum(bytes_of for _, bytes_of in batch)
        batch.append((way, size))
        filled += size
    yield [whole for whole, _ in batch]
