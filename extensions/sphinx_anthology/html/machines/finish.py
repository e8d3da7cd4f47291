"""When the site is written: the files that machines read, beside its pages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from ... import company
from ...diagnostics import Code, Diagnostic, Place
from ...fingerprint import of_code, of_facts
from ...posts.domain import anthology_domain
from ...posts.report import report_of
from ..context import facts_of
from ..folders import is_website
from ..ways.pages import ways_of
from . import feed, opds, sitemap
from .drawing import put_cards
from .facts import authors_of, book_of, chapters_of, manifest_of, rights_of
from .fulltext import full_text
from .head import has_feed
from .manifest import Manifest
from .moments import modified, published
from .notfound import FILE as NOT_FOUND
from .notfound import PAGE as NOT_FOUND_PAGE
from .notfound import put_not_found
from .offers import KINDS, Offer, cover_of, offers_of, put_offer
from .redirects import MARK, Refused, folders_above, old_addresses, plan, write_redirect
from .site import Site, site_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)
OFFERED, PAGES = "offered", "pages"  # what the manifest remembers
_NOT_LISTED = {NOT_FOUND_PAGE, "search", "genindex", "opensearch"}
_SEEN: WeakKeyDictionary[Sphinx, list[str]] = WeakKeyDictionary()


def rewrite_title_page(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The title page offers the book's files, with their sizes: when they change, so does it."""
    if not is_website(app) or not anthology_domain(env).volume.parts:
        return []
    if any(map(company.is_beside, KINDS)):  # they are being made
        return [app.config.root_doc]
    now = [[offer.file, offer.size] for offer in offers_of(app)]
    before = manifest_of(app).notes.get(OFFERED)
    return [app.config.root_doc] if before is not None and before != now else []


