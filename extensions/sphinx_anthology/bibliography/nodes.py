"""Doctree nodes of the bibliography room, and how HTML writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class BookListNode(nodes.General, nodes.Element):
    """Where the book's bibliography stands until it is written. ``kind``: the works of this list;
    empty for all."""


class CardNode(nodes.Inline, nodes.TextElement):
    """An entry beside the place that cites it, seen when the link is pointed at or focused."""


def _open_card(visitor: HTML5Translator, node: CardNode) -> None:
    visitor.body.append(visitor.starttag(node, "span", "", role="tooltip"))


def _close_card(visitor: HTML5Translator, node: CardNode) -> None:
    visitor.body.append("</span>")


def _skip(visitor: nodes.NodeVisitor, node: nodes.Element) -> None:
    raise nodes.SkipNode


def add_nodes(app: Sphinx) -> None:
    """Register the nodes; other formats than HTML have no cards."""
    others = ("latex", "text", "man", "texinfo")
    skipped: dict[str, Any] = {name: (_skip, None) for name in others}
    app.add_node(CardNode, html=(_open_card, _close_card), **skipped)
