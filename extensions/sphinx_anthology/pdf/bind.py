"""Bind the pieces of a book: one file with one structure tree, one outline, each font once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

from .engine.piece import FONTS, Element, Piece, Raw, Sheet
from .engine.raw import renumbered
from .engine.tags import string
from .furniture import POINT, Paper, Trim, crop_marks, filled, folio, head
from .press import Embedded, Kept
from .standards import Standards
from .writer import PdfWriter

_FULL = {"cover"}  # page types that fill the page and its bleed: nothing is moved to the outside
_TURNED = "turned"  # page type that is read from the side
_PLAIN = {"cover", "plain", _TURNED}  # page types without folio and running head
_PER_NODE = 256  # entries in a leaf of a number or name tree


@dataclass(slots=True)
class Volume:
    """One sheet in its place in the book."""

    kept: Kept | None  # None: a blank page
    first: int  # its first page in the file, from 0
    number: int  # the folio of that page
    roman: bool = False
    plain: bool = False  # neither folio nor running head
    plate: int = 0  # which running head stands on its left-hand pages
    numbers: Sequence[int] = ()  # page numbers that it names, by slot
    names: Sequence[str] = ()  # where its links by slot lead

    @property
    def pages(self) -> int:
        return self.kept.summary.pages if self.kept else 1


@dataclass(slots=True)
class Cloth:
    """What the whole book is bound with."""

    paper: Paper
    trim: Trim
    plates: Piece  # furniture: digits, roman digits, then left-hand running heads
    fonts: Sequence[tuple[Embedded, Sequence[str]]]
    standards: Standards
    cover_label: str
    outline: Sequence[tuple[int, str, str]]  # level, words, name of the place: as in the contents
    roman_pages: int


@dataclass(slots=True)
class _Binder:
    volumes: Sequence[Volume]
    cloth: Cloth
    pdf: PdfWriter
    dead: list[tuple[int, str]] = field(default_factory=list)  # volume, name that is nowhere
    pages: int = 0  # number of the first page object
    fonts: int = 0
    seen: dict[bytes, int] = field(default_factory=dict)  # picture by content -> object
    parents: list[bytes] = field(default_factory=list)  # parent tree, by key
    tops: list[int] = field(default_factory=list)  # structure elements below the document's
    places: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


def bind(volumes: Sequence[Volume], cloth: Cloth, out: BinaryIO) -> list[tuple[int, str]]:
    """Write the book.

    Returns:
        Links that lead nowhere: the number of the volume, and the name.
    """
    binder = _Binder(volumes, cloth, PdfWriter(out))
    total = sum(volume.pages for volume in volumes)
    pdf = binder.pdf
    tree = pdf.reserve()
    document = pdf.reserve()
    root = pdf.reserve()
    binder.pages = pdf.reserve(total)
    _write_fonts(binder)
    for volume in volumes:
        if volume.kept:
            binder.known.update(volume.kept.summary.places)
    plates = _write_plates(binder)
    for index, volume in enumerate(volumes):
        if volume.kept:
            _write_piece(binder, index, volume, volume.kept.load(), tree, document, plates)
        else:
            _write_blank(binder, volume, tree)
    kids = b" ".join(b"%d 0 R" % (binder.pages + number) for number in range(total))
    pdf.put(b"<</Type/Pages/Count %d/Kids[%s]>>" % (total, kids), tree)
    claims, names, info = cloth.standards.write(pdf)
    entries = [
        b"/Type/Catalog/Pages %d 0 R" % tree,
        claims,
        _write_structure(binder, document),
        _write_names(binder, names),
        _write_outline(binder),
        _page_labels(cloth, total),
    ]
    pdf.put(b"<<%s>>" % b"".join(entries), root)
    pdf.close(root, info)
    return binder.dead


def _write_fonts(binder: _Binder) -> None:
    binder.fonts = binder.pdf.reserve()
    entries = []
    for (objects, numbers), _ in binder.cloth.fonts:
        base = binder.pdf.reserve(len(objects)) - 1
        own = {place: base + place for place in range(1, len(objects) + 1)}
        for place, thing in enumerate(objects, 1):
            _put_raw(binder, thing, own, own[place])
        entries += [b"/%s %d 0 R" % (name.encode(), own[n]) for name, n in numbers.items()]
    binder.pdf.put(b"<<%s>>" % b"".join(entries), binder.fonts)


def _put_raw(binder: _Binder, thing: Raw, numbers: Mapping[int, int], number: int) -> None:
    entries = renumbered(thing.head, numbers.__getitem__)
    entries = entries.replace(FONTS, b"%d 0 R" % binder.fonts)
    if thing.data is None:
        binder.pdf.put(entries, number)
    else:
        binder.pdf.put_raw(entries, thing.data, number)


def _write_objects(binder: _Binder, piece: Piece) -> Mapping[int, int]:
    """Pictures and the like; what an earlier piece had already is not written again."""
    numbers: dict[int, int] = {}
    waiting: list[tuple[int, Raw]] = []
    for place, thing in enumerate(piece.objects, 1):
        content = sha256(thing.head + (thing.data or b"")).digest()
        alone = b" 0 R" not in thing.head
        if alone and content in binder.seen:
            numbers[place] = binder.seen[content]
            continue
        numbers[place] = binder.pdf.reserve()
        waiting.append((place, thing))
        if alone:
            binder.seen[content] = numbers[place]
    for place, thing in waiting:
        _put_raw(binder, thing, numbers, numbers[place])
    return numbers


def _resources(binder: _Binder, piece: Piece, numbers: Mapping[int, int], more: bytes) -> int:
    others = renumbered(piece.resources, numbers.__getitem__)
    pictures = renumbered(piece.pictures, numbers.__getitem__)
    return binder.pdf.put(
        b"<<%s/Font %d 0 R/XObject<<%s%s>>>>" % (others, binder.fonts, pictures, more)
    )


def _form(binder: _Binder, sheet: Sheet, resources: int) -> int:
    entries = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources %d 0 R/Filter/FlateDecode"
        % (sheet.width, sheet.height, resources)
    )
    return binder.pdf.put_packed(sheet.content, entries, 0)


def _write_plates(binder: _Binder) -> list[int]:
    """The left-hand running heads as drawings."""
    piece = binder.cloth.plates
    resources = _resources(binder, piece, _write_objects(binder, piece), b"")
    return [_form(binder, sheet, resources) for sheet in piece.furniture[2:]]


def _write_piece(
    binder: _Binder,
    index: int,
    volume: Volume,
    piece: Piece,
    tree: int,
    document: int,
    plates: Sequence[int],
) -> None:
    pdf = binder.pdf
    numbers = _write_objects(binder, piece)
    more = b""
    if plates and not volume.plain:
        more += b"/LeftHead %d 0 R" % plates[volume.plate]
    if piece.furniture:
        own = _resources(binder, piece, numbers, b"")
        more += b"/RightHead %d 0 R" % _form(binder, piece.furniture[0], own)
    resources = _resources(binder, piece, numbers, more)
    elements = pdf.reserve(len(piece.elements))
    first = binder.pages + volume.first
    links: list[list[int]] = []
    for place, sheet in enumerate(piece.sheets):
        annotations = _write_links(binder, index, volume, sheet, elements)
        links.append(annotations)
        owners = b" ".join(b"%d 0 R" % (elements + mark) for mark in sheet.marks)
        key = _key(binder, b"[%s]" % owners)
        furniture = _furniture(binder, volume, place, sheet, bool(piece.furniture))
        contents = _contents(binder, volume, sheet, furniture)
        entries = b"/Resources %d 0 R/Contents %s/StructParents %d" % (resources, contents, key)
        if annotations:
            entries += b"/Tabs/S/Annots[%s]" % b" ".join(b"%d 0 R" % n for n in annotations)
        _write_page(binder, volume, place, sheet, tree, entries)
    for number, element in enumerate(piece.elements):
        if element.parent == -2:  # nobody's: it holds nothing
            pdf.put(b"null", elements + number)
            continue
        parent = document if element.parent < 0 else elements + element.parent
        pdf.put(
            b"<</S/%s/P %d 0 R%s%s>>"
            % (element.tag.encode(), parent, _kids(element, first, elements, links), element.extra),
            elements + number,
        )
    binder.tops.append(elements)
    for name, (page, x, y) in piece.places.items():
        binder.places.setdefault(name, (volume.first + page, x, y))


def _kids(element: Element, first: int, elements: int, links: Sequence[Sequence[int]]) -> bytes:
    """What an element holds; the page is said once, where all stands on one."""
    pages = {kid[0] for kid in element.kids if not isinstance(kid, int)}
    own = pages.pop() if len(pages) == 1 else -1
    kids = []
    for kid in element.kids:
        if isinstance(kid, int):
            kids.append(b"%d 0 R" % (elements + kid))
            continue
        page, content = kid
        where = b"" if page == own else b"/Pg %d 0 R" % (first + page)
        if content < 0:
            kids.append(b"<</Type/OBJR/Obj %d 0 R%s>>" % (links[page][~content], where))
        elif page == own:
            kids.append(b"%d" % content)
        else:
            kids.append(b"<</Type/MCR/MCID %d%s>>" % (content, where))
    page_entry = b"/Pg %d 0 R" % (first + own) if own >= 0 else b""
    return b"%s/K[%s]" % (page_entry, b" ".join(kids))


def _key(binder: _Binder, owners: bytes) -> int:
    """The next key of the parent tree."""
    binder.parents.append(owners)
    return len(binder.parents) - 1


def _write_links(
    binder: _Binder, index: int, volume: Volume, sheet: Sheet, elements: int
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
        key = _key(binder, b"%d 0 R" % (elements + link.element))
        rectangle = b" ".join(b"%.2f" % value for value in link.rectangle)
        written.append(
            binder.pdf.put(
                b"<</Type/Annot/Subtype/Link/F 4/BS<</W 0>>/Rect[%s]/Contents %s%s"
                b"/StructParent %d>>" % (rectangle, string(link.text), action, key)
            )
        )
    return written


def _contents(binder: _Binder, volume: Volume, sheet: Sheet, furniture: bytes) -> bytes:
    """What is ours comes first: the page's own content leaves the coordinates turned."""
    if sheet.slots:
        numbers = {slot: str(number) for slot, number in enumerate(volume.numbers)}
        content = zlib.compress(furniture + b"\n" + filled(sheet, numbers), 9)
        return b"%d 0 R" % binder.pdf.put_packed(content, b"/Filter/FlateDecode")
    own = binder.pdf.put_packed(sheet.content, b"/Filter/FlateDecode")
    if not furniture:
        return b"%d 0 R" % own
    return b"[%d 0 R %d 0 R]" % (binder.pdf.put_stream(furniture), own)


