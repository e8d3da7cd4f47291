"""Headings: which lines are headings, what their own numbers are, and how deep each one stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from ...diagnostics import Code
from ...model import Heading
from ..markdown.blocks import Block, heading_tokens, wrapped_in
from ..patterns import regex
from .composition import Composition
from .ordinals import Ordinal, ordinals_of

MAX_BOLD_HEADING = 40  # display columns: 20 Han characters
_ENDS_SENTENCE = regex(r"[。．.，,；;：:！!、…]$")
_CREDITS = regex(r"^(?:摘自|摘编自|转载自|转自|原载|来源|出处|作者|译者|编者|[文图][/／|｜:：])")
_NUMBERED = regex(
    r"^\W*(?:(?:part|chapter|section|step)\W*)?(?:\d{1,3}|[ivxl]{1,5}|[一二三四五六七八九十]{1,3})\W*$"
    r"|^第.{1,4}[章节節部篇步]|^[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|^\d{1,2}[、.．]",
    re.IGNORECASE,
)
_CONTENTS = regex(
    r"^(?:目\s*[录錄次]|本文目[录錄]|文章目[录錄]|内容(?:目录|提要|导航)|大纲|导航|目录结构|"
    r"(?:table of )?contents|toc|outline|on this page|in this (?:post|article)|sommaire|"
    r"table des mati[eè]res|inhalt|índice)\s*[:：]?$",
    re.IGNORECASE,
)


def promote_bold_lines(chapter: Composition) -> None:
    """Make headings of the bold-only lines that serve as such."""
    found = {
        index
        for index in bold_headings(chapter.blocks)
        if chapter.allows(Code.BOLD_HEADING, chapter.blocks[index])
    }
    level = 1
    for index, block in enumerate(chapter.blocks):
        if block.kind == "heading" and index not in found:
            level = min(block.level + 1, 6)
        elif index in found:
            children = list(wrapped_in(block.inline, "strong") or ())
            after = f"{'#' * level} {block.text.strip()}"
            message = f"bold line read as heading: {block.text}"
            chapter.change(Code.BOLD_HEADING, message, block, after=after)
            chapter.blocks[index] = heading_tokens(level, children, block.tokens[0].map)


def bold_headings(blocks: Sequence[Block]) -> set[int]:
    """Indexes of the bold-only lines that serve as headings.

    A short bold line without a mark at its end is one, when text follows it. Where the post has
    real headings too, a single such line is emphasis; two or more are a lower level, unless each
    of them stands right below a heading: then it says who wrote the section, or what it is about.
    """
    found = {
        index
        for index, block in enumerate(blocks[:-1])
        if _is_bold_line(block) and blocks[index + 1].kind not in {"hr", "heading"}
    }
    found -= _in_a_row(blocks, found)
    has_headings = any(block.kind == "heading" for block in blocks)
    if has_headings and (len(found) < 2 or all(_is_heading(blocks, i - 1) for i in found)):
        return set()
    return found


def _is_heading(blocks: Sequence[Block], index: int) -> bool:
    return index >= 0 and blocks[index].kind == "heading"


def _in_a_row(blocks: Sequence[Block], found: set[int]) -> set[int]:
    """Bold lines that follow each other and are no headings.

    One such run in a post is a motto of some lines. Where there are several, each begins with a
    heading, and an author or the like stands below it. A line that begins with a number stays.
    """
    runs: list[list[int]] = []
    for index in sorted(found):
        if index - 1 not in found:
            runs.append([])
        runs[-1].append(index)
    several = [run for run in runs if len(run) > 1 and not _is_numbered(blocks[run[0]])]
    kept = 1 if len(several) > 1 else 0
    return {index for run in several for index in run[kept:]}


def _is_numbered(block: Block) -> bool:
    return bool(_NUMBERED.match(block.text.strip()))


def _is_bold_line(block: Block) -> bool:
    if block.kind != "paragraph" or wrapped_in(block.inline, "strong") is None:
        return False
    text = block.text.strip()
    if "\n" in text or _ENDS_SENTENCE.search(text) or _CREDITS.match(text):
        return False
    return 0 < columns(text) <= MAX_BOLD_HEADING


def columns(text: str) -> int:
    """Width on a grid where a Han character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def take_title(chapter: Composition) -> None:
    """The first heading is the title when the front matter gave none, and goes when it repeats."""
    first = next((i for i, b in enumerate(chapter.blocks) if b.kind == "heading"), None)
    if first is None:
        return
    block = chapter.blocks[first]
    text = " ".join(block.text.split())
    top = min(b.level for b in chapter.blocks if b.kind == "heading")
    alone = sum(b.level == top for b in chapter.blocks if b.kind == "heading") == 1
    if not chapter.title and first == 0 and block.level == top and alone:
        if chapter.allows(Code.FIRST_TITLE, block):
            chapter.title = text
            chapter.change(Code.FIRST_TITLE, f"the first heading is the title: {text}", block)
            del chapter.blocks[first]
        return
    repeats = first <= 1 and repeats_title(text, chapter.title)
    if repeats and chapter.allows(Code.REPEATED_TITLE, block):
        chapter.change(Code.REPEATED_TITLE, f"heading repeats the title: {text}", block)
        del chapter.blocks[first]


