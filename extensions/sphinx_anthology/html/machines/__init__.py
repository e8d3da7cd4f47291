"""The website for machines: feed, catalogue, sitemap, linked data, cards, redirects.

The writers are pure; `facts`, `head`, `drawing`, `notfound` and `finish` stand between them and
Sphinx. What needs absolute addresses is there when ``html_baseurl`` tells where the site will be.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ..folders import is_website
from .drawing import look_for_faces
from .facts import manifest_of
from .finish import finish, note_page, rewrite_title_page
from .head import add_head
from .notfound import begin_at_root

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def connect_machines(app: Sphinx) -> None:
    """Take part in the build of a website."""
    app.connect("env-updated", rewrite_title_page)
    # before pages are written in processes of their own
    app.connect("write-started", look_for_faces)
    # after the book's own context (500), which heads are made of
    app.connect("html-page-context", add_head, priority=600)
    app.connect("html-page-context", begin_at_root, priority=610)
    app.connect("html-page-context", note_page, priority=620)
    # before the report (900), which tells of addresses that lead nowhere
    app.connect("build-finished", finish, priority=800)


def written_for_machines(app: Sphinx) -> Collection[str]:
    """Files that the last build of this site put beside its pages."""
    return manifest_of(app).before if is_website(app) else ()
