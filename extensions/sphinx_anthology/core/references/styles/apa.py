"""APA, 7th edition: author (date). Title. Source. Chinese entries as Chinese APA writes them:
full-width marks, names with ``、``, and 《》 for what Latin entries set in italics.
"""

from __future__ import annotations

from collections.abc import Sequence

from ....model import Reference
from .addresses import arxiv_number, one_link, url_link
from .dates import american, apa, in_chinese, year_of
from .people import abbreviated, initials, names_of
from .spans import Spans, close, join, span, wrap
from .terms import edition_words
from .work import BY_YEAR, Work, labelled_pages, named, numeral, page_range, title

_MOST_NAMES = 20  # §9.8
_PARTS = frozenset({"article", "chapter", "paper", "post", "podcast"})  # titles not italic, §9.19
# §9.21: what is no text, and texts out of the ordinary
_FORMS = {
    "thesis": ("Thesis", "学位论文"),
    "discussion": ("Online forum post", "网络帖子"),
    "video": ("Video", "视频"),
    "podcast": ("Audio podcast episode", "播客节目"),
    "software": ("Computer software", "软件"),
    "dataset": ("Data set", "数据集"),
}


def format_apa(work: Work) -> Spans:
    """An entry of the reference list (APA 7 chapter 9)."""
    reference, marks = work.reference, work.marks
    people = _responsible(work)
    date = wrap(marks.opening.strip(), span(_date(work), "date"), marks.closing)
    # without an author the title stands in front (§9.12)
    first, *second = (people, date, _title(work)) if people else (_title(work), date)
    dated = join((first, second[0]), "" if marks.asian else ". ")
    text = close(join((dated, *second[1:], *_source(work)), marks.stop), marks.stop)
    tail = join((text, _link(work)), "" if marks.asian else " ")
    return join((tail, span(reference.note, "note")), " ")


def _date(work: Work) -> str:
    date = work.reference.date
    if not date:
        return work.terms.undated
    shown = year_of(date) if work.reference.kind in BY_YEAR else date
    return in_chinese(shown) if work.marks.asian and shown != year_of(date) else apa(shown)


# --- who -----------------------------------------------------------------------------------


def _responsible(work: Work) -> Spans:
    """Authors, else the editors of a whole book as such."""
    reference = work.reference
    if reference.authors or reference.kind in {"chapter", "paper"}:
        return span(_authors(reference.authors, work), "author")
    editors = span(_authors(reference.editors, work), "editor")
    return (*editors, *span(_bracketed(_editors_word(reference, work), work))) if editors else ()


def _authors(written: Sequence[str], work: Work) -> str:
    """§9.8: ``Codd, E. F., & Lee, G.``; 20 names, beyond that 19 and the last; ``李航、王明``."""
    names = [abbreviated(name) for name in names_of(written)]
    if work.marks.asian:
        return "、".join(names) + (work.terms.et_al if work.reference.et_al and names else "")
    if work.reference.et_al and names:
        return f"{', '.join(names)}, {work.terms.et_al}"
    if len(names) > _MOST_NAMES:
        return f"{', '.join(names[: _MOST_NAMES - 1])}, … {names[-1]}"
    return _with_ampersand(names, ", & " if any("," in name for name in names) else " & ")


def _with_ampersand(names: Sequence[str], last: str) -> str:
    if len(names) > 2:
        last = ", & "
    return last.join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _helpers(written: Sequence[str], work: Work) -> str:
    """People in a place other than the author's: ``G. Lee & E. F. Codd`` (§9.10)."""
    names = names_of(written)
    if work.marks.asian:
        return "、".join(name.full for name in names)
    turned = [
        f"{initials(name.given, stop='.')} {name.family}".strip()
        if name.family and not name.han
        else name.full
        for name in names
    ]
    return _with_ampersand(turned, " & ")


def _editors_word(reference: Reference, work: Work) -> str:
    if work.marks.asian:
        return work.terms.edited
    return "Eds." if len(reference.editors) > 1 else "Ed."


def _bracketed(text: str, work: Work) -> str:
    return f"{work.marks.opening}{text}{work.marks.closing}"


# --- what ----------------------------------------------------------------------------------


