"""Reference lists as doctree nodes: title, site and address apart, links both ways."""

from __future__ import annotations

import re
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
    parts = _parts(reference)
    if _says_all(reference, parts):
        for index, part in enumerate(parts):
            if index:
                line += nodes.inline("", " · ", classes=["separator"])
            line += part
    else:
        line += _as_written(reference)
    item = nodes.list_item("", line, classes=[f"kind-{reference.kind}"])
    item["ids"] = [anchor(reference.key)]
    own = guess_language(f"{reference.title} {' '.join(reference.authors)}")
    if base_language(own) != base_language(language):
        line["classes"].append(f"language-{own}")  # docutils writes it as `lang`
    address = _address(reference)
    for url in dict.fromkeys([*([address] if address else []), *reference.more_urls]):
        row = nodes.paragraph(classes=["reference-url"])
        row += nodes.reference("", url, refuri=url)
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


# What the typesetter may say in words of its own: type codes and labels.
_LABELS = {
    "M", "J", "C", "D", "R", "S", "P", "N", "EB", "OL", "DB", "DS", "CP", "G", "A", "PP", "Z", "CD",
    "DOI", "ISBN", "et", "al", "p", "pp",
}  # fmt: skip


def _says_all(reference: Reference, parts: Iterable[nodes.Node]) -> bool:
    """Whether the fields hold every word of the item: what was not understood must not vanish."""
    printed = " ".join([*(part.astext() for part in parts), reference.doi, reference.isbn])
    words = re.findall(r"[^\W_]+", reference.text)
    return all(word in printed or word in _LABELS for word in words)


def _as_written(reference: Reference) -> list[nodes.Node]:
    """The author's words in the author's order, the title linked."""
    before, title, after = reference.text.partition(reference.title or reference.text)
    if not title:
        return [_title(reference), _field("reference-note", f" {reference.text}")]
    return [nodes.Text(before), _title(reference), nodes.Text(after)]


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
