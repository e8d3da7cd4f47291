"""Blocks with a kind and a title, as blogs mark them.

``:::note Title`` … ``:::`` (Docusaurus, VuePress, and what shortcodes become), ``!!! note "Title"``
with an indented text (MkDocs), ``> [!NOTE] Title`` (GitHub, Obsidian): all become the tokens
``container_open`` (``meta["kind"]``), a ``container_title`` where there is one, the blocks inside,
``container_close``.
"""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.admon.index import admonition as _indented

from ..patterns import regex

# kind -> other names that blogs give it
ADMONITIONS: dict[str, tuple[str, ...]] = {
    "note": (
        "注", "笔记", "备注", "primary", "default", "secondary", "notes", "seealso", "memo",
        "alert",
    ),
    "info": ("信息", "information", "说明", "message", "msg", "custom"),
    "tip": ("提示", "小贴士", "tips", "hint", "技巧", "light", "idea"),
    "important": ("重要", "key"),
    "success": ("成功", "check", "done", "right"),
    "question": ("问题", "help", "faq", "qa"),
    "warning": ("警告", "注意", "attention", "warn", "orange"),
    "caution": ("小心", "当心"),
    "danger": ("危险", "error", "red", "fatal", "wrong"),
    "failure": ("失败", "fail", "missing"),
    "bug": ("缺陷",),
    "example": ("例", "例子", "示例", "examples", "demo"),
    "abstract": ("摘要", "tldr", "tl;dr", "summary", "overview"),
    "todo": ("待办",),
}  # fmt: skip
_KINDS = {other.casefold(): kind for kind, names in ADMONITIONS.items() for other in (kind, *names)}
# What shortcodes become beside admonitions; `box` and `plain` are any block that a blog sets apart.
SHAPES = {"details", "box", "plain", "gallery", "quote", "center", "right", "small"}
_DETAILS = {"details", "detail", "collapse", "spoiler", "expand", "fold"}
_MARKER = regex(r"(:{3,})[ \t]*(?:\{?\.?([^\W\d][\w-]*)\}?)?[ \t]*(.*)$")
_ALERT = regex(r"\[!([^\]\n]{1,30})\][+-]?[ \t]*([^\n]*)(?:\n|$)")
_OPENER = regex(r'(?:title=)?"(.*)"$|\[(.*)\](?:\{.*\})?$|\{\s*(?:title=)?"?(.*?)"?\s*\}$')
MAX_DEPTH = 30  # containers within containers


def containers_plugin(md: MarkdownIt) -> None:
    """Install the three ways of writing a container."""
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "colon_container", _colons, interrupts)
    md.block.ruler.before("fence", "admonition", _exclamations, interrupts)
    md.core.ruler.before("inline", "containers", _settle)


def admonition_kind(name: str) -> str:
    """The kind that *name* means; empty when it is none."""
    return _KINDS.get(name.strip(" !\"'").casefold(), "")


def shape_of(name: str) -> str:
    """The kind or shape that a container's name means; ``box`` for a name nobody knows."""
    folded = name.casefold()
    if folded in _DETAILS:
        return "details"
    return admonition_kind(name) or (folded if folded in SHAPES else "box")


