"""The fragments room: one chapter -> one XHTML fragment, from which PDF and EPUB are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .builder import FragmentBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["FragmentBuilder", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx_anthology.html")
    app.setup_extension("sphinx_anthology.media")
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
