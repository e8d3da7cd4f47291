"""``anthology``: the few things that are neither make nor sphinx-build.

``anthology build`` runs sphinx-build once per format, one process each, with the arguments that a
folder of posts needs. Imports wait until a command needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .diagnostics import Code, Diagnostic, Place, Severity
from .linkcare.options import add_links

if TYPE_CHECKING:
    from .model import Post
    from .scan import Scan

FORMATS = ("html", "pdf", "epub")
EXPORTS = ("bibtex", "biblatex", "csl-json", "ris")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the result is the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="anthology", description="Turn a folder of blog posts into a book."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="build the website, the PDF, the EPUB")
    build.add_argument("formats", nargs="+", choices=FORMATS, metavar="FORMAT")
    _add_source(build)
    _add_build_options(build)
    build.set_defaults(run=_build)
    live = commands.add_parser("live", help="serve the website; rebuild it when a post changes")
    _add_source(live)
    _add_build_options(live)
    live.add_argument("--port", type=int, default=8000)
    live.set_defaults(run=_live)
    check = commands.add_parser("check", help="read every post and report; build nothing")
    _add_source(check)
    check.set_defaults(run=_check)
    inspect = commands.add_parser("inspect", help="print what is understood of each post")
    _add_source(inspect)
    inspect.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="posts, or folders")
    inspect.add_argument("--format", choices=("jsonl", "table"), default="jsonl")
    inspect.set_defaults(run=_inspect)
    diff = commands.add_parser("diff", help="print what the rules change in posts, as a diff")
    diff.add_argument("posts", nargs="+", type=Path, metavar="POST")
    _add_source(diff)
    diff.set_defaults(run=_diff)
    report = commands.add_parser("report", help="print what was understood of each post")
    report.add_argument("posts", nargs="*", type=Path, metavar="POST", help="only these")
    _add_source(report)
    report.set_defaults(run=_report)
    add_links(commands, _add_source, _links)
    export = commands.add_parser("export", help="print the works that the posts cite, as data")
    _add_source(export)
    form = export.add_mutually_exclusive_group(required=True)
    for name in EXPORTS:
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name)
    export.add_argument("-o", dest="out", type=Path, metavar="FILE", help="write there")
    export.set_defaults(run=_export)
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=Path, default=Path("."), help="folder of posts (here)")
    parser.add_argument("--conf", type=Path, help="folder of conf.py, when it is not the posts'")


def _add_build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--build", type=Path, default=Path("build"), help="output folder (build)")
    parser.add_argument("--jobs", default="auto", help="processes (auto: one per core)")
    parser.add_argument("--offline", action="store_true", help="never connect")
    parser.add_argument("--strict", action="store_true", help="warnings fail the build")
    parser.add_argument("--drafts", action="store_true", help="take drafts into the book")


def _build(options: argparse.Namespace) -> int:
    if not _is_folder(options.book):
        return 2
    worst = 0
    with tempfile.TemporaryDirectory() as scratch:
        shared = {**os.environ, "ANTHOLOGY_FAILURES": str(Path(scratch, "failures.json"))}
        for kind in options.formats:
            command = [sys.executable, "-m", "sphinx", *_sphinx_arguments(options, kind)]
            code = subprocess.run(command, check=False, env=shared).returncode
            outcome = "finished with errors" if code else options.build / kind
            print(f"{kind}: {outcome}", flush=True)
            worst = max(worst, code)
    return worst


def _live(options: argparse.Namespace) -> int:
    if not _is_folder(options.book):
        return 2
    command = [sys.executable, "-m", "sphinx_autobuild", *_sphinx_arguments(options, "html")]
    command += ["--port", str(options.port)]
    return subprocess.run(command, check=False).returncode


def _is_folder(book: Path) -> bool:
    if book.is_dir():
        return True
    what = "is a file, not a folder of posts" if book.exists() else "is not there"
    hint = "Name a folder: make html BOOK=path/to/posts"
    print(Diagnostic(Code.NO_SOURCE, what, Place(str(book)), hint), file=sys.stderr)
    return False


def _sphinx_arguments(options: argparse.Namespace, kind: str) -> list[str]:
    """What sphinx-build is told: as a user would type it."""
    build = options.build.resolve()
    arguments = ["-b", kind, "-d", str(build / "doctrees"), "-j", str(options.jobs)]
    conf = options.conf or (options.book if (options.book / "conf.py").is_file() else None)
    if conf is None:
        arguments += ["-C", "-D", "extensions=sphinx_anthology"]
    else:
        arguments += ["-c", str(conf)]
    if options.strict:
        arguments.append("-W")
    if not sys.stdout.isatty():
        arguments.append("-q")
    settings = {
        "anthology_cache": str(build / "cache"),
        "anthology_offline": "1" if options.offline or os.environ.get("OFFLINE") == "1" else "",
        "anthology_drafts": "1" if options.drafts else "",
    }
    for name, value in settings.items():
        if value:
            arguments += ["-D", f"{name}={value}"]
    return [*arguments, str(options.book), str(build / kind)]


def _check(options: argparse.Namespace) -> int:
    from .core.collection import Choices, collect
    from .scan import scan

    if not _is_folder(options.book):
        return 2
    found = scan(options.book, **reading_settings(options.conf or options.book))
    found.diagnostics += collect(found.posts, Choices(), str(options.book)).diagnostics
    for finding in found.diagnostics:
        print(f"{finding.severity.value}: {finding} [{finding.code.slug}]")
    errors = sum(d.severity is Severity.ERROR for d in found.diagnostics)
    print(f"{len(found.posts)} posts can be built, {errors} errors")
    return 1 if errors else 0


def reading_settings(folder: Path) -> dict[str, Any]:
    """Settings of conf.py that say which posts are read, and how."""
    return _reading(given_settings(folder), folder)


def given_settings(folder: Path) -> dict[str, Any]:
    """What conf.py says; nothing when there is none. It is run, as Sphinx runs it."""
    if not (folder / "conf.py").is_file():
        return {}
    from sphinx.config import Config
    from sphinx.util.tags import Tags

    return Config.read(folder, overrides={}, tags=Tags())._raw_config


def _reading(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    if not given:
        return {"exclude": ["index.md"]}
    from .core.rules import rule_book
    from .core.sites import read_sources

    names = ("exclude_patterns", "anthology_exclude", "anthology_pages")
    patterns = [pattern for name in names for pattern in given.get(name, [])]
    try:
        sources = read_sources(given.get("anthology_sources", {}))
    except ValueError as error:
        place = Place(str(folder / "conf.py"))
        print(Diagnostic(Code.BAD_SETTING, f"anthology_sources: {error}", place), file=sys.stderr)
        raise SystemExit(2) from error
    return {
        "exclude": ["index.md", *patterns],
        "rules": rule_book(given),
        "sources": sources,
    }


def _inspect(options: argparse.Namespace) -> int:
    from .inspect import as_json, as_table

    if not options.paths and not _is_folder(options.book):
        return 2
    paths = options.paths or [options.book]
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        print(Diagnostic(Code.NO_SOURCE, "is not there", Place(str(path))), file=sys.stderr)
    if missing:
        return 2
    posts: list[tuple[str, Post]] = []
    failed = False
    for path in paths:
        found, shown = _scan_path(path, options, alone=len(paths) == 1)
        posts += [(shown(post), post) for post in found.posts]
        for finding in found.diagnostics:
            if finding.severity is not Severity.NOTE:
                print(f"{finding.severity.value}: {finding}", file=sys.stderr)
            failed = failed or finding.severity is Severity.ERROR
    for line in (as_table if options.format == "table" else as_json)(posts):
        print(line)
    return 1 if failed else 0


def _scan_path(
    path: Path, options: argparse.Namespace, *, alone: bool
) -> tuple[Scan, Callable[[Post], str]]:
    """What *path* holds, and how its posts are called: below a lone folder, else as given."""
    from .scan import scan

    if path.is_dir():
        folder = argparse.Namespace(book=path, conf=options.conf)
        found = scan(path, **reading_settings(folder.conf or folder.book))
        return found, lambda post: post.path if alone else (path / post.path).as_posix()
    # the folders above a post tell its language and blog, as far as the user named them
    inside = not path.is_absolute() and ".." not in path.parts
    root, below = (Path("."), path) if inside else (path.parent, Path(path.name))
    reading = {**reading_settings(options.conf or options.book), "only": [below.as_posix()]}
    return scan(root, **reading), lambda post: path.as_posix()


def _diff(options: argparse.Namespace) -> int:
    from .core.post import decode_bytes, read_post
    from .core.rules import RuleBook
    from .report import hunk

    book = reading_settings(options.conf or options.book).get("rules", RuleBook())
    worst = 0
    for file in options.posts:
        relative = _below(file, options.book)
        try:
            text, finding = decode_bytes(file.read_bytes(), str(file))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            finding = Diagnostic(Code.UNREADABLE, f"cannot be read: {reason}", Place(str(file)))
        if finding is not None:
            print(finding, file=sys.stderr)
            worst = 2
            continue
        post = read_post(text, relative, str(file), book.of(relative))
        changes = sorted(
            (d for d in post.diagnostics if d.is_change), key=lambda change: change.place.line
        )
        print(f"--- {file}\n+++ {post.meta.title or relative}, as the book has it")
        for change in changes:
            print(_coloured(hunk(change)))
        for found in post.diagnostics:
            if found.severity is Severity.ERROR:
                print(found, file=sys.stderr)
                worst = 1
    return worst


def _below(file: Path, book: Path) -> str:
    """Path of a post below the folder of posts, as rules name it."""
    full, root = file.resolve(), book.resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else file.as_posix()


def _coloured(hunk: str) -> str:
    """Colours of a diff, on a terminal that wants them (no-color.org)."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return hunk
    colours = {"@": "36", "-": "31", "+": "32"}
    lines = (f"\x1b[{colours[line[0]]}m{line}\x1b[0m" for line in hunk.split("\n"))
    return "\n".join(lines)


