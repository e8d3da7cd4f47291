"""The builder beneath PDF and EPUB: each document becomes a file of XHTML, then a packager runs.

Fragments are files, because with ``-j`` documents are written in child processes and what they keep
in memory is lost.
"""

from __future__ import annotations

import os
import shutil
from abc import abstractmethod
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, cast

from docutils import nodes
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from ..core.slugs import slugify
from ..diagnostics import Code
from ..files import write_whole
from ..fingerprint import of_code, of_facts, of_files
from ..html.builder import PagesBuilder
from ..html.context import facts_of
from ..html.folders import themes_folder
from ..integrity import is_unfinished
from ..media.convert import SHOPS, ImageFolder, Limits
from ..media.transforms import put_placeholder
from ..media.whole import BrokenPicture
from ..posts.domain import anthology_domain
from ..posts.volume import BIBLIOGRAPHY
from ..settings import SETTINGS
from .printed import fingerprint
from .spine import Spine
from .xhtml import OWN, Fragment, fragment_from_body, write_fragment

logger = logging.getLogger(__name__)
CHAPTERS = "chapters/"
IMAGES = "images"  # folder of pictures, beside the fragments


class FragmentBuilder(PagesBuilder):
    """Renders chapters; a subclass says how :meth:`package` makes a book of them."""

    name = ""
    format = "html"  # node visitors are registered for html
    embedded = True
    search = False
    add_permalinks = False
    copysource = False
    download_support = False
    allow_sharp_as_current_path = False
    supported_remote_images = False
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif",
        "image/bmp", "image/tiff",
    ]  # fmt: skip
    theme_folder = ""  # below the theme: templates and style sheet of the packager
    supported_data_uri_images = False  # a picture in an address becomes a file, too
    limits: ClassVar[Limits] = SHOPS  # what a packager takes of pictures

    def init(self) -> None:
        super().init()
        self.out_suffix = self.link_suffix = ".xhtml"
        self.folder = Path(self.doctreedir) / f"fragments-{self.name}"
        self.pictures = ImageFolder(self.folder / IMAGES, self.limits)

    @property
    def _stamp(self) -> Path:
        """Tells which code the fragments are of."""
        return self.folder / "written-by.txt"

    @cached_property
    def _code(self) -> str:
        return of_code("", self.name, "core", "fragments", "media", "html", "bibliography", "posts")

    @property
    def product(self) -> Path:
        """The file that :meth:`package` writes."""
        return Path(self.outdir) / f"{self.config.anthology_slug}.{self.name}"

    def beside(self) -> Sequence[Path]:
        """Files that lie beside the product and belong to it."""
        return []

    def others(self) -> list[str]:
        """Fingerprints of what the book is made of besides fragments, theme and settings."""
        return []

    def remind(self, spine: Spine) -> None:
        """Tell again what was wrong with the book that is up to date."""

    @abstractmethod
    def package(self, spine: Spine) -> None:
        """Make the book from its fragments, in reading order."""

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return f"{fragment_name(docname)}.xhtml"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to)

    def get_outdated_docs(self) -> Iterator[str]:
        """Documents whose fragment is missing, or older than what it is made from and by."""
        if _read(self._stamp) != self._code or is_unfinished(self._app):
            yield from self._wanted(self.env.found_docs)
            return
        for docname in self._wanted(self.env.found_docs):
            fragment = self._file(docname)
            doctree = Path(self.doctreedir) / f"{docname}.doctree"
            if (
                not fragment.is_file()
                or not doctree.is_file()
                or fragment.stat().st_mtime_ns < doctree.stat().st_mtime_ns
            ):
                yield docname

    def _wanted(self, docnames: Set[str]) -> Set[str]:
        """Those that are in the book. A generated root is of the website alone: others have pages
        of their own for what it says."""
        own_root = anthology_domain(self.env).own_root
        return docnames if own_root else docnames - {self.config.root_doc}

    def prepare_writing(self, docnames: Set[str]) -> None:
        super().prepare_writing(docnames)
        if _read(self._stamp) != self._code:  # what older code made of pictures goes, too
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)

    def copy_assets(self) -> None:
        """A packager takes its style sheets itself."""

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Give each picture a name by its content; names must not depend on which documents are
        written in this run."""
        for node in list(doctree.findall(nodes.image)):
            path = Path(self.srcdir, node["uri"])
            try:
                if path.is_file():
                    self.images[node["uri"]] = self.pictures.add(path)
            except BrokenPicture as broken:  # spoilt since it was looked at
                message = f"picture {path} cannot be had: {broken}"
                code = Code.MISSING_IMAGE.slug
                logger.warning(message, location=node, type="anthology", subtype=code)
                put_placeholder(node, "", self.config.language)

    def write_documents(self, docnames: Set[str]) -> None:
        super().write_documents(self._wanted(docnames))

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        self.post_process_images(doctree)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        doctree.settings = self.docsettings
        self.secnumbers, self.fignumbers = {}, {}
        self.imgpath = IMAGES
        self.current_docname = docname
        visitor = cast(HTML5Translator, self.create_translator(doctree, self))
        doctree.walkabout(visitor)
        chapter = anthology_domain(self.env).chapter_of(docname)
        language = chapter.post.language if chapter else self.book_language
        html = "".join(visitor.fragment)
        del visitor  # holds the page a second time, which for a long bibliography is much
        fragment = fragment_from_body(fragment_name(docname), html, language)
        del html
        text = fingerprint(fragment.body)
        write_fragment(self._file(docname), self.made_ready(fragment), text)

    def made_ready(self, fragment: Fragment) -> Fragment:
        """A fragment as its packager wants it, made in the process that writes it."""
        return fragment

    @property
    def book_language(self) -> str:
        """BCP 47 tag of the book."""
        return str(self.config.language).replace("_", "-")

    def finish(self) -> None:
        """Package the book, unless the one that lies there was made from the same things."""
        write_whole(self._stamp, self._code.encode())
        spine = Spine([self._file(docname) for docname in self.reading_order()])
        made_from, stamp = self._made_from(spine.files), self.folder / "made-from.txt"
        lie_there = all(file.is_file() for file in (self.product, *self.beside()))
        if lie_there and _read(stamp) == made_from:
            logger.info("up to date: %s", self.product)
            self.remind(spine)
            return
        self.package(spine)
        self._remove_renamed()
        write_whole(stamp, made_from.encode())

    def _remove_renamed(self) -> None:
        """A book that has another name now is not left there under its old one."""
        record, outdir = self.folder / "product.txt", Path(self.outdir)
        now = [file.name for file in (self.product, *self.beside())]
        for name in set(_read(record).split("\n")) - {"", *now}:
            (outdir / name).unlink(missing_ok=True)
        write_whole(record, "\n".join(now).encode())

    def _made_from(self, files: Sequence[Path]) -> str:
        """Fingerprint of fragments, metadata, settings, theme and code."""
        theme = sorted((themes_folder() / "anthology" / self.theme_folder).iterdir())
        cover = [Path(path)] if (path := facts_of(self._app)["cover"]) else []
        volume = anthology_domain(self.env).volume
        settings = [self.config[setting.name] for setting in SETTINGS]
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        parts = [
            of_files([*files, *theme, *cover]),
            self._code,
            of_facts([volume.parts, sorted(facts_of(self._app).items()), settings, epoch]),
            self.highlighter.get_stylesheet(),
            *self.others(),
        ]
        return of_facts(parts)

    def reading_order(self) -> list[str]:
        """Documents as the root's toctrees order them. A root that the user wrote opens the book;
        chapters that no toctree names follow in the volume's order, before the bibliography."""
        domain = anthology_domain(self.env)
        order: dict[str, None] = {self.config.root_doc: None} if domain.own_root else {}

        def walk(docname: str) -> None:
            for child in self.env.toctree_includes.get(docname, ()):
                if child not in order and child in self.env.found_docs:
                    order[child] = None
                    walk(child)

        walk(self.config.root_doc)
        order.update(dict.fromkeys(c.docname for c in domain.volume.chapters))
        if BIBLIOGRAPHY in self.env.found_docs and BIBLIOGRAPHY not in order:
            order[BIBLIOGRAPHY] = None
        return [docname for docname in order if self._file(docname).is_file()]

    def _file(self, docname: str) -> Path:
        return self.folder / f"{fragment_name(docname)}.xhtml"


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def fragment_name(docname: str) -> str:
    """Flat ASCII name: fragments link to each other as files of one folder. Chapters are called by
    their slugs, which hold no dot; other documents have names that no slug can be."""
    if docname.startswith(CHAPTERS) or docname == BIBLIOGRAPHY:
        return docname.removeprefix(CHAPTERS)
    slug = slugify(docname)
    told = "" if slug == docname else f".{sha256(docname.encode()).hexdigest()[:6]}"
    return f"{OWN}{slug}{told}"
