"""What pages show of the ways, kept from build to build: what leads elsewhere is written anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from ...files import write_whole
from ...fingerprint import of_facts
from ...posts.domain import anthology_domain
from .book import INDEX, Ways
from .pages import ways_of, ways_shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def _state(app: Sphinx, ways: Ways) -> dict[str, str]:
    """Document -> fingerprint of what it shows of the ways."""
    index = ways.pages.get(INDEX, "")
    domain = anthology_domain(app.env)
    shown: dict[str, str] = {}
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


def _state_file(app: Sphinx) -> Path:
    return Path(app.doctreedir, f"ways-{app.builder.name}.json")


def rewrite_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that lead to others now are written anew: a tag got its page, an author lost one."""
    ways = ways_of(app)
    if ways is None:
        return []
    try:
        before = dict(json.loads(_state_file(app).read_bytes()))
    except (OSError, ValueError, TypeError):  # none, or broken: as good as none
        before = {}
    return sorted(name for name, facts in _state(app, ways).items() if before.get(name) != facts)


def keep_state(app: Sphinx, exception: Exception | None) -> None:
    """Remember what pages show, when they have been written."""
    ways = ways_of(app) if exception is None else None
    if ways is not None:
        text = json.dumps(_state(app, ways), indent=0, sort_keys=True)
        write_whole(_state_file(app), text.encode())


def pages_there(app: Sphinx) -> set[Path]:
    """Files of all pages that belong on the site now."""
    builder = cast(StandaloneHTMLBuilder, app.builder)
    ways = ways_of(app)
    names = [*app.env.found_docs, *(ways.all_pages() if ways else ())]
    return {Path(builder.get_output_path(name)) for name in names}
