"""Write the lists of references where the authors' own stood, and cards beside citations."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.links import resolve
from ..core.wording import say
from ..model import Chapter
from ..posts.domain import anthology_domain
from ..posts.nodes import CitationNode, ReferenceListNode, RoleLinkNode
from .entries import card, chapter_list
from .nodes import ReferenceEntryNode
from .styling import setting_of


class WriteReferenceLists(SphinxTransform):
    """Replace each :class:`ReferenceListNode` by its entries."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        chapter = anthology_domain(self.env).chapter_of(self.env.current_document.docname)
        if chapter is None:
            return
        places = _places(self.document)
        if self.config.anthology_references_order == "citation":
            _reorder(self.document, places)
        for node in list(self.document.findall(ReferenceListNode)):
            self._write(node, chapter, places)

    def _write(
        self, node: ReferenceListNode, chapter: Chapter, places: dict[str, list[str]]
    ) -> None:
        setting = setting_of(self.app, chapter)
        domain = anthology_domain(self.env)
        led = domain.data["links"].setdefault(chapter.docname, {})
        for reference in node["references"]:
            if reference.url:
                led[reference.url] = resolve(reference.url, chapter, domain.posts)
        listing = chapter_list(
            node["references"], node["anchors"], node["numbers"], places, setting
        )
        if node["headed"]:
            node.replace_self(listing)
        else:  # footnotes stood nowhere; a list needs a name
            label = nodes.rubric("", say("references", setting.language), classes=["references"])
            node.replace_self([label, listing])


def _places(document: nodes.document) -> dict[str, list[str]]:
    """Ids of the places that cite each entry, by the entry's id."""
    found: dict[str, list[str]] = defaultdict(list)
    for place in document.findall(CitationNode):
        for link in place.findall(RoleLinkNode):
            if not found[link["refid"]] or found[link["refid"]][-1] != place["ids"][0]:
                found[link["refid"]].append(place["ids"][0])
    return found


def _reorder(document: nodes.document, places: dict[str, list[str]]) -> None:
    """Entries in the order of their first citation, numbered anew; uncited ones follow."""
    rank = {anchor: index for index, anchor in enumerate(places)}
    numbers: dict[str, str] = {}
    count = 0
    for node in document.findall(ReferenceListNode):
        rows = list(zip(node["anchors"], node["references"], strict=True))
        rows.sort(key=lambda row: rank.get(row[0], len(rank)))
        node["anchors"] = [anchor for anchor, _ in rows]
        node["references"] = [reference for _, reference in rows]
        node["numbers"] = [str(count + i) for i in range(1, len(rows) + 1)]
        count += len(rows)
        numbers.update(zip(node["anchors"], node["numbers"], strict=True))
    for place in document.findall(CitationNode):
        for link in place.findall(RoleLinkNode):
            if link.astext().isdigit():
                link[:] = [nodes.Text(numbers[link["refid"]])]


class AddCards(SphinxPostTransform):
    """On the website a citation shows its entry, without a script and by keyboard too."""

    default_priority = 60
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        if self.app.builder.name not in {"html", "dirhtml", "singlehtml"}:
            return
        chapter = anthology_domain(self.env).chapter_of(self.env.current_document.docname)
        if chapter is None:
            return
        entries = {e["ids"][0]: e for e in self.document.findall(ReferenceEntryNode) if e["ids"]}
        for place in list(self.document.findall(CitationNode)):
            for index, link in enumerate(list(place.findall(RoleLinkNode))):
                entry = entries.get(link["refid"])
                if entry is not None:
                    name = f"{place['ids'][0]}-card-{index + 1}"
                    link["describedby"] = name
                    link.parent.insert(link.parent.index(link) + 1, card(entry, name))
