"""What the terminal tells while a book is set: which chapter, how many pages, how long it takes."""

from __future__ import annotations

import time

from sphinx._cli.util.colour import terminal_supports_colour
from sphinx.util import logging

from .leaf import Leaf

logger = logging.getLogger(__name__)


class Progress:
    """Counts leaves and pages; on a terminal it rewrites one line."""

    def __init__(self, leaves: int) -> None:
        self._all, self._done, self._pages = leaves, 0, 0
        self._begun = time.monotonic()
        self._one_line = terminal_supports_colour()

    def __call__(self, leaf: Leaf, pages: int, to_come: int) -> None:
        self._done += 1
        self._pages += pages
        passed = time.monotonic() - self._begun
        left = passed / self._done * to_come
        share = min(1, self._done / self._all)
        text = f"setting... [{share: >4.0%}] {leaf.name} ({self._pages} pages, {left:.0f} s left)"
        start, end = ("\x1b[2K", "\r") if self._one_line else ("", "")
        logger.info("%s%s%s", start, text, end, nonl=self._one_line)
