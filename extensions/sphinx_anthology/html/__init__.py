"""The website: theme, formulas, and what the theme's pages need to know of the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..core.collection import CHAPTER_FOLDER
from .builder import DirectoryPagesBuilder, PagesBuilder
from .context import add_book_context, put_cover
from .downloads import write_downloads
from .editor import write_editor_page
from .folders import is_website, keep_templates, themes_folder
from .machines import connect_machines, written_for_machines
from .math import mathml_block, mathml_inline
from .pictures import add_pictures
from .search import collect_search_page, note_words, write_search
from .tidy import add_tidying
from .ways import (
    INDEX,
    KINDS,
    MAP,
    TIMELINE,
    LinkOpenings,
    add_ways,
    collect_pages,
    pages_there,
    rewrite_changed,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx_anthology.posts")
    app.setup_extension("sphinx_anthology.integrity")
    app.add_builder(PagesBuilder, override=True)
    app.add_builder(DirectoryPagesBuilder, override=True)
    app.add_html_theme("anthology", str(themes_folder() / "anthology"))
    app.add_html_math_renderer("mathml", (mathml_inline, None), (mathml_block, None))
    add_pictures(app)
    add_tidying(app)
    app.connect("builder-inited", leave_out_search)
    app.connect("builder-inited", keep_templates)
    app.connect("html-page-context", add_book_context)
    app.connect("html-page-context", note_words)
    app.connect("html-collect-pages", collect_search_page)
    app.connect("build-finished", write_search)
    app.add_post_transform(LinkOpenings)
    app.connect("html-collect-pages", collect_pages)
    app.connect("html-page-context", add_ways)
    app.connect("env-updated", rewrite_changed)
    app.connect("build-finished", remove_stale_pages)
    connect_machines(app)
    app.connect("build-finished", write_downloads)
    app.connect("build-finished", put_cover)
    # after the report (900), which it shows
    app.connect("build-finished", write_editor_page, priority=950)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}


def leave_out_search(app: Sphinx) -> None:
    """Build no search index of Sphinx's, which finds no Chinese (sphinx-doc/sphinx#7406); the book
    has its own."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        type(app.builder).search = False


def remove_stale_pages(app: Sphinx, exception: Exception | None) -> None:
    """A draft, a deleted post or a tag that is gone must not stay on the site from an earlier
    build. In folders that may hold pages of the user's, only pages that we made are removed."""
    if exception is not None or not is_website(app):
        return
    there = pages_there(app)
    site = Path(app.outdir)
    pages = [*site.glob("*.html")]
    for folder in (*KINDS, INDEX, TIMELINE, MAP):  # the last three in `dirhtml`
        pages += (site / folder).rglob("*.html")
    stale = [page for page in pages if page not in there and _ours(page)]
    chapters = (site / CHAPTER_FOLDER).rglob("*.html")
    redirects = {site / name for name in written_for_machines(app)}
    for page in [*stale, *(page for page in chapters if page not in there)]:
        if page not in redirects:
            page.unlink()


def _ours(page: Path) -> bool:
    """Whether a page was made by `ways`: it says so itself."""
    return '<body class="way ' in page.read_text(encoding="utf-8", errors="replace")
