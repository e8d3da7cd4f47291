"""Two rules that CommonMark lacks for Chinese and Japanese.

Emphasis: ``**组织的“熵增”**也是`` is bold. CommonMark's flanking rule wants a space or mark
beyond a delimiter that stands beside punctuation; scripts without spaces have none
(commonmark/commonmark-spec#650). Here a CJK character beyond it serves as well.

Soft breaks: a line break between two CJK characters leaves no space.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from ..script import is_cjk


def cjk_plugin(md: MarkdownIt) -> None:
    """Install both rules; text without CJK characters parses as CommonMark says."""
    md.inline.ruler.at("emphasis", _emphasis)
    md.core.ruler.after("inline", "cjk_softbreak", _join_lines)


def _emphasis(state: StateInline, silent: bool) -> bool:
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    can_open, can_close = _flanking(state, state.pos, end, marker)
    length = end - state.pos
    for _ in range(length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open,
                close=can_close,
            )
        )
    state.pos = end
    return True


def _flanking(state: StateInline, start: int, end: int, marker: str) -> tuple[bool, bool]:
    """CommonMark 6.2, with "a CJK character" added to what may stand beyond punctuation."""
    last = state.src[start - 1] if start > 0 else " "
    after = state.src[end] if end < state.posMax else " "
    last_mark, after_mark = _is_punctuation(last), _is_punctuation(after)
    last_space, after_space = isWhiteSpace(ord(last)), isWhiteSpace(ord(after))
    left = not after_space and (not after_mark or last_space or last_mark or is_cjk(last))
    right = not last_space and (not last_mark or after_space or after_mark or is_cjk(after))
    if marker == "*":
        return left, right
    return left and (not right or last_mark), right and (not left or after_mark)


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _join_lines(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _without_cjk_breaks(token.children)


def _without_cjk_breaks(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for index, token in enumerate(children):
        if token.type == "softbreak":
            before = _last_character(kept)
            after = _first_character(children[index + 1 :])
            if is_cjk(before) and is_cjk(after):
                continue
        kept.append(token)
    return kept


def _last_character(tokens: list[Token]) -> str:
    for token in reversed(tokens):
        if token.type == "image":  # its content is a description that nobody reads in the line
            return ""
        if token.content:
            return token.content.rstrip(" ")[-1:]
        if token.nesting == 0 and token.type != "text":  # delimiters leave empty text behind
            return ""
    return ""


def _first_character(tokens: list[Token]) -> str:
    for token in tokens:
        if token.type == "image":
            return ""
        if token.content:
            return token.content[:1]
        if token.nesting == 0 and token.type != "text":
            return ""
    return ""
