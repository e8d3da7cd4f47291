"""People beside the author, and volumes: what Chicago and MLA say in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from .people import names_of, natural
from .spans import Spans, span
from .work import Work, numeral


def with_and(names: Sequence[str], *, comma: bool) -> str:
    """``A, B, and C``; two names with a comma when the first is inverted."""
    last = ", and " if comma or len(names) > 2 else " and "
    return last.join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def people_in_order(written: Sequence[str], work: Work) -> str:
    """Names elsewhere than in front: ``Edgar F. Codd and G. Lee``."""
    names = names_of(written)
    if work.marks.asian:
        return "、".join(name.full for name in names)
    return with_and([natural(name) for name in names], comma=False)


def credited(written: Sequence[str], role: str, verb: str, word: str, work: Work) -> Spans:
    """``Translated by Guido van Rossum``, ``徐超译``."""
    people = span(people_in_order(written, work), role)
    if not people:
        return ()
    return (*people, *span(word)) if work.marks.asian else (*span(f"{verb} by "), *people)


def volume_words(work: Work, word: str) -> Spans:
    """``Vol. 2``, ``第2卷``; a volume with a name of its own as written."""
    volume = work.reference.volume
    if not numeral(volume):
        return span(volume, "volume")
    if work.marks.asian:
        return (*span("第"), *span(volume, "volume"), *span("卷"))
    return (*span(word), *span(volume, "volume"))
