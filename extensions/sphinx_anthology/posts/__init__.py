"""Posts as Sphinx documents: the extension that reads them in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..scan import SUFFIXES
from .anchors import note_anchors, report_anchors
from .directives import ContentsDirective
from .domain import AnthologyDomain
from .neighbours import rewrite_neighbours
from .nodes import add_nodes
from .notes import KeepUnusedNotes
from .parser import PostParser
from .pinyin import hand_on_pinyin, keep_pinyin, recall_pinyin
from .report import finish_report, report_documents
from .shown import keep_shown
from .volume import gather_volume, note_changed_chapters, set_defaults

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("myst_parser")
    for suffix in SUFFIXES:
        app.add_source_suffix(suffix, "markdown", override=True)
    app.add_source_parser(PostParser, override=True)
    add_nodes(app)
    app.add_transform(KeepUnusedNotes)
    app.add_domain(AnthologyDomain)
    app.add_directive("anthology-contents", ContentsDirective)
    app.connect("config-inited", recall_pinyin, priority=90)
    app.connect("write-started", hand_on_pinyin, priority=400)  # before others may begin
    app.connect("build-finished", keep_pinyin)
    # before every extension that looks at language, theme or exclude patterns
    app.connect("config-inited", set_defaults, priority=100)
    # early: bibliography, media and builders need the volume at builder-inited
    app.connect("builder-inited", gather_volume, priority=100)
    app.connect("env-get-outdated", note_changed_chapters)
    app.connect("doctree-read", note_anchors)
    app.connect("env-updated", report_documents)
    app.connect("env-updated", report_anchors)
    app.connect("env-updated", rewrite_neighbours)
    app.connect("build-finished", keep_shown)
    # late: everything that can be found wrong has been found
    app.connect("build-finished", finish_report, priority=900)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
