"""The user manual: ``sphinx-build -W -b html docs OUT``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "sphinx-anthology"
author = "The sphinx-anthology contributors"
copyright = "2026, the sphinx-anthology contributors"

extensions = ["myst_parser", "tables"]
myst_heading_anchors = 3
exclude_patterns = ["images"]

html_theme = "alabaster"
html_title = "sphinx-anthology"
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "description": "Blog posts in, a book out",
    "fixed_sidebar": True,
    "font_family": "Charter, 'Source Serif 4', Georgia, serif",
    "page_width": "64rem",
}
