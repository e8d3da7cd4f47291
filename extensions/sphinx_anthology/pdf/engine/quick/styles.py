"""Styles: values that no style sheet sets, and colours, which are understood once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any

from weasyprint import css
from weasyprint.css import AnonymousStyle, ComputedStyle, StyleFor, computed_values
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS, border_width
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

_OWN_WAYS = {"display", "float", "page", "position"}  # depend on more than their cascaded value
Rules = dict[str, tuple[Any, Any]]  # property -> what is declared of it, and with which weight
# of notes each has a style that names it, which is set when it is laid out
_SHARED = {None, "before", "after", "marker"}
_MANY = 1_000  # colours that are remembered
_parse = computed_values.parse_color
_find_sheets = css.find_stylesheets
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


@dataclass(slots=True)
class _Cascade:
    """What follows from the rules that match an element: merged once for all of which the same
    match, in all documents that have these style sheets."""

    sheets: list[Any] = field(default_factory=list)
    merged: dict[Any, dict[str | None, Rules]] = field(default_factory=dict)
    alike: dict[Any, Rules] = field(default_factory=dict)  # by what they say

    def of(self, element: Any) -> dict[str | None, Rules]:
        """By kind of pseudo-element; None: the element itself."""
        found = [sheet.matcher.match(element) for sheet, _, _ in self.sheets]
        key = tuple([tuple([rule[1] for rule in matching]) for matching in found])
        if key not in self.merged:
            self.merged[key] = self._merge(found)
        return self.merged[key]

    def _merge(self, found: list[Any]) -> dict[str | None, Rules]:
        made: dict[str | None, Rules] = {None: {}}
        for (sheet, origin, specificity), matching in zip(self.sheets, found, strict=True):
            for own, _, pseudo_type, (declarations, layer) in matching:
                order = inf if layer is None else sheet.layers.index(layer)
                weigh = partial(_weight, origin, order, specificity or own)
                _declare(made.setdefault(pseudo_type, {}), declarations, weigh)
        return {kind: self.alike.setdefault(_said(rules), rules) for kind, rules in made.items()}


_cascade = _Cascade()


class QuickStyles(StyleFor):  # type: ignore[misc]
    """The styles of a document. Elements share one where all rules that match are the same.

    WeasyPrint makes a style of its own for each element with an id or a language, and so for all
    that is inside it; each entry of a bibliography has an id. And it makes those of six
    pseudo-elements for each element, of which hardly one is asked for.
    """

    def __init__(self, html: Any, sheets: Any, hints: bool, fonts: Any, targets: Any) -> None:
        global _cascade
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self.initial_page_sizes = {"box": None, "area": None}
        self._sheets, self.font_config = sheets, fonts
        self._root, self._base_url, self._targets = html.etree_element, html.base_url, targets
        self._named: dict[tuple[Any, Any], _Named] = {}
        self._alike: dict[tuple[Any, ...], Any] = {}
        if _cascade.sheets != list(sheets):
            _cascade = _Cascade(list(sheets))
        own = _own_rules(html, hints)
        self._beside: dict[Any, dict[str | None, Rules]] = {}  # element -> of its pseudo-elements
        for wrapper in html.wrapper_element.iter_subtree():
            element = wrapper.etree_element
            self._beside[element] = rules = _cascade.of(wrapper)
            parent = wrapper.parent.etree_element if wrapper.parent else None
            self._set(element, None, parent, rules[None], own.get(element, {}))
            for kind in rules:
                if kind is not None and "anchor" in rules[kind]:  # which is to be known beforehand
                    self(element, kind)

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:
        if (element, pseudo_type) not in self._computed_styles:
            rules = self._beside.get(element, {}).get(pseudo_type)
            if rules is None:
                return None
            self._set(element, pseudo_type, element, rules, {})
        style = super().__call__(element, pseudo_type)
        return self._named.get((element, pseudo_type), style)

    def _set(self, element: Any, kind: str | None, parent: Any, rules: Rules, own: Rules) -> None:
        """Give an element its style.

        Args:
            rules: of the style sheets.
            own: of its attributes.
        """
        if parent is None or kind not in _SHARED or "anchor" in rules:
            self._cascaded_styles[element, kind] = _together(rules, own)
            self.set_computed_styles(
                element, parent, self._root, kind, self._base_url, self._targets
            )
            del self._cascaded_styles[element, kind]
            return
        above = self._computed_styles[parent, None]
        anchor, others = own.get("anchor"), own
        if anchor is not None:
            others = {name: value for name, value in own.items() if name != "anchor"}
        key = id(above), kind, id(rules), _said(others)
        style = self._alike.get(key)
        if style is None:
            style = self._alike[key] = css.ComputedStyle(
                above, _together(rules, others), kind, self._computed_styles[self._root, None],
                self._base_url, self.font_config, self.initial_page_sizes,
            )  # fmt: skip
            if self._targets:
                style["anchor"]  # is read as WeasyPrint does: an empty style would seem none
        self._computed_styles[element, kind] = style
        if anchor is not None:
            named = self._named[element, kind] = _Named(style, anchor)
            if self._targets and named["anchor"]:
                self._targets.collect_anchor(named["anchor"])


def _own_rules(html: Any, hints: bool) -> dict[Any, Rules]:
    """What the attributes of elements declare, by element."""
    found: dict[Any, Rules] = {}
    attributes = css.find_style_attributes(html.etree_element, hints, html.base_url)
    for specificity, element, given, base_url in attributes:
        declarations = css.preprocess_declarations(base_url, given)
        weigh = partial(_weight, "author", inf, specificity)
        _declare(found.setdefault(element, {}), declarations, weigh)
    return found


def _weight(origin: str, layer: float, specificity: Any, importance: bool) -> tuple[Any, ...]:
    return css.declaration_precedence(origin, importance), layer, specificity


def _declare(rules: Rules, declarations: Iterable[Any], weigh: Callable[[bool], Any]) -> None:
    """Take up declarations: of two, the weightier stands, else the later."""
    for name, values, importance in declarations:
        weight = weigh(importance)
        if name not in rules or rules[name][1] <= weight:
            rules[name] = values, weight


def _together(rules: Rules, own: Rules) -> Rules:
    """Those of style sheets come behind those of attributes (see :func:`_declare`)."""
    if not own:
        return rules
    kept = {n: v for n, v in own.items() if n not in rules or rules[n][1] < v[1]}
    return {**rules, **kept}


def _said(rules: Rules) -> tuple[Any, ...]:
    """What rules that come to the same have in common."""
    return tuple([(name, _same(value), weight) for name, (value, weight) in rules.items()])


def _same(value: Any) -> Any:
    """What two equal values of a property have in common; values of one rule are one object, and
    those of attributes, as languages, are words."""
    if isinstance(value, str) or (isinstance(value, tuple) and all(map(_is_word, value))):
        return value
    return id(value)


def _is_word(part: Any) -> bool:
    return isinstance(part, str)


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


def _style_sheets(wrapper: Any, *arguments: Any) -> Iterator[Any]:
    """The style sheets that a document holds, which hardly one does."""
    tags = (element.tag for element in wrapper.etree_element.iter())
    if any(isinstance(tag, str) and tag.endswith(("style", "link")) for tag in tags):
        yield from _find_sheets(wrapper, *arguments)


CHANGES = (
    (css, "find_stylesheets", _style_sheets),
    (css, "StyleFor", QuickStyles),
    (css, "ComputedStyle", QuickStyle),
    (css, "AnonymousStyle", QuickAnonymous),
    (computed_values, "parse_color", _colour),
)
