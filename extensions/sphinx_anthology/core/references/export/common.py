"""What all formats need to know of a reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ....model import Reference
from ..styles.addresses import address
from ..styles.terms import language_of as guessed
from ..works.names import Name, parse_name

__all__ = ["address", "author_names", "each_once", "key_of", "language_of", "people", "title_of"]

_UNKNOWN = "und"  # BCP 47: undetermined


def each_once(references: Iterable[Reference]) -> Iterator[Reference]:
    """*references* without those whose key came before; readers take keys without their case."""
    seen: set[str] = set()
    for reference in references:
        key = key_of(reference).casefold()
        if key not in seen:
            seen.add(key)
            yield reference


def key_of(reference: Reference) -> str:
    """The key as all programs take it: letters, digits, ``-``, ``_``, ``:`` of ASCII."""
    return re.sub(r"[^A-Za-z0-9:_-]+", "-", reference.key).strip("-") or "ref"


def language_of(reference: Reference) -> str:
    """Tag of the work's language; empty when neither the item nor its words tell it."""
    tag = guessed(reference, _UNKNOWN)
    return "" if tag == _UNKNOWN else tag


def title_of(reference: Reference) -> str:
    """The title, else what must stand for it; a raw item is its own title."""
    if reference.kind == "raw":
        return reference.text or reference.as_written or reference.title
    return reference.title or reference.site or address(reference) or reference.text


def author_names(reference: Reference) -> list[str]:
    """Its authors, each written in full, given name first where that is the custom."""
    return [name.full for name in people(reference.authors)]


def people(written: Iterable[str]) -> list[Name]:
    return [parse_name(name) for name in written if name.strip()]