def _colons(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    match = _line(state, start)
    if match is None:
        return False
    name, rest = match[2] or "", match[3].strip()
    if not name:
        if rest:
            return False
        if silent:
            return True
        state.line = start + 1  # closes nothing: no container is open here
        return True
    if silent:
        return True
    stop, closed = _closing_line(state, start, end)
    if state.env.setdefault("container_depth", 0) >= MAX_DEPTH:
        state.line = start + 1
        return True
    shape, title = shape_of(name), _title(rest)
    if not title and shape == "box" and name.casefold() != "box" and "{" not in match[0]:
        title = name  # a word that means no kind is a word
    _push(state, shape, title, [start, stop])
    before = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", stop
    state.env["container_depth"] += 1
    state.md.block.tokenize(state, start + 1, stop)
    state.env["container_depth"] -= 1
    state.parentType, state.lineMax = before
    state.push("container_close", "div", -1).block = True
    state.line = stop + closed
    return True


def _line(state: StateBlock, line: int) -> re.Match[str] | None:
    begin = state.bMarks[line] + state.tShift[line]
    if state.src[begin : begin + 3] != ":::":
        return None
    return _MARKER.match(state.src[begin : state.eMarks[line]])


def _closing_line(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """The line that closes the container of line *start*, and whether there is one.

    The pairs of a document are found once, so that a thousand of them take no longer than they
    should: opening and closing lines match as brackets do, and code is passed over.
    """
    key = "container_pairs"
    if key not in state.env:
        state.env[key] = _pairs(state)
    stop = state.env[key].get(start)
    inside = stop is not None and stop < end and state.sCount[stop] >= state.blkIndent
    if inside:
        return stop, True
    line = start + 1
    while line < end and (state.sCount[line] >= state.blkIndent or state.isEmpty(line)):
        line += 1
    return line, False


def _pairs(state: StateBlock) -> dict[int, int]:
    found: dict[int, int] = {}
    opened: list[int] = []
    fence = ""
    for number, text in enumerate(state.src.split("\n")):
        stripped = text.lstrip(" \t>")
        if fence:
            fence = "" if stripped.startswith(fence) and not stripped.strip("`~ ") else fence
        elif code := re.match(r"(?:[-*+]\s+)?(`{3,}|~{3,})", stripped):
            fence = code[1]
        elif stripped.startswith(":::") and (match := _MARKER.match(stripped)):
            if match[2]:
                opened.append(number)
            elif opened and not match[3].strip():
                found[opened.pop()] = number
    return found


def _title(rest: str) -> str:
    match = _OPENER.match(rest)
    return next((part for part in match.groups() if part is not None), "") if match else rest


def _push(state: StateBlock, kind: str, title: str, lines: list[int]) -> None:
    opening = state.push("container_open", "div", 1)
    opening.block, opening.map, opening.meta = True, lines, {"kind": kind}
    if title:
        head = [lines[0], lines[0] + 1]
        state.push("container_title_open", "p", 1).map = head
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = title, head, []
        state.push("container_title_close", "p", -1)


def _exclamations(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``!!! note``: only of a known kind, because prose may begin with such marks too."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.src[begin : begin + 3] not in {"!!!", "???"}:
        return False
    words = state.src[begin : state.eMarks[start]].lstrip("!?+").split()
    if not words or not (admonition_kind(words[0]) or words[0].casefold() in {"quote", *_DETAILS}):
        return False
    return _indented(state, start, end, silent)


def _settle(state: StateCore) -> None:
    """Give MkDocs' admonitions and GitHub's alerts the tokens of containers."""
    opened: list[bool] = []
    for index, token in enumerate(state.tokens):
        if token.type == "admonition_open":
            words = token.info.split()
            token.meta = {"kind": "quote" if words[0] == "quote" else shape_of(words[0])}
            token.type, token.attrs = "container_open", {}
        elif token.type == "admonition_close":
            token.type = "container_close"
        elif token.type.startswith("admonition_title_"):
            token.type, token.attrs = token.type.replace("admonition", "container"), {}
        elif token.type == "blockquote_open":
            opened.append(_is_alert(state.tokens, index))
        elif token.type == "blockquote_close" and opened.pop():
            token.type, token.tag = "container_close", "div"
    _drop_default_titles(state)
    _title_alerts(state)


def _drop_default_titles(state: StateCore) -> None:
    """``!!! note`` has the title ``Note`` only because the rule makes one up."""
    drop: set[int] = set()
    for index, (token, following) in enumerate(pairwise(state.tokens)):
        made_up = token.type == "container_open" and token.info and '"' not in token.info
        if made_up and len(token.info.split()) == 1 and following.type == "container_title_open":
            drop.update(range(index + 1, index + 4))
    if drop:
        state.tokens = [token for index, token in enumerate(state.tokens) if index not in drop]


def _is_alert(tokens: list[Token], index: int) -> bool:
    """Turn a quotation that begins with ``[!NOTE]`` into a container."""
    inline = tokens[index + 2] if index + 2 < len(tokens) else None
    if inline is None or tokens[index + 1].type != "paragraph_open":
        return False
    match = _ALERT.match(inline.content)
    if match is None:
        return False
    opening = tokens[index]
    opening.type, opening.tag = "container_open", "div"
    opening.meta = {"kind": shape_of(match[1]), "title": match[2].strip()}
    inline.content = inline.content[match.end() :]
    return True


def _title_alerts(state: StateCore) -> None:
    made: list[Token] = []
    skip = 0
    for index, token in enumerate(state.tokens):
        if skip:
            skip -= 1
            continue
        made.append(token)
        title = token.meta.pop("title", None) if token.type == "container_open" else None
        if title is None:
            continue
        if title:
            made += _titled(title, token)
        if not state.tokens[index + 2].content.strip():
            skip = 3  # the paragraph held nothing but the mark
    state.tokens = made


def _titled(title: str, container: Token) -> list[Token]:
    line = container.map[0] if container.map else 0
    head = [line, line + 1]
    inline = Token("inline", "", 0, map=head, content=title, children=[], block=True)
    return [
        Token("container_title_open", "p", 1, map=head, block=True),
        inline,
        Token("container_title_close", "p", -1, block=True),
    ]
