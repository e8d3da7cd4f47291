"""A catalogue of the book for reading apps: OPDS 1.2 (Atom) and OPDS 2.0 (JSON).

Its links are relative, so that it holds wherever the site is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...core.script import printable
from .offers import Offer
from .xmlfile import XML as XML_SPACE
from .xmlfile import new_root, written

XML, JSON = "opds.xml", "opds.json"
XML_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
JSON_TYPE = "application/opds+json"
ATOM, DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"
MAX_SUBJECTS = 20


@dataclass(frozen=True, slots=True)
class Picture:
    """The cover, as the catalogue shows it."""

    href: str
    type: str
    width: int = 0  # px; 0 when it is not known
    height: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """What the catalogue says of the book."""

    identifier: str  # a URN
    title: str
    subtitle: str
    authors: Sequence[str]
    language: str
    publisher: str
    description: str
    rights: str
    subjects: Sequence[str]
    published: str  # day; empty when it is not known
    updated: str  # RFC 3339
    offers: Sequence[Offer]
    cover: Picture | None


def write_opds_xml(book: Book) -> bytes:
    """An acquisition feed (OPDS 1.2, section 2.3) with one entry."""
    root = new_root(ATOM, "feed", dc=DC)
    root.set(f"{XML_SPACE}lang", book.language)
    _put(root, ATOM, "id", f"{book.identifier}#catalogue")
    _put(root, ATOM, "title", book.title)
    _put(root, ATOM, "updated", book.updated)
    _authors(root, book.authors[:1] or [book.title])
    for rel in ("self", "start"):
        _link(root, rel, XML, XML_TYPE)
    _link(root, "alternate", JSON, JSON_TYPE)
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    _put(entry, ATOM, "id", book.identifier)
    _put(entry, ATOM, "title", book.title)
    _put(entry, ATOM, "updated", book.updated)
    _authors(entry, book.authors)
    if book.identifier.startswith("urn:isbn:"):
        _put(entry, DC, "identifier", book.identifier)
    _put(entry, DC, "language", book.language)
    for name, text in (("publisher", book.publisher), ("issued", book.published)):
        if text:
            _put(entry, DC, name, text)
    for name, text in (("rights", book.rights), ("summary", book.description)):
        if text:
            _put(entry, ATOM, name, text)
    for subject in book.subjects[:MAX_SUBJECTS]:
        term = printable(subject)
        etree.SubElement(entry, f"{{{ATOM}}}category", term=term, label=term)
    if book.cover:
        for rel in ("http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"):
            _link(entry, rel, book.cover.href, book.cover.type)
    for offer in book.offers:
        link = _link(entry, ACQUISITION, offer.href, offer.type)
        link.set("title", offer.name)
        link.set("length", str(offer.size))
    return written(root)


def write_opds_json(book: Book) -> bytes:
    """A feed (OPDS 2.0, section 2.2) with one publication."""
    metadata = {
        "@type": "http://schema.org/Book",
        "identifier": book.identifier,
        "title": book.title,
        "subtitle": book.subtitle,
        "author": list(book.authors),
        "language": book.language,
        "publisher": book.publisher,
        "description": book.description,
        "subject": list(book.subjects[:MAX_SUBJECTS]),
        "published": book.published,
        "modified": book.updated,
    }
    publication: dict[str, Any] = {
        "metadata": {name: value for name, value in metadata.items() if value},
        "links": [
            {
                "rel": ACQUISITION,
                "href": offer.href,
                "type": offer.type,
                "title": offer.name,
                "size": offer.size,
            }
            for offer in book.offers
        ],
    }
    if book.cover:
        size = {"width": book.cover.width, "height": book.cover.height}
        picture = {"href": book.cover.href, "type": book.cover.type, **size}
        publication["images"] = [{name: value for name, value in picture.items() if value}]
    feed = {
        "metadata": {"title": book.title, "numberOfItems": 1},
        "links": [
            {"rel": "self", "href": JSON, "type": JSON_TYPE},
            {"rel": "alternate", "href": XML, "type": XML_TYPE},
        ],
        "publications": [publication],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=2) + "\n").encode()


def _put(parent: etree._Element, space: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{space}}}{name}").text = printable(text)


def _link(parent: etree._Element, rel: str, href: str, kind: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=href, type=kind)


def _authors(parent: etree._Element, names: Sequence[str]) -> None:
    for name in names:
        _put(etree.SubElement(parent, f"{{{ATOM}}}author"), ATOM, "name", name)
