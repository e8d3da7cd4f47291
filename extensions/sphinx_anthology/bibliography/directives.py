"""``{anthology-bibliography}``: the bibliography page, which comes by itself."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from ..core.wording import say
from ..model import KINDS
from ..posts.domain import anthology_domain
from .nodes import BookListNode


class BibliographyDirective(SphinxDirective):
    """All works that the chapters cite, each once; by type under headings, where that is wanted."""

    option_spec: ClassVar[OptionSpec] = {"facts": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        if self.config.anthology_bibliography_order != "type":
            return [BookListNode(kind="")]
        language = self.config.language.replace("_", "-")
        there = {entry.reference.kind for entry in anthology_domain(self.env).entries}
        return [_section(kind, language) for kind in KINDS if kind in there]


def _section(kind: str, language: str) -> nodes.section:
    words = say(f"kind-{kind}", language)
    section = nodes.section("", nodes.title("", words), ids=[f"kind-{kind}"], names=[words])
    section += BookListNode(kind=kind)
    return section
