"""References for other programs, beside the pages that print them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..core.references import merge
from ..core.references.export import WRITERS
from ..files import write_whole
from ..model import Chapter
from ..posts.domain import anthology_domain
from ..posts.volume import BIBLIOGRAPHY

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# (writer, suffix, type of the file, what readers call it)
FORMATS = (
    ("biblatex", "bib", "application/x-bibtex", "BibTeX"),
    ("csl-json", "json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
    ("ris", "ris", "application/x-research-info-systems", "RIS"),
)


def downloads_of(app: Sphinx, pagename: str) -> list[dict[str, str]]:
    """The files that *pagename* offers: a chapter its `.bib`, the bibliography all formats."""
    chapter = anthology_domain(app.env).chapter_of(pagename)
    count = 1 if chapter and chapter.post.references else 0
    if pagename == BIBLIOGRAPHY:
        count = len(FORMATS)
    return [
        {"file": f"{pagename}.{suffix}", "type": kind, "name": name}
        for _, suffix, kind, name in FORMATS[:count]
    ]


def write_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Write them when the site has been written; a file that says the same is left alone."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    if app.builder.name not in {"html", "dirhtml"}:
        return
    domain = anthology_domain(app.env)
    wanted = dict(_files(list(domain.volume.chapters)))
    for name, text in wanted.items():
        file = Path(app.outdir, name)
        data = text.encode()
        if not file.is_file() or file.read_bytes() != data:
            write_whole(file, data)
    for stale in Path(app.outdir, "chapters").glob("*.bib"):
        if f"chapters/{stale.name}" not in wanted:
            stale.unlink()


def _files(chapters: list[Chapter]) -> Iterator[tuple[str, str]]:
    for chapter in chapters:
        if chapter.post.references:
            works = (entry.reference for entry in merge([chapter]))
            yield f"{chapter.docname}.bib", WRITERS["biblatex"](works)
    works_of_all = [entry.reference for entry in merge(chapters)]
    for writer, suffix, _, _ in FORMATS if works_of_all else ():
        yield f"{BIBLIOGRAPHY}.{suffix}", WRITERS[writer](works_of_all)
