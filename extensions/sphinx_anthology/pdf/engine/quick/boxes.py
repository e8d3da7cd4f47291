"""Boxes: used values of lengths, backgrounds and places in the flow, nine in ten of which are
initial ones."""

from __future__ import annotations

import sys
from math import inf
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES, Dimension
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, inline, percent

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
_SQUARE = {
    f"border_{corner}_radius": (0, 0)
    for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
}
_resolve = percent.resolve_percentages
_lay_out_backgrounds = background.layout_box_backgrounds
_avoid_floats = inline.avoid_collisions
_is_in_flow = boxes.Box.is_in_normal_flow


def _resolved(box: Any, containing_block: Any) -> None:
    """Set the used values of lengths as attributes of *box*."""
    style, own = box.style, box.__dict__
    if type(style) is QuickAnonymous and _is_initial(style):
        own.update(_PLAIN)
        return
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        _resolve(box, containing_block)
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


def _is_initial(style: Any) -> bool:
    found: bool | None = style.__dict__.get("initial")
    if found is None:
        found = style.__dict__["initial"] = style["border_collapse"] != "collapse" and all(
            style[name] is value for name, value in _ASKED
        )
    return found


def _used(style: Any, name: str, whole: Any) -> Any:
    """A length in pixels, or a keyword; per cents are of *whole*."""
    value = style[name]
    if type(value) is Dimension and value.unit != "%":
        return value.value
    return percent.percentage(value, style, whole)


def _least(style: Any, name: str, whole: Any) -> Any:
    used = _used(style, name, whole)
    return 0 if used == "auto" else used


def _backgrounds(
    page: Any, box: Any, load: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Give *box* and what is in it their backgrounds."""
    if style is not None or not layout_children or box is page or not _is_bare(box.style):
        _lay_out_backgrounds(page, box, load, layout_children, style)
        return
    box.__dict__.update(_SQUARE)
    for child in box.all_children():
        _backgrounds(page, child, load)
    box.background = None


def _is_bare(style: Any) -> bool:
    """Whether a box has nothing behind it, and no round corners."""
    found: bool | None = style.__dict__.get("bare")
    if found is None:
        found = style.__dict__["bare"] = (
            all((0, "px") in style[name] for name in _SQUARE)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and not style["box_shadow"]
            and (style["visibility"] == "hidden" or _is_clear(style))
        )
    return found


def _is_clear(style: Any) -> bool:
    return all(kind == "none" for kind, _ in style["background_image"]) and (
        get_color(style, "background_color").alpha == 0
    )


def _place(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
    """Where a line begins, and how long it is: as long as there are no floats, as its block is."""
    if outer or context.excluded_shapes or containing_block.style["direction"] == "rtl":
        return _avoid_floats(context, box, containing_block, outer)
    begin = containing_block.content_box_x()
    left, right = begin + box.margin_left, begin + containing_block.width - box.margin_right
    top = box.border_box_y()
    return left - box.margin_left, top - box.margin_top, right - left


def _in_flow(self: Any) -> bool:
    if self.style["float"] == "none" and self.style["position"] == "static":
        return True
    return bool(_is_in_flow(self))


def _page_values(self: Any) -> tuple[Any, Any]:
    """Names of the pages that a box begins and ends on, which its first and last child know."""
    page = self.style["page"]
    first = next(filter(_is_in_text, self.children), None)
    if first is None:
        return page, page
    last = next(filter(_is_in_text, reversed(self.children)))
    begin, end = first.page_values()
    if last is not first:
        end = last.page_values()[1]
    return begin or page, end or page


def _is_in_text(box: Any) -> bool:
    return bool(box.is_in_normal_flow() or box.is_floated())


CHANGES = (
    (inline, "avoid_collisions", _place),
    (background, "layout_box_backgrounds", _backgrounds),
    (boxes.Box, "is_in_normal_flow", _in_flow),
    (boxes.ParentBox, "page_values", _page_values),
    *(  # in each module that has the function
        (module, "resolve_percentages", _resolved)
        for name, module in sorted(sys.modules.items())
        if name.startswith("weasyprint.layout.") and hasattr(module, "resolve_percentages")
    ),
)
