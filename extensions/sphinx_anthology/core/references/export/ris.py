"""RIS (Research Information Systems, 2011): tagged lines that end with CR and LF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ....model import Reference
from ...script import printable
from ..styles.dates import parts_of, year_of
from ..works.names import Name
from .common import address, each_once, key_of, language_of, people, title_of

_TYPES = {
    "article": "JOUR", "paper": "CONF", "preprint": "GEN", "book": "BOOK", "chapter": "CHAP",
    "thesis": "THES", "report": "RPRT", "standard": "STAND", "patent": "PAT", "news": "NEWS",
    "webpage": "ELEC", "post": "BLOG", "discussion": "ELEC", "video": "VIDEO",
    "podcast": "SOUND", "software": "COMP", "dataset": "DATA", "raw": "GEN",
}  # fmt: skip


def write_ris(references: Iterable[Reference]) -> str:
    """*references* as records, each from ``TY`` to ``ER``."""
    return "\r\n".join("".join(_lines(reference)) for reference in each_once(references))


def _lines(reference: Reference) -> Iterator[str]:
    for tag, value in _tags(reference):
        text = " ".join(printable(value).split())
        if text:
            yield f"{tag}  - {text}\r\n"
    yield "ER  - \r\n"


def _tags(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[reference.kind]
    yield "ID", key_of(reference)
    yield from (("AU", _person(name)) for name in people(reference.authors))
    yield "TI", title_of(reference)
    yield from (("ED", _person(name)) for name in people(reference.editors))
    yield from (("A4", _person(name)) for name in people(reference.translators))
    yield "T2", reference.container or reference.site
    yield "DP", reference.site if reference.container else ""
    yield "VL", reference.volume
    yield "IS", reference.issue
    yield from _pages(reference.pages)
    yield "ET", reference.edition
    yield "PB", reference.publisher
    yield "CY", reference.publisher_place
    yield "M1", reference.number
    yield "M3", "Preprint" if reference.kind == "preprint" else ""
    yield "PY", year_of(reference.date)
    yield "DA", _date(reference.date)
    yield "DO", reference.doi
    yield "SN", reference.isbn
    yield "AN", f"arXiv:{reference.arxiv}" if reference.arxiv else ""
    yield "UR", address(reference)
    yield from (("UR", url) for url in reference.more_urls)
    yield "Y2", _date(reference.accessed)
    yield "LA", language_of(reference)
    yield "N1", "et al." if reference.et_al else ""
    yield "N1", reference.note


def _person(name: Name) -> str:
    """``Codd, E. F.``, ``李, 航``; whole where the order of another language must be kept."""
    if not name.family or name.dotted:
        return name.full
    return ", ".join(filter(None, (name.family, name.given)))


def _pages(pages: str) -> Iterator[tuple[str, str]]:
    """First and last page of a plain range, else all in ``SP``."""
    first, *rest = re.split(r"\s*[-–—]+\s*", pages)
    if len(rest) == 1 and "," not in pages:
        yield from (("SP", first), ("EP", rest[0]))
    else:
        yield "SP", pages


def _date(date: str) -> str:
    """``2025-02`` -> ``2025/02//``; a text that is no date stands in its last place."""
    parts = parts_of(date)
    if not parts:
        return f"///{date}" if date else ""
    year, month, day = (*date.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/"
