"""Pictures that stand alone become figures, with the line below as caption when it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from ...diagnostics import Code
from ..markdown import block_parser
from ..markdown.blocks import (
    Block,
    figure_token,
    paragraph,
    significant,
    wrapped_in,
)
from ..patterns import regex
from .composition import Composition

_CAPTION = regex(
    r"^(?:[▲△▴↑⬆☝👆]|(?:上)?图\s*[\d一二三四五六七八九十]|图[片源注表]|[图圖][:：]|图来自|来源[:：]|"
    r"照片|截图|插图|摄影|题图|封面图?[:：]|figure\b|fig\.|source[:：]|"
    r"(?:photo(?:graph)?s?|images?|pictures?|illustration)"
    r"(?:\s+(?:by|credits?|from|of|source|via|courtesy|shows?|\d)|\s*(?:[:：(（©]|$))|"
    r"screenshot\b|credit|caption[:：]|図\s*\d|via\b)",
    re.IGNORECASE,
)
# Sentences that speak of a picture, and say more than its caption would.
_SPEAKS_OF = regex(
    r"^(?:上?图\s*[\d一二三四五六七八九十.\-]+\s*(?:中(?![国文心期央华])|里|所示|[和与]图)"
    r"|(?:图片|照片|截图|插图)(?:如下|中|里|功能)"
    r"|(?:figure|fig\.)\s*[\d.]+[a-z]?\s+"
    r"(?:shows?|is|are|and|illustrates?|depicts?|presents?|compares?|demonstrates?)\b)",
    re.IGNORECASE,
)
_IMAGE_LINE = regex(r"\s*(?:\[?!\[|<img\b|<a\b[^>]*>\s*<img\b|\*{0,2}!\[)", re.IGNORECASE)
_BREAKS = {"softbreak", "hardbreak"}
MAX_CAPTION = 120  # characters


def make_figures(chapter: Composition) -> None:
    """Turn pictures that stand on a line of their own into figures, wherever they are."""
    made: list[Block] = []
    rest = [part for block in chapter.blocks for part in _parts(chapter, block)]
    rest.reverse()
    while rest:
        block = rest.pop()
        image = lone_image(block)
        if image is None:
            made.append(_with_figures_inside(block))
            continue
        caption = title_caption(image)
        if not caption and rest:
            below = caption_children(rest[-1])
            if below is not None and chapter.allows(Code.CAPTION, rest[-1]):
                taken = rest.pop()
                caption = below
                chapter.change(
                    Code.CAPTION,
                    f"caption of the picture above: {taken.text}",
                    taken,
                    after=f"caption: {taken.text}",
                )
        made.append(figure(image, caption, block.tokens[0].map))
    chapter.blocks = made


def _parts(chapter: Composition, block: Block) -> Iterator[Block]:
    """A paragraph in pieces, where a line of it is nothing but a picture."""
    if not any(token.type == "image" for token in block.inline) or lone_image(block):
        yield block
        return
    pieces = list(split_lines(block))
    if len(pieces) == 1 or not chapter.allows(Code.OWN_LINE_PICTURE, block):
        yield block
        return
    after = "\n\n".join(piece.text.strip() or "(picture)" for piece in pieces)
    chapter.change(Code.OWN_LINE_PICTURE, "picture on a line of its own", block, after=after)
    yield from pieces


def split_lines(block: Block) -> Iterator[Block]:
    """The runs of a paragraph's lines: lone pictures, and what stands between them."""
    lines = _lines_of(block.inline)
    alone = [_lone(line) is not None for line in lines]
    if not any(alone) or len(lines) == 1:
        yield block
        return
    first, end = block.tokens[0].map or [0, 1]
    numbers = _image_lines(block.tokens[1].content.split("\n"), alone, first)
    run: list[Token] = []
    start = first
    for line, is_picture in zip(lines, alone, strict=True):
        if not is_picture:
            run += line
            continue
        number = min(next(numbers, start), end - 1)
        if any(token.type not in _BREAKS for token in run):
            yield paragraph(_trimmed(run), [start, max(number, start + 1)])
        yield paragraph(_trimmed(line), [number, number + 1])
        run, start = [], number + 1
    if any(token.type not in _BREAKS for token in run):
        yield paragraph(_trimmed(run), [start, max(end, start + 1)])


def _lines_of(children: Sequence[Token]) -> list[list[Token]]:
    """Inline tokens by line, each with the break that ends it; a line within a link is none."""
    lines: list[list[Token]] = [[]]
    depth = 0
    for token in children:
        depth += token.nesting
        lines[-1].append(token)
        if token.type in _BREAKS and depth == 0:
            lines.append([])
    return lines


def _image_lines(source: Sequence[str], alone: Sequence[bool], first: int) -> Iterator[int]:
    """Lines of the file (from 0) that are pictures. Where a link goes over lines, or one has breaks
    of its own, the two do not match, and those are taken that look like it."""
    for number, line in enumerate(source, first):
        if alone[number - first] if len(source) == len(alone) else _IMAGE_LINE.match(line):
            yield number


def _trimmed(tokens: list[Token]) -> list[Token]:
    kept = list(tokens)
    while kept and kept[-1].type in _BREAKS:
        kept.pop()
    while kept and kept[0].type in _BREAKS:
        kept.pop(0)
    return kept


def _with_figures_inside(block: Block) -> Block:
    """The block with figures for the lone pictures in its lists, quotations and containers."""
    if not any(t.type == "paragraph_open" and t.level for t in block.tokens):
        return block
    tokens: list[Token] = []
    changed = False
    waiting = list(block.tokens)
    index = 0
    while index < len(waiting):
        token = waiting[index]
        image = None
        if token.type == "paragraph_open" and token.level:
            image = lone_image(Block(tuple(waiting[index : index + 3])))
        if image is None:
            tokens.append(token)
            index += 1
            continue
        tokens += figure(image, title_caption(image), token.map).tokens
        changed, index = True, index + 3
    return Block(tuple(tokens)) if changed else block


def lone_image(block: Block) -> Token | None:
    """The picture that is all of a paragraph (a link around it is dropped)."""
    return _lone(block.inline) if block.kind == "paragraph" else None


def _lone(children: Sequence[Token]) -> Token | None:
    kept = [t for t in significant(children) if t.type not in {"link_open", "link_close"}]
    return kept[0] if len(kept) == 1 and kept[0].type == "image" else None


def caption_children(block: Block) -> tuple[Token, ...] | None:
    """Inline content of a line that reads as the caption of the picture above it."""
    if block.kind != "paragraph" or len(block.text) > MAX_CAPTION:
        return None
    if any(token.type == "image" for token in block.inline):
        return None  # a picture, whatever its description says
    emphasised = wrapped_in(block.inline, "em")
    if emphasised is not None:
        return emphasised
    strong = wrapped_in(block.inline, "strong")
    text = block.text.strip()
    if _CAPTION.match(text) and not _SPEAKS_OF.match(text):
        return strong if strong is not None else tuple(block.inline)
    return None


def figure(image: Token, caption: tuple[Token, ...], line_map: list[int] | None) -> Block:
    """A figure block."""
    return Block((figure_token(image, caption, line_map),))


def title_caption(image: Token) -> tuple[Token, ...]:
    """``![alt](url "caption")``: the title of a lone picture is its caption, which engines let
    have mark-up of its own."""
    title = str(image.attrGet("title") or "").strip()
    if not title:
        return ()
    parsed = block_parser().parseInline(title, {})
    return tuple(parsed[0].children or ()) if parsed else ()
