"""What sphinxcontrib-bibtex is told before it starts.

The works that the posts cite are no part of its data: they never pass through BibTeX text (pybtex's
writer corrupts URLs, and its reader loses what follows a ``%``), and a ``{bibliography}`` of the
user's lists the user's own works. ``citing`` leads citations of them to the bibliography page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def give_bibfiles(app: Sphinx, config: Config) -> None:
    """A book without .bib files of its own is no mistake, nor is one with Chinese authors."""
    if config.bibtex_bibfiles is None:
        config.bibtex_bibfiles = []
    if config.bibtex_default_style == "alpha":  # makes labels of Latin names and fails at others
        config.bibtex_default_style = "unsrt"
