"""PDF objects that WeasyPrint and pydyf made, as bytes that can be given other numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pydyf

from .piece import Raw

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")


def collect(pdf: Any) -> tuple[list[Raw], dict[int, int]]:
    """All objects of *pdf* but its page tree and catalogue.

    Only for objects without text strings of strangers: references are found by their looks.

    Returns:
        Objects, and the place of each (from 1) by its number there.
    """
    skipped = (pdf.pages, pdf.catalog)
    kept = [o for o in pdf.objects if o.free == "n" and not any(o is other for other in skipped)]
    places = {thing.number: place for place, thing in enumerate(kept, 1)}
    return [_raw(thing, places) for thing in kept], places


def _raw(thing: Any, places: dict[int, int]) -> Raw:
    if isinstance(thing, pydyf.Stream):
        if "Filter" not in thing.extra:
            thing.compress = True
        head, _, rest = bytes(thing.data).partition(b"\nstream\n")
        # emoji are pictures that no style sheet reaches (PDF/A-3, 6.2.8)
        head = head.replace(b"/Interpolate true", b"/Interpolate false")
        return Raw(renumbered(head, places.__getitem__), rest.removesuffix(b"\nendstream"))
    return Raw(renumbered(bytes(thing.data), places.__getitem__))


def string(text: str) -> bytes:
    """A PDF text string."""
    return bytes(pydyf.String(text).data)


def renumbered(data: bytes, number: Callable[[int], int]) -> bytes:
    """*data* with each reference given the number that *number* tells."""
    return _REFERENCE.sub(lambda match: b"%d 0 R" % number(int(match[1])), data)
