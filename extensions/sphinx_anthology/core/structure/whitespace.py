"""What only makes distance: empty paragraphs, indents made of spaces, breaks at the ends."""

from __future__ import annotations

import re

from markdown_it.token import Token

from ...diagnostics import Code
from ..markdown.blocks import Block, is_blank
from ..patterns import regex
from .composition import Composition

_INDENT = regex(r"^[\u3000\u00a0\u2002\u2003\u2004\u2005\ufeff\u200b]+")


def drop_blank(chapter: Composition) -> None:
    """Lines of nothing but ideographic or no-break spaces are no paragraphs."""
    kept: list[Block] = []
    for block in chapter.blocks:
        if _is_nothing(block) and chapter.allows(Code.EMPTY_LINE, block):
            chapter.change(Code.EMPTY_LINE, f"empty {block.kind} left out", block)
        else:
            kept.append(block)
    chapter.blocks = kept


def _is_nothing(block: Block) -> bool:
    if block.kind == "heading":
        return is_blank(block.text) and not any(t.type == "image" for t in block.inline)
    only_text = all(
        t.type in {"text", "text_special", "softbreak", "hardbreak"}
        or (t.type == "html_inline" and re.match(r"<br\s*/?>$", t.content))
        for t in block.inline
    )
    return block.kind == "paragraph" and only_text and is_blank(block.text)


def strip_indents(chapter: Composition) -> None:
    """Ideographic and no-break spaces before a paragraph: the book indents by its own rule."""
    indented = [
        block
        for block in chapter.blocks
        if block.kind == "paragraph" and _indent_of(block) and chapter.allows(Code.INDENT, block)
    ]
    if not indented:
        return
    for block in indented:
        _unindent(block)
    first = indented[0]
    message = f"indent of spaces taken off ({len(indented)} paragraphs)"
    chapter.change(Code.INDENT, message, first, after=_INDENT.sub("", chapter.lines_of(first)))


def _indent_of(block: Block) -> str:
    """The spaces that its first line, or a later one, begins with."""
    at_start = True
    for token in block.inline:
        if at_start and token.type in {"text", "text_special"}:
            match = _INDENT.match(token.content)
            if match:
                return match[0]
        at_start = token.type in {"softbreak", "hardbreak"}
    return ""


def _unindent(block: Block) -> None:
    """Takes the spaces off in place: the tokens are this chapter's own."""
    children: list[Token] = []
    at_start = True  # of a line
    for token in block.tokens[1].children or []:
        if token.type in {"text", "text_special"}:
            kept = _INDENT.sub("", token.content) if at_start else token.content
            at_start = at_start and not kept
            token = token.copy(content=kept)
        else:
            at_start = token.type in {"softbreak", "hardbreak"}
        children.append(token)
    block.tokens[1].children = children


def trim_breaks(chapter: Composition) -> None:
    """A thematic break parts two things; at an end of the text it parts nothing."""
    for end in (0, -1):
        while chapter.blocks and chapter.blocks[end].kind == "hr":
            block = chapter.blocks[end]
            if not chapter.allows(Code.BREAK, block):
                break
            chapter.change(Code.BREAK, "thematic break at an end of the text left out", block)
            del chapter.blocks[end]
