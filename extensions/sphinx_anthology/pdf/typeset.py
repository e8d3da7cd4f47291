"""Set a book and bind it: the order of the work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..files import whole, write_whole
from ..fragments.printed import PrintedBook, PrintedPage
from .binding.bind import bind
from .binding.binder import Cloth, Volume
from .binding.furniture import Paper, Trim
from .binding.standards import Standards
from .book import Book, Progress
from .engine.piece import Copy, Usage
from .leaf import Leaf
from .leaves import Compositor
from .press import Embedded, Kept, Press
from .runs import in_runs


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
    paginated: Callable[[PrintedBook], None],
) -> Result:
    """Write the book to *product*.

    Args:
        body: chapters and what follows them, in reading order.
        memory: where the pages of the last time are kept.
        paginated: told where its pages begin, before it is bound.
    """
    leaves = [run for leaf in [*compositor.front(), *body] for run in in_runs(leaf)]
    book = Book(press, compositor, progress, leaves)
    heads = list(dict.fromkeys(leaf.left for leaf in leaves if leaf.left))
    plates = compositor.plates(heads)
    plate = press.submit(lambda: press.set(Copy(plates.html, plates.language)))
    book.set(_remembered(memory))
    placed = book.placed()
    for volume, leaf in placed:
        volume.plate = heads.index(leaf.left) if leaf and leaf.left else 0
    paginated(_printed(placed))
    kept = [*(one.kept for one in book.done.values()), plate.result()]
    cloth = Cloth(
        edition.paper,
        edition.trim,
        plate.result().load(),
        _fonts(press, kept),
        edition.standards,
        edition.cover_label,
        [(line.level, line.text, line.target) for line in compositor.lines],
        next((v.first for v, _ in placed if not v.roman), sum(v.pages for v, _ in placed)),
    )
    with whole(product, lasting=True) as fresh, fresh.open("wb") as out:
        dead = bind([volume for volume, _ in placed], cloth, out)
    write_whole(memory, json.dumps(book.pages(), ensure_ascii=False).encode())
    press.forget_others()
    done = [(leaf, book.done[leaf.name]) for leaf in leaves]
    return Result(
        sum(volume.pages for volume, _ in placed),
        [(leaf, said) for leaf, one in done for said in one.kept.summary.warnings],
        [(leaf, name) for n, name in dead if (leaf := placed[n][1]) is not None],
        [(leaf, one.failure) for leaf, one in done if one.failure],
    )


def _printed(placed: Iterable[tuple[Volume, Leaf | None]]) -> PrintedBook:
    """Where each page begins. A run that goes on on a page of another begins none there."""
    pages: dict[str, list[PrintedPage]] = {}
    texts: dict[str, str] = {}
    for volume, leaf in placed:
        if leaf is None or volume.kept is None:
            continue
        name = leaf.name.partition("~")[0]
        texts.setdefault(name, leaf.text)
        for place, (opening, length) in enumerate(volume.kept.summary.openings):
            rows = pages.setdefault(name, [])
            if leaf.follows and not place and rows:
                rows[-1] = replace(rows[-1], length=rows[-1].length + length)
                continue
            rows.append(PrintedPage(volume.label(place), opening, length))
    return PrintedBook("", pages, texts)


def _fonts(press: Press, pieces: Iterable[Kept]) -> list[Embedded]:
    """Each face of the book, with all that is used of it."""
    whole: dict[str, Usage] = {}
    for piece in pieces:
        for name, use in piece.fonts().items():
            whole.setdefault(name, use).absorb(use)
    return press.embed(whole)


def _remembered(memory: Path) -> dict[str, int]:
    try:
        found = json.loads(memory.read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): int(page) for name, page in found.items()}
