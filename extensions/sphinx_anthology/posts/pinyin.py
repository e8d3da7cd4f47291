"""How Chinese is spelt is looked up once: a build that sorts the same names loads no dictionary,
and of builds side by side one does."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.pinyin import KNOWN
from ..core.references.styles import sort_key as work_key
from ..core.references.works.names import sort_key, text_key
from ..core.slugs import slugify
from ..files import write_whole
from .domain import anthology_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

FILE = "pinyin.json"  # beside the doctrees


def recall_pinyin(app: Sphinx, config: Config) -> None:
    """Take up what earlier builds looked up; a broken file is as good as none."""
    try:
        release, known = json.loads(Path(app.doctreedir, FILE).read_bytes())
        if release == version("pypinyin"):
            KNOWN.update({str(text): list(map(str, spelt)) for text, spelt in known.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        pass
    app.__dict__["pinyin_known"] = len(KNOWN)


def look_up_pinyin(app: Sphinx) -> None:
    """Look up all that a book is sorted by, before the processes are forked that sort it: works,
    people, tags."""
    domain = anthology_domain(app.env)
    for entry in domain.entries:
        work_key(entry.reference)
    for chapter in domain.volume.chapters:
        meta = chapter.meta
        for person in (*meta.authors, *meta.contributors):
            sort_key(person.name)
        for tag in (*meta.categories, *meta.tags):
            text_key(tag)
            slugify(tag)


def hand_on_pinyin(app: Sphinx, builder: Builder) -> None:
    """Keep what was looked up while posts were read, for builds that begin now."""
    _keep(app)


def keep_pinyin(app: Sphinx, exception: Exception | None) -> None:
    """Keep what this build looked up."""
    if exception is None:
        _keep(app)


def _keep(app: Sphinx) -> None:
    if len(KNOWN) > app.__dict__.get("pinyin_known", 0):
        data = json.dumps([version("pypinyin"), KNOWN], ensure_ascii=False)
        write_whole(Path(app.doctreedir, FILE), data.encode())
        app.__dict__["pinyin_known"] = len(KNOWN)
