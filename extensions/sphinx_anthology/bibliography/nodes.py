"""Reference lists as doctree nodes: title, site and address apart, links both ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx import addnodes

from ..core.references import Entry
from ..core.script import base_language, guess_language
from ..core.wording import say
from ..model import Reference


def anchor(key: str) -> str:
    """Id of an entry in its chapter and in the whole bibliography."""
    return f"ref-{key}"


def chapter_list(references: Sequence[Reference], language: str) -> nodes.enumerated_list:
    """A chapter's list, in the author's order."""
    return _listing(
        (_item(reference, None, language) for reference in references), "chapter-references"
    )


def whole_bibliography(entries: Iterable[Entry], language: str) -> nodes.enumerated_list:
    """The book's bibliography, each entry with the chapters that cite it."""
    return _listing((_item(e.reference, e, language) for e in entries), "book-bibliography")


def _listing(items: Iterable[nodes.list_item], name: str) -> nodes.enumerated_list:
    listing = nodes.enumerated_list("", *items, classes=["references", name])
    listing["enumtype"], listing["prefix"], listing["suffix"] = "arabic", "", "."
    return listing


def _item(reference: Reference, entry: Entry | None, language: str) -> nodes.list_item:
    line = nodes.paragraph(classes=["reference-entry"])
    for index, part in enumerate(_parts(reference)):
        if index:
            line += nodes.inline("", " · ", classes=["separator"])
        line += part
    item = nodes.list_item("", line, classes=[f"kind-{reference.kind}"])
    item["ids"] = [anchor(reference.key)]
    own = guess_language(f"{reference.title} {' '.join(reference.authors)}")
    if base_language(own) != base_language(language):
        line["classes"].append(f"language-{own}")  # docutils writes it as `lang`
    address = _address(reference)
    if address:
        row = nodes.paragraph(classes=["reference-url"])
        row += nodes.reference("", address, refuri=address)
        item += row
    if entry is not None:
        item += _cited_in(entry, language)
    return item


def _parts(reference: Reference) -> list[nodes.Node]:
    """What is printed of an entry: who, title, where, when. A raw one prints as written."""
    parts: list[nodes.Node] = []
    if reference.authors:
        parts.append(_field("reference-authors", _names(reference.authors)))
    parts.append(_title(reference))
    for name, value in (
        ("reference-container", reference.container),
        ("reference-site", reference.site),
        ("reference-publisher", reference.publisher),
        ("reference-date", reference.date),
        ("reference-pages", reference.pages),
        ("reference-note", reference.note),
    ):
        if value:
            parts.append(_field(name, value))
    return parts


def _title(reference: Reference) -> nodes.inline:
    text = reference.title or reference.url.split("://", 1)[-1].rstrip("/")
    title = nodes.inline(classes=["reference-title"])
    address = _address(reference)
    title += nodes.reference("", text, refuri=address) if address else nodes.Text(text)
    return title


def _address(reference: Reference) -> str:
    """Where a reader can get the work; empty when the item does not tell."""
    if reference.url.startswith(("http://", "https://")):
        return reference.url
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    return f"https://arxiv.org/abs/{reference.arxiv}" if reference.arxiv else ""


def _names(names: Sequence[str]) -> str:
    latin = all(name.isascii() for name in names)
    return ("; " if latin and any("," in n for n in names) else ", " if latin else "、").join(names)


def _field(name: str, value: str) -> nodes.inline:
    return nodes.inline("", value, classes=[name])


def _cited_in(entry: Entry, language: str) -> nodes.paragraph:
    line = nodes.paragraph(classes=["cited-in"])
    line += nodes.inline("", f"{say('cited-in', language)} ", classes=["label"])
    for index, chapter in enumerate(entry.chapters):
        if index:
            line += nodes.Text("、" if language.startswith("zh") else ", ")
        cited = next(
            r.key
            for r in chapter.post.references
            if r.key.rsplit("-", 1)[-1] == entry.reference.key.rsplit("-", 1)[-1]
        )
        xref = addnodes.pending_xref(
            refdomain="anthology",
            reftype="post",
            reftarget=f"{chapter.slug}#{anchor(cited)}",
            refexplicit=True,
            refwarn=True,
        )
        xref += nodes.inline("", chapter.meta.title)
        line += xref
    return line
