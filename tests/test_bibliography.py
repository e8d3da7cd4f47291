"""Reference lists as they are printed: no word of the author's is lost, whatever was understood."""

from __future__ import annotations

import re

import pytest

from .house import Build, build, must, write_posts
from .reading import Element, EpubFile, by_class, one, page, words

ITEMS = (
    "[铅字之后：排字房的昨天与明天 - 人人都是产品经理](https://www.woshipm.com/pd/1984001.html)",
    "[照排机进厂那一年 || 旧物志 - 网易](https://www.163.com/dy/article/JIUWUZHI1984.html)，好文",
    "[如何看待横排竖排之争？ - 知乎](https://www.zhihu.com/question/1984/answer/2)，何岸，2019/10/16",
    "勒伊登. 铸字与时间[M]. 何岸, 林舟, 译. 修订第 2 版. 北京: 铅火出版社, 2015: 28.",
    "何岸. 排字机的兴衰[J]. 河边学刊, 2003, 14(3): 269-274.",
    "林舟. 纸上的灯[EB/OL]. (2014-04-02)[2026-03-25]. https://example.org/lamp. 和年轻人一样赶路",
    "新印报. 铅字回到街上[N]. 河边日报, 2020-05-01(3).",
    "何岸. 旧厂志[M]//林舟. 河边丛谈. 北京: 铅火出版社, 1999: 12-34.",
    "全国排字委员会. 排字规则: GB/T 1984—2015[S]. 北京: 标准社, 2015.",
    "LEIDEN A B, FOUNDER C D, et al. Slow casting[J]. Journal of Printing, 2016, 3: 160018.",
    "Leiden, A., & Founder, C. (2021). Slow Type for Quick Readers (2nd ed.). Leaden Press, Delft.",
    "Anna Leiden, *The Slow Alphabet*, Leaden Press, 1999, pp. 12–34.",
    "林舟. 窗[M]. 北京: 铅火社, 2015. ISBN 978-7-100-11067-8.",
    "见第三章的表格，以及 `code` 一节。",
    "Two links: [one](https://example.org/1) and [two](https://example.org/2).",
)
# What the style says in words of its own: labels, and the initials of a given name.
_LABELS = {"M", "J", "EB", "OL", "N", "S", "DOI", "ISBN", "p", "pp", "et", "al", "Anna", "and"}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    folder = tmp_path_factory.mktemp("bibliography")
    listing = "\n".join(f"{number}. {item}" for number, item in enumerate(ITEMS, 1))
    text = f"---\ntitle: 甲\ndate: 2024-01-01\n---\n\n正文。\n\n## 参考文献\n\n{listing}\n"
    posts = write_posts(folder / "posts", {"a.md": text})
    return {kind: must(build(kind, posts, folder / "out")) for kind in ("html", "epub")}


def _printed(builds: dict[str, Build], kind: str, where: str) -> list[Element]:
    """The items of the chapter's list, or of the whole book's."""
    if kind == "html":
        name = "bibliography" if where == "bibliography" else "chapters/a"
        body = page(builds["html"].out / f"{name}.html")
    else:
        body = EpubFile(builds["epub"].product).page(f"{where}.xhtml")
    return list(one(by_class(body, "references")).findall("li"))


def _words_of(item: str) -> list[str]:
    """What of an item must be seen: its words and figures, and the addresses as they are."""
    addresses = re.findall(r"https?://[^\s)]+[^\s).]", item)
    plain = re.sub(r"https?://[^\s)]+", " ", item)
    return [*addresses, *(w for w in re.findall(r"[^\W_]+", plain) if w not in _LABELS)]


@pytest.mark.parametrize("item", ITEMS, ids=range(1, len(ITEMS) + 1))
def test_every_word_of_an_item_is_printed(builds: dict[str, Build], item: str) -> None:
    printed = _printed(builds, "html", "a")[ITEMS.index(item)]
    seen = " ".join([words(printed), *(a.get("href") for a in printed.iter("a"))])
    assert [word for word in _words_of(item) if word.casefold() not in seen.casefold()] == []


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_bibliography_prints_what_the_chapter_prints(builds: dict[str, Build], kind: str) -> None:
    shared = {item.get("id"): words(item) for item in _printed(builds, kind, "bibliography")}
    own = {item.get("id"): words(item) for item in _printed(builds, kind, "a")}
    assert shared.keys() == own.keys()
    assert all(text.startswith(own[name]) for name, text in shared.items())


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_items_stand_in_the_authors_order(builds: dict[str, Build], kind: str) -> None:
    assert len(_printed(builds, kind, "a")) == len(ITEMS)


def test_every_item_can_be_linked_to(builds: dict[str, Build]) -> None:
    ids = [item.get("id") for item in _printed(builds, "html", "a")]
    assert all(name.isascii() and name.startswith("ref-") for name in ids)
    assert len(set(ids)) == len(ITEMS)
