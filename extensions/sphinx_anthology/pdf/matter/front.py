"""Before the contents: cover, half-title, title page with the imprint behind it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from ...core import apparatus
from ...cover import cover_svg
from ..leaf import Leaf
from .desk import Desk


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
    svg = cover_svg(desk.volume, desk.facts, (round(width * 8), round(height * 8)))
    uri = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return desk.render("cover.html", drawing=uri)
