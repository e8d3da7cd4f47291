"""What a page looks like where it is shared: OpenGraph (ogp.me), and the cards of Twitter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...core.script import base_language

MAX_TAGS = 12
SIZE = (1200, 630)  # px, of the picture
_REGIONS = {"zh": "CN", "en": "US", "ja": "JP", "ko": "KR"}


@dataclass(frozen=True, slots=True)
class Shared:
    """A page as others show it."""

    kind: str  # book | article | website
    title: str
    description: str
    book: str  # the site's name
    language: str
    url: str  # empty when it is not known, as below
    image: str = ""
    authors: Sequence[str] = ()
    published: str = ""
    modified: str = ""
    part: str = ""
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Meta:
    """A ``<meta>`` of the page's head."""

    key: str  # attribute that carries the name: property or name
    name: str
    content: str


def metas(page: Shared) -> Iterator[Meta]:
    """The page's ``<meta>`` elements in order; what is not known is left out."""
    found = [
        ("og:type", page.kind),
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:url", page.url),
        ("og:site_name", page.book),
        ("og:locale", locale_of(page.language)),
        *_image(page),
        ("article:published_time", page.published),
        ("article:modified_time", page.modified),
        ("article:section", page.part),
        *(("article:tag", tag) for tag in page.tags[:MAX_TAGS]),
    ]
    yield from (Meta("property", name, content) for name, content in found if content)
    yield from (Meta("name", "author", name) for name in page.authors)
    yield Meta("name", "twitter:card", "summary_large_image" if page.image else "summary")


def _image(page: Shared) -> Iterator[tuple[str, str]]:
    if page.image:
        yield "og:image", page.image
        yield "og:image:type", "image/png"
        yield "og:image:width", str(SIZE[0])
        yield "og:image:height", str(SIZE[1])
        yield "og:image:alt", page.title


def locale_of(tag: str) -> str:
    """``zh-CN`` -> ``zh_CN``, as OpenGraph wants it; empty when no region can be told."""
    base = base_language(tag)
    parts = tag.split("-")[1:]
    if any(part.lower() == "hant" for part in parts):
        return f"{base}_TW"
    region = next((part.upper() for part in parts if len(part) == 2), _REGIONS.get(base, ""))
    return f"{base}_{region}" if region else ""
