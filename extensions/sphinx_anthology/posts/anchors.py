"""Places in chapters: which anchors each has, and which links name one that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from docutils import nodes

from ..core.links import anchor_table, find_anchor
from ..diagnostics import Code, Diagnostic, Place
from .domain import anthology_domain
from .report import report_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_HTML_ID = re.compile(r"<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)")


def note_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Keep what the document just read can be linked at."""
    domain = anthology_domain(app.env)
    docname = app.env.current_document.docname
    if domain.chapter_of(docname) is None:
        return
    elements = list(doctree.findall(nodes.Element))
    headings = [
        (section["ids"][0], section[0].astext())
        for section in elements
        if isinstance(section, nodes.section) and section["ids"] and section.children
    ]
    domain.data["anchors"][docname] = anchor_table(headings, _others(elements))


def _others(elements: Iterable[nodes.Element]) -> Iterator[tuple[str, str]]:
    """(id, name) of all that has one: marks of the author's, footnotes, raw HTML."""
    for node in elements:
        if isinstance(node, nodes.raw):
            for mark in _HTML_ID.findall(node.astext()):
                yield mark, mark
            continue
        ids: list[str] = node.get("ids", [])
        if not ids:
            continue
        names: list[str] = [
            *node.get("anchors", []),
            *node.get("names", []),
            *node.get("dupnames", []),
        ]
        for own in ids:
            yield own, own
        for name in names:
            yield ids[0], name


def report_anchors(app: Sphinx, env: BuildEnvironment) -> None:
    """Report links to places that their chapter does not have."""
    data = anthology_domain(env).data
    report_of(app).add(
        Diagnostic(
            Code.MISSING_ANCHOR,
            f"no place {anchor!r} there; the link leads to the chapter"
            if target != docname
            else f"no place {anchor!r} in this post; the link's text stays",
            Place(path, line),
        )
        for docname in sorted(data["crossings"])
        for target, anchor, path, line in data["crossings"][docname]
        if find_anchor(anchor, data["anchors"].get(target, {})) is None
    )
