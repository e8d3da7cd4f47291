"""Give every picture of a chapter a file, or a tidy placeholder that says what is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Set
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util._pathlib import _StrPath
from sphinx.util.nodes import get_node_line

from ..core.script import base_language, guess_language
from ..core.sniff import SUFFIXES, image_type
from ..core.svg import clean_svg
from ..core.wording import say
from ..diagnostics import Place
from ..files import write_whole
from ..local import find_picture
from ..model import ImageUse
from ..posts.domain import anthology_domain
from .convert import SVG, jpeg_within, plain
from .gather import missing, store_of, wholeness_of
from .store import whole_address
from .whole import HEIC, decoded, flaw_of_packed, unpack

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_WEB_TYPES = ("image/webp", "image/avif")
REMOTE = ("http://", "https://", "//")


def welcome_webp(app: Sphinx) -> None:
    """Browsers have read WebP since 2020; Sphinx's list of picture types has not."""
    if app.builder.format == "html":
        kinds = list(app.builder.supported_image_types)
        more = [kind for kind in _WEB_TYPES if kind not in kinds]
        type(app.builder).supported_image_types = [*kinds, *more]


def note_found_pictures(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Chapters that lacked a picture which is there now are read again."""
    domain, folder = anthology_domain(env), Path(env.srcdir)
    return [
        docname
        for docname, lacking in domain.data["lacking"].items()
        if (chapter := domain.chapter_of(docname)) is not None
        and any(find_picture(folder, chapter.post.path, url) for url in lacking)
    ]


class FindLocalImages(SphinxTransform):
    """Point pictures of posts at their files before Sphinx looks for them beside the post."""

    default_priority = 210

    def apply(self, **kwargs: Any) -> None:
        chapter = anthology_domain(self.env).chapter_of(self.env.current_document.docname)
        if chapter is None:
            self._look_at_own_page()
            return
        folder = Path(self.env.srcdir)
        top = folder.resolve()
        for node in list(self.document.findall(nodes.image)):
            uri = node["uri"]
            if uri.startswith(REMOTE) or uri.startswith("data:"):
                continue
            found = find_picture(folder, chapter.post.path, uri)
            if found is None:
                docname = self.env.current_document.docname
                anthology_domain(self.env).data["lacking"].setdefault(docname, []).append(uri)
                put_placeholder(node, "", self.config.language)
            else:
                node["uri"] = "/" + found.relative_to(top).as_posix()

    def _look_at_own_page(self) -> None:
        """Pages of the user's own name their pictures as Sphinx wants it."""
        domain, docname = anthology_domain(self.env), self.env.current_document.docname
        for node in list(self.document.findall(nodes.image)):
            place = Place(str(self.document["source"]), get_node_line(node) or 0)
            use = ImageUse(node["uri"], node.get("alt", ""), place)
            if use.remote:
                node["uri"] = whole_address(use.url)
                domain.data["pictures"].setdefault(docname, []).append(
                    replace(use, url=node["uri"])
                )
            elif flaw := self._flaw(use):
                domain.note(missing(use, flaw))
                if "://" in use.url:  # Sphinx would go there
                    put_placeholder(node, use.url, self.config.language)

    def _flaw(self, use: ImageUse) -> str:
        if use.url.startswith("data:"):
            return ""
        if "://" in use.url:
            return "only http and https are fetched"
        path = Path(self.env.relfn2path(use.url, self.env.current_document.docname)[1])
        return wholeness_of(self.app).flaw(path) if path.is_file() else ""


class LocaliseImages(SphinxPostTransform):
    """Point each remote picture at its file in the cache, clean drawings, and let nothing through
    that is not whole.

    Sphinx's own downloader, which has no bounds, no cache and no offline mode, is taken out.
    """

    default_priority = 50

    def run(self, **kwargs: Any) -> None:
        pictures = list(self.document.findall(nodes.image))
        self._localise(node for node in pictures if node["uri"].startswith(REMOTE))
        for node in pictures:
            uri = node["uri"]
            if uri.startswith("data:"):
                self._unpack(node)
            elif not uri.startswith(REMOTE) and (path := Path(self.env.srcdir, uri)).is_file():
                self._check(node, path)

    def _localise(self, pictures: Iterable[nodes.image]) -> None:
        store = store_of(self.app)
        for node in pictures:
            asset = store.get(node["uri"])
            if asset is None and node.get("optional"):
                _take_out(node)
            elif asset is None:
                put_placeholder(node, node["uri"], self.config.language)
            else:
                self._point(node, asset.path, asset.media_type)
                self._make_fit(node, Path(asset.path), asset.media_type)

    def _unpack(self, node: nodes.image) -> None:
        """A picture in its own address: packagers want files, whole ones."""
        if flaw_of_packed(node["uri"]):
            put_placeholder(node, "", self.config.language)
        elif not self.app.builder.supported_data_uri_images:
            data = unpack(node["uri"])
            self._keep(node, data, image_type(data))

    def _check(self, node: nodes.image, path: Path) -> None:
        if wholeness_of(self.app).flaw(path):
            put_placeholder(node, "", self.config.language)
            return
        with path.open("rb") as file:
            self._make_fit(node, path, image_type(file.read(4096)))

    def _make_fit(self, node: nodes.image, path: Path, media_type: str) -> None:
        """What no page may show as it is gets a file that it may."""
        if media_type == SVG:
            self._clean_drawing(node, path)
        elif media_type == HEIC:
            self._keep(node, _as_jpeg(path.read_bytes()), "image/jpeg")

    def _point(self, node: nodes.image, path: str, media_type: str) -> None:
        self.env.original_image_uri[_StrPath(path)] = node["uri"]
        node["candidates"] = {media_type: path}
        node["uri"] = path
        self.env.images.add_file(self.env.current_document.docname, path)

    def _clean_drawing(self, node: nodes.image, path: Path) -> None:
        """A drawing that acts is replaced by one that only draws."""
        cleaned = clean_svg(path.read_bytes())
        if cleaned and (cleaned[1] or path.suffix.lower() != ".svg"):
            self._keep(node, cleaned[0], SVG)

    def _keep(self, node: nodes.image, data: bytes, media_type: str) -> None:
        """A file of its own for a picture that is not as a file of the user's."""
        name = f"{hashlib.sha256(data).hexdigest()[:20]}{SUFFIXES[media_type]}"
        path = Path(self.env.doctreedir, "drawings", name)
        if not path.is_file():
            write_whole(path, data)
        self._point(node, str(path), media_type)


def _as_jpeg(data: bytes) -> bytes:
    """A picture that few programs read, in its own size and turned the right way."""
    with decoded(data) as image:
        return jpeg_within(plain(image).convert("RGB"), 0)


def _take_out(node: nodes.Element) -> None:
    """Remove *node*, and what would be empty without it."""
    while len(node.parent) == 1 and not isinstance(node.parent, nodes.container):
        node = node.parent
    node.parent.remove(node)


def put_placeholder(node: nodes.image, url: str, language: str) -> None:
    """Alt text and link in the picture's place, in a box of its own; a heading, which stands in the
    contents too, has words of its own."""
    if isinstance(node.parent, nodes.title):
        alone = not node.parent.astext().strip()
        node.replace_self([nodes.Text(node.get("alt", ""))] if alone and node.get("alt") else [])
        return
    box = nodes.inline(classes=["missing-image"])
    words = say("missing-image", language.replace("_", "-"))
    box += nodes.inline("", words, classes=["missing-label"])
    if node.get("alt"):
        alt = nodes.inline("", f" {node['alt']}", classes=["missing-alt"])
        if base_language(guess_language(node["alt"])) != base_language(language):
            alt["classes"].append(f"language-{guess_language(node['alt'])}")
        box += alt
    if url:
        box += nodes.Text(" ")
        shown = url.split("://", 1)[-1]
        if _is_linked(node):  # a badge, say: a link holds no other link
            box += nodes.inline("", shown, classes=["missing-link"])
        else:
            box += nodes.reference("", shown, refuri=url, classes=["missing-link"])
    in_figure = isinstance(node.parent, nodes.figure)
    node.replace_self(
        nodes.paragraph("", "", box, classes=["missing-picture"]) if in_figure else box
    )


def _is_linked(node: nodes.Element | None) -> bool:
    while node is not None and not isinstance(node, (nodes.reference, addnodes.pending_xref)):
        node = node.parent
    return node is not None
