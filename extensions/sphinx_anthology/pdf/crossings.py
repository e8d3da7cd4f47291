"""The page beside a link: on paper, a link is a number.

Sheets are set apart from each other, and where one comes to stand is known when all are set. So a
page number in the text is a mark; a sheet is set with room for as many digits as the number will
have, and the digits are put in when the book is bound. Only where the number of digits, or of
numbers, turns out otherwise is a sheet set again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import pairwise

from lxml import etree

from ..core.wording import say
from ..fragments.xhtml import XHTML

_START, _END, _NEXT = "\ufdd0", "\ufdd1", "\ufdd2"  # no characters: no text holds them
_CITED, _PAGES, _PAGE, _BACK = "\ufdd3", "\ufdd4", "\ufdd5", "\ufdd6"  # kinds of marks
_MARK = re.compile(f"{_START}([^{_END}]*){_END}")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet with room for numbers, and what is to stand there."""

    html: str
    rooms: bytes  # fingerprint of what stands for marks: where it is the same, html is
    numbers: tuple[int, ...]  # by slot
    names: tuple[str, ...]  # place that each slot's link leads to

    def without_html(self) -> Filled:
        """What is needed when it is set."""
        return replace(self, html="")


def mark(body: etree._Element) -> None:
    """Put a mark behind the text of each link to another chapter; ids are settled already."""
    for link in body.iter(f"{{{XHTML}}}a"):
        target = (link.get("href") or "").removeprefix("#")
        if "chapter-link" not in (link.get("class") or "").split() or not target:
            continue
        if not any(etree.QName(above).localname in _HEADINGS for above in link.iterancestors()):
            span = etree.SubElement(link, f"{{{XHTML}}}span", {"class": "page-reference"})
            span.text = f"{_START}{target}{_END}"


def mark_list(targets: Iterable[str]) -> str:
    """A mark for the pages of several places: `Cited on pp. 12, 88`."""
    return f"{_START}{_CITED}{_NEXT.join(targets)}{_END}"


def mark_pages(targets: Iterable[str]) -> str:
    """A mark for pages alone, those that follow each other drawn together: `12, 15–17`."""
    return f"{_START}{_PAGES}{_NEXT.join(targets)}{_END}"


def mark_back(targets: Iterable[str]) -> str:
    """A mark for pages alone, each with its own link: `12, 15, 16`."""
    return f"{_START}{_BACK}{_NEXT.join(targets)}{_END}"


def mark_page(target: str) -> str:
    """A mark for the page of one place, not linked."""
    return f"{_START}{_PAGE}{target}{_END}"


def names(html: str) -> set[str]:
    """The places whose pages *html* wants to name."""
    return {
        name
        for found in _MARK.findall(html)
        for name in found.lstrip(_CITED + _PAGES + _PAGE + _BACK).split(_NEXT)
        if name
    }


def named(html: str) -> int:
    """How many places marks in *html* name."""
    return sum(found.count(_NEXT) + 1 for found in _MARK.findall(html))


def fill(html: str, pages: Mapping[str, int], language: str) -> Filled:
    """*html* with room for numbers.

    Args:
        pages: page of each place; what is not known is left out.
    """
    slots = _Slots(pages, language)
    rooms: list[str] = []

    def room(match: re.Match[str]) -> str:
        rooms.append(slots.room(match[1]))
        return rooms[-1]

    filled = _MARK.sub(room, html) if _START in html else html
    digest = sha256("\0".join(rooms).encode()).digest()
    return Filled(filled, digest, tuple(slots.numbers), tuple(slots.names))


@dataclass(slots=True)
class _Slots:
    pages: Mapping[str, int]
    language: str
    numbers: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def room(self, text: str) -> str:
        """What stands in the place of a mark."""
        kind, targets = text[:1], text[1:].split(_NEXT)
        if kind == _PAGE:
            return self._number(targets[0]) if targets[0] in self.pages else ""
        if kind == _PAGES:
            return self._joined(", ", self._ranges(targets))
        if kind == _BACK:
            return self._joined(", ", map(self._linked, self._each_once(targets)))
        if kind == _CITED:
            links = [self._linked(target) for target in self._each_once(targets)]
            key = "cited-on-page" if len(links) == 1 else "cited-on-pages"
            joined = say("and", self.language).join(links)
            return say(key, self.language, pages=joined) if links else ""
        if text not in self.pages:
            return ""
        return say("on-page", self.language, page=self._number(text))

    def _number(self, target: str) -> str:
        number = self.pages[target]
        self.numbers.append(number)
        self.names.append(target)
        zeros = "0" * len(str(number))
        return f'<span class="number" data-number="{len(self.numbers) - 1}">{zeros}</span>'

    def _linked(self, target: str) -> str:
        return f'<a href="#~{len(self.numbers)}">{self._number(target)}</a>'

    def _each_once(self, targets: Iterable[str]) -> list[str]:
        """One place for each page, in the order of pages."""
        found: dict[int, str] = {}
        for target in targets:
            if target in self.pages:
                found.setdefault(self.pages[target], target)
        return [found[page] for page in sorted(found)]

    def _ranges(self, targets: Iterable[str]) -> Iterator[str]:
        places = self._each_once(targets)
        for run in _runs(places, lambda name: self.pages[name]):
            if len(run) > 2:
                yield f"{self._linked(run[0])}–{self._linked(run[-1])}"
            else:
                yield from map(self._linked, run)

    @staticmethod
    def _joined(between: str, parts: Iterable[str]) -> str:
        return between.join(parts)


def _runs(places: Sequence[str], page: Callable[[str], int]) -> list[list[str]]:
    runs = [[place] for place in places[:1]]
    for before, place in pairwise(places):
        if page(place) == page(before) + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
