"""LaTeX as latex2mathml and ziamath read it: they know `align*`, `split`, `cases` and matrices; of
other environments they would set the rows as one line. Numbers of equations are not counted: on
the blogs nothing counts them either."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ALIASES = {
    "align": "align*", "aligned": "align*", "flalign": "align*", "flalign*": "align*",
    "dcases": "cases", "subequations": "", "equation": "", "equation*": "", "displaymath": "",
}  # fmt: skip
_OF_COLUMNS = {"alignat", "alignat*", "alignedat"}  # \begin{alignat}{2}
_CENTRED = {"gather", "gather*", "gathered", "multline", "multline*"}
_INNER = re.compile(r"\\begin\{(\w+\*?)\}((?:(?!\\begin\{).)*?)\\end\{\1\}", re.DOTALL)
_TOKEN = re.compile(r"[\x02\x03]|\\(?:begin|end)\b|\\\\|\\.|[{}]", re.DOTALL)
_DEPTH = {"{": 1, "}": -1, "\\begin": 1, "\\end": -1, "\x02": 1, "\x03": -1}
_NEST = re.compile(r"\\(?:begin|left|end|right)\b|\\.|[{}]", re.DOTALL)
_NESTS = {**_DEPTH, "\\left": 1, "\\right": -1}
_NOT_COUNTED = re.compile(r"\\(?:label\s*\{[^{}]*\}|nonumber\b|notag\b)")
_GAP = re.compile(r"\\\\(?:\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|px)\s*\]|\*)")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_TWICE = re.compile(r"\\\\(?=[{}%])")


def plain_latex(latex: str, *, block: bool) -> str:
    """*latex* with the environments and commands that both libraries know."""
    doubled = r"\\\\" in latex  # Markdown takes one of two backslashes
    if doubled:
        latex = latex.replace(r"\\\\", r"\\")
    latex = _GAP.sub(r"\\\\ ", _NOT_COUNTED.sub("", latex))
    if len(_TAG.findall(latex)) > 1:
        latex = _TAG.sub(r"\\qquad (\1)", latex)
    if doubled or "\\begin" not in latex:  # authors who know write `$\\\\{1, 2\\\\}$`
        latex = _TWICE.sub(r"\\", latex)
    for _ in range(20):  # environments in one another, the innermost first
        changed = _INNER.sub(_environment, latex)
        if changed == latex:
            break
        latex = changed
    latex = latex.replace("\x02", "\\begin").replace("\x03", "\\end")
    rows = [row for row in split_rows(latex) if row.strip()]
    if len(rows) < 2:
        return rows[0].strip() if rows else latex
    return _stacked(rows) if block else r" \quad ".join(rows)


def _environment(match: re.Match[str]) -> str:
    made = _settled(match[1], match[2])
    # scripts would be those of the closing bracket alone
    return f"{{{made}}}" if match.string[match.end() :].lstrip()[:1] in {"^", "_"} else made


def _settled(name: str, body: str) -> str:
    if name in _CENTRED:
        return _done(_stacked([row for row in split_rows(body) if row.strip()]))
    if name in _OF_COLUMNS:
        name, body = "align*", re.sub(r"^\s*\{[^{}]*\}", "", body)
    elif name in {"eqnarray", "eqnarray*"}:
        name, body = "array", f"{{rcl}}{body}"
    elif name == "rcases":
        return _done(rf"\left. \begin{{array}}{{ll}}{body}\end{{array}} \right\}}")
    name = _ALIASES.get(name, name)
    return _done(rf"\begin{{{name}}}{body}\end{{{name}}}") if name else body


def _done(latex: str) -> str:
    """Environments that are settled, out of sight of the next look."""
    return latex.replace("\\begin", "\x02").replace("\\end", "\x03")


def _stacked(rows: list[str]) -> str:
    """Rows in the middle of the page, each as large as a formula of its own."""
    lines = r" \\ ".join(rf"{{\displaystyle {row.strip()}}}" for row in rows)
    return rf"\begin{{array}}{{c}} {lines} \end{{array}}"


def split_rows(latex: str) -> Iterator[str]:
    """Parts of *latex* between the line ends that stand in no group and no environment."""
    depth = start = 0
    for token in _TOKEN.finditer(latex):
        text = token[0]
        depth += _DEPTH.get(text, 0)
        if depth == 0 and text.startswith("\\\\"):
            yield latex[start : token.start()]
            start = token.end()
    yield latex[start:]


def nesting(latex: str) -> int:
    """How deep groups, brackets that grow and environments stand in one another."""
    deepest = depth = 0
    for token in _NEST.finditer(latex):
        depth += _NESTS.get(token[0], 0)
        deepest = max(deepest, depth)
    return deepest
