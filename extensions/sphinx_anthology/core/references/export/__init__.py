"""References for other programs: BibTeX, biblatex, CSL-JSON, RIS, and COinS for web pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ....model import Reference
from .bibtex import write_biblatex, write_bibtex
from .coins import coins
from .common import address, author_names, title_of
from .csl_json import csl_item, write_csl_json
from .ris import write_ris

__all__ = [
    "WRITERS",
    "address",
    "author_names",
    "coins",
    "csl_item",
    "title_of",
    "write_biblatex",
    "write_bibtex",
    "write_csl_json",
    "write_ris",
]

# By the names that the command line gives the formats.
WRITERS: dict[str, Callable[[Iterable[Reference]], str]] = {
    "bibtex": write_bibtex,
    "biblatex": write_biblatex,
    "csl-json": write_csl_json,
    "ris": write_ris,
}
