"""Entries as nodes: the text of the book's style, addresses, and the ways back to the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from ..core.linkcare import LinkState, address_to_show
from ..core.links import Link, PostMap, resolve, settled
from ..core.references import Entry
from ..core.references.export.coins import coins
from ..core.references.styles import Span
from ..core.script import base_language, language_of_title
from ..core.wording import say
from ..model import Chapter, Reference
from ..posts.nodes import RoleLinkNode
from .nodes import BibliographyNode, CardNode, CoinsNode, ReferenceEntryNode
from .printed import joined, printed_in

_CLASSED = {"title", "note"}  # fields that style sheets may tell apart, beside addresses
MOST_BACKLINKS = 12  # places an entry leads back to; the others are counted
_MARKS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Setting:
    """How entries are written in one document."""

    style: str  # one of STYLES
    language: str  # of the document (BCP 47)
    links: Mapping[str, LinkState]  # what is known of links, by canonical URL
    accessed: str = ""  # day (ISO 8601) by which the author must have seen what is cited
    here: Chapter | None = None  # the chapter that cites
    posts: PostMap | None = None  # the book's chapters, by all their names

    def lead(self, href: str) -> Link:
        """What an address leads to: perhaps to a chapter of this book."""
        if self.here is None or self.posts is None:
            return Link("url", url=href)
        return settled(resolve(href, self.here, self.posts), has_file=False)

    def chapter_of(self, link: Link) -> Chapter | None:
        """The chapter that *link* leads to."""
        return self.posts.slugs.get(link.docname.rpartition("/")[2]) if self.posts else None


def chapter_list(
    references: Sequence[Reference],
    anchors: Sequence[str],
    numbers: Sequence[str],
    backlinks: Mapping[str, Sequence[str]],
    setting: Setting,
) -> BibliographyNode:
    """A chapter's list.

    Args:
        anchors: id of each entry.
        numbers: what stands before each.
        backlinks: ids of the places that lead to an entry, by its id.
    """
    listing = _listing("chapter-references")
    for reference, anchor, number in zip(references, anchors, numbers, strict=True):
        item = _entry(reference, anchor, setting)
        item["number"] = number
        item.body.extend(_back(backlinks.get(anchor, ()), setting.language))
        listing += item
    return _around(listing, setting.language)


def whole_bibliography(entries: Iterable[Entry], setting: Setting, by: str) -> list[nodes.Node]:
    """The book's bibliography, each entry with the chapters that cite it.

    Args:
        by: ``type`` groups the entries under what they are; else they are one list.
    """
    ordered = list(entries)
    if by != "type":
        return [_book_list(ordered, setting)]
    made: list[nodes.Node] = []
    for kind, group in groupby(ordered, key=lambda entry: entry.reference.kind):
        heading = say(f"kind-{kind}", setting.language)
        section = nodes.section("", nodes.title("", heading), ids=[f"kind-{kind}"], names=[heading])
        section += _book_list(list(group), setting)
        made.append(section)
    return made


def _book_list(entries: Sequence[Entry], setting: Setting) -> BibliographyNode:
    listing = _listing("book-bibliography")
    for entry in entries:
        day = next((c.chapter.date.date().isoformat() for c in entry.cited if c.chapter.date), "")
        own = replace(setting, accessed=day, here=entry.cited[0].chapter)
        item = _entry(entry.reference, f"ref-{entry.reference.key}", own)
        item += _cited_in(entry, setting.language)
        listing += item
    return _around(listing, setting.language)


def _listing(name: str) -> nodes.enumerated_list:
    listing = nodes.enumerated_list("", classes=["references", name])
    listing["enumtype"], listing["prefix"], listing["suffix"] = "arabic", "", "."
    return listing


def _around(listing: nodes.Node, language: str) -> BibliographyNode:
    label = say("references", language)
    return BibliographyNode("", listing, label=label, classes=["reference-list"])


def _entry(reference: Reference, anchor: str, setting: Setting) -> ReferenceEntryNode:
    line = nodes.paragraph(classes=["reference-entry"])
    line += entry_text(reference, setting)
    line += _copies(reference, setting)
    line += CoinsNode(context=coins(reference))
    own = reference.language or language_of_title(reference.title)
    if base_language(own) != base_language(setting.language):
        line["classes"].append(f"language-{own}")  # docutils writes it as `lang`
    return ReferenceEntryNode("", line, ids=[anchor], classes=[f"kind-{reference.kind}"])


def entry_text(reference: Reference, setting: Setting) -> list[nodes.Node]:
    """The entry in the book's style; as its author wrote it, where it is not understood."""
    link = setting.lead(reference.url) if reference.url else Link("missing")
    reference = replace(reference, url=_public(reference.url, link, setting))
    spans, rest = printed_in(reference, setting.style, setting.language, setting.accessed)
    printed = "".join(span.text for span in spans)
    if rest is None:
        return _as_written(reference)
    made = joined(_span(span, reference, link, setting) for span in spans)
    if rest:
        made.append(nodes.inline("", f" {rest}", classes=["reference-note"]))
    for url in reference.more_urls:
        if _is_web(url) and url not in printed and not _says_doi(url, reference):
            made += [nodes.Text(" "), _address(url)]
    return made


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _says_doi(url: str, reference: Reference) -> bool:
    """An address that only says the DOI again, or what a DOI is."""
    return bool(reference.doi) and (
        reference.doi in unquote(url).lower() or "Digital_object_identifier" in url
    )


def _public(url: str, link: Link, setting: Setting) -> str:
    """The address on the web: of a post of the blog's own, that of its blog."""
    if link.kind == "url" and _is_web(link.url):
        return link.url
    if _is_web(url):
        return url
    chapter = setting.chapter_of(link)
    return chapter.post.permalink if chapter else ""