def _title(work: Work) -> Spans:
    reference, marks = work.reference, work.marks
    part = reference.kind in _PARTS or (reference.kind == "news" and reference.container)
    whole = title(work) if part else named(title(work), marks)
    details = join(_details(work), "；" if marks.asian else "; ")
    form = _FORMS.get(reference.kind, ("", ""))[marks.asian]
    school = reference.publisher if reference.kind == "thesis" else ""
    about = join((span(form), span(school, "publisher")), marks.comma)
    opening = "［" if marks.asian else " ["
    closing = "］" if marks.asian else "]"
    return (
        *whole,
        *wrap(marks.opening, details, marks.closing),
        *wrap(opening, about, closing),
    )


def _details(work: Work) -> list[Spans]:
    """§9.19: what stands in brackets behind the title."""
    reference = work.reference
    hosted = reference.kind in {"chapter", "paper"}
    translators = span(_helpers(reference.translators, work), "translator")
    editors = () if hosted or not reference.authors else reference.editors
    edited = span(_helpers(editors, work), "editor")
    comma = "" if work.marks.asian else ", "
    trans = work.terms.translated if work.marks.asian else "Trans."
    number = reference.number if reference.number not in reference.title else ""
    return [
        (*edited, *span(f"{comma}{_editors_word(reference, work)}" if edited else "")),
        (*translators, *span(f"{comma}{trans}" if translators else "")),
        () if hosted else _edition_and_volume(work),
        span(number, "number"),
        span(arxiv_number(reference), "arxiv"),
    ]


def _edition_and_volume(work: Work) -> Spans:
    reference, marks = work.reference, work.marks
    volume = "" if reference.kind == "article" else reference.volume
    if numeral(volume):
        volume = f"第{volume}卷" if marks.asian else f"Vol. {volume}"
    edition = span(edition_words(reference.edition, work.language), "edition")
    return join((edition, span(volume, "volume")), marks.comma)


# --- where ---------------------------------------------------------------------------------


def _source(work: Work) -> list[Spans]:
    reference, marks = work.reference, work.marks
    site = span(reference.site, "site")
    if reference.kind in {"article", "news"} and reference.container:
        return [_periodical(work), site]
    house = span("" if reference.kind == "thesis" else reference.publisher, "publisher")
    if reference.kind in {"chapter", "paper"} and reference.container:
        return [_host(work), house, site]
    where = named(site, marks) if reference.kind == "post" else site
    container = named(span(reference.container, "container"), marks)
    return [container, labelled_pages(work), house, where]


def _periodical(work: Work) -> Spans:
    """``*Journal*, *14*(3), 269–274`` (§9.25)."""
    reference, marks = work.reference, work.marks
    volume = span(reference.volume, "volume", italic=not marks.asian)
    opening = marks.opening.strip()
    issue = wrap(opening, span(reference.issue, "issue"), marks.closing)
    name = named(span(reference.container, "container"), marks)
    pages = span(page_range(reference.pages), "pages")
    return join((name, (*volume, *issue), pages), marks.comma)


def _host(work: Work) -> Spans:
    """``In G. Lee (Ed.), *Book* (2nd ed., pp. 1–9)`` (§9.28)."""
    reference, marks = work.reference, work.marks
    editors = span(_helpers(reference.editors, work), "editor")
    label = span(_bracketed(_editors_word(reference, work), work)) if editors else ()
    name = named(span(reference.container, "container"), marks)
    about = join((_edition_and_volume(work), labelled_pages(work)), marks.comma)
    host = (*name, *wrap(marks.opening, about, marks.closing))
    return (
        *span("载于" if marks.asian else "In "),
        *join(((*editors, *label), host), marks.comma),
    )


def _link(work: Work) -> Spans:
    """§9.16: a date of retrieval only for what bears no date of its own."""
    link = one_link(work.reference)
    if not link or link != url_link(work.reference) or work.reference.date or not work.accessed:
        return link
    if work.marks.asian:
        day = span(in_chinese(work.accessed), "accessed")
        return (*day, *span("检索自 "), *link)
    return (
        *span("Retrieved "),
        *span(american(work.accessed), "accessed"),
        *span(", from "),
        *link,
    )
