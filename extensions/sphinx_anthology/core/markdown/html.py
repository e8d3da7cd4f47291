"""Raw HTML of posts, cut down to what a book may hold. Strangers wrote it."""

from __future__ import annotations

import re

import nh3

_INLINE = {
    "b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "kbd", "code",
    "q", "cite", "abbr", "ruby", "rb", "rt", "rp", "span", "br", "wbr", "samp", "var", "dfn",
    "time",
}  # fmt: skip
_BLOCK = _INLINE | {
    "p", "div", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody",
    "tfoot", "tr", "td", "th", "caption", "hr", "pre", "h3", "h4", "h5", "h6", "figure",
    "figcaption", "details", "summary", "a", "section", "article", "aside", "center", "font",
}  # fmt: skip
_SILENT = {"!--", "!doctype", "center", "font"}
_TAG = re.compile(r"<\s*(/?)\s*([A-Za-z][A-Za-z0-9-]*|!--)")
_DETAILS = re.compile(r"<(/?)details\b[^>]*>", re.IGNORECASE)
_SUMMARY = re.compile(r"<(/?)summary\b[^>]*>", re.IGNORECASE)
_ATTRIBUTES = {
    "a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"},
    "abbr": {"title"}, "ol": {"start"}, "time": {"datetime"},
}  # fmt: skip


def clean_html(source: str, *, block: bool) -> tuple[str, list[str]]:
    """Keep the tags a book may hold; text of others stays, scripts and the like go whole.

    Returns:
        The clean HTML (empty when nothing is left) and the names of what was left out.
    """
    allowed = _BLOCK if block else _INLINE
    names = [name.lower() for _, name in _TAG.findall(source)]
    removed = sorted(set(names) - allowed - _SILENT)
    if not block:
        return _clean_tag(source), removed
    # what a reader would have to open is open in a book; halves of it may stand in other blocks
    opened = _SUMMARY.sub(r"<\1p>", _DETAILS.sub(r"<\1div>", source))
    clean = nh3.clean(
        opened,
        tags=allowed - {"center", "font"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    return clean if clean.strip() else "", removed


def _clean_tag(source: str) -> str:
    """One inline tag by itself: opening or closing, without attributes."""
    match = _TAG.match(source)
    if not match or match[2].lower() not in _INLINE:
        return ""
    name = match[2].lower()
    if name in {"br", "wbr"}:
        return f"<{name}>"
    return f"<{match[1]}{name}>"
