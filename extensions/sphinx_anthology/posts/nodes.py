"""Doctree nodes of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class ReferenceListNode(nodes.General, nodes.Element):
    """Where a chapter's list of references stands, until the bibliography room writes its entries.
    Its attributes are the ``meta`` of the core's token."""


class CitationNode(nodes.Inline, nodes.TextElement):
    """A place in the text that cites; its links lead to entries."""


class KeyCitationNode(nodes.Inline, nodes.TextElement):
    """A citation by key as written, until the bibliography room leads it to the entries. Its
    attributes are the ``meta`` of the core's token: ``keys``, ``role``, ``sure``,
    ``anchor``, ``lines``."""


class RoleLinkNode(nodes.Inline, nodes.TextElement):
    """A link within the document, to an entry or back from it. ``role``: of DPub-ARIA 1.1."""


class TimeNode(nodes.Inline, nodes.TextElement):
    """A date; ``datetime`` holds it in ISO 8601 with its offset."""


class PhraseNode(nodes.Inline, nodes.TextElement):
    """An element of running text that docutils has no node for. ``tag``: its name in HTML."""


def found_in(
    tree: nodes.Element, *kinds: type[nodes.Element]
) -> Mapping[type[nodes.Element], Sequence[nodes.Element]]:
    """The nodes of each kind in document order, found on one way through *tree*, which may be
    changed while they are gone through."""
    found: dict[type[nodes.Element], list[nodes.Element]] = {kind: [] for kind in kinds}
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kinds):
            found[next(kind for kind in kinds if isinstance(node, kind))].append(node)
        waiting += node.children[::-1]
    return found


def _open_phrase(visitor: HTML5Translator, node: PhraseNode) -> None:
    title = {"title": node["title"]} if node.get("title") else {}
    visitor.body.append(visitor.starttag(node, node["tag"], "", **title))


def _close_phrase(visitor: HTML5Translator, node: PhraseNode) -> None:
    visitor.body.append(f"</{node['tag']}>")


def _open_span(visitor: HTML5Translator, node: nodes.Element) -> None:
    visitor.body.append(visitor.starttag(node, "span", ""))


def _close_span(visitor: HTML5Translator, node: nodes.Element) -> None:
    visitor.body.append("</span>")


def _open_link(visitor: HTML5Translator, node: RoleLinkNode) -> None:
    attributes = {"href": f"#{node['refid']}", "role": node["role"]}
    if node.get("describedby"):
        attributes["aria-describedby"] = node["describedby"]
    if node.get("label"):
        attributes["aria-label"] = node["label"]
    visitor.body.append(visitor.starttag(node, "a", "", **attributes))


def _close_link(visitor: HTML5Translator, node: RoleLinkNode) -> None:
    visitor.body.append("</a>")


def _open_time(visitor: HTML5Translator, node: TimeNode) -> None:
    visitor.body.append(visitor.starttag(node, "time", "", datetime=node["datetime"]))


def _close_time(visitor: HTML5Translator, node: TimeNode) -> None:
    visitor.body.append("</time>")


def _pass(visitor: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Formats without a date element print the words."""


def add_nodes(app: Sphinx) -> None:
    """Register the nodes; other formats than HTML print the words."""
    plain: Any = {name: (_pass, _pass) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(PhraseNode, html=(_open_phrase, _close_phrase), **plain)
    app.add_node(CitationNode, html=(_open_span, _close_span), **plain)
    app.add_node(RoleLinkNode, html=(_open_link, _close_link), **plain)
    app.add_node(TimeNode, html=(_open_time, _close_time), **plain)
