"""Boxes: used values of lengths, nine in ten of which are initial ones."""

from __future__ import annotations

import sys
from math import inf
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES, Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent

from .styles import QuickAnonymous

_ACROSS = ("margin_left", "margin_right", "padding_left", "padding_right")
_DOWN = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_LINES = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_SIZES = ("width", "min_width", "max_width", "height", "min_height", "max_height")
_PLAIN = {name: 0 for name in (*_ACROSS, *_DOWN, *_LINES)} | {
    "width": "auto", "min_width": 0, "max_width": inf,
    "height": "auto", "min_height": 0, "max_height": inf,
}  # fmt: skip
_ASKED = [(name, INITIAL_VALUES[name]) for name in (*_ACROSS, *_DOWN, *_SIZES, "box_sizing")]
_resolve = percent.resolve_percentages


def _resolved(box: Any, containing_block: Any) -> None:
    """Set the used values of lengths as attributes of *box*."""
    style = box.style
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        _resolve(box, containing_block)
        return
    own = box.__dict__
    if type(style) is QuickAnonymous and all(style[name] is value for name, value in _ASKED):
        own.update(_PLAIN)
        return
    if isinstance(containing_block, boxes.Box):
        width, height = containing_block.width, containing_block.height
    else:
        width, height = containing_block
    down = height if isinstance(box, boxes.PageBox) else width
    for name in _ACROSS:
        own[name] = _used(style, name, width)
    for name in _DOWN:
        own[name] = _used(style, name, down)
    own["width"] = _used(style, "width", width)
    own["min_width"] = _least(style, "min_width", width)
    own["max_width"] = _used(style, "max_width", width)
    if height == "auto":
        value = style["height"]
        fixed = type(value) is Dimension and value.unit != "%"
        own["height"] = value.value if fixed else "auto"
        own["min_height"] = _least(style, "min_height", 0)
        own["max_height"] = _used(style, "max_height", inf)
    else:
        own["height"] = _used(style, "height", height)
        own["min_height"] = _least(style, "min_height", height)
        own["max_height"] = _used(style, "max_height", height)
    for name in _LINES:
        own[name] = style[name]


def _used(style: Any, name: str, whole: Any) -> Any:
    """A length in pixels, or a keyword; per cents are of *whole*."""
    value = style[name]
    if type(value) is Dimension and value.unit != "%":
        return value.value
    return percent.percentage(value, style, whole)


def _least(style: Any, name: str, whole: Any) -> Any:
    used = _used(style, name, whole)
    return 0 if used == "auto" else used


CHANGES = tuple(  # in each module that has the function
    (module, "resolve_percentages", _resolved)
    for name, module in sorted(sys.modules.items())
    if name.startswith("weasyprint.layout.") and hasattr(module, "resolve_percentages")
)