def _furniture(binder: _Binder, volume: Volume, place: int, sheet: Sheet, has_head: bool) -> bytes:
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


def _window(binder: _Binder, page: int, sheet: Sheet) -> tuple[float, float, float, float]:
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


def _write_page(
    binder: _Binder, volume: Volume, place: int, sheet: Sheet, tree: int, entries: bytes
) -> None:
    left, bottom, right, top = _window(binder, volume.first + place, sheet)
    boxes = b""
    trim = binder.cloth.trim
    for name, grow in (
        (b"MediaBox", trim.around),
        (b"BleedBox", trim.bleed),
        (b"TrimBox", 0.0),
    ):
        box = (left - grow, bottom - grow, right + grow, top + grow)
        boxes += b"/%s[%s]" % (name, b" ".join(b"%g" % round(value, 3) for value in box))
    if trim.around and sheet.name == _TURNED:  # printers want all pages alike; its head to the left
        boxes += b"/Rotate 270"
    binder.pdf.put(
        b"<</Type/Page/Parent %d 0 R%s%s>>" % (tree, boxes, entries),
        binder.pages + volume.first + place,
    )


def _write_blank(binder: _Binder, volume: Volume, tree: int) -> None:
    paper = binder.cloth.paper
    sheet = Sheet(paper.width * POINT, paper.height * POINT, b"", [], [], [], "blank")
    marks = b""
    if binder.cloth.trim.marks:
        drawn = crop_marks(_window(binder, volume.first, sheet), binder.cloth.trim)
        marks = b"/Contents %d 0 R" % binder.pdf.put_stream(drawn)
    _write_page(binder, volume, 0, sheet, tree, b"/Resources<<>>" + marks)


