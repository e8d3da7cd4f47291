"""What the website's readers could not use: links around nothing, heads of tables without words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from .folders import is_website

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_SEEN = (nodes.image, nodes.math, nodes.raw)  # what shows without words


def add_tidying(app: Sphinx) -> None:
    """Leave out what cannot be used."""
    app.add_post_transform(DropEmptyLinks)
    app.add_node(nodes.entry, override=True, html=(_visit_entry, _depart_entry))


class DropEmptyLinks(SphinxPostTransform):
    """A link that shows nothing, as where a font of icons was to draw it, cannot be followed."""

    default_priority = 700

    def run(self, **kwargs: Any) -> None:
        if not is_website(self.app):
            return
        for link in list(self.document.findall(nodes.reference)):
            if link.astext().strip():
                continue
            if not any(isinstance(inner, _SEEN) for inner in link.findall()):
                link.parent.remove(link)


def _visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    HTML5Translator.visit_entry(self, node)
    texts = (text for text in node.findall(nodes.Text) if not isinstance(text.parent, nodes.math))
    named = any(text.strip() for text in texts) or any(node.findall(nodes.image))
    if self.body[-1].startswith("<th") and not named:
        # a formula alone, or nothing, is no name to those who listen
        self.body[-1] = f"<td{self.body[-1].removeprefix('<th')}"
        self.context[-1] = "</td>\n"


def _depart_entry(self: HTML5Translator, node: nodes.entry) -> None:
    HTML5Translator.depart_entry(self, node)
