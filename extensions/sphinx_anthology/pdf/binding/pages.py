"""Pages of pieces are put into the book: on their side, with folio, head, links and structure.

A page is written when the next one begins: a leaf may begin on the page that another ends on.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..engine.piece import Element, Piece, Sheet
from ..engine.raw import string
from .binder import Binder, Page, Resources, Volume
from .furniture import POINT, crop_marks, filled, folio, head, roman

_FULL = {"cover"}  # page types that fill the page and its bleed: nothing is moved to the outside
_TURNED = "turned"  # page type that is read from the side
_PLAIN = {"cover", "plain", _TURNED}  # page types without folio and running head


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where what a structure element holds is drawn."""

    page: int  # object of the volume's first page
    elements: int  # object before its first structure element
    links: Sequence[Sequence[int]]  # annotations of each page
    drawing: int  # what holds its first page, where that is another volume's; else 0


def write_plates(binder: Binder) -> list[int]:
    """The left-hand running heads as drawings."""
    piece = binder.cloth.plates
    resources = binder.put_resources(piece, binder.write_objects(piece), b"")
    return [
        binder.put_form(sheet, sheet.content, resources.number) for sheet in piece.furniture[2:]
    ]


def write_piece(
    binder: Binder, index: int, volume: Volume, piece: Piece, plates: Sequence[int]
) -> None:
    """All pages of a piece, and its structure."""
    resources = _resources(binder, volume, piece, plates)
    elements = binder.pdf.reserve(len(piece.elements))
    links: list[list[int]] = []
    drawing = 0
    for place, sheet in enumerate(piece.sheets):
        links.append(_write_links(binder, index, volume, sheet, elements))
        owners = b" ".join(b"%d 0 R" % (elements + mark) for mark in sheet.marks)
        key = binder.key(b"[%s]" % owners)
        if volume.follows and place == 0 and binder.open:
            more = b"/StructParents %d" % key
            content = zlib.compress(_filled(volume, sheet), 9) if sheet.slots else sheet.content
            drawing = binder.put_form(sheet, content, resources.number, more)
            binder.open.over.append(drawing)
            binder.open.annotations += links[0]
            continue
        furniture = _furniture(binder, volume, place, sheet, bool(piece.furniture))
        contents = _contents(binder, volume, sheet, furniture)
        turn(binder, Page(volume.first + place, sheet, contents, resources, key, links[-1]))
    marks = _Marks(binder.pages + volume.first, elements, links, drawing)
    _write_elements(binder, piece, marks)
    _take_places(binder, volume, piece)


def _resources(binder: Binder, volume: Volume, piece: Piece, plates: Sequence[int]) -> Resources:
    numbers = binder.write_objects(piece)
    more = b""
    if plates and not volume.plain:
        more += b"/LeftHead %d 0 R" % plates[volume.plate]
    if piece.furniture:
        own = binder.put_resources(piece, numbers, b"")
        sheet = piece.furniture[0]
        more += b"/RightHead %d 0 R" % binder.put_form(sheet, sheet.content, own.number)
    return binder.put_resources(piece, numbers, more)


def _take_places(binder: Binder, volume: Volume, piece: Piece) -> None:
    for name, (page, x, y) in piece.places.items():
        binder.places.setdefault(name, (volume.first + page, x, y))


# --- structure -----------------------------------------------------------------------------------


def _write_elements(binder: Binder, piece: Piece, marks: _Marks) -> None:
    for number, element in enumerate(piece.elements):
        if element.parent == -2:  # nobody's: it holds nothing
            binder.pdf.put(b"null", marks.elements + number)
            continue
        parent = binder.document if element.parent < 0 else marks.elements + element.parent
        kids = _kids(element, marks)
        binder.pdf.put(
            b"<</S/%s/P %d 0 R%s%s>>" % (element.tag.encode(), parent, kids, element.extra),
            marks.elements + number,
        )
    binder.tops.append(marks.elements)


def _kids(element: Element, marks: _Marks) -> bytes:
    """What an element holds; the page is said once, where all stands on one."""
    pages = {kid[0] for kid in element.kids if not isinstance(kid, int)}
    own = pages.pop() if len(pages) == 1 else -1
    kids = b" ".join(_kid(kid, own, marks) for kid in element.kids)
    page = b"/Pg %d 0 R" % (marks.page + own) if own >= 0 else b""
    return b"%s/K[%s]" % (page, kids)


def _kid(kid: int | tuple[int, int], own: int, marks: _Marks) -> bytes:
    """An element, an annotation, or marked content (ISO 32000-1, 14.7.4)."""
    if isinstance(kid, int):
        return b"%d 0 R" % (marks.elements + kid)
    page, content = kid
    where = b"" if page == own else b"/Pg %d 0 R" % (marks.page + page)
    if content < 0:
        return b"<</Type/OBJR/Obj %d 0 R%s>>" % (marks.links[page][~content], where)
    if marks.drawing and page == 0:
        where += b"/Stm %d 0 R" % marks.drawing
    return b"<</Type/MCR/MCID %d%s>>" % (content, where) if where else b"%d" % content


