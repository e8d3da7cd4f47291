"""Notes at the foot of the page: each moves to its first call, and the page takes it from there.

Call and note are links to each other, in elements of their own, so that WeasyPrint's generated
marks are not needed. In an edition for print, addresses of links are notes in the same run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from ...core.structure.outline import columns
from ...fragments.lxmlbits import after, before, classes, is_inside, remove, text_of
from ...fragments.xhtml import XHTML
from .citing import let_break

LONGEST = 960  # columns of a note; more of it would leave no room for the text on an A5 page
_A, _P, _SPAN, _ASIDE = (f"{{{XHTML}}}{name}" for name in ("a", "p", "span", "aside"))
_BLOCKS = {f"{{{XHTML}}}{n}" for n in ("ul", "ol", "dl", "table", "figure", "div", "pre", "aside")}
_FIXED = {f"{{{XHTML}}}thead"}  # is repeated, and its notes would be
# what shows addresses already, or is no text of the chapter
_WITH_ADDRESS = {
    "reference-list", "references", "chapter-opening", "chapter-colophon", "cited-in", "footnote",
}  # fmt: skip
_SCHEME = re.compile(r"^https?://(www\.)?", re.I)


def set_notes(body: etree._Element, name: str, *, addresses: bool) -> None:
    """Bring the notes of a chapter to their calls; ids are settled already.

    Args:
        name: of the chapter, for ids of notes that are made here.
        addresses: whether links get notes with their addresses.
    """
    notes = {str(aside.get("id")): aside for aside in body.iter(_ASIDE) if _is_note(aside)}
    if addresses:
        for note in notes.values():
            _write_addresses(note)
    notebook = _Notebook(name, notes, addresses)
    for link in list(body.iter(_A)):
        if "footnote-reference" in classes(link):
            notebook.call(link)
        elif addresses and _wants_address(link):
            notebook.address(link)
    _close_lists(body)


def _is_note(aside: etree._Element) -> bool:
    return "footnote" in classes(aside) and bool(aside.get("id"))


@dataclass
class _Notebook:
    """The notes of a chapter as they are called."""

    name: str
    notes: dict[str, etree._Element]
    counted: bool  # numbered here, because addresses come between the author's notes
    numbers: dict[str, str] = field(default_factory=dict)  # id of note -> number
    made: dict[str, str] = field(default_factory=dict)  # address -> id of its note

    def call(self, link: etree._Element) -> None:
        """A call of the author's."""
        target = (link.get("href") or "").removeprefix("#")
        note = self.notes.get(target)
        if note is None:
            return
        first = target not in self.numbers
        number = self._number(target, text_of(link).strip("[] "))
        _write_call(link, number)
        if not first:
            _bind(link)
        elif _may_move(note) and not is_inside(link, _FIXED, {"footnote"}):
            after(_bind(link), _as_span(note, number, link.get("id") or ""))
            remove(note)
        elif self.counted:
            _relabel(note, number)

    def address(self, link: etree._Element) -> None:
        """A link whose address is to be read."""
        href = link.get("href") or ""
        target = self.made.get(href, f"{self.name}---address-{len(self.made) + 1}")
        number = self._number(target, "")
        call = etree.Element(_A, {"class": "footnote-reference", "href": f"#{target}"})
        call.text = number
        after(link, call)
        if href not in self.made:
            self.made[href] = target
            call.set("id", f"{target}-call")
            note = _new_note(target, number, f"{target}-call")
            note.append(address_link(href))
            after(call, note)

    def _number(self, target: str, shown: str) -> str:
        own = str(len(self.numbers) + 1)
        return self.numbers.setdefault(target, own if self.counted or not shown else shown)


def _write_call(link: etree._Element, number: str) -> None:
    for child in list(link):
        link.remove(child)
    link.text = number
    if "role" in link.attrib:
        del link.attrib["role"]


def _bind(call: etree._Element) -> etree._Element:
    """Keep a call on the line of the character that it stands behind; returns what holds both."""
    character = before(call)
    if not character:
        return call
    holder = etree.Element(_SPAN, {"class": "noted"})
    after(call, holder)
    remove(call)
    holder.text = character
    call.tail = None
    holder.append(call)
    return holder


def _may_move(note: etree._Element) -> bool:
    """Whether a note is of paragraphs alone, and short enough."""
    if any(element.tag in _BLOCKS for element in note.iterdescendants()):
        return False
    return columns(text_of(note)) <= LONGEST


def _new_note(target: str, number: str, call: str) -> etree._Element:
    # `data-note`: a leaf with notes is not cut into runs (runs.py)
    note = etree.Element(_SPAN, {"class": "footnote", "id": target, "data-note": ""})
    back = etree.SubElement(note, _A, {"class": "note-number", "href": f"#{call}"})
    back.text, back.tail = number, " "
    return note


def _as_span(aside: etree._Element, number: str, call: str) -> etree._Element:
    """A note that may stand in a paragraph: its own paragraphs become spans."""
    note = _new_note(aside.get("id") or "", number, call)
    paragraphs = [child for child in aside if child.tag == _P]
    for place, paragraph in enumerate(paragraphs):
        span = etree.SubElement(note, _SPAN)
        if place:
            span.set("class", "note-more")
        if language := paragraph.get("lang"):
            span.set("lang", language)
        span.text = paragraph.text
        span.extend(list(paragraph))
    return note


def _relabel(note: etree._Element, number: str) -> None:
    for span in note.iter(_SPAN):
        if "label" in classes(span):
            for link in span.iter(_A):
                link.text = number


def _close_lists(body: etree._Element) -> None:
    """Lists that all notes have left go; others stand before the chapter's colophon."""
    end = next((e for e in body if "chapter-colophon" in classes(e)), None)
    for aside in list(body.iter(_ASIDE)):
        if "footnote-list" not in classes(aside):
            continue
        remains = aside.find(_ASIDE) is not None
        remove(aside)
        if remains and end is not None:
            end.addprevious(aside)
        elif remains:
            body.append(aside)


# --- addresses -------------------------------------------------------------------------------


def address_link(href: str) -> etree._Element:
    """An address as it is read on paper."""
    holder = etree.Element(_SPAN, {"class": "address"})
    link = etree.SubElement(holder, _A, {"href": href})
    link.text = href
    let_break(link)
    return holder


def _wants_address(link: etree._Element) -> bool:
    href, shown = link.get("href") or "", text_of(link)
    if not href.lower().startswith(("http://", "https://")) or not shown.strip():
        return False
    if _plain(href) in _plain(shown):
        return False
    return not is_inside(link, _FIXED, _WITH_ADDRESS)


def _plain(address: str) -> str:
    return _SCHEME.sub("", unquote(address).strip()).rstrip("/").lower()


def _write_addresses(note: etree._Element) -> None:
    """In a note itself an address stands behind its link."""
    for link in _links_of(note):
        holder = address_link(link.get("href") or "")
        holder.text = " ("
        holder[-1].tail = ")"
        after(link, holder)


def _links_of(note: etree._Element) -> Iterator[etree._Element]:
    for link in list(note.iter(_A)):
        href, shown = link.get("href") or "", text_of(link)
        outside = href.lower().startswith(("http://", "https://"))
        if outside and shown.strip() and _plain(href) not in _plain(shown):
            yield link
