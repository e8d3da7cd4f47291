"""Sources and permissions: where each chapter was first published, and under what licence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...model import Chapter
from ..wording import say, say_date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a chapter comes from."""

    title: str
    target: str  # slug
    language: str
    first: str  # who, when and where, in words
    addresses: tuple[str, ...]
    licence: str


def sources(chapters: Sequence[Chapter], language: str) -> list[Source]:
    """Those chapters of which something is known."""
    found = [_source(chapter, language) for chapter in chapters]
    return [source for source in found if source.addresses or source.licence]


def _source(chapter: Chapter, language: str) -> Source:
    meta = chapter.meta
    given = (meta.published_at, meta.source_url or chapter.post.permalink)
    return Source(
        meta.title,
        chapter.slug,
        chapter.post.language,
        _first(chapter, language),
        tuple(dict.fromkeys(filter(None, given))),
        meta.licence,
    )


def _first(chapter: Chapter, language: str) -> str:
    """When and where a chapter first appeared: `Ada · first published 3 May 2020 · Notes`."""
    meta = chapter.meta
    who = "、".join(person.name for person in meta.authors)
    when = say_date(chapter.date, language) if chapter.date else ""
    where = meta.published_name or meta.source_name
    published = f"{say('published', language)} {when}" if when else ""
    return " · ".join(filter(None, (who, published, where)))
