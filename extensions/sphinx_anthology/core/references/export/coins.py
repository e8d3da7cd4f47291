"""COinS: a reference in the ``title`` of an empty ``<span class="Z3988">``, as Zotero reads it.

The value is an OpenURL ContextObject in key/encoded-value form (ANSI/NISO Z39.88-2004, matrices
book, journal, dissertation and dc). It still has to be escaped as an attribute of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ....model import Reference
from ...patterns import regex
from .common import address, language_of, people, title_of

_GENRES = {
    "article": ("journal", "article"), "news": ("journal", "article"),
    "preprint": ("journal", "preprint"), "book": ("book", "book"),
    "chapter": ("book", "bookitem"), "paper": ("book", "proceeding"),
    "report": ("book", "report"), "standard": ("book", "document"),
    "thesis": ("dissertation", ""),
}  # fmt: skip
_DC_TYPES = {"video": "videoRecording", "podcast": "audioRecording", "software": "computerProgram",
             "dataset": "dataset", "patent": "patent", "post": "blogPost", "raw": "document",
             "discussion": "forumPost"}  # fmt: skip


_ESCAPED = regex(r"[^A-Za-z0-9_.~-]+")  # what is not unreserved (RFC 3986, section 2.3)


@lru_cache(50_000)  # in its chapter, and in the bibliography
def coins(reference: Reference) -> str:
    """*reference* as key=value pairs, percent-encoded (UTF-8), joined by ``&``."""
    form, genre = _GENRES.get(reference.kind, ("dc", ""))
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}"),
        ("rft.genre", genre),
        *(_dublin_core(reference) if form == "dc" else _matrix(reference, form)),
        ("rft_id", f"info:doi/{reference.doi}" if reference.doi else ""),
        ("rft_id", address(reference)),
    ]
    return _encoded([pair for pair in pairs if pair[1]])


def _encoded(pairs: list[tuple[str, str]]) -> str:
    """As ``urllib.parse.quote`` would have the values, run by run: it is done for every entry."""
    return "&".join([f"{name}={_ESCAPED.sub(_escape, value)}" for name, value in pairs])


def _escape(run: re.Match[str]) -> str:
    return "%" + run[0].encode().hex("%").upper()


def _matrix(reference: Reference, form: str) -> Iterator[tuple[str, str]]:
    yield from _titles(reference, form)
    yield from _authors(reference)
    yield "rft.date", reference.date
    yield "rft.volume", reference.volume
    yield "rft.issue", reference.issue
    yield "rft.pages", reference.pages
    yield "rft.edition", reference.edition
    yield ("rft.inst" if form == "dissertation" else "rft.pub"), reference.publisher
    yield "rft.place", reference.publisher_place
    yield "rft.isbn", reference.isbn
    yield "rft.language", language_of(reference)


def _titles(reference: Reference, form: str) -> Iterator[tuple[str, str]]:
    title = title_of(reference)
    if form == "journal":
        yield "rft.atitle", title
        yield "rft.jtitle", reference.container or reference.site
    elif form == "dissertation":
        yield "rft.title", title
    elif reference.kind in {"chapter", "paper"}:
        yield "rft.atitle", title
        yield "rft.btitle", reference.container
    else:
        yield "rft.btitle", title


def _authors(reference: Reference) -> Iterator[tuple[str, str]]:
    names = people(reference.authors)
    for name in names[:1]:
        if name.family:
            yield "rft.aulast", name.family
            yield "rft.aufirst", name.given
        else:
            yield "rft.aucorp", name.literal
    yield from (("rft.au", name.full) for name in names)


def _dublin_core(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "rft.type", _DC_TYPES.get(reference.kind, "webpage")
    yield "rft.title", title_of(reference)
    yield from (("rft.creator", name.full) for name in people(reference.authors))
    yield "rft.publisher", reference.publisher
    yield "rft.source", reference.site or reference.container
    yield "rft.date", reference.date
    yield "rft.identifier", address(reference)
    yield "rft.language", language_of(reference)
    yield "rft.description", reference.note