def _report(options: argparse.Namespace) -> int:
    from .core.collection import Choices, collect
    from .report import as_text, lacking, report_on
    from .scan import scan

    if not _is_folder(options.book):
        return 2
    found = scan(options.book, **reading_settings(options.conf or options.book))
    volume = collect(found.posts, Choices(drafts=True), str(options.book))
    wanted = {_below(file, options.book) for file in options.posts}
    missing = wanted - {post.path for post in found.posts}
    posts = [post for post in found.posts if not wanted or post.path in wanted]
    places = {post.path: str(options.book / post.path) for post in posts}
    missing_parts = lacking(volume, options.book)
    findings = [*found.diagnostics, *volume.diagnostics, *missing_parts]
    for report in report_on(posts, places, findings):
        print(f"{as_text(report)}\n")
    for path in sorted(missing):
        print(f"{path}: no such post, or it cannot be read", file=sys.stderr)
    errors = sum(d.severity is Severity.ERROR for d in found.diagnostics)
    return 1 if errors or missing else 0


def _links(options: argparse.Namespace) -> int:
    from .core.collection import Choices, collect
    from .linkcare.commands import run
    from .locks import LINKS
    from .scan import scan

    if not _is_folder(options.book):
        return 2
    home = options.conf or options.book
    given = given_settings(home)
    options.local_host = [*options.local_host, *given.get("anthology_local_hosts", [])]
    found = scan(options.book, **_reading(given, home))
    volume = collect(found.posts, Choices(), str(options.book))
    return run(options, volume.chapters, options.lock or home / LINKS)


def _export(options: argparse.Namespace) -> int:
    from .core.collection import Choices, collect
    from .core.references import merge
    from .core.references.export import WRITERS
    from .scan import scan

    if not _is_folder(options.book):
        return 2
    found = scan(options.book, **reading_settings(options.conf or options.book))
    volume = collect(found.posts, Choices(), str(options.book))
    text = WRITERS[options.form](entry.reference for entry in merge(volume.chapters))
    if not _put(text, options.out):
        return 2
    errors = [
        finding
        for finding in (*found.diagnostics, *volume.diagnostics)
        if finding.severity is Severity.ERROR
    ]
    for finding in errors:
        print(f"{finding.severity.value}: {finding} [{finding.code.slug}]", file=sys.stderr)
    return 1 if errors else 0


def _put(text: str, out: Path | None) -> bool:
    """Write *text* as UTF-8 with its own line ends to *out*, or to the standard output."""
    if out is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return True
    try:
        out.write_bytes(text.encode())
    except OSError as error:
        print(f"{out}: cannot be written: {error.strerror}", file=sys.stderr)
        return False
    return True
