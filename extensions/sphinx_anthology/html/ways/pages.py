"""Pages for the ways into a book, as Sphinx collects them; what other pages say of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from docutils import nodes

from ...core.apparatus import contributors, notes_of
from ...core.script import base_language, language_of_title, reading_minutes
from ...core.wording import say, say_date
from ...model import Chapter
from ...posts.domain import anthology_domain
from ...posts.volume import BIBLIOGRAPHY
from ..collected import are_up_to_date
from ..context import chapter_row
from ..folders import has_template, is_website
from .book import INDEX, MAP, TIMELINE, Ways, names_taken
from .shelves import KINDS, Shelf
from .threads import Map, Thread

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Page = tuple[str, dict[str, Any], str]  # name, what its template shows, template

OTHERS_PAGES = {"search", "genindex", "py-modindex", "opensearch"}  # which Sphinx makes
_WAYS: WeakKeyDictionary[Sphinx, Ways] = WeakKeyDictionary()


def ways_of(app: Sphinx) -> Ways | None:
    """The ways into the book; None when it is no website, or the theme has no pages for them."""
    if not is_website(app) or not has_template(app, "ways/shelf.html"):
        return None
    if app not in _WAYS:
        domain = anthology_domain(app.env)
        taken = {*app.env.found_docs, *app.config.html_additional_pages, *OTHERS_PAGES}
        _WAYS[app] = Ways(domain.volume.chapters, domain.entries, names_taken(taken))
    return _WAYS[app]


def collect_pages(app: Sphinx) -> Iterator[Page]:
    """All pages of the ways, for Sphinx to write."""
    ways = ways_of(app)
    if ways is None or are_up_to_date(app, ways.all_pages()):
        return
    for kind in KINDS:
        if kind in ways.pages:
            yield _overview(app, ways, kind)
            yield from (_shelf(app, ways, kind, s) for s in ways.shelves[kind] if s.slug)
    if TIMELINE in ways.pages:
        yield _timeline(app, ways)
    if MAP in ways.pages:
        yield _map(app, ways)
    if INDEX in ways.pages:
        yield _index(app, ways)


def _tag(app: Sphinx) -> str:
    return str(app.config.language.replace("_", "-"))


def _title(app: Sphinx, way: str) -> str:
    return say(f"way-{way}", _tag(app))


def _link(chapter: Chapter) -> dict[str, str]:
    """A chapter where only its title is shown."""
    return {
        "docname": chapter.docname,
        "title": chapter.meta.title,
        "language": chapter.post.language,
    }


def _items(ways: Ways, kind: str, shelves: list[Shelf]) -> list[dict[str, Any]]:
    return [
        {"name": s.name, "page": ways.page_of(kind, s), "count": len(s.chapters)} for s in shelves
    ]


def _overview(app: Sphinx, ways: Ways, kind: str) -> Page:
    """All shelves of a kind."""
    there = [shelf for shelf in ways.shelves[kind] if shelf.slug]
    context = {
        "title": _title(app, kind),
        "items": _items(ways, kind, there),
        "kind": kind,
        "index": ways.pages.get(INDEX, ""),
    }
    return ways.pages[kind], context, "ways/shelves.html"


def _shelf(app: Sphinx, ways: Ways, kind: str, shelf: Shelf) -> Page:
    """One shelf with its chapters."""
    language = _tag(app)
    minutes = sum(reading_minutes(chapter.post.length) for chapter in shelf.chapters)
    rows = [chapter_row(chapter, language) for chapter in shelf.chapters]
    note, url = "", ""
    if kind == "authors":
        note, url = _person(app, shelf)
        for row, chapter in zip(rows, shelf.chapters, strict=True):
            row["role"] = _roles(chapter, shelf.name, language)
    elif kind == "sources":
        homes = {chapter.post.blog.base_url for chapter in shelf.chapters}
        url = homes.pop() if len(homes) == 1 else ""
    name = say("year-page", language, year=shelf.name) if kind == "years" else shelf.name
    context = {
        "title": name,
        "kind": kind,
        "kind_title": _title(app, kind),
        "overview": ways.pages[kind],
        "rows": rows,
        "byline": "authors" in ways.pages,
        "minutes": minutes,
        "note": note,
        "url": url if url.startswith(("http://", "https://")) else "",  # posts are strangers' input
    }
    return ways.page_of(kind, shelf), context, "ways/shelf.html"


def _person(app: Sphinx, shelf: Shelf) -> tuple[str, str]:
    """What the book says of one of its people, and the address of their page."""
    notes = notes_of(app.config.anthology_people)
    found = contributors(shelf.chapters, notes, _tag(app))
    return next(((p.note, p.url) for p in found if p.name == shelf.name), ("", ""))


def _roles(chapter: Chapter, name: str, language: str) -> str:
    """What part someone had in a chapter; empty for its author."""
    people = (*chapter.meta.authors, *chapter.meta.contributors)
    roles = dict.fromkeys(person.role for person in people if person.name == name)
    if "author" in roles:
        return ""
    return say("and", language).join(say(role, language) for role in roles)


def _timeline(app: Sphinx, ways: Ways) -> Page:
    language = _tag(app)
    years = {shelf.name: ways.page_of("years", shelf) for shelf in ways.shelves["years"]}
    rows = []
    for row in ways.timeline:
        label = say("undated", language) if not row.first else str(row.first)
        if row.last > row.first:
            label = f"{row.first}–{row.last}"
        rows.append(
            {
                "label": label,
                "page": years.get(label, "") if row.marks else "",
                "dated": bool(row.first),
                "marks": [
                    {
                        **_link(mark.chapter),
                        "at": f"{mark.at:g}",
                        "length": mark.length,
                        "cut": mark.cut,
                        "date": _day(mark.chapter, language),
                        "iso": mark.chapter.date.date().isoformat() if mark.chapter.date else "",
                        "authors": [person.name for person in mark.chapter.meta.authors],
                        "minutes": _reading_time(mark.chapter, language),
                    }
                    for mark in row.marks
                ],
            }
        )
    context = {
        "title": _title(app, TIMELINE),
        "rows": rows,
        "cut": any(mark.cut for row in ways.timeline for mark in row.marks),
        "index": ways.pages[INDEX],
    }
    return ways.pages[TIMELINE], context, "ways/timeline.html"


def _day(chapter: Chapter, language: str) -> str:
    return say_date(chapter.date, language) if chapter.date else ""


def _reading_time(chapter: Chapter, language: str) -> str:
    return say("reading-time", language, minutes=reading_minutes(chapter.post.length))


def _map(app: Sphinx, ways: Ways) -> Page:
    drawn, chapters = ways.map, ways.chapters
    titles = {work.reference.key: work.reference.title or work.reference.url for work in ways.works}
    context = {
        "title": _title(app, MAP),
        "rows": [
            {**_link(chapters[place]), "arcs": _arcs_of(drawn, number)}
            for number, place in enumerate(drawn.rows)
        ],
        "arcs": drawn.arcs,
        "threads": [_thread(ways, thread, titles) for thread in drawn.threads],
        "connected": drawn.connected,
        "whole": drawn.whole,
        "index": ways.pages[INDEX],
    }
    return ways.pages[MAP], context, "ways/map.html"


def _arcs_of(drawn: Map, row: int) -> list[Any]:
    return [arc for arc in drawn.arcs if row in (arc.start, arc.end)]


def _thread(ways: Ways, thread: Thread, titles: dict[str, str]) -> dict[str, Any]:
    tags = [(name, ways.page_of_tag(name)) for name in thread.tags]
    return {
        "one": _link(ways.chapters[thread.one]),
        "other": _link(ways.chapters[thread.other]),
        "works": [(titles[key], BIBLIOGRAPHY, f"ref-{key}") for key in thread.works],
        "tags": tags,
    }


def _index(app: Sphinx, ways: Ways) -> Page:
    """Names and tags by letter; first of all the other ways."""
    letters = [
        (
            letter,
            [
                {
                    "text": text,
                    "page": ways.page_of(kind, shelf),
                    "count": len(shelf.chapters),
                    "chapters": [] if shelf.slug else [_link(c) for c in shelf.chapters],
                }
                for text, shelf, kind in entries
            ],
        )
        for letter, entries in ways.letters
    ]
    context = {"title": _title(app, INDEX), "letters": letters, "ways": ways_shown(app, ways)}
    return ways.pages[INDEX], context, "ways/index.html"


def ways_shown(app: Sphinx, ways: Ways) -> list[dict[str, Any]]:
    """The ways in the order that readers are shown them, each with what it leads to first."""
    shown = [
        {
            "title": _title(app, way),
            "page": page,
            "items": _items(ways, way, ways.on_cover(way)) if way in KINDS else [],
            "count": sum(bool(s.slug) for s in ways.shelves.get(way, ())),
        }
        for way, page in ways.pages.items()
    ]
    if BIBLIOGRAPHY in app.env.found_docs:
        title = say("bibliography", _tag(app))
        shown.append({"title": title, "page": BIBLIOGRAPHY, "items": [], "count": 0})
    return shown


def add_ways(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> str | None:
    """Lead to the ways from all pages; the bibliography has a template with filters."""
    ways = ways_of(app)
    if ways is None:
        return None
    context["ways_page"] = ways.pages.get(INDEX, "")
    domain = anthology_domain(app.env)
    if pagename == app.config.root_doc and not domain.own_root:
        context["ways"] = ways_shown(app, ways)
    if pagename == BIBLIOGRAPHY and domain.entries:
        works = [entry.reference for entry in domain.entries]
        context["work_kinds"] = sorted({work.kind for work in works})
        years = {work.date[:4] for work in works}
        context["work_years"] = sorted((year for year in years if year.isdigit()), reverse=True)
        context["work_languages"] = sorted(
            {base_language(work.language or language_of_title(work.title)) for work in works}
        )
        return "ways/bibliography.html"
    return None
