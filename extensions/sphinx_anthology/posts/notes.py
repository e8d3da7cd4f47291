"""Footnotes of chapters that no text leads to stay among the notes."""

from __future__ import annotations

from docutils import nodes
from docutils.transforms.references import Footnotes
from sphinx.transforms import SphinxTransform

from .domain import anthology_domain


class KeepUnusedNotes(SphinxTransform):
    """The core has noted them (``unused-footnote``); Sphinx and MyST would warn, which fails a
    strict build, and they pass over a note that gave up its name."""

    default_priority = Footnotes.default_priority + 1

    def apply(self, **kwargs: object) -> None:
        if anthology_domain(self.env).chapter_of(self.env.current_document.docname) is None:
            return
        notes: list[nodes.footnote] = [*self.document.footnotes, *self.document.autofootnotes]
        for note in notes:
            if not note["backrefs"]:
                note["dupnames"] += note["names"]
                note["names"] = []
