"""Numbers of headings: as written, the book's own through all its parts, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from .house import Build, build, must, write_posts
from .reading import EpubFile, by_class, page, title_of, words

FIRST = """---
title: 甲篇
date: 2023-01-01
---

## 一、起

文。

### （一）细

文。

### （二）目

文。

## 二、承

文。
"""
SECOND = "---\ntitle: 乙篇\ndate: 2024-01-01\n---\n\n## 转\n\n文。\n"


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return write_posts(tmp_path / "posts", {"a.md": FIRST, "b.md": SECOND})


def _headings(made: Build, name: str) -> list[str]:
    article = page(made.out / f"chapters/{name}.html").find(".//article")
    return [title_of(h) for h in article.iter("h1", "h2", "h3")]


def test_as_written_nothing_is_numbered_twice(posts: Path, tmp_path: Path) -> None:
    made = must(build("html", posts, tmp_path / "out"))
    assert _headings(made, "a") == ["甲篇", "一、起", "（一）细", "（二）目", "二、承"]
    assert not by_class(page(made.out / "chapters/a.html"), "section-number")


def test_the_books_numbers_go_through_all_parts(posts: Path, tmp_path: Path) -> None:
    asked = {"anthology_numbers": "book", "anthology_parts": "year"}
    made = must(build("html", posts, tmp_path / "out", **asked))
    assert _headings(made, "a") == ["1 甲篇", "1.1 起", "1.1.1 细", "1.1.2 目", "1.2 承"]
    assert _headings(made, "b") == ["2 乙篇", "2.1 转"], "a new part does not begin anew"


def test_contents_of_the_epub_carry_the_numbers(posts: Path, tmp_path: Path) -> None:
    made = must(build("epub", posts, tmp_path / "out", anthology_numbers="book"))
    shown = words(EpubFile(made.product).page("nav.xhtml"))
    for entry in ("1 甲篇", "1.1 起", "2 乙篇", "2.1 转"):
        assert entry in shown


def test_numbers_can_go(posts: Path, tmp_path: Path) -> None:
    made = must(build("html", posts, tmp_path / "out", anthology_numbers="none"))
    assert _headings(made, "a") == ["甲篇", "起", "细", "目", "承"]


def test_a_new_first_chapter_renumbers_the_others(posts: Path, tmp_path: Path) -> None:
    must(build("html", posts, tmp_path / "out", anthology_numbers="book"))
    write_posts(posts, {"c.md": "---\ntitle: 丙篇\ndate: 2022-01-01\n---\n\n文。\n"})
    made = must(build("html", posts, tmp_path / "out", anthology_numbers="book"))
    assert _headings(made, "a")[:2] == ["2 甲篇", "2.1 起"]
    assert _headings(made, "c") == ["1 丙篇"]
