"""An EPUB from its fragments: the order of the work, which is that of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core import apparatus
from ..core.apparatus import book_identifier
from ..core.languages import name_of
from ..core.script import direction, reading_minutes
from ..diagnostics import Diagnostic, Place
from ..fonts import Fonts
from ..fragments.spine import Spine
from ..fragments.xhtml import Fragment
from ..model import Part
from ..posts.volume import BIBLIOGRAPHY
from . import navigation
from .bindery import BACK, BODY, FRONT, PAGE, Bindery, Leaf
from .book import Item, Landmark, Line, Package
from .container import Container
from .cover import Covers
from .desk import FOLDER, Desk
from .fonts import Embedded, embed
from .markup import kind_of
from .metadata import Record, metadata_of

NCX = "application/x-dtbncx+xml"
SECTIONS = 2  # level of the headings below a chapter's title, which the contents name


@dataclass(frozen=True, slots=True)
class Materials:
    """What a book is made of."""

    spine: Spine
    folder: Path  # of the fragments
    covers: Covers
    faces: Sequence[str]  # that the book carries
    kept: Path  # folder of what is kept from one build to the next
    conf: Place  # where findings on settings point to


def make_book(desk: Desk, materials: Materials, product: Path) -> Sequence[Diagnostic]:
    """Write the EPUB to *product*.

    Returns:
        What could not be done as it was asked for.
    """
    with Container(product, desk.made.utctimetuple()) as container:
        bindery = Bindery(desk, container, materials.folder, embeds=bool(materials.faces))
        bindery.plan(materials.spine)
        _front(bindery, materials.covers)
        _body(bindery, materials.spine)
        _back(bindery)
        fonts = _embedded(bindery, materials)
        _finish(bindery, fonts)
    return fonts.findings


def _front(bindery: Bindery, covers: Covers) -> None:
    desk = bindery.desk
    cover = Item("cover-image", f"cover{covers.suffix}", covers.media_type, ("cover-image",))
    bindery.put(cover, covers.inside)
    _matter(bindery, "cover", "cover", FRONT, landmark="cover", cover=cover.href)
    _matter(bindery, "title-page", "title-page", FRONT, landmark="titlepage", printed="of.title")
    imprint = apparatus.imprint(desk.volume, desk.facts, desk.made)
    _matter(
        bindery, "imprint", "copyright-page", FRONT, landmark="copyright-page",
        printed="of.imprint", imprint=imprint,
    )  # fmt: skip
    _matter(bindery, "about", "about", FRONT, listed=True, numbers=list(_about(desk)))
    bindery.reserve("nav", "of.contents")
    bindery.landmarks.append(Landmark("toc", desk.say("contents"), "nav.xhtml"))


def _matter(
    bindery: Bindery,
    name: str,
    wording: str,
    matter: str,
    *,
    landmark: str = "",
    listed: bool = False,
    printed: str = "",
    **values: object,
) -> None:
    """A page from the template of its name."""
    desk = bindery.desk
    title = desk.say(wording)
    body = desk.body(f"{name}.xhtml", title=title, address=bindery.address, **values)
    href = bindery.bind(Leaf(f"of.{name}", title, body, desk.language, matter, name, printed))
    if landmark:
        bindery.landmarks.append(Landmark(landmark, title, href))
    if listed:
        bindery.contents.append(Line(title, href, desk.language))


def _about(desk: Desk) -> Iterator[str]:
    """What there is to say of a collection in numbers."""
    chapters, say = desk.volume.chapters, desk.say
    yield say("chapters", count=len(chapters))
    if years := apparatus.years(desk.volume):
        yield say("about-written", years=years)
    people = {person.name for chapter in chapters for person in chapter.meta.authors}
    if len(people) > 1:
        yield say("about-people", count=len(people))
    languages = dict.fromkeys(chapter.post.language for chapter in chapters)
    names = dict.fromkeys(name_of(tag, desk.language) for tag in languages)
    if len(names) > 1:
        yield say("about-languages", names=say("and").join(names))
    minutes = sum(reading_minutes(chapter.post.length) for chapter in chapters)
    yield say("about-reading", minutes=minutes)


# --- the text --------------------------------------------------------------------------------


def _body(bindery: Bindery, spine: Spine) -> None:
    """Chapters, with a page before each part; pages of the user's stand where they were put."""
    volume = bindery.desk.volume
    parts = {chapter.slug: part for part in volume.parts for chapter in part.chapters}
    chapters = [number for number, name in enumerate(spine.names) if name in parts]
    first, last = (chapters[0], chapters[-1]) if chapters else (0, -1)
    around = _parts_around([parts.get(name) for name in spine.names])
    begun: list[Part] = []
    for number, (fragment, part) in enumerate(zip(spine, around, strict=True)):
        if part is not None and part.title and part not in begun:
            _part(bindery, part)
            begun.append(part)
        matter = FRONT if number < first else BACK if number > last else BODY
        line = _chapter(bindery, fragment, matter)
        if part is not None and part.title:
            above = bindery.contents.pop()
            line = Line(above.text, above.href, above.language, (*above.below, line))
        bindery.contents.append(line)


