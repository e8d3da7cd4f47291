"""``anthology pictures lock`` and ``check``: from the book's pictures to the lock file."""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..core.assets import Pin
from ..core.collection import Choices, collect
from ..core.lockfile import LockError
from ..diagnostics import Code, Diagnostic, Severity
from ..locks import ASSETS, read_pins, write_pins
from ..media.fetch import bounds_of
from ..media.store import Failure, PictureStore, pin_of, whole_address
from ..media.turns import side_by_side
from ..model import Chapter
from ..scan import scan
from ..settings import SETTINGS
from .reading import given_settings, settings_for_reading
from .telling import is_folder

# Pictures on pages of the user's own: Markdown, directives of MyST and reStructuredText, HTML.
_SHOWN = re.compile(
    r"(?:!\[[^\]]*\]\(\s*<?|(?:\{(?:image|figure)\}|\b(?:image|figure)::)[ \t]+"
    r"|<img\b[^>]*?\bsrc\s*=\s*[\"']?)((?:https?:)?//[^\s)>\"']+)"
)
NO_NETWORK = "no host can be found: is this machine connected? Nothing was learned"


def lock(options: argparse.Namespace) -> int:
    """Write what each picture is; what is in the lock stays unless it is to be updated."""
    before = _before(options)
    if before is None:
        return 2
    given = given_settings(_home(options))
    posts, whole = _shown(options, given)
    store = _store(options, given, {} if options.update else before)
    if options.update:
        _fetch_anew(store, posts)
    else:
        store.fetch_all(posts, _Progress(len(posts)))
    if _is_offline(store.failures.values()) and not _is_told_to(options):
        return _fail(NO_NETWORK, 3)
    # a post that could not be read shows its pictures again when it is mended
    pins = {} if whole else dict(before)
    for url in map(whole_address, posts):
        if pin := _pin(store, url, before):
            pins[url] = pin
    return _write(_home(options) / ASSETS, pins, before, store.failures)


def _write(
    file: Path, pins: dict[str, Pin], before: dict[str, Pin], failures: Mapping[str, Failure]
) -> int:
    for url, failure in sorted(failures.items()):
        print(f"{url}: {failure.reason}", file=sys.stderr)
    try:
        write_pins(file, pins)
    except OSError as error:
        return _fail(f"{file}: cannot be written: {error.strerror}", 2)
    new = len(pins.keys() - before.keys())
    changed = sum(url in before and before[url].sha256 != pin.sha256 for url, pin in pins.items())
    gone = len(before.keys() - pins.keys())
    print(f"{file}: {len(pins)} pictures, {new} new, {changed} changed, {gone} no longer shown")
    return 1 if failures else 0


def _pin(store: PictureStore, url: str, before: Mapping[str, Pin]) -> Pin | None:
    """What *url* is now; a picture that is as it was keeps its day."""
    row, pin = store.row(url), before.get(url)
    if row is None or (pin is not None and pin.sha256 == row.pin.sha256):
        return pin
    return pin_of(row, store.folder)


def _fetch_anew(store: PictureStore, posts: Mapping[str, str]) -> None:
    progress = _Progress(len(posts))
    for url, outcome in side_by_side([*posts], lambda url: store.fetch(url, posts[url])):
        progress(url)
        store.take(url, outcome)
    store.save()


def check(options: argparse.Namespace) -> int:
    """Ask for each locked picture again; tell what is not as it was."""
    pins = _before(options)
    if pins is None:
        return 2
    file = _home(options) / ASSETS
    if not pins:
        return _fail(f"{file}: no picture is locked; `anthology pictures lock` does that", 2)
    given = given_settings(_home(options))
    posts = {url: "" for url in pins} | _shown(options, given)[0]
    store = _store(options, given, pins)
    progress = _Progress(len(pins))
    failures = {}
    for url, outcome in side_by_side([*pins], lambda url: store.fetch(url, posts[url], keep=False)):
        progress(url)
        if isinstance(outcome, Failure):
            failures[url] = outcome
    if _is_offline(failures.values()) and len(failures) == len(pins):
        return _fail(NO_NETWORK, 3)
    for url, failure in sorted(failures.items()):
        print(f"{'changed' if failure.found else 'gone'}: {url}: {failure.reason}")
    print(f"{len(pins)} pictures, {len(failures)} not as they were")
    return 1 if failures else 0


def _home(options: argparse.Namespace) -> Path:
    return Path(options.conf or options.book)


def _before(options: argparse.Namespace) -> dict[str, Pin] | None:
    """What the lock has; None, and the user is told, when nothing can be done here."""
    if not is_folder(options.book):
        return None
    try:
        return read_pins(_home(options) / ASSETS)
    except LockError as error:
        hint = "Mend the line, or take the file away: it can be made again"
        print(Diagnostic(Code.BAD_LOCK, error.message, error.place, hint), file=sys.stderr)
        return None


def _store(
    options: argparse.Namespace, given: dict[str, Any], pins: Mapping[str, Pin]
) -> PictureStore:
    values = {setting.name: setting.default for setting in SETTINGS} | given
    cache = values["anthology_cache"]
    folder = _home(options) / cache if cache else options.build / "cache"
    offline = _is_told_to(options) or bool(values["anthology_offline"])
    return PictureStore(folder.resolve(), bounds_of(values), offline=offline, lock=pins)


def _is_told_to(options: argparse.Namespace) -> bool:
    """Whether the user wants no connection."""
    return bool(getattr(options, "offline", False)) or os.environ.get("OFFLINE") == "1"


def _shown(options: argparse.Namespace, given: dict[str, Any]) -> tuple[dict[str, str], bool]:
    """Addresses of pictures with those of their posts; whether all posts could be read."""
    found = scan(options.book, **settings_for_reading(given, _home(options)))
    volume = collect(found.posts, Choices(), str(options.book))
    posts: dict[str, str] = {}
    for chapter in volume.chapters:
        posts = _of_chapter(chapter) | posts
    for text in _own_pages(options.book, given.get("anthology_pages", [])):
        posts = dict.fromkeys(map(whole_address, _SHOWN.findall(text)), "") | posts
    return posts, not any(d.severity is Severity.ERROR for d in found.diagnostics)


def _of_chapter(chapter: Chapter) -> dict[str, str]:
    original = chapter.post.meta.source_url or chapter.post.permalink
    return {whole_address(use.url): original for use in chapter.post.images if use.remote}


def _own_pages(book: Path, patterns: Iterable[str]) -> Iterable[str]:
    wanted = ["index.md", *patterns]
    for file in sorted(book.rglob("*")):
        name = file.relative_to(book).as_posix()
        if any(fnmatch.fnmatch(name, pattern) for pattern in wanted) and file.is_file():
            yield file.read_text(encoding="utf-8", errors="replace")


def _is_offline(failures: Iterable[Failure]) -> bool:
    reasons = [failure.offline for failure in failures]
    return bool(reasons) and all(reasons)


class _Progress:
    """On a terminal, what is asked for now."""

    def __init__(self, of: int) -> None:
        self._done, self._of = 0, of

    def __call__(self, url: str) -> None:
        self._done += 1
        if sys.stderr.isatty():
            end = "\r\x1b[K" if self._done == self._of else ""
            print(f"\r\x1b[K[{self._done}/{self._of}] {url[:70]}{end}", end="", file=sys.stderr)


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
