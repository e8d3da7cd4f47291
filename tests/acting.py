"""What on a page could do something: run, load from elsewhere, or lead to what does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from .reading import Element

ACTIVE = {
    "script", "iframe", "object", "embed", "form", "base", "foreignObject", "handler", "style",
    "link", "meta", "animate", "set",
}  # fmt: skip
SCHEMES = {"", "http", "https", "mailto", "ftp", "tel"}
_LINKING = {"href", "action", "formaction", "cite", "data", "longdesc"}
_LOADING = {"src", "srcset", "poster", "data", "background"}


def acting(root: Element) -> list[str]:
    """All of it in *root*."""
    return [
        *(e.tag for e in root.iter("*") if e.tag in ACTIVE),
        *(f"{n}={v}" for n, v in _attributes(root) if n.lower().startswith("on")),
        *(v for n, v in _attributes(root) if n in _LINKING and _scheme(v) not in SCHEMES),
        *(v for n, v in _attributes(root) if n == "style" and re.search(r"url\(|expression|@", v)),
        *(v for n, v in _attributes(root) if n in _LOADING and re.match(r"(?:\w+:)?//", v)),
    ]


def _attributes(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("*"):
        yield from ((name.rpartition("}")[2], value) for name, value in element.attrib.items())


def _scheme(address: str) -> str:
    try:
        return urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower()
    except ValueError:  # no address at all: it leads nowhere
        return ""
