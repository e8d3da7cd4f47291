"""Behind the text: the matter in the order in which it is bound."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from markupsafe import Markup

from ...core import apparatus
from ...fragments.xhtml import XHTML, inner_xml
from .. import crossings
from ..leaf import Leaf, Line
from ..markup.citing import let_break
from .colophon import colophon
from .desk import Desk


def closing(desk: Desk) -> Iterator[tuple[Leaf, Line]]:
    """The leaves that end the book, each with its line in the contents."""
    yield from _contributors(desk)
    yield from _sources(desk)
    yield from _index(desk)
    yield colophon(desk)


def _contributors(desk: Desk) -> Iterator[tuple[Leaf, Line]]:
    """Where there is more than one to name, or something to say of one."""
    people = apparatus.contributors(desk.volume.chapters, desk.people, desk.language)
    if len(people) > 1 or any(person.note for person in people):
        yield _back(desk, "contributors", "contributors", people=people)


def _sources(desk: Desk) -> Iterator[tuple[Leaf, Line]]:
    known = apparatus.sources(desk.volume.chapters, desk.language)
    if known:
        yield _back(desk, "sources", "permissions", sources=known, breaking=_breaking)


def _index(desk: Desk) -> Iterator[tuple[Leaf, Line]]:
    found = apparatus.entries(desk.volume.chapters)
    if found:
        yield _back(desk, "index", "index", groups=apparatus.by_letter(found), pages=_pages)


def _back(desk: Desk, name: str, wording: str, **values: object) -> tuple[Leaf, Line]:
    title = desk.say(wording)
    body = desk.render(f"{name}.html", title=title, page=crossings.mark_page, **values)
    return desk.back(name, title, body)


def _pages(entry: apparatus.Entry) -> Markup:
    """A mark, which holds names of our own making alone."""
    return Markup(crossings.mark_pages(entry.targets))


def _breaking(address: str) -> Markup:
    """A web address that may break where a reader expects."""
    holder = etree.Element(f"{{{XHTML}}}span")
    link = etree.SubElement(holder, f"{{{XHTML}}}span")
    link.text = address
    let_break(link)
    return Markup(inner_xml(holder))
