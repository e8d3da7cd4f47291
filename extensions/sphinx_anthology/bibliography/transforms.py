"""Number the lists of references while documents are read, and write them when they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.links import resolve
from ..core.wording import say
from ..locks import LINKS
from ..posts.domain import anthology_domain
from ..posts.nodes import CitationNode, ReferenceListNode, RoleLinkNode, found_in
from .entries import book_list, chapter_list, is_elsewhere
from .nodes import BookListNode, CardNode
from .runs import Listing, text_of
from .styling import is_for_browsers, ordered, setting_of
from .writing import html_of, nodes_of

MOST_WORDS = 280  # characters of a note in its card


class NumberReferenceLists(SphinxTransform):
    """Give each list what it has to know of its document: the places that cite its entries."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        domain = anthology_domain(self.env)
        chapter = domain.chapter_of(self.env.current_document.docname)
        lists = list(self.document.findall(ReferenceListNode)) if chapter else []
        if chapter is None or not lists:
            return
        places = _places(self.document)
        if self.config.anthology_references_order == "citation":
            _reorder(self.document, lists, places)
        led = domain.data["links"].setdefault(chapter.docname, {})
        for reference in chapter.post.references:
            if reference.url and not is_elsewhere(reference.url, domain.posts):
                led[reference.url] = resolve(reference.url, chapter, domain.posts)
        for node in lists:
            node["chapter"] = chapter.docname  # builders may put many documents into one
            node["backlinks"] = {a: places[a] for a in node["anchors"] if a in places}
            if not node["headed"]:  # footnotes stood nowhere; a list needs a name
                words = say("references", chapter.post.language)
                node.parent.insert(
                    node.parent.index(node), nodes.rubric("", words, classes=["references"])
                )
        lock = Path(self.app.confdir) / LINKS
        if lock.is_file():
            self.env.note_dependency(str(lock))


def _places(document: nodes.document) -> dict[str, list[str]]:
    """Ids of the places that cite each entry, by the entry's id."""
    found: dict[str, list[str]] = defaultdict(list)
    for place in document.findall(CitationNode):
        for link in place.findall(RoleLinkNode):
            if not found[link["refid"]] or found[link["refid"]][-1] != place["ids"][0]:
                found[link["refid"]].append(place["ids"][0])
    return found


def _reorder(
    document: nodes.document, lists: list[ReferenceListNode], places: dict[str, list[str]]
) -> None:
    """Entries in the order of their first citation, numbered anew; uncited ones follow."""
    rank = {anchor: index for index, anchor in enumerate(places)}
    numbers: dict[str, str] = {}
    count = 0
    for node in lists:
        rows = list(zip(node["anchors"], node["positions"], strict=True))
        rows.sort(key=lambda row: rank.get(row[0], len(rank)))
        node["anchors"] = [anchor for anchor, _ in rows]
        node["positions"] = [position for _, position in rows]
        node["numbers"] = [str(count + i) for i in range(1, len(rows) + 1)]
        count += len(rows)
        numbers.update(zip(node["anchors"], node["numbers"], strict=True))
    for place in document.findall(CitationNode):
        for link in place.findall(RoleLinkNode):
            if link["refid"] in numbers and re.fullmatch(r"\D?\d+\D?", link.astext()):
                words = re.sub(r"\d+", numbers[link["refid"]], link.astext())
                link[:] = [nodes.Text(words)]


def _in_heading(call: nodes.Node) -> bool:
    parent = call.parent
    while parent is not None and not isinstance(parent, nodes.title):
        parent = parent.parent
    return parent is not None


def _words(node: nodes.Node) -> str:
    """What a reader reads of a note: neither markup, as breaks of lines are, nor other cards."""
    if isinstance(node, nodes.raw | CardNode):
        return " "
    return "".join(map(_words, node.children)) if node.children else node.astext()


def _shortened(words: str) -> str:
    """As much of a note as a card holds."""
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rstrip()}…"


class WriteReferenceLists(SphinxPostTransform):
    """Put entries in place of the nodes that stand for lists, and cards beside citations."""

    default_priority = 8  # before Sphinx resolves references: these are

    def run(self, **kwargs: Any) -> None:
        self.docname = self.env.current_document.docname
        calls = nodes.footnote_reference
        found = found_in(self.document, BookListNode, ReferenceListNode, calls, CitationNode)
        for node in found[BookListNode]:
            self._write(node, self._book(node["kind"]))
        texts: dict[str, str] = {}
        for number, stand_in in enumerate(found[ReferenceListNode], 1):
            listing = self._chapter(stand_in)
            if number > 1:  # lists of one name cannot be told apart in a list of landmarks
                listing = replace(listing, label=f"{listing.label} {number}")
            texts.update((row.anchor, text_of(row.line)) for row in listing.rows)
            self._write(stand_in, listing)
        if is_for_browsers(self.app):
            self._add_note_cards(found[calls])
            self._add_cards(found[CitationNode], texts)

    def _book(self, kind: str) -> Listing:
        entries = ordered(
            anthology_domain(self.env).entries, self.config.anthology_bibliography_order
        )
        chosen = [e for e in entries if not kind or e.reference.kind == kind]
        return book_list(chosen, setting_of(self.app, None))

    def _chapter(self, node: nodes.Element) -> Listing:
        chapter = anthology_domain(self.env).chapter_of(node["chapter"])
        known = chapter.post.references if chapter else ()
        rows = [
            (known[position], anchor, number)
            for position, anchor, number in zip(
                node["positions"], node["anchors"], node["numbers"], strict=True
            )
            if position < len(known)  # else the file changed while the book was built
        ]
        references, anchors, numbers = zip(*rows, strict=True) if rows else ((), (), ())
        setting = setting_of(self.app, chapter)
        return chapter_list(references, anchors, numbers, node["backlinks"], setting)

    def _write(self, node: nodes.Element, listing: Listing) -> None:
        builder = self.app.builder
        if builder.format == "html":
            node.replace_self(nodes.raw("", html_of(listing, self._address), format="html"))
        else:
            node.replace_self(nodes_of(listing, self._address))

    def _address(self, docname: str, anchor: str) -> str:
        address = self.app.builder.get_relative_uri(self.docname, docname)
        return f"{address}#{anchor}" if anchor else address

    def _add_note_cards(self, calls: Iterable[nodes.Element]) -> None:
        """Notes beside their calls, as entries stand beside citations."""
        for call in calls:
            note = self.document.ids.get(call.get("refid", ""))
            if not isinstance(note, nodes.footnote):
                continue
            words = " ".join(_words(p) for p in note.findall(nodes.paragraph))
            if not words or _in_heading(call):
                continue
            place = nodes.inline("", classes=["note-mark"])
            call.parent.replace(call, place)
            place += call
            place += CardNode("", _shortened(words), classes=["citation-card"])

    def _add_cards(self, places: Iterable[nodes.Element], texts: dict[str, str]) -> None:
        """A link within a card could not be reached by keyboard: it is text alone."""
        for place in places:
            for index, link in enumerate(list(place.findall(RoleLinkNode))):
                text = texts.get(link["refid"])
                if text:
                    name = f"{place['ids'][0]}-card-{index + 1}"
                    link["describedby"] = name
                    card = CardNode("", text, ids=[name], classes=["citation-card"])
                    link.parent.insert(link.parent.index(link) + 1, card)
