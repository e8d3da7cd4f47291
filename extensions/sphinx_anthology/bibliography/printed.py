"""What is done for every entry of every list, and therefore once for each work where it can be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from docutils import nodes

from ..core.references.leftover import leftover
from ..core.references.styles import Span, format_entry
from ..model import Reference


@lru_cache(10_000)  # most works stand in one chapter and in the bibliography, alike
def printed_in(
    reference: Reference, style: str, language: str, accessed: str
) -> tuple[tuple[Span, ...], str | None]:
    """The entry in *style*, and what of the item it leaves out; see :func:`leftover`."""
    spans = format_entry(reference, style, language=language, accessed=accessed)
    if reference.kind == "raw":
        return spans, ""
    return spans, leftover(reference, "".join(span.text for span in spans))


def joined(pieces: Iterable[nodes.Node]) -> list[nodes.Node]:
    """*pieces*; text that touches is one."""
    made: list[nodes.Node] = []
    for node in pieces:
        if made and isinstance(node, nodes.Text) and isinstance(made[-1], nodes.Text):
            made[-1] = nodes.Text(made[-1] + node)
        else:
            made.append(node)
    return made
