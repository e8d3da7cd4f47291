"""Widths of glyphs that the font does not know of: squeezed marks and stretched gaps.

Pango breaks lines by the widths that it measures, so a mark that is to lose a half must be narrow
already then: while text is measured, the mark carries negative letter spacing. When a line is drawn
the glyphs themselves are narrowed, moved or widened instead, for Pango puts half of the spacing on
either side of a character. A gap (``core.typography.GAP``) is measured as the space that it is, and
drawn as nothing: it leaves no trace in the text layer.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from weasyprint.pdf import stream
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

from ...core.script import HAN, KANA
from ...core.typography import GAP, JOINER
from .marks import marks_of

if not hasattr(pango, "pango_attr_list_copy"):  # WeasyPrint declares what it calls itself
    ffi.cdef(
        "PangoAttrList * pango_attr_list_copy(PangoAttrList * list);"
        "PangoAttrList * pango_attr_list_ref(PangoAttrList * list);"
    )

Change = tuple[float, float]  # of a glyph: how much wider, how far to the right, in pixels

_INTERPUNCT = re.compile(f"(?<=[{HAN}{KANA}{JOINER}])·(?=[{HAN}{KANA}])")  # half an em (3.1.1.2)
_GAP_BYTES = GAP.encode()
_EACH = 5  # values of a glyph
_EMPTY = re.compile(r"[^<>]*(?:<>[^<>]*)+")  # numbers of an array, with strings of no glyph
_line_size = line_break.line_size
_show = stream.Stream.show_text
_setup = line_break.Layout.setup
_set_text = line_break.Layout.set_text
_first_line = line_break.Layout.get_first_line
_reactivate = line_break.Layout.reactivate


class _Fresh(dict[Any, Any]):
    """WeasyPrint's store of font features, which are put into many lists: each list frees what it
    holds, so WeasyPrint never frees a list. Here each gets a feature of its own."""

    def setdefault(self, key: Any, default: Any = None) -> Any:
        return default


class _Now:
    """What the text that is measured next is to know."""

    at_start = False  # of a line
    outside = 0.0  # spacing that the line measured last was to have on its outer sides


now = _Now()


def install() -> None:
    """Wrap the methods of WeasyPrint's layouts. Calling it twice does no harm."""
    line_break.Layout.setup = set_up
    line_break.Layout.set_text = _squeezed_text
    line_break.Layout.get_first_line = _drawn_line
    line_break.Layout.reactivate = take_out
    line_break.line_size = _whole_size
    stream.Stream.show_text = _show_text


def set_up(self: Any, style: Any) -> None:
    """Make a layout, which alone holds the features of its font."""
    if type(style.font_config.font_features) is dict:
        style.font_config.font_features = _Fresh()
    _setup(self, style)
    attributes = pango.pango_layout_get_attributes(self.layout)
    if attributes != ffi.NULL:
        pango.pango_attr_list_unref(attributes)  # the layout holds it now


def changes_of(layout: Any, text: str, style: Any) -> dict[int, Change]:
    """Marks of *text* that are set narrower or wider, by the offset of their bytes."""
    marks, half = marks_of(style), style["font_size"] / 2
    if not marks.opening:
        return {}
    found = {
        match.start(): (-half, -half if match[0] in marks.opening else 0.0)
        for match in marks.pairs.finditer(text)
    }
    if text and text[0] in marks.opening and _starts_line(layout):
        found[0] = (-half, -half)
    if "·" in text and marks.dot < 0.5:
        room = (0.5 - marks.dot) * style["font_size"]
        found |= {match.start(): (room, room / 2) for match in _INTERPUNCT.finditer(text)}
    return dict(_by_bytes(text, sorted(found.items())))


def _by_bytes(text: str, changes: Iterable[tuple[int, Change]]) -> Iterator[tuple[int, Change]]:
    before = offset = 0
    for at, change in changes:
        offset += len(text[before:at].encode())
        before = at
        yield offset, change


def _starts_line(layout: Any) -> bool:
    """Whether the text of *layout* is at the start of a line; it is when it is first measured."""
    if not hasattr(layout, "at_start"):
        layout.at_start = now.at_start
    return bool(layout.at_start)


def _squeezed_text(self: Any, text: str, justify: bool = False) -> None:
    plain = self.__dict__.pop("plain", None)
    if plain is not None:
        pango.pango_layout_set_attributes(self.layout, plain)
    _set_text(self, text, justify)
    if justify:
        return  # it is drawn: glyphs are changed instead
    changes = changes_of(self, self.text, self.style)
    self.changes = changes
    if changes:
        self.plain = _held(pango.pango_layout_get_attributes(self.layout))
        _narrow(self.layout, self.plain, self.text.encode(), changes)


def _held(attributes: Any) -> Any:
    """The list, which is to outlive what replaces it."""
    if attributes == ffi.NULL:
        return attributes
    return ffi.gc(pango.pango_attr_list_ref(attributes), pango.pango_attr_list_unref)


