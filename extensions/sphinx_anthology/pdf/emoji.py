"""Keep fonts alive as long as the PDF draws with them.

WeasyPrint 70 keeps the HarfBuzz font of each face it meets, but not the Pango font that owns it.
Pango gives up fonts it has not used for long, so that in a book of hundreds of chapters the next
emoji is read from memory that is free: the process dies. Each font is held for good.
"""

from __future__ import annotations

from typing import Any

from weasyprint.pdf import stream
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, gobject


def install() -> None:
    """Hold the fonts of PDFs to come. Calling it twice does no harm."""
    stream.Font = _HeldFont


class _HeldFont(Font):  # type: ignore[misc]
    def __init__(self, pango_font: Any, *others: Any) -> None:
        super().__init__(pango_font, *others)
        self.held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)


if not hasattr(gobject, "g_object_ref"):  # WeasyPrint declares what it calls itself
    ffi.cdef("void * g_object_ref(void * object);")
