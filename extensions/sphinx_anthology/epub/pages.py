"""The pages of an EPUB: every file of the container as finished bytes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from lxml import etree

from ..core.sniff import image_type
from ..core.wording import say, say_date
from ..fragments.xhtml import MATHML, SVG, XHTML, Fragment
from ..html.folders import themes_folder
from ..model import Part, Volume
from .book import Book, Item
from .cover import cover_item
from .metadata import book_identifier, metadata_of

EPUB = "http://www.idpf.org/2007/ops"
_NSMAP: Any = {None: XHTML, "epub": EPUB}
_TYPE = f"{{{EPUB}}}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PAGE = "application/xhtml+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, with the lines below it."""

    text: str
    href: str
    language: str
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Maker:
    """What all pages share."""

    facts: Mapping[str, str]
    templates: Environment

    def page(self, name: str, title: str, template: str, **values: object) -> bytes:
        """A page from a template of the theme."""
        text = self.templates.get_template(template).render(
            facts=self.facts, title=title, say=self.say, **values
        )
        etree.fromstring(text.encode())  # what is not well-formed must not leave the house
        return text.encode()

    def say(self, key: str, **values: object) -> str:
        return say(key, self.facts["language"], **values)


def make_book(
    spine: list[Fragment],
    *,
    volume: Volume,
    facts: Mapping[str, str],
    folder: Path,
    highlighting: str,
    modified: time.struct_time,
) -> Book:
    """All files of the EPUB. *folder* holds the fragments' pictures."""
    templates = Environment(
        loader=FileSystemLoader(themes_folder() / "anthology" / "epub"), autoescape=True
    )
    maker = _Maker(facts, templates)
    identifier = book_identifier(facts)
    cover = cover_item(volume, facts, folder.parent / "covers")
    body, contents = _body(maker, spine, volume)
    pictures = list(_pictures(spine, folder))
    language = facts["language"]
    items = [
        _spine_item(
            "cover", maker.page("cover", maker.say("cover"), "cover.xhtml", cover=cover.href)
        ),
        _spine_item("title-page", maker.page("title", facts["title"], "title.xhtml")),
        _spine_item(
            "nav",
            maker.page(
                "nav",
                maker.say("contents"),
                "nav.xhtml",
                contents=contents,
                first=body[0].href,
                bibliography=_bibliography(spine),
            ),
            ("nav",),
        ),
        *body,
        _spine_item(
            "imprint",
            maker.page(
                "imprint", maker.say("imprint"), "imprint.xhtml", sources=_sources(volume, language)
            ),
        ),
        Item(
            "ncx",
            "toc.ncx",
            "application/x-dtbncx+xml",
            maker.page(
                "ncx",
                facts["title"],
                "toc.ncx",
                contents=contents,
                identifier=identifier,
                depth=_depth(contents),
            ),
        ),
        Item("style", "style.css", "text/css", _style(highlighting)),
        cover,
        *pictures,
    ]
    return Book(
        identifier, facts["title"], language,
        tuple(metadata_of(volume, facts, identifier, spine)), tuple(items), modified,
    )  # fmt: skip


def _spine_item(name: str, data: bytes, properties: tuple[str, ...] = ()) -> Item:
    return Item(name, f"{name}.xhtml", _PAGE, data, properties, in_spine=True)


def _body(maker: _Maker, spine: list[Fragment], volume: Volume) -> tuple[list[Item], list[Entry]]:
    """Chapters and back matter with a page before each part; and the contents of all that."""
    parts = {chapter.slug: part for part in volume.parts for chapter in part.chapters if part.title}
    items: list[Item] = []
    contents: list[Entry] = []
    current: Part | None = None
    language = maker.facts["language"]
    for fragment in spine:
        part = parts.get(fragment.name)
        if part is not None and part is not current:
            name = f"part-{len([i for i in items if i.id.startswith('part-')]) + 1}"
            items.append(_spine_item(name, maker.page(name, part.title, "part.xhtml", part=part)))
            contents.append(Entry(part.title, f"{name}.xhtml", language))
        current = part
        items.append(_chapter(fragment))
        entry = _entry(fragment)
        if part is not None:
            opener = contents[-1]
            contents[-1] = Entry(opener.text, opener.href, language, (*opener.below, entry))
        else:
            contents.append(entry)
    return items, contents


def _depth(contents: Iterable[Entry]) -> int:
    return max((1 + _depth(entry.below) for entry in contents), default=0)


def _entry(fragment: Fragment) -> Entry:
    href = f"{fragment.name}.xhtml"
    sections = tuple(
        Entry(h.text, f"{href}#{h.id}", fragment.language)
        for h in fragment.headings
        if h.level == 2 and h.id
    )
    return Entry(fragment.title, href, fragment.language, sections)


