"""Anchors: the id that a heading has in this book, for every spelling a blog's engine gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from ..patterns import regex

_EXPLICIT = regex(r"\s*\{\s*#([^\s}]+)[^}]*\}\s*$")


def anchor_table(
    headings: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Spelling -> id, for the *headings* (id, text) of a chapter in order and *others* (id, name).

    Engines make anchors of headings by keeping letters and digits and by putting hyphens, or
    nothing, for the rest; so letters and digits alone tell which heading is meant. A second heading
    of the same words gets ``-1`` from most.
    """
    table: dict[str, str] = {}
    weak: dict[str, str] = {}
    seen: dict[str, int] = {}
    for own, name in others:
        table.setdefault(name, own)
    for own, text in headings:
        table.setdefault(own, own)
        explicit = _EXPLICIT.search(text)
        if explicit:
            table.setdefault(explicit[1], own)
            text = text[: explicit.start()]
        key = fold_anchor(text)
        number = seen[key] = seen.get(key, -1) + 1
        if key:
            weak.setdefault(f"{key}{number}" if number else key, own)
        ascii_key = fold_anchor(re.sub(r"^[^A-Za-z]+|[^\x00-\x7f]", "", text))  # kramdown
        if ascii_key and not number:
            weak.setdefault(ascii_key, own)
    return {**{f"~{key}": own for key, own in weak.items()}, **table}


def find_anchor(anchor: str, table: dict[str, str]) -> str | None:
    """The id that *anchor* means; None when the chapter has no such place."""
    name = unquote(anchor)
    for spelling in (anchor, name, name.removeprefix("user-content-")):
        if spelling in table:
            return table[spelling]
    key = fold_anchor(name.removeprefix("user-content-"))
    # a link in a heading: some engines take its address into the anchor
    for attempt in (key, key.partition("http")[0]):
        if attempt and f"~{attempt}" in table:
            return table[f"~{attempt}"]
    return None


def fold_anchor(text: str) -> str:
    """Letters and digits of *text*, small."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
