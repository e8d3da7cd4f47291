"""The items within a block: those of a list, nested ones too, and the lines of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from ...markdown.blocks import Block, paragraph
from ...patterns import regex
from ..reading.written import LABEL, LINK, UNLINK, URL, Written, join, read_tokens, take_label, tidy

Piece = Written | Block  # an item; or a paragraph between items, which stays one
_LINKS = regex(
    rf"(?:{LINK}[^{UNLINK}]*{UNLINK}|{URL})(?:(?:[\s·,，、|/;；&＆和]|and)*(?:{LINK}[^{UNLINK}]*{UNLINK}|{URL}))+"
)


@dataclass(slots=True)
class _Item:
    """An item of a Markdown list."""

    line: int
    number: str = ""  # that readers see before it; empty in a list of bullets
    inlines: list[Token] = field(default_factory=list)
    nested: list[_Item] = field(default_factory=list)


def pieces_of(block: Block) -> list[Piece] | None:
    """Items of *block* in order; None when it holds what no entry can: code, pictures, tables."""
    if block.kind == "paragraph":
        return list(lines_of(block))
    tree = _tree(block.tokens)
    if tree is None:
        return None
    return [piece for item in tree for piece in _flatten(item)]


def lines_of(block: Block) -> list[Written]:
    """A paragraph of items: one a line when each line could be one, else the paragraph is one."""
    lines = [take_label(line) for line in _lines(block)]
    if len(lines) < 2:
        return [part for line in lines for part in _apart(line)]
    if any(line.label for line in lines):
        return _grouped(lines, [bool(line.label) for line in lines])
    starts = [
        index == 0 or not is_address(line) or bool(lines[index - 1].hrefs)
        for index, line in enumerate(lines)
    ]
    addressed = [bool(group.hrefs) for group in _grouped(lines, starts)]
    if all(addressed):
        return _grouped(lines, starts)
    return [read_block(block)]


def read_block(block: Block) -> Written:
    """A paragraph as one item."""
    token = block.tokens[1]
    return take_label(read_tokens(token.children or [], token.content, block.line))


def is_evident(item: Written) -> bool:
    """Whether *item* shows by a mark of its own that it may be a reference."""
    return bool(item.label or item.hrefs or item.marked.lstrip().startswith("《"))


def is_address(item: Piece) -> bool:
    """An address without a word: whose it is, the line above says."""
    if not isinstance(item, Written) or item.label:
        return False
    return bool(item.hrefs) and not re.search(r"\w", item.plain)


def pair_up(pieces: Iterable[Piece]) -> list[Piece]:
    """A title and, in a paragraph of its own below it, its address are one item."""
    paired: list[Piece] = []
    for piece in pieces:
        last = paired[-1] if paired else None
        waits = isinstance(last, Written) and bool(last.label) and not last.hrefs
        if waits and isinstance(last, Written) and isinstance(piece, Written) and is_address(piece):
            paired[-1] = join((last, piece))
        else:
            paired.append(piece)
    return paired


def _grouped(lines: Sequence[Written], starts: Sequence[bool]) -> list[Written]:
    groups: list[list[Written]] = []
    for line, start in zip(lines, starts, strict=True):
        if start or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [part for group in groups for part in _apart(join(group))]


def _apart(item: Written) -> list[Written]:
    """`[One](a) · [Two](b)`: a line that is nothing but links holds as many items; so does one
    that enumerates three or more."""
    links = re.findall(rf"{LINK}[^{UNLINK}]*{UNLINK}|{URL}", item.marked)
    run = _LINKS.search(item.marked) if len(links) > 1 else None
    if run is None or len(re.findall(f"{LINK}|{URL}", run[0])) < len(links):
        return [item]
    around = item.marked[: run.start()] + item.marked[run.end() :]
    if re.search(r"\w", around) and (len(links) < 3 or len(tidy(around)) > 60):
        return [item]
    if URL in links:  # a title and its address again
        return [item]
    return [
        replace(
            item,
            marked=link
            if index
            else f"{item.marked[: run.start()]}{link}{item.marked[run.end() :]}",
            hrefs=(href,),
            source=f"[{tidy(link)}]({href})" if index else item.source,
            label="" if index else item.label,
        )
        for index, (link, href) in enumerate(zip(links, item.hrefs, strict=True))
    ]


def _lines(block: Block) -> Iterator[Written]:
    token = block.tokens[1]
    sources = token.content.split("\n")
    groups: list[list[Token]] = [[]]
    depth = 0
    for child in token.children or ():
        depth += child.nesting
        if depth == 0 and child.type in {"softbreak", "hardbreak"}:
            groups.append([])
        else:
            groups[-1].append(child)
    # a break inside a link or emphasis joins lines; then the source cannot be told apart by lines
    same = len(groups) == len(sources)
    for index, group in enumerate(groups):
        source = sources[index].rstrip("\\ ") if same else "".join(t.content for t in group)
        yield read_tokens(group, source, block.line + (index if same else 0))


def _tree(tokens: Sequence[Token]) -> list[_Item] | None:
    top: list[_Item] = []
    open_items: list[_Item] = []
    first = int(tokens[0].attrGet("start") or 1) if tokens[0].type == "ordered_list_open" else 0
    for token in tokens:
        if token.type == "list_item_open":
            number = str(first + len(top)) if first and not open_items else ""
            item = _Item(token.map[0] + 1 if token.map else 0, number)
            (open_items[-1].nested if open_items else top).append(item)
            open_items.append(item)
        elif token.type == "list_item_close":
            open_items.pop()
        elif token.type == "inline":
            if any(child.type == "image" for child in token.children or ()):
                return None
            open_items[-1].inlines.append(token)
        elif token.type not in {
            "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
            "ordered_list_open", "ordered_list_close",
        }:  # fmt: skip
            return None
    return top


def _flatten(item: _Item) -> Iterator[Piece]:
    own = _own(item)
    nested = [piece for child in item.nested for piece in _flatten(child)]
    led = any(isinstance(piece, Block) or piece.hrefs for piece in nested)
    if own is None or not nested:
        yield from ([*_apart(own)] if own else [])
        yield from nested
    elif led and not is_evident(own):
        inline = item.inlines[0]
        yield paragraph(list(inline.children or ()), inline.map)
        yield from nested
    elif led:
        yield own
        yield from nested
    else:  # remarks on the item
        remarks = [piece for piece in nested if isinstance(piece, Written)]
        yield join((own, *(replace(r, marked=f"\n{r.marked}") for r in remarks)))


def _own(item: _Item) -> Written | None:
    parts = []
    for inline in item.inlines:
        line = inline.map[0] + 1 if inline.map else item.line
        parts.append(read_tokens(inline.children or [], inline.content, line))
    parts = [part for part in parts if part.marked.strip()]
    if not parts:
        return None
    own = take_label(join(parts) if len(parts) > 1 else parts[0])
    if own.label and own.line == item.line:
        return own
    return replace(own, label=own.label or item.number, line=item.line)


def has_label(text: str) -> bool:
    """Whether *text* begins as an item that its author numbered: `[1] …`."""
    match = LABEL.match(text)
    return match is not None and bool(match["bracketed"])
