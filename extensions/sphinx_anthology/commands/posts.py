"""``anthology check``, ``inspect``, ``diff`` and ``report``: what is understood of posts."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ..core.collection import Choices, collect
from ..core.post import decode_bytes, read_post
from ..core.rules import RuleBook
from ..diagnostics import Code, Diagnostic, Place, Severity
from ..inspect import as_json, as_table
from ..model import Post
from ..report import as_text, hunk, lacking, report_on
from ..scan import Scan, scan
from .reading import reading_settings
from .telling import is_folder, tell


def check(options: argparse.Namespace) -> int:
    if not is_folder(options.book):
        return 2
    found = scan(options.book, **reading_settings(options.conf or options.book))
    volume = collect(found.posts, Choices(), str(options.book))
    found.diagnostics += volume.diagnostics
    found.diagnostics += lacking(volume, options.book)
    tell(found.diagnostics, options)
    counts = Counter(finding.severity for finding in found.diagnostics)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    if options.format == "text" and not options.output:
        print(f"{len(found.posts)} posts can be built, {errors} errors")
    return 1 if errors or (options.strict and warnings) else 0


def inspect(options: argparse.Namespace) -> int:
    if not options.paths and not is_folder(options.book):
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

    if path.is_dir():
        folder = argparse.Namespace(book=path, conf=options.conf)
        found = scan(path, **reading_settings(folder.conf or folder.book))
        return found, lambda post: post.path if alone else (path / post.path).as_posix()
    # the folders above a post tell its language and blog, as far as the user named them
    inside = not path.is_absolute() and ".." not in path.parts
    root, below = (Path("."), path) if inside else (path.parent, Path(path.name))
    reading = {**reading_settings(options.conf or options.book), "only": [below.as_posix()]}
    return scan(root, **reading), lambda post: path.as_posix()


def diff(options: argparse.Namespace) -> int:
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


def report(options: argparse.Namespace) -> int:
    if not is_folder(options.book):
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
