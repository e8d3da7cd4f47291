"""Sources and permissions: where each chapter was first published, and under what licence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from ...core.wording import say_date
from ...fragments.xhtml import XHTML, inner_xml
from ...model import Chapter
from .. import crossings
from ..leaf import Leaf, Line
from ..markup.citing import let_break
from .desk import Desk


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that may break where a reader expects."""

    href: str

    @property
    def markup(self) -> Markup:
        holder = etree.Element(f"{{{XHTML}}}span")
        link = etree.SubElement(holder, f"{{{XHTML}}}span")
        link.text = self.href
        let_break(link)
        return Markup(inner_xml(holder))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a chapter comes from."""

    title: str
    target: str
    language: str
    first: str  # when, and where, in words
    addresses: tuple[Address, ...]
    licence: str

    @property
    def page(self) -> str:
        return crossings.mark_page(self.target)


def sources(desk: Desk) -> Iterator[tuple[Leaf, Line]]:
    """The list of those chapters of which something is known."""
    found = [_source(desk, chapter) for chapter in desk.volume.chapters]
    known = [source for source in found if source.addresses or source.licence]
    if known:
        title = desk.say("permissions")
        yield desk.back("sources", title, desk.render("sources.html", sources=known, title=title))


def _source(desk: Desk, chapter: Chapter) -> Source:
    meta = chapter.meta
    given = (meta.published_at, meta.source_url or chapter.post.permalink)
    addresses = tuple(Address(url) for url in dict.fromkeys(filter(None, given)))
    return Source(
        meta.title,
        chapter.slug,
        chapter.post.language,
        _first(desk, chapter),
        addresses,
        meta.licence,
    )


def _first(desk: Desk, chapter: Chapter) -> str:
    """When and where a chapter first appeared: `Ada · first published 3 May 2020 · Notes`."""
    meta = chapter.meta
    who = "、".join(person.name for person in meta.authors)
    when = say_date(chapter.date, desk.language) if chapter.date else ""
    where = meta.published_name or meta.source_name
    published = f"{desk.say('published')} {when}" if when else ""
    return " · ".join(filter(None, (who, published, where)))
