"""``anthology links``: its words on the command line. Nothing else is imported for ``--help``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

CHECK = """
Ask every link of the book's references whether its page is still there, and write what is learned
to links.lock.json, which is made to be kept beside the book. Each host is asked one thing at a
time, at most one a second, after its robots.txt. A page counts as dead when it was said to be gone
(404, 410, no such host) on three different days, a week apart; so check now and then. A build reads
the file and asks nobody.
"""
CHECK_CODES = """
exit codes: 0 no dead link lacks a snapshot; 1 some do (`anthology links archive` looks for them);
2 wrong arguments, or a broken lock file; 3 no network, nothing was learned; 130 interrupted, what
was learned is kept
"""
ARCHIVE = """
Look in the Wayback Machine for a copy of each link that has none, as near as can be to the day of
the post that cites it, and write it to links.lock.json. Dead and failing links come first.
"""
ARCHIVE_CODES = """
exit codes: 0 done; 1 the archive had no time, or no answer for some: try again later; 2 wrong
arguments, or a broken lock file; 3 no network; 130 interrupted, what was learned is kept
"""


def add_links(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_source: Callable[[argparse.ArgumentParser], None],
    run: Callable[[argparse.Namespace], int],
) -> None:
    """Add ``links check`` and ``links archive``; *add_source* adds what all commands have."""
    links = commands.add_parser("links", help="look after the links that the posts cite")
    jobs = links.add_subparsers(required=True, metavar="COMMAND", dest="errand")
    check = jobs.add_parser(
        "check", help="ask which links are still there", description=CHECK, epilog=CHECK_CODES
    )
    add_source(check)
    _add_common(check, older=7, of="links that were seen")
    check.add_argument("--all", action="store_true", help="links in running text as well")
    check.add_argument(
        "--jobs", type=_count, default=4, metavar="N", help="hosts asked side by side (4)"
    )
    check.set_defaults(run=run)
    archive = jobs.add_parser(
        "archive", help="look for copies", description=ARCHIVE, epilog=ARCHIVE_CODES
    )
    add_source(archive)
    _add_common(archive, older=30, of="copies that were looked for in vain")
    archive.add_argument("--all", action="store_true", help="links in running text as well")
    archive.add_argument("--again", action="store_true", help="links that have a copy as well")
    archive.add_argument(
        "--save",
        action="store_true",
        help="have copies made of pages that have none; slow, three a minute",
    )
    archive.add_argument("--service", metavar="URL", help="the archive, where it is asked")
    archive.add_argument("--save-service", metavar="URL", help="the archive, where it is told")
    archive.set_defaults(run=run)


def _add_common(parser: argparse.ArgumentParser, *, older: int, of: str) -> None:
    parser.add_argument(
        "--lock", type=Path, metavar="FILE", help="lock file (links.lock.json beside conf.py)"
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="at most so many links")
    parser.add_argument("--host", action="append", help="only links of this host; can be repeated")
    parser.add_argument(
        "--older",
        type=_days,
        default=older,
        metavar="DAYS",
        help=f"pass over {of} within so many days ({older})",
    )
    parser.add_argument(
        "--local-host",
        action="append",
        default=[],
        metavar="HOST",
        help="host (or host:port) that may be asked although its address is private",
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _days(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 100_000:
        raise argparse.ArgumentTypeError("a number of days")
    return number
