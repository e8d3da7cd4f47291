"""What conf.py says of reading the folder of posts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ..core.lockfile import LockError
from ..core.rules import rule_book
from ..core.sites import read_sources
from ..diagnostics import Code, Diagnostic, Place
from ..locks import KEYS, read_keys


def reading_settings(folder: Path) -> dict[str, Any]:
    """Settings of conf.py that say which posts are read, and how: arguments of ``scan``."""
    return settings_for_reading(given_settings(folder), folder)


def given_settings(folder: Path) -> dict[str, Any]:
    """What conf.py says; nothing when there is none. It is run, as Sphinx runs it."""
    if not (folder / "conf.py").is_file():
        return {}
    from sphinx.config import Config
    from sphinx.util.tags import Tags

    return Config.read(folder, overrides={}, tags=Tags())._raw_config


def settings_for_reading(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Arguments of ``scan``, from what conf.py in *folder* says and the lock file beside it."""
    keys = _keys(folder)
    if not given:
        return {"exclude": ["index.md"], "keys": keys}
    names = ("exclude_patterns", "anthology_exclude", "anthology_pages")
    patterns = [pattern for name in names for pattern in given.get(name, [])]
    try:
        sources = read_sources(given.get("anthology_sources", {}))
    except ValueError as error:
        place = Place(str(folder / "conf.py"))
        print(Diagnostic(Code.BAD_SETTING, f"anthology_sources: {error}", place), file=sys.stderr)
        raise SystemExit(2) from error
    return {
        "exclude": ["index.md", *patterns],
        "rules": rule_book(given),
        "sources": sources,
        "keys": keys,
    }


def _keys(folder: Path) -> dict[str, str]:
    try:
        return read_keys(folder / KEYS)
    except LockError as error:
        print(Diagnostic(Code.BAD_LOCK, error.message, error.place), file=sys.stderr)
        raise SystemExit(2) from error
