"""Glyphs of a line as the strings of a PDF: all their values are read at once.

WeasyPrint asks Pango's memory for each value of each glyph by itself.
"""

from __future__ import annotations

import re
from array import array
from typing import Any, NamedTuple

from weasyprint.draw import text as drawing
from weasyprint.pdf import stream as streams
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango

from ...typography.shaping import await_drawing, glyph_values, take_out

_ENDS = re.compile("[\n\r\u2028\u2029]")  # of lines and paragraphs, for Pango
_NOTHING = 1e-6  # a size that a PDF cannot tell from none
_draw = drawing.draw_first_line
_font_key = streams.get_pango_font_key
_known: dict[int, tuple[Any, Any]] = {}  # address of a font -> the font, held, and its key


def _key(font: Any) -> Any:
    """WeasyPrint's key of a font. A font that is held keeps its address to itself."""
    address = int(ffi.cast("uintptr_t", font))
    if address not in _known:
        held = ffi.gc(gobject.g_object_ref(font), gobject.g_object_unref)
        _known[address] = held, _font_key(font)
    return _known[address][1]


def _draw_plain(stream: Any, box: Any, overflow: str, ellipsis: str, matrix: Any) -> Any:
    """Draw a line of glyphs that are outlines on one base line; others as WeasyPrint does."""
    layout = box.pango_layout
    if (
        overflow == "ellipsis"
        or ellipsis != "none"
        or box.style["font_size"] < _NOTHING
        or _ENDS.search(layout.text)
    ):
        _own(layout, box.style)
        return _draw(stream, box, overflow, ellipsis, matrix)
    if not box.text.strip():
        return []
    line, _ = layout.get_first_line()
    runs = _runs(stream, line)
    if runs is None:
        await_drawing(layout)  # its line is made once more
        _own(layout, box.style)
        return _draw(stream, box, overflow, ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    text, shown, last = layout.text.encode(), "", None
    for run in runs:
        if run.pango_font != last:
            last = run.pango_font
            if shown:
                stream.show_text(shown)
            shown = ""
            stream.set_font_size(run.font.hash, run.size)
        shown += _strings(stream, run, text)
    stream.show_text(shown)
    return []


def _own(layout: Any, style: Any) -> None:
    """WeasyPrint has a line made otherwise, which is to be no other box's."""
    if layout.__dict__.get("shared"):
        take_out(layout, style)


class _Run(NamedTuple):
    """Glyphs of one font."""

    pango_font: Any
    font: Any
    size: float
    item: Any
    clusters: list[int]
    values: array[int]


def _runs(stream: Any, line: Any) -> list[_Run] | None:
    """The runs of a line; None if a glyph is coloured, raised or missing."""
    runs = []
    node = line.runs[0]
    while node != ffi.NULL:
        run, node = node.data, node.next
        pango_font = run.item.analysis.font
        font, size = stream.add_font(pango_font)
        values, _ = glyph_values(run.glyphs)
        if font.bitmap or font.svg or font.png or font.colr:
            return None
        if any(values[3::5]) or max(values[::5]) > pango.PANGO_GLYPH_EMPTY:
            return None
        clusters = ffi.unpack(run.glyphs.log_clusters, run.glyphs.num_glyphs)
        runs.append(_Run(pango_font, font, size, run.item, clusters, values))
    return runs


def _strings(stream: Any, run: _Run, text: bytes) -> str:
    """Glyphs in hexadecimal, and between them how far to go back, in thousandths of an em."""
    known: dict[tuple[int, ...], str] = run.font.__dict__.setdefault(f"strings {run.size}", {})
    values = run.values
    said = ["<"]
    for number, glyph in enumerate(zip(values[::5], values[1::5], values[2::5], strict=True)):
        found = known.get(glyph)
        if found is None:
            found = known[glyph] = _string(stream, run, text, number, *glyph)
        said.append(found)
    shown = "".join(said)
    return shown[:-1] if shown[-1] == "<" else f"{shown}>"


def _string(
    stream: Any, run: _Run, text: bytes, number: int, glyph: int, width: int, right: int
) -> str:
    """A glyph of *width* that is moved to the *right*, both in Pango's units."""
    pango_font, font, size, *_ = run
    if glyph == pango.PANGO_GLYPH_EMPTY:
        return f">{-width / size}<"
    if glyph not in font.to_unicode:
        font.to_unicode[glyph] = _meant(run, number, text)
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    offset = right / size
    before = f">{-offset}<" if offset else ""
    back = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
    behind = f">{int(back)}<" if back else ""
    return f"{before}{glyph:04x}{behind}"


def _meant(run: _Run, number: int, text: bytes) -> str:
    """The text that a glyph stands for."""
    start, end = run.clusters[number], run.item.length
    from_right = run.item.analysis.level % 2
    following = number - 1 if from_right else number + 1
    if 0 <= following < len(run.clusters):
        end = run.clusters[following]
    begin = run.item.offset
    return text[begin + start : begin + end].decode()


CHANGES = (
    (drawing, "draw_first_line", _draw_plain),
    (streams, "get_pango_font_key", _key),
)
