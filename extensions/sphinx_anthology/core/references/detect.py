"""Find the lists of references of a post among its blocks.

A list is told by the heading or the label line above it, by being footnotes that are citations, or
by standing numbered at the very end. What stands among its items and is none stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markdown_it.token import Token

from ..markdown.blocks import Block, plain, wrapped_in
from .items import Piece, has_label, is_evident, lines_of, pair_up, pieces_of, read_block
from .parse import is_citation, is_cited_in_full
from .wordings import Wording, wording
from .written import LINK, UNLINK, URL, Written, read_tokens, take_label, tidy

_LISTS = {"bullet_list", "ordered_list"}
_KINDS = (  # headings within the section that say what their items are
    (re.compile(r"^(?:books?|书籍?|图书|专著)$", re.I), "book"),
    (re.compile(r"^(?:videos?|视频|talks?|演讲)$", re.I), "video"),
    (re.compile(r"^(?:podcasts?|播客)$", re.I), "podcast"),
    (re.compile(r"^(?:papers?|论文|articles?)$", re.I), ""),
)
_LABEL_LINE = re.compile(r"^\W{0,4}(?P<label>[^:：\n]{1,30}?)\s*[:：]\s*(?P<rest>\S.*)$", re.DOTALL)
_FIRST_PUBLISHED = re.compile(  # says where the post itself comes from
    r"转载|^\W*(?:原文(?:链接|地址|出处)?|首发于?|原载)\s*[:：]|本文(?:最初|首发|来自|转|原载|已经?由)"
    r"|originally (?:posted|published|appeared)|cross-?posted|re-?posted from",
    re.I,
)
MAX_ITEM = 1500  # characters; what is longer is a text

Definitions = Mapping[str, Mapping[str, Any]]  # link definitions of a post, as the parser has them


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """Blocks ``[start, stop)`` of a post are a list of references."""

    start: int
    stop: int
    pieces: tuple[Piece, ...]
    kind: str = ""  # what its heading says the works are
    reading: bool = False  # its heading recommends them
    sure: bool = True  # its heading says that they are references; `Links` says less

    @property
    def items(self) -> tuple[Written, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Written))


def find_lists(
    blocks: Sequence[Block], definitions: Definitions | None = None
) -> list[ReferenceList]:
    """The lists of a post, in order; footnotes apart, for which see :func:`find_notes`."""
    headed = list(_headed(blocks, definitions or {}))
    noted = any(block.kind == "footnote_reference" for block in blocks)
    found = [entry for entry in headed if entry.sure]
    if found:  # who puts references under a heading uses labels for asides in the text
        found += [entry for entry in _labelled(blocks) if _is_scholarly(entry, found)]
    else:
        labelled = list(_labelled(blocks))
        sure = [entry for entry in labelled if entry.sure]
        found = sure or ([] if noted else headed) or labelled or list(_unheaded(blocks))
    return sorted((entry for entry in found if entry.items), key=lambda entry: entry.start)


def _is_scholarly(entry: ReferenceList, others: Sequence[ReferenceList]) -> bool:
    """A second list, under a label, of works cited in full."""
    apart = all(entry.stop <= other.start or other.stop <= entry.start for other in others)
    return apart and entry.sure and all(is_cited_in_full(item) for item in entry.items)


def find_notes(blocks: Sequence[Block]) -> list[tuple[int, Written]]:
    """(index, item) of each footnote that is a citation, not a remark."""
    found = []
    heading: Wording | None = None
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            heading = wording(block.text)
        if block.kind == "footnote_reference":
            item = _note(block)
            sure = heading is Wording.STRONG and item is not None and is_evident(item)
            if item and (is_citation(item) or (sure and len(item.plain) < MAX_ITEM)):
                found.append((index, item))
    return found


def _note(block: Block) -> Written | None:
    inlines = [token for token in block.tokens if token.type == "inline"]
    plain_note = all(
        t.type in {"inline", "paragraph_open", "paragraph_close"} for t in block.tokens[1:-1]
    )
    if len(inlines) != 1 or not plain_note:
        return None
    item = read_tokens(inlines[0].children or [], inlines[0].content, block.line)
    return (
        replace(take_label(item), label=str(block.tokens[0].meta["label"])) if item.marked else None
    )


# --- under a heading ----------------------------------------------------------------------------


def _headed(blocks: Sequence[Block], definitions: Definitions) -> Iterator[ReferenceList]:
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        said = wording(block.text) if block.kind == "heading" else None
        if said is None or said is Wording.RELATED:
            continue
        end = _section_end(blocks, index, block.level)
        last = _is_last(blocks, end)
        found = list(_section(blocks, index, end, said, last=last))
        if said is Wording.WEAK and not last:
            found = []  # where the text goes on, links are its matter
        if not found:
            lines = (block.line, blocks[end].line if end < len(blocks) else 1 << 30)
            defined = _defined(definitions, lines) if said is not Wording.WEAK else []
            if defined and not any(b.kind == "footnote_reference" for b in blocks[index:end]):
                yield ReferenceList(index, index, tuple(defined))
        yield from found
        index = max(index, *(entry.stop for entry in found)) if found else index


def _is_last(blocks: Sequence[Block], end: int) -> bool:
    """Whether no other text follows but lists of the kind."""
    if all(wording(b.text) is not None for b in blocks[end:] if b.kind == "heading"):
        return True
    behind = sum(len(block.text) for block in blocks[end:])
    return behind < 0.1 * sum(len(block.text) for block in blocks)


def _section_end(blocks: Sequence[Block], start: int, level: int) -> int:
    """The section ends at a heading that is no deeper, at a break, or at a deeper heading that
    begins a text and no list."""
    end = start
    while end < len(blocks) and blocks[end].kind != "hr":
        if blocks[end].kind == "heading":
            after = blocks[end + 1].kind if end + 1 < len(blocks) else ""
            if blocks[end].level <= level or after not in _LISTS:
                break
        end += 1
    return end


def _section(
    blocks: Sequence[Block], start: int, end: int, said: Wording, *, last: bool
) -> Iterator[ReferenceList]:
    """Runs of blocks that hold items; what stands between them stays where it is."""
    kind = ""
    run: list[Piece] = []
    first = start
    listed = any(b.kind in _LISTS and _accepted(b, said) for b in blocks[start:end])
    for index in range(start, end):
        block = blocks[index]
        if block.kind == "heading":
            kind = next((k for pattern, k in _KINDS if pattern.match(block.text.strip())), "")
        pieces = _accepted(block, Wording.STRONG if kind else said)
        if said is Wording.READING and not last and block.kind == "paragraph":
            pieces = [] if any(_is_prose(p) for p in pieces if isinstance(p, Written)) else pieces
        if pieces and block.kind == "paragraph" and _leaves_numbering(run, pieces):
            pieces = []
        if listed and block.kind == "paragraph" and not _labelled_throughout(pieces):
            pieces = []  # beside a list, a paragraph is a remark
        if pieces:
            first = first if run else index
            run += pieces
        elif run:
            yield _list(first, index, run, kind, said)
            run = []
    if run:
        yield _list(first, end, run, kind, said)


def _labelled_throughout(pieces: Sequence[Piece]) -> bool:
    return all(isinstance(piece, Written) and bool(piece.before) for piece in pieces)


def _list(start: int, stop: int, run: list[Piece], kind: str, said: Wording) -> ReferenceList:
    sure = said is not Wording.WEAK
    return ReferenceList(start, stop, tuple(pair_up(run)), kind, said is Wording.READING, sure)


def _accepted(block: Block, said: Wording) -> list[Piece]:
    """The items of a block, when it holds items."""
    if block.kind == "blockquote":
        return _quoted(block)
    if block.kind not in _LISTS and block.kind != "paragraph":
        return []
    if block.kind == "paragraph" and any(token.type == "image" for token in block.inline):
        return []
    pieces = pieces_of(block) or []
    items = [piece for piece in pieces if isinstance(piece, Written)]
    if not items or any(len(item.plain) > MAX_ITEM for item in items):
        return []
    if block.kind == "paragraph" and any(_FIRST_PUBLISHED.search(item.plain) for item in items):
        return []
    if said is Wording.WEAK:
        return pieces if all(is_citation(item) or _led(item) for item in items) else []
    if block.kind == "paragraph" and not all(is_evident(i) or is_citation(i) for i in items):
        return []
    if said is Wording.READING:  # `Reading` may head the steps of a procedure
        works = [bool(i.hrefs) or "《" in i.plain or is_citation(i) for i in items]
        return pieces if 2 * sum(works) >= len(items) else []
    return pieces


def _led(item: Written) -> bool:
    """A labelled or short item with a link: `[1] Title http://…`."""
    short = len(item.plain) < 80 and not _is_prose(item)
    return bool(item.hrefs) and (bool(item.label) or short)


def _is_prose(item: Written) -> bool:
    """A sentence that happens to hold a link: words lead up to it, and go on behind it."""
    lead = tidy(re.split(f"[{LINK}{URL}]", item.marked, maxsplit=1)[0])
    return len(lead) > 12 and not lead.endswith((":", "：")) and not is_citation(item)


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


def _defined(definitions: Definitions, lines: tuple[int, int]) -> list[Written]:
    """`[2]: https://…` under a heading, with nothing else: the definitions are the list."""
    found = []
    for label, definition in definitions.items():
        line = (definition.get("map") or [0])[0] + 1
        if lines[0] < line < lines[1]:
            href, title = str(definition.get("href", "")), str(definition.get("title") or "")
            marked = f"{LINK}{title}{UNLINK}" if title else URL
            found.append(
                Written(
                    marked, (href,), f"<{href}>", line, label.lower() if label.isupper() else label
                )
            )
    return found


# --- under a label, or under nothing ------------------------------------------------------------


def _labelled(blocks: Sequence[Block]) -> Iterator[ReferenceList]:
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
        elif block.kind == "paragraph":
            within = _label_and_items(block, at_end=index >= len(blocks) - 3)
            if within:
                sure = wording(block.text.partition("\n")[0].split(":")[0].split("：")[0])
                yield ReferenceList(index - 1, index, within, sure=sure is not Wording.WEAK)


def _label(block: Block) -> Wording | None:
    """What a line such as ``参考：`` or ``**References**`` says of the list below it."""
    if block.kind != "paragraph" or len(block.text) > 40 or "\n" in block.text.strip():
        return None
    said = wording(block.text)
    marked = block.text.rstrip().endswith((":", "：")) or wrapped_in(block.inline, "strong")
    return said if marked or said is Wording.STRONG else None


def _below_label(blocks: Sequence[Block], start: int, said: Wording) -> ReferenceList | None:
    """The list right below a label, or the items that follow it line by line."""
    if start < len(blocks) and blocks[start].kind in _LISTS:
        pieces = _accepted(blocks[start], said)
        return _list(start, start + 1, pieces, "", said) if pieces else None
    stop = start
    run: list[Piece] = []
    while stop < len(blocks) and blocks[stop].kind == "paragraph":
        if run and _label(blocks[stop]) is not None:
            break
        pieces = _accepted(blocks[stop], said)
        if not pieces or _leaves_numbering(run, pieces):
            break
        run += pieces
        stop += 1
    return _list(start, stop, run, "", said) if run else None


def _leaves_numbering(run: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Behind items that are numbered stands one that is not, and is no address of the last."""
    numbered = all(
        isinstance(piece, Written) and piece.label or _is_address(piece) for piece in run
    )
    first = pieces[0]
    goes_on = isinstance(first, Written) and (bool(first.label) or _is_address(first))
    return bool(run) and numbered and not goes_on


