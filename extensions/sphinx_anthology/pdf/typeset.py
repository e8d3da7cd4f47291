"""Set a book: chapter by chapter through WeasyPrint's public API, then all pages as one file.

Chapters are rendered apart and share one font configuration: page numbers are known as the book
grows, memory stays low, and links between chapters are resolved when all pages are written.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from lxml import etree
from sphinx.util.display import progress_message
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from ..core.structure.outline import columns
from ..core.wording import say
from ..cover import cover_svg
from ..fragments.xhtml import XHTML, Fragment, inner_xml
from ..html.folders import themes_folder
from ..model import Chapter, Part, Volume
from . import crossings, endurance, justify
from .citing import set_references
from .fetcher import BASE, BookFetcher, FontFetcher
from .links import merge_annotations

PAPERS = {  # name -> width, height, margins top outside bottom inside (mm), size and leading (pt)
    "a5": (148, 210, 18, 14.5, 22, 19.5, 9.5, 16.5),
    "16k": (185, 260, 24, 22, 28, 26, 10.5, 18.5),
    "6x9": (152.4, 228.6, 19, 16, 23, 20.5, 10, 17.2),
    "a4": (210, 297, 28, 27, 34, 31, 11, 19),
}
VARIANT = "pdf/ua-1"
TITLE_COLUMNS = 36  # of a chapter's title on A5; a Han character takes two
_PAUSE = re.compile(r"[：，、；？！]|——|[:;,?!](?=\s)")
_BLOCKS = {"p", "ul", "ol", "div", "blockquote", "pre", "table", "figure", "dl"}
_VOID = {"area", "br", "col", "hr", "img", "input", "wbr"}


@dataclass(slots=True)
class _Line:
    """One line of the contents."""

    text: str
    target: str
    page: str
    kind: str  # part | chapter | section | back
    authors: str = ""


@dataclass
class _Press:
    """What every page of the book is made with."""

    volume: Volume
    facts: Mapping[str, str]
    paper: str
    folder: Path
    highlighting: str
    fonts: FontConfiguration = field(default_factory=FontConfiguration)

    @cached_property
    def templates(self) -> Environment:
        folder = themes_folder() / "anthology" / "print"
        loader = FileSystemLoader(folder)
        return Environment(loader=loader, autoescape=select_autoescape(["html"]))

    @cached_property
    def styles(self) -> list[CSS]:
        """The book's style sheets, read once."""
        width, height, top, outside, bottom, inside, size, leading = PAPERS[self.paper]
        sheet = self.templates.get_template("book.css").render(
            width=width, height=height, top=top, outside=outside, bottom=bottom, inside=inside,
            size=size, leading=leading,
        )  # fmt: skip
        return [
            CSS(string=css, font_config=self.fonts, url_fetcher=FontFetcher())
            for css in (self.highlighting, sheet)
        ]

    @cached_property
    def fetcher(self) -> BookFetcher:
        return BookFetcher(self.folder)

    def render(self, html: str) -> Document:
        document = HTML(string=html, base_url=BASE, url_fetcher=self.fetcher).render(
            stylesheets=self.styles, font_config=self.fonts, pdf_variant=VARIANT
        )
        merge_annotations(document)
        return document

    def say(self, key: str, **values: object) -> str:
        return say(key, self.facts["language"], **values)


