"""The ways into a book: contents, landmarks and page list, in EPUB 3's form and in EPUB 2's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .bindery import FRONT, Bindery, written
from .book import Line, PageBreak

MAX_LINES = 2000  # of the contents with sections; a longer one opens slowly, and helps nobody


def settled(contents: Sequence[Line]) -> list[Line]:
    """Contents without sections where there are too many."""
    if _count(contents) <= MAX_LINES:
        return list(contents)
    return [
        Line(line.text, line.href, line.language, tuple(_bare(below) for below in line.below))
        if line.href.startswith("of.part-")
        else _bare(line)
        for line in contents
    ]


def _bare(line: Line) -> Line:
    return Line(line.text, line.href, line.language)


def _count(lines: Iterable[Line]) -> int:
    return sum(1 + _count(line.below) for line in lines)


def _depth(lines: Iterable[Line]) -> int:
    return max((1 + _depth(line.below) for line in lines), default=0)


def nav(bindery: Bindery) -> bytes:
    """The navigation document (EPUB 3.3, 7)."""
    desk = bindery.desk
    title = desk.say("contents")
    body = desk.body(
        "nav.xhtml", title=title, contents=settled(bindery.contents),
        landmarks=bindery.landmarks, breaks=bindery.breaks,
    )  # fmt: skip
    return written(body, title, desk.language, FRONT, "contents")


def ncx(bindery: Bindery, identifier: str) -> bytes:
    """The table of contents of EPUB 2, which old readers and Kindle look at."""
    contents, breaks = settled(bindery.contents), bindery.breaks
    order = _play_order(contents, breaks, bindery.spine)
    numbers = [int(page.label) for page in breaks if page.label.isdigit()]
    return bindery.desk.render(
        "toc.ncx", contents=contents, depth=_depth(contents), identifier=identifier,
        breaks=breaks, largest=max(numbers, default=0), order=order,
    ).encode()  # fmt: skip


def _play_order(
    contents: Sequence[Line], breaks: Sequence[PageBreak], spine: Sequence[str]
) -> dict[str, int]:
    """Places in reading order, as far as files tell; the same place has one number."""
    files = {name.removeprefix("page-"): number for number, name in enumerate(spine)}
    places = [*_addresses(contents), *(page.href for page in breaks)]
    ordered = sorted(
        dict.fromkeys(places), key=lambda href: files.get(href.partition(".xhtml")[0], len(files))
    )
    return {href: number for number, href in enumerate(ordered, 1)}


def _addresses(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield line.href
        yield from _addresses(line.below)
