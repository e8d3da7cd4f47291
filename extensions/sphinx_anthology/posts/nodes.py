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


class PhraseNode(nodes.Inline, nodes.TextElement):
    """An element of running text that docutils has no node for. ``tag``: its name in HTML."""


def _open_phrase(visitor: HTML5Translator, node: PhraseNode) -> None:
    title = {"title": node["title"]} if node.get("title") else {}
    visitor.body.append(visitor.starttag(node, node["tag"], "", **title))


def _close_phrase(visitor: HTML5Translator, node: PhraseNode) -> None:
    visitor.body.append(f"</{node['tag']}>")


def _open_time(visitor: HTML5Translator, node: TimeNode) -> None:
    visitor.body.append(visitor.starttag(node, "time", "", datetime=node["datetime"]))


def _close_time(visitor: HTML5Translator, node: TimeNode) -> None:
    visitor.body.append("</time>")


def _pass(visitor: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Formats without a date element print the words."""


def add_nodes(app: Sphinx) -> None:
    plain = (_pass, _pass)
    app.add_node(
        PhraseNode,
        html=(_open_phrase, _close_phrase),
        latex=plain,
        text=plain,
        man=plain,
        texinfo=plain,
    )
    app.add_node(
        TimeNode, html=(_open_time, _close_time), latex=plain, text=plain, man=plain, texinfo=plain
    )
