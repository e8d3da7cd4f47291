"""What Sphinx renders for each page beside its document: less of it.

The title of a chapter stands on its own page and on the two beside it, that of the book on all.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

# Titles of these alone are the same on each page; pictures, say, have addresses as seen from it.
_WORDS = (nodes.title, nodes.Text, nodes.inline, nodes.emphasis, nodes.strong)


class LeanPages(StandaloneHTMLBuilder):
    """Sphinx's builder, but titles are rendered once, and contents of a page only for themes that
    show them."""

    _in_context = False  # the context of a page is being made

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """What the template of a document may show."""
        self._in_context = True
        try:
            return super().get_doc_context(docname, body, metatags)
        finally:
            self._in_context = False

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """*node* as HTML."""
        if isinstance(node, nodes.title):
            return dict(self._render_title(node))
        if self._in_context and self.has_own_theme():
            return {"fragment": "", "title": ""}  # its own contents, which this theme never shows
        return super().render_partial(node)

    def _render_title(self, node: nodes.title) -> dict[str, str]:
        known: dict[nodes.title, dict[str, str]] = self.__dict__.setdefault("_titles_made", {})
        if node in known:
            return known[node]
        made = super().render_partial(node)
        if all(isinstance(inner, _WORDS) for inner in node.findall()):
            known[node] = made
        return made

    def has_own_theme(self) -> bool:
        """Whether the book's own theme draws the pages, and nobody has changed its templates."""
        return self.theme.name == "anthology" and not self.config.templates_path
