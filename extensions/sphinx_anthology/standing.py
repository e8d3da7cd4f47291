"""Leave a record of the build, by which the next one sees that there is nothing to do
(``unchanged.py``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import builtin_extensions
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import is_suppressed_warning

from . import company, fonts
from .diagnostics import Code, Diagnostic, Severity
from .fragments.printed import FILE as PRINTED
from .html.machines.offers import KINDS
from .posts.report import report_of
from .unchanged import ASKED, Record, keep, made, place, settings_of, shelf, stamp, tree

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_KNOWN = ("sphinx_anthology", "myst_parser", "sphinxcontrib.bibtex", "sphinx.ext.mathjax")
_FOLDERS = ("_path", "_dirs", "_files")  # ends of the names of settings that list folders


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", forget_standing, priority=1)
    # after all who write, before the folder is given back
    app.connect("build-finished", keep_standing, priority=1500)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}


def forget_standing(app: Sphinx) -> None:
    """From here on the record says nothing of what is there."""
    place(Path(app.doctreedir), app.builder.name).unlink(missing_ok=True)


def keep_standing(app: Sphinx, exception: Exception | None) -> None:
    """Leave a record, when ``anthology build`` runs this build and all of it can be vouched for."""
    began, _, asked = os.environ.get(ASKED, "").partition(" ")
    if not asked or exception is not None or not _is_good(app):
        return
    conf = Path(app.confdir, "conf.py") if app.config._raw_config.get("__file__") else None
    settings = settings_of(conf) if conf else ""
    if settings is None:
        return
    told = [finding for finding in report_of(app).findings if _is_told(app, finding)]
    record = Record(asked, settings, said=[_line(finding) for finding in told])
    record.findings = report_of(app).json()
    record.skipped = [str(app.outdir), str(app.doctreedir), str(Path(app.outdir).parent)]
    if Path(app.srcdir).resolve().is_relative_to(Path(app.outdir).parent.resolve()):
        record.skipped.pop()
    record.files = {path: stamp(path) for path in sorted(set(_files(app)))}
    record.shelves = {path: shelf(path) for path in sorted(set(_shelves(app)))}
    record.trees = {path: tree(path, record.skipped) for path in sorted(set(_trees(app)))}
    record.offered = {path: made(path) for path in _offered(app)}
    if record.youngest(_taken(app)) < int(began):  # nothing was changed since it was read
        record.made = {str(app.outdir): made(app.outdir)}
        with suppress(OSError):  # the book is made; the next build looks for itself
            keep(record, Path(app.doctreedir), app.builder.name)


def _is_good(app: Sphinx) -> bool:
    """Whether nothing went wrong, nothing is to be tried again, and no stranger took part."""
    found = report_of(app).findings
    return not (
        app.statuscode
        or (app._fail_on_warnings and app._warncount)
        or any(finding.severity is Severity.ERROR for finding in found)
        or any(map(_is_tried_again, () if app.config.anthology_offline else found))
        or app.config.setup  # of conf.py: it may have any listener
        or any(not app.env.doc2path(name).is_file() for name in app.env.found_docs)  # deleted since
        or not all(map(_is_known, app.extensions))
    )


def _is_known(extension: str) -> bool:
    return any(f"{extension}.".startswith(f"{name}.") for name in (*builtin_extensions, *_KNOWN))


def _is_tried_again(finding: Diagnostic) -> bool:
    """Remote pictures that were not to be had."""
    wanted = finding.code in {Code.MISSING_IMAGE, Code.CHANGED_PICTURE}
    return wanted and "://" in finding.message


def _is_told(app: Sphinx, finding: Diagnostic) -> bool:
    slug, suppressed = finding.code.slug, app.config.suppress_warnings
    return finding.severity is Severity.WARNING and not is_suppressed_warning(
        "anthology", slug, suppressed
    )


def _line(finding: Diagnostic) -> str:
    """A warning as Sphinx prints it."""
    where = f"{finding.place}: " if finding.place.line else ""
    text = finding.text if finding.place.line else str(finding)
    return f"{where}WARNING: {text} [anthology.{finding.code.slug}]"


def _files(app: Sphinx) -> Iterator[str]:
    """Files that were read outside the folders."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file:
            yield file
    for names in app.env.dependencies.values():
        yield from (str(Path(app.srcdir, name)) for name in names)
    if app.builder.name != "pdf":  # which writes it
        yield str(Path(app.doctreedir, PRINTED))
    yield from (path for _, path in _named(app) if os.path.isfile(path))


def _shelves(app: Sphinx) -> Iterator[str]:
    """Folders of which the files directly in them count: conf.py's, with the book's locks."""
    yield str(app.confdir)
    yield from (path for _, path in _named(app) if os.path.isdir(path))


def _taken(app: Sphinx) -> set[str]:
    """What builds beside this one have made meanwhile, and this one has waited for."""
    kinds = [kind for kind in KINDS if company.is_beside(kind)]
    made = {str(Path(app.outdir).parent / kind) for kind in kinds}
    return made | ({str(Path(app.doctreedir, PRINTED))} if kinds else set())


def _offered(app: Sphinx) -> Iterator[str]:
    """Folders of the books that a website offers."""
    if app.builder.name not in KINDS:
        yield from (str(Path(app.outdir).parent / kind) for kind in KINDS)


def _trees(app: Sphinx) -> Iterator[str]:
    """Folders of which everything counts."""
    yield str(app.srcdir)
    yield str(Path(__file__).parent)
    if isinstance(app.builder, StandaloneHTMLBuilder) and hasattr(app.builder, "theme"):
        yield from map(str, app.builder.theme.get_theme_dirs())
    yield from map(str, fonts.folders())
    for name, path in _named(app):
        if name.endswith(_FOLDERS) and os.path.isdir(path):
            yield path


def _named(app: Sphinx) -> Iterator[tuple[str, str]]:
    """(setting, path) of whatever may name a file or folder."""
    for option in app.config:
        for text in _texts(option.value):
            if text and len(text) < 1000 and "\n" not in text and "\0" not in text:
                for base in (app.confdir, app.srcdir):
                    yield option.name, os.path.join(base, text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, (str, os.PathLike)):
        yield os.fspath(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _texts(each)
