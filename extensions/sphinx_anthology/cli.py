"""``anthology``: the few things that are neither make nor sphinx-build.

``anthology build`` runs sphinx-build once per format, one process each, with the arguments that a
folder of posts needs. Imports wait until a command needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from .commands.options import add_pictures
from .linkcare.options import add_links

FORMATS = ("html", "pdf", "epub")
MESSAGES = ("text", "json", "sarif", "github")
EXIT_CODES = """
exit codes: 0 all is well; 1 errors were found, and what could be built is built (with --strict also
when there are warnings); 2 nothing could be done: wrong arguments, settings or lock files, no place
to write, another build at work; 130 interrupted
"""
EXPORTS = ("bibtex", "biblatex", "csl-json", "ris")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the result is the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="anthology", description="Turn a folder of blog posts into a book."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser(
        "build", help="build the website, the PDF, the EPUB", epilog=EXIT_CODES
    )
    build.add_argument("formats", nargs="+", choices=FORMATS, metavar="FORMAT")
    _add_source(build)
    _add_build_options(build)
    _add_messages(build, None, "when done, print all messages of the builds in this format")
    build.set_defaults(run=_run("build", "build"))
    live = commands.add_parser("live", help="serve the website; rebuild it when a post changes")
    _add_source(live)
    _add_build_options(live)
    live.add_argument("--port", type=int, default=8000)
    live.set_defaults(run=_run("build", "live"))
    check = commands.add_parser(
        "check", help="read every post and report; build nothing", epilog=EXIT_CODES
    )
    _add_source(check)
    check.add_argument("--strict", action="store_true", help="warnings fail the check")
    _add_messages(check, "text", "format of the messages (text)")
    check.set_defaults(run=_run("posts", "check"))
    explain = commands.add_parser("explain", help="tell what a message means and what to do")
    explain.add_argument("codes", nargs="*", metavar="CODE", help="all, without one")
    explain.set_defaults(run=_run("telling", "explain"))
    inspect = commands.add_parser("inspect", help="print what is understood of each post")
    _add_source(inspect)
    inspect.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="posts, or folders")
    inspect.add_argument("--format", choices=("jsonl", "table"), default="jsonl")
    inspect.set_defaults(run=_run("posts", "inspect"))
    diff = commands.add_parser("diff", help="print what the rules change in posts, as a diff")
    diff.add_argument("posts", nargs="+", type=Path, metavar="POST")
    _add_source(diff)
    diff.set_defaults(run=_run("posts", "diff"))
    report = commands.add_parser("report", help="print what was understood of each post")
    report.add_argument("posts", nargs="*", type=Path, metavar="POST", help="only these")
    _add_source(report)
    report.set_defaults(run=_run("posts", "report"))
    add_links(commands, _add_source, _run("works", "links"))
    add_pictures(commands, _add_source, lambda name: _run("pictures", name))
    export = commands.add_parser("export", help="print the works that the posts cite, as data")
    _add_source(export)
    form = export.add_mutually_exclusive_group(required=True)
    for name in EXPORTS:
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name)
    export.add_argument("-o", dest="out", type=Path, metavar="FILE", help="write there")
    export.set_defaults(run=_run("works", "export"))
    references = commands.add_parser("references", help="look after the keys of the works")
    errands = references.add_subparsers(required=True, metavar="COMMAND")
    lock = errands.add_parser(
        "lock",
        help="pin the keys",
        description="Write the keys that works go by now to references.lock.json, which is made to "
        "be kept beside the book: whatever is read better one day, links to them stay.",
    )
    _add_source(lock)
    lock.set_defaults(run=_run("works", "lock"))
    return parser


def _run(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """The command *name* of ``commands/<module>.py``, imported when it runs."""

    def run(options: argparse.Namespace) -> int:
        command = getattr(import_module(f".commands.{module}", __package__), name)
        return int(command(options))

    return run


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=Path, default=Path("."), help="folder of posts (here)")
    parser.add_argument("--conf", type=Path, help="folder of conf.py, when it is not the posts'")


def _add_messages(parser: argparse.ArgumentParser, default: str | None, what: str) -> None:
    parser.add_argument("--format", choices=MESSAGES, default=default, help=what)
    parser.add_argument(
        "-o", dest="output", type=Path, metavar="FILE", help="write the messages there"
    )


def _add_build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--build", type=Path, default=Path("build"), help="output folder (build)")
    parser.add_argument("--jobs", default="auto", help="processes (auto: one per core)")
    parser.add_argument("--offline", action="store_true", help="never connect")
    parser.add_argument("--strict", action="store_true", help="warnings fail the build")
    parser.add_argument("--drafts", action="store_true", help="take drafts into the book")
