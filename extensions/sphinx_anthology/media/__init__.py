"""The media room: every picture lies on disk before a builder asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.transforms.post_transforms.images import ImageDownloader

from .cover import check_cover
from .gather import fetch_for_pages, prefetch, rewrite_changed
from .names import name_by_path
from .transforms import FindLocalImages, LocaliseImages, note_found_pictures, welcome_webp

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx_anthology.posts")
    app.add_transform(FindLocalImages)
    app.add_post_transform(LocaliseImages)
    # it fetches without bounds; nothing is left for it when pictures have been localised
    app.registry.post_transforms.remove(ImageDownloader)
    app.connect("builder-inited", check_cover)
    app.connect("builder-inited", name_by_path)
    # after the volume is gathered (100): its chapters name the pictures
    app.connect("builder-inited", prefetch, priority=200)
    app.connect("builder-inited", welcome_webp)
    app.connect("env-get-outdated", note_found_pictures)
    app.connect("env-updated", fetch_for_pages, priority=400)  # before it is told who changed
    app.connect("env-updated", rewrite_changed)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
