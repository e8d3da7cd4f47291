"""What all pages of an EPUB are made with: the book's facts, its words, the theme's templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, select_autoescape
from lxml import etree
from markupsafe import Markup

from ..core.apparatus import Certificate, Note, Speaker
from ..core.script import base_language, direction
from ..fragments.printed import PrintedBook
from ..fragments.spine import as_uri
from ..fragments.xhtml import XHTML
from ..html.folders import themes_folder
from .markup import EPUB

FOLDER = themes_folder() / "anthology" / "epub"


@dataclass(frozen=True)
class Desk(Speaker):
    """The book as those see it who make its pages."""

    made: datetime  # UTC
    editors: Sequence[str] = ()
    people: Mapping[str, Note] = field(default_factory=dict)  # what is said of them, by name
    certificate: Certificate | None = None
    printed: PrintedBook | None = None

    def render(self, template: str, **values: object) -> str:
        """A template of the theme, filled."""
        found = _templates().get_template(template)
        return found.render(facts=self.facts, say=self.say, tongue=self.tongue, **values)

    def tongue(self, language: str) -> Markup:
        """Attributes of what is in another language than the book."""
        if base_language(language) == base_language(self.language):
            return Markup()
        turned = direction(language) != direction(self.language)
        way = Markup(' dir="{}"').format(direction(language)) if turned else ""
        return Markup(' lang="{0}" xml:lang="{0}"{1}').format(language, way)

    def body(self, template: str, **values: object) -> etree._Element:
        """The body of a page, from a template of what is in it."""
        markup = self.render(template, **values)
        return etree.fromstring(f'<body xmlns="{XHTML}" xmlns:epub="{EPUB}">{markup}</body>')


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(["xhtml", "ncx"]),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["uri"] = as_uri
    return made
