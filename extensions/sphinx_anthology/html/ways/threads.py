"""The map of a book: which chapters share works they cite, or tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ...core.references import Entry
from ...model import Chapter
from .shelves import Shelf

WIDEST = 12  # chapters: what more of them share tells little of any two
MOST_ROWS = 60  # chapters that one drawing can show
MOST_THREADS = 180
_WORK, _TAG = 3, 1  # what counts for how much


@dataclass(frozen=True, slots=True)
class Thread:
    """What two chapters share."""

    one: int  # places in the book, from 0; `one` stands before `other`
    other: int
    works: tuple[str, ...]  # keys of references
    tags: tuple[str, ...]

    @property
    def strength(self) -> int:
        return _WORK * len(self.works) + _TAG * len(self.tags)


@dataclass(frozen=True, slots=True)
class Arc:
    """A thread as it is drawn: from row to row, with a path in a field of 100 by as many rows."""

    start: int  # rows, from 0
    end: int
    path: str
    width: int  # 1 to 3
    cites: bool  # shares works; else only tags


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing, and what is behind it."""

    rows: tuple[int, ...]  # places in the book of the chapters that are shown, in order
    threads: tuple[Thread, ...]  # in book order
    arcs: tuple[Arc, ...]  # one for each
    connected: int  # chapters that share anything; more than `rows` when some are left out

    @property
    def whole(self) -> bool:
        return len(self.rows) == self.connected


def draw_map(chapters: Sequence[Chapter], entries: Iterable[Entry], tags: Iterable[Shelf]) -> Map:
    """The map of a book; no more of it than one drawing can show, the strongest threads first."""
    found = threads(chapters, entries, tags)
    shown = strongest(found)
    rows = tuple(sorted({place for thread in shown for place in (thread.one, thread.other)}))
    connected = len({place for thread in found for place in (thread.one, thread.other)})
    return Map(rows, tuple(shown), tuple(_arcs(shown, rows)), connected)


def threads(
    chapters: Sequence[Chapter], entries: Iterable[Entry], tags: Iterable[Shelf]
) -> list[Thread]:
    """All threads in book order. A work that more than `WIDEST` chapters cite, or more than half of
    the book, joins each of them to the next; a tag like that joins none. So the number of threads
    grows with the book, not with its square."""
    places = {chapter.docname: place for place, chapter in enumerate(chapters)}
    works: dict[tuple[int, int], list[str]] = {}
    names: dict[tuple[int, int], list[str]] = {}
    for entry in entries:
        for pair in _pairs(entry.chapters, places, pairwise):
            works.setdefault(pair, []).append(entry.reference.key)
    for tag in tags:
        for pair in _pairs(tag.chapters, places, lambda wide: ()):
            names.setdefault(pair, []).append(tag.name)
    return [
        Thread(*pair, tuple(works.get(pair, ())), tuple(names.get(pair, ())))
        for pair in sorted(works.keys() | names.keys())
    ]


def _pairs(
    sharing: Sequence[Chapter],
    places: dict[str, int],
    when_wide: Callable[[Sequence[int]], Iterable[tuple[int, int]]],
) -> Iterator[tuple[int, int]]:
    found = sorted(places[chapter.docname] for chapter in sharing)
    wide = len(found) > min(WIDEST, max(2, len(places) // 2))
    yield from when_wide(found) if wide else combinations(found, 2)


def strongest(found: Iterable[Thread]) -> list[Thread]:
    """As many as can be shown, in book order."""
    rows: set[int] = set()
    taken: list[Thread] = []
    for thread in sorted(found, key=lambda thread: (-thread.strength, thread.one, thread.other)):
        wanted = rows | {thread.one, thread.other}
        if len(wanted) <= MOST_ROWS and len(taken) < MOST_THREADS:
            rows = wanted
            taken.append(thread)
    return sorted(taken, key=lambda thread: (thread.one, thread.other))


def _arcs(shown: Sequence[Thread], rows: Sequence[int]) -> Iterator[Arc]:
    """Arcs hang to the left of the rows: the farther apart two are, the wider."""
    row = {place: number for number, place in enumerate(rows)}
    spans = [row[thread.other] - row[thread.one] for thread in shown]
    longest = max(spans, default=1)
    for thread, span in zip(shown, spans, strict=True):
        start, end = row[thread.one], row[thread.other]
        reach = 100 - 130 * (span / longest) ** 0.6  # of the curve's handles; it goes 3/4 as far
        path = (
            f"M100 {start + 0.5}C{reach:.1f} {start + 0.5} {reach:.1f} {end + 0.5} 100 {end + 0.5}"
        )
        width = min(3, 1 + thread.strength // 3)
        yield Arc(start, end, path, width, bool(thread.works))
