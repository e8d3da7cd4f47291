"""Code on paper: a line that is too long goes on in the next one, with a mark and an indent.

All letters of code have one width, so it is known here where lines end. The mark is a picture in
the background: it is not copied with the code. Blocks without such lines stay as they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from lxml import etree

from ...core.structure.outline import columns
from ...fragments.codelines import Run, plain, take_lines, written
from ...fragments.lxmlbits import text_of
from ...fragments.xhtml import XHTML

TAB = 4
INDENT = 3  # letters that a continued line stands in
_PRE = f"{{{XHTML}}}pre"


def set_code(body: etree._Element, measure: int) -> None:
    """Prepare the code blocks of a chapter.

    Args:
        measure: letters that fit on a line of code.
    """
    for pre in list(body.iter(_PRE)):
        lines = text_of(pre).split("\n")
        if any(columns(line.expandtabs(TAB)) > measure for line in lines):
            _take_apart(pre, measure)


def _take_apart(pre: etree._Element, measure: int) -> None:
    lines = take_lines(pre)
    for line in lines:
        for place, part in enumerate(_parts(_untabbed(line), measure)):
            names = "code-line continued" if place else "code-line"
            pre.append(written(part, names if part else f"{names} blank"))
    _name(pre[0], "opens")
    _name(pre[-1], "closes")


def _name(element: etree._Element, name: str) -> None:
    element.set("class", f"{element.get('class')} {name}")


def _untabbed(line: Sequence[Run]) -> list[Run]:
    """Tabs as spaces: in a continued line they would stop elsewhere."""
    done, at = [], 0
    for text, around in line:
        spread = (" " * at + text).expandtabs(TAB)[at:] if "\t" in text else text
        at += len(spread)
        done.append((spread, around))
    return done


def _parts(line: Sequence[Run], measure: int) -> list[list[Run]]:
    """A line as lines that fit."""
    text = plain(line)
    ends = [_end(text, 0, measure)]
    while ends[-1] < len(text):
        ends.append(_end(text, ends[-1], measure - INDENT))
    return _cut(line, ends)


def _end(text: str, start: int, room: int) -> int:
    """Where a line ends: behind a space, if there is one in its second half."""
    end, width = start, 0
    while end < len(text):
        width += columns(text[end])
        if width > room and end > start:
            break
        end += 1
    if end >= len(text):
        return end
    space = text.rfind(" ", start + (end - start) // 2, end)
    if space >= 0:
        return space + 1
    while end - 1 > start and unicodedata.combining(text[end]):
        end -= 1
    return end


def _cut(line: Sequence[Run], ends: Sequence[int]) -> list[list[Run]]:
    parts: list[list[Run]] = [[]]
    at = 0
    for text, around in line:
        while text:
            room = ends[len(parts) - 1] - at
            if not room:
                parts.append([])
                continue
            part, text = text[:room], text[room:]
            parts[-1].append((part, around))
            at += len(part)
    return parts
