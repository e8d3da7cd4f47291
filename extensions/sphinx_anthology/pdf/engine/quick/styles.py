"""Styles: values that no style sheet sets, and colours, which are understood once."""

from __future__ import annotations

from typing import Any

from weasyprint import css
from weasyprint.css import AnonymousStyle, ComputedStyle, StyleFor, computed_values
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS, border_width
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

_OWN_WAYS = {"display", "float", "page", "position"}  # depend on more than their cascaded value
# of notes each has a style that names it, which is set when it is laid out
_SHARED = {None, "before", "after", "marker"}
_MANY = 1_000  # colours that are remembered
_parse = computed_values.parse_color
_colours: dict[int, tuple[Any, Any]] = {}  # with the value itself, so that its id stays its own


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
_ANONYMOUS = {name: value for name, (value, _) in _INITIAL.items()} | {
    name: INITIAL_VALUES[name] for name in _OWN_WAYS - {"page"}
}


class QuickStyle(ComputedStyle):  # type: ignore[misc]
    """The style of an element. A box asks for ninety properties, of which its style sheets set a
    few: all others are initial or the parent's, and were a ninth of the time that setting takes.
    Each is noted when it is asked for: all at once would take less time, but four times the memory,
    and that takes more time."""

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


class QuickAnonymous(AnonymousStyle):  # type: ignore[misc]
    """The style of a box that stands for no element."""

    def __missing__(self, key: str) -> Any:
        if key in _ANONYMOUS:
            value = self[key] = _ANONYMOUS[key]
            return value
        return super().__missing__(key)


class _Named(QuickStyle):
    """The style of an element that has an id: in all else that of the others like it."""

    def __init__(self, like: Any, anchor: Any) -> None:
        super().__init__(
            like.parent_style, {**like.cascaded, "anchor": anchor}, like.pseudo_type,
            like.root_style, like.base_url, like.font_config, like.initial_page_sizes,
        )  # fmt: skip
        self.like, self.specified = like, like.specified

    @property
    def anonymous_style(self) -> Any:
        return self.like.anonymous_style

    def __missing__(self, key: str) -> Any:
        if key == "anchor":
            return super().__missing__(key)
        value = self[key] = self.like[key]
        return value


class QuickStyles(StyleFor):  # type: ignore[misc]
    """The styles of a document. Elements share one where all rules that match are the same.

    WeasyPrint makes a style of its own for each element with an id or a language, and so for all
    that is inside it; each entry of a bibliography has an id.
    """

    def __init__(self, *arguments: Any) -> None:
        self._named: dict[tuple[Any, Any], _Named] = {}
        self._alike: dict[tuple[Any, ...], Any] | None = {}
        super().__init__(*arguments)
        self._alike = None  # what follows are pages

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:
        style = super().__call__(element, pseudo_type)
        return self._named.get((element, pseudo_type), style)

    def set_computed_styles(
        self,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: str | None = None,
        base_url: str | None = None,
        target_collector: Any = None,
    ) -> None:
        if self._alike is None or parent is None or pseudo_type not in _SHARED:
            super().set_computed_styles(
                element, parent, root, pseudo_type, base_url, target_collector
            )
            return
        styles = self.get_computed_styles()
        rules = dict(self.get_cascaded_styles().get((element, pseudo_type), {}))
        anchor = rules.pop("anchor", None)
        said = tuple((name, _same(value), weight) for name, (value, weight) in rules.items())
        key = id(styles[parent, None]), pseudo_type, said
        style = self._alike.get(key)
        if style is None:
            style = self._alike[key] = css.ComputedStyle(
                styles[parent, None], rules, pseudo_type, styles[root, None], base_url,
                self.font_config, self.initial_page_sizes,
            )  # fmt: skip
        styles[element, pseudo_type] = style
        if anchor is not None:
            named = self._named[element, pseudo_type] = _Named(style, anchor)
            if target_collector and named["anchor"]:
                target_collector.collect_anchor(named["anchor"])


def _same(value: Any) -> Any:
    """What two equal values of a property have in common; values of one rule are one object."""
    return value if isinstance(value, str) else id(value)


def _colour(value: Any, scheme: Any = None) -> Any:
    """What WeasyPrint understands by a colour, which a style sheet's rule gives to many boxes."""
    if scheme != "normal":
        return _parse(value, scheme)
    found = _colours.get(id(value))
    if found is None:
        if len(_colours) >= _MANY:
            _colours.clear()
        found = _colours[id(value)] = value, _parse(value, scheme)
    return found[1]


CHANGES = (
    (css, "StyleFor", QuickStyles),
    (css, "ComputedStyle", QuickStyle),
    (css, "AnonymousStyle", QuickAnonymous),
    (computed_values, "parse_color", _colour),
)
