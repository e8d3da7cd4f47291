"""Find where a post's front matter ends, in every dialect, without understanding it.

The body that comes back has as many lines as the file: the header's lines are blank, so that every
later message names the line the author sees.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ..patterns import regex

# Pelican, MultiMarkdown and kramdown headers start at the first line and end at a blank one.
_HEADER_LINE = regex(r"^([A-Za-z][\w-]*(?: [\w-]+)?)\s*:(?:\s+(.*))?$")
_HEADER_KEYS = {"title", "date", "slug", "author", "authors", "category", "tags", "status"}
_FENCES = {
    "+++": "toml", "---": "yaml", "---json": "json", "---toml": "toml", "---yaml": "yaml",
    "---js": "js", "---javascript": "js", ";;;": "json",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawFrontMatter:
    """A header as text."""

    syntax: str  # toml | yaml | json | js | header | none
    text: str  # what stands between the fences
    first_line: int  # line of the file that `text` starts on, from 1
    line_count: int  # lines that header and fences cover
    body: str  # the whole file with the header blanked out
    problem: str = ""  # why the header could not be split off; empty when it could
    problem_line: int = 0


def split(text: str) -> RawFrontMatter:
    """Split *text* (a whole file) into front matter and body of the same number of lines."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return RawFrontMatter("none", "", 1, 0, text)
    opening = lines[start].rstrip()
    if opening.lstrip() in _FENCES and _begins_header(lines[start + 1 :]):
        opening = opening.lstrip()  # a slip of the space bar
    if opening in _FENCES:
        return _fenced(lines, start, opening)
    if opening.lstrip().startswith("{"):
        return _bare_json(lines, start)
    if start == 0 and _is_header(lines):
        return _header(lines)
    return RawFrontMatter("none", "", 1, 0, text)


def _begins_header(lines: list[str]) -> bool:
    """Whether the first line is one of a header, and a fence follows."""
    return bool(lines) and bool(_HEADER_LINE.match(lines[0])) and "---" in map(str.strip, lines)


def _blanked(lines: list[str], end: int) -> str:
    return "\n" * end + "\n".join(lines[end:])


def _fenced(lines: list[str], start: int, opening: str) -> RawFrontMatter:
    closers = {opening[:3]} | ({"..."} if opening == "---" else set())
    for end in range(start + 1, len(lines)):
        if lines[end].rstrip() in closers:
            inner = "\n".join(lines[start + 1 : end])
            syntax = _FENCES[opening]
            if syntax == "yaml" and inner.lstrip().startswith("{"):
                syntax = "json"
            return RawFrontMatter(syntax, inner, start + 2, end + 1, _blanked(lines, end + 1))
    following = lines[start + 1].strip() if start + 1 < len(lines) else ""
    if opening == "---" and not _HEADER_LINE.match(following):
        return RawFrontMatter("none", "", 1, 0, "\n".join(lines))  # a thematic break
    problem = f"front matter opens with {opening!r} and is never closed"
    return RawFrontMatter(_FENCES[opening], "", start + 2, 0, "", problem, start + 1)


def _bare_json(lines: list[str], start: int) -> RawFrontMatter:
    source = "\n".join(lines[start:])
    try:
        value, end = json.JSONDecoder().raw_decode(source)
    except RecursionError:
        return RawFrontMatter("json", "", start + 1, 0, "", "nested too deeply", start + 1)
    except json.JSONDecodeError as error:
        if not re.match(r'\{\s*"', source):  # prose that happens to begin with a brace
            return RawFrontMatter("none", "", 1, 0, "\n".join(lines))
        problem = f"JSON front matter: {error.msg}"
        return RawFrontMatter("json", "", start + 1, 0, "", problem, start + error.lineno)
    except ValueError as error:  # Python reads no number of thousands of digits
        return RawFrontMatter("json", "", start + 1, 0, "", str(error), start + 1)
    if not isinstance(value, dict):
        return RawFrontMatter("none", "", 1, 0, "\n".join(lines))
    count = source[:end].count("\n") + 1
    rest = source[end:].split("\n", 1)[0]
    if rest.strip():  # text on the line of the closing brace belongs to the body
        body = "\n" * (start + count - 1) + source[end:]
    else:
        body = _blanked(lines, start + count)
    return RawFrontMatter("json", source[:end], start + 1, start + count, body)


def _is_header(lines: list[str]) -> bool:
    keys = set()
    for line in lines[: _header_end(lines)]:
        match = _HEADER_LINE.match(line)
        if match:
            keys.add(match[1].lower())
        elif not (keys and line[:1] in " \t"):  # a continuation line is indented
            return False
    return bool(keys & _HEADER_KEYS)


def _header(lines: list[str]) -> RawFrontMatter:
    end = _header_end(lines)
    closed = end < len(lines) and lines[end].rstrip() in {"---", "..."}  # MultiMarkdown's own
    return RawFrontMatter("header", "\n".join(lines[:end]), 1, end, _blanked(lines, end + closed))


def _header_end(lines: list[str]) -> int:
    ends = (
        i for i, line in enumerate(lines) if not line.strip() or line.rstrip() in {"---", "..."}
    )
    return next(ends, len(lines))
