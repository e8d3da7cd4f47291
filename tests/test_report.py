"""What the rules do is shown, and can be refused: ``diff``, ``report``, the editor's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_anthology.core.post import read_post
from sphinx_anthology.core.rules import OPTIONAL, RULES, rule_book
from sphinx_anthology.diagnostics import Code
from sphinx_anthology.report import hunk

from .house import anthology, build, must, write_posts
from .reading import by_class, one, page, words

POST = """---
title: 甲篇
date: 2024-01-01
mood: 平静
---

作者：叶二

**背景**

正文一段。

{{< youtube abc >}}

![](missing.png)

见[另篇](no-such.md)与[乙](b/c.md)。
"""
CONF = 'extensions = ["sphinx_anthology"]\n'


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return write_posts(
        tmp_path / "posts", {"a.md": POST, "b/c.md": "---\ntitle: 乙篇\n---\n\n文。\n"}
    )


def test_diff_shows_each_change_with_line_and_rule(posts: Path) -> None:
    done = anthology("diff", "--book", posts, posts / "a.md")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == f"--- {posts / 'a.md'}"
    at = {line.split()[1]: i for i, line in enumerate(lines) if line.startswith("@@ ")}
    assert list(at) == ["7", "9", "13"], "in the order of the post's lines"
    assert "byline" in lines[at["7"]]
    assert lines[at["7"] + 1] == "-作者：叶二"
    assert lines[at["9"] + 1 : at["9"] + 3] == ["-**背景**", "+# 背景"]
    assert lines[at["13"] + 1] == "-{{< youtube abc >}}"


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        ('["byline"]', ["bold-heading", "shortcode"]),
        ('{"a.md": ["bold-heading:9", "shortcode"]}', ["byline"]),
        ('{"b/*": ["byline", "bold-heading"]}', ["byline", "bold-heading", "shortcode"]),
        ('{"a.md": ["byline:8"]}', ["byline", "bold-heading", "shortcode"]),
    ],
)
def test_a_refused_rule_changes_nothing(posts: Path, refused: str, left: list[str]) -> None:
    write_posts(posts, {"conf.py": f"{CONF}anthology_refuse = {refused}\n"})
    done = anthology("diff", "--book", posts, posts / "a.md")
    ran = [line.split()[2].rstrip(":") for line in done.out.splitlines() if line[:3] == "@@ "]
    assert ran == left


def test_refusing_reaches_the_book(posts: Path, tmp_path: Path) -> None:
    write_posts(posts, {"conf.py": f'{CONF}anthology_refuse = {{"a.md": ["byline"]}}\n'})
    made = must(build("html", posts, tmp_path / "out", anthology_offline=1))
    article = page(made.out / "chapters/a.html").find(".//article")
    assert "作者：叶二" in words(article)
    assert article.find(".//section/section/h2") is not None, "the bold line is a heading still"


def test_a_changed_refusal_reads_the_post_again(posts: Path, tmp_path: Path) -> None:
    must(build("html", posts, tmp_path / "out", anthology_offline=1))
    write_posts(posts, {"conf.py": f'{CONF}anthology_refuse = ["byline"]\n'})
    made = must(build("html", posts, tmp_path / "out", anthology_offline=1))
    assert "作者：叶二" in words(page(made.out / "chapters/a.html").find(".//article"))


@pytest.mark.parametrize("refused", ['["bylines"]', '{"a.md": ["no-such-rule:3"]}', '["no-alt"]'])
def test_an_unknown_rule_is_refused_by_name(posts: Path, tmp_path: Path, refused: str) -> None:
    write_posts(posts, {"conf.py": f"{CONF}anthology_refuse = {refused}\n"})
    made = build("html", posts, tmp_path / "out")
    assert made.run.code == 2
    assert "anthology_refuse" in made.run.err
    assert "Traceback" not in made.run.log


def test_report_tells_what_was_understood(posts: Path) -> None:
    done = anthology("report", "--book", posts)
    assert done.code == 0
    assert "甲篇" in done.out
    assert "unknown keys: mood" in done.out
    assert "byline 1, bold-heading 1, shortcode 1" in done.out
    assert "line 15: picture without a description" in done.out
    assert "line 15: picture missing.png cannot be had" in done.out
    assert "line 17: link to 'no-such.md' leads to no chapter" in done.out
    assert "c.md' leads" not in done.out


def test_report_of_one_post(posts: Path) -> None:
    done = anthology("report", "--book", posts, posts / "b/c.md")
    assert "乙篇" in done.out
    assert "甲篇" not in done.out
    missing = anthology("report", "--book", posts, posts / "none.md")
    assert missing.code == 1
    assert "none.md: no such post" in missing.err


def test_diff_of_what_cannot_be_read(posts: Path) -> None:
    done = anthology("diff", "--book", posts, posts / "none.md")
    assert done.code == 2
    assert "none.md: cannot be read" in done.err
    assert "Traceback" not in done.log


def test_editors_page_shows_every_post(posts: Path, tmp_path: Path) -> None:
    made = must(build("html", posts, tmp_path / "out", anthology_offline=1))
    root = page(made.out / "_editor/index.html")
    shown = {words(one(by_class(post, "path"))): post for post in by_class(root, "post")}
    assert set(shown) == {"a.md", "b/c.md"}
    changes = by_class(shown["a.md"], "change")
    assert [words(change.find(".//del")) for change in changes] == [
        "作者：叶二",
        "**背景**",
        "{{< youtube abc >}}",
    ]
    findings = words(one(by_class(shown["a.md"], "findings")))
    assert "missing.png" in findings
    assert not by_class(shown["b/c.md"], "change")


def test_editors_page_is_for_the_editor_alone(posts: Path, tmp_path: Path) -> None:
    made = must(build("html", posts, tmp_path / "out", anthology_offline=1))
    root = page(made.out / "_editor/index.html")
    assert root.find(".//meta[@name='robots']").get("content") == "noindex, nofollow"
    assert str(posts) not in "".join(root.itertext()), "no path of the machine"
    for file in made.out.rglob("*.html"):
        if file.parent.name != "_editor":
            assert not [a for a in page(file).iter("a") if "_editor" in a.get("href", "")]


def test_every_rule_can_be_refused() -> None:
    """Each rule asks before it changes a post: refused, a post that gives it work is left alone."""
    texts = {
        Code.BREAK: "甲\n\n乙\n\n---\n",
        Code.HEADING_LEVEL: "# 甲\n\n文\n\n### 乙\n\n文\n\n# 丙\n",
        Code.TOC_LIST: "- [甲](#甲)\n- [乙](#乙)\n- [丙](#丙)\n\n文\n",
        Code.MODULE: "import Chart from './chart'\n\n<Chart />\n\n甲\n",
        Code.READ_MORE: "甲\n\n<!--more-->\n\n乙\n",
        Code.TOC_MARK: "[TOC]\n\n甲\n",
        Code.ATTRIBUTES: "![甲](a.png){: .b }\n",
        Code.TIGHT_HEADING: "##甲\n\n乙\n",
        Code.LOOSE_BOLD: "文：** 甲 **。\n",
        Code.CODE_FORMULA: "设 `$x$`、`$y^2$` 与 `$z$`。\n",
        Code.EMPTY_LINE: "甲\n\n&nbsp;\n\n乙\n",
        Code.INDENT: "甲\n\n&emsp;乙\n",
        Code.BYLINE: "作者：叶二\n\n甲\n",
        Code.SOURCE_LINE: "甲\n\n[原文](https://example.org/)\n",
        Code.PUBLISHED_AT: "甲\n\n首发于 https://example.org/\n",
        Code.OWN_LINE_PICTURE: "甲\n![乙](a.png)\n丙\n",
        Code.CAPTION: "![甲](a.png)\n\n图1：乙\n",
        Code.BOLD_HEADING: "**甲**\n\n乙\n",
        Code.FIRST_TITLE: "# 甲\n\n乙\n",
        Code.REPEATED_TITLE: "---\ntitle: 甲\n---\n\n# 甲\n\n乙\n",
        Code.REFERENCES: "甲\n\n# 参考\n\n- [乙](https://example.org/b)\n",
        Code.ADVERTISEMENT: "甲\n\n欢迎关注公众号\n",
        Code.ORDINAL: "## 1. 甲\n\n## 2. 乙\n",
        Code.SHORTCODE: "{{< youtube abc >}}\n",
        Code.VARIABLE: "[甲]({{ site.baseurl }}/a)\n",
    }
    assert set(texts) == set(RULES)
    for code, text in texts.items():
        settings = {"anthology_numbers": "none"}
        ran = read_post(text, "a.md", "a.md", rule_book(settings).of("a.md"))
        assert code in {d.code for d in ran.diagnostics if d.is_change}, code.slug
        refused = rule_book({**settings, "anthology_refuse": [code.slug]}).of("a.md")
        left = read_post(text, "a.md", "a.md", refused)
        assert code not in {d.code for d in left.diagnostics}, code.slug
    assert {code.slug for code in RULES} >= set(OPTIONAL)


def test_mended_slips_can_be_refused(tmp_path: Path) -> None:
    header = "---\ntitle: 甲: 乙\n---\n\n"
    ran = read_post(f"{header}文。\n", "a.md", "a.md")
    (mended,) = (d for d in ran.diagnostics if d.code is Code.MENDED_HEADER)
    assert (mended.before, ran.meta.title) == ("title: 甲: 乙", "甲: 乙")
    refused = rule_book({"anthology_refuse": ["mended-header"]}).of("a.md")
    left = read_post(f"{header}文。\n", "a.md", "a.md", refused)
    assert [d.code for d in left.diagnostics] == [Code.FRONT_MATTER]

    text = "---\ntitle: 丙\n---\n\n[刀](ttps://example.org/knife)\n"
    posts = write_posts(tmp_path / "posts", {"a.md": text})
    made = must(build("html", posts, tmp_path / "out"))
    assert _targets(made.out / "chapters/a.html") == ["https://example.org/knife"]
    write_posts(posts, {"conf.py": f'{CONF}anthology_refuse = ["mended-link"]\n'})
    made = build("html", posts, tmp_path / "out")
    assert "https://example.org/knife" not in _targets(made.out / "chapters/a.html")


def _targets(file: Path) -> list[str]:
    article = page(file).find(".//article")
    return [a.get("href") for a in article.iter("a") if "headerlink" not in a.get("class", "")]


def test_a_hunk_says_what_went() -> None:
    (change,) = (d for d in read_post("[TOC]\n\n甲\n", "a.md", "a.md").diagnostics if d.is_change)
    assert hunk(change) == "@@ 1 toc-mark: mark for a list of contents @@\n-[TOC]"


# --- the excerpt ---------------------------------------------------------------------------


def test_what_stands_before_the_more_mark_is_the_summary_of_the_contents(tmp_path: Path) -> None:
    text = "---\ntitle: 甲\n---\n\n**先说**一句。\n\n<!-- more -->\n\n再说一句。\n"
    long = "---\ntitle: 乙\n---\n\n" + "长句子。" * 100 + "\n\n<!--more-->\n\n完。\n"
    given = "---\ntitle: 丙\nsummary: 别的话\n---\n\n开头。\n\n<!--more-->\n\n完。\n"
    posts = write_posts(tmp_path / "posts", {"a.md": text, "b.md": long, "c.md": given})
    made = must(build("html", posts, tmp_path / "out"))
    rows = by_class(page(made.out / "index.html"), "row-summary")
    shown = [words(row) for row in rows]
    assert shown[0] == "先说一句。"
    assert shown[1].endswith("长句子。")
    assert 100 < len(shown[1]) <= 240
    assert shown[2] == "别的话"