def _write_structure(binder: _Binder, document: int) -> bytes:
    pdf = binder.pdf
    parent_tree = _tree(
        pdf, b"Nums", [(b"%d" % key, value) for key, value in enumerate(binder.parents)]
    )
    root = pdf.reserve()
    kids = b" ".join(b"%d 0 R" % top for top in binder.tops)
    pdf.put(b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (root, kids), document)
    pdf.put(
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (document, parent_tree, len(binder.parents)),
        root,
    )
    return b"/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>" % root


def _tree(pdf: PdfWriter, kind: bytes, entries: Sequence[tuple[bytes, bytes]]) -> int:
    """A name or number tree of two levels (ISO 32000-1, 7.9.6); *entries* are in order."""
    leaves = []
    for start in range(0, len(entries), _PER_NODE):
        part = entries[start : start + _PER_NODE]
        pairs = b" ".join(key + b" " + value for key, value in part)
        leaves.append(
            pdf.put(b"<</Limits[%s %s]/%s[%s]>>" % (part[0][0], part[-1][0], kind, pairs))
        )
    return pdf.put(b"<</Kids[%s]>>" % b" ".join(b"%d 0 R" % leaf for leaf in leaves))


def _write_names(binder: _Binder, more: bytes) -> bytes:
    """Places that links lead to, as named destinations; and the names of attached files."""
    pairs = {_sorting(name): (name, where) for name, where in binder.places.items()}
    entries = [
        (string(name), _destination(binder, *where)) for _, (name, where) in sorted(pairs.items())
    ]
    return b"/Names<</Dests %d 0 R%s>>" % (_tree(binder.pdf, b"Names", entries), more)


