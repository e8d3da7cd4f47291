"""``make score``: says what it lacks, and hands the right files to the scorer."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from .house import REPOSITORY, Run, run, write_posts

SCORER = "import sys; print(open(sys.argv[1]).read())"
SITE = {
    "generator": "Hugo (TOML)",
    "base_url": "https://a.example.net",
    "permalink": "cn=/cn/:slug/",
}


def _score(corpus: Path | str) -> Run:
    return run([sys.executable, REPOSITORY / "tools" / "score.py", corpus])


@pytest.mark.parametrize("what", ["no folder", "no answers", "no scorer"])
def test_what_is_lacking_is_said(what: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    if what != "no folder":
        write_posts(corpus, {"a/a.md": "---\ntitle: x\n---\n"})
    if what == "no scorer":
        write_posts(corpus, {"gold-frontmatter-dev.jsonl": "", "gold-dev.jsonl": ""})
    done = _score(corpus)
    assert done.code == 2
    assert str(tmp_path) in done.err
    assert "Traceback" not in done.log


def test_posts_reach_the_scorer_with_what_the_site_says(tmp_path: Path) -> None:
    files = {
        "corpus/gold-frontmatter-dev.jsonl": "",
        "corpus/gold-dev.jsonl": "",
        "corpus/a/site.json": json.dumps(SITE),
        "corpus/a/content/cn/x.md": "---\ntitle: x\nslug: lamp\n---\n\nText.\n",
        "tools/score_corpus.py": SCORER,
    }
    write_posts(tmp_path, files)
    done = _score(tmp_path / "corpus")
    assert done.code == 0, done.log
    assert json.loads(done.out)["permalink"] == "https://a.example.net/cn/lamp/"
