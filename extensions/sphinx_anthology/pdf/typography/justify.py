"""Justify lines: WeasyPrint stretches only spaces, and lines of Chinese have hardly any.

What a line lacks is shared out evenly over the places that may open: spaces, gaps between Han and
Latin, and what lies between characters of which one is Han, but not within —— and …… nor beside
connectors and strokes (CLREQ 3.5.4). CLREQ would fill the spaces first, up to half an em; on short
lines that makes holes which join to rivers, so here they open by as much as the rest does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from ...core.script import is_cjk
from ...core.typography import GAP, UNSEEN
from .marks import marks_of

_SOLID = frozenset("—…")  # —— and …… stay in one piece (3.1.5.1)
_TIGHT = frozenset("～／–")  # nothing opens beside them (3.5.4)
_SPACES = frozenset(" \u00a0")
_OPEN = _SPACES | {GAP}

MAX_GAP = 0.5  # between two characters, in parts of their size

_original_line = inline.justify_line
_original_spacing = inline.add_word_spacing
Character = tuple[Any, int, str, bool]  # box, offset of its bytes, itself, as wide as a Han
_places: dict[int, list[int]] = {}  # id of a text box of this line -> offsets before what opens


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


def _characters(line: Any) -> list[Character]:
    found: list[Character] = []
    for box in _text_boxes(line):
        if box is None:
            found.append((None, 0, "\ufffc", True))
            continue
        wide, offset = marks_of(box.style).wide, 0
        for char in box.text:
            if char not in UNSEEN:
                found.append((box, offset, char, char in wide or is_cjk(char)))
            offset += len(char.encode())
    return found


def _find_places(line: Any) -> tuple[int, bool, float]:
    """Note where the boxes of *line* may open.

    Returns:
        How many places there are, whether one is between Han, and what room the line's last
        character gives up that has not been taken off its width yet.
    """
    characters = _characters(line)
    while characters and characters[-1][2] in _SPACES:
        characters.pop()
    count, chinese = 0, False
    for (box, offset, char, wide), (_, _, following, next_wide) in pairwise(characters):
        if box is None or following in _OPEN:
            continue
        between = (wide or next_wide) and not _tight(char, following)
        if char in _OPEN or between:
            _places.setdefault(id(box), []).append(offset)
            count += 1
            chinese = chinese or (between and char not in _OPEN)
    return count, chinese, _unneeded(characters[-1]) if characters else 0


def _tight(char: str, following: str) -> bool:
    if char in _SOLID and following in _SOLID:
        return True
    return char in _TIGHT or following in _TIGHT


def _unneeded(last: Character) -> float:
    box, _, char, _ = last
    if box is None or hasattr(box, "trimmed"):
        return 0
    size: float = box.style["font_size"]
    if char == GAP:
        return size / 4
    return size / 2 if char in marks_of(box.style).closing else 0


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
