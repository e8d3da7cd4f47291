"""Where a work is to be had: its address, and the identifiers that styles print."""

from __future__ import annotations

from ....model import Reference
from .spans import Spans, span

DOI = "https://doi.org/"
ARXIV = "https://arxiv.org/abs/"


def doi_link(reference: Reference) -> Spans:
    """``https://doi.org/10.…``, the form that APA 7 (§9.35), Chicago and MLA 9 ask for."""
    link = DOI + reference.doi
    return span(link, "doi", href=link) if reference.doi else ()


def address(reference: Reference) -> str:
    """URL of the work as written, else that of its arXiv page; empty when it has none."""
    if reference.url:
        return reference.url
    return ARXIV + reference.arxiv if reference.arxiv else ""


def url_link(reference: Reference) -> Spans:
    """The address, linked when it is one of the web."""
    url = address(reference)
    return span(url, "url", href=url if url.startswith(("http://", "https://")) else "")


def one_link(reference: Reference) -> Spans:
    """The DOI, else the address: styles that print one prefer what lasts."""
    return doi_link(reference) or url_link(reference)


def arxiv_number(reference: Reference) -> str:
    """``arXiv:2002.07285`` when the address does not say so already."""
    told = not reference.arxiv or reference.arxiv in f"{address(reference)} {reference.doi}"
    return "" if told else f"arXiv:{reference.arxiv}"
