"""The ways into one book: its shelves, its graphics, and the names of their pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from ...core.apparatus import Entry, by_letter
from ...core.apparatus.index import filed
from ...core.references import Entry as Work
from ...model import Chapter
from .shelves import KINDS, Shelf, Shelves, folded, shelve
from .threads import Map, draw_map
from .timeline import Row, timeline

INDEX, TIMELINE, MAP = "ways", "timeline", "map"  # pages, if no page of the user's has the name
ON_COVER = 12  # shelves of a kind that the cover page shows
YEARS_ON_COVER = 30


@dataclass(frozen=True)
class Ways:
    """All ways into a book. Nothing is computed before it is asked for."""

    chapters: tuple[Chapter, ...]
    works: tuple[Work, ...]  # that they cite
    taken: Callable[[str], bool]  # whether a page of another's has the name

    @cached_property
    def shelves(self) -> Shelves:
        return shelve(self.chapters)

    @cached_property
    def map(self) -> Map:
        return draw_map(self.chapters, self.works, self.shelves["tags"])

    @cached_property
    def timeline(self) -> list[Row]:
        """Empty when it would show nothing: fewer than two chapters have a date."""
        dated = sum(chapter.date is not None for chapter in self.chapters)
        return timeline(self.chapters) if dated > 1 else []

    @cached_property
    def letters(self) -> list[tuple[str, list[tuple[str, Shelf, str]]]]:
        """The index: letters, and below each (name as it is filed, shelf, its kind)."""
        found: dict[Entry, tuple[Shelf, str]] = {}
        for kind in ("authors", "tags"):
            for shelf in self.shelves[kind]:
                if len(shelf.chapters) == len(self.chapters) > 1 and not shelf.slug:
                    continue  # the only author: everything is found by that name
                name = filed(shelf.name) if kind == "authors" else shelf.name
                targets = tuple(chapter.slug for chapter in shelf.chapters)
                found[Entry(name, shelf.key, targets)] = (shelf, kind)
        order = sorted(found, key=lambda e: (not e.letter.isalpha(), e.key, e.text))
        return [
            (letter, [(entry.text, *found[entry]) for entry in entries])
            for letter, entries in by_letter(order)
        ]

    @cached_property
    def pages(self) -> dict[str, str]:
        """Names of the pages that there are: of kinds, `timeline`, `map` and `ways`."""
        there = [kind for kind in KINDS if any(shelf.slug for shelf in self.shelves[kind])]
        wanted = {kind: f"{kind}/index" for kind in there}
        wanted |= {TIMELINE: TIMELINE} if self.timeline else {}
        wanted |= {MAP: MAP} if self.map.arcs else {}
        wanted |= {INDEX: INDEX} if self.letters or wanted else {}
        return {way: self._free(name) for way, name in wanted.items()}

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """Pages of shelves."""
        return {
            (kind, shelf.name): self._free(f"{kind}/{shelf.slug}")
            for kind in KINDS
            for shelf in self.shelves[kind]
            if shelf.slug
        }

    def page_of(self, kind: str, shelf: Shelf) -> str:
        """Name of a shelf's page; empty when it has none."""
        return self._names.get((kind, shelf.name), "")

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Pages of tags, by what all spellings of a tag share."""
        return {
            folded(shelf.name): self.page_of("tags", shelf)
            for shelf in self.shelves["tags"]
            if shelf.slug
        }

    def page_of_tag(self, written: str) -> str:
        return self._spellings.get(folded(written), "")

    def page_of_person(self, name: str) -> str:
        return self._names.get(("authors", name), "")

    def all_pages(self) -> Iterator[str]:
        yield from self.pages.values()
        yield from self._names.values()

    def on_cover(self, kind: str) -> list[Shelf]:
        """Those that the cover page shows: all years, else those with the most chapters."""
        there = [shelf for shelf in self.shelves[kind] if shelf.slug]
        if kind == "years":
            return there[-YEARS_ON_COVER:]
        return sorted(there, key=lambda shelf: -len(shelf.chapters))[:ON_COVER]

    def _free(self, name: str) -> str:
        """*name*, or with a number behind it when somebody else has it."""
        number = 1
        free = name
        while self.taken(free):
            number += 1
            free = f"{name}-{number}"
        return free


def names_taken(documents: Collection[str]) -> Callable[[str], bool]:
    """Asks whether *documents* have a name; on some disks case makes no difference."""
    low = {name.casefold() for name in documents}
    return lambda name: name.casefold() in low
