"""Find the lists of references of a post among its blocks.

A list is told by the heading or the label line above it, by being footnotes that are citations, or
by standing numbered at the very end. What stands among its items and is none stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from ...markdown.blocks import Block, plain
from ..reading.parse import MAX_ITEM, is_citation, is_cited_in_full
from ..reading.written import LINK, UNLINK, URL, Written, read_tokens, take_label
from .accept import LISTS, accepted, is_prose, leaves_numbering, pieces_at
from .items import Piece, is_address
from .labelled import find_labelled, find_unheaded
from .lists import ReferenceList, make_list
from .wordings import Wording, wording

__all__ = ["Definitions", "ReferenceList", "find_lists", "find_notes", "link_only"]

_KINDS = (  # headings within the section that say what their items are
    (re.compile(r"^(?:books?|书籍?|图书|专著)$", re.I), "book"),
    (re.compile(r"^(?:videos?|视频|talks?|演讲)$", re.I), "video"),
    (re.compile(r"^(?:podcasts?|播客)$", re.I), "podcast"),
)

Definitions = Mapping[str, Mapping[str, Any]]  # link definitions of a post, as the parser has them


def find_lists(
    blocks: Sequence[Block], definitions: Definitions | None = None, *, related: bool = False
) -> list[ReferenceList]:
    """The lists of a post, in order; footnotes apart, for which see :func:`find_notes`.

    Args:
        definitions: the post's link definitions.
        related: whether lists of related posts count.
    """
    headed = list(_headed(blocks, definitions or {}, related=related))
    noted = any(block.kind == "footnote_reference" for block in blocks)
    found = [entry for entry in headed if entry.sure]
    if found:  # who puts references under a heading uses labels for asides in the text
        found += [entry for entry in find_labelled(blocks) if _is_scholarly(entry, found)]
    else:
        labelled = list(find_labelled(blocks))
        sure = [entry for entry in labelled if entry.sure]
        found = sure or ([] if noted else headed) or labelled or list(find_unheaded(blocks))
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
            sure = heading is Wording.STRONG and item is not None and _names_a_work(item)
            if item and (is_citation(item) or (sure and len(item.plain) < MAX_ITEM)):
                found.append((index, item))
    return found


def _names_a_work(item: Written) -> bool:
    return bool(item.hrefs) or item.plain.startswith("《")


def _note(block: Block) -> Written | None:
    inlines = [token for token in block.tokens if token.type == "inline"]
    plain_note = all(
        t.type in {"inline", "paragraph_open", "paragraph_close"} for t in block.tokens[1:-1]
    )
    if len(inlines) != 1 or not plain_note:
        return None
    item = read_tokens(inlines[0].children or [], inlines[0].content, block.line)
    label = str(block.tokens[0].meta["label"])
    return replace(take_label(item), label=label) if item.marked else None


def _headed(
    blocks: Sequence[Block], definitions: Definitions, *, related: bool
) -> Iterator[ReferenceList]:
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        said = wording(block.text) if block.kind == "heading" else None
        if related and said is Wording.RELATED:
            said = Wording.READING
        if said is None or said is Wording.RELATED:
            continue
        end = _section_end(blocks, index, block.level)
        last = _is_last(blocks, end)
        found = list(_section(blocks, index, end, said, last=last))
        if said is Wording.WEAK and not last:
            found = []  # where the text goes on, links are its matter
        noted = any(b.kind == "footnote_reference" for b in blocks[index:end])
        if not found and not noted and said is not Wording.WEAK:
            lines = (block.line, blocks[end].line if end < len(blocks) else 1 << 30)
            defined = _defined(definitions, lines)
            found = [ReferenceList(index, index, tuple(defined))] if defined else []
        yield from found
        index = max(index, *(entry.stop for entry in found)) if found else index


def _is_last(blocks: Sequence[Block], end: int) -> bool:
    """Whether no other text follows but lists of the kind."""
    if all(wording(b.text) is not None for b in blocks[end:] if b.kind == "heading"):
        return True
    behind = sum(len(block.text) for block in blocks[end:])
    return behind < 0.1 * sum(len(block.text) for block in blocks)


def _section_end(blocks: Sequence[Block], start: int, level: int) -> int:
    """The section ends at a heading that is no deeper, at a break, at a deeper heading that begins
    a text and no list, or at a line that announces posts of the blog's own."""
    end = start
    while end < len(blocks) and blocks[end].kind != "hr":
        if blocks[end].kind == "paragraph" and _announces_own(blocks[end]):
            break
        if blocks[end].kind == "heading":
            after = blocks[end + 1].kind if end + 1 < len(blocks) else ""
            if blocks[end].level <= level or after not in LISTS:
                break
        end += 1
    return end