def _sorting(name: str) -> bytes:
    """Names stand in the order of their bytes (ISO 32000-1, 7.9.6)."""
    return name.encode() if name.isascii() else b"\xfe\xff" + name.encode("utf-16-be")


def _destination(binder: _Binder, page: int, x: float, y: float) -> bytes:
    return b"[%d 0 R/XYZ %.2f %.2f 0]" % (binder.pages + page, x, y)


@dataclass(slots=True)
class _Node:
    label: str
    place: tuple[int, float, float]
    number: int
    level: int
    kids: list[_Node] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(1 + kid.count for kid in self.kids)


def _write_outline(binder: _Binder) -> bytes:
    pdf = binder.pdf
    lines = [line for line in binder.cloth.outline if line[2] in binder.places]
    if not lines:
        return b""
    root = _Node("", (0, 0, 0), pdf.reserve(), 0)
    path = [root]
    for level, label, target in lines:
        while path[-1].level >= level:
            path.pop()
        node = _Node(label, binder.places[target], pdf.reserve(), level)
        path[-1].kids.append(node)
        path.append(node)
    pdf.put(b"<</Type/Outlines%s>>" % _kin(root, len(root.kids)), root.number)
    _write_nodes(binder, root)
    return b"/PageMode/UseOutlines/Outlines %d 0 R" % root.number


def _kin(node: _Node, count: int) -> bytes:
    if not node.kids:
        return b""
    first, last = node.kids[0].number, node.kids[-1].number
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, count)


def _write_nodes(binder: _Binder, parent: _Node) -> None:
    """The lines below *parent*, closed but for the first level (Acrobat opens what it may)."""
    for place, node in enumerate(parent.kids):
        around = b"/Parent %d 0 R" % parent.number
        if place:
            around += b"/Prev %d 0 R" % parent.kids[place - 1].number
        if place + 1 < len(parent.kids):
            around += b"/Next %d 0 R" % parent.kids[place + 1].number
        where = _destination(binder, *node.place)
        binder.pdf.put(
            b"<</Title %s/Dest %s%s%s>>"
            % (string(node.label), where, around, _kin(node, -node.count)),
            node.number,
        )
        _write_nodes(binder, node)


def _page_labels(cloth: Cloth, total: int) -> bytes:
    labels = b"0<</P %s>>" % string(cloth.cover_label)
    if cloth.roman_pages > 1:
        labels += b" 1<</S/r/St 2>>"
    if cloth.roman_pages < total:
        labels += b" %d<</S/D>>" % cloth.roman_pages
    return b"/PageLabels<</Nums[%s]>>" % labels


def roman(number: int) -> str:
    """Lower-case roman numerals."""
    found = ""
    for value, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        while number >= value:
            found, number = found + letters, number - value
    return found
