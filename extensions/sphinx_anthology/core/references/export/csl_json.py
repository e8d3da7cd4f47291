"""CSL-JSON (schema csl-data.json of CSL 1.0.2), which Zotero, pandoc and citeproc read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ....model import Reference
from ..styles.dates import parts_of
from ..styles.people import split_particles
from ..works.names import Name
from .common import address, each_once, key_of, language_of, people, title_of

_TYPES = {
    "article": "article-journal", "paper": "paper-conference", "preprint": "article",
    "book": "book", "chapter": "chapter", "thesis": "thesis", "report": "report",
    "standard": "standard", "patent": "patent", "news": "article-newspaper",
    "webpage": "webpage", "post": "post-weblog", "discussion": "post", "video": "motion_picture",
    "podcast": "broadcast", "software": "software", "dataset": "dataset", "raw": "document",
}  # fmt: skip


def write_csl_json(references: Iterable[Reference]) -> str:
    """*references* as a list of items, one indented JSON document."""
    items = [csl_item(reference) for reference in each_once(references)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def csl_item(reference: Reference) -> dict[str, Any]:
    """One item. That more authors are meant than named stands under ``custom``: CSL lacks it."""
    both = bool(reference.container and reference.site)
    fields = {
        "id": key_of(reference),
        "type": _TYPES[reference.kind],
        "title": title_of(reference),
        "author": _people(reference.authors),
        "editor": _people(reference.editors),
        "translator": _people(reference.translators),
        "container-title": reference.container or reference.site,
        "source": reference.site if both else "",
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "edition": reference.edition,
        "publisher": reference.publisher,
        "publisher-place": reference.publisher_place,
        "number": reference.number,
        "issued": _date(reference.date),
        "accessed": _date(reference.accessed),
        "DOI": reference.doi,
        "ISBN": reference.isbn,
        "URL": address(reference),
        "archive": "arXiv" if reference.arxiv else "",
        "archive_location": reference.arxiv,
        "language": language_of(reference),
        "note": reference.note,
        "custom": {"et-al": True} if reference.et_al else None,
    }
    return {name: value for name, value in fields.items() if value}


def _people(written: Sequence[str]) -> list[dict[str, str]]:
    return [_person(name) for name in people(written)]


def _person(name: Name) -> dict[str, str]:
    """Family and given; a foreign name in Han stays whole, or it would be set in Chinese order."""
    if not name.family or name.dotted:
        return {"literal": name.full}
    particles, family = split_particles(name.family)
    parts = {"family": family, "given": name.given, "non-dropping-particle": particles}
    return {key: value for key, value in parts.items() if value}


def _date(date: str) -> dict[str, Any]:
    parts = parts_of(date)
    if parts:
        return {"date-parts": [list(parts)]}
    return {"literal": date} if date else {}
