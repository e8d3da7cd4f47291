"""Tags of raw HTML, read as forgivingly as a browser reads them, and what is known of elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..patterns import regex

VOID = {
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "image", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
}  # fmt: skip
# elements of running text that have a meaning of their own: the name of their token
PHRASES = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "s", "strike": "s", "del": "s",
    "u": "u", "ins": "ins", "mark": "mark", "small": "small", "sub": "sub", "sup": "sup",
    "kbd": "kbd", "code": "code", "tt": "code", "samp": "samp", "var": "var", "q": "q",
    "cite": "cite", "dfn": "dfn", "abbr": "abbr", "acronym": "abbr", "ruby": "ruby", "rb": "rb",
    "rt": "rt", "rp": "rp", "rtc": "rtc",
}  # fmt: skip
PLAIN = {  # their text stays, and nothing else
    "a", "span", "font", "big", "time", "bdi", "bdo", "data", "label", "nobr", "blink", "marquee",
    "output", "meter", "progress", "slot", "map", "wbr",
}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BOXES = {  # blocks that part what they hold from the rest, and are nothing themselves
    "div", "section", "article", "main", "header", "footer", "nav", "aside", "center", "address",
    "hgroup", "fieldset", "dialog", "menu", "dir", "search", "picture", "html", "body", "p",
    "multicol",
}  # fmt: skip
LISTS = {"ul", "ol"}
TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"}
BLOCKS = (
    BOXES | HEADINGS | LISTS | TABLE
    | {"blockquote", "li", "dl", "dt", "dd", "pre", "figure", "figcaption", "details", "summary",
       "hr", "legend"}
)  # fmt: skip
EMBEDS = {"iframe", "video", "audio", "embed", "object", "frame"}
DROPPED = {
    "script",
    "style",
    "svg",
    "template",
    "noscript",
    "canvas",
    "head",
}  # with what they hold
REMOVED = DROPPED | {  # reported; what the others hold stays
    "form", "input", "button", "select", "option", "optgroup", "textarea", "datalist", "link",
    "meta", "base", "title", "math", "frameset", "noframes", "noembed", "applet", "param",
    "keygen", "plaintext", "xmp", "listing", "portal", "area", "isindex",
}  # fmt: skip
ELEMENTS = set(PHRASES) | PLAIN | BLOCKS | EMBEDS | REMOVED | VOID

_RAW = ("script", "style", "iframe", "xmp", "noembed", "noframes")  # no tags inside these
_NAME = regex(r"</?([A-Za-z][A-Za-z0-9:._-]*)")
_STOP = regex("[<>\"']")
_ATTRIBUTE = regex(
    r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|\{([^{}]*)\}|([^\s\"'<>`]+)))?"
)
MAX_QUOTES = 80  # quoted attributes of one tag


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as written."""

    source: str
    name: str  # in lower case
    written: str  # as the author wrote it
    closing: bool = False
    alone: bool = False  # ends with a slash
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        return self.name in ELEMENTS

    @property
    def is_void(self) -> bool:
        return self.name in VOID

    def get(self, *names: str) -> str:
        """The first of the attributes that has a value."""
        return next((self.attributes[n].strip() for n in names if self.attributes.get(n)), "")


def read_tag(source: str, start: int = 0) -> Tag | None:
    """The tag that begins at *start*, or None."""
    match = _NAME.match(source, start)
    end = _end_of_tag(source, match.end()) if match else -1
    if match is None or end < 0:
        return None
    inner = source[match.end() : end]
    attributes = {
        found[1].lower(): next((value for value in found.groups()[1:] if value is not None), "")
        for found in _ATTRIBUTE.finditer(inner)
    }
    written = match[1]
    return Tag(
        source[start : end + 1],
        written.lower(),
        written,
        source[start + 1] == "/",
        inner.endswith("/"),
        {} if source[start + 1] == "/" else attributes,
    )


def _end_of_tag(source: str, start: int) -> int:
    """Where the tag's ``>`` stands; -1 when it has none. Quotes may hold one."""
    at = start
    for _ in range(MAX_QUOTES):
        stop = _STOP.search(source, at)
        if stop is None or stop[0] == "<":
            return -1
        if stop[0] == ">":
            return stop.start()
        at = source.find(stop[0], stop.end()) + 1
        if at == 0:
            return -1
    return -1


def pieces(source: str) -> Iterator[tuple[int, Tag | str]]:
    """Tags and text of *source* with their places; comments and what scripts hold are left out."""
    at, last, lower = 0, source.rfind(">"), source.lower()
    while at < len(source):
        start = source.find("<", at)
        if start < 0 or start > last:
            yield at, source[at:]
            return
        if start > at:
            yield at, source[at:start]
        end = _end_of_comment(source, start)
        if end > 0:
            at = end
            continue
        tag = read_tag(source, start)
        if tag is None:
            yield start, "<"
            at = start + 1
            continue
        yield start, tag
        at = start + len(tag.source)
        if tag.name in _RAW and not tag.closing and not tag.alone:
            at = max(at, lower.find(f"</{tag.name}", at))


def _end_of_comment(source: str, start: int) -> int:
    """Where a comment, declaration or processing instruction ends; 0 when there is none."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("<!", ">")):
        if source.startswith(opening, start):
            end = source.find(closing, start + 2)
            return end + len(closing) if end > 0 else 0
    return 0
