"""The feed of the book's chapters: Atom (RFC 4287), with the whole text of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from ...core.script import printable
from ...model import Chapter, Person
from .moments import as_utc, last_change, newest, rfc3339
from .site import Site, is_web_address
from .xmlfile import XML, new_root, written

NAME = "feed.xml"
TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """A chapter in the feed."""

    chapter: Chapter
    text: str  # HTML with absolute addresses


@dataclass(frozen=True, slots=True)
class Feed:
    """What the feed says of the book."""

    site: Site
    title: str
    subtitle: str
    author: str
    rights: str
    language: str


def newest_first(chapters: Iterable[Chapter], count: int) -> list[Chapter]:
    """The *count* chapters that were written last; without a date none can be told to be new."""
    dated = [chapter for chapter in chapters if chapter.date]
    dated.sort(key=lambda c: (as_utc(c.date), c.slug) if c.date else (), reverse=True)
    return dated[: max(0, count)]


def write_feed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed as a file."""
    root = new_root(ATOM, "feed")
    root.set(f"{XML}lang", feed.language)
    _put(root, "title", feed.title)
    if feed.subtitle:
        _put(root, "subtitle", feed.subtitle)
    _put(root, "id", feed.site.base)
    _put(root, "updated", rfc3339(_latest(entries)))
    _link(root, "self", feed.site.file(NAME), TYPE)
    _link(root, "alternate", feed.site.base, "text/html")
    _person(root, Person(feed.author or feed.title))
    _put(root, "generator", "sphinx-anthology")
    if feed.rights:
        _put(root, "rights", feed.rights)
    for entry in entries:
        _entry(root, entry, feed.site)
    return written(root)


def _latest(entries: Sequence[Entry]) -> datetime:
    moment = newest(entry.chapter for entry in entries)
    if moment is None:
        raise ValueError("a feed needs a chapter with a date")
    return moment


def _entry(root: etree._Element, entry: Entry, site: Site) -> None:
    chapter, meta = entry.chapter, entry.chapter.meta
    element = etree.SubElement(root, f"{{{ATOM}}}entry")
    element.set(f"{XML}lang", chapter.post.language)
    _put(element, "title", meta.title)
    _put(element, "id", entry_id(chapter, site))
    if chapter.date:
        _put(element, "published", rfc3339(chapter.date))
    if moment := last_change(chapter):
        _put(element, "updated", rfc3339(moment))
    _link(element, "alternate", site.page(chapter.docname), "text/html")
    if is_web_address(original := meta.source_url or chapter.post.permalink):
        _link(element, "via", original)
    for person in meta.authors:
        _person(element, person)
    for person in meta.contributors:
        _person(element, person, "contributor")
    for term in dict.fromkeys((*meta.categories, *meta.tags)):
        etree.SubElement(element, f"{{{ATOM}}}category", term=printable(term))
    if meta.summary:
        _put(element, "summary", meta.summary)
    if meta.licence:
        _put(element, "rights", meta.licence)
    _source(element, chapter)
    content = _put(element, "content", entry.text)
    content.set("type", "html")
    content.set(f"{XML}base", site.page(chapter.docname))


def entry_id(chapter: Chapter, site: Site) -> str:
    """A tag URI (RFC 4151): the site's name, the post's day, the chapter's name."""
    day = chapter.date.date().isoformat() if chapter.date else "1970-01-01"
    return f"tag:{site.host},{day}:{chapter.slug}"


def _source(entry: etree._Element, chapter: Chapter) -> None:
    """The blog that the post was taken from (RFC 4287, section 4.2.11)."""
    home = chapter.post.blog.base_url
    if not is_web_address(home):
        return
    source = etree.SubElement(entry, f"{{{ATOM}}}source")
    _put(source, "id", f"{home}/")
    _put(source, "title", home.partition("://")[2])
    _link(source, "alternate", f"{home}/")


def _put(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = printable(text)
    return element


def _link(parent: etree._Element, rel: str, href: str, kind: str = "") -> None:
    attributes = {"rel": rel, "type": kind, "href": printable(href)}
    etree.SubElement(
        parent, f"{{{ATOM}}}link", {name: value for name, value in attributes.items() if value}
    )


def _person(parent: etree._Element, person: Person, kind: str = "author") -> None:
    element = etree.SubElement(parent, f"{{{ATOM}}}{kind}")
    _put(element, "name", person.name)
    if is_web_address(person.url):
        _put(element, "uri", person.url)
