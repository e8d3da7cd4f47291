"""A laid-out document becomes a piece.

WeasyPrint paints the pages; annotations, structure and places are kept as values, since
what they need (numbers of objects, of pages) is not known before the book is bound.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pydyf
from weasyprint import Document
from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix
from weasyprint.pdf import _use_references
from weasyprint.pdf.stream import Stream

from ...core.typography import without_gaps
from . import faces as face_store
from .leaders import draw_leaders
from .openings import openings
from .piece import BEYOND, FONTS, Link, Piece, Sheet, Slot
from .raw import collect, renumbered
from .tags import Tags

SCALE = 0.75  # points per CSS pixel
FURNITURE = "furniture"  # type of pages that are not pages of the book
_CUT = re.compile(rb"%@(\d*)\n")


class PageStream(Stream):  # type: ignore[misc]
    """Content of a page; knows what each box belongs to, and where numbers stand."""

    structure: Tags | None = None

    def begin(self, structure: Tags | None, samples: dict[int, tuple[Any, str]]) -> None:
        self.structure = structure
        self.samples = samples
        self.slots: dict[int, dict[str, tuple[str, float]]] = {}

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        known = len(self._fonts)
        with self._tagged(box, tag), self._noted(box):
            yield
        if len(self._fonts) > known and isinstance(box, boxes.TextBox):
            for key in list(self._fonts)[known:]:
                self.samples.setdefault(key, (box.style, box.text))

    def _tagged(self, box: Any, tag: str) -> AbstractContextManager[None]:
        if self.structure is None:
            return nullcontext()
        if self.structure.owner(box) is None:
            return self.artifact()  # type: ignore[no-any-return]
        return super().marked(box, tag)  # type: ignore[no-any-return]

    @contextmanager
    def _noted(self, box: Any) -> Iterator[None]:
        """Leave a note where a page number begins and ends."""
        slot = _slot(box)
        if slot is None:
            yield
            return
        self.stream.append(b"%%@%d" % slot)
        yield
        self.stream.append(b"%@")
        self.slots[slot] = face_store.alphabet(self._fonts, self, box)


def _slot(box: Any) -> int | None:
    if not isinstance(box, boxes.TextBox) or box.element is None:
        return None
    number = box.element.get("data-number")
    return int(number) if number and "::" not in box.element_tag else None


def paint(document: Document, language: str, whole: str, warnings: Sequence[str]) -> Piece:
    """Draw all pages.

    Args:
        language: BCP 47 tag of the sheet.
        whole: tag of the structure element that stands for all of it.
    """
    pages = [page for page in document.pages if _kind(page) != FURNITURE]
    structure = Tags(language, whole)
    structure.read([page._page_box for page in pages], SCALE)
    pdf, faces = pydyf.PDF(), face_store.Faces()
    images: dict[Any, Any] = {}
    samples: dict[int, tuple[Any, str]] = {}
    resources = _resources()
    marks: dict[Any, tuple[int, int]] = {}

    def draw(page: Any, number: int | None) -> Sheet:
        stream = _stream(page, faces, resources, images)
        stream.begin(None if number is None else structure, samples)
        page.paint(stream, SCALE)
        draw_leaders(page._page_box, stream, SCALE)
        drawn = list(stream._tags or ())
        if number is None:
            return _sheet(page, stream, [], [])
        marks.update({box: (number, mcid) for mcid, box in enumerate(drawn)})
        owners = [structure.owners[box] for box in drawn]
        return _sheet(page, stream, _links(page, number, structure), owners)

    sheets = [draw(page, number) for number, page in enumerate(pages)]
    furniture = [draw(page, None) for page in document.pages if _kind(page) == FURNITURE]
    _use_references(pdf, resources, images, {})
    objects, places = collect(pdf)
    pictures = renumbered(_entries(resources.pop("XObject")), places.__getitem__)
    del resources["Font"]
    others = renumbered(_entries(resources), places.__getitem__)
    return Piece(
        sheets, furniture, structure.settle(marks), _places(pages), objects, others, pictures,
        face_store.usages(faces, samples), _depth(pages), (*warnings, *_beyond(structure)),
        openings(pages),
    )  # fmt: skip


def _entries(dictionary: Any) -> bytes:
    return bytes(dictionary.data)[2:-2]


def _kind(page: Any) -> str:
    return page._page_box.page_type.name or ""


def _resources() -> Any:
    return pydyf.Dictionary(
        {
            "ExtGState": pydyf.Dictionary(),
            "XObject": pydyf.Dictionary(),
            "Pattern": pydyf.Dictionary(),
            "Shading": pydyf.Dictionary(),
            "ColorSpace": pydyf.Dictionary(),
            "Font": FONTS,  # of the book: put in when it is bound
        }
    )


def _stream(page: Any, faces: Any, resources: Any, images: Any) -> PageStream:
    rectangle = (0, 0, page.width, page.height)
    stream = PageStream(faces, rectangle, resources, images, {}, {}, None, compress=False)
    stream.transform(d=-1, f=page.height * SCALE)
    return stream


def _sheet(page: Any, stream: PageStream, links: list[Link], marks: list[int]) -> Sheet:
    content = bytes(stream.data)
    content = content[content.index(b"stream\n") + 7 : content.rindex(b"\nendstream")]
    slots: list[bytes | Slot] = []
    if stream.slots:
        slots = _cut(content, stream.slots)
        content = b""
    return Sheet(
        page.width * SCALE, page.height * SCALE, zlib.compress(content, 9), slots, links, marks,
        _kind(page),
    )  # fmt: skip


def _cut(content: bytes, slots: dict[int, dict[str, tuple[str, float]]]) -> list[bytes | Slot]:
    """Content between and in the places of page numbers."""
    pieces: list[bytes | Slot] = []
    parts = _CUT.split(content + b"\n")
    pieces.append(parts[0])
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        if name:
            pieces.append(Slot(int(name), slots[int(name)], text))
        else:
            pieces.append(text)
    return pieces


def _links(page: Any, number: int, structure: Tags) -> list[Link]:
    """One annotation for each rectangle of a link: what is inside it only widens it. WeasyPrint
    makes more (Kozea/WeasyPrint#185), which PDF/UA forbids (7.18.5)."""
    height = page.height
    links: list[Link] = []
    for kind, target, (left, top, right, bottom), box in page.links:
        rectangle = (left * SCALE, (height - bottom) * SCALE, right * SCALE, (height - top) * SCALE)
        if not box.link and links:
            links[-1].rectangle = _around(links[-1].rectangle, rectangle)
        elif kind in {"internal", "external"}:
            element = structure.element_of(box)
            structure.elements[element].kids.append((number, ~len(links)))
            links.append(Link(rectangle, target, kind == "internal", _say(box, target), element))
    return links


def _say(box: Any, target: str) -> str:
    text = " ".join(without_gaps("".join(box.element.itertext())).split())
    return box.element.get("title") or text[:200] or target


def _around(one: Any, other: Any) -> tuple[float, float, float, float]:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _matrix(page: Any) -> Matrix:
    return Matrix(SCALE, 0, 0, -SCALE, 0, page.height * SCALE)


def _places(pages: Sequence[Any]) -> dict[str, tuple[int, float, float]]:
    """Where each id stands, the first time."""
    places: dict[str, tuple[int, float, float]] = {}
    for number, page in enumerate(pages):
        matrix = _matrix(page)
        for name, (x, y, *_) in page.anchors.items():
            places.setdefault(name, (number, *matrix.transform_point(x, y)))
    return places


def _beyond(structure: Tags) -> Iterator[str]:
    """What stands too far to the right, the worst of it first."""
    for over, what in sorted(structure.beyond, reverse=True)[:1]:
        more = len(structure.beyond) - 1
        others = f", and {more} more" if more else ""
        yield f"{BEYOND} by {over / 96 * 25.4:.0f} mm: {what!r}{others}"


def _depth(pages: Sequence[Any]) -> float:
    """Down to where the last page is filled, below its upper margin."""
    if not pages:
        return 0
    page = pages[-1]._page_box
    top: float = page.content_box_y()
    return max((_bottom(child) for child in page.children), default=top) - top


def _bottom(box: Any) -> float:
    if not isinstance(box, boxes.BlockBox) or not box.is_in_normal_flow():
        return 0
    own: float = box.position_y + box.margin_height()
    return max([own, *map(_bottom, box.children)])
