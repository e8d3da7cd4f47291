"""``{anthology-bibliography}``: the bibliography page, which comes by itself."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from ..posts.domain import anthology_domain
from .entries import whole_bibliography
from .styling import ordered, setting_of


class BibliographyDirective(SphinxDirective):
    """All works that the chapters cite, each once."""

    option_spec: ClassVar[OptionSpec] = {"facts": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        app = self.env.app
        by = self.config.anthology_bibliography_order
        entries = ordered(anthology_domain(self.env).entries, by)
        return whole_bibliography(entries, setting_of(app, None), by)
