"""The book as leaves: what is set apart from each other, in order; fragments as print markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from lxml import etree

from ..core.structure.outline import columns
from ..fragments.spine import Spine
from ..fragments.xhtml import XHTML, Fragment, Outline, inner_xml
from ..model import Chapter, Part
from . import crossings
from .binding.furniture import POINT, Paper
from .leaf import Leaf, Line, document, running_head
from .markup.citing import set_references
from .markup.code import set_code
from .markup.notes import set_notes
from .markup.tables import set_tables
from .matter.back import closing
from .matter.contents import Figure, contents, find_figures, list_of_figures
from .matter.desk import Desk, place
from .matter.front import opening
from .typography.prepare import prepare

TITLE_COLUMNS = 36  # of a chapter's title on A5; a Han character takes two
CODE_SIZE = 7.3  # pt, of code in blocks (code.css)
CODE_LETTER = 0.602  # em, of a letter of Hack
_CODE_SIDES = 2 * 3 * POINT  # padding beside code
_TABLE_SIZE = 0.86  # of the text's size (tables.css)
_PAUSE = re.compile(r"[：，、；？！]|——|[:;,?!](?=\s)")


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a line holds."""

    table: float  # columns: two for a Han character
    code: int  # letters

    @classmethod
    def of(cls, paper: Paper) -> Measure:
        width = (paper.width - paper.inside - paper.outside) * POINT
        code = (width - _CODE_SIDES) / (CODE_SIZE * CODE_LETTER)
        return cls(2 * width / (paper.size * _TABLE_SIZE), int(code))


@dataclass
class Compositor:
    """Makes leaves of a volume's fragments."""

    desk: Desk
    recto: bool = False  # chapters and parts begin on right-hand pages
    addresses: bool = False  # of links are notes
    lines: list[Line] = field(default_factory=list)  # of the contents, as leaves are made
    figures: list[Figure] = field(default_factory=list)

    @property
    def paper(self) -> Paper:
        return self.desk.paper

    @property
    def language(self) -> str:
        return self.desk.language

    def body(self, spine: Spine) -> Iterator[Leaf]:
        """Chapters with the openings of their parts, what the user wrote beside them, and the
        matter behind them."""
        volume = self.desk.volume
        chapters = {chapter.slug: chapter for chapter in volume.chapters}
        parts = {chapter.slug: part for part in volume.parts for chapter in part.chapters}
        last = max((n for n, name in enumerate(spine.names) if name in chapters), default=-1)
        part: Part | None = None
        for number, fragment in enumerate(spine):
            own = parts.get(fragment.name)
            if own is not None and own.title and own is not part:
                yield self._part(own)
            part = own
            text = spine.texts[fragment.name]
            leaf = self._chapter(fragment, chapters.get(fragment.name), part, number > last)
            yield replace(leaf, text=text)
        for leaf, line in closing(self.desk):
            self.lines.append(line)
            yield leaf

    def _part(self, part: Part) -> Leaf:
        name = place(f"part.{part.chapters[0].slug}")
        self.lines.append(Line(part.title, name, "part"))
        body = self.desk.render("part.html", part=part, id=name)
        html = document(part.title, self.language, "part-page", body)
        return Leaf(
            name, html, self.language, "body", part.title, self.recto, True, self._book_title,
        )  # fmt: skip

    @property
    def _book_title(self) -> str:
        return self.desk.facts["title"]

    def _chapter(
        self, fragment: Fragment, chapter: Chapter | None, part: Part | None, behind: bool
    ) -> Leaf:
        """A chapter; or a page of the user's, which is matter, *behind* the chapters or not."""
        self.lines.extend(_contents(fragment, chapter))
        markup = self._markup(fragment)
        body = f'<article id="{fragment.name}">{markup}</article>'
        html = document(
            fragment.title,
            fragment.language,
            "chapter" if chapter else "matter",
            running_head(fragment.title) + body,
        )
        return Leaf(
            fragment.name,
            html,
            fragment.language,
            "back" if behind else "body",
            fragment.title,
            self.recto,
            left=part.title if part and part.title else self._book_title,
            whole="Art" if chapter else "Sect",
            source=chapter.post.path if chapter else "",
        )

    def _markup(self, fragment: Fragment) -> str:
        make_ready(fragment, Measure.of(self.paper), addresses=self.addresses)
        self.figures += find_figures(fragment.body, fragment.language)
        return inner_xml(fragment.body)

    def notice(self, leaf: Leaf) -> str:
        """The page that stands for a leaf that could not be set."""
        body = (
            f'<article id="{leaf.name}"><h1>{escape(leaf.title)}</h1>'
            f"<p>{escape(self.desk.say('not-set'))}</p></article>"
        )
        return document(leaf.title, leaf.language, "chapter", running_head(leaf.title) + body)

    def front(self) -> list[Leaf]:
        """Cover, half-title, title page with imprint, contents, list of figures."""
        lists = [contents(self.desk, self.lines), *list_of_figures(self.desk, self.figures)]
        return [*opening(self.desk), *lists]

    def plates(self, heads: Sequence[str]) -> Leaf:
        """Digits for folios, arabic and roman, and the running heads of left-hand pages."""
        folios = "".join(
            f'<div class="folio"><span data-number="{number}" data-digits="{digits}">'
            f"{digits[0]}</span></div>"
            for number, digits in enumerate(("0123456789", "ivxlcdm"))
        )
        body = folios + "".join(running_head(head, "left") for head in heads)
        return Leaf("plates", document("", self.language, "", body), self.language, "front")


def _contents(fragment: Fragment, chapter: Chapter | None) -> Iterator[Line]:
    """A chapter's lines of the contents: its title and its first level of sections."""
    level = 2 if chapter and chapter.part else 1
    for number, heading in enumerate(fragment.headings):
        if not number:
            yield _title_line(fragment, heading, chapter, level)
        elif heading.level == 2 and chapter and heading.id:
            target = f"{fragment.name}--{heading.id}"
            yield Line(
                heading.text, target, "section", level + 1, language=fragment.language
            )  # fmt: skip


def _title_line(fragment: Fragment, title: Outline, chapter: Chapter | None, level: int) -> Line:
    authors = "、".join(p.name for p in chapter.meta.authors) if chapter else ""
    kind = "chapter" if chapter else "back"
    return Line(title.text, fragment.name, kind, level, authors, fragment.language)


def make_ready(fragment: Fragment, measure: Measure, *, addresses: bool = False) -> None:
    """Make a fragment ready for print: ids and links unique in the whole book, notes at their
    calls, tables and code as paper has them."""
    for element in fragment.body.iter("{*}*"):
        if own := element.get("id"):
            element.set("id", f"{fragment.name}--{own}")
        href = element.get("href")
        if href and not href.startswith(("http:", "https:", "mailto:")):
            element.set("href", _inner_link(fragment.name, href))
    crossings.mark(fragment.body)
    set_references(fragment.body)
    set_notes(fragment.body, fragment.name, addresses=addresses)
    set_tables(fragment.body, measure.table)
    set_code(fragment.body, measure.code)
    prepare(fragment.body, fragment.language)
    title = next(fragment.body.iter(f"{{{XHTML}}}h1"), None)
    if title is not None:
        break_title(title)


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