def typeset(
    spine: Iterable[Fragment],
    *,
    volume: Volume,
    facts: Mapping[str, str],
    paper: str,
    folder: Path,
    product: Path,
    highlighting: str,
) -> int:
    """Write the book to *product*; returns its number of pages.

    Args:
        spine: the fragments in reading order.
        facts: title, author, language and the like of the book.
        paper: a key of :data:`PAPERS`.
        folder: where the fragments' pictures lie.
        highlighting: style sheet of code.
    """
    justify.install()
    endurance.install()
    press = _Press(volume, facts, paper, folder, highlighting)
    with _rare_collections():
        documents, contents = _set_body(press, spine)
        front = press.render(_front(press, contents))
        if len(front.pages) % 2:  # page 1 is a right-hand page: an even number must stand before it
            blank = _document(facts["title"], facts["language"], "", "part-page", "")
            documents.insert(0, press.render(blank))
        pages = [page for document in (front, *documents) for page in document.pages]
        product.parent.mkdir(parents=True, exist_ok=True)
        fresh = product.with_name(f"{product.name}.new")
        with progress_message(f"writing {len(pages)} pages"):
            front.copy(pages).write_pdf(fresh, pdf_variant=VARIANT)
        fresh.replace(product)
    return len(pages)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """The cyclic collector takes 18 % of WeasyPrint's time when it runs as often as Python lets it;
    without it, memory grows by a fifth. So it runs rarely, and not over what was there before."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _set_body(press: _Press, spine: Iterable[Fragment]) -> tuple[list[Document], list[_Line]]:
    chapters = {chapter.slug: chapter for chapter in press.volume.chapters}
    parts = {chapter.slug: part for part in press.volume.parts for chapter in part.chapters}
    documents: list[Document] = []
    contents: list[_Line] = []
    offset = 0
    part: Part | None = None
    pages: dict[str, int] = {}  # id -> page that it stands on
    waiting: list[tuple[int, str, str]] = []  # documents that name pages yet to be set
    for fragment in spine:
        own = parts.get(fragment.name)
        if own is not None and own.title and own is not part:
            opener = press.render(_part_page(press, own, offset))
            contents.append(_Line(own.title, _part_id(own), str(offset + 1), "part"))
            documents.append(opener)
            offset += len(opener.pages)
        part = own
        chapter = chapters.get(fragment.name)
        html = _chapter_page(press, fragment, chapter, offset)
        document = press.render(crossings.fill(html, pages, fragment.language))
        pages.update(_where(document, offset))
        if crossings.names(html) - pages.keys():
            waiting.append((len(documents), html, fragment.language))
        contents.extend(_entries(fragment, chapter, document, offset))
        documents.append(document)
        offset += len(document.pages)
    for number, html, language in waiting:
        documents[number] = _set_again(press, documents[number], html, pages, language)
    return documents, contents


def _set_again(
    press: _Press, before: Document, html: str, pages: Mapping[str, int], language: str
) -> Document:
    """The document with all page numbers. Everything must stay on its page, because others name
    it; a number shorter than its room may draw a line back, and then the room is kept."""
    for spare in (False, True):
        document = press.render(crossings.fill(html, pages, language, spare=spare))
        if _where(document, 0) == _where(before, 0):
            return document
    return press.render(crossings.fill(html, {}, language))  # as it was set, numbers unseen


def _entries(
    fragment: Fragment, chapter: Chapter | None, document: Document, offset: int
) -> Iterator[_Line]:
    """A chapter's lines of the contents: its title and its first level of sections."""
    where = _where(document, offset)
    for heading in fragment.headings:
        target = f"{fragment.name}--{heading.id}" if heading.level > 1 else fragment.name
        page = str(where.get(target, offset + 1))
        if heading.level == 1:
            authors = "、".join(p.name for p in chapter.meta.authors) if chapter else ""
            kind = "chapter" if chapter else "back"
            yield _Line(heading.text, target, page, kind, authors)
        elif heading.level == 2 and chapter:
            yield _Line(heading.text, target, page, "section")


def _where(document: Document, offset: int) -> dict[str, int]:
    """The page that each id stands on."""
    return {
        anchor: offset + number
        for number, page in reversed(list(enumerate(document.pages, 1)))
        for anchor in page.anchors
    }


def _page_style(press: _Press, offset: int, head: str) -> str:
    """Page number, side and running heads of one document."""
    side = "left" if offset % 2 else "right"
    return (
        f"html{{break-before: {side}}}@page :first{{counter-reset: page {offset + 1}}}"
        f"@page :left{{@top-left{{content: {_css_string(press.facts['title'])}}}}}"
        f"@page :right{{@top-right{{content: {_css_string(head)}}}}}"
        "@page :first{@top-left{content: none}@top-right{content: none}}"
    )


def _css_string(text: str) -> str:
    escaped = "".join(f"\\{ord(c):x} " if c in '"\\\n<' else c for c in text)
    return f'"{escaped}"'


