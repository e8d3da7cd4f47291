"""The PDF room: ``sphinx-build -b pdf`` typesets the book with WeasyPrint."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    from .builder import PdfBuilder  # processes that set pages do without Sphinx

    app.setup_extension("sphinx_anthology.fragments")
    app.add_builder(PdfBuilder)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
