"""The page beside a link to another chapter: on paper, a link is a number.

Chapters are set one by one, so CSS's `target-counter()` finds no place of another chapter, and a
number further on is not known yet. Room is kept for it, and the chapter set once more when all
pages are known; where that would move anything to another page, the room is kept, unseen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from lxml import etree

from ..core.wording import say
from ..fragments.xhtml import XHTML

DIGITS = 3  # room that is kept
_START, _END = "\ufdd0", "\ufdd1"  # no characters: no text holds them
_AND = "\ufdd2"  # between the places of a list
_MARK = re.compile(f"{_START}([^{_END}]*){_END}")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def mark(body: etree._Element) -> None:
    """Put a mark behind the text of each link to another chapter; ids are settled already."""
    for link in body.iter(f"{{{XHTML}}}a"):
        target = (link.get("href") or "").removeprefix("#")
        if "chapter-link" not in (link.get("class") or "").split() or not target:
            continue
        if not any(etree.QName(above).localname in _HEADINGS for above in link.iterancestors()):
            span = etree.SubElement(link, f"{{{XHTML}}}span", {"class": "page-reference"})
            span.text = f"{_START}{target}{_END}"


def mark_list(targets: Sequence[str]) -> str:
    """A mark for the pages of several places: `Cited on pp. 12, 88`."""
    return f"{_START}{_AND}{_AND.join(targets)}{_END}"


def names(html: str) -> set[str]:
    """The places whose pages *html* wants to name."""
    return {name for mark in _MARK.findall(html) for name in mark.split(_AND) if name}


def fill(html: str, pages: Mapping[str, int], language: str, *, spare: bool = False) -> str:
    """*html* with the numbers that are known, and room for the others.

    Args:
        spare: whether a known number takes all the room that was kept for it.
    """

    def number(match: re.Match[str]) -> str:
        if match[1].startswith(_AND):
            return _list(match[1].split(_AND)[1:], pages, language)
        page = pages.get(match[1])
        if page is None:
            return _unseen(say("on-page", language, page="0" * DIGITS))
        left = "0" * (DIGITS - len(str(page))) if spare else ""
        return say("on-page", language, page=page) + (_unseen(left) if left else "")

    return _MARK.sub(number, html)


def _list(targets: Sequence[str], pages: Mapping[str, int], language: str) -> str:
    """Pages in order, each once and linked to its first place; room, where one is not known."""
    found: dict[int, str] = {}
    for target in targets:
        if target in pages:
            found.setdefault(pages[target], target)
    if not found:
        return _unseen(say("cited-on-page", language, pages="0" * DIGITS))
    links = [f'<a href="#{escape(t, quote=True)}">{p}</a>' for p, t in sorted(found.items())]
    key = "cited-on-page" if len(links) == 1 else "cited-on-pages"
    return say(key, language, pages=say("and", language).join(links))


def _unseen(text: str) -> str:
    return f'<span class="unseen">{text}</span>'
