#!/usr/bin/env python3
"""Measure how well the posts of a corpus are understood, against its hand-checked answers.

usage: score.py CORPUS

CORPUS holds a folder per blog with its facts in ``site.json``, and the answers in
``gold-frontmatter-*.jsonl`` and ``gold-*.jsonl``; ``score_corpus.py`` lies in ``tools`` beside it. What
``score_strings.py`` needs is scored where it is there.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

TOOLS = Path(__file__).parent
ANTHOLOGY = "import sys; from sphinx_anthology.cli import main; sys.exit(main())"


def main(corpus: Path) -> int:
    """Inspect the posts and hand what was found to the scorer."""
    if not corpus.is_dir():
        return _refuse(f"{corpus} is not there: make score CORPUS=path/to/corpus")
    front, references = answers(corpus)
    if front is None or references is None:
        return _refuse(
            f"{corpus} holds no gold-frontmatter-*.jsonl and gold-*.jsonl to compare with"
        )
    scorer = corpus.resolve().parent / "tools" / "score_corpus.py"
    if not scorer.is_file():
        return _refuse(f"{scorer}, which scores, is not there")
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([sys.executable, TOOLS / "corpus_conf.py", corpus, scratch], check=True)
        found = Path(scratch, "found.jsonl")
        inspect: list[str | Path] = [sys.executable, "-c", ANTHOLOGY, "inspect", "--conf", scratch]
        with found.open("wb") as out:
            # posts that cannot be read are the scorer's to count
            subprocess.run([*inspect, corpus], check=False, stdout=out, stderr=subprocess.DEVNULL)
        gold: list[str | Path] = ["--frontmatter", front, "--references", references]
        code = subprocess.run([sys.executable, scorer, found, *gold], check=False).returncode
        strings = subprocess.run([sys.executable, TOOLS / "score_strings.py", corpus], check=False)
        return code or strings.returncode


def answers(corpus: Path) -> tuple[Path | None, Path | None]:
    """The files of answers: front matter, and references."""
    front = sorted(corpus.glob("gold-frontmatter*.jsonl"))
    main = corpus / "gold-dev.jsonl"
    others = sorted(file for file in corpus.glob("gold*.jsonl") if file not in front)
    references = [main] if main.is_file() else others
    return (front[0] if front else None), (references[0] if references else None)


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(
        main(Path(sys.argv[1]))
        if len(sys.argv) == 2 and sys.argv[1]
        else _refuse("say which corpus: make score CORPUS=path/to/corpus")
    )
