"""Justify lines: WeasyPrint stretches only spaces, and lines of Chinese have hardly any.

What a line lacks is shared out evenly over the places that may open: spaces, gaps between Han and
Latin, and what lies between characters of which one is Han, but not within —— and …… nor beside
connectors and strokes (CLREQ 3.5.4). CLREQ would fill the spaces first, up to half an em; on short
lines that makes holes which join to rivers, so here they open by as much as the rest does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from ...core.script import CJK_MARKS, HAN, KANA
from ...core.typography import GAP, UNSEEN
from .marks import marks_of

_SOLID = "—…"  # —— and …… stay in one piece (3.1.5.1)
_TIGHT = "～／–"  # nothing opens beside them (3.5.4)
_SPACES = " \u00a0"
_UNSEEN = "".join(sorted(UNSEEN))
_PIECE, _STROKE = "\uffff", "\ufffe"  # stand for a box that is set as one piece, a narrow — or …
_MARKS = {mark: _STROKE if mark in _SOLID else "x" for mark in "“”‘’—…·"}  # wide, or what is not

MAX_GAP = 0.5  # between two characters, in parts of their size

_original_line = inline.justify_line
_original_spacing = inline.add_word_spacing
_places: dict[int, list[int]] = {}  # id of a text box of this line -> offsets before what opens


def _openings() -> re.Pattern[str]:
    """Spaces and gaps, and characters of which themselves or the next one is as wide as a Han;
    unless what follows is a space, or the two are not to be parted."""
    wide, space = f"{HAN}{KANA}{CJK_MARKS}{_PIECE}{''.join(_MARKS)}", f"{_SPACES}{GAP}"
    solid = f"[{_SOLID}{_STROKE}]"
    return re.compile(
        f"[{space}](?=[{_UNSEEN}]*[^{_UNSEEN}{space}])"
        f"|(?![{_UNSEEN}{space}{_TIGHT}]|{solid}[{_UNSEEN}]*{solid})"
        f"(?:[{wide}](?=[{_UNSEEN}]*[^{_UNSEEN}{space}{_TIGHT}])"
        f"|.(?=[{_UNSEEN}]*(?![{_TIGHT}])[{wide}]))",
        re.DOTALL,
    )


_opening = _openings()


def install() -> None:
    """Wrap WeasyPrint's justification. Calling it twice does no harm."""
    inline.justify_line = _justify_line
    inline.add_word_spacing = _add_spacing


def _text_boxes(box: Any) -> Iterator[Any]:
    """Text boxes of a line in order; None stands for a box that is set as one piece."""
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        for child in box.children:
            yield from _text_boxes(child)
    elif box.is_in_normal_flow():
        yield None


def _find_places(line: Any) -> tuple[int, bool, float]:
    """Note where the boxes of *line* may open.

    Returns:
        How many places there are, whether one is between Han, and what room the line's last
        character gives up that has not been taken off its width yet.
    """
    parts = list(_text_boxes(line))
    said = [_PIECE if box is None else _simplified(box) for box in parts]
    text = "".join(said).rstrip(_SPACES + _UNSEEN)
    count, chinese = 0, False
    number, begin, end, offset, before = -1, 0, 0, 0, 0
    for match in _opening.finditer(text):
        at = match.start()
        while at >= end:
            number, begin, offset, before = number + 1, end, 0, 0
            end += len(said[number])
        box = parts[number]
        if box is None:
            continue
        offset, before = offset + len(box.text[before : at - begin].encode()), at - begin
        _places.setdefault(id(box), []).append(offset)
        count += 1
        chinese = chinese or match[0] not in _SPACES + GAP
    return count, chinese, _unneeded(parts, said, len(text) - 1)


def _simplified(box: Any) -> str:
    """Its text, with other characters for marks that are not as wide as Han."""
    text: str = box.text
    return text if text.isascii() else text.translate(_narrow(marks_of(box.style).wide))


@lru_cache(64)
def _narrow(wide: frozenset[str]) -> dict[int, str]:
    return {ord(mark): other for mark, other in _MARKS.items() if mark not in wide}


def _unneeded(parts: list[Any], said: list[str], last: int) -> float:
    """What the character at *last* gives up at the end of a line."""
    if last < 0:
        return 0
    number = 0
    while last >= len(said[number]):
        last, number = last - len(said[number]), number + 1
    box = parts[number]
    if box is None or hasattr(box, "trimmed"):
        return 0
    size: float = box.style["font_size"]
    if box.text[last] == GAP:
        return size / 4
    return size / 2 if box.text[last] in marks_of(box.style).closing else 0


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    if line.style["direction"] == "rtl":
        _original_line(context, line, extra_width)
        return
    _places.clear()
    count, chinese, unneeded = _find_places(line)
    if not count:
        return
    extra_width += unneeded
    if chinese and extra_width > count * line.style["font_size"] * MAX_GAP:
        return  # what follows (a long formula, say) did not fit: better ragged than torn apart
    _add_spacing(context, line, extra_width / count, 0)


def _add_spacing(context: Any, box: Any, spacing: float, advance: float) -> Any:
    if not isinstance(box, boxes.TextBox) or box.style["direction"] == "rtl":
        return _original_spacing(context, box, spacing, advance)
    box.position_x += advance
    places = _places.get(id(box))
    if not places:
        return advance
    layout = box.pango_layout
    changes = layout.changes = dict(layout.changes)
    for place in places:
        wider, right = changes.get(place, (0.0, 0.0))
        changes[place] = (wider + spacing, right)
    box.width += spacing * len(places)
    return advance + spacing * len(places)
