"""Search as part of the build: words are noted when a page is written, in the process that writes
it; the index is made of them at the end, unless it is there."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from ...core.wording import say_date, word
from ...files import write_whole
from ...fingerprint import of_code, of_facts
from ...posts.domain import anthology_domain
from ...posts.volume import BIBLIOGRAPHY
from ..collected import are_up_to_date
from ..folders import has_template, is_website
from .index import FOLDER, Found, Page, exchange, files_of, gathered
from .terms import Words, words_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SAID = (
    "search-hint", "search-none", "search-found", "search-near", "search-more", "search-failed",
    "close",
)  # fmt: skip
_BODY = "<article>", "</article>"


def collect_search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page that search has without a window of its own."""
    if _is_wanted(app) and not are_up_to_date(app, ["search"]):
        yield "search", {"title": ""}, "search.html"


def _is_wanted(app: Sphinx) -> bool:
    """Only the book's own theme has what asks the index."""
    return is_website(app) and has_template(app, "cover.html")


def note_words(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Note what a page is found by."""
    if doctree is not None and _is_wanted(app) and _can_be_found(app, pagename):
        _note(app, pagename, str(context.get("body", "")))


def _documents(app: Sphinx) -> list[str]:
    """Documents that can be found, in the order of the book."""
    domain = anthology_domain(app.env)
    chapters = [chapter.docname for chapter in domain.volume.chapters]
    root = set() if domain.own_root else {app.config.root_doc}
    others = app.env.found_docs - set(chapters) - root - {BIBLIOGRAPHY}
    return [docname for docname in (*chapters, *sorted(others)) if docname in app.env.found_docs]


def _can_be_found(app: Sphinx, docname: str) -> bool:
    """Whether it is one of these; asked of each page, so without a list of all."""
    domain = anthology_domain(app.env)
    if docname not in app.env.found_docs or domain.chapter_of(docname) is not None:
        return docname in app.env.found_docs
    return docname != BIBLIOGRAPHY and (domain.own_root or docname != app.config.root_doc)


def _note(app: Sphinx, docname: str, html: str) -> Words:
    chapter = anthology_domain(app.env).chapter_of(docname)
    title = [app.env.titles[docname].astext()] if docname in app.env.titles else []
    if chapter is not None:
        meta = chapter.meta
        title += [person.name for person in (*meta.authors, *meta.contributors)]
        title += [*meta.tags, *meta.categories]
    words = words_of("\n".join(title), html)
    data = [_code(), words.terms, words.weights]
    write_whole(_file(app, docname), json.dumps(data, ensure_ascii=False).encode())
    return words


def _file(app: Sphinx, docname: str) -> Path:
    return Path(app.doctreedir, "search", f"{docname}.json")


@cache
def _code() -> str:
    return of_code("html/search", "core")


def _noted(app: Sphinx, docname: str) -> Words:
    """What was noted when the page was written; of a page that older code wrote, its words now."""
    try:
        code, terms, weights = json.loads(_file(app, docname).read_bytes())
        if code == _code():
            return Words(tuple(terms), tuple(weights))
    except (OSError, ValueError):
        pass
    builder = cast(StandaloneHTMLBuilder, app.builder)
    html = Path(builder.get_output_path(docname)).read_text(encoding="utf-8")
    return _note(app, docname, html.partition(_BODY[0])[2].rpartition(_BODY[1])[0])


def write_search(app: Sphinx, exception: Exception | None) -> None:
    """Write the index of the pages that are written; files that say the same are left alone."""
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    if not _is_wanted(app):
        return
    documents = _documents(app)
    pages = [_page(app, docname) for docname in documents]
    folder, stamp = Path(app.outdir, FOLDER), Path(app.doctreedir, "search", "made-from.txt")
    files = (_file(app, docname) for docname in documents)
    times = [file.stat().st_mtime_ns if file.is_file() else 0 for file in files]
    made_from = of_facts([pages, times, _code()])
    if (folder / "main.js").is_file() and stamp.is_file() and stamp.read_text() == made_from:
        return
    made = files_of(pages, _found(app, documents, times), _said(app))
    for name, text in made.items():
        if not _says(folder / name, text):
            write_whole(folder / name, text.encode())
    for stale in folder.glob("*.js"):
        if stale.name not in made:
            stale.unlink()
    write_whole(stamp, made_from.encode())


def _found(app: Sphinx, documents: list[str], times: list[int]) -> Found:
    """Where each term is. Of a book with the same documents as before, only those are looked at
    that were written since."""
    file = Path(app.doctreedir, "search", "found.pickle")
    found, before = _recalled(file, documents)
    changed = [n for n, pair in enumerate(zip(times, before, strict=False)) if pair[0] != pair[1]]
    if found and len(changed) <= len(documents) // 4:
        for number in changed:
            exchange(found, len(documents), number, _noted(app, documents[number]))
    else:
        found = gathered([_noted(app, docname) for docname in documents])
    write_whole(file, pickle.dumps((_code(), documents, times, found)))
    return found


def _recalled(file: Path, documents: list[str]) -> tuple[Found, list[int]]:
    """What was found in these documents before, and when they had been written."""
    try:
        code, names, times, found = pickle.loads(file.read_bytes())
    except Exception:  # none, or of any other shape: as good as none
        return {}, []
    return (found, times) if (code, names) == (_code(), documents) else ({}, [])


def _page(app: Sphinx, docname: str) -> Page:
    chapter = anthology_domain(app.env).chapter_of(docname)
    address = app.builder.get_target_uri(docname)
    tag = app.config.language.replace("_", "-")
    if chapter is None:
        title = app.env.titles[docname].astext() if docname in app.env.titles else docname
        return Page(address, title, tag, "")
    names = [person.name for person in chapter.meta.authors]
    facts = [", ".join(names), say_date(chapter.date, tag) if chapter.date else ""]
    told = " · ".join(filter(None, facts))
    return Page(address, chapter.meta.title, chapter.post.language, told)


def _said(app: Sphinx) -> dict[str, str]:
    tag = app.config.language.replace("_", "-")
    return {"language": tag, **{key: word(key, tag) for key in SAID}}


def _says(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()
