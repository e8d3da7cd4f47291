"""Where lines begin and end: marks give up their empty half there, and some may hang.

WeasyPrint and Pango break lines by widths, and keep the marks where they may stand (CLREQ 3.1.4).
What they do not know is that a mark at the end of a line needs half its width (3.1.6.3), so a mark
that seems not to fit takes the character before it along to the next line. Here a line that ends
two characters too early is tried once more, with the room that the mark will not need.
"""

from __future__ import annotations

import re
from typing import Any

import pyphen  # type: ignore[import-untyped]
from weasyprint.layout import inline
from weasyprint.text import line_break

from ...core.script import base_language
from ...core.typography import BREAK, GAP
from .marks import Marks, marks_of
from .shaping import now

_HANGING = frozenset("，。、")  # 3.1.7
_NEVER_FIRST = frozenset("—…·～-–")
_WORD = re.compile(r"[0-9A-Za-z]+|[^\s]")
_split_box = inline.split_inline_box
_split_text = inline.split_text_box


class _Column:
    """Of the line that is being filled: where it begins, whether it is indented."""

    left: float | None = None
    indented = False
    hanging = False  # setting of the book


column = _Column()


class _Dictionaries:
    """Stands before pyphen: words in a Chinese text are hyphenated as English ones."""

    Pyphen = pyphen.Pyphen

    @staticmethod
    def language_fallback(language: str) -> str | None:
        found = pyphen.language_fallback(language)
        return found or ("en_US" if base_language(language) in {"zh", "ja"} else None)


def load_patterns() -> None:
    """Know how English words are divided, of which most books have some."""
    for language in ("en", "zh"):
        pyphen.Pyphen(lang=_Dictionaries.language_fallback(language))


def install() -> None:
    """Wrap WeasyPrint's splitting of boxes. Calling it twice does no harm."""
    inline.split_inline_box = _noted_box
    inline.split_text_box = _trimmed_text
    line_break.pyphen = _Dictionaries


def allow_hanging(allowed: bool) -> None:
    """Whether a comma or full stop that does not fit may stand beyond the end of its line."""
    column.hanging = allowed


def _noted_box(context: Any, box: Any, position_x: float, *others: Any) -> Any:
    if not isinstance(box, inline.boxes.LineBox):
        return _split_box(context, box, position_x, *others)
    before = column.left, column.indented
    column.left, column.indented = position_x, bool(box.text_indent)
    try:
        return _split_box(context, box, position_x, *others)
    finally:
        column.left, column.indented = before


def _trimmed_text(
    context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool = True
) -> Any:
    now.at_start = _starts_line(box)
    try:
        split = _split_text(context, box, available_width, skip, is_line_start)
        if split[0] is None:
            return split
        if split[1] is not None and not split[2] and available_width is not None:
            split = _ended(context, box, available_width, skip, split)
    finally:
        start, now.at_start = now.at_start, False
    split[0].at_start = start
    return split


def _starts_line(box: Any) -> bool:
    """The first line of a paragraph keeps its mark whole: the indent counts whole characters."""
    known = getattr(box, "at_start", None)
    if known is not None:
        return bool(known)
    return (
        column.left is not None and not column.indented and abs(box.position_x - column.left) < 0.01
    )


def _ended(context: Any, box: Any, width: float, skip: int, split: Any) -> Any:
    """The end of a line, which is a place within *box*."""
    marks = marks_of(box.style)
    if marks.closing:
        split = _retried(context, box, width, skip, split, marks)
    new = split[0]
    end = new.text.rstrip(BREAK)[-1:]
    if end == GAP:  # nothing follows that it would part
        _trim(new, new.style["font_size"] / 4)
    elif end in marks.closing and not new.__dict__.get("trimmed"):
        _trim(new, new.style["font_size"] / 2)
    return split


def _trim(box: Any, by: float) -> None:
    box.width -= by
    box.trimmed = by


def _retried(context: Any, box: Any, width: float, skip: int, split: Any, marks: Marks) -> Any:
    """*split*, or a longer line that ends in the mark which the next line would hold second."""
    word, mark = _next_line(box.text, split[1], marks)
    if not mark:
        return split
    em = box.style["font_size"]
    room = em if column.hanging and mark in _HANGING else em / 2
    if len(word) == 1 and width - split[0].width + room < 2 * em - 0.01:
        return split  # a character and its mark do not fit, however it is turned
    longer = _split_text(context, box, width + room, skip, True)
    if longer[0] is None or longer[1] is None or longer[2]:
        return split
    if longer[0].text.rstrip(BREAK)[-1:] == mark:
        _trim(longer[0], room)
        return longer
    return split


def _next_line(text: str, start: int, marks: Marks) -> tuple[str, str]:
    """The word or character that the next line begins with, and the mark behind it, if that could
    be the last of its line. A mark that follows another does not hang (3.1.7)."""
    rest = text.encode()[start : start + 64].decode(errors="ignore").replace(BREAK, "")
    word = _WORD.match(rest)
    if word is None or word[0] in marks.closing:
        return "", ""
    mark, following = rest[word.end() : word.end() + 1], rest[word.end() + 1 : word.end() + 2]
    if mark not in marks.closing or following in marks.closing | _NEVER_FIRST:
        return "", ""
    return word[0], mark
