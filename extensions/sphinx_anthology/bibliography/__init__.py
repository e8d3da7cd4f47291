"""The bibliography room: chapters' reference lists, and entries for sphinxcontrib-bibtex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .directives import BibliographyDirective
from .feed import feed_entries, give_bibfiles
from .nodes import add_nodes
from .transforms import AddCards, WriteReferenceLists

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinxcontrib.bibtex")
    app.setup_extension("sphinx_anthology.posts")
    app.add_directive("anthology-bibliography", BibliographyDirective)
    add_nodes(app)
    app.add_transform(WriteReferenceLists)
    app.add_post_transform(AddCards)
    # before bibtex checks at builder-inited that it was given files
    app.connect("config-inited", give_bibfiles)
    # after bibtex (500) has read the user's own files
    app.connect("builder-inited", feed_entries, priority=600)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
