"""Which marks of a face have an empty half, asked of the face itself.

A full-width mark is half ink, half room (CLREQ 3.1.6.1), and which half is which differs: Taiwan
centres its comma, the Mainland does not; 楷 may have narrow quotation marks where 宋 has wide ones.
So nothing is listed by language here: a mark may give up a half when it is an em wide and that half
holds no ink.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from ...core.script import base_language
from ...core.typography import BREAK

_OPENING = "“‘（《〈「『【〖〔［｛"
_CLOSING = "”’）》〉」』】〗〕］｝，。、；：！？．"
_OTHERS = "—…·"
_WIDE = 0.9  # of an em; narrower marks are set as they are
_SLACK = 0.06  # of an em: ink that reaches so far over the middle is still in its half
_LANGUAGES = frozenset(["zh", "ja"])


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of one face."""

    opening: frozenset[str]  # the left half is empty
    closing: frozenset[str]  # the right half is empty
    wide: frozenset[str]  # as wide as a Han character, though Unicode counts them as Latin
    pairs: re.Pattern[str] = field(compare=False)  # marks that lose a half before or behind a mark
    dot: float = 0.5  # width of an interpunct, in ems


_NONE = Marks(frozenset(), frozenset(), frozenset(), re.compile(r"(?!)"))
_known: dict[tuple[Any, ...], Marks] = {}


def marks_of(style: Any) -> Marks:
    """The marks of the face that *style* names; none where text is not Chinese or Japanese, is
    letterspaced, or stands on the grid of code."""
    key = (
        style["lang"],
        tuple(style["font_family"]),
        style["font_weight"],
        style["font_style"],
        style["letter_spacing"],
    )
    found = _known.get(key)
    if found is None:
        found = _known[key] = _measure(style) if _applies(style) else _NONE
    return found


def _applies(style: Any) -> bool:
    return (
        base_language(style["lang"] or "") in _LANGUAGES
        and style["letter_spacing"] == "normal"
        and "monospace" not in style["font_family"]
        and style["font_size"] > 0
    )


def _measure(style: Any) -> Marks:
    halves = {char: _ink(char, style) for char in _OPENING + _CLOSING + _OTHERS}
    opening = frozenset(c for c in _OPENING if halves[c][2] and halves[c][0] >= 0.5 - _SLACK)
    closing = frozenset(c for c in _CLOSING if halves[c][2] and halves[c][1] <= 0.5 + _SLACK)
    wide = frozenset(c for c in "“”‘’—…·" if halves[c][2] or (c in "—…" and halves[c][1] > 0.8))
    return Marks(opening, closing, wide, _pairs(opening, closing), halves["·"][3])


def _pairs(opening: frozenset[str], closing: frozenset[str]) -> re.Pattern[str]:
    """3.1.6.2: between two marks that stand side by side, half an em is enough. What closes gives
    up its right half; of two that open, the second gives up its left half."""
    first, second = "".join(sorted(closing)), "".join(sorted(opening))
    if not first or not second:
        return _NONE.pairs
    return re.compile(f"[{first}](?={BREAK}?[{first}{second}])|(?<=[{second}])[{second}]")


def _ink(char: str, style: Any) -> tuple[float, float, bool, float]:
    """Where the ink of a character begins and ends, in ems; whether it is an em wide; its width."""
    layout = line_break.Layout(style)
    pango.pango_layout_set_text(layout.layout, char.encode(), -1)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    run = line.runs[0].data
    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(
        run.item.analysis.font, run.glyphs.glyphs[0].glyph, ink, logical
    )
    em = style["font_size"] / FROM_UNITS
    width = logical.width / em
    return ink.x / em, (ink.x + ink.width) / em, width > _WIDE, width
