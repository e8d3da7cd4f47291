"""Before the contents: cover, half-title, title page with the imprint behind it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from ...core.script import base_language
from ...cover import cover_svg
from ...media.cover import own_cover
from ..leaf import Leaf
from .desk import Desk

DOTS = 300 / 25.4  # of a picture, to the mm
_ISBN = re.compile(r"(?:urn:isbn:)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])", re.I)


def opening(desk: Desk) -> Iterator[Leaf]:
    """The leaves that begin the book."""
    title = desk.facts["title"]
    yield desk.front("cover", title, _cover(desk))
    yield desk.front("half-title", title, desk.render("half-title.html"))
    yield desk.front("title", title, desk.render("title.html", imprint=imprint(desk)))


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


def imprint(desk: Desk) -> list[tuple[str, str]]:
    """What the imprint says, as (kind, text) in order; only what is known."""
    facts, say = desk.facts, desk.say
    title = " · ".join(filter(None, (facts["title"], facts["subtitle"])))
    lines = [
        ("title", title),
        ("author", facts["author"]),
        ("publisher", facts["publisher"]),
        ("edition", facts.get("edition") or month(desk)),
        ("extent", " · ".join(filter(None, (_chapters(desk), years(desk))))),
        ("identifier", identifier(facts["identifier"])),
        ("copyright", facts["copyright"] and f"© {facts['copyright']}"),
        ("licence", facts["licence"] and f"{say('licence')} {facts['licence']}"),
        ("made", say("made-with")),
    ]
    return [(kind, text) for kind, text in lines if text]


def identifier(given: str) -> str:
    """A number as it is printed: an ISBN is called by its name."""
    found = _ISBN.fullmatch(given.strip())
    return f"ISBN {found[1]}" if found else given


def month(desk: Desk) -> str:
    """When the book was made; the day would be new each day."""
    made = desk.made
    if base_language(desk.language) in {"zh", "ja"}:
        return f"{made.year}年{made.month}月"
    return made.strftime("%B %Y")


def _chapters(desk: Desk) -> str:
    return desk.say("chapters", count=len(desk.volume.chapters))


def years(desk: Desk) -> str:
    """Of the posts: 2019–2025."""
    dated = [chapter.date.year for chapter in desk.volume.chapters if chapter.date]
    return "–".join(map(str, sorted({min(dated), max(dated)}))) if dated else ""
