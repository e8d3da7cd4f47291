"""The media room: every picture lies on disk before a builder asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cover import check_cover
from .transforms import FindLocalImages, LocaliseImages, note_found_pictures, prefetch, welcome_webp

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx_anthology.posts")
    app.add_transform(FindLocalImages)
    app.add_post_transform(LocaliseImages)
    app.connect("builder-inited", check_cover)
    # after the volume is gathered (100): its chapters name the pictures
    app.connect("builder-inited", prefetch, priority=200)
    app.connect("builder-inited", welcome_webp)
    app.connect("env-get-outdated", note_found_pictures)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
