"""Where the themes lie."""

from __future__ import annotations

from pathlib import Path


def themes_folder() -> Path:
    """The themes: inside an installed package, or at the top of the repository."""
    package = Path(__file__).parents[1]
    installed = package / "themes"
    return installed if installed.is_dir() else package.parents[1] / "themes"