def _write_links(
    binder: Binder, index: int, volume: Volume, sheet: Sheet, elements: int
) -> list[int]:
    written = []
    for link in sheet.links:
        target = link.target
        if link.inside and target.startswith("~"):
            target = volume.names[int(target[1:])]
        if not link.inside:
            action = b"/A<</Type/Action/S/URI/URI %s>>" % string(target)
        elif target in binder.known:
            action = b"/Dest %s" % string(target)
        else:
            binder.dead.append((index, target))
            action = b""
        key = binder.key(b"%d 0 R" % (elements + link.element))
        rectangle = b" ".join(b"%.2f" % value for value in link.rectangle)
        written.append(
            binder.pdf.put(
                b"<</Type/Annot/Subtype/Link/F 4/BS<</W 0>>/Rect[%s]/Contents %s%s"
                b"/StructParent %d>>" % (rectangle, string(link.text), action, key)
            )
        )
    return written


# --- content -------------------------------------------------------------------------------------


def _filled(volume: Volume, sheet: Sheet) -> bytes:
    return filled(sheet, {slot: str(number) for slot, number in enumerate(volume.numbers)})


def _contents(binder: Binder, volume: Volume, sheet: Sheet, furniture: bytes) -> list[int]:
    """What is ours comes first: the page's own content leaves the coordinates turned."""
    if sheet.slots:
        return [binder.pdf.put_stream(furniture + b"\n" + _filled(volume, sheet))]
    own = binder.pdf.put_packed(sheet.content, b"/Filter/FlateDecode")
    return [binder.pdf.put_stream(furniture), own] if furniture else [own]


def _furniture(binder: Binder, volume: Volume, place: int, sheet: Sheet, has_head: bool) -> bytes:
    cloth, drawn = binder.cloth, []
    left = (volume.first + place) % 2 == 1
    if not volume.plain and sheet.name not in _PLAIN:
        specimens = cloth.plates.furniture
        number = volume.number + place
        text = roman(number) if volume.roman else str(number)
        drawn.append(folio(specimens[int(volume.roman)], text, cloth.paper, left))
        if place and (left or has_head):
            drawn.append(head(b"LeftHead" if left else b"RightHead", cloth.paper))
    if cloth.trim.marks:
        drawn.append(crop_marks(_window(binder, volume.first + place, sheet), cloth.trim))
    return b"\n".join(drawn)


def _window(binder: Binder, page: int, sheet: Sheet) -> tuple[float, float, float, float]:
    """The trimmed page, in the coordinates of its content."""
    paper = binder.cloth.paper
    move = (paper.inside - paper.outside) / 2 * POINT
    upright = abs(sheet.width - paper.width * POINT) < 1
    if sheet.name in _FULL:  # drawn with its bleed
        edge = (sheet.width - paper.width * POINT) / 2
        return (edge, edge, sheet.width - edge, sheet.height - edge)
    if not upright:
        move = 0
    elif page % 2 == 0:  # a right-hand page: its inside is on the left
        move = -move
    return (move, 0, sheet.width + move, sheet.height)


def blank(binder: Binder, volume: Volume) -> Page:
    """A page with nothing on it."""
    paper = binder.cloth.paper
    sheet = Sheet(paper.width * POINT, paper.height * POINT, b"", [], [], [], "blank")
    contents = []
    if binder.cloth.trim.marks:
        drawn = crop_marks(_window(binder, volume.first, sheet), binder.cloth.trim)
        contents.append(binder.pdf.put_stream(drawn))
    return Page(volume.first, sheet, contents, Resources())


def turn(binder: Binder, page: Page | None) -> None:
    """Write the page that is open, and open another."""
    done, binder.open = binder.open, page
    if done is None:
        return
    contents, resources = list(done.contents), done.resources
    if done.over:
        names = [b"Over%d" % number for number in range(len(done.over))]
        more = b"".join(b"/%s %d 0 R" % pair for pair in zip(names, done.over, strict=True))
        resources = binder.put_dictionary(resources.entries, resources.drawings + more)
        drawn = b"\n".join(b"/%s Do" % name for name in names)
        contents.insert(0, binder.pdf.put_stream(drawn))  # before coordinates are turned
    entries = b"/Resources %d 0 R" % resources.number if resources.number else b"/Resources<<>>"
    if contents:
        entries += b"/Contents[%s]" % b" ".join(b"%d 0 R" % number for number in contents)
    if done.key >= 0:
        entries += b"/StructParents %d" % done.key
    if done.annotations:
        entries += b"/Tabs/S/Annots[%s]" % b" ".join(b"%d 0 R" % n for n in done.annotations)
    boxes = _boxes(binder, done)
    binder.pdf.put(
        b"<</Type/Page/Parent %d 0 R%s%s>>" % (binder.tree, boxes, entries),
        binder.pages + done.place,
    )


def _boxes(binder: Binder, page: Page) -> bytes:
    left, bottom, right, top = _window(binder, page.place, page.sheet)
    trim = binder.cloth.trim
    written = b""
    for name, grow in ((b"MediaBox", trim.around), (b"BleedBox", trim.bleed), (b"TrimBox", 0.0)):
        box = (left - grow, bottom - grow, right + grow, top + grow)
        written += b"/%s[%s]" % (name, b" ".join(b"%g" % round(value, 3) for value in box))
    if trim.around and page.sheet.name == _TURNED:  # printers want pages alike
        written += b"/Rotate 270"
    return written
