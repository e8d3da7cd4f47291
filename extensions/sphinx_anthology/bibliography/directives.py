"""``{anthology-bibliography}``: the bibliography page, which comes by itself."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from ..posts.domain import anthology_domain
from .nodes import whole_bibliography


class BibliographyDirective(SphinxDirective):
    """All works that the chapters cite, each once."""

    option_spec: ClassVar[OptionSpec] = {"facts": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        language = self.config.language.replace("_", "-")
        return [whole_bibliography(anthology_domain(self.env).entries, language)]
