"""Rewrite a post's blocks into a chapter's: the rules stand here in the order they run.

Each rule takes the chapter and changes it; what it learned or did goes into the
:class:`Composition`. The same function serves the scan (which keeps the facts) and the Sphinx
parser (which keeps the blocks), so what was taken out of the text is exactly what the facts hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from urllib.parse import quote, unquote

from markdown_it.token import Token

from ...diagnostics import Code, Place
from ...model import ImageUse, LinkUse, Reference, Resource
from ..alt import says_nothing
from ..markdown import block_parser
from ..markdown.blocks import (
    Block,
    heading_tokens,
    is_blank,
    plain,
    text_token,
)
from ..references.finding.detect import Definitions
from ..rules import Rules
from . import boilerplate, byline, figures, outline, references, whitespace
from .composition import Composition


def compose(
    blocks: Sequence[Block],
    *,
    path: str,
    title: str,
    body: str = "",
    rules: Rules | None = None,
    known: Iterable[Reference] = (),
    definitions: Definitions | None = None,
    authors: frozenset[str] = frozenset(),
    source_url: str = "",
    resources: Sequence[Resource] = (),
) -> Composition:
    """Turn the *blocks* of a post into those of a chapter titled *title*.

    Args:
        body: the Markdown the blocks were parsed from, for the report of what was changed.
        rules: what may be done to this post.
        known: references read before; an item written like one of them is not read again.
        definitions: the post's link definitions, as its parser has them.
        authors, source_url: what the front matter says; a line that says otherwise stays.
        resources: what it calls the files beside the post.
    """
    chapter = Composition(path, title, list(blocks), rules or Rules(), body.split("\n"))
    chapter.known_authors, chapter.known_source = authors, source_url
    _name_pictures(chapter, resources)
    whitespace.drop_blank(chapter)
    whitespace.strip_indents(chapter)
    byline.take_bylines(chapter)
    byline.take_source(chapter)
    byline.take_origins(chapter)
    figures.make_figures(chapter)
    outline.promote_bold_lines(chapter)
    outline.take_title(chapter)
    outline.drop_contents(chapter)
    references.take_lists(chapter, known, definitions or {})
    whitespace.trim_breaks(chapter)
    boilerplate.mark_advertisements(chapter)
    outline.take_ordinals(chapter)
    outline.set_levels(chapter)
    _list_images(chapter)
    _list_links(chapter)
    return chapter


def _name_pictures(chapter: Composition, resources: Sequence[Resource]) -> None:
    """Give pictures that are called by a resource's name their file, and their title as words."""
    known = {name: r for r in resources for name in (r.source, r.name) if name}
    for token in chapter.tokens if known else ():
        for image in _images(token):
            resource = known.get(unquote(str(image.attrGet("src") or "")).removeprefix("./"))
            if resource is None:
                continue
            image.attrSet("src", quote(resource.source))
            if resource.title and is_blank(plain(image.children or ())):
                image.children, image.content = [text_token(resource.title)], resource.title


def _list_images(chapter: Composition) -> None:
    for token in chapter.tokens:
        line = token.map[0] + 1 if token.map else 0
        for image in _images(token):
            alt = plain(image.children or ())
            url = str(image.attrGet("src") or "")
            is_still = bool(image.meta.get("still"))
            chapter.images.append(ImageUse(url, alt, Place(chapter.path, line), is_still))
            if says_nothing(alt) and not is_still:
                said = "" if is_blank(alt) else f", which is called {alt!r}"
                chapter.note(Code.NO_ALT, f"picture without a description: {url}{said}", line)


def _list_links(chapter: Composition) -> None:
    for token in chapter.tokens:
        place = Place(chapter.path, token.map[0] + 1 if token.map else 0)
        for child in token.children or ():
            if child.type == "link_open" and child.attrGet("href"):
                chapter.links.append(LinkUse(str(child.attrGet("href")), place))


def _images(token: Token) -> list[Token]:
    own = [token.meta["image"]] if token.type == "figure" else []
    found = own + [child for child in token.children or () if child.type == "image"]
    for image in found:
        source = str(image.attrGet("src") or "")
        if source.startswith("//"):  # a host; Sphinx would take it for a file of this machine
            image.attrSet("src", f"https:{source}")
        title = str(image.attrGet("title") or "")
        if set(title) & set("*_`[<&\\"):  # a picture within a line has no caption to be set
            inline = block_parser().parseInline(title)[0]
            image.attrSet("title", plain(inline.children or ()))
    return found


def with_title(tokens: Sequence[Token], title: str, line: int) -> list[Token]:
    """The chapter's tokens under its title: one heading above all others."""
    top = heading_tokens(1, [text_token(title)], [line - 1, line])
    return [*top.tokens, *(copy(token) for token in tokens)]


def strip_markup(title: str) -> str:
    """A title as plain text: blogs put mark-up and entities into front matter titles."""
    from html import unescape

    return " ".join(unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", title)).split())
