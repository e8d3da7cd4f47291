"""What must hold for any post at all: nothing raises, lines are lines of the file, what reaches a
page is well-formed and does not act, and no post takes long for its length."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.links import PostMap, resolve
from sphinx_anthology.core.links.resolve import SCHEMES
from sphinx_anthology.core.markdown import block_parser
from sphinx_anthology.core.markdown.blocks import blocks_of
from sphinx_anthology.core.post import prepare, read_post
from sphinx_anthology.core.script import printable
from sphinx_anthology.core.structure import compose
from sphinx_anthology.model import Post

ATTRIBUTES = {
    "href", "src", "alt", "title", "width", "height", "class", "style", "start", "colspan",
    "rowspan", "id",
}  # fmt: skip
# CPU seconds that any post may take, and that each of its characters may: ten times of what the
# slowest of 100,000 takes, so that a busy machine is no find
SECONDS, PER_CHARACTER = 2.0, 0.002


class FoundError(AssertionError):
    """A post for which something does not hold."""


def hold(text: str) -> float:
    """Try *text*; CPU seconds that it took.

    Raises:
        FoundError: something does not hold.
    """
    start = time.process_time()
    post = read_post(text, "post.md", "post.md")
    taken = time.process_time() - start
    _must(taken < SECONDS + PER_CHARACTER * len(text), f"it takes {taken:.1f} s")
    _lines(text, post)
    _links(post)
    prepared = prepare(text, "post.md")
    if not prepared.broken:
        blocks = blocks_of(block_parser(prepared.meta.math).parse(prepared.body))
        _well_formed(compose(blocks, **prepared.composing("post.md")).tokens)
    return taken


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise FoundError(what)


def _lines(text: str, post: Post) -> None:
    last = len(re.split(r"\r\n|\r|\n", text))
    places = [d.place for d in post.diagnostics] + [r.place for r in post.references]
    places += [use.place for use in (*post.images, *post.links)]
    for place in places:
        _must(0 <= place.line <= last, f"line {place.line} of {last}")


def _links(post: Post) -> None:
    chapters = collect([post], Choices(), "").chapters
    if not chapters:
        return
    book = PostMap.of(chapters)
    for use in post.links:
        link = resolve(use.href, chapters[0], book)
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", link.url, re.IGNORECASE)
        _must(link.kind != "url" or bool(scheme and scheme[1].lower() in SCHEMES), link.url)


def _well_formed(tokens: Iterable[Token]) -> None:
    """Each that opens is closed, in order; the renderer makes an element of each pair."""
    opened: list[str] = []
    for token in _with_children(tokens):
        _must(token.type not in {"html_block", "html_inline"}, token.type)
        _harmless(token)
        if token.nesting == 1:
            opened.append(token.type.removesuffix("_open"))
        elif token.nesting == -1:
            _must(bool(opened), f"{token.type} closes nothing")
            _must(opened.pop() == token.type.removesuffix("_close"), f"{token.type} closes another")
    _must(not opened, f"{opened} stay open")


def _with_children(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type != "image":  # of which only the words are taken, for its description
            yield from _with_children(token.children or ())


def _harmless(token: Token) -> None:
    _must(set(token.attrs) <= ATTRIBUTES, f"attributes {sorted(token.attrs)}")
    for name, value in token.attrs.items():
        _must(printable(str(value)) == str(value), f"{name} holds a control character")
    _must(printable(token.content) == token.content, "a control character")
    for name in ("href", "src"):
        value = re.sub(r"[\x00-\x20]", "", str(token.attrGet(name) or "")).lower()
        acting = value.startswith(("javascript:", "vbscript:", "data:text"))
        _must(not acting, f"{name} acts: {value[:40]}")
