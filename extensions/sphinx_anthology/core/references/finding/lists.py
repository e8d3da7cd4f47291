"""A list of references among the blocks of a post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..reading.written import Written
from .items import Piece, pair_up
from .wordings import Wording


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """Blocks ``[start, stop)`` of a post are a list of references."""

    start: int
    stop: int
    pieces: tuple[Piece, ...]
    kind: str = ""  # what its heading says the works are
    sure: bool = True  # its heading says that they are references; `Links` says less

    @property
    def items(self) -> tuple[Written, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Written))


def make_list(
    start: int, stop: int, run: Iterable[Piece], kind: str, said: Wording
) -> ReferenceList:
    """The list of what stands in *run*, under words that say *said*."""
    sure = said is not Wording.WEAK
    return ReferenceList(start, stop, tuple(pair_up(run)), kind, sure)
