"""Set a book: leaves side by side, each once; then bind them.

Where a leaf stands is known when those before it are set, and leaves name pages of each other. So
pages are guessed first (from the last time, or from the length of texts), and a leaf is set again
only when the guess gave a number too many or too few digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..files import write_whole
from .bind import Cloth, Volume, bind
from .crossings import Filled, fill, names
from .engine.piece import Summary, merge_usages
from .engine.setter import Copy
from .furniture import Paper, Trim
from .leaf import Leaf
from .leaves import Compositor
from .press import Embedded, Kept, Press, PressError, used_fonts
from .standards import Standards

ROUNDS = 5  # after which digits that do not settle keep the room they have
_TAG = re.compile(r"<[^>]+>")
Progress = Callable[[Leaf, int, int], None]  # leaf, pages so far, leaves to come


@dataclass
class _Book:
    """A book that is being set."""

    press: Press
    compositor: Compositor
    progress: Progress
    guess: dict[str, int]  # pages as they are thought to be
    leaves: list[Leaf] = field(default_factory=list)
    filled: dict[str, Filled] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)  # leaf -> why it could not be set

    def set(self, leaves: Sequence[Leaf]) -> None:
        """Set leaves, again where their numbers turn out otherwise, until all agree."""
        self.leaves += [leaf for leaf in leaves if leaf not in self.leaves]
        self._estimate(leaves)
        for _ in range(ROUNDS):
            pages = {**self.guess, **self.pages()}
            wanted = {leaf.name: fill(leaf.html, pages, leaf.language) for leaf in leaves}
            changed = [
                leaf
                for leaf in leaves
                if leaf.name not in self.kept
                or wanted[leaf.name].html != self.filled[leaf.name].html
            ]
            if not changed:
                break
            self._print(changed, wanted)

    def _print(self, leaves: Sequence[Leaf], wanted: Mapping[str, Filled]) -> None:
        copies = [Copy(wanted[leaf.name].html, leaf.language, leaf.whole) for leaf in leaves]

        def done(number: int, summary: Summary, fresh: bool) -> None:
            leaf = leaves[number]
            if fresh and leaf.name not in self.said:
                self.said.add(leaf.name)
                self.progress(leaf, summary.pages, len(leaves) - number - 1)

        kept = self.press.set_all(copies, done)
        for leaf, piece in zip(leaves, kept, strict=True):
            set_ = self._notice(leaf, piece) if isinstance(piece, PressError) else piece
            self.filled[leaf.name], self.kept[leaf.name] = wanted[leaf.name], set_

    def _notice(self, leaf: Leaf, error: PressError) -> Kept:
        """What stands for a leaf that could not be set."""
        self.failed[leaf.name] = str(error)
        html = self.compositor.notice(leaf)
        (kept,) = self.press.set_all([Copy(html, leaf.language, leaf.whole)], lambda *_: None)
        if isinstance(kept, PressError):
            raise kept
        return kept

    def pages(self) -> dict[str, int]:
        """The page of every place that is set, in the numbers of the body."""
        found: dict[str, int] = {}
        for volume, leaf in self.placed():
            if leaf is not None and leaf.where != "front":
                for name, page in self.kept[leaf.name].summary.places.items():
                    found.setdefault(name, volume.number + page)
        return found

    def placed(self) -> list[tuple[Volume, Leaf | None]]:
        """All that is set, in order, with blank pages where a leaf begins on the right."""
        order = [
            leaf
            for where in ("front", "body", "back")
            for leaf in self.leaves
            if leaf.where == where and leaf.name in self.kept
        ]
        found: list[tuple[Volume, Leaf | None]] = []
        at, number, roman = 0, 1, True
        for leaf in order:
            begins = roman and leaf.where != "front"
            if at % 2 and (begins or leaf.recto):
                found.append((Volume(None, at, number, roman, plain=True), None))
                at, number = at + 1, number + 1
            if begins:
                number, roman = 1, False
            volume = Volume(self.kept[leaf.name], at, number, roman, leaf.plain)
            found.append((volume, leaf))
            at, number = at + volume.pages, number + volume.pages
        return found

    def _estimate(self, leaves: Iterable[Leaf]) -> None:
        """Think up pages for places that were never set."""
        wanted = set().union(*(names(leaf.html) for leaf in self.leaves)) - self.guess.keys()
        if not wanted:
            return
        room = _characters(self.compositor.paper)
        at = 1 + max(self.pages().values(), default=0)
        for leaf in leaves:
            length = len(_TAG.sub("", leaf.html)) / room
            for name in wanted:
                place = leaf.html.find(f'id="{name}"')
                if place >= 0:
                    self.guess[name] = int(at + length * place / len(leaf.html))
            at += int(length) + 1


def _characters(paper: Paper) -> float:
    """Han characters on a page, roughly."""
    point = 72 / 25.4
    wide = (paper.width - paper.inside - paper.outside) * point / paper.size
    high = (paper.height - paper.top - paper.bottom) * point / paper.leading
    return wide * high * 0.75


@dataclass(frozen=True, slots=True)
class Edition:
    """How a book is to come out."""

    paper: Paper
    trim: Trim
    standards: Standards
    cover_label: str


@dataclass(frozen=True, slots=True)
class Result:
    """A book that is bound."""

    pages: int
    warnings: list[tuple[Leaf, str]]  # what was said while leaves were set
    dead: list[tuple[Leaf, str]]  # links that lead nowhere
    failed: list[tuple[Leaf, str]]  # what could not be set, and why


def typeset(
    compositor: Compositor,
    body: Sequence[Leaf],
    *,
    press: Press,
    edition: Edition,
    memory: Path,
    product: Path,
    progress: Progress,
) -> Result:
    """Write the book to *product*.

    Args:
        body: chapters and what follows them, in reading order.
        memory: where the pages of the last time are kept.
    """
    book = _Book(press, compositor, progress, _remembered(memory))
    book.set([leaf for leaf in body if leaf.where == "body"])
    book.set([leaf for leaf in body if leaf.where == "back"])
    book.set(compositor.front())
    book.set(list(book.leaves))  # what names pages of matter that was set later
    heads = list(dict.fromkeys(leaf.left for leaf in book.leaves if leaf.left))
    plates = compositor.plates(heads)
    (plate,) = press.set_all([Copy(plates.html, plates.language)], lambda *_: None)
    if isinstance(plate, PressError):
        raise plate
    placed = book.placed()
    pages = book.pages()
    for volume, leaf in placed:
        if leaf is not None:
            filled = fill(leaf.html, pages, leaf.language)
            same = filled.html == book.filled[leaf.name].html
            own = filled if same else book.filled[leaf.name]
            volume.numbers, volume.names = own.numbers, own.names
            volume.plate = heads.index(leaf.left) if leaf.left else 0
    cloth = Cloth(
        edition.paper,
        edition.trim,
        plate.load(),
        _fonts(press, [*book.kept.values(), plate]),
        edition.standards,
        edition.cover_label,
        [(line.level, line.text, line.target) for line in compositor.lines],
        next((v.first for v, _ in placed if not v.roman), sum(v.pages for v, _ in placed)),
    )
    product.parent.mkdir(parents=True, exist_ok=True)
    fresh = product.with_name(f"{product.name}.new")
    with fresh.open("wb") as out:
        dead = bind([volume for volume, _ in placed], cloth, out)
    fresh.replace(product)
    write_whole(memory, json.dumps(pages, ensure_ascii=False).encode())
    press.forget_others()
    return Result(
        sum(volume.pages for volume, _ in placed),
        [(leaf, said) for leaf in book.leaves for said in book.kept[leaf.name].summary.warnings],
        [(leaf, name) for n, name in dead if (leaf := placed[n][1]) is not None],
        [(leaf, book.failed[leaf.name]) for leaf in book.leaves if leaf.name in book.failed],
    )


def _fonts(press: Press, kept: Iterable[Kept]) -> list[tuple[Embedded, list[str]]]:
    uses = used_fonts(piece.summary for piece in kept)
    return press.embed({name: merge_usages(found) for name, found in uses.items()})


def _remembered(memory: Path) -> dict[str, int]:
    try:
        found = json.loads(memory.read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): int(page) for name, page in found.items()}
