"""What pages show of the ways, kept from build to build: what leads elsewhere is written anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from ...fingerprint import of_facts
from ...posts.domain import anthology_domain
from ...posts.shown import Shown, exchanged
from .book import INDEX, Ways
from .pages import ways_of, ways_shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def _state(app: Sphinx, ways: Ways) -> Shown:
    """Document -> fingerprint of what it shows of the ways."""
    index = ways.pages.get(INDEX, "")
    domain = anthology_domain(app.env)
    shown: Shown = {}
    for docname in app.env.found_docs:
        facts: list[object] = [index]
        if chapter := domain.chapter_of(docname):
            facts += [ways.page_of_person(person.name) for person in chapter.meta.authors]
            names = (*chapter.meta.categories, *chapter.meta.tags)
            facts += [ways.page_of_tag(name) for name in names]
        elif docname == app.config.root_doc:
            facts += ways_shown(app, ways)
        shown[docname] = of_facts(facts)[:16]
    return shown


def rewrite_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that lead to others now are written anew: a tag got its page, an author lost one."""
    ways = ways_of(app)
    if ways is None:
        return []
    now = _state(app, ways)
    before = exchanged(app, "ways", now)
    return sorted(name for name, facts in now.items() if before.get(name) != facts)


def pages_there(app: Sphinx) -> set[Path]:
    """Files of all pages that belong on the site now."""
    builder = cast(StandaloneHTMLBuilder, app.builder)
    ways = ways_of(app)
    names = [*app.env.found_docs, *(ways.all_pages() if ways else ())]
    return {Path(builder.get_output_path(name)) for name in names}
