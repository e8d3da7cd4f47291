"""What the book can carry with it: the posts as they were written, its references, where all came
from. As associated files (ISO 19005-3, annex E), so that the book can be made again from itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from ...core.references import merge
from ...core.references.export import WRITERS
from ...model import Chapter, Volume
from .standards import Attachment

_KINDS = {".mdx": "text/mdx"}  # others are text/markdown


def attachments(volume: Volume, folder: Path, made: datetime) -> list[Attachment]:
    """Everything the book is made of.

    Args:
        folder: of the posts.
        made: when, for all of them: the time of a checkout says nothing.
    """
    posts = [(chapter, (folder / chapter.post.path).read_bytes()) for chapter in volume.chapters]
    found = [_post(chapter, data, made) for chapter, data in posts]
    works = [entry.reference for entry in merge(list(volume.chapters))]
    if works:
        text = WRITERS["biblatex"](works)
        found.append(
            Attachment(
                "references.bib", text.encode(), "application/x-bibtex", "Data", "BibTeX", made
            )
        )
    origins = {"chapters": [dict(_origin(chapter, data)) for chapter, data in posts]}
    listed = json.dumps(origins, ensure_ascii=False, indent=1).encode() + b"\n"
    found.append(
        Attachment("provenance.json", listed, "application/json", "Data", "Provenance", made)
    )
    return found


def _post(chapter: Chapter, data: bytes, made: datetime) -> Attachment:
    suffix = Path(chapter.post.path).suffix
    kind = _KINDS.get(suffix, "text/markdown")
    return Attachment(
        f"{chapter.slug}{suffix}", data, kind, "Source", chapter.meta.title or chapter.slug, made
    )


def _origin(chapter: Chapter, data: bytes) -> Iterator[tuple[str, Any]]:
    """Where a chapter comes from; what is not known is left out."""
    meta, post = chapter.meta, chapter.post
    yield "slug", chapter.slug
    yield "title", meta.title
    yield "file", post.path
    yield "sha256", sha256(data).hexdigest()
    facts = {
        "authors": [person.name for person in meta.authors],
        "published": meta.date.isoformat() if meta.date else "",
        "updated": meta.updated.isoformat() if meta.updated else "",
        "address": post.permalink,
        "source": meta.source_url,
        "licence": meta.licence or post.blog.licence,
    }
    yield from ((name, value) for name, value in facts.items() if value)
