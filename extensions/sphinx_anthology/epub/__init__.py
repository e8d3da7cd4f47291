"""The EPUB room: ``sphinx-build -b epub`` packs the fragments as an EPUB 3.3 anthology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.epub3 import validate_config_values

from .builder import EpubBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx_anthology.fragments")
    _drop_stock_checks(app)
    # in place of Sphinx's own, which packs whatever lies in its output folder
    app.add_builder(EpubBuilder, override=True)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}


def _drop_stock_checks(app: Sphinx) -> None:
    """Sphinx checks settings of its own EPUB builder (a version number, say) by builder name."""
    for listener in list(app.events.listeners["builder-inited"]):
        if listener.handler is validate_config_values:
            app.disconnect(listener.id)
