"""Which chapters belong to which tag, person, year and source; which of these have a page."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...core.links.postmap import host_of
from ...core.references.works.names import sort_key, text_key
from ...core.slugs import slugify
from ...model import Chapter

KINDS = ("tags", "authors", "years", "sources")  # also the folders of their pages
_OVERVIEW = "index"  # page of a kind, which no shelf may take


@dataclass(frozen=True, slots=True)
class Shelf:
    """A tag, person, year or source, and its chapters."""

    name: str
    key: str  # it is sorted by
    slug: str  # empty: it has no page
    chapters: tuple[Chapter, ...]  # in book order


Shelves = Mapping[str, tuple[Shelf, ...]]  # by kind, each in order


def shelve(chapters: Sequence[Chapter]) -> Shelves:
    """All shelves of a book. A tag of one chapter, an only author, year or source has no page."""
    people = _gather(chapters, people_of, _as_written, sort_key)
    years = _gather(chapters, _years, _as_written, str)
    places = _gather(chapters, _sources, _as_written, text_key)
    return {
        "tags": _with_slugs(_gather(chapters, tags_of, folded, text_key), at_least=2),
        "authors": _with_slugs(people if len(people) > 1 else [], all_of=people),
        "years": _with_slugs(years if len(years) > 1 else [], all_of=years),
        "sources": _with_slugs(places if len(places) > 1 else [], all_of=places),
    }


def tags_of(chapter: Chapter) -> Iterator[str]:
    """What a chapter is filed under."""
    yield from (*chapter.meta.categories, *chapter.meta.tags)


def people_of(chapter: Chapter) -> Iterator[str]:
    """Who made a chapter, in whatever part."""
    for person in (*chapter.meta.authors, *chapter.meta.contributors):
        yield person.name


def _years(chapter: Chapter) -> Iterator[str]:
    if chapter.date:
        yield str(chapter.date.year)


def _sources(chapter: Chapter) -> Iterator[str]:
    """The blog that a chapter was written for, else where it was first published."""
    meta = chapter.meta
    for address in (chapter.post.blog.base_url, meta.source_url, meta.published_at):
        if host := host_of(address):
            yield host
            return
    if name := meta.published_name or meta.source_name:
        yield name


def folded(name: str) -> str:
    """What different spellings of a tag share: case, width, spaces and hyphens do not count."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.split(r"[\s_-]+", plain)).strip() or plain


def _as_written(name: str) -> str:
    return name


def _gather(
    chapters: Iterable[Chapter],
    names_of: Callable[[Chapter], Iterator[str]],
    fold: Callable[[str], str],
    key: Callable[[str], str],
) -> list[Shelf]:
    """Shelves without slugs, in order; the spelling that most chapters have names each."""
    found: dict[str, dict[str, Chapter]] = {}
    spellings: dict[str, Counter[str]] = {}
    for chapter in chapters:
        for name in filter(None, dict.fromkeys(names_of(chapter))):
            found.setdefault(fold(name), {})[chapter.slug] = chapter
            spellings.setdefault(fold(name), Counter())[name] += 1
    made = []
    for same, standing in found.items():
        name = min(spellings[same].items(), key=lambda pair: (-pair[1], pair[0]))[0]
        made.append(Shelf(name, key(name), "", tuple(standing.values())))
    return sorted(made, key=lambda shelf: (shelf.key, shelf.name))


def _with_slugs(
    shelves: Sequence[Shelf], *, at_least: int = 1, all_of: Sequence[Shelf] = ()
) -> tuple[Shelf, ...]:
    """Give a slug to those of *shelves* that have enough chapters; the others come without."""
    slugs = slugs_of([shelf.name for shelf in shelves if len(shelf.chapters) >= at_least])
    return tuple(
        Shelf(shelf.name, shelf.key, slugs.get(shelf.name, ""), shelf.chapters)
        for shelf in all_of or shelves
    )


def slugs_of(names: Iterable[str]) -> dict[str, str]:
    """A slug of its own for each name. Of those that want the same, the name that is spelt like
    it keeps it, else the first in order; the others add what tells them apart."""
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        groups.setdefault(_wanted(name), []).append(name)
    found: dict[str, str] = {}
    for slug, group in groups.items():
        first, *others = sorted(group, key=lambda name: name.casefold() != slug)
        if slug == _OVERVIEW:
            others.append(first)
        else:
            found[first] = slug
        found.update((name, f"{slug}-{_mark(name)}") for name in others)
    return found


def _wanted(name: str) -> str:
    """``C++`` and ``C#`` are no ``c``."""
    spelt = re.sub(r"(?<=\w)#", " sharp ", name.replace("+", " plus "))
    return slugify(spelt)


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:6]
