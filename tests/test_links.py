"""Links between posts in the finished books: every one leads somewhere, in all three formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from .house import Build, build, must, write_posts
from .reading import page

HUGO = 'baseURL = "https://lamp.example.net/"\n[permalinks]\nposts = "/:year/:slug/"\n'
OIL = """---
title: 灯油
date: 2024-01-01
slug: oil
---

往后看[灯芯](wick.md)，看[怎样剪](wick.md#如何剪灯芯)，看[地址](/2024/wick/)，
看[全址](https://lamp.example.net/2024/wick/#id-of-old)，看[自己](#添油)。

[关于](/about/)，[没有的节](wick.md#nowhere)，[坏址](ttps://example.net/x)，[不在书里](gone.md)。

## 添油

字。
"""
WICK = """---
title: 灯芯
date: 2024-02-02
slug: wick
---

回头看[灯油]({{< ref "oil.md" >}})。

## 如何剪灯芯？

字。
"""


def _book(folder: Path) -> Path:
    files = {"hugo.toml": HUGO, "content/posts/oil.md": OIL, "content/posts/wick.md": WICK}
    return write_posts(folder / "posts", files)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("links")
    return must(build("html", _book(folder), folder / "out"))


def _links(made: Build, slug: str) -> dict[str, str]:
    main = page(made.out / "chapters" / f"{slug}.html").find(".//main")
    assert main is not None
    return {"".join(a.itertext()): str(a.get("href")) for a in main.iter("a") if a.get("href")}


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("灯芯", "wick.html"),
        ("怎样剪", "wick.html#ru-he-jian-deng-xin"),
        ("地址", "wick.html"),
        ("全址", "wick.html"),
        ("自己", "#tian-you"),
        ("关于", "https://lamp.example.net/about/"),
        ("没有的节", "wick.html"),
        ("坏址", "https://example.net/x"),
    ],
)
def test_link_leads_where_it_should(site: Build, text: str, href: str) -> None:
    assert _links(site, "oil")[text] == href


def test_tag_of_the_engine_leads_to_the_chapter(site: Build) -> None:
    assert _links(site, "wick")["灯油"] == "oil.html"


@pytest.mark.parametrize("words", ["no place 'nowhere'", "was mended", "leads to no chapter"])
def test_what_was_done_is_reported(site: Build, words: str) -> None:
    assert words in site.report


def test_link_to_a_post_that_came_later_is_made(tmp_path: Path) -> None:
    """The linking post did not change; it is read again all the same."""
    posts = _book(tmp_path)
    first = build("html", posts, tmp_path / "out")
    assert "不在书里" not in _links(first, "oil")
    write_posts(posts, {"content/posts/gone.md": WICK.replace("wick", "gone").replace("芯", "罩")})
    second = must(build("html", posts, tmp_path / "out"))
    assert _links(second, "oil")["不在书里"] == "gone.html"


def test_paper_says_the_page(tmp_path: Path) -> None:
    from pypdfium2 import PdfDocument

    made = must(build("pdf", _book(tmp_path), tmp_path / "out"))
    with PdfDocument(made.product) as book:
        pages = [sheet.get_textpage().get_text_range() for sheet in book]
    oil = next(text for text in pages if "往后看" in text)
    wick = next(text for text in pages if "回头看" in text)
    assert "灯芯（第 2 页）" in oil.replace("\r\n", "")
    assert "灯油（第 1 页）" in wick.replace("\r\n", "")


def test_address_of_an_unknown_blog_is_the_end_of_a_path(tmp_path: Path) -> None:
    texts = {
        "pages/posts/oil.md": "看[灯芯](/posts/wick#trim)。",
        "pages/posts/wick.md": "## Trim\n\n字。",
    }
    files = {path: f"---\ntitle: x\n---\n\n{text}\n" for path, text in texts.items()}
    made = must(build("html", write_posts(tmp_path / "posts", files), tmp_path / "out"))
    assert _links(made, "oil")["灯芯"] == "wick.html#trim"