def _document(title: str, language: str, style: str, body_class: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{escape(language, quote=True)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f'<body class="{body_class}">{body}</body></html>'
    )


def _chapter_page(press: _Press, fragment: Fragment, chapter: Chapter | None, offset: int) -> str:
    in_part = " in-part" if chapter and chapter.part else ""
    kind = "chapter" if chapter else "matter"
    body = f'<article id="{fragment.name}">{_print_markup(fragment)}</article>'
    style = _page_style(press, offset, fragment.title)
    return _document(fragment.title, fragment.language, style, kind + in_part, body)


def _print_markup(fragment: Fragment) -> str:
    """The fragment with ids and links that are unique in the whole book, as HTML."""
    for element in fragment.body.iter("{*}*"):
        if own := element.get("id"):
            element.set("id", f"{fragment.name}--{own}")
        href = element.get("href")
        if href and not href.startswith(("http:", "https:", "mailto:")):
            element.set("href", _inner_link(fragment.name, href))
        if not len(element) and not element.text and etree.QName(element).localname not in _VOID:
            element.text = ""  # <span/> would stay open in HTML
    crossings.mark(fragment.body)
    set_references(fragment.body)
    for image in fragment.body.iter(f"{{{XHTML}}}img"):
        if image.get("alt") is None:
            image.set("alt", "")
    for item in fragment.body.iter(f"{{{XHTML}}}li"):
        _settle_item(item)
    title = next(fragment.body.iter(f"{{{XHTML}}}h1"), None)
    if title is not None:
        break_title(title)
    return inner_xml(fragment.body)


def break_title(title: etree._Element) -> None:
    """A title too long for a line breaks where it pauses; left alone, it would leave its last
    character on a line of its own, because WeasyPrint balances no lines."""
    text = title.text or ""
    if len(title) or columns(text) <= TITLE_COLUMNS:
        return
    cuts = [match.end() for match in _PAUSE.finditer(text[:-1])]
    fitting = [cut for cut in cuts if columns(text[:cut]) <= TITLE_COLUMNS >= columns(text[cut:])]
    if fitting:
        cut = min(fitting, key=lambda cut: abs(columns(text[:cut]) - columns(text[cut:])))
        title.text = text[:cut]
        etree.SubElement(title, f"{{{XHTML}}}br").tail = text[cut:].lstrip()


def _settle_item(item: etree._Element) -> None:
    """WeasyPrint tags a list item rightly (PDF/UA 7.2) only when it holds text alone, or when it
    has no marker: a lone paragraph is taken out, other items draw their marker themselves."""
    blocks = list(item)
    if (
        len(blocks) == 1
        and etree.QName(blocks[0]).localname == "p"
        and not (item.text or "").strip()
    ):
        etree.strip_tags(item, f"{{{XHTML}}}p")
    elif any(etree.QName(block).localname in _BLOCKS for block in blocks):
        item.set("class", f"{item.get('class') or ''} loose".strip())


def _inner_link(name: str, href: str) -> str:
    file, _, anchor = href.partition("#")
    target = file.removesuffix(".xhtml") or name
    return f"#{target}--{anchor}" if anchor else f"#{target}"


def _part_id(part: Part) -> str:
    return f"part-{part.chapters[0].slug}"


def _part_page(press: _Press, part: Part, offset: int) -> str:
    body = press.templates.get_template("part.html").render(part=part, id=_part_id(part))
    style = _page_style(press, offset, part.title)
    return _document(part.title, press.facts["language"], style, "part-page", body)


def _front(press: _Press, contents: list[_Line]) -> str:
    width, height = PAPERS[press.paper][:2]
    dates = [chapter.date for chapter in press.volume.chapters if chapter.date]
    return press.templates.get_template("front.html").render(
        facts=press.facts,
        say=press.say,
        contents=contents,
        cover=_data_uri(
            cover_svg(press.volume, press.facts, (round(width * 8), round(height * 8)))
        ),
        chapters=press.volume.chapters,
        years="–".join(map(str, sorted({min(dates).year, max(dates).year}))) if dates else "",
    )


def _data_uri(svg: str) -> str:
    from base64 import b64encode

    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
