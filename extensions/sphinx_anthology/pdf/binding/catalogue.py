"""What a file says of itself as a whole: structure, names, outline, page labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..engine.raw import string
from .binder import Binder, Cloth
from .writer import PdfWriter

_PER_NODE = 256  # entries in a leaf of a number or name tree


def write_structure(binder: Binder) -> bytes:
    """The structure tree; returns entries of the catalogue, as all of these do."""
    pdf = binder.pdf
    parent_tree = _tree(
        pdf, b"Nums", [(b"%d" % key, value) for key, value in enumerate(binder.parents)]
    )
    root = pdf.reserve()
    kids = b" ".join(b"%d 0 R" % top for top in binder.tops)
    top = b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (root, kids)
    pdf.put(top, binder.document)
    pdf.put(
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (binder.document, parent_tree, len(binder.parents)),
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


def write_names(binder: Binder, more: bytes) -> bytes:
    """Places that links lead to, as named destinations; and the names of attached files."""
    pairs = {_sorting(name): (name, where) for name, where in binder.places.items()}
    entries = [
        (string(name), _destination(binder, *where)) for _, (name, where) in sorted(pairs.items())
    ]
    return b"/Names<</Dests %d 0 R%s>>" % (_tree(binder.pdf, b"Names", entries), more)


def _sorting(name: str) -> bytes:
    """Names stand in the order of their bytes (ISO 32000-1, 7.9.6)."""
    return name.encode() if name.isascii() else b"\xfe\xff" + name.encode("utf-16-be")


def _destination(binder: Binder, page: int, x: float, y: float) -> bytes:
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


def write_outline(binder: Binder) -> bytes:
    """The outline, as the contents have it."""
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


def _write_nodes(binder: Binder, parent: _Node) -> None:
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


def page_labels(cloth: Cloth, total: int) -> bytes:
    """The cover's name, roman numbers, then arabic ones."""
    labels = b"0<</P %s>>" % string(cloth.cover_label)
    if cloth.roman_pages > 1:
        labels += b" 1<</S/r/St 2>>"
    if cloth.roman_pages < total:
        labels += b" %d<</S/D>>" % cloth.roman_pages
    return b"/PageLabels<</Nums[%s]>>" % labels
