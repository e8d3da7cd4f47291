"""How this book writes its references: style, order, and what is known of links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ..core.linkcare import LinkState
from ..core.lockfile import LockError
from ..core.references import Entry
from ..core.references.styles import order_entries
from ..core.script import base_language
from ..diagnostics import Code, Diagnostic
from ..locks import LINKS, read_lock
from ..model import Chapter
from ..posts.domain import anthology_domain
from ..posts.report import stop_build
from .entries import Setting

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_LINKS: WeakKeyDictionary[Sphinx, Mapping[str, LinkState]] = WeakKeyDictionary()


def setting_of(app: Sphinx, chapter: Chapter | None) -> Setting:
    """How entries are written in *chapter*, or in the whole bibliography."""
    book = app.config.language.replace("_", "-")
    language = chapter.post.language if chapter else book
    day = chapter.date.date().isoformat() if chapter and chapter.date else ""
    posts = anthology_domain(app.env).posts
    style, links = style_of(app.config), _known_links(app)
    return Setting(style, language, links, day, chapter, posts, is_for_browsers(app))


def is_for_browsers(app: Sphinx) -> bool:
    """Whether pages are made for browsers."""
    return app.builder.name in {"html", "dirhtml", "singlehtml"}


def style_of(config: Config) -> str:
    """The style that conf.py names, or the one that the book's language is used to."""
    chinese = base_language(config.language) == "zh"
    return str(config.anthology_bibliography_style or ("gbt7714-2025" if chinese else "apa7"))


def ordered(entries: Sequence[Entry], by: str) -> list[Entry]:
    """*entries* in the order that conf.py wants."""
    if by == "citation":
        return list(entries)
    place = {e.reference.key: i for i, e in enumerate(entries)}
    return [entries[place[r.key]] for r in order_entries([e.reference for e in entries], by)]


def _known_links(app: Sphinx) -> Mapping[str, LinkState]:
    if app not in _LINKS:
        try:
            _LINKS[app] = read_lock(Path(app.confdir) / LINKS)
        except LockError as error:
            hint = "Mend it, or take it away and run `anthology links check`"
            stop_build(app, Diagnostic(Code.BAD_LOCK, error.message, error.place, hint))
    return _LINKS[app]
