"""Justify lines of Chinese and Japanese: WeasyPrint stretches only spaces, and these have none.

The width that a line lacks is shared out over the gaps between CJK characters and over its spaces;
a full-width mark at the end of a line gives up its empty half (CLREQ 3.1.6). WeasyPrint has no hook
for this, so three of its functions are wrapped; tests hold them to the version that is locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi

from ...core.script import is_cjk

_QUOTES = frozenset("“”‘’—…·")  # full width among Han, though Unicode counts them as Latin
_SOLID = frozenset("—…")  # —— and …… stay in one piece
_HALF_EMPTY = frozenset("，。、；：！？）》」』】〕〉”’")
_SPACES = frozenset(" \u00a0")

MAX_GAP = 0.5  # between two characters, in parts of their size

_original_spacing = inline.add_word_spacing
_original_first_line = line_break.Layout.get_first_line
_original_reactivate = line_break.Layout.reactivate
_gaps: dict[int, tuple[Any, tuple[int, ...]]] = {}  # id(text box) -> (box, byte offsets)


def install() -> None:
    """Wrap WeasyPrint's justification. Calling it twice does no harm."""
    inline.justify_line = _justify_line
    inline.add_word_spacing = _add_spacing
    line_break.Layout.get_first_line = _first_line
    line_break.Layout.reactivate = _reactivate


def _is_wide(char: str) -> bool:
    return char in _QUOTES or is_cjk(char)


def _text_boxes(box: Any) -> Iterator[Any]:
    """Text boxes of a line in order; None stands for a box that is set as one piece."""
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        for child in box.children:
            yield from _text_boxes(child)
    elif box.is_in_normal_flow():
        yield None


def _find_gaps(line: Any) -> tuple[int, tuple[Any, str] | None]:
    """Note where each text box may open; returns their number and the line's last character."""
    characters: list[tuple[Any, int, str]] = []
    for box in _text_boxes(line):
        if box is None:
            characters.append((None, 0, "\ufffc"))
            continue
        offset = 0
        for char in box.text:
            characters.append((box, offset, char))
            offset += len(char.encode())
    while characters and characters[-1][2] in _SPACES:
        characters.pop()
    found: dict[int, list[int]] = {}
    keep: dict[int, Any] = {}
    for (box, offset, char), (_, _, following) in pairwise(characters):
        if box is None or char in _SPACES or following in _SPACES:
            continue
        if char in _SOLID and following in _SOLID:
            continue
        if _is_wide(char) or _is_wide(following):
            found.setdefault(id(box), []).append(offset)
            keep[id(box)] = box
    for key, offsets in found.items():
        _gaps[key] = (keep[key], tuple(offsets))
    last = (characters[-1][0], characters[-1][2]) if characters else None
    return sum(map(len, found.values())), last


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    _gaps.clear()
    count, last = _find_gaps(line)
    if count and last and last[0] is not None and last[1] in _HALF_EMPTY:
        extra_width += last[0].style["font_size"] / 2
    total = count + inline.count_expandable_spaces(line)
    if count and extra_width > total * line.style["font_size"] * MAX_GAP:
        return  # what follows (a long formula, say) did not fit: better ragged than torn apart
    if total:
        inline.add_word_spacing(context, line, extra_width / total, 0)


def _add_spacing(context: Any, box: Any, spacing: float, advance: float) -> Any:
    if not isinstance(box, boxes.TextBox):
        return _original_spacing(context, box, spacing, advance)
    box.justification_spacing = spacing
    box.position_x += advance
    offsets = _gaps.get(id(box), (None, ()))[1]
    spaces = inline.count_expandable_spaces(box)
    if not spaces and not offsets:
        return advance
    layout = inline.create_layout(
        box.text, box.style, context, max_width=None, justification_spacing=spacing
    )
    layout.deactivate()
    layout.cjk_gaps = (frozenset(offsets), spacing)
    extra = spacing * (spaces + len(offsets))
    box.width += extra
    box.pango_layout = layout
    return advance + extra


def _reactivate(self: Any, style: Any) -> None:
    _original_reactivate(self, style)
    self.cjk_pending = getattr(self, "cjk_gaps", None)


def _first_line(self: Any) -> Any:
    """Widen the glyphs before the gaps, once, when the line is drawn."""
    line, index = _original_first_line(self)
    pending = getattr(self, "cjk_pending", None)
    if pending is None:
        return line, index
    self.cjk_pending = None
    offsets, spacing = pending
    units = int(spacing * TO_UNITS)
    run = line.runs[0] if line.runs != ffi.NULL else ffi.NULL
    while run != ffi.NULL:
        item = run.data
        glyphs, start = item.glyphs, item.item.offset
        for number in range(glyphs.num_glyphs):
            if start + glyphs.log_clusters[number] in offsets:
                glyphs.glyphs[number].geometry.width += units
        run = run.next
    return line, index
