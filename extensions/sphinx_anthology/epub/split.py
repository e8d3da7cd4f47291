"""Chapters in several files where one would be too large: old readers load a file whole.

Kobo asks for less than 10 MB, EBPAJ warns above 256 kB; what opens slowly on a phone is less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

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


def plan(body: etree._Element) -> None:
    """Mark in *body* what begins a new page. Pages are cut there, whatever is put in meanwhile."""
    for number, batch in enumerate(_batches(list(_parts(body)))):
        if number:
            batch[0][-1].set(_BEGINS, "")


def in_pages(body: etree._Element) -> list[etree._Element]:
    """*body*, which is planned, as bodies that are small enough, as far as what stays whole in
    them is."""
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


def _parts(body: etree._Element) -> Iterator[Way]:
    """Sections whole where they fit, opened where they do not."""
    sizes: dict[etree._Element, int] = {}

    def size(element: etree._Element) -> int:
        if element not in sizes:
            sizes[element] = len(etree.tostring(element, encoding="utf-8", with_tail=True))
        return sizes[element]

    def walk(element: etree._Element, above: Way) -> Iterator[Way]:
        if size(element) > _ROOM and element.tag in _OPENED and len(element):
            for child in element:
                yield from walk(child, (*above, element))
        else:
            yield (*above, element)

    yield from walk(body, ())


def _batches(parts: Iterable[Way]) -> Iterator[list[Way]]:
    """Parts by the page; a heading stands with what follows it."""
    batch: list[Way] = []
    filled = 0
    for way in parts:
        size = len(etree.tostring(way[-1], encoding="utf-8"))
        if batch and filled + size > _ROOM:
            kept = len(batch)
            while kept > 1 and batch[kept - 1][-1].tag in _HEADINGS:
                kept -= 1
            yield batch[:kept]
            batch = batch[kept:]
            filled = sum(len(etree.tostring(w[-1], encoding="utf-8")) for w in batch)
        batch.append(way)
        filled += size
    yield batch
