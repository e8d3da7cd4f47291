"""GB/T 7714: Information and documentation, rules for references; the editions of 2025 and 2015.

Section 7 of 2025: ``.`` and ``[ ]`` are half-width, all other marks full-width, in entries of every
language. Other sections are counted as in 2015; what 2025 changed follows its examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....model import Reference
from .addresses import address, arxiv_number, url_link
from .citations import Citation
from .dates import year_of
from .people import names_of, standard
from .spans import Spans, close, join, plain, span, wrap
from .terms import edition_number, edition_words
from .work import ONLINE, Work, title

_MOST_NAMES = 3
_PERIODICALS = frozenset({"article", "news"})
_HOSTED = frozenset({"chapter", "paper"})
# Annex B; what the web is the home of is EB.
_CODES = {
    "article": "J", "paper": "C", "preprint": "PP", "book": "M", "chapter": "M", "thesis": "D",
    "report": "R", "standard": "S", "patent": "P", "news": "N", "software": "CP", "dataset": "DS",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """What the editions of the standard print differently."""

    comma: str
    colon: str
    opening: str
    closing: str
    capitals: bool  # family names of the West
    codes: Mapping[str, str]
    accessed: frozenset[str] | None  # kinds that need a date of access; None: all that are online
    number_first: bool  # GB/T 7714—2025 信息与文献 …[S]
    before_year: str  # between a conference and the year, when no publisher stands between them


GBT2025 = Edition("，", "：", "（", "）", False, _CODES, ONLINE | {"news"}, True, "，")
GBT2015 = Edition(
    ", ", ": ", "(", ")", True, {**_CODES, "preprint": "EB", "dataset": "DB"}, None, False, ". "
)


def format_gbt(work: Work, edition: Edition) -> Spans:
    """An entry of the numbered list (§9.1)."""
    reference = work.reference
    people = reference.authors or (() if reference.kind in _HOSTED else reference.editors)
    parts = (
        _people(people, "author" if reference.authors else "editor", work, edition),
        *_body(work, edition),
        url_link(reference),
        span(arxiv_number(reference), "arxiv"),
        _doi(reference),
        span(reference.note, "note"),
    )
    return close(join(parts, ". "), ".")


def _people(written: Sequence[str], role: str, work: Work, edition: Edition) -> Spans:
    """§8.1.2: three names, then 等."""
    names = [standard(name, capitals=edition.capitals) for name in names_of(written)]
    more = len(names) > _MOST_NAMES or (work.reference.et_al and role == "author")
    shown = [*names[:_MOST_NAMES], *([work.terms.et_al] if more and names else [])]
    return span(edition.comma.join(shown), role)


def _body(work: Work, edition: Edition) -> list[Spans]:
    """Title, translators, edition and what was published where; sentences of their own."""
    reference = work.reference
    head = join((_head(work, edition), _helpers(work, edition)), ". ")
    edition_of_work = span(_edition(reference.edition, work.language), "edition")
    imprint = _imprint(work, edition)
    if not _is_hosted(reference):
        return [head, edition_of_work, imprint]
    editors = _people(reference.editors, "editor", work, edition)
    container = _numbered(span(reference.container, "container"), work, edition)
    host = (*head, *span("//"), *join((editors, container), ". "))
    if reference.kind == "paper" and not (reference.publisher or edition_of_work):
        return [join((host, imprint), edition.before_year)]
    return [host, edition_of_work, imprint]


def _is_hosted(reference: Reference) -> bool:
    return bool(reference.container) and reference.kind not in _PERIODICALS | ONLINE


def _head(work: Work, edition: Edition) -> Spans:
    """Title with its number and the code of its type: ``题名：编号[R/OL]``."""
    reference = work.reference
    code = span(_code(work, edition), "type")
    number = reference.number if reference.number not in reference.title else ""
    if reference.kind == "standard" and edition.number_first:
        return (*join((span(number, "number"), title(work)), " "), *code)
    whole = title(work)
    if not _is_hosted(reference) and reference.kind not in _PERIODICALS:
        whole = _numbered(whole, work, edition)
    return (*join((whole, span(number, "number")), edition.colon), *code)


def _numbered(name: Spans, work: Work, edition: Edition) -> Spans:
    """§8.2: the volume of a book behind its title, ``第1卷`` or ``v.1``."""
    volume = work.reference.volume
    if re.fullmatch(r"\d+", volume):
        volume = f"第{volume}卷" if work.marks.asian else f"v.{volume}"
    return join((name, span(volume, "volume")), edition.colon)


def _code(work: Work, edition: Edition) -> str:
    kind = work.reference.kind
    if kind == "news" and not work.reference.container:
        kind = "webpage"
    code = edition.codes.get(kind, "EB")
    return f"[{code}/OL]" if work.online or code in {"EB", "PP"} else f"[{code}]"


def _helpers(work: Work, edition: Edition) -> Spans:
    """Translators, and editors who stand beside authors: ``徐超，译``."""
    reference, terms = work.reference, work.terms
    beside = reference.authors and not _is_hosted(reference)
    groups = (
        (_people(reference.translators, "translator", work, edition), terms.translated),
        (_people(reference.editors if beside else (), "editor", work, edition), terms.edited),
    )
    found = [(*people, *span(f"{edition.comma}{word}")) for people, word in groups if people]
    return join(found, ". ")


def _edition(written: str, language: str) -> str:
    """§8.3: ``2 版``, ``2nd ed.``; a first edition is not told."""
    number = edition_number(written)
    if number == 1:
        return ""
    words = edition_words(written, language)
    return f"{number} 版" if number and words.startswith("第") else words


# --- what was published, where and when ----------------------------------------------------


def _imprint(work: Work, edition: Edition) -> Spans:
    reference = work.reference
    if reference.kind == "article":
        imprint = _journal(reference, edition)
    elif reference.kind == "news" and reference.container:
        imprint = _newspaper(reference, edition)
    elif reference.kind in {*ONLINE, "news"} and work.online:
        imprint = _site(reference, edition)
    else:
        imprint = _publication(work, edition)
    return (*imprint, *_accessed(work, edition))


def _journal(reference: Reference, edition: Edition) -> Spans:
    """§8.8.3: ``刊名，年，卷（期）：页码``; the day when there is neither volume nor issue yet."""
    numbered = reference.volume or reference.issue
    date = span(year_of(reference.date) if numbered else reference.date, "date")
    issue = wrap(edition.opening, span(reference.issue, "issue"), edition.closing)
    volume = (*span(reference.volume, "volume"), *issue)
    if issue and not reference.volume:
        date, volume = (*date, *issue), ()
    journal = span(reference.container, "container") or span(reference.site, "site")
    source = join((journal, date, volume), edition.comma)
    return join((source, _pages(reference)), edition.colon)


def _newspaper(reference: Reference, edition: Edition) -> Spans:
    """§8.8.4: ``报名，日期（版次）``."""
    parts = (span(reference.container, "container"), span(reference.date, "date"))
    page = wrap(edition.opening, _pages(reference), edition.closing)
    return (*join(parts, edition.comma), *page)


def _site(reference: Reference, edition: Edition) -> Spans:
    """§4.6: ``发布平台（日期）``; the site stands where a preprint's server does."""
    house = _at(reference.publisher_place, span(reference.publisher, "publisher"), edition)
    where = (span(reference.container, "container"), house, span(reference.site, "site"))
    dated = wrap(edition.opening, span(reference.date, "date"), edition.closing)
    return join(((*join(where, edition.comma), *dated), _pages(reference)), edition.colon)


