"""The book as leaves: what is set apart from each other, in order; fragments as print markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Literal

from jinja2 import Environment, FileSystemLoader, select_autoescape
from lxml import etree

from ..core.structure.outline import columns
from ..core.wording import say
from ..cover import cover_svg
from ..fragments.xhtml import XHTML, Fragment, inner_xml
from ..html.folders import themes_folder
from ..model import Chapter, Part, Volume
from . import crossings
from .citing import set_references
from .furniture import Paper
from .typography.prepare import prepare

Where = Literal["front", "body", "back"]
TITLE_COLUMNS = 36  # of a chapter's title on A5; a Han character takes two
_PAUSE = re.compile(r"[：，、；？！]|——|[:;,?!](?=\s)")
_VOID = {"area", "br", "col", "hr", "img", "input", "wbr"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is set as one: a chapter, a part's opening, an index."""

    name: str
    html: str  # a whole document, with marks where page numbers are to stand
    language: str  # BCP 47
    where: Where
    title: str = ""
    recto: bool = False  # begins on a right-hand page
    plain: bool = False  # without folio and running head
    left: str = ""  # running head of its left-hand pages
    whole: str = "Sect"  # tag of the structure element that stands for it
    source: str = ""  # file of the post


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the contents."""

    text: str
    target: str
    kind: str  # part | chapter | section | back
    authors: str = ""

    @property
    def page(self) -> str:
        return crossings.mark_page(self.target)


@dataclass
class Compositor:
    """Makes leaves of a volume's fragments."""

    volume: Volume
    facts: Mapping[str, str]
    paper: Paper
    recto: bool = False  # chapters begin on right-hand pages
    lines: list[Line] = field(default_factory=list)  # of the contents, as leaves are made

    @cached_property
    def templates(self) -> Environment:
        folder = themes_folder() / "anthology" / "print"
        loader = FileSystemLoader(folder)
        return Environment(loader=loader, autoescape=select_autoescape(["html"]))

    @property
    def language(self) -> str:
        return self.facts["language"]

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def body(self, spine: Sequence[Fragment]) -> Iterator[Leaf]:
        """Chapters with the openings of their parts, and what the user wrote beside them."""
        chapters = {chapter.slug: chapter for chapter in self.volume.chapters}
        parts = {chapter.slug: part for part in self.volume.parts for chapter in part.chapters}
        part: Part | None = None
        for fragment in spine:
            own = parts.get(fragment.name)
            if own is not None and own.title and own is not part:
                yield self._part(own)
            part = own
            yield self._chapter(fragment, chapters.get(fragment.name), part)

    def _part(self, part: Part) -> Leaf:
        name = f"part-{part.chapters[0].slug}"
        self.lines.append(Line(part.title, name, "part"))
        body = self.templates.get_template("part.html").render(part=part, id=name)
        html = document(part.title, self.language, "part-page", body)
        return Leaf(
            name, html, self.language, "body", part.title, self.recto, True, self.facts["title"],
        )  # fmt: skip

    def _chapter(self, fragment: Fragment, chapter: Chapter | None, part: Part | None) -> Leaf:
        self.lines.extend(_contents(fragment, chapter))
        in_part = " in-part" if chapter and chapter.part else ""
        kind = "chapter" if chapter else "matter"
        body = f'<article id="{fragment.name}">{print_markup(fragment)}</article>'
        html = document(
            fragment.title, fragment.language, kind + in_part, running_head(fragment.title) + body
        )
        return Leaf(
            fragment.name,
            html,
            fragment.language,
            "body" if chapter else "back",
            fragment.title,
            self.recto,
            left=part.title if part and part.title else self.facts["title"],
            whole="Art" if chapter else "Sect",
            source=chapter.post.path if chapter else "",
        )

    def notice(self, leaf: Leaf) -> str:
        """The page that stands for a leaf that could not be set."""
        body = (
            f'<article id="{leaf.name}"><h1>{escape(leaf.title)}</h1>'
            f"<p>{escape(self.say('not-set'))}</p></article>"
        )
        return document(leaf.title, leaf.language, "chapter", running_head(leaf.title) + body)

    def front(self) -> list[Leaf]:
        """Cover, half-title, title page, imprint, contents."""
        dates = [chapter.date for chapter in self.volume.chapters if chapter.date]
        size = (round(self.paper.width * 8), round(self.paper.height * 8))
        html = self.templates.get_template("front.html").render(
            facts=self.facts,
            say=self.say,
            contents=self.lines,
            cover=_data_uri(cover_svg(self.volume, self.facts, size)),
            chapters=self.volume.chapters,
            years="–".join(map(str, sorted({min(dates).year, max(dates).year}))) if dates else "",
        )
        return [Leaf("front", html, self.language, "front", self.facts["title"])]

    def plates(self, heads: Sequence[str]) -> Leaf:
        """Digits for folios, arabic and roman, and the running heads of left-hand pages."""
        folios = "".join(
            f'<div class="folio"><span data-number="{number}" data-digits="{digits}">'
            f"{digits[0]}</span></div>"
            for number, digits in enumerate(("0123456789", "ivxlcdm"))
        )
        body = folios + "".join(running_head(head, "left") for head in heads)
        return Leaf("plates", document("", self.language, "", body), self.language, "front")


def document(title: str, language: str, body_class: str, body: str) -> str:
    """A whole document, as XML where *body* is."""
    return (
        f'<html lang="{escape(language, quote=True)}"><head>'
        f"<title>{escape(title)}</title></head>"
        f'<body class="{body_class}">{body}</body></html>'
    )


def running_head(text: str, side: str = "right") -> str:
    """A page that is not of the book: what stands above the text."""
    return f'<div class="running-head {side}">{escape(text)}</div>'


def _contents(fragment: Fragment, chapter: Chapter | None) -> Iterator[Line]:
    """A chapter's lines of the contents: its title and its first level of sections."""
    for heading in fragment.headings:
        if heading.level == 1:
            authors = "、".join(p.name for p in chapter.meta.authors) if chapter else ""
            yield Line(heading.text, fragment.name, "chapter" if chapter else "back", authors)
        elif heading.level == 2 and chapter:
            yield Line(heading.text, f"{fragment.name}--{heading.id}", "section")


def print_markup(fragment: Fragment) -> str:
    """The fragment with ids and links that are unique in the whole book."""
    for element in fragment.body.iter("{*}*"):
        if own := element.get("id"):
            element.set("id", f"{fragment.name}--{own}")
        href = element.get("href")
        if href and not href.startswith(("http:", "https:", "mailto:")):
            element.set("href", _inner_link(fragment.name, href))
    crossings.mark(fragment.body)
    set_references(fragment.body)
    prepare(fragment.body, fragment.language)
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


def _inner_link(name: str, href: str) -> str:
    file, _, anchor = href.partition("#")
    target = file.removesuffix(".xhtml") or name
    return f"#{target}--{anchor}" if anchor else f"#{target}"


def _data_uri(svg: str) -> str:
    from base64 import b64encode

    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