def _address_of(reference: Reference) -> str:
    """Where a reader can get the work; empty when the item does not tell."""
    if _is_web(reference.url):
        return reference.url
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    return f"https://arxiv.org/abs/{reference.arxiv}" if reference.arxiv else ""


def _span(span: Span, reference: Reference, link: Link, setting: Setting) -> nodes.Node:
    """As few nodes as can be: some forty transforms visit each, in every list."""
    if span.href and span.role in {"url", "doi"}:
        return _address(span.href, span.text)
    node: nodes.Node = nodes.Text(span.text)
    address = span.href
    if span.role == "title" and not address:
        address = address_to_show(_address_of(reference), setting.links).first
    if span.role == "title" and link.kind == "chapter":
        node = _to_chapter(link, span.text, setting)
    elif address:
        node = nodes.reference("", span.text, refuri=address)
    if span.italic:
        node = nodes.emphasis("", "", node)
    if span.role not in _CLASSED:
        return node
    if isinstance(node, (nodes.reference, nodes.emphasis)):
        node["classes"].append(f"reference-{span.role}")
        return node
    return nodes.inline("", "", node, classes=[f"reference-{span.role}"])


def _address(url: str, text: str = "") -> nodes.inline:
    link = nodes.reference("", text or url, refuri=url)
    return nodes.inline("", "", link, classes=["reference-url"])


def _as_written(reference: Reference) -> list[nodes.Node]:
    """The author's words in the author's order, the title linked."""
    before, title, after = reference.text.partition(reference.title or reference.text)
    words = title or reference.text
    link: nodes.Node = nodes.Text(words)
    if _is_web(reference.url):
        link = nodes.reference("", words, refuri=reference.url)
    made: list[nodes.Node] = [nodes.Text(before), link, nodes.Text(after)]
    for url in (reference.url, *reference.more_urls):
        if _is_web(url):
            made += [nodes.Text(" "), _address(url)]
    return made


def _copies(reference: Reference, setting: Setting) -> list[nodes.Node]:
    """A link to the archive's copy; where the page is gone, it says so."""
    if not reference.url:
        return []
    shown = address_to_show(reference.url, setting.links)
    copy = shown.first if shown.archived else shown.other
    if not copy:
        return []
    word = "archived-gone" if shown.archived else "archived"
    text = say(word, setting.language, date=shown.date)
    link = nodes.reference("", text, refuri=copy)
    return [nodes.Text(" "), nodes.inline("", "", link, classes=["reference-archive", word])]


def _back(places: Sequence[str], language: str) -> list[nodes.Node]:
    """Links back to the places that cite: an arrow for one, letters for several."""
    if not places:
        return []
    back = nodes.inline(classes=["backlinks"])
    shown = places[:MOST_BACKLINKS]
    for index, place in enumerate(shown):
        text = "↩" if len(places) == 1 else _MARKS[index]
        label = say("back-to-citation", language, number=index + 1)
        back += [
            nodes.Text(" "),
            RoleLinkNode("", text, refid=place, role="doc-backlink", label=label),
        ]
    if len(places) > len(shown):
        back += nodes.Text(f" +{len(places) - len(shown)}")
    if len(places) > 1:
        back.insert(0, nodes.Text(" ↩"))
    return [back]


def _cited_in(entry: Entry, language: str) -> nodes.paragraph:
    """The chapters that cite a work, each with the places in it."""
    line = nodes.paragraph(classes=["cited-in"])
    line += nodes.inline("", f"{say('cited-in', language)} ", classes=["label"])
    separator = "、" if base_language(language) in {"zh", "ja"} else ", "
    for index, cited in enumerate(entry.cited[:MOST_BACKLINKS]):
        if index:
            line += nodes.Text(separator)
        places = cited.anchors[:MOST_BACKLINKS] or (f"ref-{entry.reference.key}",)
        line += _to(f"{cited.chapter.slug}#{places[0]}", cited.chapter.meta.title)
        for number, place in enumerate(places[1:], 2):
            line += [nodes.Text(" "), _to(f"{cited.chapter.slug}#{place}", str(number), again=True)]
    left = len(entry.cited) - MOST_BACKLINKS
    if left > 0:
        line += nodes.Text(say("and-more", language, count=left))
    return line


def _to_chapter(link: Link, words: str, setting: Setting) -> nodes.Node:
    chapter = setting.chapter_of(link)
    if chapter is None or chapter is setting.here:
        return nodes.Text(words)
    return _to(f"{chapter.slug}#{link.anchor}" if link.anchor else chapter.slug, words)


def _to(target: str, words: str, *, again: bool = False) -> addnodes.pending_xref:
    xref = addnodes.pending_xref(
        refdomain="anthology",
        reftype="post",
        reftarget=target,
        refexplicit=True,
        refwarn=True,
        classes=["again"] if again else [],
    )
    xref += nodes.inline("", words, classes=["citing-place"] if again else [])
    return xref


def card(entry: ReferenceEntryNode, name: str) -> CardNode:
    """The text of an entry beside a citation; a link in it could not be reached by keyboard."""
    parts = (child.astext() for child in entry.body.children if not _is_tool(child))
    return CardNode("", "".join(parts).strip(), ids=[name], classes=["citation-card"])


def _is_tool(node: nodes.Node) -> bool:
    classes = node.get("classes", ()) if isinstance(node, nodes.Element) else ()
    return isinstance(node, CoinsNode) or bool({"backlinks", "reference-archive"} & set(classes))
