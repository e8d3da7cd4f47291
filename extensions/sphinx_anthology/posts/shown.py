"""What documents show of others, as fingerprints, kept from build to build for each builder: all
share one reading, and the one that reads does not write for the others. Whoever has something
to show compares what was written with what there is now, and has the rest written anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ..files import write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Shown = dict[str, str]  # document -> fingerprint
_NOW: WeakKeyDictionary[Sphinx, dict[str, Shown]] = WeakKeyDictionary()


def exchanged(app: Sphinx, name: str, now: Shown) -> Shown:
    """What was shown under *name* when this builder last wrote; nothing where that is broken. *now*
    is kept in its place when the build has ended well."""
    _NOW.setdefault(app, {})[name] = now
    try:
        return dict(json.loads(_file(app, name).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


def keep_shown(app: Sphinx, exception: Exception | None) -> None:
    """Remember what documents show, when they have been written."""
    for name, now in _NOW.pop(app, {}).items() if exception is None else ():
        write_whole(_file(app, name), json.dumps(now, indent=0, sort_keys=True).encode())


def _file(app: Sphinx, name: str) -> Path:
    return Path(app.doctreedir, f"{name}-{app.builder.name}.json")
