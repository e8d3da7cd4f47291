"""A line of attributes below a table (``{caption="…"}``, Hugo), which Markdown takes for a row."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ..patterns import regex

_LINE = regex(r"\{\s*[\w-]+=\"[^\"]*\"(?:\s+[\w-]+=\"[^\"]*\")*\s*\}")
_ONE = regex(r"([\w-]+)=\"([^\"]*)\"")


def tables_plugin(md: MarkdownIt) -> None:
    md.core.ruler.before("inline", "table_attributes", _settle)


def _settle(state: StateCore) -> None:
    made: list[Token] = []
    opened = row = 0  # where the table, and its last row, began
    for token in state.tokens:
        if token.type == "table_open":
            opened = len(made)
        elif token.type == "tr_open":
            row = len(made)
        made.append(token)
        if token.type != "table_close":
            continue
        words = _attributes([t.content.strip() for t in made[row:] if t.type == "inline"])
        if not words:
            continue
        lines = next((t.map for t in made[row:] if t.map), made[opened].map)
        end = next(i for i in range(row, len(made)) if made[i].type == "tr_close")
        del made[row : end + 1]
        if words.get("footnote"):
            made += _paragraph(words["footnote"], lines, "")
        if words.get("caption"):
            made[opened + 1 : opened + 1] = _paragraph(words["caption"], lines, "caption")
    state.tokens = made


def _attributes(cells: list[str]) -> dict[str, str]:
    """What the row says; nothing when it is a row like others."""
    if not cells or any(cells[1:]) or not _LINE.fullmatch(cells[0]):
        return {}
    return dict(_ONE.findall(cells[0]))


def _paragraph(text: str, lines: list[int] | None, kind: str) -> list[Token]:
    opening = Token("paragraph_open", "p", 1, map=lines, block=True)
    if kind:
        opening.attrSet("class", kind)
    inline = Token("inline", "", 0, map=lines, block=True, content=text, children=[])
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]