def repeats_title(text: str, title: str) -> bool:
    """Whether a heading says the chapter's title again."""
    return bool(title) and _fold(text) == _fold(title)


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def drop_contents(chapter: Composition) -> None:
    """Take out a list of contents made by hand, and the heading or label above it."""
    for index, block in enumerate(chapter.blocks):
        if block.kind not in {"bullet_list", "ordered_list"}:
            continue
        labelled = index > 0 and _is_contents_label(chapter.blocks[index - 1])
        if not _is_contents(block, chapter.blocks, labelled) or not chapter.allows(
            Code.TOC_LIST, block
        ):
            continue
        start = index - 1 if labelled else index
        for gone in chapter.blocks[start : index + 1]:
            chapter.change(Code.TOC_LIST, "list of contents made by hand left out", gone)
        del chapter.blocks[start : index + 1]
        return


def _is_contents_label(block: Block) -> bool:
    return block.kind in {"heading", "paragraph"} and bool(_CONTENTS.match(block.text.strip(" *")))


def _is_contents(block: Block, blocks: Iterable[Block], labelled: bool) -> bool:
    """Whether a list names the sections of its own post: by links, or under a label by words."""
    items = [token for token in block.tokens if token.type == "inline"]
    if len(items) < (2 if labelled else 3):
        return False
    if all(_leads_within(item.children or ()) for item in items):
        return True
    headings = {_fold(b.text) for b in blocks if b.kind == "heading"}
    known = sum(_fold(_words(item)) in headings for item in items)
    return labelled and known >= 0.8 * len(items)


def _words(item: Token) -> str:
    return "".join(token.content for token in item.children or ())


def _leads_within(children: Sequence[Token]) -> bool:
    """One link to a place of the same page is all there is."""
    kept = [t for t in children if t.type != "text" or t.content.strip(" 0123456789.、-–—")]
    if len(kept) < 2 or kept[0].type != "link_open" or kept[-1].type != "link_close":
        return False
    return str(kept[0].attrGet("href") or "").startswith("#")


def take_ordinals(chapter: Composition) -> None:
    """Take the headings' own numbers off, where the book numbers them or nothing is to."""
    if chapter.rules.numbers == "as-written":
        return
    headings = [i for i, block in enumerate(chapter.blocks) if block.kind == "heading"]
    levelled = [
        (chapter.blocks[i].level, " ".join(chapter.blocks[i].text.split())) for i in headings
    ]
    for index, ordinal in zip(headings, ordinals_of(levelled), strict=True):
        block = chapter.blocks[index]
        if ordinal is None or not chapter.allows(Code.ORDINAL, block):
            continue
        children = without_ordinal(block.inline, ordinal)
        text = "".join(token.content for token in children)
        after = f"{'#' * block.level} {text}"
        chapter.change(Code.ORDINAL, f"number {ordinal.text.strip()!r} taken off", block, after)
        line_map = block.tokens[0].map
        chapter.blocks[index] = heading_tokens(block.level, children, line_map, block.anchor)


def without_ordinal(children: Sequence[Token], ordinal: Ordinal) -> list[Token]:
    """Inline tokens of a heading without the number it begins with."""
    left = len(ordinal.text)
    kept: list[Token] = []
    for token in children:
        if left and token.type in {"text", "text_special"}:
            taken = min(left, len(token.content))
            left -= taken
            token = token.copy(content=token.content[taken:])
        kept.append(token)
    return kept


def set_levels(chapter: Composition) -> None:
    """Bring a post's headings below its title: the highest becomes level 1, gaps close."""
    indexes = [i for i, b in enumerate(chapter.blocks) if b.kind == "heading"]
    given = [chapter.blocks[i].level for i in indexes]
    shift = min(given, default=1) - 1
    for index, level in zip(indexes, normal_levels(given), strict=True):
        block = chapter.blocks[index]
        plain_level = block.level - shift
        if plain_level != level:
            if chapter.allows(Code.HEADING_LEVEL, block):
                after = f"{'#' * (level + shift)} {' '.join(block.text.split())}"
                message = f"heading of level {block.level} set to level {level + shift}"
                chapter.change(Code.HEADING_LEVEL, message, block, after)
            else:
                level = plain_level
        text = " ".join(block.text.split())
        chapter.headings.append(Heading(level, text, block.line))
        line_map = block.tokens[0].map
        chapter.blocks[index] = heading_tokens(
            min(level + 1, 6), list(block.inline), line_map, block.anchor
        )


def normal_levels(levels: Sequence[int]) -> list[int]:
    """Map a post's heading levels to 1, 2, 3... without gaps: h2, h4, h2 -> 1, 2, 1."""
    stack: list[int] = []
    normal: list[int] = []
    for level in levels:
        while stack and stack[-1] >= level:
            stack.pop()
        stack.append(level)
        normal.append(len(stack))
    return normal
