"""Headings: which lines are headings, and how deep each one stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..markdown.blocks import Block, is_blank, wrapped_in
from ..references.detect import strip_ordinal

MAX_BOLD_HEADING = 40  # display columns: 20 Han characters
_ENDS_SENTENCE = re.compile(r"[。．.，,；;：:！!、…]$")


def bold_headings(blocks: Sequence[Block]) -> set[int]:
    """Indexes of the bold-only lines that serve as headings.

    A short bold line without a mark at its end is one, when text follows it. Where the post has
    real headings too, a single such line is emphasis; two or more are a lower level.
    """
    found = {
        index
        for index, block in enumerate(blocks[:-1])
        if _is_bold_line(block) and blocks[index + 1].kind not in {"hr", "heading"}
    }
    has_headings = any(block.kind == "heading" for block in blocks)
    return set() if has_headings and len(found) < 2 else found


def _is_bold_line(block: Block) -> bool:
    if block.kind != "paragraph" or wrapped_in(block.inline, "strong") is None:
        return False
    text = block.text.strip()
    if "\n" in text or _ENDS_SENTENCE.search(text):
        return False
    return 0 < columns(text) <= MAX_BOLD_HEADING


def columns(text: str) -> int:
    """Width on a grid where a Han character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def repeats_title(text: str, title: str) -> bool:
    """Whether a heading says the chapter's title again."""
    return bool(title) and _fold(text) == _fold(title)


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


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


def is_empty_heading(block: Block) -> bool:
    return block.kind == "heading" and is_blank(block.text)


__all__ = [
    "bold_headings",
    "columns",
    "is_empty_heading",
    "normal_levels",
    "repeats_title",
    "strip_ordinal",
]
