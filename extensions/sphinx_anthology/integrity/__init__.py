"""Builds that come to a good end, or to one that the next build can start from.

One build at a time works in a folder; what an ended build left behind is told from what a killed
one did; Ctrl-C ends all processes; a disk that is full says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import company
from ..interrupt import end_on_signals
from .alone import take_folders
from .budgets import bound_reading, report_spending
from .ledger import (
    is_unfinished,
    keep_ledger,
    keep_out,
    look_back,
    open_ledger,
    open_site,
    settle_reading,
    tell_removed,
)
from .trouble import tell_trouble

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["is_unfinished", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what looks after builds."""
    end_on_signals()
    # before anything is read from the folders (posts, 100)
    app.connect("config-inited", take_folders, priority=1)
    app.connect("config-inited", look_back, priority=2)
    app.connect("builder-inited", open_site, priority=1)
    app.connect("builder-inited", bound_reading, priority=900)
    app.connect("builder-inited", keep_out, priority=1)
    app.connect("env-get-outdated", tell_removed)
    app.connect("env-before-read-docs", open_ledger)
    app.connect("env-check-consistency", settle_reading)
    app.connect("write-started", let_others_begin)
    app.connect("build-finished", tell_trouble, priority=1)
    app.connect("build-finished", report_spending, priority=800)  # before the report is written
    app.connect("build-finished", keep_ledger, priority=1000)  # after all who write
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}


def let_others_begin(app: Sphinx, builder: Builder) -> None:
    """Everything is read and kept."""
    company.tell_read(len(app.env.found_docs))
