"""Tags of running text as Markdown's own inline tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from markdown_it.token import Token

from ..patterns import regex
from .embeds import address_of, label_of, page_of, player
from .html_tags import BLOCKS, DROPPED, EMBEDS, PHRASES, REMOVED, Tag, read_tag

MAX_DEPTH = 30  # of elements in one another; the renderer recurses
MAX_OPEN = 16  # how far down a closing tag looks for its opening
_PARAGRAPHS = {"p", "div", "tr", "li", "dt", "dd", "center", "section", "blockquote", "h1", "h2"}
_NAMED_IN_PROSE = (REMOVED | EMBEDS | BLOCKS) - {"p", "li", "center", "div", "tr", "td", "br", "hr"}
_RUBY_PARTS = {"rb", "rt", "rp", "rtc"}
_PICTURE = regex(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)(?:[?#].*)?$", re.IGNORECASE)
_SIZE = regex(r"(\d+(?:\.\d+)?)\s*(px|%)?")


@dataclass(frozen=True, slots=True)
class Links:
    """How the parser writes addresses, and which it lets through."""

    normalise: Callable[[str], str]
    valid: Callable[[str], bool]

    def __call__(self, url: str) -> str:
        """*url* as a link may hold it; empty when it may not."""
        url = re.sub(r"[\x00-\x1f\x7f]", "", unescape(url)).strip()
        try:
            address = self.normalise(url)
        except ValueError:
            return ""
        return address if url and self.valid(address) else ""


def convert_inline(
    children: list[Token], links: Links, closed: frozenset[str], removed: set[str]
) -> list[Token]:
    """*children* without raw HTML.

    Args:
        closed: names that the post closes somewhere; only those can be elements of MDX.
        removed: takes the names of what is left out.
    """
    if not any(child.type == "html_inline" for child in children):
        return children
    tags = {
        index: read_tag(child.content)
        for index, child in enumerate(children)
        if child.type == "html_inline"
    }
    pairs = _pairs(children, tags)
    return trim(_Writer(children, tags, pairs, links, closed, removed).write())


def flattened(tokens: list[Token]) -> list[Token]:
    """*tokens* without what is nested so deep that a renderer, which recurses, would fall."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        depth -= token.nesting < 0
        if not token.nesting or depth < MAX_DEPTH:
            kept.append(token)
        depth += token.nesting > 0
    return kept


def _pairs(children: list[Token], tags: dict[int, Tag | None]) -> dict[int, int]:
    """Opening tags with the place of their closing tag, and the other way round."""
    pairs: dict[int, int] = {}
    opened: list[tuple[str, int, int]] = []  # name, place, depth of emphasis there
    depth = 0
    for index, child in enumerate(children):
        depth += child.nesting
        tag = tags.get(index)
        if tag is None or tag.is_void or tag.alone:
            continue
        if not tag.closing:
            opened.append((tag.name, index, depth))
            continue
        for back in range(1, min(len(opened), MAX_OPEN) + 1):
            name, start, level = opened[-back]
            if name == tag.name and level == depth:
                del opened[-back:]
                pairs[start], pairs[index] = index, start
                break
    return pairs


