"""Nothing is lost on the way into a book: tools/check_corpus.py finds every word again, and tells
when one is missing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from .house import REPOSITORY, ROOTS, Build, Run, build, must, run
from .reading import page

CHECKER = REPOSITORY / "tools" / "check_corpus.py"
FOLDERS = {"sample": REPOSITORY / "book", "dialects": ROOTS / "dialects"}


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    source = FOLDERS[request.param]
    out = tmp_path_factory.mktemp(request.param)
    return must(build("html", source, out, anthology_offline=1, anthology_drafts=1))


def check(made: Build) -> Run:
    source = next(f for n, f in FOLDERS.items() if n in made.folder.name)
    return run([sys.executable, CHECKER, source, made.folder])


def test_every_word_is_found_again(made: Build) -> None:
    done = check(made)
    assert done.code == 0, done.log
    assert "lost: 0 in" in done.out


def test_no_mark_of_markdown_is_left_over(made: Build) -> None:
    assert "left over: 0 in" in check(made).out


def test_a_word_that_is_missing_is_named(made: Build, tmp_path: Path) -> None:
    copy = Build("html", Path(shutil.copytree(made.folder, tmp_path / made.folder.name)), made.run)
    files = sorted((copy.out / "chapters").glob("*.html"))
    file, cut = next((f, text) for f in files for text in _plain_paragraphs(f))
    text = file.read_text(encoding="utf-8")
    assert text.count(f"<p>{cut}</p>") == 1
    file.write_text(text.replace(f"<p>{cut}</p>", ""), encoding="utf-8")
    done = check(copy)
    assert done.code == 1
    assert "lost: 0 in" not in done.out


def _plain_paragraphs(file: Path) -> list[str]:
    """Paragraphs of a chapter without mark-up or entities, as they stand in the file."""
    found = [p.text or "" for p in page(file).find(".//article").iter("p") if not len(p)]
    return [text for text in found if len(text) > 12 and not set(text) & set("&<>\"'“”’\n")]
