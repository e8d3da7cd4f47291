"""How to cite a chapter: as it is printed, and for programs that keep references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..bibliography.styling import style_of
from ..core.references.export import WRITERS
from ..core.references.styles import STYLES, format_entry
from ..diagnostics import Place
from ..model import Chapter, Reference

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass(frozen=True, slots=True)
class Way:
    """A chapter's entry in one form."""

    name: str
    text: str
    plain: bool = False  # words to be read, not code


def ways_to_cite(app: Sphinx, chapter: Chapter) -> Sequence[Way]:
    """A chapter's entry in all forms."""
    reference = reference_to(app, chapter)
    style = style_of(app.config)
    spans = format_entry(reference, style, language=chapter.post.language)
    return [
        Way(dict(STYLES)[style].partition(",")[0], "".join(s.text for s in spans), plain=True),
        Way("BibTeX", WRITERS["biblatex"]([reference]).strip()),
        Way("CSL-JSON", WRITERS["csl-json"]([reference]).strip()),
    ]


def reference_to(app: Sphinx, chapter: Chapter) -> Reference:
    """A chapter as a work: the post where it was first published, else its page in this book."""
    base = app.config.html_baseurl.rstrip("/")
    page = f"{base}/{app.builder.get_target_uri(chapter.docname)}" if base else ""
    return Reference(
        key=chapter.slug,
        kind="post",
        title=chapter.meta.title,
        as_written="",
        place=Place(chapter.post.path),
        url=chapter.post.permalink or page,
        site=app.config.project,
        authors=tuple(person.name for person in chapter.meta.authors),
        translators=tuple(p.name for p in chapter.meta.contributors if p.role == "translator"),
        date=chapter.date.date().isoformat() if chapter.date else "",
        language=chapter.post.language,
    )
