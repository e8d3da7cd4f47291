"""Decode front matter with the language's own library, safely: strangers wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import yaml

from ...diagnostics import Code, Diagnostic, Place
from ...model import FrontMatter
from ..patterns import regex
from . import repair
from .split import RawFrontMatter

MAX_CHARACTERS = 200_000  # the largest header of 20,035 surveyed posts is 6 kB
MAX_DEPTH = 20
MAX_BITS = 1024  # of a number
MAX_REPAIRS = 8  # lines; a header with more slips is better mended by hand
_ALIASES = "aliases are not allowed"


class _Loader(yaml.SafeLoader):
    """YAML as blogs mean it: no timestamps (dates are read from the text, with their zone), no
    sexagesimal or octal numbers, only true/false as booleans, and no aliases (bombs)."""

    duplicates: list[tuple[str, int]]

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.duplicates = []

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem=_ALIASES, problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                if key_node.value in seen:
                    self.duplicates.append((key_node.value, key_node.start_mark.line))
                seen.add(key_node.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first
    )


def decode(
    raw: RawFrontMatter, path: str, *, mending: bool = True
) -> tuple[FrontMatter, list[Diagnostic]]:
    """Decode *raw*; on an error the fields are empty and a FRONT_MATTER diagnostic says why.

    A header that fails on one line is tried again with that line's value in quotes, if *mending*.
    """
    if raw.problem:
        return FrontMatter(raw.syntax), [_error(raw.problem, path, raw.problem_line)]
    if len(raw.text) > MAX_CHARACTERS:
        message = f"front matter is longer than {MAX_CHARACTERS} characters"
        return FrontMatter(raw.syntax), [_error(message, path, raw.first_line)]
    first: _Failure | None = None
    tried, mended = raw, list[Diagnostic]()
    for _ in range(MAX_REPAIRS + 1):
        notes: list[Diagnostic] = []
        fields = _attempt(tried, path, notes)
        if not isinstance(fields, _Failure):
            return FrontMatter(raw.syntax, fields, raw.line_count, _key_lines(raw)), mended + notes
        first = first or fields
        repaired = repair.repair_line(tried.syntax, tried.text, fields.line)
        if repaired is None or not fields.mendable or not mending:
            break
        before = tried.text.split("\n")[fields.line]
        tried = replace(tried, text=repaired.text)
        place = Place(path, raw.first_line + fields.line)
        hint = "Write it so; other programs will not read it as it is"
        message = f"{fields.message}; read as {repaired.line.strip()}"
        mended.append(Diagnostic(Code.MENDED_HEADER, message, place, hint, before, repaired.line))
    assert first is not None
    return FrontMatter(raw.syntax), [_error(first.message, path, raw.first_line + first.line)]


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a header cannot be read."""

    message: str
    line: int = 0  # of the header, from 0
    mendable: bool = False


def _attempt(raw: RawFrontMatter, path: str, notes: list[Diagnostic]) -> dict[str, Any] | _Failure:
    try:
        fields = _DECODERS[raw.syntax](raw, path, notes)
    except tomllib.TOMLDecodeError as error:
        message = re.sub(r" \(at (?:line|end).*\)$", "", str(error))
        return _Failure(f"TOML: {message}", _toml_line(error, raw.text), mendable=True)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mendable = error.problem != _ALIASES
        return _Failure(f"YAML: {error.problem}", mark.line if mark else 0, mendable)
    except yaml.YAMLError as error:
        return _Failure(f"YAML: {str(error).splitlines()[0]}")
    except json.JSONDecodeError as error:
        return _Failure(f"JSON: {error.msg}", error.lineno - 1)
    except (RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        return _Failure(reason)
    trouble = _trouble(fields)
    return _Failure(trouble) if trouble else fields


def load_yaml(text: str) -> Any:
    """YAML as blogs mean it; also a blog's own settings are read with it.

    Raises:
        ValueError: it is none.
    """
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())) from error


