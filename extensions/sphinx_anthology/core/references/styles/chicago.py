"""Chicago, author-date: the 18th edition (2024), which leaves out places of publication.

Chinese entries keep the order of the parts, with full-width marks and 《》 for titles.
"""

from __future__ import annotations

from collections.abc import Sequence

from .addresses import arxiv_number, one_link
from .credits import credited, volume_words, with_and
from .dates import american, in_chinese, month_day, year_of
from .people import inverted, names_of, natural
from .spans import Spans, close, join, span, wrap
from .terms import edition_words
from .work import BY_YEAR, Work, named, page_range, quoted, title

_MOST_NAMES, _SHOWN_OF_MORE = 6, 3  # 18th ed., ch. 13
_WHOLE = frozenset({"book", "report", "standard", "software", "dataset"})
_HOSTED = frozenset({"chapter", "paper"})


def format_chicago(work: Work) -> Spans:
    """An entry of the reference list (Chicago 18, ch. 13, author-date)."""
    reference, marks = work.reference, work.marks
    people = _responsible(work)
    year = span(year_of(reference.date) or work.terms.undated, "date")
    head = [people, year, _title(work)] if people else [_title(work), year]
    parts = [*head, *_about(work), *_source(work), _accessed(work), one_link(reference)]
    entry = close(join(parts, marks.stop), marks.stop)
    return join((entry, span(reference.note, "note")), "" if marks.asian else " ")


# --- who -----------------------------------------------------------------------------------


def _responsible(work: Work) -> Spans:
    reference = work.reference
    if reference.authors or reference.kind in _HOSTED:
        return span(_authors(reference.authors, work), "author")
    editors = span(_authors(reference.editors, work), "editor")
    word = "ed." if len(reference.editors) == 1 else "eds."
    label = work.terms.edited if work.marks.asian else f", {word}"
    return (*editors, *span(label)) if editors else ()


def _authors(written: Sequence[str], work: Work) -> str:
    """Ch. 13: ``Codd, Edgar F., and G. Lee``; of more than six names the first three."""
    names = names_of(written)
    more = len(names) > _MOST_NAMES
    shown = names[:_SHOWN_OF_MORE] if more else names
    more = bool(names) and (more or work.reference.et_al)
    if work.marks.asian:
        return "、".join(name.full for name in shown) + (work.terms.et_al if more else "")
    turned = [inverted(name) if not i else natural(name) for i, name in enumerate(shown)]
    if more:
        return ", ".join([*turned, work.terms.et_al])
    return with_and(turned, comma=bool(turned) and "," in turned[0])


# --- what ----------------------------------------------------------------------------------


def _title(work: Work) -> Spans:
    spans = title(work)
    return (named if work.reference.kind in _WHOLE else quoted)(spans, work.marks)


def _about(work: Work) -> list[Spans]:
    """Number, volume and edition, translators and editors; each a sentence."""
    reference, terms = work.reference, work.terms
    hosted = bool(reference.kind in _HOSTED and reference.container)
    own = reference.editors if reference.authors and not hosted else ()
    number = reference.number if reference.number not in reference.title else ""
    edition = span(edition_words(reference.edition, work.language), "edition")
    return [
        span(number, "number"),
        () if hosted or reference.kind == "article" else volume_words(work, "Vol. "),
        () if hosted else edition,
        credited(own, "editor", "Edited", terms.edited, work),
        credited(reference.translators, "translator", "Translated", terms.translated, work),
    ]


# --- where ---------------------------------------------------------------------------------


def _source(work: Work) -> list[Spans]:
    reference, marks = work.reference, work.marks
    house = span(reference.publisher, "publisher")
    arxiv = span(arxiv_number(reference), "arxiv")
    if reference.kind == "article" and reference.container:
        return [_journal(work), span(reference.site, "site"), arxiv]
    if reference.kind in _HOSTED and reference.container:
        return [_host(work), house, span(reference.site, "site"), arxiv]
    if reference.kind == "thesis":
        thesis = span("学位论文" if marks.asian else "Thesis")
        house = join((thesis, house), marks.comma)
    container = named(span(reference.container, "container"), marks)
    pages = span(page_range(reference.pages), "pages")
    where = join((container, house, span(reference.site, "site"), _day(work), pages), marks.comma)
    return [where, arxiv]


def _journal(work: Work) -> Spans:
    """``*Journal* 14 (3): 269–274``."""
    reference, marks = work.reference, work.marks
    issue = wrap(marks.opening, span(reference.issue, "issue"), marks.closing)
    gap = "" if marks.asian else " "
    name = named(span(reference.container, "container"), marks)
    numbered = (*join((name, span(reference.volume, "volume")), gap), *issue)
    return join((numbered, span(page_range(reference.pages), "pages")), marks.colon)


def _host(work: Work) -> Spans:
    """``In *Book*, edited by G. Lee, 1–9``."""
    reference, marks = work.reference, work.marks
    name = named(span(reference.container, "container"), marks)
    parts = (
        (*span("载于" if marks.asian else "In "), *name),
        span(edition_words(reference.edition, work.language), "edition"),
        volume_words(work, "vol. "),
        credited(reference.editors, "editor", "edited", work.terms.edited, work),
        span(page_range(reference.pages), "pages"),
    )
    return join(parts, marks.comma)


def _day(work: Work) -> Spans:
    """Ch. 14: month and day of what is published by the day; the year stands in front."""
    date = work.reference.date
    day = month_day(date)
    if not day or work.reference.kind in BY_YEAR:
        return ()
    return span(in_chinese(date)[5:] if work.marks.asian else day, "date")


def _accessed(work: Work) -> Spans:
    """Ch. 13: a date of access only for what bears no date of its own."""
    if work.reference.date or not work.accessed or not work.online:
        return ()
    if work.marks.asian:
        return (*span(in_chinese(work.accessed), "accessed"), *span("访问"))
    return (*span("Accessed "), *span(american(work.accessed), "accessed"))
