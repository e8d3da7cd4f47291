"""Formulas: ``$..$``, ``$$..$$``, ``\\(..\\)``, ``\\[..\\]`` (their backslash once or twice, as
engines differ in what they eat) and the environments of amsmath.

A dollar is money or a shell's variable too, and ``\\[`` an escaped bracket; so what stands between
the marks has to look like a formula, the more so the less its marks say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ..patterns import regex

MAX_LINES = 100  # of one formula; a mark that is never closed costs no more than this
_ENVIRONMENT = regex(
    r"\\begin\{((?:equation|multline|gather|align|alignat|flalign|eqnarray|[pbBvV]?matrix|cases|"
    r"split|aligned|array)\*?)\}"
)
_BLOCK = regex(r"(\$\$|\\{1,2}\[)")
_BRACKET = regex(r"(\\{1,2})([(\[])")
_CJK = regex("[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef\U00020000-\U0003ffff]")
_IN_TEXT = regex(r"\\(?:text|mathrm|mbox|textbf|operatorname|label|tag)\*?\{[^{}]*\}")
_COMMAND = regex(r"\\[A-Za-z]{2,}|[\^_]|\\[,;!{}]")
_OPERATOR = regex(r"[=<>+\-*/^_|]|\\[A-Za-z]")
_WORDS = regex(r"(?<![\\A-Za-z{])[A-Za-z]{3,}\s+[A-Za-z]{2,}")  # prose, not a product


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in running text."""

    content: str
    end: int  # position after its closing mark
    display: bool


