"""Where the themes lie, and what they have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def themes_folder() -> Path:
    """The themes: inside an installed package, or at the top of the repository."""
    package = Path(__file__).parents[1]
    installed = package / "themes"
    return installed if installed.is_dir() else package.parents[1] / "themes"


def is_website(app: Sphinx) -> bool:
    """Whether a site of pages is made: with addresses of its own for each document."""
    return app.builder.name in {"html", "dirhtml"}


def has_template(app: Sphinx, name: str) -> bool:
    """Whether the site's theme has a template; other themes than the book's own have fewer."""
    builder = cast(StandaloneHTMLBuilder, app.builder)
    folders = [*builder.theme.get_theme_dirs(), *app.config.templates_path]
    return any(Path(app.confdir, folder, name).is_file() for folder in folders)
