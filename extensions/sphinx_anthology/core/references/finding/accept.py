"""Which blocks hold items of a reference list: how sure depends on what the heading says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...markdown.blocks import Block
from ...patterns import regex
from ..reading.parse import MAX_ITEM, is_citation
from ..reading.written import LINK, URL, Written, join, tidy
from .items import Piece, is_address, is_evident, lines_of, pieces_of, read_block
from .wordings import Wording

LISTS = {"bullet_list", "ordered_list"}
_FIRST_PUBLISHED = regex(  # says where the post itself comes from
    r"转载|^\W*(?:原文(?:链接|地址|出处)?|首发于?|原载)\s*[:：]|本文(?:最初|首发|来自|转|原载|已经?由)"
    r"|originally (?:posted|published|appeared)|cross-?posted|re-?posted from",
    re.I,
)


def pieces_at(
    blocks: Sequence[Block], index: int, end: int, said: Wording
) -> tuple[list[Piece], int]:
    """(items of the block at *index*, how many blocks they take); none when it holds none.

    A title and, in a paragraph of its own below it, its address are one item.
    """
    block = blocks[index]
    if index + 1 < end and block.kind == blocks[index + 1].kind == "paragraph":
        title, address = read_block(block), read_block(blocks[index + 1])
        if _waits(title, said) and is_address(address):
            return [join((title, address))], 2
    return accepted(block, said), 1


def _waits(title: Written, said: Wording) -> bool:
    """Words that could be a title, with no address yet."""
    if title.hrefs or not title.plain or len(title.plain) > 200:
        return False
    if title.label or title.plain.startswith("《"):
        return True
    bare = len(title.plain) < 120 and not title.plain.endswith(("。", "：", ":", "，", ","))
    return said is Wording.STRONG and bare


def accepted(block: Block, said: Wording) -> list[Piece]:
    """The items of a block, when it holds items."""
    if block.kind == "blockquote":
        return _quoted(block)
    if block.kind not in LISTS and block.kind != "paragraph":
        return []
    if block.kind == "paragraph" and any(token.type == "image" for token in block.inline):
        return []
    pieces = pieces_of(block) or []
    items = [piece for piece in pieces if isinstance(piece, Written)]
    if not items or any(len(item.plain) > MAX_ITEM and not item.label for item in items):
        return []
    if block.kind == "paragraph" and tells_origin(items):
        return []
    return pieces if _fit(items, said, alone=block.kind == "paragraph") else []


def _fit(items: Sequence[Written], said: Wording, *, alone: bool) -> bool:
    if said is Wording.WEAK:
        return all(is_citation(item) or _is_led(item) for item in items)
    if alone and not all(is_evident(item) or is_citation(item) for item in items):
        return False
    if said is Wording.READING:  # `Reading` may head the steps of a procedure
        works = [bool(i.hrefs) or "《" in i.plain or is_citation(i) for i in items]
        return 2 * sum(works) >= len(items)
    return True


def tells_origin(items: Sequence[Written]) -> bool:
    """`原文链接：…，转载请注明出处`, `Originally posted at …`: the post's own source."""
    return any(_FIRST_PUBLISHED.search(item.plain) for item in items)


def is_prose(piece: Piece) -> bool:
    """A sentence that happens to hold a link: words lead up to it, and go on behind it."""
    if not isinstance(piece, Written):
        return False
    lead = tidy(re.split(f"[{LINK}{URL}]", piece.marked, maxsplit=1)[0])
    return len(lead) > 12 and not lead.endswith((":", "：")) and not is_citation(piece)


def leaves_numbering(run: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Behind items that are numbered stands one that is not, and is no address of the last."""
    numbered = all(
        isinstance(piece, Written) and (piece.label or is_address(piece)) for piece in run
    )
    first = pieces[0]
    goes_on = isinstance(first, Written) and (bool(first.label) or is_address(first))
    return bool(run) and numbered and not goes_on


def _is_led(item: Written) -> bool:
    """A labelled or short item with a link: `[1] Title http://…`."""
    short = len(item.plain) < 80 and not is_prose(item)
    return bool(item.hrefs) and (bool(item.label) or short)


def _quoted(block: Block) -> list[Piece]:
    """`> [1] Browne C B, …`: numbered items in a quotation."""
    inner = [
        Block(tuple(block.tokens[i : i + 3]))
        for i, t in enumerate(block.tokens)
        if t.type == "paragraph_open"
    ]
    items = [item for paragraph in inner for item in lines_of(paragraph)]
    numbered = bool(items) and all(item.label.isdigit() and is_citation(item) for item in items)
    return list(items) if numbered else []
