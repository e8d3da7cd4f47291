"""The index: who wrote, edited and translated, and what chapters are filed under.

One run of entries under letters, Chinese among them by pinyin, as Chinese books have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...model import Chapter
from ..references.works.names import parse_name, sort_key, text_key

_OTHERS = "#"  # stands for what begins with no letter


@dataclass(frozen=True, slots=True)
class Entry:
    """A name or a tag, and where it stands."""

    text: str
    key: str
    targets: tuple[str, ...]  # slugs

    @property
    def letter(self) -> str:
        first = self.key[:1].upper()
        return first if first.isascii() and first.isalpha() else _OTHERS


def entries(chapters: Sequence[Chapter]) -> list[Entry]:
    """All names and tags, in order."""
    places: dict[tuple[str, str], list[str]] = {}
    for chapter in chapters:
        for text, key in dict.fromkeys(_words(chapter)):
            places.setdefault((text, key), []).append(chapter.slug)
    made = (Entry(text, key, tuple(targets)) for (text, key), targets in places.items())
    return sorted(made, key=lambda entry: (entry.letter == _OTHERS, entry.key, entry.text))


def _words(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """What a chapter is found by, with the key that it is sorted by."""
    meta = chapter.meta
    for person in (*meta.authors, *meta.contributors):
        yield filed(person.name), sort_key(person.name)
    for tag in (*meta.categories, *meta.tags):
        yield tag, text_key(tag)


def filed(written: str) -> str:
    """A name as an index has it: `Byron, Ada`, so that it stands under its letter."""
    name = parse_name(written)
    if not name.family or not name.given or name.han:
        return written
    return f"{name.family}, {name.given}"


def by_letter(found: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries under their letters."""
    return [(letter, list(group)) for letter, group in groupby(found, lambda e: e.letter)]
