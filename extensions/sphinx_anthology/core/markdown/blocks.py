"""A post as a list of top-level blocks: what the structure rules look at and change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markdown_it.token import Token

_SEEN = re.compile(r"[^\s\u200b-\u200f\u2060\ufeff\u3000\u00a0]")


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block: its tokens, from opening to closing."""

    tokens: tuple[Token, ...]

    @property
    def kind(self) -> str:
        """``paragraph``, ``heading``, ``bullet_list``, ``hr``, ``fence``, ..."""
        return self.tokens[0].type.removesuffix("_open")

    @property
    def line(self) -> int:
        """Line of the file the block starts on, from 1; 0 when it was made up."""
        return self.tokens[0].map[0] + 1 if self.tokens[0].map else 0

    @property
    def end_line(self) -> int:
        """Line after the block's last."""
        return self.tokens[0].map[1] + 1 if self.tokens[0].map else 0

    @property
    def level(self) -> int:
        """Heading level, 1 to 6; 0 for other blocks."""
        return int(self.tokens[0].tag[1:]) if self.kind == "heading" else 0

    @property
    def anchor(self) -> str:
        """The id that a heading's author gave it; mostly empty."""
        return str(self.tokens[0].attrGet("id") or "")

    @property
    def inline(self) -> tuple[Token, ...]:
        """Inline tokens of a paragraph or heading; empty for other blocks."""
        if self.kind not in {"paragraph", "heading"}:
            return ()
        return tuple(self.tokens[1].children or ())

    @property
    def text(self) -> str:
        """Plain text of everything inside the block."""
        return "\n".join(plain(t.children or ()) for t in self.tokens if t.type == "inline")


def blocks_of(tokens: Iterable[Token]) -> list[Block]:
    """Group a flat token stream into its top-level blocks."""
    found: list[Block] = []
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            found.append(Block(tuple(group)))
            group = []
    return found


def tokens_of(blocks: Iterable[Block]) -> list[Token]:
    """The way back."""
    return [token for block in blocks for token in block.tokens]


def plain(children: Iterable[Token]) -> str:
    """Text of inline tokens without mark-up; pictures give their alt text."""
    out: list[str] = []
    for token in children:
        if token.type in {"text", "code_inline", "text_special", "math_inline", "math_display"}:
            out.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            out.append("\n")
        elif token.type == "image":
            out.append(plain(token.children or ()))
    return "".join(out)


def significant(children: Iterable[Token]) -> list[Token]:
    """Inline tokens without empty text and breaks, at the ends and in between."""
    return [
        token
        for token in children
        if not (token.type == "text" and not token.content.strip())
        and token.type not in {"softbreak", "hardbreak", "anchor"}
    ]


def wrapped_in(children: Iterable[Token], tag: str) -> tuple[Token, ...] | None:
    """Children of the one *tag* (``strong``, ``em``) that is all of the inline content."""
    whole = list(children)
    kept = significant(whole)
    if len(kept) < 3 or kept[0].type != f"{tag}_open" or kept[-1].type != f"{tag}_close":
        return None
    depth = 0
    for token in kept[:-1]:
        if token.type in {f"{tag}_open", f"{tag}_close"}:
            depth += token.nesting
            if depth == 0:
                return None
    start, end = (next(n for n, t in enumerate(whole) if t is kept[at]) for at in (0, -1))
    return tuple(whole[start + 1 : end])


def heading_tokens(
    level: int, children: list[Token], line_map: list[int] | None, anchor: str = ""
) -> Block:
    """A heading block made from inline tokens; *anchor* is the id its author gave it."""
    opening = Token("heading_open", f"h{level}", 1, map=line_map, block=True, markup="#")
    if anchor:
        opening.attrSet("id", anchor)
    inline = Token("inline", "", 0, map=line_map, children=children, block=True)
    inline.content = plain(children)
    return Block((opening, inline, Token("heading_close", f"h{level}", -1, block=True)))


def paragraph(children: list[Token], line_map: list[int] | None) -> Block:
    """A paragraph block made from inline tokens."""
    opening = Token("paragraph_open", "p", 1, map=line_map, block=True)
    inline = Token("inline", "", 0, map=line_map, children=children, block=True)
    inline.content = plain(children)
    return Block((opening, inline, Token("paragraph_close", "p", -1, block=True)))


def figure_token(image: Token, caption: tuple[Token, ...], line_map: list[int] | None) -> Token:
    """A figure: one token of our own, the caption as its children."""
    token = Token("figure", "figure", 0, map=line_map, block=True)
    token.meta = {"image": image}
    token.children = list(caption)
    return token


def text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


def is_blank(text: str) -> bool:
    """Nothing a reader could see: spaces of any width, zero-width marks."""
    return _SEEN.search(text) is None
