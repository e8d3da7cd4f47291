"""Bind the pieces of a book: one file with one structure tree, one outline, each font once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from .binder import Binder, Cloth, Volume
from .catalogue import page_labels, write_names, write_outline, write_structure
from .pages import blank, turn, write_piece, write_plates
from .writer import PdfWriter


def bind(volumes: Sequence[Volume], cloth: Cloth, out: BinaryIO) -> list[tuple[int, str]]:
    """Write the book.

    Returns:
        Links that lead nowhere: the number of the volume, and the name.
    """
    total = sum(volume.pages for volume in volumes)
    pdf = PdfWriter(out)
    tree, document, root = pdf.reserve(), pdf.reserve(), pdf.reserve()
    binder = Binder(cloth, pdf, tree, document, pdf.reserve(total))
    binder.write_fonts()
    binder.known = {
        name for volume in volumes if volume.kept for name in volume.kept.summary.places
    }
    plates = write_plates(binder)
    for index, volume in enumerate(volumes):
        if volume.kept:
            write_piece(binder, index, volume, volume.kept.load(), plates)
        else:
            turn(binder, blank(binder, volume))
    turn(binder, None)
    kids = b" ".join(b"%d 0 R" % (binder.pages + number) for number in range(total))
    pdf.put(b"<</Type/Pages/Count %d/Kids[%s]>>" % (total, kids), tree)
    claims, names, info = cloth.standards.write(pdf)
    entries = [
        b"/Type/Catalog/Pages %d 0 R" % tree,
        claims,
        write_structure(binder),
        write_names(binder, names),
        write_outline(binder),
        page_labels(cloth, total),
    ]
    pdf.put(b"<<%s>>" % b"".join(entries), root)
    pdf.close(root, info)
    return binder.dead
