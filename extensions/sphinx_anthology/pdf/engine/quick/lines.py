"""Lines: little text is given to Pango, and what it made of a line is kept until it is drawn.

To find a line WeasyPrint has four times its length shaped where text is Chinese, then the line
alone to measure it, then the line once more to draw it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf
from typing import Any

from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango

from ....core.script import CJK_MARKS, HAN, KANA
from ...typography import shaping
from . import breaks

_NARROW = 0.4  # of an em: width of a letter that is not Chinese, rather too little
_AHEAD = 20  # characters behind the line
# a place where a line may break, with as much behind it as tells that it is one
_BREAK = re.compile(rf"(?:\w \w|[{HAN}]{{2}}).{{7}}", re.DOTALL)
_WIDE = re.compile(f"[{HAN}{KANA}{CJK_MARKS}]")
_SOFT_HYPHEN = "\u00ad"
_KEPT = 10_000  # lines of a sheet that are kept: 14 MB

_split = line_break.split_first_line
_can_break = line_break.can_break_text
_describe = line_break.get_font_description
_key_of = line_break._font_style_cache_key
_deactivate = line_break.Layout.deactivate
_of_strut = line_break.strut


def split_little(text: str, style: Any, context: Any, max_width: float | None, *others: Any) -> Any:
    """The first line of the beginning of *text*; of all of it, if that is not known to be the
    same: where lines break depends on nothing behind the next place where one could."""
    some = _beginning(text, style, max_width)
    if some is not None:
        split = _split_plain(some, style, context, max_width, *others)
        resume = split[2]
        if resume is not None and _BREAK.search(some.encode()[resume:].decode()):
            return split
    return _split_plain(text, style, context, max_width, *others)


def _split_plain(
    text: str, style: Any, context: Any, max_width: float | None, spacing: float, *others: Any
) -> Any:
    split = None if spacing else breaks.split(text, style, context, max_width)
    return split or _split(text, style, context, max_width, spacing, *others)


def _beginning(text: str, style: Any, max_width: float | None) -> str | None:
    """As much of *text* as one line and what follows it; None if that is hardly less."""
    if max_width is None or max_width == inf or not style["font_size"]:
        return None
    ems = max(0.0, max_width) / style["font_size"]  # boxes in boxes may leave less than nothing
    if len(text) <= ems + 2 * _AHEAD:
        return None
    start = text[: int(ems) + 1]
    wide = len(_WIDE.findall(start)) / len(start)
    end = int(ems / (wide + (1 - wide) * _NARROW)) + _AHEAD
    # WeasyPrint looks that far for a soft hyphen, which keeps it from hyphenating
    if 1.5 * end > len(text) or _SOFT_HYPHEN in text[: int(4 * ems) + 1]:
        return None
    return text[:end]


@lru_cache(4096)
def _may_part(pair: str, language: str | None) -> bool:
    return bool(_can_break(pair, language))


def _can_be_broken(text: str, language: str | None) -> bool:
    """Whether a line may break within *text*, mostly two characters where boxes meet."""
    return (_may_part if len(text) == 2 else _can_break)(text, language)


def _set_up(self: Any, style: Any) -> None:
    """Make a layout for *style*, of parts that are made once."""
    if style["text_decoration_line"] != "none":
        shaping.set_up(self, style)
        return
    made = style.__dict__.get("pango")
    if made is None:
        made = style.__dict__["pango"] = _parts(style)
    context, self.language, description, features = made
    self.style, self.first_line_direction = style, 0
    self.ascent = self.underline_position = self.strikethrough_position = None
    self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(self.layout, False)
    pango.pango_layout_set_font_description(self.layout, description)
    if features:
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
        pango.pango_layout_set_attributes(self.layout, attributes)
        pango.pango_attr_list_unref(attributes)


def _parts(style: Any) -> tuple[Any, Any, Any, bytes]:
    """Context, language, description and features of the font of *style*."""
    contexts = style.font_config.__dict__.setdefault("contexts", {})
    override = style["font_language_override"]
    key = style["direction"], override if override != "normal" else None, style["lang"]
    if key not in contexts:
        contexts[key] = _context(style.font_config.font_map, *key)
    features = line_break.font_features(
        style["font_kerning"], style["font_variant_ligatures"], style["font_variant_position"],
        style["font_variant_caps"], style["font_variant_numeric"],
        style["font_variant_alternates"], style["font_variant_east_asian"],
        style["font_feature_settings"],
    )  # fmt: skip
    said = ",".join(f"{name} {value}" for name, value in features.items()).encode()
    return (*contexts[key], _description(style), said)


def _context(fonts: Any, direction: str, override: str | None, lang: str) -> tuple[Any, Any]:
    context = ffi.gc(pango.pango_font_map_create_context(fonts), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[direction])
    name = line_break.LST_TO_ISO.get(override.lower(), override) if override else lang
    if not name:
        return context, pango.pango_language_get_default()
    language = pango.pango_language_from_string(ffi.new("char[]", name.encode()))
    pango.pango_context_set_language(context, language)
    return context, language


def _put_away(self: Any) -> None:
    """Keep what was made of a line that is measured, if drawing will need just that."""
    sheet: Any = getattr(self.style, "cache", None)  # drawings have none
    self.ready = not (
        self.__dict__.pop("drawn", False)
        or sheet is None
        or sheet.get("kept", 0) >= _KEPT
        or self.__dict__.get("changes")
        or self.justification_spacing
    )
    if self.ready:
        sheet["kept"] = sheet.get("kept", 0) + 1
        return
    _deactivate(self)


def _take_out(self: Any, style: Any) -> None:
    """Make ready to be drawn."""
    ready, self.ready, self.drawn = self.__dict__.get("ready"), False, True
    shared = self.__dict__.get("shared") and self.changes  # glyphs are changed in place
    if ready and self.style is style and not (self.justification_spacing or shared):
        if pango.pango_layout_get_line_readonly(self.layout, 1) != ffi.NULL:
            pango.pango_layout_set_width(self.layout, -1)
        shaping.await_drawing(self)
    else:
        shaping.take_out(self, style)


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


def _strut(style: Any) -> Any:
    """How high an empty line is, and where its base line lies."""
    found = style.__dict__.get("strut")
    if found is None:
        found = style.__dict__["strut"] = _of_strut(style)
    return found


CHANGES = (
    (inline, "strut", _strut),
    (inline, "can_break_text", _can_be_broken),
    (preferred, "can_break_text", _can_be_broken),
    (line_break, "get_font_description", _description),
    (line_break, "_font_style_cache_key", _key),
    (line_break.Layout, "setup", _set_up),
    (line_break.Layout, "deactivate", _put_away),
    (line_break.Layout, "reactivate", _take_out),
)
