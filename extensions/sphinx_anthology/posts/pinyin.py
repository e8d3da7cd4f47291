"""How Chinese is spelt is looked up once: a build that sorts the same names loads no dictionary."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.pinyin import KNOWN
from ..files import write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
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


def keep_pinyin(app: Sphinx, exception: Exception | None) -> None:
    """Keep what this build looked up."""
    if exception is None and len(KNOWN) > app.__dict__.get("pinyin_known", 0):
        data = json.dumps([version("pypinyin"), KNOWN], ensure_ascii=False)
        write_whole(Path(app.doctreedir, FILE), data.encode())
