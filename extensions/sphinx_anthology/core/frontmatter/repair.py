"""One slip in one line of a header must not lose the post: put the line's value in quotes.

Conservative: only the line that the library names is touched, only when it is one key (or one item)
with one value, and what the value says stays as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ..patterns import regex

_YAML_LINE = regex(r"^(?P<head>[ \t]*(?:-[ \t]+)?[\w.-]+[ \t]*:)[ \t]+(?P<value>\S.*?)[ \t]*$")
_YAML_ITEM = regex(r"^(?P<head>[ \t]*-)[ \t]+(?P<value>\S.*?)[ \t]*$")
_TOML_LINE = regex(r"^(?P<head>\s*[\w.\"-]+\s*=)\s*(?P<value>\S.*?)\s*$")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」"}


@dataclass(frozen=True, slots=True)
class Repaired:
    """A header that reads otherwise in one line."""

    text: str
    line: str  # as it now is


def repair_line(syntax: str, text: str, number: int) -> Repaired | None:
    """*text* with line *number* (from 0) mended; None when there is nothing to mend there."""
    lines = text.split("\n")
    if syntax not in _REPAIRS or not 0 <= number < len(lines):
        return None
    line = _REPAIRS[syntax](lines[number])
    if line == lines[number]:
        return None
    lines[number] = line
    return Repaired("\n".join(lines), line)


def _yaml(line: str) -> str:
    indented = re.sub(r"^[ \t]+", lambda m: m[0].replace("\t", "  "), line)
    if indented != line:  # YAML takes no tabs for indentation
        return indented
    match = _YAML_LINE.match(line) or _YAML_ITEM.match(line)
    if not match or _is_quoted(match["value"]) or match["value"][0] in "|>&":
        return line
    if match["value"][0] in "[{" and not _is_balanced(match["value"]):
        return line  # where the list ends is anyone's guess
    if match["value"][0] == "[" and match["value"][-1] == "]":
        return f"{match['head']} {_list(match['value'])}"
    value = _unquoted(match["value"]).replace("'", "''")
    return f"{match['head']} '{value}'"


def _toml(line: str) -> str:
    match = _TOML_LINE.match(line)
    if not match or match["value"].startswith(('"""', "'''", "[", "{")):
        return line
    if match["value"][0] in "\"'" and match["value"][0] != match["value"][-1]:
        return line  # where the text ends is anyone's guess
    return f"{match['head']} {json.dumps(_unquoted(match['value']), ensure_ascii=False)}"


def _is_quoted(value: str) -> bool:
    """As a whole, and rightly so: quoting it again would say something else."""
    return (
        re.fullmatch(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", value) is not None
        and re.search(r"\\[^\"\\/abefnrtv0 N_LPxuU]", value) is None
    )


def _list(value: str) -> str:
    """A list between brackets with each item in quotes; empty ones go."""
    items = (item.strip() for item in value[1:-1].split(","))
    return json.dumps([_unquoted(item) for item in items if item], ensure_ascii=False)


def _is_balanced(value: str) -> bool:
    return all(value.count(a) == value.count(b) for a, b in ("[]", "{}"))


def _unquoted(value: str) -> str:
    closing = _QUOTES.get(value[0])
    if closing and len(value) > 1 and value[-1] == closing:
        return value[1:-1]
    return value


_REPAIRS = {"yaml": _yaml, "toml": _toml}
