"""Hold EPUB files to what EPUBCheck and Ace ask of them."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from .house import REPOSITORY, run

CHECKERS = ("EPUBCheck", "Ace")


def complaints(*books: Path) -> dict[tuple[Path, str], list[str]]:
    """What each checker says of each book: ``rule (weight) file:line words``.

    Asked in one call, because Java takes longer to start than to look at a book.
    """
    tool = REPOSITORY / "tools" / "validate_epub.py"
    done = run([sys.executable, tool, "--json", *books])
    assert done.code in (0, 1), done.log
    return {
        (Path(verdict["book"]), verdict["checker"]): [
            f"{finding['rule']} ({finding['weight']}) {place}"
            for finding in verdict["findings"]
            for place in [f"{p['file']}:{p['line']} {p['said']}" for p in finding["places"]] or [""]
        ]
        for verdict in json.loads(done.out)
    }


def hold_to_standards(book: Path) -> None:
    """EPUBCheck has no message for *book* that is more than a hint, and Ace none at all."""
    assert complaints(book) == {(book, checker): [] for checker in CHECKERS}


def rewritten(
    book: Path, target: Path, changes: Mapping[str, Callable[[bytes], bytes] | None]
) -> Path:
    """A copy of *book*; members that end in a name of *changes* are changed, or left out."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as out:
        for member in source.infolist():
            ends = [end for end in changes if member.filename.endswith(end)]
            change = changes[ends[0]] if ends else bytes
            if change is not None:
                out.writestr(member, change(source.read(member)))
    return target
