"""Drawings as JPEGs: ``python -m sphinx_anthology.raster``, a process in which there are no fonts
but the book's own. It loads nothing else: Sphinx would take it longer than to draw."""

from __future__ import annotations

import io
import pickle
import sys
from pathlib import Path
from typing import BinaryIO

from .files import write_whole
from .interrupt import end_with_parent
from .pango import MISSING, load


def raster(svg: str, size: tuple[int, int]) -> bytes:
    """A drawing as a JPEG of *size* px.

    Raises:
        OSError: Pango is missing.
    """
    load()
    import pypdfium2
    from weasyprint import HTML

    width, height = size
    page = (
        f"<style>@page{{size:{width}px {height}px;margin:0}}body,svg{{margin:0;display:block}}"
        f"</style>{svg}"
    )
    pdf = pypdfium2.PdfDocument(HTML(string=page).write_pdf())
    image = pdf[0].render(scale=96 / 72).to_pil().convert("RGB")
    if image.size != size:
        image = image.resize(size)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, subsampling=0)  # thin red lines bleed otherwise
    return out.getvalue()


def serve(questions: BinaryIO, _: BinaryIO | None = None) -> None:
    """Make what is asked for once: drawings with their sizes, and the file for their pictures."""
    drawings, file = pickle.load(questions)
    made = [raster(svg, size) for svg, size in drawings]
    write_whole(Path(file), pickle.dumps(made))


if __name__ == "__main__":
    end_with_parent()
    try:
        load()
    except OSError:
        sys.exit(MISSING)
    serve(sys.stdin.buffer)
