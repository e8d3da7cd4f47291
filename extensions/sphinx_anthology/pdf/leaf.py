"""What the book is made of before it is set: leaves, and the lines that its contents have."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from . import crossings

Where = Literal["front", "body", "back"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is set as one: a chapter, a part's opening, an index."""

    name: str
    html: str  # a whole document, with marks where page numbers are to stand
    language: str  # BCP 47
    where: Where
    title: str = ""
    recto: bool = False  # begins on a right-hand page
    plain: bool = False  # without folio and running head
    left: str = ""  # running head of its left-hand pages
    follows: bool = False  # begins on the page on which the leaf before it ends
    whole: str = "Sect"  # tag of the structure element that stands for it
    source: str = ""  # file of the post
    text: str = ""  # fingerprint of its text (fragments/printed.py); empty: it has none of a post


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the contents, and of the outline."""

    text: str
    target: str
    kind: str  # part | chapter | section | back
    level: int = 1  # 1 is the top
    authors: str = ""
    language: str = ""  # BCP 47

    @property
    def page(self) -> str:
        return crossings.mark_page(self.target)


def document(title: str, language: str, body_class: str, body: str) -> str:
    """A whole document, as XML where *body* is."""
    return (
        f'<html lang="{escape(language, quote=True)}"><head>'
        f"<title>{escape(title)}</title></head>"
        f'<body class="{body_class}">{body}</body></html>'
    )


def running_head(text: str, side: str = "right") -> str:
    """A page that is not of the book: what stands above the text."""
    return f'<div class="running-head {side}">{escape(text)}</div>'
