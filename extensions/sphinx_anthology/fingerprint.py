"""Fingerprints: what tells that something must be made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any


def of_facts(facts: Iterable[Any]) -> str:
    """Of values whose ``repr`` says all of them."""
    return hashlib.sha256(repr(list(facts)).encode()).hexdigest()


def of_files(files: Iterable[Path]) -> str:
    """Of the content of files, in the order given."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


@cache
def of_code(*folders: str) -> str:
    """Of this package's own code in *folders* (below the package; "" is its top level)."""
    package = Path(__file__).parent
    files = sorted(
        file
        for folder in folders
        for file in ((package / folder).rglob("*.py") if folder else package.glob("*.py"))
    )
    return of_facts((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)
