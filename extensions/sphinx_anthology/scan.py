"""Walk a folder of posts and read each file once. Reads only; remembers by content what it read."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .core.post import decode_bytes, read_post
from .core.rules import RuleBook, Rules
from .diagnostics import Code, Diagnostic, Place, Severity
from .files import write_whole
from .fingerprint import of_code, of_facts
from .model import Post

SUFFIXES = (".md", ".markdown", ".mdx")
_SKIPPED_FOLDERS = {"node_modules", "__pycache__", "_build", "_site", "public", "venv"}
_NOT_POSTS = {
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
    "_index",
    "code_of_conduct",
}


@dataclass(slots=True)
class Scan:
    """What a folder holds."""

    posts: list[Post] = field(default_factory=list)  # by path
    diagnostics: list[Diagnostic] = field(default_factory=list)  # of the folder and of all posts


def scan(
    folder: Path,
    *,
    exclude: Sequence[str] = (),
    rules: RuleBook | None = None,
    memory: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Scan:
    """Read all posts below *folder*.

    Args:
        exclude: glob patterns of paths below *folder* to pass over.
        rules: what may be done to the posts.
        memory: file that remembers read posts by content; a broken one is ignored.
        progress: called with (posts read, posts in all).
    """
    result = Scan()
    files = list(_find(folder, exclude, result.diagnostics))
    # what other rules have read is read again
    stamp = of_code("", "core")
    book = rules or RuleBook()
    known = _recall(memory, stamp)
    kept: dict[str, Post] = {}
    for number, relative in enumerate(files, 1):
        path = str(folder / relative)
        post, finding, digest = _read(folder / relative, relative, path, known, book.of(relative))
        progress(number, len(files))
        if finding is not None:
            result.diagnostics.append(finding)
        if post is None:
            continue
        kept[digest] = post
        result.diagnostics.extend(post.diagnostics)
        if not any(d.severity is Severity.ERROR for d in post.diagnostics):
            result.posts.append(post)
    if memory is not None and kept.keys() != known.keys():
        _remember(memory, stamp, kept)
    if not result.posts:
        hint = f"A post is a file ending in {', '.join(SUFFIXES)}"
        result.diagnostics.append(
            Diagnostic(Code.NO_POSTS, "no post to build from here", Place(str(folder)), hint)
        )
    return result


def _find(folder: Path, exclude: Sequence[str], notes: list[Diagnostic]) -> Iterator[str]:
    """Paths of posts below *folder*, sorted; links that lead out of it are not followed."""
    for here, folders, files in os.walk(folder):
        base = Path(here).relative_to(folder)
        for name in sorted(folders):
            if name.endswith(SUFFIXES):
                place = Place(str(Path(here) / name))
                notes.append(
                    Diagnostic(Code.NOT_A_FILE, "a directory has the name of a post", place)
                )
        folders[:] = sorted(
            n for n in folders if n not in _SKIPPED_FOLDERS and not n.startswith(".")
        )
        for name in sorted(files):
            relative = (base / name).as_posix()
            if not name.endswith(SUFFIXES) or name.startswith("."):
                continue
            if any(fnmatch.fnmatch(relative, pattern) for pattern in exclude):
                continue
            if not (folder / relative).resolve().is_relative_to(folder.resolve()):
                place = Place(str(folder / relative))
                message = "a link that leads out of the folder"
                notes.append(Diagnostic(Code.LEFT_OUT, message, place))
                continue
            if name.rsplit(".", 1)[0].lower() in _NOT_POSTS:
                place = Place(str(Path(here) / name))
                notes.append(Diagnostic(Code.LEFT_OUT, "not a post by its name", place))
                continue
            yield relative


def _read(
    file: Path, relative: str, path: str, known: dict[str, Post], rules: Rules
) -> tuple[Post | None, Diagnostic | None, str]:
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, Diagnostic(Code.UNREADABLE, f"cannot be read: {reason}", Place(path)), ""
    asked = of_facts((path, relative, *rules.facts))
    digest = hashlib.sha256(asked.encode() + data).hexdigest()
    if digest in known:
        return known[digest], None, digest
    text, finding = decode_bytes(data, path)
    if finding is not None:
        return None, finding, digest
    return read_post(text, relative, path, rules), None, digest


def _recall(memory: Path | None, stamp: str) -> dict[str, Post]:
    if memory is None or not memory.is_file():
        return {}
    try:
        written, posts = pickle.loads(memory.read_bytes())
    except Exception:  # a cache of any other shape is as good as none
        return {}
    return posts if written == stamp else {}


def _remember(memory: Path, stamp: str, posts: dict[str, Post]) -> None:
    write_whole(memory, pickle.dumps((stamp, posts)))
