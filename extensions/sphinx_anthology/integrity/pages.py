"""The website's pages, written whole or not at all: a reader who looks while the site is built, or
after a build that was killed, finds the old page or the new one."""

from __future__ import annotations

from pathlib import Path

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder

from ..files import write_whole


class CannotWrite(Exception):
    """A page that could not be written. Sphinx would take an ``OSError`` for a warning, and leave a
    site with holes."""


class WholePath(type(Path())):  # type: ignore[misc]  # the class for this system
    """A file that Sphinx writes in one go."""

    def write_text(
        self,
        data: str,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> int:
        """Write the file whole.

        Raises:
            CannotWrite: it cannot be written.
        """
        try:
            write_whole(self, data.encode(encoding or "utf-8", errors or "strict"))
        except OSError as error:
            raise CannotWrite(str(error)) from error
        return len(data)


class WholePages(StandaloneHTMLBuilder):
    """``-b html``."""

    def get_output_path(self, page_name: str, /) -> Path:
        """Where a page is written."""
        return WholePath(super().get_output_path(page_name))


class WholeDirectoryPages(DirectoryHTMLBuilder):
    """``-b dirhtml``."""

    def get_output_path(self, page_name: str, /) -> Path:
        """Where a page is written."""
        return WholePath(super().get_output_path(page_name))
