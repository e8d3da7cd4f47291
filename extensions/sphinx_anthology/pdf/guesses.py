"""Where things will stand, thought up before they are set.

A guess that has as many digits as the truth saves setting a leaf a second time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .binding.furniture import POINT, Paper
from .crossings import names
from .engine.piece import Summary
from .leaf import Leaf

_TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
_ID = re.compile(r'\bid="([^"]+)"')
# lines that an element takes besides those of its text
_LINES = {
    "p": 0, "li": 0, "pre": 1.5, "tr": 0.4, "h1": 6, "h2": 2, "h3": 1.5, "h4": 1, "img": 9, "br": 1,
    "dt": 0, "dd": 0, "figcaption": 0.5,
}  # fmt: skip
_BLOCKS = {"p", "li", "pre", "tr", "h1", "h2", "h3", "h4", "dt", "dd", "figcaption", "div"}


class Guesses(Mapping[str, int]):
    """The page of each place that leaves name: as it was the last time, else by the text's length.

    Leaves that are set tell how far such lengths are off, by language.
    """

    def __init__(
        self,
        leaves: Sequence[Leaf],
        paper: Paper,
        remembered: Mapping[str, int],
        front: Iterable[Leaf] = (),
    ) -> None:
        """Measure texts.

        Args:
            leaves: what has arabic page numbers, in reading order.
            remembered: pages of the last time.
            front: what has none, and names pages of the others.
        """
        self._leaves, self._remembered = leaves, remembered
        asking = (names(leaf.html) for leaf in (*leaves, *front))
        wanted: set[str] = set().union(*asking) - remembered.keys()
        self._columns = (paper.width - 2 * paper.margin) * POINT / paper.size * 2
        self._lines = (paper.height - paper.top - paper.bottom) * POINT / paper.leading
        self._lengths: list[float] = []
        self._places: dict[str, tuple[int, float]] = {}
        for number, leaf in enumerate(leaves):
            length, found = self._measure(leaf, wanted)
            self._lengths.append(length)
            self._places |= {name: (number, at) for name, at in found.items()}
        self._numbers = {leaf.name: number for number, leaf in enumerate(leaves)}
        self._known: dict[int, Summary] = {}
        self._starts: list[float] = []

    def learn(self, name: str, summary: Summary) -> None:
        """Take in what a leaf that is set has come to."""
        if name in self._numbers:
            self._known[self._numbers[name]] = summary
            self._starts = []

    def _measure(self, leaf: Leaf, wanted: set[str]) -> tuple[float, dict[str, float]]:
        """Pages of a leaf, and how far into it each wanted place is."""
        lines = column = 0.0
        at = 0
        found: dict[str, float] = {}
        html = leaf.html
        for tag in _TAG.finditer(html):
            column += _width(html[at : tag.start()])
            at = tag.end()
            name = tag[2]
            if name in _BLOCKS:
                lines += -(-column // self._columns) + (0 if tag[1] else _LINES.get(name, 0))
                column = 0
            elif name in _LINES:
                lines += _LINES[name]
            if wanted and (own := _ID.search(tag[3])) and own[1] in wanted:
                found[own[1]] = lines + column / self._columns
        return lines / self._lines, {name: line / self._lines for name, line in found.items()}

    def _settle(self) -> None:
        """Work out where each leaf begins."""
        off = self._calibration()
        at = 1.0
        for number, leaf in enumerate(self._leaves):
            if leaf.recto and int(at) % 2 == 0:
                at += 1
            if leaf.follows:
                at -= 1
            self._starts.append(at)
            if number in self._known:
                at += self._known[number].pages
            else:
                at += max(1, round(self._lengths[number] * off[leaf.language] + 0.35))

    def _calibration(self) -> defaultdict[str, float]:
        """True pages by guessed ones, for each language."""
        true: defaultdict[str, float] = defaultdict(float)
        thought: defaultdict[str, float] = defaultdict(float)
        for number, summary in self._known.items():
            # half of the last page is empty
            true[self._leaves[number].language] += summary.pages - 0.5
            thought[self._leaves[number].language] += self._lengths[number]
        ratios = {tongue: max(0.5, true[tongue]) / max(0.5, thought[tongue]) for tongue in true}
        return defaultdict(lambda: 1.0, ratios)

    def __getitem__(self, name: str) -> int:
        if name in self._places:
            number, share = self._places[name]
            if not self._starts:
                self._settle()
            if number in self._known:
                return int(self._starts[number]) + self._known[number].places.get(name, 0)
            return int(self._starts[number] + share)
        return self._remembered[name]

    def __contains__(self, name: object) -> bool:
        return name in self._places or name in self._remembered

    def __iter__(self) -> Iterator[str]:
        yield from {**self._remembered, **self._places}

    def __len__(self) -> int:
        return len(set(self._places) | set(self._remembered))


def _width(text: str) -> float:
    """Columns of a text: two for a Han character, which takes three bytes."""
    return (len(text) + len(text.encode("utf-8", "replace"))) / 2
