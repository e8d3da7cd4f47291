"""One post's budget while Sphinx reads and writes it: a chapter that spends it becomes a notice,
and the rest of the book is built."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..budget import OverBudget, within
from ..diagnostics import Code, Diagnostic, Place
from ..files import write_whole
from ..posts.domain import anthology_domain
from ..posts.opening import put_stand_in
from ..posts.report import report_of
from ..posts.volume import budget_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "over-budget"  # beside the doctrees: what processes that write have found
HINT = "A notice stands for the chapter; split the post, or take out what has no end"


def bound_reading(app: Sphinx) -> None:
    """Bound what reading each document costs. Sphinx has no event around it."""
    builder = app.builder
    builder.read_doc = _reading(app, builder.read_doc)  # type: ignore[method-assign,misc]


def _reading(app: Sphinx, read: Callable[..., None]) -> Callable[..., None]:
    def bounded(docname: str, **how: Any) -> None:
        try:
            with within(budget_of(app.config)):
                read(docname, **how)
        except OverBudget as over:
            domain = anthology_domain(app.env)
            if domain.chapter_of(docname) is None:
                raise
            app.events.emit("env-purge-doc", app.env, docname)
            app.env.clear_doc(docname)
            app.env.ref_context.clear()
            domain.stand_ins.add(docname)
            read(docname, **how)
            finding = _finding(app, docname, "reading", over)
            domain.data["findings"].setdefault(docname, []).append(finding)

    return bounded


def notice_of(app: Sphinx, docname: str) -> nodes.document:
    """The document, cut down to a notice."""
    doctree = app.env.get_doctree(docname)
    chapter = anthology_domain(app.env).chapter_of(docname)
    if chapter is not None:
        put_stand_in(doctree, chapter, str(app.config.language).replace("_", "-"))
    return doctree


def note_spending(app: Sphinx, docname: str, over: OverBudget) -> None:
    """Keep for the report that writing *docname* took too much, from whichever process."""
    write_whole(_file(app, docname), pickle.dumps(_finding(app, docname, "writing", over)))


def forget_spending(app: Sphinx, docname: str) -> None:
    """It is written anew."""
    with suppress(FileNotFoundError):
        _file(app, docname).unlink()


def report_spending(app: Sphinx, exception: Exception | None) -> None:
    """Tell of the chapters that notices stand for, written now or in an earlier build."""
    folder = Path(app.doctreedir, FOLDER, app.builder.name)
    for file in sorted(folder.rglob("*.pickle")):
        docname = file.relative_to(folder).with_suffix("").as_posix()
        if docname in app.env.found_docs:
            report_of(app).add([pickle.loads(file.read_bytes())])
        else:
            file.unlink()


def _finding(app: Sphinx, docname: str, step: str, over: OverBudget) -> Diagnostic:
    place = Place(str(app.env.doc2path(docname)))
    return Diagnostic(Code.OVER_BUDGET, f"{step}: {over}", place, HINT)


def _file(app: Sphinx, docname: str) -> Path:
    return Path(app.doctreedir, FOLDER, app.builder.name, f"{docname}.pickle")
