"""Footnotes: notes without a mark, marks without a note, and notes in the text (``^[note]``)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from ...diagnostics import Code
from ..patterns import regex
from .findings import find
from .inline_html import Links, convert_inline, flattened
from .spans import open_close

_MARK = regex(r"\[\^([^\]\s]{1,120})\]")
MAX_NOTE = 2000  # characters of a note in the text; an unclosed one costs no more than this


def footnotes_plugin(md: MarkdownIt) -> None:
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    md.inline.ruler.at("footnote_ref", _reference)
    md.inline.ruler.after("image", "footnote_inline", _inline_note)
    md.core.ruler.after("inline", "footnotes", _settle)


def _reference(state: StateInline, silent: bool) -> bool:
    """``[^label]``, as the plugin reads it, but with an end to the search for the bracket."""
    match = _MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": match[1]}
    state.pos = match.end()
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """``^[note]``: its text is parsed where the note will stand."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = _closing_bracket(state.src, state.pos + 2, min(state.posMax, state.pos + MAX_NOTE))
    content = state.src[state.pos + 2 : end]
    if end < 0 or not content.strip():
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.meta = {"label": "", "note": content.strip()}
    state.pos = end + 1
    return True


def _closing_bracket(source: str, start: int, limit: int) -> int:
    depth = 1
    at = start
    while at < limit:
        char = source[at]
        if char == "\\":
            at += 1
        depth += {"[": 1, "]": -1}.get(char, 0)
        if depth == 0:
            return at
        at += 1
        if depth > 8:
            return -1
    return -1


def _settle(state: StateCore) -> None:
    labels = _name_definitions(state.tokens)
    used: set[str] = set()
    number = 0
    made: list[Token] = []
    waiting: list[Token] = []  # notes in the text, until the block they are in has ended
    depth = 0
    for token in state.tokens:
        made.append(token)
        depth += token.nesting
        if token.type == "inline" and token.children:
            line = token.map[0] + 1 if token.map else 0
            children: list[Token] = []
            for child in token.children:
                if child.type != "footnote_ref":
                    children.append(child)
                elif "note" in child.meta:
                    number += 1
                    label = child.meta["label"] = f"in-text-note-{number}"
                    waiting += _definition(state, label, child.meta.pop("note"), token.map)
                    children.append(child)
                elif child.meta["label"] in labels:
                    used.add(child.meta["label"])
                    children.append(child)
                else:
                    children += _as_text(state.env, child.meta["label"], line)
            token.children = children
        if depth == 0 and waiting:
            made += waiting
            waiting = []
    state.tokens = made
    for label, line in labels.items():
        if label not in used:
            message = f"no text leads to footnote {label!r}; it stands among the notes"
            find(state.env, Code.UNUSED_FOOTNOTE, message, line)


def _name_definitions(tokens: list[Token]) -> dict[str, int]:
    """The labels that are defined, with their lines. A second note of one label gets one of its
    own: MyST would drop its text."""
    labels: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for token in tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            seen[label] += 1
            token.meta["label"] = f"{label}-{seen[label]}" if seen[label] > 1 else label
            labels[token.meta["label"]] = token.map[0] + 1 if token.map else 0
    return labels


def _definition(state: StateCore, label: str, text: str, lines: list[int] | None) -> list[Token]:
    opening = Token("footnote_reference_open", "", 1, map=lines, block=True, meta={"label": label})
    inline = Token("inline", "", 0, map=lines, block=True, content=text)
    inline.children = _parsed(state, text, lines[0] + 1 if lines else 0)
    return [
        opening,
        Token("paragraph_open", "p", 1, map=lines, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
        Token("footnote_reference_close", "", -1, block=True),
    ]


def _parsed(state: StateCore, text: str, line: int) -> list[Token]:
    """The words of a note in the text. The rule that reads raw HTML has run before, so it is read
    here; of notes in the note, which has no marks of its own, the words stay."""
    children: list[Token] = []
    state.md.inline.parse(text, state.md, state.env, children)
    marks = {id(child) for child in children if child.type == "footnote_ref"}
    plain = [_without_mark(c) for c in children if id(c) not in marks or "note" in c.meta]
    tags = [child.content for child in plain if child.type == "html_inline"]
    closed = frozenset(tag[2:-1].strip() for tag in tags if tag.startswith("</"))
    links, removed = Links(state.md.normalizeLink, state.md.validateLink), set[str]()
    kept = flattened(convert_inline(plain, links, closed, removed))
    if removed:
        names = ", ".join(sorted(removed))
        find(state.env, Code.REMOVED_HTML, f"raw HTML left out: {names}", line)
    return kept


def _without_mark(token: Token) -> Token:
    if token.type != "footnote_ref":
        return token
    return Token("text", "", 0, content=f" ({token.meta['note']})")


def _as_text(env: Any, label: str, line: int) -> list[Token]:
    find(env, Code.FOOTNOTE, f"footnote {label!r} is not defined; its mark stays", line)
    return open_close("sup", "", [Token("text", "", 0, content=label)])
