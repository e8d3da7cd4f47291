"""sphinx-anthology: blog posts in, a book out.

``extensions = ["sphinx_anthology"]`` loads every room; each can be loaded alone as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .settings import SETTINGS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

ROOMS = ("posts", "bibliography", "media", "html", "fragments", "pdf", "epub")


def setup(app: Sphinx) -> ExtensionMetadata:
    for setting in SETTINGS:
        app.add_config_value(
            setting.name, setting.default, setting.rebuild, setting.types, setting.help
        )
    for room in ROOMS:
        app.setup_extension(f"{__name__}.{room}")
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
