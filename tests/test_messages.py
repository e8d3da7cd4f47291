"""Messages for people and for other programs: JSON, SARIF, annotations, ``anthology explain``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sphinx_anthology.advice import next_step
from sphinx_anthology.cli import main
from sphinx_anthology.diagnostics import Code, Diagnostic, Place
from sphinx_anthology.messages import as_github, as_json, as_sarif, from_json

from .house import anthology, write_posts

FINDINGS = [
    Diagnostic(Code.NO_TITLE, "the post has no title", Place("a, b:c.md", 1), "Give it one"),
    Diagnostic(Code.TOO_LARGE, "100 % too\nlarge, or: so", Place("长.md")),
    Diagnostic(Code.BYLINE, "moved", Place("x.md", 3), "", "作者：甲", "", "甲", 2),
]
BROKEN = "---\n- a list\n---\n\n文。\n"
LACKING = "---\ntitle: 甲\n---\n\n![图](gone.png)\n"


def _exit(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)


@pytest.mark.parametrize("code", Code, ids=lambda code: code.slug)
def test_each_code_is_explained(code: Code, capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit("explain", code.slug) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{code.slug} ({code.severity.value})\n")
    assert code.meaning in shown
    assert next_step(code) in shown


def test_what_a_log_shows_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit("explain", "anthology.no-title") == 0
    assert capsys.readouterr().out.startswith("no-title")


def test_a_code_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit("explain", "no-such") == 2
    assert "no-such" in capsys.readouterr().err


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit("explain") == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == [code.slug for code in Code]


def test_json_is_read_back_whole() -> None:
    assert from_json(as_json(FINDINGS)) == FINDINGS


@pytest.mark.parametrize("text", ["{}", "[]", '{"findings": [{}]}', '{"findings": [{"code": 1}]}'])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no findings"):
        from_json(text)


def _results(log: str) -> list[dict[str, Any]]:
    (run,) = json.loads(log)["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return list(run["results"])


def test_sarif_has_rule_level_and_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    results = _results(as_sarif(FINDINGS))
    assert [r["level"] for r in results] == ["warning", "error", "note"]
    places = [r["locations"][0]["physicalLocation"] for r in results]
    assert places[0]["artifactLocation"]["uri"] == "a%2C%20b%3Ac.md"
    assert places[0]["region"] == {"startLine": 1}
    assert "region" not in places[1]


def test_sarif_gives_a_whole_address_to_what_lies_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    elsewhere = tmp_path.parent / "other.md"
    (result,) = _results(as_sarif([Diagnostic(Code.DRAFT, "draft", Place(str(elsewhere)))]))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == elsewhere.as_uri()


def test_annotations_keep_to_a_line_each() -> None:
    first, second, third = as_github(FINDINGS).splitlines()
    assert first == (
        "::warning file=a%2C b%3Ac.md,title=no-title,line=1::the post has no title. Give it one"
    )
    assert (
        second
        == "::error file=长.md,title=too-large::100 %25 too\N{REPLACEMENT CHARACTER}large, or: so"
    )
    assert third.startswith("::notice file=x.md")


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return write_posts(tmp_path / "posts", {"broken.md": BROKEN, "lacking.md": LACKING})


def _codes(findings: list[Diagnostic]) -> set[tuple[str, int, str]]:
    return {(Path(f.place.path).name, f.place.line, f.code.slug) for f in findings}


WANTED = {("broken.md", 2, "front-matter"), ("lacking.md", 5, "missing-image")}


def test_check_tells_machines(posts: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    done = anthology("check", "--book", posts, "--format", "json", "-o", file)
    assert (done.code, done.out) == (1, "")
    assert _codes(from_json(file.read_text(encoding="utf-8"))) >= WANTED


@pytest.mark.parametrize(("strict", "code"), [([], 0), (["--strict"], 1)])
def test_strict_check_fails_on_warnings(posts: Path, strict: list[str], code: int) -> None:
    (posts / "broken.md").unlink()
    assert anthology("check", "--book", posts, *strict).code == code


def test_build_tells_each_finding_once(posts: Path, tmp_path: Path) -> None:
    done = anthology(
        "build", "html", "epub", "--book", posts, "--build", tmp_path / "out", "--format", "json",
        "-o", tmp_path / "found.json",
    )  # fmt: skip
    assert done.code == 1
    found = from_json((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert _codes(found) >= WANTED
    assert len(found) == len(set(found))


def test_build_that_cannot_begin_tells_machines_too(posts: Path, tmp_path: Path) -> None:
    conf = 'extensions = ["sphinx_anthology"]\nanthology_order = "by-weight-of-paper"\n'
    write_posts(posts, {"conf.py": conf})
    done = anthology(
        "build", "html", "--book", posts, "--build", tmp_path / "out", "--format", "sarif",
        "-o", tmp_path / "found.sarif",
    )  # fmt: skip
    assert done.code == 2
    (result,) = _results((tmp_path / "found.sarif").read_text(encoding="utf-8"))
    assert result["ruleId"] == "bad-setting"
