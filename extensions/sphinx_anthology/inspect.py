"""What is understood of each post: one JSON object a line, or a table to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .core.structure.outline import columns
from .model import Post, Reference

_HEAD: tuple[str, ...] = ("date", "language", "title", "authors", "tags", "references", "post")


def as_json(posts: Sequence[tuple[str, Post]]) -> Iterator[str]:
    """One line of JSON per post; each comes with the path to show."""
    for path, post in posts:
        yield json.dumps(_row(path, post), ensure_ascii=False, default=str)


def as_table(posts: Sequence[tuple[str, Post]]) -> Iterator[str]:
    """Aligned columns: a Han character is as wide as two letters."""
    rows = [_HEAD, *(_cells(path, post) for path, post in posts)]
    rows = [(*map(_cut, row[:-1]), row[-1]) for row in rows]
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (w - columns(cell)) for cell, w in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _cells(path: str, post: Post) -> tuple[str, ...]:
    meta = post.meta
    return (
        meta.date.isoformat()[:10] if meta.date else "",
        post.language,
        f"{meta.title} (draft)" if meta.draft else meta.title,
        ", ".join(person.name for person in meta.authors),
        ", ".join(meta.tags),
        str(len(post.references) or ""),
        path,
    )


def _cut(text: str, width: int = 40) -> str:
    if columns(text) <= width:
        return text
    while columns(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


def _row(path: str, post: Post) -> dict[str, Any]:
    meta = post.meta
    return {
        "post": path,
        "title": meta.title or None,
        "subtitle": meta.subtitle or None,
        "authors": [person.name for person in meta.authors],
        "editors": _named(post, "editor"),
        "translators": _named(post, "translator"),
        "reviewers": _named(post, "reviewer"),
        "date": meta.date.isoformat() if meta.date else None,
        "updated": meta.updated.isoformat() if meta.updated else None,
        "language": post.language,
        "tags": list(meta.tags),
        "categories": list(meta.categories),
        "series": meta.series or None,
        "weight": meta.weight,
        "summary": meta.summary or None,
        "draft": meta.draft,
        "slug": meta.slug or None,
        "cover": meta.cover or None,
        "source_url": meta.source_url or None,
        "permalink": post.permalink or post.address or None,
        "aliases": list(meta.aliases),
        "doi": meta.doi or None,
        "licence": meta.licence or None,
        "blog": _blog(post),
        "extra": meta.extra,
        "references": [_reference(reference) for reference in post.references],
        "citations": [
            {"keys": list(citation.keys), "line": citation.place.line}
            for citation in post.citations
        ],
    }


def _named(post: Post, role: str) -> list[str]:
    return [person.name for person in post.meta.contributors if person.role == role]


def _blog(post: Post) -> dict[str, str] | None:
    blog = post.blog
    facts = {"folder": blog.folder, "generator": blog.generator, "base_url": blog.base_url}
    return facts if any(facts.values()) else None


_TEXTS = (
    "key", "kind", "label", "title", "url", "site", "date", "container", "volume", "issue", "pages",
    "edition", "publisher", "publisher_place", "number", "doi", "arxiv", "isbn", "accessed",
    "language", "note", "identity", "as_written",
)  # fmt: skip


def _reference(reference: Reference) -> dict[str, Any]:
    lists = ("authors", "editors", "translators", "more_urls")
    return {
        **{name: getattr(reference, name) or None for name in _TEXTS},
        **{name: list(getattr(reference, name)) for name in lists},
        "et_al": reference.et_al,
        "year": int(reference.date[:4]) if reference.date else None,
        "line": reference.place.line,
        "evidence": dict(reference.evidence),
    }