@dataclass(slots=True)
class _Writer:
    children: list[Token]
    tags: dict[int, Tag | None]
    pairs: dict[int, int]
    links: Links
    closed: frozenset[str]
    removed: set[str]

    def write(self) -> list[Token]:
        out: list[Token] = []
        ends: dict[int, Token] = {}  # place of a closing tag -> its token
        linked = 0
        index = -1
        while (index := index + 1) < len(self.children):
            child = self.children[index]
            if child.type != "html_inline":
                linked += {"link_open": 1, "link_close": -1}.get(child.type, 0)
                out.append(child)
                continue
            tag = self.tags[index]
            if index in ends:
                linked -= ends[index].type == "link_close"
                out.append(ends[index])
                continue
            end = self.pairs.get(index, -1)
            if tag is None:
                out += _cdata(child.content)
            elif not tag.known:
                out += self._unknown(tag, linked)
            elif self._is_prose(tag, end, out):
                out.append(_text(tag.source))
            elif tag.name in DROPPED:
                self.removed.add(tag.name)
                index = max(index, end)
            elif tag.name in EMBEDS and not tag.closing:
                out += self._embed(index, max(index, end), linked)
                index = max(index, end)
            elif tag.is_void:
                out += self._void(tag)
            elif end > index:
                out += anchor_of(tag) if tag.name in {"a", "span"} else []
                opening = self._opening(tag, index, end, linked)
                if opening is not None:
                    linked += opening.type == "link_open"
                    out.append(opening)
                    name = opening.type.removesuffix("_open")
                    ends[end] = Token(f"{name}_close", opening.tag, -1, markup=opening.markup)
                else:
                    out += _break(tag, out)
            else:
                if tag.name in REMOVED:
                    self.removed.add(tag.name)
                out += _break(tag, out)
        return out

    def _unknown(self, tag: Tag, linked: int) -> list[Token]:
        """A component of MDX or Vue goes, what is no element at all is text."""
        named = tag.written != tag.name or "-" in tag.name
        valued = any(tag.attributes.values())
        if not named or not (tag.alone or valued or tag.written in self.closed):
            return [_text(tag.source)]
        if tag.closing:
            return []
        url = player(tag)
        if url and not linked:
            return _link(url, label_of(url, tag.get("title")), embed=True)
        if _PICTURE.search(tag.get("src")):
            return self._image(tag)
        words = unescape(tag.get("title", "label", "summary", "header", "caption", "alt"))
        opening, closing = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)
        return [opening, _text(words), closing, _text(" ")] if words else []

    def _is_prose(self, tag: Tag, end: int, out: list[Token]) -> bool:
        """``List<Object>``, and "the <form> element": named, not used."""
        if end >= 0 or tag.attributes or tag.alone:
            return False
        if tag.written[0].isupper() and not tag.written.isupper():
            last = out[-1].content[-1:] if out else ""
            return last.isalnum() or tag.name in _NAMED_IN_PROSE
        return tag.name in _NAMED_IN_PROSE

    def _opening(self, tag: Tag, index: int, end: int, linked: int) -> Token | None:
        """The token of an element of running text; None when only its text stays."""
        if tag.name == "a":
            url = "" if linked or self._holds_link(index, end) else self.links(tag.get("href"))
            if not url or url.lower().startswith("data:"):
                return None
            token = Token("link_open", "a", 1, attrs={"href": url})
            if tag.get("title"):
                token.attrSet("title", unescape(tag.get("title")))
            return token
        if tag.name in REMOVED:
            self.removed.add(tag.name)
        name = PHRASES.get(tag.name)
        if name is None or not self._is_ruby(tag.name, index, end):
            return None
        token = Token(f"{name}_open", name, 1)
        if name == "abbr" and tag.get("title"):
            token.attrSet("title", unescape(tag.get("title")))
        return token

    def _is_ruby(self, name: str, index: int, end: int) -> bool:
        """Whether a part of ruby stands right in one, and ruby has something above something."""
        if name in _RUBY_PARTS:
            around = [i for i, j in self.pairs.items() if i < index and j > end]
            above = max(around, default=-1)
            return self._is_named(above, "ruby") and self._is_ruby("ruby", above, self.pairs[above])
        if name != "ruby":
            return True
        inside = range(index + 1, end)
        notes = [i for i in inside if self.pairs.get(i, -1) > i and self._is_named(i, "rt")]
        base = range(index + 1, notes[0]) if notes else ()
        return any(self.children[i].content.strip() for i in base)

    def _is_named(self, index: int, name: str) -> bool:
        tag = self.tags.get(index)
        return tag is not None and tag.name == name

    def _holds_link(self, index: int, end: int) -> bool:
        return any(c.type == "link_open" for c in self.children[index:end])

    def _embed(self, index: int, end: int, linked: int) -> list[Token]:
        """A link to what a player would play; its fallback text is for browsers without it."""
        tag = self.tags[index]
        assert tag is not None
        inner = [self.tags.get(place) for place in range(index + 1, end)]
        sources = [t.get("src", "value") for t in inner if t and t.name in {"source", "embed"}]
        address = address_of(tag) or page_of(next(iter(sources), ""))
        url = self.links(address)
        if not url or url.lower().startswith(("data:", "about:")):
            self.removed.add(tag.name)
            return []
        label = label_of(address, unescape(tag.get("title", "aria-label")))
        return [_text(label)] if linked else _link(url, label, embed=True)

    def _void(self, tag: Tag) -> list[Token]:
        if tag.name == "br":
            return [Token("hardbreak", "br", 0)]
        if tag.name in {"img", "image"}:
            return self._image(tag)
        if tag.name == "input" and tag.get("type").lower() == "checkbox":
            return [_text("☑ " if "checked" in tag.attributes else "☐ ")]
        if tag.name in REMOVED:
            self.removed.add(tag.name)
        return []

    def _image(self, tag: Tag) -> list[Token]:
        alt = " ".join(unescape(tag.get("alt")).split())
        url = self.links(tag.get("src", "data-src", "data-original", "data-lazy-src", "href"))
        if not url:
            return [_text(alt)] if alt else []
        token = Token("image", "img", 0, attrs={"src": url, "alt": ""}, content=alt)
        token.children = [_text(alt)] if alt else []
        if tag.get("title"):
            token.attrSet("title", unescape(tag.get("title")))
        style = {
            name.strip().lower(): value.strip()
            for name, _, value in (part.partition(":") for part in tag.get("style").split(";"))
        }
        sizes = {
            "width": tag.get("width") or style.get("width", "") or style.get("zoom", ""),
            "height": tag.get("height") or style.get("height", ""),
        }
        for name, given in sizes.items():
            match = _SIZE.fullmatch(given.strip())
            if match and float(match[1]) > 0 and not (name == "height" and match[2] == "%"):
                token.attrSet(name, match[1] + ("%" if match[2] == "%" else ""))
        return [token]


