"""What WeasyPrint 70 lacks for books of thousands of pages.

It keeps the HarfBuzz font of each face it meets, but not the Pango font that owns it. Pango gives
up fonts it has not used for long, so that in a book of hundreds of chapters the next emoji is read
from memory that is free, and the process dies: here each font is held as long as the PDF.

And pydyf 0.13 lists the references of all pages anew for each tag (PDF/UA), which for 4000 pages
takes longer than to set them: here the list is kept until there is another page.
"""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint.pdf import stream
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, gobject

if not hasattr(gobject, "g_object_ref"):  # WeasyPrint declares what it calls itself
    ffi.cdef("void * g_object_ref(void * object);")

_list_references: Any = pydyf.PDF.page_references.fget


def install() -> None:
    """Make PDFs to come so. Calling it twice does no harm."""
    stream.Font = _HeldFont
    pydyf.PDF.page_references = property(_kept_references)


class _HeldFont(Font):  # type: ignore[misc]
    def __init__(self, pango_font: Any, *others: Any) -> None:
        super().__init__(pango_font, *others)
        self.held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)


def _kept_references(pdf: Any) -> tuple[bytes, ...]:
    kept: tuple[bytes, ...] = pdf.__dict__.get("kept_references", ())
    if 3 * len(kept) != len(pdf.pages["Kids"]):
        kept = pdf.kept_references = _list_references(pdf)
    return kept
