"""The cover as a picture: stores and shelves show no SVG."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from ..cover import cover_svg
from ..model import Volume

INSIDE = (1600, 2400)  # px; 3.84 million, Apple takes 4 million inside a book


@dataclass(frozen=True, slots=True)
class Covers:
    """Of one book."""

    inside: bytes
    media_type: str
    suffix: str


def covers(volume: Volume, facts: Mapping[str, str]) -> Covers:
    """JPEG drawn through WeasyPrint, so that it is the PDF's cover; SVG where Pango is missing."""
    svg = cover_svg(volume, facts, INSIDE)
    return Covers(_raster(svg, INSIDE), "image/jpeg", ".jpg")


def _raster(svg: str, size: tuple[int, int]) -> bytes:
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
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
