"""Cases that are documents: title, input and expected result side by side in tests/cases/*.md.

A case is a title line, a line ``.``, the input, a line ``.``, the expected result as JSON, and a
line ``.``. In the input ``␠`` stands for a space at the end of a line, ``→`` for a tab and ``⍽``
for an ideographic space. Marks in square brackets at the end of the title steer a case::

    [bom]        a byte order mark stands before the input
    [crlf]       lines end as Windows ends them
    [path: x]    the post lies at x
    [refuse: x]  the rule x may not run; likewise [numbers: x], [leave out: x]
    [shortcode: name=template]  the user says what a shortcode becomes
    [engine: x]  the blog's engine is x

``pytest --accept`` writes what the code gives now into the files; read the difference before you
keep it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
_CASE = re.compile(
    r"^(?P<title>\S[^\n]*)\n\.\n(?P<input>.*?)^\.\n(?P<expected>.*?)^\.\n", re.M | re.S
)
_MARK = re.compile(
    r"\s*\[(bom|crlf|(?:path|refuse|numbers|leave out|shortcode|engine): [^\]]+)\](?=\s*(?:\[|$))"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file."""

    file: Path
    title: str  # without its marks
    source: str  # the input as it stands in the file
    expected: str  # JSON; empty in a new case
    marks: frozenset[str] = field(default=frozenset())

    @property
    def input(self) -> str:
        """The input as the code gets it."""
        text = self.source.replace("␠", " ").replace("→", "\t").replace("⍽", "\u3000")
        if "crlf" in self.marks:
            text = text.replace("\n", "\r\n")
        return f"\ufeff{text}" if "bom" in self.marks else text

    @property
    def path(self) -> str:
        """Where the post lies."""
        return next(iter(self.values("path")), "post.md")

    def values(self, name: str) -> list[str]:
        """What the marks called *name* say."""
        return sorted(m.removeprefix(f"{name}: ") for m in self.marks if m.startswith(f"{name}: "))


def load(name: str) -> list[Case]:
    """The cases of ``cases/<name>.md`` in order."""
    file = CASES / f"{name}.md"
    text = file.read_text(encoding="utf-8")
    found = [
        Case(
            file,
            _MARK.sub("", match["title"]),
            match["input"],
            match["expected"],
            frozenset(_MARK.findall(match["title"])),
        )
        for match in _CASE.finditer(text)
    ]
    assert len({case.title for case in found}) == len(found), "two cases have one title"
    return found


def check(case: Case, run: Callable[[Case], Any], *, accept: bool) -> None:
    """Compare what *run* gives with what the case expects; or accept it."""
    given = run(case)
    if accept:
        _rewrite(case, given)
    else:
        assert given == json.loads(case.expected)


def _rewrite(case: Case, given: Any) -> None:
    text = case.file.read_text(encoding="utf-8")
    head = f"\n.\n{case.source}.\n"
    start = text.index(head, _title_at(text, case)) + len(head)
    end = start + len(case.expected)
    case.file.write_text(text[:start] + _json(given) + text[end:], encoding="utf-8")


def _title_at(text: str, case: Case) -> int:
    matches = (m for m in _CASE.finditer(text) if _MARK.sub("", m["title"]) == case.title)
    return next(matches).start()


def _json(value: Any) -> str:
    """A mapping with one key a line, a list with one item a line."""
    if isinstance(value, dict):
        rows = [f"  {_line(k)}: {_line(v)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n}\n" if rows else "{}\n"
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"  {_line(v)}" for v in value) + "\n]\n" if value else "[]\n"
    return f"{_line(value)}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
