"""What of typography is decided before lines are: on the markup of a chapter, in one walk.

Puts a gap where Han and Latin meet, marks English quotations, words and addresses that want another
face or no hyphens, keeps the last two characters of a paragraph together, and turns ruby round, for
WeasyPrint knows none. Code and formulas are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ...core.script import base_language, is_cjk
from ...core.typography import (
    BREAK,
    GAP,
    JOINER,
    addresses,
    bound_points,
    breaking_points,
    english_runs,
    last_pair,
    meet,
    meeting_points,
)
from ...fragments.xhtml import XHTML
from .ruby import turn

LATIN = "latin"  # class of English runs: the Latin face with its own quotation marks
ADDRESS = "address"  # class of web addresses: never hyphenated
# fmt: off
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl",
    "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
])
# fmt: on
_PARAGRAPHS = frozenset(["p", "li", "dd"])
_OPAQUE = frozenset(["code", "pre", "kbd", "samp", "math", "svg", "script", "style", "textarea"])
_RAISED = frozenset(["sup", "rt", "rp"])  # stands between two characters without parting them
_RAISED_CLASSES = frozenset(["footnote-reference", "page-reference", "citation-mark", "unseen"])
_SLANTED = frozenset(["em", "i", "cite", "dfn"])
_ABOUT_PAGES = ("\ufdd0", "\ufdd1")  # marks of crossings.py, filled in later


@dataclass(slots=True)
class _Chunk:
    """Text of one place in the tree."""

    element: etree._Element
    tail: bool  # the text behind the element, or the first inside it
    text: str
    latin: bool = False  # in an emphasis: its Latin is slanted

    def edited(self, cuts: dict[int, str], runs: list[tuple[int, int, str]]) -> None:
        """Put in what *cuts* say, by offset, and wrap *runs* (start, end, class)."""
        pieces: list[tuple[str, str]] = []
        at = 0
        for start, end, kind in runs:
            pieces += [("", self._with(cuts, at, start)), (kind, self._with(cuts, start, end))]
            at = end
        pieces.append(("", self._with(cuts, at, len(self.text)) + cuts.get(len(self.text), "")))
        self._place(pieces)

    def _with(self, cuts: dict[int, str], start: int, end: int) -> str:
        if not cuts:
            return self.text[start:end]
        return "".join(cuts.get(at, "") + self.text[at] for at in range(start, end))

    def _place(self, pieces: list[tuple[str, str]]) -> None:
        element, first = self.element, pieces[0][1]
        if self.tail:
            parent = element.getparent()
            assert parent is not None
            element.tail, at = first, parent.index(element) + 1
        else:
            parent, element.text, at = element, first, 0
        for kind, text in pieces[1:]:
            if kind:
                span = etree.Element(f"{{{XHTML}}}span", {"class": kind})
                span.text = text
                parent.insert(at, span)
                at += 1
            else:
                parent[at - 1].tail = text


@dataclass(slots=True)
class _Line:
    """What flows together: the chunks of one block, and None where something stands between."""

    chunks: list[_Chunk | str | None]
    closes: bool  # a paragraph ends here


def prepare(body: etree._Element, language: str) -> None:
    """Ready *body* for print, in place."""
    for ruby in list(body.iter(f"{{{XHTML}}}ruby")):
        turn(ruby)
    for line in list(_lines(body, language)):
        _edit(line)


# --- finding text ------------------------------------------------------------------------------


class _Walk:
    """Collects the text of blocks in reading order."""

    def __init__(self) -> None:
        self.done: list[_Line] = []
        self.now: list[_Chunk | str | None] = []

    def close(self, paragraph: bool) -> None:
        if any(isinstance(chunk, _Chunk) for chunk in self.now):
            self.done.append(_Line(self.now, paragraph))
        self.now = []

    def text(self, element: etree._Element, tail: bool, language: str, slanted: bool) -> None:
        text = (element.tail if tail else element.text) or ""
        if not text:
            return
        if any(mark in text for mark in _ABOUT_PAGES):
            self.now.append(None)
        elif _wants(language):
            self.now.append(_Chunk(element, tail, text, slanted))
        else:
            self.now.append(text)

    def element(self, element: etree._Element, language: str, slanted: bool) -> None:
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        language = element.get("lang") or language
        if name in _BLOCKS:
            self.close(False)
            self._inside(element, language, False)
            self.close(name in _PARAGRAPHS)
        elif not name or name in _RAISED or _is_raised(element):
            pass
        elif name in _OPAQUE or name == "img":
            self.now.append("".join(map(str, element.itertext())) or _shape(element))
        elif name in {"br", "ruby"}:
            self.now.append(None)
        else:
            slanted = slanted or name in _SLANTED
            self._inside(element, language, slanted)

    def _inside(self, element: etree._Element, language: str, slanted: bool) -> None:
        self.text(element, False, language, slanted)
        for child in element:
            self.element(child, language, slanted)
            self.text(child, True, language, slanted)


def _lines(body: etree._Element, language: str) -> Iterator[_Line]:
    walk = _Walk()
    walk.element(body, language, False)
    walk.close(False)
    yield from walk.done


def _wants(language: str) -> bool:
    return base_language(language) in {"zh", "ja"}


def _is_raised(element: etree._Element) -> bool:
    return not _RAISED_CLASSES.isdisjoint((element.get("class") or "").split())


def _shape(element: etree._Element) -> str | None:
    """A formula counts as a Latin letter, another picture as nothing."""
    return "x" if "math" in (element.get("class") or "").split() else None


# --- changing it -------------------------------------------------------------------------------


def _edit(line: _Line) -> None:
    whole, starts = _joined(line)
    bounds = {at for at in starts if at}
    runs = [
        (start, end, LATIN) for run in english_runs(whole) for start, end in _solid(run, bounds)
    ]
    runs += [(start, end, ADDRESS) for start, end in addresses(whole)]
    final = last_pair(whole) if line.closes else None
    for number, chunk in reversed(list(enumerate(line.chunks))):  # a tail moves when text is cut
        if not isinstance(chunk, _Chunk):
            continue
        at = starts[number]
        cuts = dict.fromkeys(bound_points(chunk.text), JOINER)
        cuts |= dict.fromkeys(breaking_points(chunk.text), BREAK)
        cuts |= dict.fromkeys(meeting_points(chunk.text), GAP)
        cuts |= _at_edges(line.chunks, number)
        if final is not None and at < final < at + len(chunk.text):
            cuts[final - at] = JOINER
        if cuts or runs or chunk.latin:
            own = _slanted(chunk) if chunk.latin else list(_within(runs, at, len(chunk.text)))
            if cuts or own:
                chunk.edited(cuts, own)


def _solid(run: tuple[int, int], bounds: set[int]) -> list[tuple[int, int]]:
    """A run that lies in several places: its marks alone."""
    start, end = run
    if any(start < bound < end for bound in bounds):
        return [(start, start + 1), (end - 1, end)]
    return [run]


def _joined(line: _Line) -> tuple[str, list[int]]:
    """Text of the line, an object's place held by a mark, and where each chunk begins."""
    whole, starts = "", []
    for chunk in line.chunks:
        starts.append(len(whole))
        whole += chunk.text if isinstance(chunk, _Chunk) else "x" if chunk else "\ufffc"
    return whole, starts


