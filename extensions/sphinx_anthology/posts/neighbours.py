"""What pages show of other chapters: titles before and after, what to read on, references that are
merged from several posts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ..core.related import related
from ..fingerprint import of_facts
from .domain import AnthologyDomain, anthology_domain
from .shown import Shown, exchanged

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ORDER = ""  # stands for what all pages show


def rewrite_neighbours(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Documents that are to be written anew, although they were not read again: all, when a title
    or the order changed; else those that show something else of others."""
    domain = anthology_domain(env)
    domain.data["related"] = related(domain.volume.chapters, domain.entries)
    now = _shown(domain)
    before = exchanged(app, "neighbours", now)
    if before.get(_ORDER, now[_ORDER]) != now[_ORDER]:
        return sorted(env.found_docs)
    return sorted(name for name, facts in now.items() if name and before.get(name, facts) != facts)


def _shown(domain: AnthologyDomain) -> Shown:
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
