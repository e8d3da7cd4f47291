"""What to read on: chapters that cite the same works or are filed under the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log2

from ..model import Chapter
from .references import Entry

Related = Mapping[str, tuple[str, ...]]  # docname -> docnames
MOST = 3  # chapters that are named after one
COMMON = 40  # chapters that share something from which on it tells nothing; it bounds the work, too
_WORK, _TAG = 3.0, 1.0


def related(chapters: Sequence[Chapter], entries: Sequence[Entry]) -> Related:
    """For each chapter (by docname) those to read on, the nearest first."""
    place = {chapter.docname: number for number, chapter in enumerate(chapters)}
    scores: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for group, weight in _groups(chapters, entries):
        if not 1 < len(group) <= COMMON:
            continue
        share = weight / log2(1 + len(group))
        for one in group:
            for other in group:
                if one != other:
                    scores[one][other] += share
    return {
        one: tuple(
            sorted(
                found,
                key=lambda other: (-found[other], abs(place[other] - place[one]), place[other]),
            )[:MOST]
        )
        for one, found in scores.items()
    }


def _groups(
    chapters: Sequence[Chapter], entries: Sequence[Entry]
) -> Iterator[tuple[list[str], float]]:
    """Chapters that share something, and how much that tells."""
    for entry in entries:
        yield list(dict.fromkeys(chapter.docname for chapter in entry.chapters)), _WORK
    filed: defaultdict[str, list[str]] = defaultdict(list)
    for chapter in chapters:
        for word in dict.fromkeys((*chapter.meta.tags, *chapter.meta.categories)):
            filed[word.casefold()].append(chapter.docname)
    for group in filed.values():
        yield list(dict.fromkeys(group)), _TAG
