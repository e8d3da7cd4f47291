"""How a text names the works it cites, by the role that it cites them with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docutils import nodes

from ..core.references.styles import Citation

# Roles of sphinxcontrib-bibtex whose works stand together in brackets.
_BRACKETED = {"p", "ps", "authorpar", "authorpars", "yearpar", "labelpar"}


@dataclass(frozen=True, slots=True)
class Named:
    """A work to be named, and how its name becomes a link."""

    citation: Citation
    link: Callable[[str], nodes.Node]
    before: str = ""  # ``see``
    after: str = ""  # ``p. 12``


def phrase(works: Sequence[Named], role: str) -> list[nodes.Node]:
    """``（李航，2012；何岸，2003）`` for ``p``, ``李航（2012）、何岸（2003）`` for ``t`` ..."""
    if role == "empty" or not works:
        return []
    first = works[0].citation
    bracketed = role in _BRACKETED
    separator = first.separator if bracketed or first.opening != "（" else "、"
    made: list[nodes.Node] = [nodes.Text(first.opening)] if bracketed else []
    for index, work in enumerate(works):
        if index:
            made.append(nodes.Text(separator))
        made += _name(work, role)
    return [*made, nodes.Text(first.closing)] if bracketed else made


def _name(work: Named, role: str) -> list[nodes.Node]:
    made: list[nodes.Node] = [nodes.Text(f"{work.before} ")] if work.before else []
    made.append(work.link(_words(work.citation, role)))
    return [*made, nodes.Text(work.citation.comma + work.after)] if work.after else made


def _words(citation: Citation, role: str) -> str:
    if role in {"t", "ts", "ct", "cts"}:
        return citation.running
    if "author" in role:
        return citation.who
    if role.startswith("year"):
        return citation.year or citation.who
    return citation.inside