def _announces_own(block: Block) -> bool:
    return len(block.text) <= 40 and wording(block.text) is Wording.RELATED


def _section(
    blocks: Sequence[Block], start: int, end: int, said: Wording, *, last: bool
) -> Iterator[ReferenceList]:
    """Runs of blocks that hold items; what stands between them stays where it is."""
    kind = ""
    run: list[Piece] = []
    seen: list[Piece] = []
    first = index = start
    lists = {i: accepted(blocks[i], said) for i in range(start, end) if blocks[i].kind in LISTS}
    listed = any(lists.values())
    while index < end:
        block = blocks[index]
        if block.kind == "heading":
            kind = next((k for pattern, k in _KINDS if pattern.match(block.text.strip())), "")
        if index in lists and not kind:
            pieces, count = lists[index], 1
        else:
            pieces, count = pieces_at(blocks, index, end, Wording.STRONG if kind else said)
        if block.kind == "paragraph" and not _goes_with(pieces, seen, said, listed, last):
            pieces, count = [], 1
        elif pieces and not run and _is_labelled(seen) and is_address(pieces[0]):
            pieces = []  # whose address it is, the paragraph says that parts it from the list
        if pieces:
            first = first if run else index
            run += pieces
            seen += pieces
        elif run:
            yield make_list(first, index, run, kind, said)
            run = []
        index += count
    if run:
        yield make_list(first, end, run, kind, said)


def _is_labelled(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Written) and piece.label for piece in pieces)


def _goes_with(
    pieces: Sequence[Piece], seen: Sequence[Piece], said: Wording, listed: bool, last: bool
) -> bool:
    """Whether the items of a paragraph belong to the list that goes on there."""
    if not pieces or leaves_numbering(seen, pieces):
        return False
    if listed:  # beside a list, a paragraph is a remark
        return all(isinstance(piece, Written) and bool(piece.before) for piece in pieces)
    return last or said is not Wording.READING or not any(map(is_prose, pieces))


def _defined(definitions: Definitions, lines: tuple[int, int]) -> list[Written]:
    """`[2]: https://…` under a heading, with nothing else: the definitions are the list."""
    found = []
    for label, definition in definitions.items():
        line = (definition.get("map") or [0])[0] + 1
        if lines[0] < line < lines[1]:
            href, title = str(definition.get("href", "")), str(definition.get("title") or "")
            marked = f"{LINK}{title}{UNLINK}" if title else URL
            name = label.lower() if label.isupper() else label
            found.append(Written(marked, (href,), f"<{href}>", line, name))
    return found


def link_only(children: Sequence[Token]) -> tuple[str, str] | None:
    """(text, target) when one link is all there is."""
    kept = [t for t in children if not (t.type == "text" and not t.content.strip())]
    if len(kept) < 2 or kept[0].type != "link_open" or kept[-1].type != "link_close":
        return None
    if sum(token.type == "link_open" for token in kept) != 1:
        return None
    return plain(kept[1:-1]).strip(), str(kept[0].attrGet("href") or "")