def math_plugin(md: MarkdownIt) -> None:
    """Install block and inline formulas."""
    md.inline.ruler.before("escape", "math", _inline)
    md.block.ruler.before(
        "fence", "math_block", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def formula_at(source: str, start: int, limit: int) -> Formula | None:
    """The formula whose opening mark stands at *start*, when it is one."""
    if source[start] == "$":
        return _dollars(source, start, limit)
    return _brackets(source, start, limit)


def math_tokens(text: str) -> list[Token]:
    """*text* (of raw HTML, where Markdown has no say) with its formulas as tokens."""
    tokens: list[Token] = []
    done = at = 0
    while (found := re.compile(r"[$\\]").search(text, at)) is not None:
        formula = formula_at(text, found.start(), len(text))
        if formula is None:
            at = found.end()
            continue
        if text[done : found.start()]:
            tokens.append(Token("text", "", 0, content=text[done : found.start()]))
        tokens.append(_token(formula))
        done = at = formula.end
    return [*tokens, Token("text", "", 0, content=text[done:])] if text[done:] else tokens


def _token(formula: Formula) -> Token:
    kind = "math_display" if formula.display else "math_inline"
    return Token(kind, "math", 0, content=formula.content)


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    formula = formula_at(state.src, state.pos, state.posMax)
    if formula is None:
        return False
    if not silent:
        token = _token(formula)
        state.push(token.type, token.tag, 0).content = token.content
    state.pos = formula.end
    return True


# --- dollars -------------------------------------------------------------------------------


def _dollars(source: str, start: int, limit: int) -> Formula | None:
    if source.startswith("$$", start):
        end = source.find("$$", start + 2, limit)
        content = source[start + 2 : end]
        return Formula(content.strip(), end + 2, True) if end > 0 and content.strip() else None
    end = _closing_dollar(source, start + 1, limit)
    if end < 0:
        return None
    before = source[start - 1] if start else " "
    after = source[end + 1] if end + 1 < limit else " "
    content = source[start + 1 : end]
    return Formula(content.strip(), end + 1, False) if _is_math(content, before, after) else None


def _closing_dollar(source: str, start: int, limit: int) -> int:
    """The next dollar that no backslash stands before, or -1."""
    end = source.find("$", start, limit)
    while end > 0 and source[end - 1] == "\\" and source[end - 2 : end] != "\\\\":
        end = source.find("$", end + 1, limit)
    return end


def _is_math(content: str, before: str, after: str) -> bool:
    """Whether dollars around *content* are marks of a formula, as pandoc and GitHub tell; and in
    doubt by what it looks like. Prices and variables (``$5 and $10``, ``$HOME``) are none."""
    if not content.strip() or "\n\n" in content or after.isdigit() or _is_ascii_word(before):
        return False
    bare = _IN_TEXT.sub("", content)
    if _CJK.search(bare) and not _COMMAND.search(bare):
        return False
    if content[0].isspace() or content[-1].isspace():
        both = content[0].isspace() and content[-1].isspace()
        return both and bool(_OPERATOR.search(bare)) and not _WORDS.search(bare)
    if _is_ascii_word(after):  # `$n$th` is, `$HOME/$USER` is not
        short = len(content) == 1 or bool(_COMMAND.search(bare))
        return short and content[-1] not in "/:.-,;=_"
    return True


def _is_ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


# --- brackets ------------------------------------------------------------------------------


def _brackets(source: str, start: int, limit: int) -> Formula | None:
    opening = _BRACKET.match(source, start)
    if opening is None:
        return None
    closing = opening[1] + (")" if opening[2] == "(" else "]")
    end = source.find(closing, opening.end(), min(limit, opening.end() + 4000))
    if end < 0 or not _is_bracketed_math(source[opening.end() : end], opening[2], opening[1]):
        return None
    display = opening[2] == "["
    return Formula(source[opening.end() : end].strip(), end + len(closing), display)


def _is_bracketed_math(content: str, bracket: str, slash: str) -> bool:
    """``\\[1\\]`` is a number in brackets, ``file\\(s\\)`` a plural, ``\\[a_b\\]`` a name."""
    bare = _IN_TEXT.sub("", content).strip()
    if not bare or "\n\n" in content or "](" in bare:
        return False
    name = slash == "\\" and re.fullmatch(r"\w\w+", bare)
    if bracket == "(" and re.fullmatch(r"[A-Za-z]_\w{1,3}", bare):
        return True
    if _COMMAND.search(bare) and not name:
        return True
    if _CJK.search(bare) or _WORDS.search(bare):
        return False
    single = bracket == "(" and len(bare) == 1 and bare.isalpha() and bare != "s"
    return single or bool(re.search(r"[=<>+]|\w\s*[*/]\s*\w|^\w\(.+\)$", bare))


# --- blocks --------------------------------------------------------------------------------


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    line = _line(state, start_line)
    environment = _ENVIRONMENT.match(line)
    marks = None if environment else _BLOCK.match(line)
    if environment:
        opening, closing = "", rf"\end{{{environment[1]}}}"
    elif marks:
        opening = marks[1]
        closing = opening.replace("[", "]")
    else:
        return False
    last = _last_line(state, start_line, end_line, len(opening), closing)
    if last < 0:
        return False
    content = state.getLines(start_line, last + 1, state.blkIndent, False).strip()
    content = content[len(opening) :]
    content = content if environment else content.removesuffix(closing)
    if "[" in opening and not _is_bracketed_math(content, "[", opening[:-1]):
        return False
    if not content.strip():
        return False
    if silent:  # may it end the paragraph that began on the state's line?
        return not _is_open(state, start_line)
    state.line = last + 1
    token = state.push("math_block", "math", 0)
    token.block, token.map = True, [start_line, state.line]
    token.content, token.markup = content.strip("\n"), opening or "\\begin"
    return True


def _is_open(state: StateBlock, line: int) -> bool:
    """Whether the paragraph above *line* has code or a formula that is still open: then the mark
    there is inside it or ends it, as in ``see `$$`` and, lines later, ``$$` ``."""
    if line - state.line > MAX_LINES:
        return True
    above = state.src[state.bMarks[state.line] : state.bMarks[line]]
    return above.count("$$") % 2 == 1 or above.count("`") % 2 == 1 or "\\[" in above


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _last_line(state: StateBlock, start: int, end: int, skip: int, closing: str) -> int:
    """The line that ends with *closing*, or -1. Text after it makes it an inline one."""
    limit = state.eMarks[min(end, start + MAX_LINES) - 1]
    if state.src.find(closing, state.bMarks[start] + skip, limit) < 0:
        return -1
    for line in range(start, min(end, start + MAX_LINES)):
        text = _line(state, line)
        if line > start and text and state.sCount[line] < state.blkIndent:
            return -1
        if line > start and not text and not closing.startswith("$$"):
            return -1  # TeX allows no blank line; between dollars authors leave them
        first = line == start
        at = text.find(closing, skip if first else 0)
        if at >= 0:
            return line if at + len(closing) == len(text) else -1
    return -1
