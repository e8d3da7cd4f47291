"""Rewrite a post's blocks into a chapter's: the rules stand here in the order they run.

Each rule takes the blocks and gives blocks back; what it learned or did goes into the
:class:`Composition`. The same function serves the scan (which keeps the facts) and the Sphinx
parser (which keeps the blocks), so what was taken out of the text is exactly what the facts hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from markdown_it.token import Token

from ...diagnostics import Code, Diagnostic, Place
from ...model import Heading, ImageUse, Person, Reference
from ..markdown.blocks import (
    Block,
    heading_tokens,
    is_blank,
    plain,
    text_token,
    tokens_of,
    wrapped_in,
)
from ..references import find_lists, parse_item
from . import byline, figures, outline

REFERENCE_LIST = "reference_list"  # type of the token that stands for a list of references


@dataclass(slots=True)
class Composition:
    """A chapter's blocks, and what was learned from the post's."""

    path: str
    title: str
    blocks: list[Block]
    people: tuple[Person, ...] = ()  # from a byline
    byline: str = ""  # the byline as it stood in the text
    source: tuple[str, str] | None = None  # (name, address) from the last line
    headings: list[Heading] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    images: list[ImageUse] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)

    @property
    def tokens(self) -> list[Token]:
        return tokens_of(self.blocks)

    def note(self, code: Code, message: str, line: int) -> None:
        self.notes.append(Diagnostic(code, message, Place(self.path, line)))


def compose(
    blocks: Sequence[Block],
    *,
    path: str,
    title: str,
    bold_headings: bool = True,
    known: Iterable[Reference] = (),
) -> Composition:
    """Turn the *blocks* of a post into those of a chapter titled *title*.

    Args:
        known: references read before; an item written like one of them is not read again.
    """
    chapter = Composition(path, title, list(blocks))
    _drop_blank(chapter)
    _take_byline(chapter)
    _take_source(chapter)
    _make_figures(chapter)
    if bold_headings:
        _promote_bold_lines(chapter)
    _take_title(chapter)
    _take_references(chapter, {reference.as_written: reference for reference in known})
    _trim_breaks(chapter)
    _set_levels(chapter)
    _list_images(chapter)
    return chapter


def _drop_blank(chapter: Composition) -> None:
    """Lines of nothing but ideographic or no-break spaces are no paragraphs."""
    chapter.blocks = [b for b in chapter.blocks if not _is_nothing(b)]


def _is_nothing(block: Block) -> bool:
    if outline.is_empty_heading(block):
        return True
    only_text = all(t.type in {"text", "softbreak", "hardbreak"} for t in block.inline)
    return block.kind == "paragraph" and only_text and is_blank(block.text)


def _take_byline(chapter: Composition) -> None:
    for index, block in enumerate(chapter.blocks[:3]):
        people = byline.read_byline(block)
        if people:
            chapter.people, chapter.byline = people, block.text
            names = ", ".join(f"{p.role} {p.name}" for p in people)
            chapter.note(Code.BYLINE, f"byline moved to the chapter's head: {names}", block.line)
            del chapter.blocks[index]
            return


def _take_source(chapter: Composition) -> None:
    if len(chapter.blocks) < 2:
        return
    last = chapter.blocks[-1]
    source = byline.read_source(last)
    if source and chapter.blocks[-2].kind != "heading" and not _under_references(chapter):
        chapter.source = source
        chapter.note(Code.SOURCE_LINE, f"last line became the source: {source[1]}", last.line)
        chapter.blocks.pop()


def _under_references(chapter: Composition) -> bool:
    last = len(chapter.blocks)
    return any(found.stop == last for found in find_lists(chapter.blocks))


def _make_figures(chapter: Composition) -> None:
    made: list[Block] = []
    rest = list(chapter.blocks)
    while rest:
        block = rest.pop(0)
        image = figures.lone_image(block)
        if image is None:
            made.append(block)
            continue
        caption = figures.title_caption(image)
        if not caption and rest:
            below = figures.caption_children(rest[0])
            if below is not None:
                taken = rest.pop(0)
                caption = below
                chapter.note(
                    Code.CAPTION, f"caption of the picture above: {taken.text}", taken.line
                )
        made.append(figures.figure(image, caption, block.tokens[0].map))
    chapter.blocks = made


def _promote_bold_lines(chapter: Composition) -> None:
    found = outline.bold_headings(chapter.blocks)
    level = 1
    for index, block in enumerate(chapter.blocks):
        if block.kind == "heading" and index not in found:
            level = min(block.level + 1, 6)
        elif index in found:
            children = list(wrapped_in(block.inline, "strong") or ())
            chapter.note(Code.BOLD_HEADING, f"bold line read as heading: {block.text}", block.line)
            chapter.blocks[index] = heading_tokens(level, children, block.tokens[0].map)


def _take_title(chapter: Composition) -> None:
    """The first heading is the title when the front matter gave none, and goes when it repeats."""
    first = next((i for i, b in enumerate(chapter.blocks) if b.kind == "heading"), None)
    if first is None:
        return
    block = chapter.blocks[first]
    text = " ".join(block.text.split())
    top = min(b.level for b in chapter.blocks if b.kind == "heading")
    alone = sum(b.level == top for b in chapter.blocks if b.kind == "heading") == 1
    if not chapter.title and first == 0 and block.level == top and alone:
        chapter.title = text
        del chapter.blocks[first]
    elif first <= 1 and outline.repeats_title(text, chapter.title):
        chapter.note(Code.REPEATED_TITLE, f"heading repeats the title: {text}", block.line)
        del chapter.blocks[first]


def _take_references(chapter: Composition, known: Mapping[str, Reference]) -> None:
    for found in reversed(find_lists(chapter.blocks)):
        references = [
            known.get(item.text) or parse_item(item.text, Place(chapter.path, item.line))
            for item in found.items
        ]
        first, last = chapter.blocks[found.start], chapter.blocks[found.stop - 1]
        line_map = [first.line - 1, max(last.end_line - 1, first.line)]
        token = Token(REFERENCE_LIST, "", 0, map=line_map, block=True)
        token.meta = {"keys": [reference.key for reference in references]}
        chapter.blocks[found.start : found.stop] = [Block((token,))]
        chapter.references[:0] = references


def _trim_breaks(chapter: Composition) -> None:
    """A thematic break parts two things; at an end of the text it parts nothing."""
    while chapter.blocks and chapter.blocks[0].kind == "hr":
        del chapter.blocks[0]
    while chapter.blocks and chapter.blocks[-1].kind == "hr":
        chapter.blocks.pop()


def _set_levels(chapter: Composition) -> None:
    indexes = [i for i, b in enumerate(chapter.blocks) if b.kind == "heading"]
    levels = outline.normal_levels([chapter.blocks[i].level for i in indexes])
    for index, level in zip(indexes, levels, strict=True):
        block = chapter.blocks[index]
        line_map = block.tokens[0].map
        text = " ".join(block.text.split())
        chapter.headings.append(Heading(level, text, block.line))
        chapter.blocks[index] = heading_tokens(min(level + 1, 6), list(block.inline), line_map)


def _list_images(chapter: Composition) -> None:
    for token in chapter.tokens:
        line = token.map[0] + 1 if token.map else 0
        for image in _images(token):
            alt = plain(image.children or ())
            url = str(image.attrGet("src") or "")
            chapter.images.append(ImageUse(url, alt, Place(chapter.path, line)))
            if is_blank(alt):
                chapter.note(Code.NO_ALT, f"picture without a description: {url}", line)


def _images(token: Token) -> list[Token]:
    own = [token.meta["image"]] if token.type == "figure" else []
    return own + [child for child in token.children or () if child.type == "image"]


def with_title(tokens: Sequence[Token], title: str, line: int) -> list[Token]:
    """The chapter's tokens under its title: one heading above all others."""
    top = heading_tokens(1, [text_token(title)], [line - 1, line])
    return [*top.tokens, *(copy(token) for token in tokens)]


def strip_markup(title: str) -> str:
    """A title as plain text: blogs put mark-up and entities into front matter titles."""
    from html import unescape

    return " ".join(unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", title)).split())
