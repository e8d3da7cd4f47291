"""``{anthology-contents}``: the title page's toctree, which comes by itself."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from .domain import anthology_domain


class ContentsDirective(SphinxDirective):
    """The book's toctree: its parts and chapters in order, then the bibliography."""

    option_spec = {"facts": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        domain = anthology_domain(self.env)
        made: list[nodes.Node] = []
        for part in domain.volume.parts:
            docnames = [chapter.docname for chapter in part.chapters]
            made.append(self._toctree(part.title, docnames))
        if domain.entries:
            made.append(self._toctree("", ["bibliography"]))
        box = nodes.container("", *made, classes=["anthology-contents"])
        self.set_source_info(box)
        return [box]

    def _toctree(self, caption: str, docnames: list[str]) -> nodes.compound:
        toctree = addnodes.toctree()
        self.set_source_info(toctree)
        toctree["parent"] = self.env.current_document.docname
        toctree["entries"] = [(None, docname) for docname in docnames]
        toctree["includefiles"] = list(docnames)
        toctree["caption"] = caption or None
        toctree["maxdepth"] = 2
        toctree["glob"] = False
        toctree["hidden"] = False
        toctree["includehidden"] = False
        toctree["numbered"] = 0
        toctree["titlesonly"] = False
        if caption:
            toctree["rawcaption"] = caption
        return nodes.compound("", toctree, classes=["toctree-wrapper"])
