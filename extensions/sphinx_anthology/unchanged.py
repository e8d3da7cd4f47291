"""A book that stands as it was built: nothing it was made from has changed, nor what was made.

To find that out, sphinx-build loads Sphinx, all rooms and the environment of the last build:
seconds for a thousand posts. ``anthology build`` looks at a record first, which the last build
left: stamps of all that it read and wrote. Whatever cannot be vouched for leaves no record: remote
pictures that were not to be had, errors, extensions that read who knows what
(``standing.py``).
"""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from .files import write_whole

ASKED = "ANTHOLOGY_ASKED"  # environment: fingerprint of what the build was asked for
# What says something of the terminal, of make, or of this very call, and nothing of the book.
_NOISE = re.compile(
    r"_|SHLVL|PWD|OLDPWD|MAKE\w*|MFLAGS|TERM\w*|COLUMNS|LINES|WINDOWID|SSH_\w+|XDG_SESSION\w*"
    r"|DBUS_\w+|VSCODE_\w+|COLORTERM|NO_COLOR|FORCE_COLOR|PS1|JOBS|FORMAT|ANTHOLOGY_\w+"
)
# Programs keep state there that changes all the time, and no post lies there.
_PASSED_OVER = {".git", ".hg", ".svn", "node_modules", "__pycache__"}
# times of the last change of content and of entry in ns, bytes; empty: not there
Stamp = Sequence[int]
# fingerprint of files by name and stamp, and the time of the youngest in ns
Shelf = Sequence[str | int]


@dataclass(slots=True)
class Record:
    """What a build of one format was made from, and what it made."""

    asked: str  # fingerprint of what it was asked for
    settings: str  # fingerprint of what conf.py says
    files: dict[str, Stamp] = field(default_factory=dict)  # by path
    shelves: dict[str, Shelf] = field(default_factory=dict)  # folder -> files directly in it
    trees: dict[str, Shelf] = field(default_factory=dict)  # folder -> all files below it
    skipped: list[str] = field(default_factory=list)  # folders in these that do not count
    offered: dict[str, Shelf] = field(default_factory=dict)  # folder -> books of other formats
    made: dict[str, Shelf] = field(default_factory=dict)  # folder -> what the build put there
    said: list[str] = field(default_factory=list)  # lines of warnings
    findings: str = ""  # the same and more, for machines

    def youngest(self, taken: Container[str] = ()) -> int:
        """Time of the last change of what it was made from, ns.

        Args:
            taken: paths of what was taken from builds beside this one, when they had ended.
        """
        rows = ((path, stamp) for path, stamp in self.files.items() if path not in taken)
        files = (max(stamp[:2], default=0) for _, stamp in rows)
        offered = (shelf for path, shelf in self.offered.items() if path not in taken)
        shelves = (*self.shelves.values(), *self.trees.values(), *offered)
        return max((*files, *(int(last) for _, last in shelves)), default=0)


def asked_for(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """Fingerprint of what a build is asked for, of the environment that conf.py may look at, and
    of the day."""
    said = sorted(each for each in environment.items() if not _NOISE.fullmatch(each[0]))
    day = time.strftime("%F %Z") if "SOURCE_DATE_EPOCH" not in environment else ""
    python = (sys.executable, sys.version, sys.flags.optimize)
    return _digest(repr((list(arguments), said, day, python, os.getcwd())))


def settings_of(conf: Path) -> str | None:
    """Fingerprint of what *conf* says; None when it cannot be told. It may look at anything, so it
    is asked, as each build asks it."""
    names: dict[str, Any] = {"__file__": str(conf), "__builtins__": builtins}
    here, paths, out, environment = os.getcwd(), sys.path[:], sys.stdout, dict(os.environ)
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            sys.stdout = nowhere
            os.chdir(conf.parent)
            exec(compile(conf.read_bytes(), conf, "exec"), names)
    except (Exception, SystemExit):
        return None
    finally:
        sys.stdout = out
        os.chdir(here)
        sys.path[:] = paths
        os.environ.clear()
        os.environ.update(environment)
    said = {
        name: value
        for name, value in names.items()
        if not name.startswith("__") and not isinstance(value, (ModuleType, FunctionType, type))
    }
    shown = repr(sorted(said.items()))
    return None if re.search(r" at 0x[0-9a-f]+>", shown) else _digest(shown)


def stamp(path: str | Path) -> Stamp:
    """The stamp of a file."""
    try:
        found = os.stat(path)
    except OSError:
        return []
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size]


def made(folder: str | Path) -> Shelf:
    """All files below *folder*, which a build made. The website links to books beside it, which
    changes their entries."""
    stamps = {path: stamp(path)[::2] for path in _below(folder)}
    last = max((each[0] for each in stamps.values() if each), default=0)
    return [_digest(repr(sorted(stamps.items()))), last]


def tree(folder: str | Path, skipped: Iterable[str] = ()) -> Shelf:
    """All files below *folder*, but those in the folders *skipped*."""
    return _shelf(_below(folder, skipped))


def _below(folder: str | Path, skipped: Iterable[str] = ()) -> list[str]:
    apart = {os.path.realpath(path) for path in skipped}
    found: list[str] = []
    waiting = [os.path.realpath(folder)]
    while waiting:
        for name, path, is_folder in _entries(waiting.pop()):
            if not is_folder:
                found.append(path)
            elif name not in _PASSED_OVER and path not in apart:
                waiting.append(path)
    return found


def shelf(folder: str | Path) -> Shelf:
    """The files directly in *folder*."""
    return _shelf(path for _, path, is_folder in _entries(str(folder)) if not is_folder)


def _entries(folder: str) -> Iterator[tuple[str, str, bool]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            yield entry.name, entry.path, entry.is_dir(follow_symlinks=False)


def _shelf(paths: Iterable[str]) -> Shelf:
    stamps = {path: stamp(path) for path in paths}  # what a link leads to is what is read
    last = max((max(each[:2], default=0) for each in stamps.values()), default=0)
    return [_digest(repr(sorted(stamps.items()))), last]


def place(doctrees: Path, kind: str) -> Path:
    """Where the record of a format lies."""
    return doctrees / f"standing-{kind}.json"


def keep(record: Record, doctrees: Path, kind: str) -> None:
    write_whole(place(doctrees, kind), json.dumps(asdict(record)).encode())


def standing(doctrees: Path, kind: str, asked: str, conf: Path | None) -> Record | None:
    """The record of a book that stands as it was built; None when it does not, or who knows.

    Args:
        doctrees: the folder of doctrees.
        kind: its format.
        asked: what is asked for now, by :func:`asked_for`.
        conf: its conf.py, if it has one.
    """
    try:
        record = Record(**json.loads(place(doctrees, kind).read_bytes()))
        if record.asked != asked:
            return None
        same = (
            all(stamp(path) == known for path, known in record.files.items())
            and all(shelf(path) == known for path, known in record.shelves.items())
            and all(tree(path, record.skipped) == known for path, known in record.trees.items())
            and all(made(path) == known for path, known in record.offered.items())
            and all(made(path) == known for path, known in record.made.items())
            and (settings_of(conf) if conf else "") == record.settings
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return record if same else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
