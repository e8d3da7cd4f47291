"""Before the contents: cover, half-title, title page with the imprint behind it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from ...core import apparatus
from ...cover import cover_svg
from ...media.cover import own_cover
from ..leaf import Leaf
from .desk import Desk

DOTS = 300 / 25.4  # of a picture, to the mm


def opening(desk: Desk) -> Iterator[Leaf]:
    """The leaves that begin the book."""
    title = desk.facts["title"]
    yield desk.front("cover", title, _cover(desk))
    yield desk.front("half-title", title, desk.render("half-title.html"))
    imprint = apparatus.imprint(desk.volume, desk.facts, desk.made)
    yield desk.front("title", title, desk.render("title.html", imprint=imprint))


def _cover(desk: Desk) -> str:
    """The drawing, as large as the page with its bleed: what reaches the edge is cut there."""
    width, height = (side + 2 * desk.bleed for side in desk.paper[:2])
    if own := desk.facts.get("cover"):
        size = (round(width * DOTS), round(height * DOTS))
        kind, data = "image/jpeg", own_cover(Path(own), size)
    else:
        svg = cover_svg(desk.volume, desk.facts, (round(width * 8), round(height * 8)))
        kind, data = "image/svg+xml", svg.encode()
    return desk.render("cover.html", drawing=f"data:{kind};base64,{b64encode(data).decode()}")
