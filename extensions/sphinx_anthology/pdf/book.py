"""A book that is being set: leaves side by side, and again where page numbers come out longer.

Where a leaf stands is known when those before it are set, and leaves name pages of each other. So
pages are guessed first, and a leaf is set again only when a guess had too many or too few digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import islice

from .binding.binder import Volume
from .crossings import Filled, fill, named
from .engine.piece import Copy
from .guesses import Guesses
from .leaf import Leaf
from .leaves import Compositor
from .press import Kept, Press, PressError
from .runs import below

ROUNDS = 5  # after which digits that do not settle keep the room they have
NAMED = 70  # characters of a page's number with its link, which an index is made of
AHEAD = 16  # leaves that are begun before the first of them must be done; processes may be as many
Progress = Callable[[Leaf, int, int], None]  # leaf, its pages, leaves to come


@dataclass(frozen=True, slots=True)
class Set:
    """A leaf that is set."""

    kept: Kept
    filled: Filled  # numbers and names as they were when it was set
    failure: str = ""  # why a notice stands in its place


@dataclass(slots=True)
class Book:
    """The leaves of a book, and what became of them."""

    press: Press
    compositor: Compositor
    progress: Progress
    leaves: Sequence[Leaf]  # in the order of the book
    done: dict[str, Set] = field(default_factory=dict)  # by name of the leaf

    def set(self, remembered: Mapping[str, int]) -> None:
        """Set all leaves, until the numbers in them agree with where they stand.

        Args:
            remembered: page of each place, the last time.
        """
        self._set_once(remembered)
        for _ in range(ROUNDS - 1):
            pages = self.pages()
            changed = [run for run in self._runs() if self._differs(run, pages)]
            if not changed:
                break
            for work in [self._submit(run, pages) for run in changed]:
                self.done.update(work.result())
        self._renumber()

    def _runs(self) -> list[list[Leaf]]:
        """Leaves that begin on each other's pages, together; front matter, which names pages of
        all, behind what it names."""
        runs: list[list[Leaf]] = []
        for leaf in sorted(self.leaves, key=lambda leaf: leaf.where == "front"):
            if leaf.follows:
                runs[-1].append(leaf)
            else:
                runs.append([leaf])
        return runs

    def _set_once(self, remembered: Mapping[str, int]) -> None:
        """Set each leaf a first time. A guess knows what is a fixed number of leaves behind, in an
        order that no clock has a part in: so it is the same for any number of processes."""
        numbered = [leaf for leaf in self.leaves if leaf.where != "front"]
        front = [leaf for leaf in self.leaves if leaf.where == "front"]
        guesses = Guesses(numbered, self.compositor.paper, remembered, front)
        runs = self._runs()
        last = last_runs(runs)
        to_begin = iter([*runs[:-last], *sorted(runs[-last:], key=_length, reverse=True)])
        begun: dict[str, Future[dict[str, Set]]] = {}  # by name of the first leaf
        again: list[Future[dict[str, Set]]] = []

        def begin(count: int) -> None:
            for run in islice(to_begin, count):
                begun[run[0].name] = self._submit(run, guesses)

        begin(AHEAD)
        by_name = {leaf.name: leaf for leaf in self.leaves}
        for place, run in enumerate(runs):
            if place == len(runs) - last:  # while there is other work, too
                outdated = [run for run in runs[:place] if self._differs(run, guesses)]
                again = [self._submit(run, guesses) for run in outdated]
            while run[0].name not in begun:
                begin(1)
            found = begun.pop(run[0].name).result()
            self.done.update(found)
            for name, one in found.items():
                guesses.learn(name, one.kept.summary)
                to_do = len(self.leaves) - len(self.done)
                self.progress(by_name[name], one.kept.summary.pages, to_do)
            begin(1)
        for work in again:
            self.done.update(work.result())

    def _differs(self, run: Sequence[Leaf], pages: Mapping[str, int]) -> bool:
        return any(
            fill(leaf.html, pages, leaf.language).rooms != self.done[leaf.name].filled.rooms
            for leaf in run
        )

    def _renumber(self) -> None:
        """Give each leaf the numbers as they are at last, where they fit the room they have."""
        pages = self.pages()
        for leaf in self.leaves:
            filled = fill(leaf.html, pages, leaf.language)
            one = self.done[leaf.name]
            if filled.rooms == one.filled.rooms:
                self.done[leaf.name] = replace(one, filled=filled.without_html())

    def _submit(self, run: Sequence[Leaf], pages: Mapping[str, int]) -> Future[dict[str, Set]]:
        """Have a run set. What is known of pages is put in now, not when its turn comes."""
        filled = [fill(leaf.html, pages, leaf.language) for leaf in run]
        return self.press.submit(lambda: dict(self._set_run(run, filled)))

    def _set_run(self, run: Sequence[Leaf], filled: Sequence[Filled]) -> Iterator[tuple[str, Set]]:
        depth = 0.0
        for leaf, text in zip(run, filled, strict=True):
            one = self._set_leaf(leaf, text, depth)
            depth = one.kept.summary.depth
            yield leaf.name, one

    def _set_leaf(self, leaf: Leaf, filled: Filled, depth: float) -> Set:
        html = below(filled.html, depth) if leaf.follows else filled.html
        slim = filled.without_html()
        try:
            return Set(self.press.set(Copy(html, leaf.language, leaf.whole)), slim)
        except PressError as error:
            notice = Copy(self.compositor.notice(leaf), leaf.language, leaf.whole)
            return Set(self.press.set(notice), slim, str(error))

    def pages(self) -> dict[str, int]:
        """The page of every place, in the numbers of the body."""
        found: dict[str, int] = {}
        for volume, leaf in self.placed():
            if leaf is not None and leaf.where != "front":
                for name, page in self.done[leaf.name].kept.summary.places.items():
                    found.setdefault(name, volume.number + page)
        return found

    def placed(self) -> list[tuple[Volume, Leaf | None]]:
        """All that is set, in order, with blank pages where a leaf begins on the right."""
        found: list[tuple[Volume, Leaf | None]] = []
        at, number, roman = 0, 1, True
        for leaf in self.leaves:
            begins = roman and leaf.where != "front"
            if at % 2 and (begins or leaf.recto):
                found.append((Volume(None, at, number, roman, plain=True), None))
                at, number = at + 1, number + 1
            if begins:
                number, roman = 1, False
            if leaf.follows:
                at, number = at - 1, number - 1
            one = self.done[leaf.name]
            volume = Volume(
                one.kept, at, number, roman, leaf.plain, leaf.follows,
                numbers=one.filled.numbers, names=one.filled.names,
            )  # fmt: skip
            found.append((volume, leaf))
            at, number = at + one.kept.summary.pages, number + one.kept.summary.pages
        return found


def last_runs(runs: Sequence[Sequence[Leaf]]) -> int:
    """How many runs at the end are set by their length, the longest first, so that processes end
    together: as many as hold twice what the longest of them does. By length, not by the clock, so
    that the order is the same for any number of processes."""
    count = total = longest = 0
    for run in reversed(runs):
        count, total = count + 1, total + _length(run)
        longest = max(longest, _length(run))
        if total >= 2 * longest and count > 1:
            break
    return count


def _length(run: Sequence[Leaf]) -> int:
    return sum(len(leaf.html) + NAMED * named(leaf.html) for leaf in run)
