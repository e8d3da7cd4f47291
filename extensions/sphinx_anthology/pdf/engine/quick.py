"""Short cuts: the same values as WeasyPrint's own code comes to, by less work.

Nothing depends on them: they are taken with the release that they were read from, and left out with
another. ``tests/test_engine.py`` compares what is set with and without them.
"""

from __future__ import annotations

from typing import Any

from weasyprint import css
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS, border_width
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.text import line_break

_OWN_WAYS = {"display", "float", "page", "position"}  # depend on more than their cascaded value
_describe = line_break.get_font_description
_key_of = line_break._font_style_cache_key


def install() -> None:
    """Take the short cuts. Calling it twice does no harm."""
    css.ComputedStyle = QuickStyle
    line_break.get_font_description = _description
    line_break._font_style_cache_key = _key


def _simple(name: str) -> bool:
    return name not in _OWN_WAYS and not name.startswith("text_decoration_")


def _names(name: str) -> frozenset[str]:
    """What may give a property its value: itself, or the one that means it in some direction."""
    logical = PHYSICAL_FUNCTIONS.get(name)
    if logical is None:
        return frozenset([name])
    return frozenset([name, *(logical(block="ttb", inline=way) for way in ("ltr", "rtl"))])


# property -> its initial value, and what must not be cascaded if it is to have that
_INITIAL = {
    name: (value, _names(name))
    for name, value in INITIAL_VALUES.items()
    if _simple(name) and name not in INHERITED | INITIAL_NOT_COMPUTED
}
# without a style, a line around a box has no width
_INITIAL |= {
    name: (0, _names(name) | _names(style))
    for name, style in ((name, name.replace("width", "style")) for name in INITIAL_NOT_COMPUTED)
    if COMPUTER_FUNCTIONS.get(name) is border_width and INITIAL_VALUES[style] == "none"
}
_TAKEN_OVER = frozenset(
    name for name in INHERITED if _simple(name) and name not in PHYSICAL_FUNCTIONS
)


class QuickStyle(ComputedStyle):  # type: ignore[misc]
    """The style of an element. A box asks for ninety properties, of which its style sheets set a
    few: all others are initial or the parent's, and were a ninth of the time that setting takes."""

    def __missing__(self, key: str) -> Any:
        initial = _INITIAL.get(key)
        if initial is not None:
            if self.cascaded.keys().isdisjoint(initial[1]):
                value = self[key] = initial[0]
                return value
        elif key in _TAKEN_OVER and key not in self.cascaded and self.parent_style is not None:
            value = self.parent_style[key]
            if not check_math(value):
                self[key] = value
                return value
        return super().__missing__(key)


def _description(style: Any) -> Any:
    """Pango's description of the font of *style*, made once: Pango copies what it is given."""
    if not hasattr(style, "font_description"):
        style.font_description = _describe(style)
    return style.font_description


def _key(style: Any, include_size: bool = False) -> str:
    """What WeasyPrint knows the measures of a line by, once for each style and not for each box."""
    name = "sized_key" if include_size else "key"
    found: str | None = style.__dict__.get(name)
    if found is None:
        found = style.__dict__[name] = _key_of(style, include_size)
    return found
