"""Findings as other programs read them: JSON, SARIF 2.1.0 (OASIS) for code scanners, and the
annotations of GitHub's workflow commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .advice import next_step
from .diagnostics import Code, Diagnostic, Place, Severity

FINDINGS = "ANTHOLOGY_FINDINGS"  # environment: file for what a build finds
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_text(findings: Iterable[Diagnostic]) -> str:
    """A line each."""
    return "".join(f"{f.severity.value}: {f} [{f.code.slug}]\n" for f in findings)


def as_json(findings: Iterable[Diagnostic]) -> str:
    """``{"version": 1, "findings": [...]}``; :func:`from_json` reads it."""
    rows = [dict(_row(finding)) for finding in findings]
    return json.dumps({"version": 1, "findings": rows}, ensure_ascii=False, indent=1) + "\n"


def _row(finding: Diagnostic) -> Iterator[tuple[str, object]]:
    yield "code", finding.code.slug
    yield "severity", finding.severity.value
    yield "path", finding.place.path
    yield "line", finding.place.line
    yield "message", finding.message
    yield "hint", finding.hint
    yield "before", finding.before
    yield "after", finding.after
    yield "subject", finding.subject
    yield "count", finding.count


def from_json(text: str) -> list[Diagnostic]:
    """The findings that :func:`as_json` wrote.

    Raises:
        ValueError: it did not.
    """
    codes = {code.slug: code for code in Code}
    try:
        return [_finding(codes[row["code"]], row) for row in json.loads(text)["findings"]]
    except (LookupError, TypeError) as error:
        raise ValueError(f"no findings: {error}") from error


def _finding(code: Code, row: Mapping[str, Any]) -> Diagnostic:
    words = {name: row[name] for name in ("hint", "before", "after", "subject", "count")}
    return Diagnostic(code, row["message"], Place(row["path"], row["line"]), **words)


def as_sarif(findings: Iterable[Diagnostic]) -> str:
    """A log with one run."""
    found = list(findings)
    codes = sorted({finding.code for finding in found}, key=lambda code: code.slug)
    driver = {"name": "sphinx-anthology", "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in found],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(code: Code) -> dict[str, object]:
    return {
        "id": code.slug,
        "shortDescription": {"text": code.meaning},
        "help": {"text": next_step(code), "markdown": next_step(code)},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(finding: Diagnostic, index: int) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": _uri(finding.place.path)}}
    if finding.place.line:
        place["region"] = {"startLine": finding.place.line}
    return {
        "ruleId": finding.code.slug,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": finding.text},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    """From where we stand, where the file lies below it: scanners look in the repository."""
    file, here = Path(path).absolute(), Path.cwd()
    if not file.is_relative_to(here):
        return file.as_uri()
    return quote(file.relative_to(here).as_posix())


def as_github(findings: Iterable[Diagnostic]) -> str:
    """``::error file=...,line=...::message``, a line each."""
    return "".join(map(_annotation, findings))


def _annotation(finding: Diagnostic) -> str:
    where = {"file": finding.place.path, "title": finding.code.slug}
    if finding.place.line:
        where["line"] = str(finding.place.line)
    told = ",".join(f"{name}={_escaped(value, inside=True)}" for name, value in where.items())
    return f"::{_GITHUB[finding.severity]} {told}::{_escaped(finding.text)}\n"


def _escaped(text: str, *, inside: bool = False) -> str:
    for mark, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(mark, code)
    return text.replace(":", "%3A").replace(",", "%2C") if inside else text


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}