def _error(message: str, path: str, line: int) -> Diagnostic:
    hint = "The post is left out until its front matter is mended"
    return Diagnostic(Code.FRONT_MATTER, message, Place(path, line), hint)


def _toml_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Lines between the first and the one in error."""
    if "at end of document" in str(error):
        return text.rstrip().count("\n")
    line = getattr(error, "lineno", None)  # Python 3.14 and newer
    if line is None:
        match = re.search(r"at line (\d+)", str(error))
        line = int(match[1]) if match else 1
    return int(line) - 1


def _toml(raw: RawFrontMatter, path: str, notes: list[Diagnostic]) -> dict[str, Any]:
    return tomllib.loads(raw.text)


def _yaml(raw: RawFrontMatter, path: str, notes: list[Diagnostic]) -> dict[str, Any]:
    loader = _Loader(raw.text)
    try:
        value = loader.get_single_data()
    finally:
        loader.dispose()
    for key, line in loader.duplicates:
        place = Place(path, raw.first_line + line)
        notes.append(Diagnostic(Code.DUPLICATE_KEY, f"{key!r} is given twice", place))
    return _mapping(value)


def _json(raw: RawFrontMatter, path: str, notes: list[Diagnostic]) -> dict[str, Any]:
    return _mapping(json.loads(raw.text))


_JS_VALUE = regex(
    r"^\s*(?:export\s+)?(?:(?:const|let|var)\s+(\w+)\s*=|[\"']?(\w+)[\"']?\s*:)\s*(.*?)\s*[;,]?\s*$"
)


def _js(raw: RawFrontMatter, path: str, notes: list[Diagnostic]) -> dict[str, Any]:
    """Eleventy's ``---js``: a program, of which only values that stand on one line are read."""
    fields: dict[str, Any] = {}
    depth = 0
    for line in raw.text.split("\n"):
        match = _JS_VALUE.match(line)
        if match and depth <= (0 if match[1] else 1):
            value = _js_value(match[3])
            if value is not None:
                fields[match[1] or match[2]] = value
        depth += len(re.findall(r"[{(\[]", line)) - len(re.findall(r"[})\]]", line))
    return fields


def _js_value(text: str) -> Any:
    """A string, number, boolean, or a list of them; None for anything else."""
    quoted = re.sub(r"'((?:[^'\\\n\"]|\\.)*)'", r'"\1"', text)
    try:
        value = json.loads(quoted)
    except ValueError:
        return None
    return None if isinstance(value, dict) else value


def _header(raw: RawFrontMatter, path: str, notes: list[Diagnostic]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    key = ""
    for line in raw.text.split("\n"):
        if line[:1] in " \t" and key:
            fields[key] = f"{fields[key]} {line.strip()}".strip()
            continue
        key, _, value = line.partition(":")
        key = key.strip().lower().replace(" ", "_")
        fields[key] = value.strip()
    return fields


def _none(raw: RawFrontMatter, path: str, notes: list[Diagnostic]) -> dict[str, Any]:
    return {}


_DECODERS = {"toml": _toml, "yaml": _yaml, "json": _json, "js": _js,
             "header": _header, "none": _none}  # fmt: skip


def _mapping(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"front matter is a {type(value).__name__}, not a list of keys")
    return {str(key): item for key, item in value.items()}


def _trouble(fields: dict[str, Any]) -> str:
    """Why nobody can go on with *fields*, though they could be read; empty when one can."""
    deepest, level = 0, list[Any]([fields])
    while level:
        deepest += 1
        # a hexadecimal number may have any length, and Python writes none that is long
        if any(isinstance(item, int) and item.bit_length() > MAX_BITS for item in level):
            return "a number is too large"
        level = [inner for item in level for inner in _inside(item)]
    return "nested too deeply" if deepest > MAX_DEPTH else ""


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _key_lines(raw: RawFrontMatter) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(raw.text.split("\n"), raw.first_line):
        match = re.match(r"""\s*["']?([\w.-]+)["']?\s*[:=]""", line)
        if match:
            found.setdefault(match[1], number)
    return found
