"""What is understood of each post, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .model import Post, Reference
from .scan import scan


def rows(folder: Path, **reading: Any) -> Iterator[str]:
    """One line of JSON per post below *folder*, in order of path. *reading*: as for ``scan``."""
    for post in scan(folder, **reading).posts:
        yield json.dumps(_row(post), ensure_ascii=False)


def _row(post: Post) -> dict[str, Any]:
    meta = post.meta
    return {
        "post": post.path,
        "title": meta.title or None,
        "subtitle": meta.subtitle or None,
        "authors": [person.name for person in meta.authors],
        "translators": [p.name for p in meta.contributors if p.role == "translator"],
        "date": meta.date.isoformat() if meta.date else None,
        "updated": meta.updated.isoformat() if meta.updated else None,
        "language": post.language,
        "tags": list(meta.tags),
        "categories": list(meta.categories),
        "summary": meta.summary or None,
        "draft": meta.draft,
        "slug": meta.slug or None,
        "cover": meta.cover or None,
        "source_url": meta.source_url or None,
        "aliases": list(meta.aliases),
        "references": [_reference(reference) for reference in post.references],
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "key": reference.key,
        "kind": reference.kind,
        "title": reference.title or None,
        "url": reference.url or None,
        "site": reference.site or None,
        "authors": list(reference.authors),
        "date": reference.date or None,
        "year": int(reference.date[:4]) if reference.date else None,
        "doi": reference.doi or None,
        "arxiv": reference.arxiv or None,
        "isbn": reference.isbn or None,
        "container": reference.container or None,
        "publisher": reference.publisher or None,
        "note": reference.note or None,
    }
