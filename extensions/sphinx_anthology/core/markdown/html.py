"""Raw HTML of posts as Markdown's own tokens, so that scan and renderer see the same pictures,
links, tables and headings, and no mark-up of strangers reaches a page.

Every tag becomes a token of the same meaning, or goes and leaves its text. What acts (scripts,
style sheets, forms) goes and is reported. What is no element at all (``List<String>``,
``<your-name>``) is text. Blocks of HTML are read piece by piece; Markdown between them (after a
blank line) stays Markdown inside what is open there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import HTML_SEQUENCES, html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ...diagnostics import Code
from ..patterns import regex
from .blocks import figure_token, is_blank
from .embeds import cards
from .findings import find
from .html_tags import BLOCKS, BOXES, DROPPED, EMBEDS, HEADINGS, LISTS, Tag, pieces, read_tag
from .inline_html import Links, anchor_of, convert_inline, flattened, trim
from .math import math_tokens

MAX_OPEN = 24  # elements open at once; deeper ones are as if they were not there
_PLAYER = regex(r"^<(?:video|audio|object|picture|svg|canvas|template|select)\b", re.I)
# kramdown and Python-Markdown: what follows is Markdown, without a blank line too
_MARKDOWN = regex(
    r"<[A-Za-z][\w-]*\s(?:[^<>]*\s)?markdown(?:=[\"']?(?:1|block|span)[\"']?)?(?:\s[^<>]*)?>\s*$"
)
_PICTURE = regex(r"<img\b[^<>]*?\ssrc=[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_CENTRED = regex(r"text-align\s*:\s*center", re.IGNORECASE)
_HAS_ATTRIBUTE = regex(r"<[A-Za-z][\w.-]*\s+[\w:@.-]+\s*=")
_COMPONENT = regex(
    r"</?[A-Z][\w.]*(?:\s+[\w:@.-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}))?)*"
    r"\s*/?>"
)


def html_plugin(md: MarkdownIt) -> None:
    """Install the rule, and let inline elements begin paragraphs instead of blocks of raw HTML."""
    md.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.before("html_inline", "component", _component)
    md.core.ruler.after("inline", "html", _convert)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's blocks of HTML but the last kind: any tag alone on its line, whose text up to a
    blank line is raw. Authors who write ``<br>`` or ``<font>`` on a line mean a paragraph."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not line.startswith("<"):
        return False
    if not any(opening.search(line) for opening, _, interrupts in HTML_SEQUENCES if interrupts):
        return not silent and bool(_PLAYER.match(line)) and _until_blank(state, start, end)
    if _MARKDOWN.match(line) and start + 1 < end:
        return silent or _take(state, start, start + 1)
    return html_block(state, start, end, silent)


def _until_blank(state: StateBlock, start: int, end: int) -> bool:
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    return _take(state, start, line)


def _take(state: StateBlock, start: int, line: int) -> bool:
    """The lines from *start* up to *line* are a block of HTML."""
    state.line = line
    token = state.push("html_block", "", 0)
    token.map = [start, line]
    token.content = state.getLines(start, line, state.blkIndent, True)
    return True


def _component(state: StateInline, silent: bool) -> bool:
    """Tags that CommonMark's pattern does not match: those of MDX, whose attributes may be
    expressions (``<Chart data={[1, 2]} />``), and those that only a browser reads
    (``<a href=https://a.org/?b=c>``)."""
    if state.src[state.pos] != "<" or state.html_terminator_last(">") < state.pos + 2:
        return False
    window = state.src[state.pos : min(state.posMax, state.pos + 2000)]
    if not _HAS_ATTRIBUTE.match(window):
        return False
    match = _COMPONENT.match(window)
    tag = read_tag(window)
    if match is not None and "{" in match[0]:
        source, length = re.sub(r"=\{[^>]*\}", '="{}"', match[0]), match.end()
    elif tag is not None and tag.known:
        source, length = tag.source, len(tag.source)
    else:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = source
    state.pos += length
    return True


def _convert(state: StateCore) -> None:
    tokens = state.tokens
    read = {id(t): list(pieces(t.content)) for t in tokens if t.type == "html_block"}
    builder = _Builder(
        state.env,
        Links(state.md.normalizeLink, state.md.validateLink),
        closed=_closed_names(tokens, read.values()),
        remaining=_count_closers(read.values()),
    )
    for token in tokens:
        if token.type == "html_block":
            builder.html(token, read[id(token)])
        else:
            builder.markdown(token)
    builder.end()
    state.tokens = cards(builder.out)


def _count_closers(read: Iterable[list[tuple[int, Tag | str]]]) -> Counter[str]:
    return Counter(
        piece.name
        for found in read
        for _, piece in found
        if isinstance(piece, Tag) and piece.closing
    )


def _closed_names(
    tokens: Iterable[Token], read: Iterable[list[tuple[int, Tag | str]]]
) -> frozenset[str]:
    """Names, as written, of all closing tags of the post."""
    names = {
        piece.written
        for found in read
        for _, piece in found
        if isinstance(piece, Tag) and piece.closing
    }
    for token in tokens:
        for child in token.children or ():
            if child.type == "html_inline" and child.content.startswith("</"):
                names.add(child.content[2:-1].strip())
    return frozenset(names)


@dataclass(slots=True)
class _Frame:
    """Something open: an element, or a block of Markdown."""

    name: str  # of the element; "" for Markdown
    closing: Token | None = None  # token that ends it
    centred: bool = False
    start: int = 0  # where it began in the output


@dataclass(slots=True)
class _Builder:
    """Makes one stream of tokens of Markdown's and of raw HTML."""

    env: Any
    links: Links
    closed: frozenset[str]
    remaining: Counter[str]
    out: list[Token] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    leaf: list[Token] | None = None  # what is in the paragraph or heading being filled
    wrapper: tuple[Token, Token] | None = None  # its opening and closing
    line: int = 0  # from 0
    removed: set[str] = field(default_factory=set)

    # --- Markdown --------------------------------------------------------------------------

    def markdown(self, token: Token) -> None:
        if token.map:
            self.line = token.map[0]
        if token.type == "inline":
            self._children(token, token.children or [])
            self.out.append(token)
            self._report()
            self._drop_empty_paragraph()
        elif token.nesting == 1:
            self._flow()
            if token.type == "paragraph_open" and any(f.centred for f in self.frames):
                token.attrJoin("class", "centred")
            self.frames.append(_Frame(""))
            self.out.append(token)
        elif token.nesting == -1:
            self._close_to_markdown()
            self.frames.pop()
            if self.out and self.out[-1].type == "paragraph_dropped":
                self.out.pop()
            else:
                self.out.append(token)
        else:
            self._flow()
            self.out.append(token)

    def _children(self, token: Token, children: list[Token]) -> None:
        token.children = flattened(convert_inline(children, self.links, self.closed, self.removed))

    def _drop_empty_paragraph(self) -> None:
        """A paragraph of nothing but tags or comments is none."""
        inline, opening = self.out[-1], self.out[-2] if len(self.out) > 1 else None
        if opening and opening.type == "paragraph_open" and inline.content and not inline.children:
            self.out[-2:] = [Token("paragraph_dropped", "", 0)]

    def _close_to_markdown(self) -> None:
        self._end_leaf()
        while self.frames and self.frames[-1].name:
            self._pop()

    def end(self) -> None:
        self._end_leaf()
        while self.frames:
            self._pop()

    def _report(self) -> None:
        if self.removed:
            names = ", ".join(sorted(self.removed))
            find(self.env, Code.REMOVED_HTML, f"raw HTML left out: {names}", self.line + 1)
            self.removed.clear()

    # --- raw HTML --------------------------------------------------------------------------

    def html(self, token: Token, found: list[tuple[int, Tag | str]]) -> None:
        first = token.map[0] if token.map else 0
        breaks, counted = 0, 0
        here = _count_closers([found])
        skipping = language = ""
        pre: list[str] | None = None
        for offset, piece in found:
            breaks += token.content.count("\n", counted, offset)
            counted = offset
            self.line = first + breaks
            if isinstance(piece, Tag) and piece.closing:
                self.remaining[piece.name] -= 1
                here[piece.name] -= 1
            if skipping:
                done = isinstance(piece, Tag) and piece.closing and piece.name == skipping
                if not done and skipping in EMBEDS and isinstance(piece, Tag):
                    self._append(piece)
                skipping = "" if done else skipping
                if done and isinstance(piece, Tag) and piece.name in EMBEDS:
                    self._append(piece)
                    self._end_leaf()
            elif pre is not None:
                pre, language = self._pre(piece, pre, language)
            elif isinstance(piece, str):
                self._text(piece)
            elif piece.name == "pre" and not piece.closing:
                self._flow()
                pre, language = [], _language(piece)
            elif piece.name == "noscript" and (piece.closing or _shows(token.content, offset)):
                self._end_leaf()
            elif piece.name in DROPPED and not piece.closing:
                self.removed.add(piece.name)
                skipping = piece.name if here[piece.name] > 0 else ""
            elif piece.name in EMBEDS and not piece.closing:
                self._open_leaf("p", Tag("", "p", "p"))
                self._append(piece)
                skipping = piece.name if here[piece.name] > 0 and not piece.is_void else ""
                if not skipping:
                    self._end_leaf()
            elif piece.name in BLOCKS:
                self._block(piece)
            else:
                self._append(piece)
        if pre is not None:
            self._pre(Tag("", "pre", "pre", closing=True), pre, language)
        self._settle()
        self.line = first
        self._report()

    def _pre(
        self, piece: Tag | str, kept: list[str], language: str
    ) -> tuple[list[str] | None, str]:
        """One piece of preformatted text; at its end the block of code."""
        if isinstance(piece, str):
            return [*kept[:-1], (kept[-1] if kept else "") + unescape(piece)], language
        if piece.name == "br":
            return [*kept[:-1], (kept[-1] if kept else "") + "\n"], language
        if piece.name != "pre" or not piece.closing:
            known = piece.known or (piece.closing and piece.written not in self.closed)
            shown = "" if known else piece.source
            return [*kept[:-1], (kept[-1] if kept else "") + shown], language or _language(piece)
        code = "".join(kept).strip("\n")
        token = Token("fence", "code", 0, map=[self.line, self.line + 1], block=True)
        token.content, token.info, token.markup = f"{code}\n", language, "```"
        self.out.append(token)
        return None, ""

    def _settle(self) -> None:
        """What this block leaves open and nothing closes later ends here."""
        self._end_leaf()
        depth = len(self.frames)
        open_names: Counter[str] = Counter()
        keep = depth
        for index in range(depth - 1, -1, -1):
            frame = self.frames[index]
            if not frame.name:
                break
            open_names[frame.name] += 1
            if open_names[frame.name] > max(self.remaining[frame.name], 0):
                keep = index
        while len(self.frames) > keep:
            self._pop()

    def _text(self, text: str) -> None:
        """Text outside tags; line breaks and runs of spaces are one space, as in a browser."""
        if is_blank(text) and self.leaf is None:
            return
        if self.leaf is None:
            self._open_leaf("p", Tag("", "p", "p"))
        assert self.leaf is not None
        for number, line in enumerate(re.split(r"[ \t]*\n\s*", unescape(text))):
            if number:
                self.leaf.append(Token("softbreak", "br", 0))
            self.leaf.extend(math_tokens(re.sub(r"[ \t]+", " ", line)) if line else ())

    def _append(self, tag: Tag) -> None:
        """A tag of running text; :func:`convert_inline` reads it when the leaf ends."""
        if self.leaf is None:
            if tag.closing:
                return
            self._open_leaf("p", Tag("", "p", "p"))
        assert self.leaf is not None
        self.leaf.append(Token("html_inline", "", 0, content=tag.source))

    def _block(self, tag: Tag) -> None:
        name = tag.name
        if tag.closing:
            self._close(name)
        elif name == "hr":
            self._flow()
            self.out.append(Token("hr", "hr", 0, map=self._map(), block=True, markup="---"))
        elif name in HEADINGS or name in {"summary", "figcaption", "caption", "legend"}:
            self._close_up_to({"p"}, BLOCKS - {"p"})
            self._open_leaf(name, tag)
        elif name in _TABLE_PARTS:
            self._table(tag)
        elif name == "li":
            self._close_up_to({"li"}, LISTS)
            if not any(frame.name in LISTS for frame in self._html_frames()):
                self._open("ul", "bullet_list", tag)
            self._open("li", "list_item", tag)
        elif name in {"dt", "dd"}:
            self._close_up_to({"dt", "dd"}, {"dl"})
            if not any(frame.name == "dl" for frame in self._html_frames()):
                self._open("dl", "dl", tag)
            if name == "dt":
                self._open_leaf("dt", tag)
            else:
                self._open("dd", "dd", tag)
        elif name in BOXES:
            self._close_up_to({"p"}, BLOCKS - {"p"})
            self._open(name, "", tag)
            if name == "p":
                self._open_leaf("p", tag)
        else:
            self._close_up_to({"p"}, BLOCKS - {"p"})
            self._open(name, _TOKENS.get(name, ""), tag)

    # --- opening and closing ---------------------------------------------------------------

    def _map(self) -> list[int]:
        return [self.line, self.line + 1]

    def _html_frames(self) -> list[_Frame]:
        """Elements open inside the innermost block of Markdown, the innermost last."""
        start = len(self.frames)
        while start and self.frames[start - 1].name:
            start -= 1
        return self.frames[start:]

    def _flow(self) -> None:
        """Make place for a block: no paragraph is open, and lists and rows have their item."""
        self._end_leaf()
        inner = self.frames[-1].name if self.frames else ""
        if inner in LISTS:
            self._open("li", "list_item", Tag("", "li", "li"))
        elif inner == "dl":
            self._open("dd", "dd", Tag("", "dd", "dd"))
        elif inner in {"table", "thead", "tbody", "tfoot", "tr"}:
            self._table(Tag("", "td", "td"))

    def _open(self, name: str, token_name: str, tag: Tag) -> None:
        if name in {"table", "ul", "ol", "dl", "blockquote", "figure", "details"} | BOXES:
            self._flow()
        self._end_leaf()
        if len(self.frames) >= MAX_OPEN:
            return
        if name == "dd" and self.out and self.out[-1].type == "dl_open":
            self._empty_term()
        centred = name == "center" or tag.get("align").lower() == "center"
        centred = centred or bool(_CENTRED.search(tag.get("style")))
        frame = _Frame(name, None, centred and name not in {"td", "th"})
        frame.start = len(self.out)
        if token_name:
            opening = Token(f"{token_name}_open", name, 1, map=self._map(), block=True)
            _decorate(opening, tag)
            self.out.append(opening)
            frame.closing = Token(f"{token_name}_close", name, -1, block=True)
            frame.closing.markup = opening.markup
        self.frames.append(frame)

    def _empty_term(self) -> None:
        """A list of terms begins with one: HTML and docutils want it."""
        opening = Token("dt_open", "dt", 1, map=self._map(), block=True)
        inline = Token("inline", "", 0, map=self._map(), block=True, children=[])
        self.out += [opening, inline, Token("dt_close", "dt", -1, block=True)]

    def _open_leaf(self, name: str, tag: Tag) -> None:
        if name in {"dt", "caption"} and self.frames and self.frames[-1].name in {"dl", "table"}:
            self._end_leaf()
        else:
            self._flow()
        self.leaf = anchor_of(tag) if name in HEADINGS else []
        kind, html = _LEAVES.get(name, ("heading", name))
        opening = Token(f"{kind}_open", html, 1, map=self._map(), block=True)
        if kind == "heading":
            opening.markup = "#"
        if name in {"summary", "figcaption", "caption", "legend"}:
            opening.attrSet("class", "caption" if name in {"figcaption", "caption"} else name)
        elif kind == "paragraph" and (
            any(frame.centred for frame in self.frames)
            or tag.get("align").lower() == "center"
            or _CENTRED.search(tag.get("style"))
        ):
            opening.attrSet("class", "centred")
        self.wrapper = opening, Token(f"{kind}_close", html, -1, block=True)

    def _end_leaf(self) -> None:
        if self.leaf is None or self.wrapper is None:
            return
        children, (opening, closing) = self.leaf, self.wrapper
        self.leaf = self.wrapper = None
        inline = Token("inline", "", 0, map=[*(opening.map or [0, 1])], block=True)
        self._children(inline, children)
        inline.children = trim(inline.children or [])
        if not inline.children:
            return
        inline.content = "".join(child.content for child in inline.children)
        opening.map = [opening.map[0] if opening.map else 0, self.line + 1]
        self.out += [opening, inline, closing]

    def _close(self, name: str) -> None:
        wrapper = self.wrapper
        if wrapper and (wrapper[0].tag == name or _LEAVES.get(name, ("", ""))[0] != ""):
            self._end_leaf()
        names = [frame.name for frame in self._html_frames()]
        if name in names:
            depth = len(names) - 1 - names[::-1].index(name)
            self._end_leaf()
            for _ in range(len(names) - depth):
                self._pop()
        elif name in BLOCKS:
            self._end_leaf()

    def _close_up_to(self, names: set[str], stops: set[str]) -> None:
        """Close the innermost of *names*, when none of *stops* is open inside it."""
        self._end_leaf()
        frames = self._html_frames()
        for count, frame in enumerate(reversed(frames), 1):
            if frame.name in names:
                for _ in range(count):
                    self._pop()
                return
            if frame.name in stops:
                return

    def _pop(self) -> None:
        frame = self.frames.pop()
        if frame.closing is not None:
            if self.out and self.out[-1].nesting == 1 and len(self.out) == frame.start + 1:
                self.out.pop()  # nothing is in it
            else:
                self.out.append(frame.closing)
        if frame.name == "figure":
            self.out[frame.start :] = _figure(self.out[frame.start :])

    # --- tables ----------------------------------------------------------------------------

    def _table(self, tag: Tag) -> None:
        name = tag.name
        inner = [frame.name for frame in self._html_frames()]
        if "table" not in inner:
            if name not in {"td", "th", "tr", "tbody", "thead", "tfoot"}:
                return
            self._end_leaf()
            self._open("table", "table", tag)
        if name == "colgroup":
            return
        if name in {"thead", "tbody", "tfoot"}:
            self._close_up_to({"thead", "tbody", "tfoot"}, {"table"})
            self._open(name, "thead" if name == "thead" else "tbody", tag)
            return
        self._close_up_to({"tr"} if name == "tr" else {"td", "th"}, {"table"})
        top = self.frames[-1].name
        if top == "table":
            self._open("tbody", "tbody", Tag("", "tbody", "tbody"))
            top = "tbody"
        if name == "tr":
            self._open("tr", "tr", tag)
            return
        if top in {"thead", "tbody", "tfoot"}:
            self._open("tr", "tr", Tag("", "tr", "tr"))
        self._open(name, name, tag)


_TABLE_PARTS = {"thead", "tbody", "tfoot", "tr", "td", "th", "colgroup"}
_TOKENS = {
    "blockquote": "blockquote", "ul": "bullet_list", "ol": "ordered_list", "dl": "dl",
    "table": "table", "details": "html_container",
}  # fmt: skip
_LEAVES = {
    "p": ("paragraph", "p"), "summary": ("paragraph", "p"), "figcaption": ("paragraph", "p"),
    "caption": ("paragraph", "p"), "legend": ("paragraph", "p"), "dt": ("dt", "dt"),
}  # fmt: skip


def _decorate(opening: Token, tag: Tag) -> None:
    """Attributes of *tag* that mean something to the renderer."""
    name = tag.name
    if name == "details":
        opening.attrSet("class", "details")
    elif name == "ul":
        opening.markup = "-"
    elif name == "ol":
        opening.markup = "."
        if tag.get("start").isdigit():
            opening.attrSet("start", int(tag.get("start")))
    elif name in {"td", "th"}:
        for span in ("colspan", "rowspan"):
            if re.fullmatch(r"[1-9]\d?", tag.get(span)):
                opening.attrSet(span, int(tag.get(span)))
        align = tag.get("align").lower() or next(
            iter(re.findall(r"text-align\s*:\s*(\w+)", tag.get("style"))), ""
        )
        if align in {"left", "center", "right"}:
            opening.attrSet("style", f"text-align:{align}")


def _shows(source: str, start: int) -> bool:
    """Whether the ``noscript`` that begins at *start* holds a picture (of a chart that a script
    would draw) which does not stand before it."""
    end = source.lower().find("</noscript", start)
    found = _PICTURE.search(source, start, end if end > 0 else len(source))
    return found is not None and found[1] not in source[:start]


def _language(tag: Tag) -> str:
    """``class="language-python"`` or ``lang="python"`` of ``pre`` or ``code``."""
    match = re.search(r"(?:language-|lang(?:uage)?[-:]|brush:\s*)([\w+#-]+)", tag.get("class"))
    return match[1] if match else tag.get("lang") if tag.name in {"pre", "code"} else ""


def _figure(tokens: list[Token]) -> list[Token]:
    """A figure of one picture, with its caption; anything else stays as it stands."""
    images = [c for t in tokens for c in t.children or () if c.type == "image"]
    inlines = [t for t in tokens if t.type == "inline"]
    captions = [
        following
        for token, following in pairwise(tokens)
        if token.attrGet("class") == "caption" and token.type == "paragraph_open"
    ]
    others = [
        child
        for inline in inlines
        if inline not in captions
        for child in inline.children or ()
        if child.type not in {"image", "link_open", "link_close", "softbreak", "hardbreak"}
        and child.content.strip()
    ]
    blocks = {t.type for t in tokens} - {"paragraph_open", "paragraph_close", "inline"}
    if len(images) != 1 or len(captions) > 1 or others or blocks:
        return tokens
    caption = captions[0].children if captions else None
    if caption and images[0] in caption:
        return tokens
    return [figure_token(images[0], tuple(caption or ()), tokens[0].map)]
