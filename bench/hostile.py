#!/usr/bin/env python3
"""How long hostile posts take to read: pieces repeated to 50 kB, and to twice that.

usage: hostile.py

Prints CPU seconds for each, their ratio (2 is linear), and the ratio to ordinary prose of the same
length. Nothing is asserted: a person looks for what grows faster than its length.
"""

from __future__ import annotations

import time

from sphinx_anthology.core.post import read_post

SIZE = 50_000  # characters
PROSE = "A sentence of ten words that says nothing at all. "
PIECES = (
    *"[*^$:~=+`<_{|!&#",
    *("<div>", "<div>\n", "a <b>", "<ul><li>", "^[", "![", "[^", "[^a", "$$x\n", "\\(", "\\[\n"),
    *("==a ", "~a", ":a", "*a**a", "<!--", "<table><tr><td>", "<details>\n\n", "<Foo a={", "{漢|"),
    *("{{<", "{{< a >}}", "{{% fold %}}\n", "{%", "{% end %}", "{{ a", ":::note\n", ":::\n"),
    *("!!! note\n    a\n\n", "> [!NOTE]\n> a\n\n", "{: ", "[](a){", "** a **", "#a\n\n"),
    "## 1. a\n\n",
    *("![a](b)\n", "- [a](#a)\n", "* TOC\n", "import a ", "`$a$` ", "[^a]: b\n", "作者：甲\n"),
)  # fmt: skip


def seconds(piece: str, size: int) -> float:
    """CPU seconds to read a post of *piece* repeated to *size* characters."""
    text = f"---\ntitle: x\n---\n\n{piece * (size // len(piece))}"
    start = time.process_time()
    read_post(text, "post.md", "post.md")
    return time.process_time() - start


def main() -> None:
    seconds(PROSE, SIZE)  # imports
    ordinary = seconds(PROSE, 2 * SIZE)
    print(f"| piece | {SIZE // 1000} kB | {2 * SIZE // 1000} kB | growth | against prose |")
    print("|---|---:|---:|---:|---:|")
    rows = [(piece, seconds(piece, SIZE), seconds(piece, 2 * SIZE)) for piece in PIECES]
    for piece, once, twice in sorted(rows, key=lambda row: -row[2]):
        shown = repr(piece)[1:-1].replace("|", "\\|").replace("`", "\\`")
        growth = twice / max(once, 0.001)
        print(f"| {shown} | {once:.2f} | {twice:.2f} | {growth:.1f} | {twice / ordinary:.0f} |")


if __name__ == "__main__":
    main()
