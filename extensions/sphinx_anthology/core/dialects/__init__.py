"""Shortcodes and tags of the blog engines, turned into Markdown without changing a line number.

Code is never touched: a post about shortcodes keeps its samples. What is not known keeps its words
and is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...diagnostics import Code, Diagnostic, Place
from ..patterns import regex
from ..rules import Rules
from . import marks
from .code import CodeRanges, Ranges
from .edits import Edit, Lines, apply
from .pairs import pairs_in
from .rewrite import html_ranges, rewritten
from .shortcodes import CODE, VERBATIM, known

_LIQUID = {"jekyll", "eleventy"}
_RAW = regex(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_ESCAPED = regex(r"\{\{([<%])/\*\s*(.*?)\s*\*/([>%])\}\}")


def to_markdown(
    body: str,
    path: str,
    rules: Rules | None = None,
    fields: Mapping[str, Any] | None = None,
    generator: str = "",
) -> tuple[str, list[Diagnostic]]:
    """Rewrite *body*; the result has the same number of lines.

    Args:
        rules: what may be done to this post.
        fields: its front matter, for variables that name a field.
        generator: the engine of its blog; empty when not known.
    """
    rules = rules or Rules()
    notes: list[Diagnostic] = []
    if generator in _LIQUID and "raw" in body:
        body, notes = apply(body, _raw_in_code(body, rules), path)
    for rewrite in (_variables, _shortcodes, _marks):
        body, made = rewrite(body, path, rules, fields or {})
        notes += made
    return body, notes


def _variables(
    body: str, path: str, rules: Rules, fields: Mapping[str, Any]
) -> tuple[str, list[Diagnostic]]:
    if "{{" not in body:
        return body, []
    found = _allowed(marks.variables(body, fields), body, rules)
    verbatim = _verbatim(body) if found else Ranges(())
    return apply(body, (edit for edit in found if edit.start not in verbatim), path)


def _verbatim(body: str) -> Ranges:
    """What stands between the halves of tags whose text is no template: ``raw``, ``highlight``."""
    return Ranges(
        (pair.tag.end, pair.closing.start)
        for pair in pairs_in(body, CodeRanges(body))
        if pair.closing and (pair.tag.name in CODE or pair.tag.name in VERBATIM)
    )


def _raw_in_code(body: str, rules: Rules) -> Iterator[Edit]:
    """``{% raw %}`` in code: Liquid reads code too; authors write this so that it does not."""
    line_of = Lines(body)
    for start, end in CodeRanges(body):
        for match in _RAW.finditer(body, start, end):
            if rules.allow(Code.SHORTCODE, line_of(match.start())):
                yield Edit(*match.span(), "", Code.SHORTCODE, "mark of raw text in code", True)


def _marks(
    body: str, path: str, rules: Rules, fields: Mapping[str, Any]
) -> tuple[str, list[Diagnostic]]:
    edits: list[Edit] = list(marks.modules(body, mdx=path.endswith(".mdx")))
    for find in (
        marks.read_more,
        marks.toc_marks,
        marks.attributes,
        marks.tight_headings,
        marks.loose_bold,
    ):
        edits += find(body)
    if "`$" in body:
        edits += marks.code_formulas(body, CodeRanges(body))
    return apply(body, _allowed(edits, body, rules), path) if edits else (body, [])


def _allowed(edits: Iterable[Edit], body: str, rules: Rules) -> list[Edit]:
    code, line_of = CodeRanges(body), Lines(body)
    return [
        edit
        for edit in edits
        if (edit.of_code or edit.start not in code) and rules.allow(edit.code, line_of(edit.start))
    ]


def _shortcodes(
    body: str, path: str, rules: Rules, fields: Mapping[str, Any]
) -> tuple[str, list[Diagnostic]]:
    if "{{" not in body and "{%" not in body:
        return body, []
    code, line_of, html = CodeRanges(body), Lines(body), html_ranges(body)
    edits = list(_escaped(body, code))
    strangers: dict[str, list[int]] = {}
    for pair in pairs_in(body, code):
        line = line_of(pair.tag.start)
        if not rules.allow(Code.SHORTCODE, line):
            continue
        edits += rewritten(body, pair, rules.shortcodes, html)
        if not known(pair.tag.name, rules.shortcodes):
            strangers.setdefault(pair.tag.name, []).append(line)
    text, notes = apply(body, edits, path)
    return text, [*notes, *_unknown(strangers, path)]


def _unknown(strangers: Mapping[str, list[int]], path: str) -> Iterator[Diagnostic]:
    for name, lines in strangers.items():
        message = f"shortcode {name!r} is not known; its words are kept"
        hint = "Say what it means in anthology_shortcodes"
        place = Place(path, lines[0])
        yield Diagnostic(
            Code.UNKNOWN_SHORTCODE, message, place, hint, subject=name, count=len(lines)
        )


def _escaped(body: str, code: CodeRanges) -> Iterator[Edit]:
    """``{{</* name */>}}`` is how Hugo's authors show a shortcode: as code, if it is not."""
    for match in _ESCAPED.finditer(body):
        shown = f"{{{{{match[1]} {match[2]} {match[3]}}}}}"
        after = shown if match.start() in code else f"`{shown}`"
        yield Edit(match.start(), match.end(), after, Code.SHORTCODE, "shortcode shown as code")


__all__ = ["to_markdown"]
