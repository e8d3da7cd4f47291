"""The bibliography room: chapters' reference lists, the book's bibliography, and citing by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bibtex import ListEntries
from .citing import CiteByKey, CiteDomain, note_changed_citations
from .directives import BibliographyDirective
from .feed import give_bibfiles
from .nodes import add_nodes
from .transforms import NumberReferenceLists, WriteReferenceLists

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinxcontrib.bibtex")
    app.setup_extension("sphinx_anthology.posts")
    app.add_directive("anthology-bibliography", BibliographyDirective)
    add_nodes(app)
    app.add_domain(CiteDomain, override=True)
    app.add_transform(CiteByKey)
    app.add_transform(NumberReferenceLists)
    app.add_post_transform(ListEntries)
    app.add_post_transform(WriteReferenceLists)
    # before bibtex checks at builder-inited that it was given files
    app.connect("config-inited", give_bibfiles)
    app.connect("env-get-outdated", note_changed_citations)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
