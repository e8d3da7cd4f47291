"""``anthology pictures``: its words on the command line. ``--help`` imports nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

LOCK = """
Fetch the pictures that the book shows from the web, and write to assets.lock what each of them is:
a file that is made to be kept beside the book. From then on a build takes these and no others: with
the same files in its cache it asks nobody, and a picture that was exchanged is reported. What is in
the lock already stays, unless it is to be updated.
"""
LOCK_CODES = """
exit codes: 0 each picture is in the lock; 1 some cannot be had, or are others than before;
2 wrong arguments, or a broken lock file; 3 no network
"""
CHECK = """
Ask for each picture of assets.lock again, and tell which have changed or are gone. Nothing is
written: the cache still has what was locked.
"""
CHECK_CODES = """
exit codes: 0 all are as they were; 1 some are not; 2 wrong arguments, no lock file or a broken one;
3 no network, nothing was learned
"""


def add_pictures(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_source: Callable[[argparse.ArgumentParser], None],
    run: Callable[[str], Callable[[argparse.Namespace], int]],
) -> None:
    """Add ``pictures lock`` and ``pictures check``; *add_source* adds what all commands have."""
    pictures = commands.add_parser("pictures", help="look after the pictures from the web")
    errands = pictures.add_subparsers(required=True, metavar="COMMAND")
    lock = errands.add_parser("lock", help="pin what each is", description=LOCK, epilog=LOCK_CODES)
    add_source(lock)
    _add_build(lock)
    lock.add_argument(
        "--update", action="store_true", help="ask for all again, and take what is there now"
    )
    lock.add_argument("--offline", action="store_true", help="never connect: from the cache alone")
    lock.set_defaults(run=run("lock"))
    check = errands.add_parser(
        "check", help="ask which have changed", description=CHECK, epilog=CHECK_CODES
    )
    add_source(check)
    _add_build(check)
    check.set_defaults(run=run("check"))


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--build", type=Path, default=Path("build"), help="output folder, with the cache (build)"
    )
