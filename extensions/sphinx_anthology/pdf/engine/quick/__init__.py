"""Short cuts: the same pages as WeasyPrint's own code comes to, by less work.

Nothing depends on them: they are taken with the release that they were read from, and left out with
another. ``tests/test_short_cuts.py`` compares what is set with and without them.
"""

from __future__ import annotations

from typing import Any

from . import boxes, columns, glyphs, lines, styles, words

# where, which name, and what stands for it
CHANGES: tuple[tuple[Any, str, Any], ...] = (
    *styles.CHANGES,
    *boxes.CHANGES,
    *lines.CHANGES,
    *words.CHANGES,
    *glyphs.CHANGES,
    *columns.CHANGES,
)


def install() -> None:
    """Take the short cuts, after what ``typography`` changes. Calling it twice does no harm."""
    for owner, name, quick in CHANGES:
        setattr(owner, name, quick)
