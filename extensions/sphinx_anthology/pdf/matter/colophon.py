"""The colophon: the faces a book is set in and their licences, its paper, what made it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from ..leaf import Leaf, Line
from .desk import Desk

_OFL = "SIL Open Font License 1.1"
# Families of the style sheets: what each is for, and its licence as its own files say.
FACES = (
    ("Noto Serif CJK SC", "face-text", _OFL),
    ("Linux Libertine O", "face-latin", f"{_OFL} / GNU GPL 2 + FE"),
    ("LXGW WenKai", "face-quotations", _OFL),
    ("Noto Sans CJK SC", "face-captions", _OFL),
    ("Hack", "face-code", "MIT / Bitstream Vera"),
)


@dataclass(frozen=True, slots=True)
class Face:
    """A face that the book is set in."""

    name: str
    use: str
    licence: str


def colophon(desk: Desk) -> tuple[Leaf, Line]:
    """How the book was made."""
    title = desk.say("colophon")
    body = desk.render("colophon.html", title=title, paragraphs=_words(desk), faces=_faces(desk))
    return desk.back("colophon", title, body)


def _faces(desk: Desk) -> list[Face]:
    """Faces that are here: where one is not, another stands in for it."""
    here = set(desk.faces)
    return [Face(name, desk.say(use), licence) for name, use, licence in FACES if name in here]


def _words(desk: Desk) -> list[str]:
    width, height = desk.paper[:2]
    paper = desk.say("colophon-paper", width=f"{width:g}", height=f"{height:g}")
    tools = desk.say("colophon-tools", weasyprint=version("weasyprint"))
    return [tools, paper, *([desk.say("colophon-faces")] if _faces(desk) else [])]
