"""Breaks: where plain text is broken, by what is known of the line that follows.

WeasyPrint has Pango set a line once more with each word, or part of one, that might still fit. Most
are far too wide, as the draft of the next line tells, which begins with them.
"""

from __future__ import annotations

import re
from math import inf
from typing import Any, NamedTuple

from weasyprint.layout.percent import percentage
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

if not hasattr(pango, "pango_layout_line_index_to_x"):  # WeasyPrint declares what it calls itself
    ffi.cdef(
        "void pango_layout_line_index_to_x"
        "(PangoLayoutLine * line, int index, gboolean trailing, int * x);"
    )

_EMS = 4  # of a line, at least; and as many characters an em are looked at
# ends of lines, tabs, soft hyphens, and what is written from right to left
_UNUSUAL = re.compile(
    "[\t-\r\u0085\u00ad\u0590-\u08ff\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class _Draft(NamedTuple):
    """Text as Pango breaks it."""

    style: Any
    max_width: float
    layout: Any
    line: Any
    resume: int  # where the second line begins, in bytes
    width: float
    first: str
    second: str  # all that follows the first line

    def may_hold(self, start: str) -> bool:
        """Whether the *start* of the second line may fit on the first one, behind a space."""
        if self.layout.changes or self.first[-1] != " ":
            return True
        following = pango.pango_layout_get_line_readonly(self.layout.layout, 1)
        reach = ffi.new("int *")
        end = self.resume + len(start.encode())
        pango.pango_layout_line_index_to_x(following, end, False, reach)
        return bool(self.width + reach[0] * FROM_UNITS <= self.max_width)


def split(text: str, style: Any, context: Any, max_width: float | None) -> Any:
    """What WeasyPrint's ``split_first_line`` returns; None if that is to be asked itself."""
    if max_width is None or not _is_plain(text, style, max_width):
        return None
    draft = _draft(text, style, context, max_width)
    if not isinstance(draft, _Draft):
        return draft
    point = _next_break(draft)
    if point is None:
        return None
    word = draft.second[:point].rstrip(" ")
    if word and draft.second[point] == " " and draft.may_hold(word):
        return None
    hyphenated = None
    if word and style["hyphens"] == "auto":
        hyphenated = _hyphenated(draft, context)
    return hyphenated or line_break.first_line_metrics(
        draft.line, text, draft.layout, draft.resume, True, style
    )


def _is_plain(text: str, style: Any, max_width: float) -> bool:
    size = style["font_size"]
    ems = size and max_width / size
    return (
        _EMS <= ems < inf
        and len(text) <= int(_EMS * ems)
        and style["white_space"] == "normal"
        and style["letter_spacing"] == "normal"
        and not style["word_spacing"]
        and not _UNUSUAL.search(text)
    )


def _draft(text: str, style: Any, context: Any, max_width: float) -> Any:
    """*text* in two lines; if one is enough, that one, and None if that holds not even a word."""
    layout = line_break.create_layout(text, style, context, max_width, 0)
    line, resume = layout.get_first_line()
    width, height = line_break.line_size(line, style)
    if width > max_width:
        return None
    if resume is None:
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        length = line.length
        layout.deactivate()
        return layout, length, None, width, height, baseline
    whole = text.encode()
    first, second = whole[:resume].decode(), whole[resume:].decode()
    return _Draft(style, max_width, layout, line, resume, width, first, second)


def _next_break(draft: _Draft) -> int | None:
    """The character before the place where the second line could be broken first."""
    places = pango.pango_layout_get_log_attrs_readonly(draft.layout.layout, ffi.NULL)
    start, end = len(draft.first) + 1, len(draft.first) + len(draft.second)
    point: int | None = line_break.get_next_break_point(places[start:end])
    return point


def _hyphenated(draft: _Draft, context: Any) -> Any:
    """The line with as much of the next word as fits."""
    style, max_width = draft.style, draft.max_width
    hyphen = style["hyphenate_character"]
    parts = _parts(draft, context)
    for part in parts:
        if draft.second.startswith(part) and not draft.may_hold(part):
            continue
        text = draft.first + part
        layout = line_break.create_layout(text + hyphen, style, context, max_width, 0)
        line, resume = layout.get_first_line()
        width, _ = line_break.line_size(line, style)
        if resume is None and (width <= max_width or part == parts[-1]):
            at = len(text.encode())
            return line_break.first_line_metrics(line, text, layout, at, True, style, True, hyphen)
    return None


def _parts(draft: _Draft, context: Any) -> list[str]:
    """Beginnings of the second line that end where a word may be parted, the longest first."""
    style = draft.style
    total, left, right = style["hyphenate_limit_chars"]
    room = draft.max_width - draft.width
    if not draft.may_hold(draft.second[:left]) or room <= percentage(
        style["hyphenate_limit_zone"], style, draft.max_width
    ):
        return []
    language = style["lang"] and line_break.pyphen.language_fallback(style["lang"])
    before, word = _word(draft.second, language, total) if language else ("", "")
    if not word:
        return []
    key = language, left, right, total
    if key not in context.dictionaries:
        context.dictionaries[key] = line_break.pyphen.Pyphen(lang=language, left=left, right=right)
    return [before + start for start, _ in context.dictionaries[key].iterate(word)]


def _word(text: str, language: str, length: int) -> tuple[str, str]:
    """The first word, up to where *text* could be broken, that is of some length, and what stands
    before it."""
    end = line_break.get_next_break_point_from_text(text, language) or len(text)
    begin = 0
    while begin < end:
        bounds = line_break.get_next_word_boundaries(text[begin:end], language)
        if not bounds:
            break
        start, stop = bounds
        if stop - start >= length:
            return text[: begin + start], text[begin + start : begin + stop]
        begin += stop
    return "", ""
