"""The timeline of a book: a row for each year, and on it each chapter where its day is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...core.script import reading_minutes
from ...model import Chapter

LEAST_GAP = 0.8  # from mark to mark, in percent of a row's width
LEFT, RIGHT = 1.0, 99.0  # between which marks stand
SHORTEST = 0.05  # of the longest: what is no longer must still be seen
CUT = 0.02  # share of the chapters that may be too long to be shown whole
FAR = 1.5  # if they are so many times as long as the others: these would all look flat
LONG_SILENCE = 3  # years without a chapter that are told in one row


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter on the timeline."""

    chapter: Chapter
    at: float  # in percent of the row's width
    length: float  # of its text, where the longest that fits is 1
    cut: bool = False  # it is longer than can be shown


@dataclass(frozen=True, slots=True)
class Row:
    """A year, years in which nothing was written, or (`first` is 0) what has no date."""

    first: int
    last: int
    marks: tuple[Mark, ...]


def timeline(chapters: Sequence[Chapter]) -> list[Row]:
    """Rows in order of time; what has no date comes last."""
    longest = _longest([reading_minutes(chapter.post.length) for chapter in chapters])
    years: dict[int, list[Chapter]] = {}
    for chapter in chapters:
        years.setdefault(chapter.date.year if chapter.date else 0, []).append(chapter)
    rows: list[Row] = []
    for year in sorted(year for year in years if year):
        if rows:
            rows += _silence(rows[-1].last + 1, year - 1)
        rows.append(Row(year, year, tuple(_marks(years[year], longest))))
    if 0 in years:
        rows.append(Row(0, 0, tuple(_marks(years[0], longest))))
    return rows


def _longest(minutes: Sequence[int]) -> int:
    """What the tallest mark stands for."""
    ordered = sorted(minutes) or [1]
    fitting = ordered[-1 - int(len(ordered) * CUT)]
    return fitting if ordered[-1] > fitting * FAR else ordered[-1]


def _silence(first: int, last: int) -> list[Row]:
    if last - first + 1 > LONG_SILENCE:
        return [Row(first, last, ())]
    return [Row(year, year, ()) for year in range(first, last + 1)]


def _marks(chapters: Iterable[Chapter], longest: int) -> Iterator[Mark]:
    """Marks of one row, moved as far as needed for none to stand on another."""
    timed = sorted(chapters, key=lambda chapter: (_share(chapter.date), chapter.slug))
    wanted = [LEFT + (RIGHT - LEFT) * _share(chapter.date) for chapter in timed]
    for chapter, at in zip(timed, spread(wanted), strict=True):
        length = reading_minutes(chapter.post.length) / longest
        shown = round(min(1.0, max(SHORTEST, length)), 3)
        yield Mark(chapter, round(at, 2), shown, length > 1)


def _share(date: datetime | None) -> float:
    """How much of its year had passed, from 0 to 1."""
    return (date.timetuple().tm_yday - 1) / 366 if date else 0.0


def spread(wanted: Sequence[float]) -> list[float]:
    """Places in order, as near to the wanted ones as may be with a gap between them."""
    gap = min(LEAST_GAP, (RIGHT - LEFT) / max(1, len(wanted) - 1))
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + gap) if places else place)
    limit = RIGHT
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], limit)
        limit = places[index] - gap
    return places
