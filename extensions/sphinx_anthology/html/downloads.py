"""References for other programs, beside the pages that print them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from ..core.references import merge
from ..core.references.export import WRITERS
from ..files import write_whole
from ..posts.domain import AnthologyDomain, anthology_domain
from ..posts.volume import BIBLIOGRAPHY
from .folders import is_website

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
    return [
        {"file": f"{pagename}.{suffix}", "type": kind, "name": name}
        for _, suffix, kind, name in _formats(anthology_domain(app.env), pagename)
    ]


def _formats(domain: AnthologyDomain, pagename: str) -> Sequence[tuple[str, str, str, str]]:
    chapter = domain.chapter_of(pagename)
    if pagename == BIBLIOGRAPHY:
        return FORMATS if domain.entries else ()
    return FORMATS[:1] if chapter and chapter.post.references else ()


def write_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Write those that are not there, when the site has been written; what nobody offers goes."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    if not is_website(app):
        return
    domain = anthology_domain(app.env)
    pages = [chapter.docname for chapter in domain.volume.chapters]
    wanted = {name for page in pages for name in put_downloads(app, page)}
    put_downloads(app, BIBLIOGRAPHY)
    for stale in Path(app.outdir, "chapters").glob("*.bib"):
        if f"chapters/{stale.name}" not in wanted:
            stale.unlink()


def put_downloads(app: Sphinx, pagename: str) -> list[str]:
    """Write the files that a page offers, unless they are there since it was written; their
    names. Processes that write pages do it at once."""
    domain = anthology_domain(app.env)
    formats = _formats(domain, pagename)
    names = [f"{pagename}.{suffix}" for _, suffix, _, _ in formats]
    files = [Path(app.outdir, name) for name in names]
    builder = cast(StandaloneHTMLBuilder, app.builder)
    if not files or _are_newer(files, Path(builder.get_output_path(pagename))):
        return names
    chapter = domain.chapter_of(pagename)
    works = [entry.reference for entry in (merge([chapter]) if chapter else domain.entries)]
    for file, (writer, *_) in zip(files, formats, strict=True):
        data = WRITERS[writer](works).encode()
        if file.is_file() and file.read_bytes() == data:
            file.touch()
        else:
            write_whole(file, data)
    return names


def _are_newer(files: list[Path], page: Path) -> bool:
    """Whether all are there since *page* was written: they say what it says."""
    try:
        written = page.stat().st_mtime_ns
        return all(file.stat().st_mtime_ns >= written for file in files)
    except OSError:
        return False
