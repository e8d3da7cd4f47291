"""The website: theme, formulas, and what the theme's pages need to know of the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..core.collection import CHAPTER_FOLDER
from ..posts.domain import anthology_domain
from .context import add_book_context, put_cover
from .downloads import write_downloads
from .editor import write_editor_page
from .folders import themes_folder
from .machines import connect_machines, written_for_machines
from .math import mathml_block, mathml_inline

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx_anthology.posts")
    app.add_html_theme("anthology", str(themes_folder() / "anthology"))
    app.add_html_math_renderer("mathml", (mathml_inline, None), (mathml_block, None))
    app.connect("builder-inited", leave_out_search)
    app.connect("html-page-context", add_book_context)
    connect_machines(app)
    app.connect("build-finished", remove_stale_chapters)
    app.connect("build-finished", write_downloads)
    app.connect("build-finished", put_cover)
    # after the report (900), which it shows
    app.connect("build-finished", write_editor_page, priority=950)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}


def leave_out_search(app: Sphinx) -> None:
    """Build no search index: Sphinx's finds no Chinese (sphinx-doc/sphinx#7406), and a search that
    finds nothing is worse than none."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        type(app.builder).search = False


def remove_stale_chapters(app: Sphinx, exception: Exception | None) -> None:
    """A draft or a deleted post must not stay on the site from an earlier build."""
    if exception is not None or type(app.builder) is not StandaloneHTMLBuilder:
        return
    slugs = {chapter.slug for chapter in anthology_domain(app.env).volume.chapters}
    redirects = written_for_machines(app)
    for page in Path(app.outdir, CHAPTER_FOLDER).glob("*.html"):
        if page.stem not in slugs and f"{CHAPTER_FOLDER}/{page.name}" not in redirects:
            page.unlink()
