"""Before anything is written, every picture is fetched or looked at; what cannot be had is told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.util.display import status_iterator

from ..core.assets import Pin
from ..core.lockfile import LockError
from ..diagnostics import Code, Diagnostic
from ..fingerprint import of_facts
from ..local import find_picture
from ..locks import ASSETS, read_pins
from ..model import Chapter, ImageUse
from ..posts.domain import anthology_domain
from ..posts.report import report_of, stop_build
from ..posts.shown import Shown, exchanged
from .fetch import bounds_of
from .store import Failure, PictureStore
from .whole import Wholeness, flaw_of_packed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_STORES: WeakKeyDictionary[Sphinx, PictureStore] = WeakKeyDictionary()
_WHOLENESS: WeakKeyDictionary[Sphinx, Wholeness] = WeakKeyDictionary()
CACHE = "ANTHOLOGY_CACHE"  # environment: the folder that the builds of one command share
_PLACEHOLDER = "A placeholder stands in its place"
_NEW_ONE = f"{_PLACEHOLDER}; `anthology pictures lock --update` takes the new one"


def store_of(app: Sphinx) -> PictureStore:
    """The cache as this build's settings have it; processes that it forks know what it knows."""
    if app not in _STORES:
        config = app.config
        if config.anthology_cache:
            folder = Path(app.confdir, config.anthology_cache)
        else:
            folder = Path(os.environ.get(CACHE) or Path(app.doctreedir, "pictures"))
        _STORES[app] = PictureStore(
            folder.resolve(), bounds_of(config), offline=config.anthology_offline, lock=_lock(app)
        )
    return _STORES[app]


def _lock(app: Sphinx) -> dict[str, Pin]:
    try:
        return read_pins(Path(app.confdir, ASSETS))
    except LockError as error:
        hint = "Mend it, or take it away and run `anthology pictures lock`"
        stop_build(app, Diagnostic(Code.BAD_LOCK, error.message, error.place, hint))


def wholeness_of(app: Sphinx) -> Wholeness:
    """What this build knows of local pictures; processes that it forks know the same."""
    if app not in _WHOLENESS:
        _WHOLENESS[app] = Wholeness(Path(app.doctreedir, "whole.json"))
    return _WHOLENESS[app]


def prefetch(app: Sphinx) -> None:
    """Fetch all remote pictures of the chapters side by side; report each that cannot be had."""
    chapters = anthology_domain(app.env).volume.chapters
    posts: dict[str, str] = {}
    for chapter in chapters:
        original = chapter.post.meta.source_url or chapter.post.permalink
        posts |= {use.url: original for use in _remote(chapter) if use.url not in posts}
    _fetch(app, posts, [use for chapter in chapters for use in _remote(chapter)])
    report_of(app).add(_missing_local(Path(app.srcdir), chapters, wholeness_of(app)))


def _remote(chapter: Chapter) -> Iterator[ImageUse]:
    return (use for use in chapter.post.images if use.remote)


def fetch_for_pages(app: Sphinx, env: BuildEnvironment) -> None:
    """The same for pages of the user's own, whose pictures are known when they have been read."""
    shown = anthology_domain(env).data["pictures"].values()
    uses = [use for page in shown for use in page]
    _fetch(app, {use.url: "" for use in uses}, uses)


def _fetch(app: Sphinx, posts: dict[str, str], uses: list[ImageUse]) -> None:
    store = store_of(app)
    missing = [url for url in posts if store.get(url) is None and url not in store.failures]
    steps: Iterator[str] = iter(())
    if missing and not app.config.anthology_offline:
        names = sorted(missing)
        title, colour = "fetching pictures... ", "purple"
        steps = iter(status_iterator(names, title, colour, len(names), app.verbosity))
    next(steps, None)
    store.fetch_all(posts, lambda url: _step(steps))
    failed = ((use, store.failures[use.url]) for use in uses if use.url in store.failures)
    report_of(app).add(
        _unavailable(use, failure) for use, failure in failed if failure.found or not use.optional
    )


def _step(steps: Iterator[str]) -> None:
    next(steps, None)


def _unavailable(use: ImageUse, failure: Failure) -> Diagnostic:
    if not failure.found:
        return missing(use, failure.reason)
    message = f"picture {use.url} is another than before: {failure.reason}"
    return Diagnostic(Code.CHANGED_PICTURE, message, use.place, _NEW_ONE)


def missing(use: ImageUse, reason: str) -> Diagnostic:
    """What is told of a picture that cannot be shown."""
    message = f"picture {use.url} cannot be had: {reason}"
    return Diagnostic(Code.MISSING_IMAGE, message, use.place, _PLACEHOLDER)


def _missing_local(
    folder: Path, chapters: Iterable[Chapter], known: Wholeness
) -> Iterator[Diagnostic]:
    """Pictures of the posts' own folder that are not there, or not whole."""
    uses = [(c.post.path, use) for c in chapters for use in c.post.images if not use.remote]
    files = [(use, find_picture(folder, post, use.url)) for post, use in uses if not _packed(use)]
    known.look_at(path for _, path in files if path is not None)
    for use, path in files:
        flaw = known.flaw(path) if path else "there is no such picture among the posts"
        if flaw:
            yield missing(use, flaw)
    for _, use in uses:
        if _packed(use) and (flaw := flaw_of_packed(use.url)):
            yield missing(replace(use, url=f"{use.url[:24]}…"), flaw)


def _packed(use: ImageUse) -> bool:
    return use.url.startswith("data:")


def _state(app: Sphinx, env: BuildEnvironment) -> Shown:
    """Document -> fingerprint of the remote pictures it shows."""
    domain, store = anthology_domain(env), store_of(app)
    shown = {chapter.docname: [*_remote(chapter)] for chapter in domain.volume.chapters}
    shown |= domain.data["pictures"]
    state: Shown = {}
    for docname, uses in shown.items():
        assets = [store.get(use.url) for use in uses]
        if uses:
            state[docname] = of_facts([asset and asset.sha256 for asset in assets])[:16]
    return state


def rewrite_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Documents whose remote pictures are there now, or are others, are written anew."""
    now = _state(app, env)
    before = exchanged(app, "pictures", now)
    changed = [name for name in {*before, *now} if before.get(name) != now.get(name)]
    return sorted(env.found_docs & set(changed))
