"""Give the posts' references to sphinxcontrib-bibtex, so that ``{cite}`` can name them.

The entries never pass through BibTeX text: pybtex's writer corrupts URLs, and its reader loses what
follows a ``%``. They are put into the ``cite`` domain as objects, under the post they stand in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pybtex.database import Entry, Person
from sphinxcontrib.bibtex.bibfile import BibFile

from ..model import Reference
from ..posts.domain import anthology_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_TYPES = {
    "article": "article", "book": "book", "chapter": "incollection", "thesis": "phdthesis",
    "report": "techreport", "preprint": "misc",
}  # fmt: skip


def give_bibfiles(app: Sphinx, config: Config) -> None:
    """A book without .bib files of its own is no mistake, nor is one with Chinese authors."""
    if config.bibtex_bibfiles is None:
        config.bibtex_bibfiles = []
    if config.bibtex_default_style == "alpha":  # makes labels of Latin names and fails at others
        config.bibtex_default_style = "unsrt"


def feed_entries(app: Sphinx) -> None:
    """Add every chapter's entries to the bibliography data of the ``cite`` domain."""
    data = app.env.get_domain("cite").data["bibdata"]
    for chapter in anthology_domain(app.env).volume.chapters:
        if not chapter.post.references:
            continue
        file = Path(app.srcdir, chapter.post.path)
        keys: dict[str, None] = {}
        for reference in chapter.post.references:
            if reference.key not in data.data.entries:
                data.data.add_entry(reference.key, entry_of(reference))
                keys[reference.key] = None
        data.bibfiles[file] = BibFile(mtime=file.stat().st_mtime, keys=keys)


def entry_of(reference: Reference) -> Entry:
    """The reference as a pybtex entry of a type that every style knows."""
    fields = {
        "title": reference.title or reference.url,
        "url": reference.url,
        "year": reference.date[:4],
        "journal": reference.container if reference.kind == "article" else "",
        "booktitle": reference.container if reference.kind == "chapter" else "",
        "publisher": reference.publisher,
        "organization": reference.site,
        "pages": reference.pages,
        "doi": reference.doi,
        "isbn": reference.isbn,
        "note": reference.note,
    }
    persons = {"author": [Person(last=name) for name in reference.authors]}
    kind = _TYPES.get(reference.kind, "misc")
    return Entry(kind, {k: v for k, v in fields.items() if v}, persons)
