"""Changes to a text by offset: put in together at the end, the number of lines kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from ...diagnostics import Code, Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Edit:
    """``text[start:end]`` becomes *after*."""

    start: int
    end: int
    after: str
    code: Code
    what: str  # for the report: what happened, without a full stop
    of_code: bool = False  # it is code that changes, which no other rule may touch


class Lines:
    """Line numbers of offsets."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def __call__(self, offset: int) -> int:
        """Line of *offset*, from 1."""
        return bisect_right(self._starts, offset, hi=len(self._starts) - 1)


def apply(text: str, edits: Iterable[Edit], path: str) -> tuple[str, list[Diagnostic]]:
    """*text* with the *edits* made, each reported; of two that overlap the first one counts.

    A line break that an edit takes away stands again behind it, so that no line moves.
    """
    line_of = Lines(text)
    parts: list[str] = []
    notes: list[Diagnostic] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        before = text[edit.start : edit.end]
        if edit.start < at or before == edit.after:
            continue
        missing = before.count("\n") - edit.after.count("\n")
        parts += [text[at : edit.start], edit.after, "\n" * missing]
        at = edit.end
        place = Place(path, line_of(edit.start))
        if before.strip():
            notes.append(
                Diagnostic(edit.code, edit.what, place, before=before, after=edit.after.strip())
            )
    return "".join([*parts, text[at:]]), notes
