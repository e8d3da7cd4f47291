"""One annotation per link.

WeasyPrint 70 makes an annotation for the link and one for each element inside it; PDF/UA (7.18.5)
allows one (Kozea/WeasyPrint#185, #2482). The public ``Page.links`` is rewritten before writing.
"""

from __future__ import annotations

from typing import Any

from weasyprint import Document


def merge_annotations(document: Document) -> None:
    """Let each link's rectangle cover what is inside it, and drop the rest."""
    for page in document.pages:
        merged: list[list[Any]] = []
        for kind, target, rectangle, box in page.links:
            if box.link or not merged or kind == "attachment":
                merged.append([kind, target, rectangle, box])
            else:
                merged[-1][2] = _around(merged[-1][2], rectangle)
        page.links[:] = [tuple(link) for link in merged]


def _around(one: Any, other: Any) -> tuple[float, float, float, float]:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
