"""One bibliography from many lists: the same work cited by several chapters is one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

from ...model import Chapter, Reference


@dataclass(frozen=True, slots=True)
class Entry:
    """A work, and the chapters that cite it."""

    reference: Reference  # the fullest of the citations
    chapters: tuple[Chapter, ...]  # in book order, each once


def merge(chapters: Iterable[Chapter]) -> list[Entry]:
    """Entries of the whole book in order of first citation. Works are told apart by identity."""
    works: dict[str, tuple[Reference, list[Chapter]]] = {}
    for chapter in chapters:
        for reference in chapter.post.references:
            identity = reference.key.rsplit("-", 1)[-1]
            best, cited = works.setdefault(identity, (reference, []))
            if chapter not in cited:
                cited.append(chapter)
            if _fullness(reference) > _fullness(best):
                works[identity] = (reference, cited)
    return [Entry(reference, tuple(cited)) for reference, cited in works.values()]


_FIELDS = attrgetter(*(field.name for field in fields(Reference)))


def _fullness(reference: Reference) -> int:
    return sum(map(bool, _FIELDS(reference)))
