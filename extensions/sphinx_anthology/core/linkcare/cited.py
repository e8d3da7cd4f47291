"""The links of a book that are cared for, each once, with the places that cite it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from ...diagnostics import Place
from ...model import Chapter, Post
from ..references.works.identify import canonical_url


@dataclass(frozen=True, slots=True)
class Link:
    """An address that posts cite."""

    key: str  # its canonical URL: one for all ways to write it
    url: str  # as the first post writes it; this one is asked
    places: tuple[Place, ...]  # in the order of the book
    cited: date | None = None  # day of the oldest post that cites it; None when no day is known

    @property
    def host(self) -> str:
        """Host and port, in one spelling."""
        return urlsplit(self.key).netloc


def cited_links(chapters: Iterable[Chapter], *, text: bool = False) -> list[Link]:
    """Links of all references; with *text*, those in running text as well."""
    found: dict[str, list[tuple[str, Place, date | None]]] = {}
    for chapter in chapters:
        day = chapter.date.date() if chapter.date else None
        for url, place in _addresses(chapter.post, text=text):
            found.setdefault(canonical_url(url), []).append((url, place, day))
    return [_link(key, uses) for key, uses in found.items()]


def _link(key: str, uses: list[tuple[str, Place, date | None]]) -> Link:
    places = tuple(dict.fromkeys(place for _, place, _ in uses))
    return Link(key, uses[0][0], places, min((day for *_, day in uses if day), default=None))


def _addresses(post: Post, *, text: bool) -> Iterator[tuple[str, Place]]:
    for reference in post.references:
        for url in (reference.url, *reference.more_urls):
            if _is_web(url):
                yield url, reference.place
    for link in post.links if text else ():
        if _is_web(link.href):
            yield link.href, link.place


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