def _chapter(fragment: Fragment) -> Item:
    body = deepcopy(fragment.body)
    kind = "bibliography" if fragment.name == "bibliography" else "chapter"
    for child in body:
        if etree.QName(child).localname == "section":
            child.set(_TYPE, kind)
            child.set("role", f"doc-{kind}")
            break
    for link in body.iter(f"{{{XHTML}}}a"):
        if "footnote-reference" in (link.get("class") or "").split():
            link.set(_TYPE, "noteref")
            link.set("role", "doc-noteref")
    for element in body.iter(f"{{{XHTML}}}a", f"{{{XHTML}}}section"):
        meant = _KINDS_OF_ROLES.get(element.get("role") or "")
        if meant:
            element.set(_TYPE, meant)
    for aside in body.iter(f"{{{XHTML}}}aside"):
        if "footnote" in (aside.get("class") or "").split():
            aside.set(_TYPE, "footnote")
            aside.set("role", "doc-footnote")
    for image in body.iter(f"{{{XHTML}}}img"):
        if image.get("alt") is None:
            image.set("alt", "")
    properties = [name for name, space in (("mathml", MATHML), ("svg", SVG)) if fragment.has(space)]
    matter = "backmatter" if kind == "bibliography" else "bodymatter"
    data = _wrap(body, fragment.title, fragment.language, matter)
    # a slug may begin with a digit, an XML id may not
    name, href = f"page-{fragment.name}", f"{fragment.name}.xhtml"
    return Item(name, href, _PAGE, data, tuple(properties), in_spine=True)


def _wrap(body: etree._Element, title: str, language: str, matter: str) -> bytes:
    html = etree.Element(f"{{{XHTML}}}html", nsmap=_NSMAP)
    html.set("lang", language)
    html.set(_XML_LANG, language)
    head = etree.SubElement(html, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}title").text = title
    etree.SubElement(
        head, f"{{{XHTML}}}link", {"rel": "stylesheet", "type": "text/css", "href": "style.css"}
    )
    body.attrib.pop("lang", "")
    body.set(_TYPE, matter)
    html.append(body)
    etree.cleanup_namespaces(html, keep_ns_prefixes=["epub"])
    for element in html.iter(f"{{{XHTML}}}*"):
        if element.text is None and not len(element) and etree.QName(element).localname in _PAIRED:
            element.text = ""
    return etree.tostring(html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")


# roles of DPub-ARIA that the lists of references carry -> EPUB's own vocabulary
_KINDS_OF_ROLES = {
    "doc-bibliography": "bibliography",
    "doc-biblioref": "biblioref",
    "doc-backlink": "backlink",
}
_DIRECTION = re.compile(r"(?<![\w-])(?:direction|unicode-bidi)\s*:[^;{}]*;?")
_PAIRED = {"span", "p", "a", "div", "section", "td", "th", "li", "aside", "figure"}


def _pictures(spine: Iterable[Fragment], folder: Path) -> Iterator[Item]:
    used = dict.fromkeys(source for fragment in spine for source in fragment.images)
    for number, source in enumerate(used, 1):
        data = (folder / source).read_bytes()
        if image_type(data) == "image/svg+xml":
            data = _without_direction(data)
        yield Item(f"picture-{number}", source, image_type(data), data)


def _without_direction(drawing: bytes) -> bytes:
    """A style sheet of an EPUB may not set these two (EPUB 3.3); MathJax does."""
    if not _DIRECTION.search(drawing.decode("utf-8", "replace")):
        return drawing
    root = etree.fromstring(drawing, etree.XMLParser(resolve_entities=False, no_network=True))
    for sheet in root.iter("{*}style"):
        sheet.text = _DIRECTION.sub("", sheet.text or "")
    return etree.tostring(root, encoding="utf-8")


def _bibliography(spine: Iterable[Fragment]) -> str:
    return next((f"{f.name}.xhtml" for f in spine if f.name == "bibliography"), "")


def _sources(volume: Volume, language: str) -> list[dict[str, str]]:
    """Where each chapter was first published, for the imprint."""
    return [
        {
            "title": chapter.meta.title,
            "language": chapter.post.language,
            "authors": "、".join(person.name for person in chapter.meta.authors),
            "date": say_date(chapter.date, language) if chapter.date else "",
            "url": chapter.meta.source_url,
            "licence": chapter.meta.licence,
        }
        for chapter in volume.chapters
    ]


def _style(highlighting: str) -> bytes:
    sheet = (themes_folder() / "anthology" / "epub" / "book.css").read_text(encoding="utf-8")
    return f"{highlighting}\n{sheet}".encode()