def _parts_around(parts: Sequence[Part | None]) -> list[Part | None]:
    """The part that each page stands in: between two chapters of one, a page is in it as well."""
    after: list[Part | None] = []
    for part in reversed(parts):
        after.append(part if part is not None else after[-1] if after else None)
    around: list[Part | None] = []
    for part, following in zip(parts, reversed(after), strict=True):
        before = around[-1] if around else None
        around.append(part if part is not None else before if before is following else None)
    return around


def _part(bindery: Bindery, part: Part) -> None:
    number = sum(line.href.startswith("of.part-") for line in bindery.contents) + 1
    desk = bindery.desk
    body = desk.body("part.xhtml", part=part, address=bindery.address)
    printed = f"of.part.{part.chapters[0].slug}"
    leaf = Leaf(f"of.part-{number}", part.title, body, desk.language, BODY, "part-page", printed)
    href = bindery.bind(leaf)
    bindery.contents.append(Line(part.title, href, desk.language))
    _begin(bindery, href)


def _chapter(bindery: Bindery, fragment: Fragment, matter: str) -> Line:
    """Returns its line of the contents."""
    name, title, language = fragment.name, fragment.title, fragment.language
    kind = kind_of(name)
    href = bindery.bind(Leaf(name, title, fragment.body, language, matter, kind, name))
    if kind == BIBLIOGRAPHY:
        bindery.landmarks.append(Landmark(kind, title, href))
        return Line(title, href, language)
    if matter == BODY:
        _begin(bindery, href)
    sections = (
        Line(heading.text, bindery.address(name, heading.id), language)
        for heading in fragment.headings
        if heading.level == SECTIONS and heading.id
    )
    return Line(title, href, language, tuple(sections))


def _begin(bindery: Bindery, href: str) -> None:
    """Where the text begins: readers open the book there."""
    if all(mark.kind != "bodymatter" for mark in bindery.landmarks):
        bindery.landmarks.append(Landmark("bodymatter", bindery.desk.say("beginning"), href))


# --- behind the text -------------------------------------------------------------------------


def _back(bindery: Bindery) -> None:
    desk = bindery.desk
    chapters = desk.volume.chapters
    people = apparatus.contributors(chapters, desk.people, desk.language)
    if len(people) > 1 or any(person.note for person in people):
        _matter(
            bindery, "contributors", "contributors", BACK, listed=True,
            printed="of.contributors", people=people,
        )  # fmt: skip
    if sources := apparatus.sources(chapters, desk.language):
        _matter(
            bindery, "sources", "permissions", BACK, listed=True, printed="of.sources",
            sources=sources,
        )  # fmt: skip
    if entries := apparatus.entries(chapters):
        _matter(
            bindery, "index", "index", BACK, landmark="index", listed=True, printed="of.index",
            groups=apparatus.by_letter(entries),
            titles={chapter.slug: chapter for chapter in chapters},
        )  # fmt: skip


def _embedded(bindery: Bindery, materials: Materials) -> Embedded:
    """The fonts that the book carries: none, unless they are asked for."""
    if not materials.faces:
        return Embedded()
    kept = materials.kept / "fonts"
    made = embed(bindery.characters, materials.faces, Fonts(kept), kept, materials.conf)
    for number, file in enumerate(made.files, 1):
        bindery.put(Item(f"font-{number}", file.name, file.media_type), file.data)
    return made


def _finish(bindery: Bindery, fonts: Embedded) -> None:
    """What needs all pages: colophon, contents, metadata."""
    desk, survey = bindery.desk, bindery.survey
    source = desk.printed.source if desk.printed and bindery.breaks else ""
    _matter(
        bindery, "colophon", "colophon", BACK, landmark="colophon", listed=True,
        printed="of.colophon", source=source,
        accessible=survey.summary(desk.language, pages=bool(source)),
        embedded=list(dict.fromkeys(file.family for file in fonts.files)),
    )  # fmt: skip
    identifier = book_identifier(desk.facts)
    bindery.put(Item("nav", "nav.xhtml", PAGE, ("nav",)), navigation.nav(bindery))
    bindery.put(Item("ncx", "toc.ncx", NCX), navigation.ncx(bindery, identifier))
    style = (FOLDER / "book.css").read_bytes() + fonts.css.encode()
    bindery.put(Item("style", "style.css", "text/css"), style)
    index = any(mark.kind == "index" for mark in bindery.landmarks)
    record = Record(
        desk.volume, desk.people, desk.editors, desk.certificate,
        desk.made.date().isoformat(), source, index, bool(fonts.files),
    )  # fmt: skip
    bindery.container.finish(
        Package(
            identifier, desk.facts["title"], desk.language, direction(desk.language),
            tuple(metadata_of(desk.facts, identifier, record, survey)), tuple(bindery.spine),
        )
    )  # fmt: skip
