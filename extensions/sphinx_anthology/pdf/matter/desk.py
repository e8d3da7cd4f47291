"""What all matter is made with: the book's facts, its words, and the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, select_autoescape
from lxml import etree

from ...core.apparatus import Note, Speaker
from ...fragments.xhtml import XHTML, inner_xml
from ...html.folders import themes_folder
from ..binding.furniture import Paper
from ..leaf import Leaf, Line, document, running_head
from ..typography.prepare import prepare

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Desk(Speaker):
    """The book as those see it who make its matter."""

    paper: Paper
    bleed: float = 0  # mm that are printed beyond the page
    made: datetime = EPOCH
    faces: Iterable[str] = ()  # families of fonts on this machine
    people: Mapping[str, Note] = field(default_factory=dict)  # what is said of them, by name

    def render(self, template: str, **values: object) -> str:
        """A template of the theme, filled; what is not said to be markup is escaped."""
        found = templates().get_template(template)
        return found.render(facts=self.facts, say=self.say, **values)

    def front(self, name: str, title: str, body: str) -> Leaf:
        """Matter that opens the book, without folio."""
        html = document(title, self.language, f"matter of-{name}", self._ready(body))
        return Leaf(place(name), html, self.language, "front", title, recto=True, plain=True)

    def listing(self, name: str, title: str, body: str, *, recto: bool) -> Leaf:
        """A list before the text, whose lines end in page numbers."""
        body = running_head(title) + self._ready(body)
        html = document(title, self.language, f"matter of-{name} with-leaders", body)
        return Leaf(place(name), html, self.language, "front", title, recto, left=title)

    def back(self, name: str, title: str, body: str) -> tuple[Leaf, Line]:
        """Matter behind the text, and its line in the contents."""
        body = running_head(title) + self._ready(body)
        html = document(title, self.language, f"matter of-{name}", body)
        leaf = Leaf(place(name), html, self.language, "back", title, left=self.facts["title"])
        return leaf, Line(title, place(name), "back", language=self.language)

    def _ready(self, body: str) -> str:
        """*body* with the gaps and marks of good typography."""
        element = etree.fromstring(f'<body xmlns="{XHTML}">{body}</body>')
        prepare(element, self.language)
        return inner_xml(element)


def place(name: str) -> str:
    """The id of matter, which no chapter can have: slugs hold no dot."""
    return f"of.{name}"


@cache
def templates() -> Environment:
    """The theme's templates for print."""
    folder = themes_folder() / "anthology" / "print"
    return Environment(
        loader=FileSystemLoader(folder), autoescape=select_autoescape(["html"]),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
