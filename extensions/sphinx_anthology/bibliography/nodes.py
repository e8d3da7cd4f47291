"""Doctree nodes of lists of references, and how HTML writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class BibliographyNode(nodes.General, nodes.Element):
    """Around a list of references. ``label``: what assistive technology calls it."""


class ReferenceEntryNode(nodes.list_item):
    """An entry. ``number``: what stands before it, when the list numbers its entries."""

    @property
    def body(self) -> nodes.paragraph:
        """The paragraph that holds its text."""
        return cast(nodes.paragraph, self[0])


class CardNode(nodes.Inline, nodes.TextElement):
    """An entry beside the place that cites it, seen when the link is pointed at or focused."""


class CoinsNode(nodes.Inline, nodes.Element):
    """An entry for Zotero and its like (COinS, https://www.ocoins.info). ``context``: the OpenURL."""


def _open_bibliography(visitor: HTML5Translator, node: BibliographyNode) -> None:
    role = {"role": "doc-bibliography", "aria-label": node["label"]}
    visitor.body.append(visitor.starttag(node, "section", "", **role))


def _close_bibliography(visitor: HTML5Translator, node: BibliographyNode) -> None:
    visitor.body.append("</section>\n")


def _open_entry(visitor: HTML5Translator, node: ReferenceEntryNode) -> None:
    number = {"value": node["number"]} if node.get("number", "").isdigit() else {}
    visitor.body.append(visitor.starttag(node, "li", "", **number))


def _close_entry(visitor: HTML5Translator, node: ReferenceEntryNode) -> None:
    visitor.body.append("</li>\n")


def _close_span(visitor: HTML5Translator, node: nodes.Element) -> None:
    visitor.body.append("</span>")


def _open_card(visitor: HTML5Translator, node: CardNode) -> None:
    visitor.body.append(visitor.starttag(node, "span", "", role="tooltip"))


def _open_coins(visitor: HTML5Translator, node: CoinsNode) -> None:
    visitor.body.append(
        visitor.emptytag(node, "span", "", title=node["context"], **{"class": "Z3988"})
    )
    visitor.body[-1] = visitor.body[-1].replace(" />", "></span>")
    raise nodes.SkipNode


def _pass(visitor: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Formats without such an element print the words."""


def _skip(visitor: nodes.NodeVisitor, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _as_item(visitor: Any, node: nodes.Element) -> None:
    visitor.visit_list_item(node)


def _after_item(visitor: Any, node: nodes.Element) -> None:
    visitor.depart_list_item(node)


def add_nodes(app: Sphinx) -> None:
    """Register the nodes; other formats than HTML print words and lists."""
    others = ("latex", "text", "man", "texinfo")
    plain: dict[str, Any] = {name: (_pass, _pass) for name in others}
    skipped: dict[str, Any] = {name: (_skip, _pass) for name in others}
    items: dict[str, Any] = {name: (_as_item, _after_item) for name in others}
    app.add_node(BibliographyNode, html=(_open_bibliography, _close_bibliography), **plain)
    app.add_node(ReferenceEntryNode, html=(_open_entry, _close_entry), **items)
    app.add_node(CardNode, html=(_open_card, _close_span), **skipped)
    app.add_node(CoinsNode, html=(_open_coins, _pass), **skipped)
