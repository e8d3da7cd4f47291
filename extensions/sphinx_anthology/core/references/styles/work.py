"""A reference made ready to be printed: its language, its dates, and a title of some sort."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ....model import Reference
from .addresses import DOI, address
from .spans import Spans, separator_after, span, wrap
from .terms import Marks, Terms, language_of, marks_of, terms_of

# Works of which the web is the home, and no more than a copy of them.
ONLINE = frozenset(
    {"webpage", "post", "discussion", "video", "podcast", "software", "dataset", "preprint"}
)
# Works that are dated by the year, even if the day is known.
BY_YEAR = frozenset(
    {"article", "paper", "preprint", "book", "chapter", "thesis", "standard", "software", "dataset"}
)


@dataclass(frozen=True, slots=True)
class Work:
    """A reference with a title of some sort, and what a style must know beside it."""

    reference: Reference
    language: str
    accessed: str  # EDTF: the reference's own, else the fallback; empty when neither is known
    online: bool  # it has an address
    title_role: str = "title"  # the field that stands where a title would
    title_href: str = ""

    @property
    def terms(self) -> Terms:
        return terms_of(self.language)

    @property
    def marks(self) -> Marks:
        return marks_of(self.language)


def work_of(reference: Reference, language: str = "", accessed: str = "") -> Work:
    """*reference* ready to be printed; a site or an address stands for a title that lacks."""
    role, text, href = next(_titles(reference))
    site = "" if role == "site" else _site(reference)
    if text != reference.title or site != reference.site:  # most have a title, and are whole
        whole = replace(
            reference,
            title=text,
            site=site,
            container="" if role == "container" else reference.container,
            url="" if role == "url" else reference.url,
            arxiv="" if role == "url" and not reference.url else reference.arxiv,
            doi="" if role == "doi" else reference.doi,
        )
    else:
        whole = reference
    return Work(
        whole,
        language_of(reference, language),
        reference.accessed or accessed,
        bool(address(reference)),
        role,
        href,
    )


def _titles(reference: Reference) -> Iterator[tuple[str, str, str]]:
    """(field, text, address) of what may stand for the title, best first."""
    url = address(reference)
    link = url if url.startswith(("http://", "https://")) else ""
    doi = DOI + reference.doi if reference.doi else ""
    candidates = (
        ("title", reference.title, ""),
        ("site", reference.site, ""),
        ("container", reference.container, ""),
        ("url", url, link),
        ("doi", doi, doi),
        ("title", reference.text or reference.as_written, ""),
    )
    yield from (candidate for candidate in candidates if candidate[1])
    yield "title", reference.key, ""


def _site(reference: Reference) -> str:
    """The site; it is left out where it says what the author's name says already."""
    if not reference.site and reference.kind == "preprint" and not reference.container:
        return "arXiv" if reference.arxiv and not reference.publisher else ""
    return "" if reference.site in reference.authors else reference.site


# --- titles --------------------------------------------------------------------------------


def title(work: Work) -> Spans:
    """The title to the letter, without marks of its own."""
    return span(work.reference.title, work.title_role, href=work.title_href)


def named(spans: Spans, marks: Marks) -> Spans:
    """The name of a whole work: italic, or in 《》 (GB/T 15834 §4.15), which Han is set in instead.

    A name that has such marks within itself gets none: they do not nest.
    """
    if any(piece.href for piece in spans):
        return spans  # an address that stands for a title
    if not marks.asian:
        return tuple(piece._replace(italic=True) for piece in spans)
    bare = any(mark in piece.text for piece in spans for mark in "《》")
    return spans if bare else wrap("《", spans, "》")


def quoted(spans: Spans, marks: Marks) -> Spans:
    """The title of a part of a work: in quotation marks with the full stop inside, or in 《》."""
    if marks.asian or any(piece.href for piece in spans):
        return named(spans, marks)
    stop = separator_after(spans[-1].text, ".") if spans else ""
    return wrap("“", spans, f"{stop}”")


def page_range(pages: str) -> str:
    """``269-274`` with a dash of the width that Latin typesetting gives ranges."""
    return re.sub(r"(?<=\d)\s*[-–—]+\s*(?=\d)", "–", pages)


def labelled_pages(work: Work) -> Spans:
    """``pp. 1–9``, ``第1–9页``; the page of a Chinese newspaper is a ``版``."""
    pages = span(page_range(work.reference.pages), "pages")
    if not pages:
        return ()
    if work.marks.asian:
        return (*span("第"), *pages, *span("版" if work.reference.kind == "news" else "页"))
    return (*span("pp. " if re.search("[–,]", pages[0].text) else "p. "), *pages)


def numeral(text: str) -> bool:
    """Whether *text* is a bare number, which needs a word such as *vol.* to be understood."""
    return bool(re.fullmatch(r"[\d./–-]+|[IVXLC]+", text))
