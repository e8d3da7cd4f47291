"""What the terminal tells while a book is set: which chapter, how many pages, how long it takes."""

from __future__ import annotations

import time

from sphinx._cli.util.colour import terminal_supports_colour
from sphinx.util import logging

from .leaf import Leaf

logger = logging.getLogger(__name__)


class Progress:
    """Counts leaves and pages; on a terminal it rewrites one line."""

    def __init__(self) -> None:
        self._done, self._pages = 0, 0
        self._begun = time.monotonic()
        self._one_line = terminal_supports_colour()

    def __call__(self, leaf: Leaf, pages: int, to_come: int) -> None:
        self._done += 1
        self._pages += pages
        passed = time.monotonic() - self._begun
        left = passed / self._done * to_come
        share = self._done / (self._done + to_come)
        text = f"setting... [{share: >4.0%}] {leaf.name} ({self._pages} pages, {left:.0f} s left)"
        start, end = ("\x1b[2K", "\r") if self._one_line else ("", "")
        logger.info("%s%s%s", start, text, end, nonl=self._one_line)
