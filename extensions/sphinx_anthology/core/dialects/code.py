"""Which parts of a body are code (fences, indented blocks, spans): rules stay out of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ..patterns import regex

_FENCE = regex(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})(.*)$")
_LIST_ITEM = regex(r"^[ ]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+|^\[\^[^\]]+\]:|^[!?]{3}\+? ?\w|^:[ ]{2,}")
_TICKS = regex(r"`+")


class Ranges:
    """Ranges of a text that do not overlap, in order; asked by offset."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = list(ranges)
        self._starts = [start for start, _ in self._ranges]

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ranges[index][1]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._ranges)


class CodeRanges(Ranges):
    """Where the code of a text is."""

    def __init__(self, text: str) -> None:
        super().__init__(_ranges(text))


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    fence, opened, prose = "", 0, 0  # the fence we are in, where it began, where prose began
    in_list, blank = False, True
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        marker = _FENCE.match(line)
        if fence:
            if marker and marker[1].startswith(fence) and not marker[2].strip():
                yield opened, end
                fence, prose = "", end
        elif marker and not (marker[1][0] == "`" and "`" in marker[2]):
            yield from _spans(text, prose, at)
            fence, opened = marker[1], at
        elif not line.strip():
            yield from _spans(text, prose, at)
            prose = end
        elif line.startswith(("    ", "\t")) and blank and not in_list:
            yield from _spans(text, prose, at)
            yield at, end
            prose = end
        blank = not line.strip() or (blank and not in_list and line.startswith(("    ", "\t")))
        if line.strip() and not fence:
            in_list = bool(_LIST_ITEM.match(line)) or (in_list and line[:1] in " \t")
        at = end + 1
    if fence:
        yield opened, len(text)
    else:
        yield from _spans(text, prose, len(text))


def _spans(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Code spans of a paragraph: a run of backticks up to the next run as long (CommonMark 6.1)."""
    if start >= stop:
        return
    runs = [(m.start(), m.end()) for m in _TICKS.finditer(text, start, stop)]
    following: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        following.setdefault(runs[index][1] - runs[index][0], []).append(index)
    index = 0
    while index < len(runs):
        begin, end = runs[index]
        same = following[end - begin]
        while same and same[-1] <= index:
            same.pop()
        if same and text[begin - 1 : begin] != "\\":
            closing = same[-1]
            yield begin, runs[closing][1]
            index = closing
        index += 1
