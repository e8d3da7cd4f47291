"""Pictures that stand alone become figures, with the line below as caption when it is one."""

from __future__ import annotations

import re

from markdown_it.token import Token

from ..markdown import block_parser
from ..markdown.blocks import Block, figure_token, significant, wrapped_in

_CAPTION = re.compile(
    r"^(?:图\s*\d|图[片源注]|图[:：]|图来自|来源[:：]|照片|截图|摄影|题图|figure\b|fig\.|"
    r"source[:：]|photo\b|image\b|picture\b|credit)",
    re.IGNORECASE,
)
MAX_CAPTION = 120  # characters


def lone_image(block: Block) -> Token | None:
    """The picture that is all of a paragraph (a link around it is dropped)."""
    if block.kind != "paragraph":
        return None
    kept = [t for t in significant(block.inline) if t.type not in {"link_open", "link_close"}]
    return kept[0] if len(kept) == 1 and kept[0].type == "image" else None


def caption_children(block: Block) -> tuple[Token, ...] | None:
    """Inline content of a line that reads as the caption of the picture above it."""
    if block.kind != "paragraph" or len(block.text) > MAX_CAPTION:
        return None
    emphasised = wrapped_in(block.inline, "em")
    if emphasised is not None:
        return emphasised
    strong = wrapped_in(block.inline, "strong")
    if _CAPTION.match(block.text.strip()):
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
