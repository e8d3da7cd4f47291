"""Where the themes lie, and what they have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from jinja2 import FileSystemBytecodeCache
from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_TEMPLATES: WeakKeyDictionary[StandaloneHTMLBuilder, dict[str, bool]] = WeakKeyDictionary()


def themes_folder() -> Path:
    """The themes: inside an installed package, or at the top of the repository."""
    package = Path(__file__).parents[1]
    installed = package / "themes"
    return installed if installed.is_dir() else package.parents[1] / "themes"


def compiled_templates(app: Sphinx) -> FileSystemBytecodeCache:
    """Keeps compiled templates for the next build, which would compile all of them for one page."""
    folder = Path(app.doctreedir, "templates")
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def keep_templates(app: Sphinx) -> None:
    """Keep the templates of the site's theme compiled."""
    templates = getattr(app.builder, "templates", None)  # whoever brings his own engine has none
    if environment := getattr(templates, "environment", None):
        environment.bytecode_cache = compiled_templates(app)


def is_website(app: Sphinx) -> bool:
    """Whether a site of pages is made: with addresses of its own for each document."""
    return app.builder.name in {"html", "dirhtml"}


def has_template(app: Sphinx, name: str) -> bool:
    """Whether the site's theme has a template; other themes than the book's own have fewer. It is
    asked for each page."""
    builder = cast(StandaloneHTMLBuilder, app.builder)
    known = _TEMPLATES.setdefault(builder, {})
    if name not in known:
        folders = [*builder.theme.get_theme_dirs(), *app.config.templates_path]
        known[name] = any(Path(app.confdir, folder, name).is_file() for folder in folders)
    return known[name]
