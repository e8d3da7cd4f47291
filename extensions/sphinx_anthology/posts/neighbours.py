"""What pages show of other chapters: titles before and after, what to read on, references that are
merged from several posts. Kept from build to build, for each builder: all share one reading, and
the one that reads does not write for the others."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.related import related
from ..files import write_whole
from ..fingerprint import of_facts
from .domain import AnthologyDomain, anthology_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ORDER = ""  # stands for what all pages show


def rewrite_neighbours(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Documents that are to be written anew, although they were not read again: all, when a title
    or the order changed; else those that show something else of others."""
    domain = anthology_domain(env)
    domain.data["related"] = related(domain.volume.chapters, domain.entries)
    before, now = _kept(app), _shown(domain)
    if before.get(_ORDER, now[_ORDER]) != now[_ORDER]:
        return sorted(env.found_docs)
    return sorted(name for name, facts in now.items() if name and before.get(name, facts) != facts)


def keep_neighbours(app: Sphinx, exception: Exception | None) -> None:
    """Remember what pages show, when they have been written."""
    domain = anthology_domain(app.env)
    if exception is None and domain.volume.parts:
        write_whole(_file(app), json.dumps(_shown(domain), indent=0, sort_keys=True).encode())


def _shown(domain: AnthologyDomain) -> dict[str, str]:
    """Document -> fingerprint of what it shows of others."""
    facts: dict[str, list[object]] = defaultdict(list)
    for entry in domain.entries:
        told = of_facts([entry.reference])
        for citing in entry.cited:
            facts[citing.chapter.docname].append(told)
    chapters = domain.volume.chapters
    for chapter in chapters:
        facts[chapter.docname].append(domain.data["related"].get(chapter.docname, ()))
    shown = {docname: of_facts(told)[:16] for docname, told in facts.items()}
    return {_ORDER: of_facts((c.docname, c.meta.title, c.part) for c in chapters), **shown}


def _kept(app: Sphinx) -> dict[str, str]:
    try:
        return dict(json.loads(_file(app).read_bytes()))
    except (OSError, ValueError, TypeError):  # none, or a broken one
        return {}


def _file(app: Sphinx) -> Path:
    return Path(app.doctreedir, f"neighbours-{app.builder.name}.json")
