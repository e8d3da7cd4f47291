"""MLA, 9th edition: author, title, then the containers, their parts set off by commas."""

from __future__ import annotations

from collections.abc import Sequence

from .addresses import arxiv_number, one_link
from .credits import credited, volume_words
from .dates import in_chinese, mla
from .people import inverted, names_of, natural
from .spans import Spans, close, join, span
from .terms import edition_words
from .work import Work, labelled_pages, named, quoted, title

_WHOLE = frozenset({"book", "thesis", "report", "standard", "software", "dataset"})


def format_mla(work: Work) -> Spans:
    """An entry of the works cited (MLA 9 chapter 5)."""
    reference, marks = work.reference, work.marks
    parts = [_responsible(work), _title(work), _container(work), _accessed(work)]
    entry = close(join(parts, marks.stop), marks.stop)
    return join((entry, span(reference.note, "note")), "" if marks.asian else " ")


def _responsible(work: Work) -> Spans:
    """Element 1: authors, else editors as such."""
    reference = work.reference
    if reference.authors or reference.container:
        return span(_authors(reference.authors, work), "author")
    editors = span(_authors(reference.editors, work), "editor")
    label = "editor" if len(reference.editors) == 1 else "editors"
    word = work.terms.edited if work.marks.asian else f", {label}"
    return (*editors, *span(word)) if editors else ()


def _authors(written: Sequence[str], work: Work) -> str:
    """One name inverted, a second as it is spoken; of three or more the first."""
    names = names_of(written)
    more = len(names) > 2 or (work.reference.et_al and names)
    if work.marks.asian:
        return f"{names[0].full}{work.terms.et_al}" if more else "、".join(n.full for n in names)
    if more:
        return f"{inverted(names[0])}, {work.terms.et_al}"
    return ", and ".join([inverted(names[0]), *map(natural, names[1:])]) if names else ""


def _title(work: Work) -> Spans:
    """Element 2: whole works in italics, parts of them in quotation marks."""
    return (named if work.reference.kind in _WHOLE else quoted)(title(work), work.marks)


def _container(work: Work) -> Spans:
    """Elements 3–9: container, contributors, version, number, publisher, date, location."""
    reference, marks, terms = work.reference, work.marks, work.terms
    editors = reference.editors if reference.authors or reference.container else ()
    number = reference.number if reference.number not in reference.title else ""
    parts = [
        named(span(reference.container, "container"), marks),
        named(span(reference.site, "site"), marks),
        credited(editors, "editor", "edited", terms.edited, work),
        credited(reference.translators, "translator", "translated", terms.translated, work),
        span(edition_words(reference.edition, work.language), "edition"),
        volume_words(work, "vol. "),
        _issue(work),
        span(number, "number"),
        span(reference.publisher, "publisher"),
        span(in_chinese(reference.date) if marks.asian else mla(reference.date), "date"),
        labelled_pages(work),
        span(arxiv_number(reference), "arxiv"),
        one_link(reference),
    ]
    return _capitalised(join(parts, marks.comma))


def _issue(work: Work) -> Spans:
    issue = span(work.reference.issue, "issue")
    if not issue:
        return ()
    return (*span("第"), *issue, *span("期")) if work.marks.asian else (*span("no. "), *issue)


def _capitalised(spans: Spans) -> Spans:
    """What follows a full stop and begins with a word of ours begins with a capital letter."""
    if spans and not spans[0].role:
        first = spans[0].text
        return (*span(first[0].upper() + first[1:]), *spans[1:])
    return spans


def _accessed(work: Work) -> Spans:
    """Optional element: when the author tells it, or what is cited bears no date."""
    if not work.online or not work.accessed:
        return ()
    if work.reference.date and not work.reference.accessed:
        return ()
    if work.marks.asian:
        return (*span(in_chinese(work.accessed), "accessed"), *span("访问"))
    return (*span("Accessed "), *span(mla(work.accessed), "accessed"))
