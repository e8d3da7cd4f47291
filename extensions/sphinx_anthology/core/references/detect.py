"""Find the reference list of a post among its blocks.

A list is told by the heading or label line above it, in the wordings of the survey of 20,035 posts.
It ends at the next heading or thematic break. What stands in its place but is no item stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from ..markdown.blocks import Block, plain, wrapped_in

_HEADINGS = {
    "参考", "参考资料", "参考文献", "参考链接", "参考地址", "参考文章", "参考阅读", "参考书目",
    "参考来源", "参考与延伸阅读", "引用", "引用来源", "引用文献", "资料来源", "文献", "参考資料",
    "参考リンク", "参考記事", "参考文獻", "出典", "来源", "出处",
    "reference", "references", "ref", "refs", "bibliography", "works cited", "sources", "source",
    "citations", "literature", "references and further reading", "notes and references",
    "sources and further reading", "further reading", "拓展阅读", "延伸阅读", "来源及延伸阅读",
}  # fmt: skip
_ORDINAL = re.compile(
    r"^(?:附录[一二三四五六七八九十A-Z]?|appendix|"
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2}){0,2})[）)]?)\s*[、.．:：\s]?\s*",
    re.IGNORECASE,
)
_ITEM_MARK = re.compile(r"^\s*(?:[\[［【]\^?\d{1,3}[\]］】]|\d{1,3}[.、)])\s*:?\s*")
_BARE_URL = re.compile(r"https?://[^\s<>()\[\]{}\"'，。；）》」]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One item as the author wrote it, without its marker."""

    text: str  # Markdown
    line: int  # line of the file


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """Blocks ``[start, stop)`` of a post are a reference list."""

    start: int
    stop: int
    items: tuple[Item, ...]


def find_lists(blocks: Sequence[Block]) -> list[ReferenceList]:
    """All reference lists of a post, in order."""
    found: list[ReferenceList] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if not (_is_reference_heading(block) or _is_label(block)):
            continue
        start, stop = _extent(blocks, index, whole_section=block.kind == "heading")
        items = tuple(item for b in blocks[start:stop] for item in _items(b))
        if items:
            found.append(ReferenceList(start, stop, items))
            index = stop
    return found


def strip_ordinal(text: str) -> str:
    """``六、参考`` -> ``参考``; ``5. Notes`` -> ``Notes``."""
    return _ORDINAL.sub("", text.strip(), count=1).strip()


def _wording(text: str) -> str:
    return strip_ordinal(text).strip(" :：#*_\u3000").casefold()


def _is_reference_heading(block: Block) -> bool:
    return block.kind == "heading" and _wording(block.text) in _HEADINGS


def _is_label(block: Block) -> bool:
    """A line such as ``参考：`` or ``**References**`` that stands where a heading would."""
    if block.kind != "paragraph" or len(block.text) > 40 or "\n" in block.text:
        return False
    marked = block.text.rstrip().endswith((":", "：")) or wrapped_in(block.inline, "strong")
    return bool(marked) and _wording(block.text) in _HEADINGS


def _extent(blocks: Sequence[Block], start: int, *, whole_section: bool) -> tuple[int, int]:
    """Where the items begin and end: lists win over paragraphs, introductions stay text."""
    end = start
    while end < len(blocks) and blocks[end].kind not in {"heading", "hr"}:
        end += 1
    lists = [i for i in range(start, end) if blocks[i].kind in {"bullet_list", "ordered_list"}]
    if lists and (whole_section or lists[0] == start):
        last = lists[0]
        while whole_section and last + 1 in lists:
            last += 1
        return lists[0], last + 1
    stop = start
    while stop < end and blocks[stop].kind == "paragraph" and _is_item(blocks[stop]):
        stop += 1
    return start, stop


def _is_item(block: Block) -> bool:
    text = block.tokens[1].content
    return bool(
        _ITEM_MARK.match(text)
        or _BARE_URL.search(text)
        or any(token.type == "link_open" for token in block.inline)
    )


def _items(block: Block) -> Iterator[Item]:
    if block.kind == "paragraph":
        yield from _lines(block)
        return
    depth = 0
    texts: list[str] = []
    line = 0
    for token in block.tokens:
        if token.type == "list_item_open":
            depth += 1
            if depth == 1:
                texts, line = [], token.map[0] + 1 if token.map else 0
        elif token.type == "list_item_close":
            depth -= 1
            if depth == 0 and any(texts):
                yield Item(_ITEM_MARK.sub("", "\n".join(texts), count=1).strip(), line)
        elif token.type == "inline":
            texts.append(token.content)


def _lines(block: Block) -> Iterator[Item]:
    """A paragraph of items: one a line when each line could be one, else the paragraph is one."""
    source = block.tokens[1].content
    lines = [part.rstrip("\\ ") for part in source.split("\n")]
    starts = [bool(_ITEM_MARK.match(part)) for part in lines]
    each = all(_ITEM_MARK.match(p) or _BARE_URL.search(p) or "](" in p for p in lines)
    groups: list[tuple[int, list[str]]] = []
    for offset, part in enumerate(lines):
        if not groups or starts[offset] or (each and not any(starts)):
            groups.append((offset, [part]))
        else:
            groups[-1][1].append(part)
    for offset, group in groups:
        yield Item(_ITEM_MARK.sub("", "\n".join(group), count=1).strip(), block.line + offset)


def link_only(children: Sequence[Token]) -> tuple[str, str] | None:
    """(text, target) when one link is all there is."""
    kept = [t for t in children if not (t.type == "text" and not t.content.strip())]
    if len(kept) < 2 or kept[0].type != "link_open" or kept[-1].type != "link_close":
        return None
    if sum(token.type == "link_open" for token in kept) != 1:
        return None
    return plain(kept[1:-1]).strip(), str(kept[0].attrGet("href") or "")