def _narrow(layout: Any, plain: Any, text: bytes, changes: dict[int, Change]) -> None:
    empty = plain == ffi.NULL
    own = pango.pango_attr_list_new() if empty else pango.pango_attr_list_copy(plain)
    attributes = ffi.gc(own, pango.pango_attr_list_unref)
    for start, (wider, _) in changes.items():
        end = start + _length(text[start])
        attribute = pango.pango_attr_letter_spacing_new(int(wider * TO_UNITS))
        attribute.start_index, attribute.end_index = start, end
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout, attributes)


def _length(lead: int) -> int:
    """Bytes of the character that begins with *lead*."""
    return 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)


def take_out(self: Any, style: Any) -> None:
    """Make the layout of a line once more, to be drawn."""
    self.plain = None
    _reactivate(self, style)
    await_drawing(self)


def await_drawing(layout: Any) -> None:
    """Have the glyphs of *layout* changed when its line is asked for next."""
    changes = layout.__dict__.get("changes") or {}
    layout.pending = changes if changes or GAP in layout.text else None


def _drawn_line(self: Any) -> Any:
    """Change the glyphs, once, when the line is drawn."""
    line, index = _first_line(self)
    pending = self.__dict__.pop("pending", None)
    now.outside = _outside(self, index) if self.__dict__.get("changes") else 0.0
    if pending is None or line.runs == ffi.NULL:
        return line, index
    text = self.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        _change(run.data, text, pending, self.style["font_size"])
        run = run.next
    return line, index


def _outside(layout: Any, index: int | None) -> float:
    """Pango breaks lines with the spacing on both sides of every character, then takes it away on
    the outer sides of the line; what fitted would seem too long."""
    text, changes = layout.text.encode(), layout.changes
    outside = changes.get(0, (0.0, 0.0))[0]
    if index is None:
        outside += changes.get(len(text) - len(layout.text[-1:].encode()), (0.0, 0.0))[0]
    return float(outside / 2)


def _whole_size(line: Any, style: Any) -> tuple[float, float]:
    """Width and height of a line, asked for right after the line itself."""
    width, height = _line_size(line, style)
    return width + now.outside, height


def _change(run: Any, text: bytes, changes: dict[int, Change], size: float) -> None:
    glyphs, start = run.glyphs, run.item.offset
    number = glyphs.num_glyphs
    places = [start + at for at in ffi.unpack(glyphs.log_clusters, number)]
    wanted = _of_glyphs(run, places, changes)
    gaps = set[int]()
    if _GAP_BYTES in text:
        gaps = {n for n, at in enumerate(places) if text.startswith(_GAP_BYTES, at)}
    values, memory = glyph_values(glyphs)
    for n in gaps | wanted.keys():
        wider, right = wanted.get(n, (0.0, 0.0))
        width = values[_EACH * n + 1] + _units(wider, size)
        if n in gaps:  # WeasyPrint takes the width of nothing for thousandths of the size
            values[_EACH * n], width = pango.PANGO_GLYPH_EMPTY, round(width * 1000 / TO_UNITS)
        values[_EACH * n + 1] = width
        if right:  # as it takes offsets
            values[_EACH * n + 2] = round(right * 1000)
    memory[:] = values.tobytes()


def glyph_values(glyphs: Any) -> tuple[array[int], Any]:
    """Of each glyph its number, width, how far it is moved to the right and up, and flags, five
    values each; and the memory that they were read from."""
    memory = ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * ffi.sizeof("PangoGlyphInfo"))
    return array("i", bytes(memory)), memory


def _of_glyphs(run: Any, places: list[int], changes: dict[int, Change]) -> dict[int, Change]:
    """What is to be changed of each glyph, by its number."""
    found = {n: changes[at] for n, at in enumerate(places) if at in changes}
    begin, end = run.item.offset, run.item.offset + run.item.length
    inside = sorted(at for at in changes.keys() - set(places) if begin < at < end)
    if not inside or run.item.analysis.level % 2:
        return found
    # of a ligature, —— say: what is to be changed of its last character
    ends = [*places[1:], end]
    for n, (at, end) in enumerate(zip(places, ends, strict=True)):
        if n not in found and at < end:
            last = next((changes[i] for i in reversed(inside) if at < i < end), None)
            if last:
                found[n] = last
    return found


def _units(pixels: float, size: float) -> int:
    """*pixels* for Pango, and half a thousandth of the size more: WeasyPrint rounds towards none,
    and over a line that would be a point."""
    half = size / 2000 if pixels > 0 else -size / 2000
    return int((pixels + half) * TO_UNITS)


def _show_text(self: Any, text: str) -> None:
    """Show glyphs without empty strings between the numbers: PDFium, which Chrome shows pages with,
    forgets the last number of an array that holds one."""
    _show(self, _EMPTY.sub(_sum, text) if "<>" in text else text)


def _sum(match: re.Match[str]) -> str:
    total = round(sum(map(float, filter(None, match[0].split("<>")))), 2)
    return f"{total:g}" if total else ""
