"""Give every picture of a chapter a file, or a tidy placeholder that says what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.display import status_iterator

from ..core.sniff import image_type
from ..core.wording import say
from ..diagnostics import Code, Diagnostic, Place
from ..model import ImageUse
from ..posts.domain import anthology_domain
from ..posts.report import report_of
from .fetch import Bounds
from .store import PictureStore

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_WEB_TYPES = ("image/webp", "image/avif")
# Folders that blog engines serve at the root of the site.
_STATIC = ("", "static", "source", "public", "assets", "content", "images")


def store_of(app: Sphinx) -> PictureStore:
    """The cache as this build's settings have it."""
    config = app.config
    folder = Path(config.anthology_cache) if config.anthology_cache else Path(app.doctreedir, "pictures")
    bounds = Bounds(
        max_bytes=config.anthology_image_bytes,
        seconds=config.anthology_image_seconds,
        local_hosts=tuple(config.anthology_local_hosts),
    )
    return PictureStore(folder.resolve(), bounds, offline=config.anthology_offline)


def welcome_webp(app: Sphinx) -> None:
    """Browsers have read WebP since 2020; Sphinx's list of picture types has not."""
    if app.builder.format == "html":
        kinds = list(app.builder.supported_image_types)
        app.builder.supported_image_types = [*kinds, *(t for t in _WEB_TYPES if t not in kinds)]


def prefetch(app: Sphinx) -> None:
    """Fetch all remote pictures of the book side by side; report each one that cannot be had."""
    store = store_of(app)
    uses = [use for c in anthology_domain(app.env).volume.chapters for use in c.post.images]
    remote = [use for use in uses if use.remote]
    missing = [use.url for use in dict.fromkeys(remote) if store.get(use.url) is None]
    steps = iter(
        status_iterator(
            sorted(set(missing)),
            "fetching pictures... ",
            "purple",
            len(set(missing)),
            app.verbosity,
        )
        if missing and not app.config.anthology_offline
        else ()
    )
    next(steps, None)
    store.fetch_all((use.url for use in remote), lambda url: next(steps, None))
    seen: set[ImageUse] = set()
    for use in remote:
        if use.url in store.failures and use not in seen:
            seen.add(use)
            report_of(app).add([_missing(use.url, use.place, store.failures[use.url])])


def _missing(url: str, place: Place, reason: str) -> Diagnostic:
    hint = "A placeholder with its text and link stands in its place"
    return Diagnostic(Code.MISSING_IMAGE, f"picture {url} cannot be had: {reason}", place, hint)


class LocaliseImages(SphinxPostTransform):
    """Point each picture at its file in the cache or in the source folder.

    Runs before Sphinx's own downloader (100), which has no bounds, no cache and no offline mode.
    """

    default_priority = 50

    def run(self, **kwargs: Any) -> None:
        chapter = anthology_domain(self.env).chapter_of(self.env.current_document.docname)
        if chapter is None:
            return
        store = store_of(self.app)
        for node in list(self.document.findall(nodes.image)):
            uri = node["uri"]
            if uri.startswith(("http://", "https://", "//")):
                asset = store.get(uri)
                if asset is None:
                    self._placeholder(node, uri)
                else:
                    self._point(node, uri, asset.path, asset.media_type)
            elif not uri.startswith("data:"):
                self._find_local(node)

    def _point(self, node: nodes.image, uri: str, path: str, media_type: str) -> None:
        node["candidates"] = {media_type: path}
        node["uri"] = path
        self.env.original_image_uri[path] = uri  # type: ignore[index]
        self.env.images.add_file(self.env.current_document.docname, path)

    def _find_local(self, node: nodes.image) -> None:
        """A path as the blog served it: beside the post, or below a static folder."""
        source = Path(self.app.srcdir)
        uri = unquote(node["uri"])
        original = unquote(node.get("original_uri", uri)).lstrip("/")
        for attempt in (uri, *(f"{folder}/{original}".lstrip("/") for folder in _STATIC)):
            path = (source / attempt).resolve()
            if path.is_relative_to(source) and path.is_file():
                media_type = image_type(path.read_bytes()[:4096])
                if media_type:
                    self._point(node, uri, str(path.relative_to(source)), media_type)
                    return
        self._placeholder(node, "")

    def _placeholder(self, node: nodes.image, url: str) -> None:
        """Alt text and link in the picture's place, in a box of its own."""
        language = self.config.language.replace("_", "-")
        box = nodes.inline(classes=["missing-image"])
        box += nodes.inline("", say("missing-image", language), classes=["missing-label"])
        alt = node.get("alt", "")
        if alt:
            box += nodes.inline("", f" {alt}", classes=["missing-alt"])
        if url:
            box += nodes.Text(" ")
            shown = url.split("://", 1)[-1]
            box += nodes.reference("", shown, refuri=url, classes=["missing-link"])
        node.replace_self(nodes.paragraph("", "", box, classes=["missing-picture"])
                          if isinstance(node.parent, nodes.figure) else box)
