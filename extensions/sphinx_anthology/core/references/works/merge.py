"""One bibliography from many lists: the same work cited by several chapters is one entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import Any

from ....diagnostics import Code, Diagnostic
from ....model import Chapter, Reference
from ..reading.hosts import host_of
from .identify import folded

# What gives a field, the most trusted first; see Draft.add.
_TRUST = ("gbt7714", "citation", "number", "link", "remark", "text", "table", "host", "learned",
          "weak", "url", "")  # fmt: skip
_OWN = {"key", "identity", "place", "as_written", "text", "label", "evidence", "more_urls", "kind"}
_FIELDS = tuple(f.name for f in fields(Reference) if f.name not in _OWN)
_ALIKE = 0.95  # of two titles of one host, from which they may be one
_CROWD = 40  # titles that begin alike on one host: more are a series


@dataclass(frozen=True, slots=True)
class Cited:
    """A chapter that cites a work."""

    chapter: Chapter
    anchors: tuple[str, ...]  # ids of the places in its text; empty when only its list names it


@dataclass(frozen=True, slots=True)
class Entry:
    """A work of the book's bibliography."""

    reference: Reference  # what all items together tell of it
    cited: tuple[Cited, ...]  # in book order; last those that cite it by key from another's list
    items: tuple[Reference, ...]  # the items as they stand in the chapters

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(cited.chapter for cited in self.cited)


def merge(chapters: Iterable[Chapter]) -> list[Entry]:
    """Entries of the whole book in order of first citation; keys have been settled."""
    works: dict[str, list[Reference]] = defaultdict(list)
    cited: dict[str, dict[str, tuple[Chapter, list[str]]]] = defaultdict(dict)
    book = list(chapters)
    for chapter in book:
        for reference in chapter.post.references:
            works[reference.key].append(reference)
            cited[reference.key].setdefault(chapter.docname, (chapter, []))
    for chapter in book:
        for citation in chapter.post.citations:
            for key in works.keys() & citation.keys:
                places = cited[key].setdefault(chapter.docname, (chapter, []))
                places[1].append(citation.anchor)
    return [
        Entry(
            _together(items),
            tuple(Cited(chapter, tuple(anchors)) for chapter, anchors in cited[key].values()),
            tuple(items),
        )
        for key, items in works.items()
    ]


def _together(items: Sequence[Reference]) -> Reference:
    """One record of a work: the fullest item, with what only the others tell."""
    if len(items) == 1:
        return items[0]
    best = max(items, key=_fullness)
    missing: dict[str, Any] = {}
    for name in _FIELDS:
        if getattr(best, name):
            continue
        found = [item for item in items if getattr(item, name)]
        if found and name != "note":  # a remark is its author's
            missing[name] = getattr(min(found, key=lambda item: _trust(item, name)), name)
    urls = dict.fromkeys(url for item in items for url in (item.url, *item.more_urls) if url)
    urls.pop(best.url or missing.get("url", ""), None)
    return replace(best, **missing, more_urls=tuple(urls))


def _fullness(reference: Reference) -> tuple[int, int]:
    """How much an item tells, and how sure it is of its title."""
    return sum(bool(getattr(reference, name)) for name in _FIELDS), -_trust(reference, "title")


def _trust(reference: Reference, name: str) -> int:
    why = dict(reference.evidence).get(name, "")
    return _TRUST.index(why) if why in _TRUST else len(_TRUST)


def look_alikes(entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Pairs that may be one work: the same title elsewhere, or nearly the same on one host.

    They are only suggested: parts of a series differ by a number, so digits have to agree.
    """
    same: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    near: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        title = folded(entry.reference.title)
        if len(title) < 6:
            continue
        same[title, entry.reference.date[:4]].append(entry)
        host = host_of(entry.reference.url)
        if host:
            near[host, title[:3], _numbers(title)].append(entry)
    pairs = {
        (id(a), id(b)): (a, b)
        for group in same.values()
        for a, b in combinations(group[:_CROWD], 2)
    }
    for group in near.values():
        if len(group) <= _CROWD:
            for a, b in combinations(group, 2):
                if (id(a), id(b)) not in pairs and _alike(a, b):
                    pairs[id(a), id(b)] = (a, b)
    return list(pairs.values())


def suggestions(entries: Sequence[Entry]) -> list[Diagnostic]:
    """A note for each pair of entries that may be one work."""
    notes = []
    for one, other in look_alikes(entries):
        a, b = one.reference, other.reference
        message = f"may be the work of {b.place}: {a.title!r}"
        hint = f"If it is, give both one key in references.lock.json ({a.key}, {b.key})"
        notes.append(Diagnostic(Code.LOOK_ALIKE, message, a.place, hint))
    return notes


def _numbers(title: str) -> str:
    return "".join(
        char for char in title if char.isdigit() or char in "一二三四五六七八九十上中下前后"
    )


def _alike(a: Entry, b: Entry) -> bool:
    from difflib import SequenceMatcher

    one, other = folded(a.reference.title), folded(b.reference.title)
    if abs(len(one) - len(other)) > 0.1 * len(one):
        return False
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE
