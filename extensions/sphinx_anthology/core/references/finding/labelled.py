"""Lists under a line that is no heading (`参考：`, `**References**`), or under nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy

from markdown_it.token import Token

from ...markdown.blocks import Block, paragraph, plain, text_token, wrapped_in
from ...patterns import regex
from ..reading.parse import is_citation
from ..reading.written import Written
from .accept import LISTS, accepted, leaves_numbering, pieces_at, tells_origin
from .items import Piece, has_label, is_evident, lines_of, read_block
from .lists import ReferenceList, make_list
from .wordings import Wording, wording

_LABEL_LINE = regex(r"^\W{0,4}(?P<label>[^:：\n]{1,30}?)\s*[:：]\s*(?P<rest>\S.*)$", re.DOTALL)


def find_labelled(blocks: Sequence[Block]) -> Iterator[ReferenceList]:
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        said = _label(block)
        if said is not None and said is not Wording.RELATED:
            found = _below_label(blocks, index, said)
            if found:
                yield found
                index = found.stop
        elif line := _line_of(block):
            at_end = index >= len(blocks) - 3 and line is block
            within = _label_and_items(line, index - 1, at_end=at_end)
            if within:
                yield within


def _line_of(block: Block) -> Block | None:
    """The paragraph that *block* is, or that a quotation holds alone: `> Ref: https://…`."""
    if (
        block.kind == "blockquote"
        and len(block.tokens) == 5
        and block.tokens[1].type == "paragraph_open"
    ):
        return Block(block.tokens[1:4])
    return block if block.kind == "paragraph" else None


def _label(block: Block) -> Wording | None:
    """What a line such as ``参考：`` or ``**References**`` says of the list below it."""
    if block.kind != "paragraph" or len(block.text) > 40 or "\n" in block.text.strip():
        return None
    said = wording(block.text)
    marked = block.text.rstrip().endswith((":", "：")) or wrapped_in(block.inline, "strong")
    return said if marked or said is Wording.STRONG else None


def _below_label(blocks: Sequence[Block], start: int, said: Wording) -> ReferenceList | None:
    """The list right below a label, or the items that follow it line by line."""
    if start < len(blocks) and blocks[start].kind in LISTS:
        pieces = accepted(blocks[start], said)
        return make_list(start, start + 1, pieces, "", said) if pieces else None
    stop = start
    run: list[Piece] = []
    while stop < len(blocks) and blocks[stop].kind == "paragraph":
        if run and _label(blocks[stop]) is not None:
            break
        pieces, count = pieces_at(blocks, stop, len(blocks), said)
        if not pieces or leaves_numbering(run, pieces):
            break
        run += pieces
        stop += count
    return make_list(start, stop, run, "", said) if run else None


def _label_and_items(block: Block, index: int, *, at_end: bool) -> ReferenceList | None:
    """`参考：[x](…)`, and a label with its items on the lines below it."""
    if not re.search("[:：]", block.text[:34]):
        return None
    item = read_block(block)
    match = _LABEL_LINE.match(item.marked) if not item.label and item.hrefs else None
    said = wording(match["label"]) if match else None
    label = _text_before(block) if said not in {None, Wording.RELATED} else None
    if said is None or label is None or (not at_end and said is not Wording.STRONG):
        return None
    rest = Block((block.tokens[0], label[1], block.tokens[2]))
    items = [line for line in lines_of(rest) if line.marked.strip()]
    shown = is_citation if said is Wording.WEAK else is_evident
    if not items or tells_origin(items) or not all(map(shown, items)):
        return None
    return ReferenceList(index, index + 1, (label[0], *items), sure=said is not Wording.WEAK)


def _text_before(block: Block) -> tuple[Block, Token] | None:
    """(the label as a paragraph, what is left of the inline token) when the label is plain text."""
    inline = copy(block.tokens[1])
    children = list(inline.children or ())
    position = next(
        (i for i, c in enumerate(children) if c.type == "text" and re.search("[:：]", c.content)),
        None,
    )
    if position is None or any(c.nesting for c in children[:position]):
        opener = [c for c in children[: position or 0] if c.type in {"strong_open", "em_open"}]
        if position is None or len(opener) != 1:
            return None
    head, mark, tail = re.split("([:：])", children[position].content, maxsplit=1)
    before = plain(children[:position])
    kept: list[Token] = [text_token(tail)] if tail.strip() else []
    after = children[position + 1 :]
    while after and after[0].type in {"strong_close", "em_close", "softbreak", "hardbreak"}:
        after = after[1:]
    inline.children = [*kept, *after]
    inline.content = block.tokens[1].content.split(mark, 1)[-1].lstrip("*_ \n")
    return paragraph([text_token(f"{before}{head}{mark}")], inline.map), inline


def find_unheaded(blocks: Sequence[Block]) -> Iterator[ReferenceList]:
    """`[1] …`, `[2] …` at the very end of a post, each a citation: no heading is needed."""
    start = len(blocks)
    run: list[Piece] = []
    while start and blocks[start - 1].kind == "paragraph":
        text = plain(blocks[start - 1].inline)
        items = lines_of(blocks[start - 1]) if has_label(text) else []
        if not items or not all(item.label.isdigit() and is_citation(item) for item in items):
            break
        run[:0] = items
        start -= 1
    if len(run) > 1 and isinstance(run[0], Written) and run[0].label == "1":
        yield ReferenceList(start, len(blocks), tuple(run))
