"""Numbers that authors write before headings: ``一、``, ``（一）``, ``1.1``, ``第3章``, ``Part 2``.

A number is an ordinal only in company: headings of one level count up, in one way of writing. A
year, a version or a quantity at the beginning of a heading does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "Ⅵ": 6, "Ⅶ": 7,
          "Ⅷ": 8, "Ⅸ": 9, "Ⅹ": 10}  # fmt: skip
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN = r"[零〇一二三四五六七八九十百两]{1,5}"
# way of writing -> pattern; `n` is the number that counts up
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"^(?:{pattern})", re.IGNORECASE))
    for name, pattern in (
        ("第", rf"第\s*(?P<n>{_HAN}|\d{{1,3}})\s*[章节節部篇回讲講课課步点點条條幕卷集期]"
            r"[、.．:：，,\s—-]*"),
        ("word", r"(?:part|chapter|section|step|lesson|day|appendix)\s+"
            r"(?P<n>\d{1,3}|[ivxl]{1,5}|[A-Z])"
            r"(?:\s*[:：.—–-]\s*|\s+|$)"),
        ("（一）", rf"[（(]\s*(?P<n>{_HAN})\s*[）)]\s*[、.．:：]?\s*"),
        ("一、", rf"(?P<n>{_HAN})\s*[、.．:：，,]\s*"),
        ("一 ", rf"(?P<n>{_HAN})\s+(?=\S)"),
        ("（1）", r"[（(]\s*(?P<n>\d{1,2})\s*[）)]\s*[、.．:：]?\s*"),
        ("1.1", r"(?P<path>\d{1,2}(?:[.．]\d{1,2}){1,4})[.．、:：)）]?(?:\s+|(?=[^\d\s.．%]))"),
        ("1.", r"(?P<n>\d{1,2})\s*[.．、:：)）](?!\d)\s*"),
        ("1 ", r"(?P<n>\d{1,2})\s+(?=[^\d\s%])"),
        ("01", r"(?P<n>0\d)(?=[^\d\s.])"),
        ("①", rf"(?P<n>[{_CIRCLED}])\s*[、.．]?\s*"),
        ("1⃣", r"(?P<n>\d)\ufe0f?\u20e3\s*"),
        ("I.", r"(?P<n>[IVXL]{1,5}|[Ⅰ-Ⅹ])\s*[.．、:：]\s*"),
        ("A.", r"(?P<n>[A-Z])\s*[.．、:：)）]\s+"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The number a heading begins with."""

    text: str  # as written, with what parts it from the words
    style: str
    value: int


def ordinals_of(headings: Sequence[tuple[int, str]]) -> list[Ordinal | None]:
    """The ordinal of each of *headings* (level, text); None where it has none."""
    read = [_read(text) for _, text in headings]
    kept: set[int] = set()
    for group in _groups([level for level, _ in headings], read):
        kept.update(_counting(group, read))
    return [ordinal if index in kept else None for index, ordinal in enumerate(read)]


def _read(text: str) -> Ordinal | None:
    for style, pattern in _STYLES:
        match = pattern.match(text)
        if match is None or match.end() == len(text):  # a heading of nothing else keeps it
            continue
        if style == "1.1":
            return Ordinal(match[0], style, int(re.split(r"[.．]", match["path"])[-1]))
        value = number_of(match["n"])
        if value is not None:
            return Ordinal(match[0], style, value)
    return None


def number_of(text: str) -> int | None:
    """``12``, ``十二``, ``xii``, ``B``, ``②`` -> the number; None when it is none."""
    if text.isdecimal():
        return int(text)
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    if all(char in _HAN_DIGITS or char in "十百" for char in text):
        return _han_number(text)
    upper = text.upper()
    if all(char in _ROMAN for char in upper):
        values = [_ROMAN[char] for char in upper]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < following else value for value, following in pairs)
    return ord(upper) - 64 if len(upper) == 1 and "A" <= upper <= "Z" else None


def _han_number(text: str) -> int:
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _HAN_DIGITS[char] if digit else _HAN_DIGITS[char]
    return total + digit


def _groups(levels: Sequence[int], read: Sequence[Ordinal | None]) -> Iterator[list[int]]:
    """Headings that stand side by side under the same one above, and are written in one way."""
    opened: dict[int, dict[str, list[int]]] = {}
    for index, level in enumerate(levels):
        for deeper in [known for known in opened if known > level]:
            yield from opened.pop(deeper).values()
        ordinal = read[index]
        if ordinal is not None:
            opened.setdefault(level, {}).setdefault(ordinal.style, []).append(index)
    for groups in opened.values():
        yield from groups.values()


def _counting(group: Sequence[int], read: Sequence[Ordinal | None]) -> Iterator[int]:
    """The members of *group* that count up from 0 or 1; one gap of one is a slip."""
    values = [ordinal.value for index in group if (ordinal := read[index]) is not None]
    steps = [after - before for before, after in pairwise(values)]
    style = read[group[0]]
    alone = len(values) == 1 and style is not None and style.style in {"1.1", "第", "word", "一、"}
    counts = bool(steps) and all(step in {1, 2} for step in steps) and steps.count(2) <= 1
    if values[0] in {0, 1} and (counts or alone):
        yield from group
