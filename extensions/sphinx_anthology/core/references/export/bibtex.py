"""BibTeX files: the classic fields that every style knows, and those of biblatex.

Sources: btxdoc (Patashnik 1988) and the biblatex manual, sections 2.1 and 2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ....model import Reference
from ...script import base_language
from ..styles.dates import parts_of, year_of
from ..styles.people import dotted
from ..works.names import Name
from .common import address, each_once, key_of, language_of, people, title_of
from .escape import escape, escape_url

_CLASSIC = {
    "article": "article", "paper": "inproceedings", "book": "book", "chapter": "incollection",
    "thesis": "phdthesis", "report": "techreport",
}  # fmt: skip
_BIBLATEX = {
    "article": "article", "paper": "inproceedings", "preprint": "online", "book": "book",
    "chapter": "incollection", "thesis": "thesis", "report": "report", "standard": "report",
    "patent": "patent", "webpage": "online", "post": "online", "discussion": "online",
    "video": "video", "podcast": "audio", "software": "software", "dataset": "dataset",
}  # fmt: skip
_BABEL = {
    "zh": "chinese", "en": "english", "ja": "japanese", "de": "german", "fr": "french",
    "es": "spanish", "ru": "russian", "ko": "korean", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "pl": "polish",
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_TYPES = {"thesis": "thesis", "report": "techreport", "standard": "standard"}
_SUBTYPES = {"news": "newspaper", "discussion": "post", "post": "blog"}


def write_bibtex(references: Iterable[Reference]) -> str:
    """Entries for BibTeX and all that read its files; what it has no type for is ``@misc``."""
    return "\n".join(_classic(reference) for reference in each_once(references))


def write_biblatex(references: Iterable[Reference]) -> str:
    """Entries for biblatex, with its types and its dates (ISO 8601)."""
    return "\n".join(_biblatex(reference) for reference in each_once(references))


# --- both ----------------------------------------------------------------------------------


def _written(kind: str, reference: Reference, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {value},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{key_of(reference)},\n{''.join(lines)}}}\n"


def _text(value: str) -> str:
    """A value in braces; nothing for an empty one."""
    return f"{{{escape(value)}}}" if value.strip() else ""


def _verbatim(value: str) -> str:
    return f"{{{escape_url(value)}}}" if value.strip() else ""


def _title(value: str) -> str:
    """Titles keep their capitals: styles change case outside of a second pair of braces."""
    return f"{{{_text(value)}}}" if value.strip() else ""


def _names(written: Iterable[str], *, others: bool = False) -> str:
    names = [_name(name) for name in people(written)]
    return f"{{{' and '.join([*names, *(['others'] if others else [])])}}}" if names else ""


def _name(name: Name) -> str:
    """``Codd, E. F.``; braces keep names in Han and those of bodies in one piece."""
    family, given = escape(name.family), escape(dotted(name.given))
    if not family or name.han or not given or re.search(r",|\band\b", f"{family} {given}"):
        return f"{{{escape(name.full)}}}"
    return f"{family}, {given}"


def _pages(pages: str) -> str:
    """``269-274`` -> ``{269--274}``, which BibTeX asks for."""
    parts = re.split(r"(?<=\d)\s*[-–—]+\s*(?=\d)", pages)
    return f"{{{'--'.join(map(escape, parts))}}}" if pages.strip() else ""


def _identifiers(reference: Reference) -> dict[str, str]:
    return {
        "doi": _verbatim(reference.doi),
        "isbn": _text(reference.isbn),
        "url": _verbatim(address(reference)),
        "urldate": _text(reference.accessed) if address(reference) else "",
    }


def _end(reference: Reference) -> dict[str, str]:
    language = language_of(reference)
    return {
        "langid": _text(_BABEL.get(base_language(language), "")),
        "language": _text(language),
        "note": _text("" if reference.note in title_of(reference) else reference.note),
    }


# --- classic -------------------------------------------------------------------------------


def _classic(reference: Reference) -> str:
    kind = _classic_type(reference)
    periodical = kind == "article"
    house = {"phdthesis": "school", "techreport": "institution"}.get(kind, "publisher")
    fields = {
        "author": _names(reference.authors, others=reference.et_al),
        "title": _title(title_of(reference)),
        "editor": _names(reference.editors),
        "translator": _names(reference.translators),
        "journal": _title(reference.container) if periodical else "",
        "booktitle": "" if periodical else _title(reference.container),
        "howpublished": _text(_how(reference)) if kind == "misc" else "",
        "organization": "" if kind == "misc" else _text(reference.site),
        "volume": _text(reference.volume),
        "number": _text(reference.issue or reference.number),
        "pages": _pages(reference.pages),
        "edition": _text(reference.edition),
        house: _text(reference.publisher),
        "address": _text(reference.publisher_place),
        **_year(reference.date),
        "eprint": _verbatim(reference.arxiv),
        "archiveprefix": _text("arXiv" if reference.arxiv else ""),
        **_identifiers(reference),
        **_end(reference),
    }
    return _written(kind, reference, fields)


def _classic_type(reference: Reference) -> str:
    """``@misc`` also where styles would miss what a type requires."""
    if reference.kind == "news" and reference.container:
        return "article"
    kind = _CLASSIC.get(reference.kind, "misc")
    complete = {
        "article": reference.container,
        "inproceedings": reference.container,
        "incollection": reference.container,
        "techreport": reference.authors and reference.publisher,
        "phdthesis": reference.authors and reference.publisher,
        "book": (reference.authors or reference.editors) and reference.publisher,
    }
    return kind if complete.get(kind, True) else "misc"


def _how(reference: Reference) -> str:
    """What ``@misc`` prints, of all that it does not."""
    return reference.site or reference.container or reference.publisher or reference.number


def _year(date: str) -> dict[str, str]:
    parts = parts_of(date)
    fields = {"year": _text(year_of(date))}
    if len(parts) > 1:
        fields["month"] = _MONTHS[parts[1] - 1]  # a macro of every style: no braces
    if len(parts) > 2:
        fields["day"] = _text(str(parts[2]))
    return fields


# --- biblatex ------------------------------------------------------------------------------


@lru_cache(50_000)  # in the file of its chapter, and in that of the book
def _biblatex(reference: Reference) -> str:
    kind = _biblatex_type(reference)
    periodical = kind == "article"
    house = "institution" if kind in {"thesis", "report"} else "publisher"
    fields = {
        "author": _names(reference.authors, others=reference.et_al),
        "title": _title(title_of(reference)),
        "editor": _names(reference.editors),
        "translator": _names(reference.translators),
        "journaltitle": _title(reference.container) if periodical else "",
        "booktitle": "" if periodical else _title(reference.container),
        "organization": _text(reference.site),
        "type": _text(_TYPES.get(reference.kind, "")),
        "entrysubtype": _text(_SUBTYPES.get(reference.kind, "")),
        "volume": _text(reference.volume),
        "number": _text(reference.issue or reference.number),
        "pages": _pages(reference.pages),
        "edition": _text(reference.edition),
        house: _text(reference.publisher),
        "location": _text(reference.publisher_place),
        "date" if parts_of(reference.date) else "year": _text(reference.date),
        "eprint": _verbatim(reference.arxiv),
        "eprinttype": _text("arxiv" if reference.arxiv else ""),
        **_identifiers(reference),
        **_end(reference),
    }
    return _written(kind, reference, fields)


def _biblatex_type(reference: Reference) -> str:
    if reference.kind == "news":
        return "article" if reference.container else "online"
    return _BIBLATEX.get(reference.kind, "misc")
