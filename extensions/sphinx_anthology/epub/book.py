"""An EPUB as values: what the rooms make and the container writes."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the container, without its bytes."""

    id: str  # XML id in the manifest
    href: str  # path in the container, ASCII
    media_type: str
    properties: tuple[str, ...] = ()  # nav, cover-image, svg, mathml


@dataclass(frozen=True, slots=True)
class Meta:
    """One metadata element of the package document."""

    name: str  # "dc:title"; "meta" for a property; "link"
    text: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """The package document."""

    identifier: str  # urn:uuid:... or urn:isbn:...
    title: str
    language: str  # BCP 47
    direction: str  # ltr | rtl: how pages follow each other
    metadata: tuple[Meta, ...]
    spine: tuple[str, ...]  # ids of items in reading order


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents, with the lines below it."""

    text: str
    href: str
    language: str
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a page of the printed book begins."""

    label: str  # as it is printed: 12, xiv
    href: str


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that readers may offer to go to."""

    kind: str  # in the vocabulary of EPUB: cover, toc, bodymatter, index ...
    text: str
    href: str


Moment = time.struct_time  # UTC