def _at_edges(chunks: list[_Chunk | str | None], number: int) -> dict[int, str]:
    """Gaps between a chunk and what stands beside it; the Han side takes them, so that the gap has
    the width of the text, not of code."""
    chunk = chunks[number]
    assert isinstance(chunk, _Chunk)
    before = _text(chunks[number - 1])[-1:] if number else ""
    after = _text(chunks[number + 1])[:1] if number + 1 < len(chunks) else ""
    cuts: dict[int, str] = {}
    if before and breaking_points(before + chunk.text[0]):
        cuts[0] = BREAK
    if is_cjk(chunk.text[0]) and meet(before, chunk.text[0]):
        cuts[0] = GAP
    if is_cjk(chunk.text[-1]) and meet(chunk.text[-1], after):
        cuts[len(chunk.text)] = GAP
    return cuts


def _text(chunk: _Chunk | str | None) -> str:
    return chunk.text if isinstance(chunk, _Chunk) else chunk or ""


def _within(
    runs: list[tuple[int, int, str]], at: int, length: int
) -> Iterator[tuple[int, int, str]]:
    end = 0
    for start, stop, kind in sorted(runs):
        if at <= start and stop <= at + length and start - at >= end:
            yield start - at, stop - at, kind
            end = stop - at


def _slanted(chunk: _Chunk) -> list[tuple[int, int, str]]:
    """In an emphasis Han turns to Kai and Latin to italics, so each needs a place of its own."""
    runs: list[tuple[int, int, str]] = []
    for at, char in enumerate(chunk.text):
        if is_cjk(char) or char in "“”‘’—…" or (char.isspace() and not runs):
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1, LATIN)
        else:
            runs.append((at, at + 1, LATIN))
    return runs