def anchor_of(tag: Tag) -> list[Token]:
    """The place that ``id`` or ``name`` marks, for links inside the post."""
    name = tag.get("id", "name")
    if not re.fullmatch(r"[^\s\"'<>#]{1,100}", name):
        return []
    return [Token("anchor", "a", 0, meta={"id": name})]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _cdata(source: str) -> list[Token]:
    """Comments and declarations go; a CDATA section is text."""
    match = re.fullmatch(r"<!\[CDATA\[(.*)\]\]>", source, re.DOTALL)
    if match:
        return [_text(match[1])]
    return [] if source.startswith(("<!", "<?")) else [_text(source)]


def _link(url: str, label: str, *, embed: bool) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": url}, meta={"embed": embed})
    return [opening, _text(label), Token("link_close", "a", -1)]


def _break(tag: Tag, out: list[Token]) -> list[Token]:
    """Blocks in running text (a list in a cell of a table, say) begin on a line of their own."""
    if tag.name not in _PARAGRAPHS or tag.closing:
        return []
    mark = [_text("• ")] if tag.name == "li" else []
    return [Token("hardbreak", "br", 0), *mark] if out else mark


def trim(tokens: list[Token]) -> list[Token]:
    """No breaks at the ends, and one at a time."""
    kept: list[Token] = []
    for token in tokens:
        if token.type == "softbreak" and (not kept or kept[-1].type in {"hardbreak", "softbreak"}):
            continue
        if token.type == "hardbreak":
            if not kept:
                continue
            while kept and kept[-1].type == "softbreak":
                kept.pop()
        kept.append(token)
    while kept and kept[-1].type in {"softbreak", "hardbreak"}:
        kept.pop()
    return _without_outer_space(kept)


def _without_outer_space(tokens: list[Token]) -> list[Token]:
    if tokens and tokens[0].type == "text":
        tokens[0].content = tokens[0].content.lstrip(" \t")
    if tokens and tokens[-1].type == "text":
        tokens[-1].content = tokens[-1].content.rstrip(" \t")
    shown = {"image", "anchor", "footnote_ref"}
    visible = any(t.type in shown or (t.nesting == 0 and t.content.strip()) for t in tokens)
    return tokens if visible else []
