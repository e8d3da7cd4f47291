"""References for other programs, beside the pages that print them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from ..core.references import Entry, merge
from ..core.references.export import WRITERS
from ..files import write_whole
from ..model import Chapter
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
    if not is_website(app):
        return
    wanted: set[str] = set()
    for page, names, texts in _files(anthology_domain(app.env)):
        wanted.update(names)
        _put(app, page, names, texts)
    for stale in Path(app.outdir, "chapters").glob("*.bib"):
        if f"chapters/{stale.name}" not in wanted:
            stale.unlink()


def put_chapter_downloads(app: Sphinx, docname: str) -> None:
    """The same for one chapter, in the process that has just written its page."""
    chapter = anthology_domain(app.env).chapter_of(docname)
    if chapter and chapter.post.references and is_website(app):
        _put(app, docname, *_files_of(chapter))


def _put(app: Sphinx, page: str, names: list[str], texts: Callable[[], list[str]]) -> None:
    files = [Path(app.outdir, name) for name in names]
    builder = cast(StandaloneHTMLBuilder, app.builder)
    if _are_newer(files, Path(builder.get_output_path(page))):
        return
    for file, text in zip(files, texts(), strict=True):
        data = text.encode()
        if file.is_file() and file.read_bytes() == data:
            file.touch()
        else:
            write_whole(file, data)


def _are_newer(files: list[Path], page: Path) -> bool:
    """Whether all are there since *page* was written: they say what it says."""
    try:
        written = page.stat().st_mtime_ns
        return all(file.stat().st_mtime_ns >= written for file in files)
    except OSError:
        return False


def _files(domain: AnthologyDomain) -> Iterator[tuple[str, list[str], Callable[[], list[str]]]]:
    """Pages, the names of their files, and what makes the texts of these."""
    for chapter in domain.volume.chapters:
        if chapter.post.references:
            yield chapter.docname, *_files_of(chapter)
    if domain.entries:
        names = [f"{BIBLIOGRAPHY}.{suffix}" for _, suffix, _, _ in FORMATS]
        yield BIBLIOGRAPHY, names, partial(_texts, domain.entries, FORMATS)


def _files_of(chapter: Chapter) -> tuple[list[str], Callable[[], list[str]]]:
    def texts() -> list[str]:
        return _texts(merge([chapter]), FORMATS[:1])

    return [f"{chapter.docname}.bib"], texts


def _texts(entries: Iterable[Entry], formats: Sequence[tuple[str, ...]]) -> list[str]:
    works = [entry.reference for entry in entries]
    return [WRITERS[writer](works) for writer, *_ in formats]
