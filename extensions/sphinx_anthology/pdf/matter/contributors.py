"""Contributors: each with the chapters that they had a part in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...core.references.works.names import sort_key
from ...model import Chapter
from .. import crossings
from ..leaf import Leaf, Line
from .desk import Desk


@dataclass(frozen=True, slots=True)
class Work:
    """A chapter as one of those has it who made it."""

    title: str
    target: str
    language: str
    role: str  # in the book's words; empty for its author

    @property
    def page(self) -> str:
        return crossings.mark_page(self.target)


@dataclass(frozen=True, slots=True)
class Contributor:
    """Someone who made chapters."""

    name: str
    works: tuple[Work, ...]


def contributors(desk: Desk) -> Iterator[tuple[Leaf, Line]]:
    """The list, where there is more than one to name."""
    people = find_people(desk, desk.volume.chapters)
    if len(people) > 1:
        title = desk.say("contributors")
        yield desk.back(
            "contributors", title, desk.render("contributors.html", people=people, title=title)
        )


def find_people(desk: Desk, chapters: Sequence[Chapter]) -> list[Contributor]:
    """All people, in the order of their names."""
    found: dict[str, list[Work]] = {}
    for chapter in chapters:
        for person in (*chapter.meta.authors, *chapter.meta.contributors):
            role = "" if person.role == "author" else desk.say(person.role)
            work = Work(chapter.meta.title, chapter.slug, chapter.post.language, role)
            found.setdefault(person.name, []).append(work)
    names = sorted(found, key=lambda name: (sort_key(name), name))
    return [Contributor(name, tuple(dict.fromkeys(found[name]))) for name in names]