def note_page(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Remember the pages that no document is behind; builders write them in the main process."""
    if doctree is None and pagename not in _NOT_LISTED:
        _SEEN.setdefault(app, []).append(pagename)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write what changed, and take away what nobody wants any more."""
    if exception is not None or not is_website(app):
        return
    if not anthology_domain(app.env).volume.parts:
        return
    manifest, site = manifest_of(app), site_of(app)
    manifest.others = given = _given_files(app)
    ways = ways_of(app)
    seen = {*_SEEN.get(app, []), *(ways.all_pages() if ways else ())}
    manifest.notes[PAGES] = pages = sorted(seen)
    _put_offers(app, manifest)
    put_cards(app, manifest)
    _say_what_is_missing(app, site)
    if site.base:
        _put_feed(app, site, manifest, given)
        manifest.put(sitemap.SITEMAP, sitemap.write_sitemap(_sitemap(app, site, pages)))
        if NOT_FOUND not in given:
            put_not_found(app, manifest, Path(app.doctreedir) / "generated")
    manifest.put(sitemap.ROBOTS, sitemap.write_robots(site))
    own = _own_files(app, pages)
    _put_redirects(app, site, manifest, {*own, *given, *manifest.wanted})
    manifest.close({*own, *given})


def _say_what_is_missing(app: Sphinx, site: Site) -> None:
    if not site.base:
        logger.info(
            "html_baseurl does not say where the website will be: it has no feed, sitemap, "
            "canonical links, pictures for shared pages, or page for wrong addresses"
        )


def _given_files(app: Sphinx) -> set[str]:
    """Files that the user puts at the top of the site: they are not ours to write."""
    folders = (Path(app.confdir, path) for path in app.config.html_extra_path)
    return {
        file.relative_to(folder).as_posix() if folder.is_dir() else folder.name
        for folder in folders
        for file in (folder.rglob("*") if folder.is_dir() else [folder])
        if file.is_file()
    }


# --- the books -----------------------------------------------------------------------------


def _put_offers(app: Sphinx, manifest: Manifest) -> None:
    offers, out = offers_of(app), Path(app.outdir)
    manifest.notes[OFFERED] = [[offer.file, offer.size] for offer in offers]
    if not offers:
        return
    cover = None if facts_of(app)["cover"] else cover_of(app)
    for offer in [*offers, *([cover] if cover else [])]:
        put_offer(offer, out)
        manifest.keep(offer.file)
    _put_catalogue(app, offers, manifest)


def _put_catalogue(app: Sphinx, offers: list[Offer], manifest: Manifest) -> None:
    book = book_of(app, offers)
    manifest.put(opds.XML, opds.write_opds_xml(book))
    manifest.put(opds.JSON, opds.write_opds_json(book))


# --- pages -----------------------------------------------------------------------------------


def _put_feed(app: Sphinx, site: Site, manifest: Manifest, given: set[str]) -> None:
    if not has_feed(app, site) or feed.NAME in given:
        return
    builder = cast(StandaloneHTMLBuilder, app.builder)
    chapters = feed.newest_first(chapters_of(app), app.config.anthology_feed_entries)
    files = {c.docname: builder.get_output_path(c.docname) for c in chapters}
    there = [chapter for chapter in chapters if files[chapter.docname].is_file()]
    if not there:
        return
    facts = facts_of(app)
    about = feed.Feed(
        site,
        facts["title"],
        facts["subtitle"] or facts["description"],
        "、".join(authors_of(facts, chapters_of(app))[:1]),
        rights_of(facts),
        facts["language"],
    )
    states = [(c.docname, _state(files[c.docname]), c.meta, c.date) for c in there]
    key = of_facts([site.base, about.title, about.subtitle, about.author, about.rights, states,
                    of_code("html/machines")])  # fmt: skip
    if manifest.is_fresh(feed.NAME, key):
        return
    entries = [
        feed.Entry(c, full_text(_text(files[c.docname]), site.page(c.docname))) for c in there
    ]
    manifest.put(feed.NAME, feed.write_feed(about, entries), key)


def _state(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def _sitemap(app: Sphinx, site: Site, pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Title page, chapters in their order, then the others by name."""
    chapters = chapters_of(app)
    days = {c.docname: (modified(c) or published(c))[:10] for c in chapters}
    names = [app.config.root_doc, *(chapter.docname for chapter in chapters)]
    names += sorted({*app.env.found_docs, *pages} - {*names, *_NOT_LISTED})
    for name in names:
        day = max(days.values(), default="") if name == app.config.root_doc else days.get(name, "")
        yield site.page(name), day


# --- old addresses ---------------------------------------------------------------------------


def _own_files(app: Sphinx, pages: Iterable[str]) -> set[str]:
    """Files of all pages, below the site's folder."""
    return {_file_of_page(app, name) for name in {*app.env.found_docs, *pages, *_NOT_LISTED}}


def _file_of_page(app: Sphinx, name: str) -> str:
    file = str(cast(StandaloneHTMLBuilder, app.builder).get_output_path(name))
    return file.removeprefix(f"{app.outdir}{os.sep}").replace(os.sep, "/")


def _put_redirects(app: Sphinx, site: Site, manifest: Manifest, taken: set[str]) -> None:
    olds = list(old_addresses(chapters_of(app), app.config.anthology_redirects))
    if not olds:
        return
    names = {old.chapter.docname for old in olds}
    own = {name: _file_of_page(app, name) for name in names}
    is_taken = _is_taken(taken, manifest, str(app.outdir))
    files, refused = plan(olds, own, is_taken, site.base)
    code = of_code("html/machines")
    for name, chapter in files.items():
        target = site.target(chapter.docname)
        canonical = site.page(chapter.docname) if site.base else ""
        title, language = chapter.meta.title, chapter.post.language
        key = of_facts([target, canonical, title, language, code])
        if not manifest.is_fresh(name, key):
            page = write_redirect(name, target, title, language, canonical)
            manifest.put(name, page, key)
    report_of(app).add(_finding(app, each) for each in refused)


def _is_taken(taken: set[str], manifest: Manifest, out: str) -> Callable[[str], bool]:
    """Whether a page would hide something of the site, or need a file to be a folder."""
    folded = {name.casefold() for name in taken}
    folders = {folder for name in folded for folder in folders_above(name)}
    ours = {name.casefold() for name in manifest.before}

    def is_taken(name: str) -> bool:
        key, above = name.casefold(), folders_above(name)
        if key in folded or key in folders:
            return True
        if any(folder.casefold() in folded for folder in above):
            return True
        if key in ours:  # so the last build has looked
            return False
        return os.path.isdir(f"{out}/{name}") or any(map(is_others, (*above, name)))

    def is_others(name: str) -> bool:
        file = Path(out, name)
        return name.casefold() not in ours and file.is_file() and not _is_redirect(file)

    return is_taken


def _is_redirect(file: Path) -> bool:
    """Whether a build whose memory is gone put it there."""
    with file.open("rb") as opened:
        return MARK.encode() in opened.read(2000)


def _finding(app: Sphinx, refused: Refused) -> Diagnostic:
    given = refused.old.given
    path = app.srcdir / refused.old.chapter.post.path
    message = f"the old address {given!r} cannot lead to its chapter: {refused.reason}"
    return Diagnostic(Code.NO_REDIRECT, message, Place(str(path), _line(path, given)))


def _line(path: Path, given: str) -> int:
    """Where a post says it; 0 when it is not the post that does."""
    whole = re.compile(rf"(?<![^\s'\"\[,-]){re.escape(given)}(?![^\s'\",\]])")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if whole.search(line)), 0)
