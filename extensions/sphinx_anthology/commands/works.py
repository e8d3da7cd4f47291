"""``anthology export``, ``references`` and ``links``: the works that the posts cite."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..core.collection import Choices, collect
from ..core.references import merge
from ..core.references.export import WRITERS
from ..diagnostics import Severity
from ..linkcare.commands import run
from ..locks import KEYS, LINKS, read_keys, write_keys
from ..model import Volume
from ..scan import Scan, scan
from .reading import given_settings, settings_for_reading
from .telling import is_folder


def export(options: argparse.Namespace) -> int:
    """Print the works as data."""
    if not is_folder(options.book):
        return 2
    found, volume = _read(options)
    text = WRITERS[options.form](entry.reference for entry in merge(volume.chapters))
    if not _put(text, options.out):
        return 2
    return _errors(found, volume)


def lock(options: argparse.Namespace) -> int:
    """Pin the keys that the works go by now; keys that were pinned stay, whoever cites them."""
    if not is_folder(options.book):
        return 2
    found, volume = _read(options)
    file = (options.conf or options.book) / KEYS
    before = read_keys(file)
    now = {e.reference.identity: e.reference.key for e in merge(volume.chapters)}
    pinned = {**now, **before}
    try:
        write_keys(file, pinned)
    except OSError as error:
        print(f"{file}: cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{file}: {len(pinned)} keys, {len(pinned) - len(before)} of them new")
    return _errors(found, volume)


def links(options: argparse.Namespace) -> int:
    """Look after the links; see the room ``linkcare``."""
    if not is_folder(options.book):
        return 2
    home = options.conf or options.book
    given = given_settings(home)
    options.local_host = [*options.local_host, *given.get("anthology_local_hosts", [])]
    _, volume = _read(options)
    return run(options, volume.chapters, options.lock or home / LINKS)


def _read(options: argparse.Namespace) -> tuple[Scan, Volume]:
    home = options.conf or options.book
    found = scan(options.book, **settings_for_reading(given_settings(home), home))
    return found, collect(found.posts, Choices(), str(options.book))


def _errors(found: Scan, volume: Volume) -> int:
    """Print what could not be read; the exit code tells."""
    findings = (*found.diagnostics, *volume.diagnostics)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
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
