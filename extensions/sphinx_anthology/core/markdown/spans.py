"""Inline marks that blog engines add to CommonMark: ``~~struck~~``, ``==marked==``,
``++inserted++``, ``H~2~O``, ``19^th^``, ``{漢字|かんじ}`` and ``:smile:``.

All of these characters are common in plain text too (``a == b``, ``i++``, ``2^10``, ``1~3``,
``10:30``), so each rule asks for more than its marks, and where it doubts it leaves the text alone.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from ..patterns import regex
from ..script import HAN, KANA
from .cjk import delimiter_run, push_delimiter
from .emoji import emoji

_PAIRED = {"=": "mark", "+": "ins"}  # character of a doubled mark -> element
_SCRIPT = regex(  # a letter may follow digits: H~2~O
    r"([~^])(?:([0-9+\-−]{1,6})\1(?![0-9~^])|([A-Za-z0-9+\-−()]{1,12})\1(?![A-Za-z0-9~^]))"
)
_SHORTCODE = regex(r":([a-z][a-z0-9_+-]{1,40}|\+1|-1|100):(?![\w:])")
_RUBY = regex(
    rf"\{{([{HAN}]{{1,20}})\|([{KANA}\u3100-\u312f\u02ca\u02c7\u02cb\u02d9"
    r"A-Za-z\u00c0-\u024f|·' ]{1,60})\}"
)
_ASCII_WORD = regex(r"[A-Za-z0-9]")


def spans_plugin(md: MarkdownIt) -> None:
    """Install all of them."""
    md.enable("strikethrough")
    md.inline.ruler.at("strikethrough", _strike)
    md.inline.ruler.after("strikethrough", "paired", _double)
    md.inline.ruler.before("escape", "ruby", _ruby)
    md.inline.ruler.before("escape", "emoji", _emoji)
    md.inline.ruler.before("strikethrough", "sub_sup", _sub_sup)
    md.inline.ruler2.after("strikethrough", "paired", _pair_up)


def open_close(name: str, markup: str, children: list[Token]) -> list[Token]:
    """*children* inside an element of their own."""
    opening, closing = Token(f"{name}_open", name, 1), Token(f"{name}_close", name, -1)
    opening.markup = closing.markup = markup
    return [opening, *children, closing]


def _strike(state: StateInline, silent: bool) -> bool:
    """``~~text~~`` as GFM has it, beside CJK too. One tilde alone is a decoration to Chinese
    writers and ``1~3`` a range, so it strikes nothing."""
    if silent or state.src[state.pos] != "~":
        return False
    run = delimiter_run(state)
    if run.length != 2:
        state.push("text", "", 0).content = "~" * run.length
    else:
        push_delimiter(state, "~~", run.left, run.right)
    state.pos += run.length
    return True


def _double(state: StateInline, silent: bool) -> bool:
    """``==`` and ``++`` at the edge of a word: ``a==b``, ``C++`` and ``i++`` are none."""
    marker = state.src[state.pos]
    if silent or marker not in _PAIRED:
        return False
    run = delimiter_run(state)
    if run.length != 2:
        state.push("text", "", 0).content = marker * run.length
    else:
        can_open = run.left and not _ASCII_WORD.match(run.before)
        can_close = run.right and not _ASCII_WORD.match(run.after)
        if marker == "+":  # `++i; j++` counts up
            can_open = can_open and not _ASCII_WORD.match(run.after + " ")
            can_open = can_open or (run.left and run.before.isspace())
        push_delimiter(state, marker * 2, can_open, can_close)
    state.pos += run.length
    return True


def _pair_up(state: StateInline) -> None:
    lists = [state.delimiters, *(m["delimiters"] for m in state.tokens_meta if m)]
    for delimiters in lists:
        _pair_list(state, delimiters)


def _pair_list(state: StateInline, delimiters: list[Delimiter]) -> None:
    for opening in delimiters:
        name = _PAIRED.get(chr(opening.marker))
        if name is None or opening.end == -1:
            continue
        for delimiter, side, nesting in (
            (opening, "open", 1),
            (delimiters[opening.end], "close", -1),
        ):
            token = state.tokens[delimiter.token]
            token.type, token.tag, token.markup = f"{name}_{side}", name, token.content
            token.nesting = 1 if nesting > 0 else -1
            token.content = ""


def _sub_sup(state: StateInline, silent: bool) -> bool:
    """``H~2~O`` and ``19^th^``: a few letters or digits, right after a word or bracket."""
    char = state.src[state.pos]
    if char not in "~^" or state.pos == 0:
        return False
    before = state.src[state.pos - 1]
    after_word = before.isalpha() or before in ")]" if char == "~" else before.isalnum()
    match = _SCRIPT.match(state.src, state.pos) if after_word or before in ")]" else None
    content = (match[2] or match[3]) if match else ""
    if match is None or match.end() > state.posMax or not re.search("[A-Za-z0-9]", content):
        return False
    if not silent:
        name = "sub" if char == "~" else "sup"
        text = Token("text", "", 0, content=content)
        for token in open_close(name, char, [text]):
            state.push(token.type, token.tag, token.nesting).content = token.content
    state.pos = match.end()
    return True


def _ruby(state: StateInline, silent: bool) -> bool:
    match = _RUBY.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        state.push("ruby_open", "ruby", 1)
        state.push("text", "", 0).content = match[1]
        state.push("rt_open", "rt", 1)
        state.push("text", "", 0).content = match[2].replace("|", "")
        state.push("rt_close", "rt", -1)
        state.push("ruby_close", "ruby", -1)
    state.pos = match.end()
    return True


def _emoji(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":":
        return False
    before = state.src[state.pos - 1] if state.pos else " "
    match = _SHORTCODE.match(state.src, state.pos)
    if match is None or match.end() > state.posMax or before == ":" or _ASCII_WORD.match(before):
        return False
    character = emoji(match[1])
    if not character:
        return False
    if not silent:
        state.push("text", "", 0).content = character
    state.pos = match.end()
    return True