def _is_address(piece: Piece) -> bool:
    return isinstance(piece, Written) and bool(piece.hrefs) and not re.search(r"\w", piece.plain)


def _label_and_items(block: Block, *, at_end: bool) -> tuple[Piece, ...]:
    """`参考：[x](…)`, and a label with its items on the lines below it."""
    item = read_block(block)
    match = _LABEL_LINE.match(item.marked) if not item.label else None
    said = wording(match["label"]) if match else None
    if match is None or said in {None, Wording.RELATED} or not item.hrefs:
        return ()
    if not at_end and said is not Wording.STRONG:
        return ()
    label = _text_before(block, match["label"])
    if label is None:
        return ()
    rest = Block((block.tokens[0], label[1], block.tokens[2]))
    items = [line for line in lines_of(rest) if line.marked.strip()]
    if any(_FIRST_PUBLISHED.search(line.plain) for line in items):
        return ()
    shown = is_citation if said is Wording.WEAK else is_evident
    return (label[0], *items) if items and all(shown(line) for line in items) else ()


def _text_before(block: Block, label: str) -> tuple[Block, Token] | None:
    """(the label as a paragraph, what is left of the inline token) when the label is plain text."""
    from copy import copy

    from ..markdown.blocks import paragraph, text_token

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


def _unheaded(blocks: Sequence[Block]) -> Iterator[ReferenceList]:
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


def link_only(children: Sequence[Token]) -> tuple[str, str] | None:
    """(text, target) when one link is all there is."""
    kept = [t for t in children if not (t.type == "text" and not t.content.strip())]
    if len(kept) < 2 or kept[0].type != "link_open" or kept[-1].type != "link_close":
        return None
    if sum(token.type == "link_open" for token in kept) != 1:
        return None
    return plain(kept[1:-1]).strip(), str(kept[0].attrGet("href") or "")
