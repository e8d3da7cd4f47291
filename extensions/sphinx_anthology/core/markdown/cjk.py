"""Two rules that CommonMark lacks for scripts without spaces.

Emphasis: ``**组织的“熵增”**也是`` is bold. CommonMark's flanking rule wants a space or mark
beyond a delimiter that stands beside punctuation; scripts without spaces have none
(commonmark/commonmark-spec#650). What is done instead is specified as an amendment, the "CommonMark
CJK-friendly Amendments" (github.com/tats-u/markdown-cjk-friendly); text without CJK characters
parses as CommonMark says.

Soft breaks: a line break between two CJK characters leaves no space (CSS Text 4, segment breaks).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from ..patterns import regex
from ..script import is_cjk

# Wide, full-width and half-width characters (UAX #11) but emoji, and all that is Hangul (UAX #24),
# as of Unicode 17: the tables of Python 3.11 end at 14, and unassigned planes of Han are wide too.
_CJK = regex(
    "[\u1100-\u11ff\u20a9\u2329-\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u2ef3\u2f00-\u2fd5"
    "\u2ff0-\u303e\u3041-\u3247\u3250-\ua4c6\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb"
    "\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uffee"
    "\U00016fe0-\U00016ff6\U00017000-\U00018df2\U0001aff0-\U0001b2fb\U0001d300-\U0001d376"
    "\U0001f200\U0001f202\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230-\U0001f231"
    "\U0001f237\U0001f23b\U0001f240-\U0001f248\U0001f260-\U0001f265\U00020000-\U0003fffd]"
)
_FULL_WIDTH_QUOTES = {"\u2018\ufe01", "\u2019\ufe01", "\u201c\ufe01", "\u201d\ufe01"}
_AMBIGUOUS = set("“”‘’…—")  # full-width in Chinese, narrow in Latin: their neighbours tell
_HANGUL = regex("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97c\uac00-\ud7fb]")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of one delimiter character: its length, what stands on both sides, what it may do."""

    length: int
    before: str  # a space at the beginning of the text
    after: str  # a space at its end
    left: bool  # left-flanking
    right: bool  # right-flanking


def cjk_plugin(md: MarkdownIt) -> None:
    """Install both rules; text without CJK characters parses as CommonMark says."""
    md.inline.ruler.at("emphasis", _emphasis)
    md.core.ruler.after("inline", "cjk_softbreak", _join_lines)


# --- emphasis ------------------------------------------------------------------------------


def delimiter_run(state: StateInline) -> Run:
    """The run of the character at the state's position."""
    marker = state.src[state.pos]
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[state.pos - 1] if state.pos > 0 else " "
    after = state.src[end] if end < state.posMax else " "
    space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    if space_before or space_after:
        return Run(end - state.pos, before, after, not space_after, not space_before)
    base, cjk_before, ideographic = _character_before(state)
    mark_before, mark_after = _is_punctuation(base), _is_punctuation(after)
    cjk = cjk_before or bool(_CJK.match(after))
    left = not mark_after or mark_before or cjk or ideographic
    right = not mark_before or mark_after or cjk
    return Run(end - state.pos, base, after, left, right)


def _character_before(state: StateInline) -> tuple[str, bool, bool]:
    """The character before the state's position, the one that a variation selector varies; whether
    it counts as CJK; and whether an ideographic variation selector ends it."""
    last = state.src[state.pos - 1]
    if "\U000e0100" <= last <= "\U000e01ef":
        return last, False, True
    if "\ufe00" <= last <= "\ufe0e" and state.pos > 1:  # U+FE0F makes an emoji of it
        base = state.src[state.pos - 2]
        return base, bool(_CJK.match(base)) or base + last in _FULL_WIDTH_QUOTES, False
    return last, bool(_CJK.match(last)), False


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _emphasis(state: StateInline, silent: bool) -> bool:
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    run = delimiter_run(state)
    can_open, can_close = run.left, run.right
    if marker == "_":
        can_open = run.left and (not run.right or _is_punctuation(run.before))
        can_close = run.right and (not run.left or _is_punctuation(run.after))
    for _ in range(run.length):
        push_delimiter(state, marker, can_open, can_close, run.length)
    state.pos += run.length
    return True


def push_delimiter(
    state: StateInline, text: str, can_open: bool, can_close: bool, length: int = 0
) -> None:
    """One delimiter as text; markdown-it pairs it afterwards. *length* is for the rule of three."""
    state.push("text", "", 0).content = text
    state.delimiters.append(
        Delimiter(
            marker=ord(text[0]),
            length=length,
            token=len(state.tokens) - 1,
            end=-1,
            open=can_open,
            close=can_close,
        )
    )


# --- line breaks ---------------------------------------------------------------------------


def _join_lines(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _without_cjk_breaks(token.children)


def _without_cjk_breaks(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for index, token in enumerate(children):
        if token.type == "softbreak" and _run_on(
            _last_character(kept), _first_character(children, index + 1)
        ):
            continue
        kept.append(token)
    return kept


def _run_on(before: str, after: str) -> bool:
    """Whether a line that ends in *before* and one that begins with *after* join without a space:
    both are CJK, or one is a full-width mark, which brings its own space."""
    if not before or not after or _HANGUL.match(before + after) or _HANGUL.match(after):
        return False
    if is_cjk(before) and is_cjk(after):
        return True
    if _is_full_width_mark(before) or _is_full_width_mark(after):
        return True
    return (is_cjk(before) and after in _AMBIGUOUS) or (before in _AMBIGUOUS and is_cjk(after))


def _is_full_width_mark(char: str) -> bool:
    return is_cjk(char) and unicodedata.category(char).startswith("P")


def _last_character(tokens: list[Token]) -> str:
    for token in reversed(tokens):
        if token.type == "image":  # its content is a description that nobody reads in the line
            return ""
        if token.content:
            return token.content.rstrip(" ")[-1:]
        if token.nesting == 0 and token.type != "text":  # delimiters leave empty text behind
            return ""
    return ""


def _first_character(tokens: list[Token], start: int) -> str:
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.type == "image":
            return ""
        if token.content:
            return token.content[:1]
        if token.nesting == 0 and token.type != "text":
            return ""
    return ""
