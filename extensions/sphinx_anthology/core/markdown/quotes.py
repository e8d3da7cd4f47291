"""Curly quotes for straight ones, as English wants.

markdown-it's own rule, run on a chapter once it is composed: which language a post is in is not
known before its text has been read. An escaped quote (``\\"``) and a character reference
(``&quot;``) stay straight.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.rules_core.text_join import text_join
from markdown_it.token import Token

_QUOTES = {'"', "'"}
_LITERAL = "literal_quote"


def quotes_plugin(md: MarkdownIt) -> None:
    """Let quotes that are to stay straight be tokens of their own."""
    md.core.ruler.at("text_join", _join)


def _join(state: StateCore) -> None:
    literal = []
    for inline in state.tokens:
        for token in inline.children or ():
            if token.type == "text_special" and token.content in _QUOTES:
                token.type = _LITERAL
                literal.append(token)
    text_join(state)
    for token in literal:
        token.type, token.meta = "text", {"literal": True}


@cache
def _state() -> StateCore:
    return StateCore("", MarkdownIt("commonmark"), {})


def curl(tokens: Iterable[Token]) -> None:
    """Make straight quotes in the running text of *tokens* curly, in place."""
    for token in tokens:
        children = token.children
        if not children or token.type not in {"inline", "figure"}:
            continue
        if not any(c.type == "text" and not _QUOTES.isdisjoint(c.content) for c in children):
            continue
        literal = [child for child in children if child.meta.get("literal")]
        for child in literal:
            child.type = _LITERAL
        process_inlines(children, _state())
        for child in literal:
            child.type = "text"
