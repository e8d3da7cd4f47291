"""Walk a folder of posts and read each file once. Reads only; remembers by content what it read."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

from .beside import beside, finish
from .budget import Budget, OverBudget, within
from .composed import ComposedPosts, fingerprint, packed
from .core.findings import of_the_book
from .core.post import NO_BLOG, decode_bytes, read_whole
from .core.references.works.learn import apply, learn
from .core.references.works.settle import settle
from .core.rules import RuleBook, Rules
from .core.sites import NAMES, Source, read_blog, with_source
from .diagnostics import Code, Diagnostic, Place, Severity
from .files import write_whole
from .fingerprint import of_code, of_facts
from .model import Blog, Post

SUFFIXES = (".md", ".markdown", ".mdx")
_SKIPPED_FOLDERS = {"node_modules", "__pycache__", "_build", "_site", "venv"}
# Hugo, Hexo and Zola write their site to `public`; in a project of Next.js it is a folder like any
# other, and some keep their posts there.
_OUTPUT, _INPUTS = "public", {"content", "source", "_posts", "posts", "src"}
_NOT_POSTS = {
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
    "_index",
    "code_of_conduct",
}


FIRST, MANY, CHUNK = 4, 40, 8  # posts; fewer than so many are not worth a process
_FORKS = "fork" in get_all_start_methods()
MAX_SETTINGS = 200_000  # bytes of a blog's own settings


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
    sources: Sequence[Source] = (),
    only: Sequence[str] | None = None,
    memory: Path | None = None,
    keys: Mapping[str, str] | None = None,
    budget: Budget | None = None,
    composed: ComposedPosts | None = None,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Scan:
    """Read all posts below *folder*.

    Args:
        exclude: glob patterns of paths below *folder* to pass over.
        rules: what may be done to the posts.
        sources: what the user says of the blogs that the posts come from.
        only: paths of the posts to read; all when None.
        keys: keys of works that were given before, by identity.
        budget: what reading one post may cost.
        composed: takes what the text of new posts became.
        memory: file that remembers read posts by content; a broken one is ignored.
        progress: called with (posts read, posts that are to be read) for each that is not
            remembered.
    """
    finish()  # an earlier scan may still be remembering
    result = Scan()
    blogs = _Blogs(folder, sources, result.diagnostics)
    paths = list(_find(folder, exclude, result.diagnostics)) if only is None else list(only)
    book = rules or RuleBook()
    files = [_File(str(folder / path), path, book.of(path), blogs.of(path)) for path in paths]
    digests = [file.look() for file in files]
    code = of_code("", "core")  # what other rules have read is read again
    stamp = of_facts([code, digests, sorted((keys or {}).items())])
    outcome: Outcome | None = _recall(memory and _settled(memory), stamp)
    if outcome is None:
        read = partial(_read_new, budget=budget or Budget(), composed=composed, processes=processes)
        outcome = _read_all(files, digests, code, memory, keys or {}, read, progress)
        if memory is not None:
            _remember(_settled(memory), stamp, outcome)
    result.posts, found = outcome
    result.diagnostics.extend(found)
    if not result.posts:
        hint = f"A post is a file ending in {', '.join(SUFFIXES)}"
        result.diagnostics.append(
            Diagnostic(Code.NO_POSTS, "no post to build from here", Place(str(folder)), hint)
        )
    return result


@dataclass(frozen=True, slots=True)
class _File:
    """A file that may be a post."""

    path: str
    relative: str  # below the folder
    rules: Rules
    blog: Blog

    def look(self) -> str:
        """Fingerprint of all that its post is read from; of the reason, when it cannot be had."""
        try:
            return self.fingerprint(Path(self.path).read_bytes())
        except OSError as error:
            return str(error.strerror)

    def fingerprint(self, data: bytes) -> str:
        """The same, of *data*."""
        asked = of_facts((self.path, self.relative, self.blog, *self.rules.facts))
        return hashlib.sha256(asked.encode() + data).hexdigest()

    def read(self, budget: Budget, composing: bool) -> Reading:
        """Its fingerprint, the post, or why there is none; *composing*: what its text became."""
        try:
            data = Path(self.path).read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            finding = Diagnostic(Code.UNREADABLE, f"cannot be read: {reason}", Place(self.path))
            return "", None, finding, None
        text, flaw = decode_bytes(data, self.path)
        if flaw is not None:
            return "", None, flaw, None
        try:
            with within(budget):
                post, composed = read_whole(
                    text, self.relative, self.path, self.rules, blog=self.blog
                )
        except OverBudget as over:
            hint = "The post is left out; split it, or take out what has no end"
            finding = Diagnostic(Code.OVER_BUDGET, f"reading: {over}", Place(self.path), hint)
            return "", None, finding, None
        became = (fingerprint(text), packed(composed)) if composing and composed else None
        return self.fingerprint(data), post, None, became


Reading = tuple[str, Post | None, Diagnostic | None, tuple[str, bytes] | None]


def _read_new(
    files: Sequence[_File], budget: Budget, composed: ComposedPosts | None, processes: int
) -> Iterator[tuple[str, Post | None, Diagnostic | None]]:
    """Read *files*, in their order."""
    readings = _readings(files, budget, composed is not None, processes)
    for file, (digest, post, finding, became) in zip(files, readings, strict=True):
        if composed is not None and became is not None:
            composed.put(file.relative, *became)
        yield digest, post, finding


def _readings(
    files: Sequence[_File], budget: Budget, composing: bool, processes: int
) -> Iterator[Reading]:
    # the first are read here: what is loaded and compiled for them is there in all processes
    alone = FIRST if processes > 1 and len(files) >= MANY and _FORKS else len(files)
    yield from (file.read(budget, composing) for file in files[:alone])
    if alone < len(files):
        with ProcessPoolExecutor(processes, get_context("fork")) as pool:
            rest = files[alone:]
            yield from pool.map(
                _File.read, rest, repeat(budget), repeat(composing), chunksize=CHUNK
            )


Outcome = tuple[list[Post], list[Diagnostic]]  # posts of the book, and what was found in the files


def _read_all(
    files: Sequence[_File],
    digests: Sequence[str],
    code: str,
    memory: Path | None,
    keys: Mapping[str, str],
    read: Callable[[Sequence[_File]], Iterator[tuple[str, Post | None, Diagnostic | None]]],
    progress: Callable[[int, int], None],
) -> Outcome:
    """Read the files that are new; settle what posts tell of each other."""
    known: dict[str, Post] = _recall(memory, code) or {}
    kept: dict[str, Post] = {}
    findings: list[Diagnostic] = []
    pairs = list(zip(files, digests, strict=True))
    new = [file for file, digest in pairs if digest not in known]
    fresh = read(new)
    done = 0
    for _, digest in pairs:
        post, finding = known.get(digest), None
        if post is None:
            digest, post, finding = next(fresh)
            done += 1
            progress(done, len(new))
        if finding is not None:
            findings.append(finding)
        if post is not None:
            kept[digest] = post
    next(fresh, None)  # ends its processes
    findings += of_the_book(finding for post in kept.values() for finding in post.diagnostics)
    if memory is not None and kept.keys() != known.keys():
        _remember(memory, code, kept)
    posts = [
        post
        for post in kept.values()
        if not any(d.severity is Severity.ERROR for d in post.diagnostics)
    ]
    # what one post teaches of another is not remembered with it: it changes with the posts
    return settle(apply(posts, learn(posts)), keys), findings


class _Blogs:
    """The blog of each folder: the nearest settings above it, never above the source folder."""

    def __init__(self, folder: Path, sources: Sequence[Source], notes: list[Diagnostic]) -> None:
        self.folder = folder
        self.sources = {source.folder: source for source in sources}
        self.notes = notes
        self.known: dict[str, Blog] = {}

    def of(self, relative: str) -> Blog:
        """The blog that the post at *relative* belongs to."""
        return self._of_folder(relative.rpartition("/")[0])

    def _of_folder(self, below: str) -> Blog:
        if below not in self.known:
            self.known[below] = self._look(below)
        return self.known[below]

    def _look(self, below: str) -> Blog:
        source = self.sources.get(below)
        blog = self._read(self._root(below, source), below, named=bool(source and source.settings))
        above = self._of_folder(below.rpartition("/")[0]) if below else NO_BLOG
        if source is not None:
            return with_source(blog, source)
        # a file below that names no address of its own steers something else than the blog
        if blog is None or (above != NO_BLOG and not blog.base_url and not blog.permalinks):
            return above
        return blog

    def _root(self, below: str, source: Source | None) -> Path:
        """Folder of the settings of the blog in *below*: there, or where the user says."""
        if source is None or not source.settings:
            return self.folder / below
        named = self.folder / source.settings
        if not named.exists():
            message = "the settings that anthology_sources names are not there"
            self.notes.append(Diagnostic(Code.BAD_BLOG, message, Place(str(named))))
        return named if named.is_dir() else named.parent

    def _read(self, root: Path, below: str, *, named: bool) -> Blog | None:
        texts = dict(_settings(root, None if named else self.folder))
        try:
            return read_blog(texts, below) if texts else None
        except ValueError as error:
            name, _, reason = str(error).partition(": ")
            hint = "What it says is not used; anthology_sources can say it"
            message = f"cannot be read: {' '.join(reason.split())}"
            place = Place(str(root / name), 1)
            self.notes.append(Diagnostic(Code.BAD_BLOG, message, place, hint))
            return None


def _settings(root: Path, within: Path | None) -> Iterator[tuple[str, str]]:
    """Name and text of a blog's settings in *root*; links that lead out of *within* are not
    followed."""
    try:
        here = set(os.listdir(root))
    except OSError:
        return
    for name in sorted(NAMES):
        if name.partition("/")[0] not in here:
            continue
        file = root / name
        try:
            inside = within is None or file.resolve().is_relative_to(within.resolve())
            if inside and file.is_file() and file.stat().st_size <= MAX_SETTINGS:
                yield name, file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue


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
        is_input = "package.json" in files and not _INPUTS & set(folders)
        skipped = _SKIPPED_FOLDERS | (set() if is_input else {_OUTPUT})
        folders[:] = sorted(n for n in folders if n not in skipped and not n.startswith("."))
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


# What was read before


def _settled(memory: Path) -> Path:
    """The file that remembers the whole book: where no post has changed, it is all there is to
    load."""
    return memory.with_suffix(".settled")


def _recall(memory: Path | None, stamp: str) -> Any:
    if memory is None or not memory.is_file():
        return None
    try:
        written, kept = pickle.loads(memory.read_bytes())
    except Exception:  # a cache of any other shape is as good as none
        return None
    return kept if written == stamp else None


def _remember(memory: Path, stamp: str, kept: Any) -> None:
    beside(lambda: write_whole(memory, pickle.dumps((stamp, kept))))
