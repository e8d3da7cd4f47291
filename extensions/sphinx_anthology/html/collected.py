"""Pages that no document is behind: Sphinx writes in every build those that it is told of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def are_up_to_date(app: Sphinx, names: Iterable[str]) -> bool:
    """Whether pages are there and no document's page has been written since. What such pages
    show comes from documents; and when theme or settings change, all documents are written."""
    builder = cast(StandaloneHTMLBuilder, app.builder)

    def written(name: str) -> int:
        return Path(builder.get_output_path(name)).stat().st_mtime_ns

    try:
        newest = max(map(written, app.env.found_docs), default=0)
        return all(written(name) >= newest for name in names)
    except OSError:
        return False
