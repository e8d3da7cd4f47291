"""Doctree nodes of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class ReferenceListNode(nodes.General, nodes.Element):
    """Where a chapter's reference list stands. ``keys``: its entries, in the author's order."""


class TimeNode(nodes.Inline, nodes.TextElement):
    """A date; ``datetime`` holds it in ISO 8601 with its offset."""


def _open_time(visitor: HTML5Translator, node: TimeNode) -> None:
    visitor.body.append(visitor.starttag(node, "time", "", datetime=node["datetime"]))


def _close_time(visitor: HTML5Translator, node: TimeNode) -> None:
    visitor.body.append("</time>")


def _pass(visitor: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Formats without a date element print the words."""


def add_nodes(app: Sphinx) -> None:
    plain = (_pass, _pass)
    app.add_node(
        TimeNode, html=(_open_time, _close_time), latex=plain, text=plain, man=plain, texinfo=plain
    )
