"""sphinx-anthology: blog posts in, a book out.

``extensions = ["sphinx_anthology"]`` loads every room; each can be loaded alone as well.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

ROOMS = (
    "integrity",
    "posts",
    "bibliography",
    "media",
    "html",
    "fragments",
    "pdf",
    "epub",
    "standing",
)


def collect_rarely(app: Sphinx) -> None:
    """Let Python's cyclic collector run rarely: looking again and again through trees of nodes
    that live on took a fifth of a build's time, and freed little. Posts and environment of the
    last build, which are loaded first, are half a million objects."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    app.connect("builder-inited", lambda app: gc.freeze())
    # after all that writes files at the end
    app.connect("build-finished", lambda app, error: _collect_as(before), priority=1900)
    atexit.unregister(gc.freeze)  # of a build before this one
    atexit.register(gc.freeze)  # who ends need not look through what goes with him


def _collect_as(before: tuple[int, int, int]) -> None:
    """Collect as often as *before* again. All that is there counts as old: as long as it counts as
    new, the next step would be to look through all of it."""
    gc.freeze()
    gc.unfreeze()
    gc.set_threshold(*before)


def setup(app: Sphinx) -> ExtensionMetadata:
    from .settings import SETTINGS  # processes that set pages do without

    collect_rarely(app)
    for setting in SETTINGS:
        app.add_config_value(
            setting.name, setting.default, setting.rebuild, setting.types, setting.help
        )
    for room in ROOMS:
        app.setup_extension(f"{__name__}.{room}")
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
