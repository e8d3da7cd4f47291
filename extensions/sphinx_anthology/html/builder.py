"""The builders of the website, and what they share with those of books: pages are written whole,
within each post's budget, in processes that resolve them, too.

A reader who looks while the site is built, or after a build that was killed, finds the old page or
the new one.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Iterator, Set
from contextlib import suppress
from itertools import islice
from math import ceil
from pathlib import Path
from shutil import copyfile

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks

from .. import company
from ..budget import OverBudget, within
from ..files import whole, write_whole
from ..integrity.budgets import forget_spending, note_spending, notice_of
from ..posts.domain import anthology_domain
from ..posts.pinyin import look_up_pinyin
from ..posts.volume import budget_of
from .downloads import put_downloads
from .folders import is_website
from .machines.offers import KINDS as OFFERED
from .partials import LeanPages

logger = logging.getLogger(__name__)
BATCH = 125  # documents that a process reads or writes; then it ends, and gives its memory back
# Tables of the environment that are large.
BY_DOCUMENT = ("titles", "longtitles", "tocs", "metadata", "toctree_includes", "toc_num_entries")
FEW = 6  # documents; fewer are not worth a process


class CannotWrite(Exception):
    """A page that could not be written. Sphinx would take an ``OSError`` for a warning, and leave a
    site with holes."""


class WholePath(type(Path())):  # type: ignore[misc]  # the class for this system
    """A file that Sphinx writes in one go."""

    def write_text(
        self,
        data: str,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> int:
        """Write the file whole.

        Raises:
            CannotWrite: it cannot be written.
        """
        try:
            write_whole(Path(self), data.encode(encoding or "utf-8", errors or "strict"))
        except OSError as error:
            raise CannotWrite(str(error)) from error
        return len(data)


class MadePath(WholePath):
    """A page that no document stands behind: Sphinx makes all of these in each build, and most
    are as they were."""

    def write_text(self, data: str, *how: str | None, **more: str | None) -> int:
        """Write the file whole, unless it says the same already."""
        with suppress(OSError, UnicodeEncodeError):
            if self.read_bytes() == data.encode():
                return len(data)
        return super().write_text(data, *how, **more)


class PagesBuilder(LeanPages):
    """``-b html``."""

    _copied = 0  # of the pictures
    _last: Set[str] = frozenset()  # documents that are written when all else is

    def get_output_path(self, page_name: str, /) -> Path:
        """Where a page is written."""
        kind = WholePath if page_name in self.env.found_docs else MadePath
        known: dict[tuple[str, type[Path]], Path] = self.__dict__.setdefault("_paths", {})
        if (page_name, kind) not in known:
            known[page_name, kind] = kind(super().get_output_path(page_name))
        return known[page_name, kind]

    def get_outdated_docs(self) -> Iterator[str]:
        """Also those that another builder has read anew, which Sphinx tells by the posts alone."""
        yield from super().get_outdated_docs()
        for docname in self.env.found_docs:
            doctree = Path(self.doctreedir, f"{docname}.doctree")
            with suppress(FileNotFoundError):
                page = self.get_output_path(docname)
                if doctree.stat().st_mtime_ns > page.stat().st_mtime_ns:
                    yield docname

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read *docnames* in processes that hand back what they have read. Sphinx has each hand
        back its whole environment, which is loaded here, one after the other."""
        if len(docnames) < FEW:
            self._read_serial(docnames)
            return
        for docname in docnames:
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
        size = min(BATCH, ceil(len(docnames) / (2 * nproc)))
        batches = [docnames[at : at + size] for at in range(0, len(docnames), size)]
        progress = status_iterator(
            batches, "reading sources... ", "purple", len(batches), self.config.verbosity
        )

        def merge(batch: list[str], read: bytes) -> None:
            self.env.merge_info_from(batch, pickle.loads(read), self._app)
            next(progress, None)

        tasks = ParallelTasks(nproc)
        for batch in batches:
            tasks.add_task(self._read_batch, batch, merge)
        try:
            look_up_pinyin(self._app)  # meanwhile
        except Exception:
            tasks.join()  # who has read would wait for being asked, and be waited for
            raise
        tasks.join()
        logger.info("")

    def _read_batch(self, docnames: list[str]) -> bytes:
        self.env._app = self._app
        for docname in docnames:
            self.read_doc(docname, _cache=False)
        others = self.env.all_docs.keys() - set(docnames)
        tables = [getattr(self.env, name) for name in BY_DOCUMENT]
        tables += anthology_domain(self.env).data.values()
        for table in tables:
            if isinstance(table, dict):
                for docname in others & table.keys():
                    del table[docname]
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

    def write_documents(self, docnames: Set[str]) -> None:
        """Documents are resolved in the processes that write them. Sphinx resolves them in its
        main process and holds them for the others, which then wait for it."""
        self._last = docnames & {self.config.root_doc} if self._waits() else frozenset()
        self._write_all(sorted(docnames - self._last))
        if self.search:  # Sphinx's, which is complete before the rest is made
            self._write_last()

    def _waits(self) -> bool:
        return is_website(self._app) and any(map(company.is_beside, OFFERED))

    def _write_last(self) -> None:
        """Write the title page, which offers the other formats, when these are made."""
        if self._last:
            company.wait_for(*OFFERED)
            self._write_all(sorted(self._last))
        self._last = frozenset()

    def finish(self) -> None:
        if self._last:
            company.wait_for(company.PAGES)  # from then on a core is free
        super().finish()
        self._write_last()

    def _write_all(self, ordered: list[str]) -> None:
        processes = self._app.parallel
        if not self.parallel_ok or processes < 2 or len(ordered) < FEW:
            steps = status_iterator(
                ordered, "writing output... ", "darkgreen", len(ordered), self.config.verbosity
            )
            with logging.pending_warnings():
                for docname in steps:
                    self._write(docname)
            return
        # what is loaded for the first is there in all processes
        self._write(ordered.pop())
        # the first is the bibliography, where there is one: it takes as long as many chapters
        # smaller ones end together; beside other builds, no process has to wait for another
        each = 2 if company.is_alone() else 1
        size = min(BATCH, ceil(len(ordered) / (each * processes)))
        rest = range(1, len(ordered), size)
        batches = [ordered[:1], *(ordered[at : at + size] for at in rest)]
        progress = status_iterator(
            batches, "writing output... ", "darkgreen", len(batches), self.config.verbosity
        )

        def done(batch: list[str], images: dict[str, str]) -> None:
            self.images.update(images)
            next(progress, None)

        gc.freeze()  # a collection in a child would copy all that it shares with this process
        tasks = ParallelTasks(processes)
        for batch in batches:
            tasks.add_task(self._write_batch, batch, done)
        tasks.join()
        self._copied = len(self.images)
        logger.info("")

    def _write_batch(self, docnames: list[str]) -> dict[str, str]:
        """Write *docnames*; the pictures that they show."""
        self._copied = len(self.images)
        for docname in docnames:
            self._write(docname)
        return self.images

    def _write(self, docname: str) -> None:
        forget_spending(self._app, docname)
        try:
            with within(budget_of(self.config)):
                self._write_document(docname, None)
        except OverBudget as over:
            note_spending(self._app, docname, over)
            self._write_document(docname, notice_of(self._app, docname))

    def _write_document(self, docname: str, doctree: nodes.document | None) -> None:
        self.phase = BuildPhase.RESOLVING
        if docname == self.config.root_doc and self._draws_contents_itself():
            doctree = self.env.get_doctree(docname)
            for contents in list(doctree.findall(addnodes.toctree)):
                contents.parent.remove(contents)
        resolved = self.env.get_and_resolve_doctree(docname, self, tags=self.tags, doctree=doctree)
        self.phase = BuildPhase.WRITING
        self.write_doc_serialized(docname, resolved)
        self.write_doc(docname, resolved)
        if is_website(self._app):
            put_downloads(self._app, docname)
            self._put_pictures()

    def _put_pictures(self) -> None:
        """Copy the pictures that documents show, in the process that has just written them."""
        for path, name in islice(self.images.items(), self._copied, None):
            source = self.srcdir / path
            try:
                with whole(self._images_dir / name) as fresh:
                    copyfile(source, fresh)
            except OSError as error:
                if os.access(source, os.R_OK):
                    raise CannotWrite(str(error)) from error
                logger.warning("cannot copy image file '%s': %s", source, error)
        self._copied = len(self.images)

    def copy_image_files(self) -> None:
        """They are there."""

    def _draws_contents_itself(self) -> bool:
        """Whether the title page shows nothing of its document: the book's own theme makes its
        contents of the volume, and a thousand entries of a toctree would be made for nobody."""
        ours = is_website(self._app) and self.has_own_theme()
        return ours and not anthology_domain(self.env).own_root


class DirectoryPagesBuilder(PagesBuilder, DirectoryHTMLBuilder):
    """``-b dirhtml``."""

    name = "dirhtml"
