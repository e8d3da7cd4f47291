"""Words: what fits on its line and was met before is neither measured nor set again.

Two thirds of the texts of a sheet are numbers, names, words of code, or entries of columns that are
laid out more than once.
"""

from __future__ import annotations

import re
from typing import Any

from weasyprint.layout import inline, preferred
from weasyprint.text.line_break import Layout

from ....core.typography import GAP
from .lines import split_little

_LONGEST = 60  # characters; longer texts are hardly met twice
_OWN = re.compile(f"[{GAP}\t-\r\u0085\u00ad\u2028\u2029]")  # what depends on more
Split = tuple[Any, int, int | None, float, float, float]


def _split_once(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """The first line of *text*, which is all of it where that was found to fit before."""
    others = spacing, is_line_start, minimum
    if spacing or len(text) > _LONGEST:
        return split_little(text, style, context, max_width, *others)
    known: dict[str, Split] = style.__dict__.setdefault("words", {})
    found = known.get(text)
    if found is not None and (max_width is None or found[3] <= max_width):
        return (_another(found[0], max_width), *found[1:])
    split = split_little(text, style, context, max_width, *others)
    if found is None and _is_whole(split, text, max_width) and _is_plain(split[0]):
        split[0].shared = True
        known[text] = (_another(split[0], max_width), *split[1:])
    return split


def _is_whole(split: Split, text: str, max_width: float | None) -> bool:
    layout, _, resume, width, *_ = split
    return resume is None and layout.text == text and (max_width is None or width <= max_width)


def _is_plain(layout: Layout) -> bool:
    """Whether nothing but its style decides what becomes of a text."""
    return not (layout.changes or hasattr(layout, "at_start") or _OWN.search(layout.text))


def _another(layout: Layout, max_width: float | None) -> Layout:
    """A layout that shares its line with *layout*."""
    another = Layout.__new__(Layout)
    another.__dict__.update(layout.__dict__)
    another.max_width = max_width
    return another


CHANGES = (
    (inline, "split_first_line", _split_once),
    (preferred, "split_first_line", _split_once),
)
