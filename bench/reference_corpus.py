"""Made-up posts with lists of references, and the same works as a .bib file: same arguments, same
bytes.

    python bench/reference_corpus.py FOLDER --posts 1000 --works 10000

Every second post is English. Each lists its share of the works, and some that others list too: 16 %
of all works stand in two chapters. Each item is cited once in the text. Works are written as blogs
do: links with the site behind the title, GB/T 7714, APA, bare addresses. Standard library only.
"""

from __future__ import annotations

import argparse
import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import EN, FIRST_DAY, ZH, Tongue

SHARED = 0.16  # of the works stand in two chapters
STYLES = ("blog", "bare", "plain", "stock")
SITES = (  # address before the path, name, whether the path names the day
    ("https://www.zhihu.com/question/{n}/answer/{m}", "知乎"),
    ("https://blog.csdn.net/bench/article/details/{n}", "CSDN博客"),
    ("https://www.sohu.com/a/{n}_{m}", "搜狐"),
    ("https://finance.sina.com.cn/wm/{day}/doc-bench{n}.shtml", "新浪财经"),
    ("https://www.cnblogs.com/bench/p/{n}.html", "博客园"),
    ("https://juejin.cn/post/{n}{m}", "掘金"),
    ("https://github.com/bench/tool-{n}", "GitHub"),
    ("https://www.bilibili.com/video/BV1be{n}", "哔哩哔哩"),
    ("https://example.org/{day}/{n}", "Salt & Rope"),
    ("https://journal.example.net/{n}?utm_source=bench", "Tidewater Review"),
)
FAMILIES = ("Ashby", "Corran", "Dunmore", "Ellery", "Farrow", "Garrick", "Hallam", "Iverley")
ZH_NAMES = ("何岸", "林舟", "周砚", "江晚", "沈渡", "陆桥", "秦石", "苏棹")
# (how an item is written, of twenty)
SHAPES = (("link", 9), ("gbt-web", 4), ("gbt-article", 2), ("gbt-book", 2), ("apa", 2), ("url", 1))
_WHEEL = [name for name, count in SHAPES for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Work:
    """A work, as an item of a list and as an entry of a .bib file."""

    number: int
    shape: str
    tongue: Tongue
    title: str
    author: str
    site: str
    url: str
    day: datetime.date

    @property
    def key(self) -> str:
        return f"work{self.number}"

    @property
    def item(self) -> str:
        """As an author writes it below *References*."""
        head = f"{self.author}. {self.title}"
        match self.shape:
            case "link":
                return f"[{self.title} - {self.site}]({self.url})"
            case "gbt-web":
                return f"{head}[EB/OL]. ({self.day})[2026-03-25]. {self.url}."
            case "gbt-article":
                pages = f"{self.number % 90 + 1}-{self.number % 90 + 9}"
                return f"{head}[J]. 河口学刊, {self.day.year}, {self.number % 40 + 1}(3): {pages}."
            case "gbt-book":
                return f"{head}[M]. 北京: 铅火出版社, {self.day.year}."
            case "apa":
                name = f"{FAMILIES[self.number % 8]}, {'ABCDEFGH'[self.number // 8 % 8]}."
                return f"{name} ({self.day.year}). {self.title}. {self.site}. {self.url}"
            case _:
                return self.url

    @property
    def entry(self) -> str:
        """As a .bib file has it."""
        kind = {"gbt-article": "article", "gbt-book": "book"}.get(self.shape, "misc")
        fields = {
            "author": f"{{{self.author}}}", "title": f"{{{self.title}}}", "url": self.url,
            "year": self.day.year, "publisher": "铅火出版社", "journal": "河口学刊",
        }  # fmt: skip
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@{kind}{{{self.key},\n{lines}}}\n"


def works_of(count: int, seed: int) -> list[Work]:
    return [_work(number, seed) for number in range(count)]


def _work(number: int, seed: int) -> Work:
    dice = random.Random(f"{seed}/work/{number}")
    tongue = ZH if dice.random() < 0.5 else EN
    thing, place = dice.choice(tongue.words["a"]), dice.choice(tongue.words["p"])
    title = (
        f"{place}的{thing}考之{number}" if tongue is ZH else f"On the {thing} of {place} {number}"
    )
    address, site = dice.choice(SITES)
    day = FIRST_DAY + datetime.timedelta(days=dice.randint(0, 4000))
    url = address.format(n=100_000 + number, m=dice.randint(10, 99), day=f"{day:%Y/%m/%d}")
    author = dice.choice(ZH_NAMES) if tongue is ZH else f"{dice.choice(FAMILIES).upper()} A B"
    return Work(number, dice.choice(_WHEEL), tongue, title, author, site, url, day)


def write_reference_corpus(
    folder: Path, posts: int, count: int, *, style: str = "blog", seed: int = 1
) -> None:
    """Write *posts* posts that list *count* works.

    Args:
        style: ``blog``: with lists, and marks ``[1]`` in the text. ``bare``: the same without
            either. ``stock``: with ``{cite}`` for the marks, and one .bib file. ``plain``: that
            without citing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    works = works_of(count, seed)
    for number in range(posts):
        text = _post(number, _listed(number, posts, works), style, seed)
        (folder / f"post-{number:04}.md").write_text(text, encoding="utf-8", newline="\n")
    if style == "stock":
        entries = "\n".join(work.entry for work in works)
        (folder / "works.bib").write_text(entries, encoding="utf-8", newline="\n")


def _listed(number: int, posts: int, works: Sequence[Work]) -> list[Work]:
    """The works of a post: its own, and the shared ones of the post halfway round."""
    own = works[number::posts]
    other = works[(number + posts // 2) % posts :: posts]
    return [*own, *(work for work in other if _is_shared(work))]


def _is_shared(work: Work) -> bool:
    return work.number * 2_654_435_761 % 2**32 < SHARED * 2**32  # spread evenly (Knuth)


def _post(number: int, works: Sequence[Work], style: str, seed: int) -> str:
    tongue = ZH if number % 2 else EN
    dice = random.Random(f"{seed}/post/{number}")
    title = tongue.title(dice, number + 1)
    day = FIRST_DAY + datetime.timedelta(days=number)
    lines = ["---", f'title: "{title}"', f"date: {day}", f"lang: {tongue.language}", "---", ""]
    if style in {"plain", "stock"}:
        lines += [f"# {title}", ""]
    lines += _text(dice, tongue, works, style)
    if style == "blog":
        items = (f"{place}. {work.item}" for place, work in enumerate(works, 1))
        lines += [f"## {tongue.references}", "", *items, ""]
    return "\n".join(lines)


def _text(dice: random.Random, tongue: Tongue, works: Sequence[Work], style: str) -> Iterator[str]:
    """A heading for every fourth work, and a paragraph for each, which cites it."""
    for place, work in enumerate(works, 1):
        if place % 4 == 1:
            yield f"## {tongue.headings[place % len(tongue.headings)]}\n"
        said = tongue.between.join(_sentence(dice, tongue) for _ in range(4))
        mark = {"blog": f"[{place}]", "stock": f" {{cite:p}}`{work.key}`"}.get(style, "")
        yield f"{said[:-1]}{mark}{said[-1]}\n"


def _sentence(dice: random.Random, tongue: Tongue) -> str:
    words = {slot: dice.choice(known) for slot, known in tongue.words.items()}
    return dice.choice(tongue.sentences).format(**words, n=dice.randint(2, 97))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Write made-up posts with references.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--style", choices=STYLES, default="blog")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_reference_corpus(
        options.folder, options.posts, options.works, style=options.style, seed=options.seed
    )


if __name__ == "__main__":
    main()
