"""An EPUB as values: what the pages room makes and the container room writes."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the container."""

    id: str  # XML id in the manifest
    href: str  # path in the container, ASCII
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()  # nav, cover-image, svg, mathml, scripted
    in_spine: bool = False
    linear: bool = True


@dataclass(frozen=True, slots=True)
class Meta:
    """One metadata element of the package document."""

    name: str  # "dc:title", or "meta" for a property
    text: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A whole EPUB."""

    identifier: str  # urn:uuid:... or urn:isbn:...
    title: str
    language: str  # BCP 47
    metadata: tuple[Meta, ...]
    items: tuple[Item, ...]  # those in the spine stand in reading order
    modified: time.struct_time  # UTC
