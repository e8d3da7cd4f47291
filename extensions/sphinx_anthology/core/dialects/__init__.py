"""Shortcodes and tags of the blog engines, turned into Markdown without changing a line number.

Code is never touched: a post about shortcodes keeps its samples. What is not known keeps its inner
text and is reported once per name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from ...diagnostics import Code, Diagnostic, Place
from .tags import BLOCK_TAGS, INLINE_TAGS, PAIRS, Tag

_TAG = re.compile(
    r"\{\{(?P<hugo>[<%])\s*(?P<hclose>/?)\s*(?P<hname>[\w./-]+)(?P<hargs>(?:\s[^\n]*?)?)\s*/?[>%]\}\}"
    r"|\{%-?\s*(?P<lname>[A-Za-z_]\w*)(?P<largs>(?:\s[^\n]*?)?)\s*-?%\}"
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_RAW = re.compile(r"\{%-?\s*(end)?raw\s*-?%\}")
_MORE = re.compile(
    r"<!--\s*(?:more|read more|excerpt)\s*-->|\{\{\s*read_more\s*\}\}", re.IGNORECASE
)
_KRAMDOWN = re.compile(r"^\{:[^}\n]*\}\s*$|(?<=\S)\{:[^}\n]*\}")


def to_markdown(body: str, path: str) -> tuple[str, list[Diagnostic]]:
    """Rewrite *body*; the result has the same number of lines."""
    if "{" not in body and "<!--" not in body:
        return body, []
    unknown: dict[str, list[int]] = {}
    out: list[str] = []
    fence, raw = "", False
    for number, line in enumerate(body.split("\n"), 1):
        marker = _FENCE.match(line)
        if marker and (not fence or marker[1].startswith(fence)):
            fence = "" if fence else marker[1]
        elif not fence and not line.startswith(("    ", "\t")):
            raw, line = _rewrite_line(line, raw, partial(_rewrite, number=number, unknown=unknown))
            opened = _FENCE.match(line)  # {% highlight %} has become a fence
            if opened:
                fence = opened[1]
        elif fence and _closes_highlight(line):
            line, fence = fence, ""
        out.append(line)
    notes = [
        Diagnostic(
            Code.UNKNOWN_SHORTCODE,
            f"shortcode {name!r} is not known ({len(lines)} times); its inner text is kept",
            Place(path, lines[0]),
        )
        for name, lines in unknown.items()
        if lines
    ]
    return "\n".join(out), notes


def _rewrite_line(line: str, raw: bool, change: Callable[[str], str]) -> tuple[bool, str]:
    """*line* with *change* applied outside code spans and ``{% raw %}``, which may span lines."""
    parts: list[str] = []
    at = 0
    for span in _CODE_SPAN.finditer(line):
        raw, text = _outside_raw(line[at : span.start()], raw, change)
        parts += [text, span[0]]
        at = span.end()
    raw, text = _outside_raw(line[at:], raw, change)
    return raw, "".join([*parts, text])


def _outside_raw(text: str, raw: bool, change: Callable[[str], str]) -> tuple[bool, str]:
    parts: list[str] = []
    at = 0
    for tag in _RAW.finditer(text):
        piece = text[at : tag.start()]
        parts.append(piece if raw else change(piece))
        raw, at = tag[1] != "end", tag.end()
    parts.append(text[at:] if raw else change(text[at:]))
    return raw, "".join(parts)


def _closes_highlight(line: str) -> bool:
    match = _TAG.search(line)
    return bool(match and _name(match) in {"endhighlight", "endcodeblock", "/highlight"})


def _name(match: re.Match[str]) -> str:
    return (match["hclose"] + match["hname"]) if match["hname"] else match["lname"]


def _rewrite(text: str, number: int, unknown: dict[str, list[int]]) -> str:
    text = _KRAMDOWN.sub("", _MORE.sub("", text))

    def replace(match: re.Match[str]) -> str:
        name = _name(match)
        tag = Tag(name, (match["hargs"] or match["largs"] or "").strip())
        if name in INLINE_TAGS:
            return INLINE_TAGS[name](tag)
        if name in BLOCK_TAGS:
            return BLOCK_TAGS[name](tag)
        base = name.removeprefix("/").removeprefix("end")
        if base not in PAIRS:
            closing = base != name
            unknown.setdefault(base, []).extend([] if closing else [number])
        return ""

    return _TAG.sub(replace, text)