def _at(place: str, house: Spans, edition: Edition) -> Spans:
    return join((span(place, "place"), house), edition.colon)


def _publication(work: Work, edition: Edition) -> Spans:
    """§8.4: ``地：社，年：页码``."""
    reference = work.reference
    house = _at(reference.publisher_place, _house(reference), edition)
    date = reference.date if _tells_day(reference, house) else year_of(reference.date)
    dated = span(date, "date")
    if work.online and not house and edition.accessed is None and dated and date.count("-") == 2:
        dated = wrap(edition.opening, dated, edition.closing)
    return join((join((house, dated), edition.comma), _pages(reference)), edition.colon)


def _house(reference: Reference) -> Spans:
    return span(reference.publisher, "publisher") or span(reference.site, "site")


def _tells_day(reference: Reference, house: Spans) -> bool:
    """Patents, and reports without a publisher, are known by the day."""
    return reference.kind == "patent" or (reference.kind in {"report", "standard"} and not house)


def _pages(reference: Reference) -> Spans:
    return span(re.sub(r"(?<=\d)\s*[–—]+\s*(?=\d)", "-", reference.pages), "pages")


def _accessed(work: Work, edition: Edition) -> Spans:
    """§8.4.4; since 2025 only for what is not printed as well, as newspapers are."""
    reference, kinds = work.reference, edition.accessed
    printed = reference.kind == "news" and reference.container
    if not work.online or (kinds is not None and (printed or reference.kind not in kinds)):
        return ()
    return wrap("[", span(work.accessed, "accessed"), "]")


def _doi(reference: Reference) -> Spans:
    """§8.7: ``DOI:10.…``, unless the address is the DOI's own."""
    if not reference.doi or reference.doi in address(reference).lower():
        return ()
    return (*span("DOI:"), *span(reference.doi, "doi", href=f"https://doi.org/{reference.doi}"))


def cite_gbt(authors: Sequence[str], work: Work, edition: Edition) -> Citation:
    """By author and year (§10.2): ``（李航，2012）``, ``（Lewis et al.，2021）``."""
    names = names_of(authors)
    who = plain(title(work))
    if names:
        first = names[0]
        who = first.full if first.han or not first.family else first.family
        gap = "" if work.marks.asian and edition.comma == "，" else " "
        if len(names) > 1 or work.reference.et_al:
            who = f"{who}{gap}{work.terms.et_al}"
    year = year_of(work.reference.date)
    return Citation(who, year, edition.comma, edition.opening, edition.closing)
