"""Write a folder of made-up blog posts to measure with: the same arguments give the same bytes.

    python bench/corpus.py FOLDER --posts 100

Every second post is English, the others are Chinese. Each has about 6,000 characters, five to eight
headings, one to three small pictures, eight references of which two are shared with other posts,
and two links to other posts. Standard library only.
"""

from __future__ import annotations

import argparse
import datetime
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHARACTERS = 6_000  # of running text in one post
REFERENCES = 8
SHARED = 2  # of them, taken from works that many posts cite
SHARED_WORKS = 40
LINKS = 2
FIRST_DAY = datetime.date(2012, 1, 3)
STYLES = ("blog", "plain")

# {a} is a thing, {b} another, {p} a place, {n} a number.
ZH_SENTENCES = (
    "潮水退下去的时候，{p}的滩涂上会留下{n}道细线，像有人用梳子梳过。",
    "{a}和{b}放在同一张桌子上，隔着一只碗的距离，谁也不挡谁的光。",
    "老师傅说，{a}用久了会认人，换一双手就要重新商量。",
    "我在{p}住了{n}天，学会的第一件事是听风从哪个方向来。",
    "如果{a}坏了，先别急着修，看看{b}是不是也松了。",
    "“{a}不值钱，”他停了一下，“值钱的是知道它什么时候该停。”",
    "从{p}往北走，路边的{b}一年比一年少，{a}却一年比一年多。",
    "这本册子记了{n}次失败，每一次都比上一次短，也比上一次清楚。",
    "雨下到第{n}个钟头，{p}的屋檐开始有了节奏，先重后轻，像在数数。",
    "有人把{a}画成图纸，有人把图纸画成{b}，中间隔着一整个冬天。",
    "**{a}的“脾气”**其实是木头的脾气：干的时候缩，湿的时候胀。",
    "船靠岸以后，{b}要先卸，{a}最后卸，这个次序从来没有人写下来。",
    "早市上的人都知道，{p}的{a}要趁露水没干的时候看颜色。",
    "把{n}片瓦排成一行，站远一点，就能看见屋脊有没有走样。",
    "我们量了三遍：第一遍用绳子，第二遍用尺，第三遍用{a}。三遍都不一样。",
    "冬天的{p}没有多少声音，偶尔有{b}碰到{a}，响一下，又静了。",
    "年轻的学徒总想问为什么，年长的总是先递给他一把{a}。",
    "账本里夹着一片叶子，旁边写着：{p}，{n}里，{b}开得正好。",
    "做{a}的人家搬走了{n}户，剩下的两户在门口种了{b}。",
    "河水换了道以后，{p}成了半个岛，去一次要等两回潮。",
)
ZH_WORDS = {
    "a": ("木桨", "陶轮", "渔网", "石磨", "灯塔", "竹篾", "风箱", "水车", "铜尺", "麻绳", "砂锅"),
    "b": ("芦苇", "橘树", "瓦当", "盐垛", "柳条", "茶垄", "石阶", "棉线", "桐油", "蜂箱", "窗纸"),
    "p": ("河口", "南坡", "旧码头", "石桥镇", "北岛", "盐田", "上村", "渡口", "西山", "老城墙"),
}
EN_SENTENCES = (
    "The ferry to {p} leaves {n} minutes late, and nobody on the quay looks at a clock.",
    "A {a} remembers the hand that used it last, or so the {b} maker told me.",
    "We counted {n} steps from the gate to the {b}, then counted again and found one more.",
    "In {p} they hang the {a} by the door, where the dry wind can reach it.",
    "Nothing about the {a} is difficult, except knowing when to put it down.",
    "The ledger for that year has {n} entries, and the word “{b}” stands in all of them.",
    "If the {b} leans to the left, the weather will come from {p} before evening.",
    "She mended the {a} with thread, because glue keeps a promise only until the first frost.",
    "There were {n} ways to tie the knot; the apprentice knew one and preferred it.",
    "Between the {a} and the {b} there is room for a cup, and somebody always leaves one there.",
    "The map shows a road to {p}, but the road was given back to the grass long ago.",
    "Ask three people how old the {b} is and you will carry home *four* answers.",
    "It took {n} winters to finish the {a}, most of them spent waiting for wood to dry.",
    "What I wrote down in {p} was wrong, and I have left it here as a warning.",
    "The bell rang {n} times, stopped, and rang once more, as if it had miscounted.",
    "You learn to hear the **{a}** before you learn to see it.",
    "Salt gets into the {b}, into the hinges, into the way people end their sentences.",
    "At low water the whole of {p} smells of rope, tar and yesterday's bread.",
)
EN_WORDS = {
    "a": ("oar", "loom", "lantern", "chisel", "kiln", "anvil", "plumb line", "bellows", "sieve"),
    "b": ("orchard", "sea wall", "hive", "staircase", "hedge", "salt pan", "mill", "roof", "well"),
    "p": ("North Quay", "the saltings", "Mill Lane", "the lower field", "Harrow Point", "the ford"),
}
ZH_HEADINGS = ("先看地形", "借一把尺", "次序与耐心", "雨季的账", "谁来接手",
               "不写下来的事", "再量一遍", "回程", "旧办法", "换一种木头")  # fmt: skip
EN_HEADINGS = ("Lie of the land", "A borrowed rule", "Order and patience", "Accounts of the rain",
               "Who takes over", "Things left unwritten", "Measure again", "The way back",
               "Old methods", "Another kind of wood")  # fmt: skip
SITES = ("Tidewater Review", "手艺周刊", "The Plumb Line", "河口笔记", "Salt & Rope", "木工志")
_ZH_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the posts of one language are made of."""

    language: str  # BCP 47
    sentences: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    headings: tuple[str, ...]
    references: str  # heading of the list
    between: str  # what stands between two sentences
    see: str  # sentence that links to another post
    title: Callable[[random.Random, int], str]


def _zh_title(dice: random.Random, number: int) -> str:
    return f"{dice.choice(ZH_WORDS['p'])}的{dice.choice(ZH_WORDS['a'])}：第{number}篇"


def _en_title(dice: random.Random, number: int) -> str:
    return f"The {dice.choice(EN_WORDS['a'])} at {dice.choice(EN_WORDS['p'])}, no. {number}"


ZH = Tongue("zh-CN", ZH_SENTENCES, ZH_WORDS, ZH_HEADINGS, "参考资料", "",
            "这件事在[{title}]({file})里说过一半。", _zh_title)  # fmt: skip
EN = Tongue("en", EN_SENTENCES, EN_WORDS, EN_HEADINGS, "References", " ",
            "Half of this was told in [{title}]({file}).", _en_title)  # fmt: skip


def write_corpus(folder: Path, count: int, *, style: str = "blog", seed: int = 1) -> None:
    """Write *count* posts into *folder*.

    Args:
        style: ``blog``: as blogs write them, the title in TOML or YAML front matter only.
            ``plain``: the same posts with YAML and one ``#`` heading, as bare MyST wants them.
    """
    (folder / "img").mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        text = _post(number, count, style, seed)
        (folder / _file(number)).write_text(text, encoding="utf-8", newline="\n")
        for picture in range(1, _pictures(number) + 1):
            (folder / _picture_file(number, picture)).write_bytes(_png(number, picture))


def _file(number: int) -> str:
    return f"post-{number:04}.md"


def _picture_file(number: int, picture: int) -> str:
    return f"img/p{number:04}-{picture}.png"


def _pictures(number: int) -> int:
    return 1 + number % 3


def _tongue(number: int) -> Tongue:
    return ZH if number % 2 else EN


def _dice(seed: int, *what: object) -> random.Random:
    """A generator for one thing alone, so that a post does not depend on the others."""
    return random.Random("/".join(map(str, (seed, *what))))


def _title(number: int, seed: int) -> str:
    return _tongue(number).title(_dice(seed, "title", number), number)


def _post(number: int, count: int, style: str, seed: int) -> str:
    tongue, title = _tongue(number), _title(number, seed)
    day = FIRST_DAY + datetime.timedelta(days=3 * number)
    tags = [tongue.headings[number % 5], tongue.headings[5 + number % 5]]
    body = "\n".join(_body(number, count, tongue, seed))
    if style == "plain":
        return f"{_yaml(title, day, tags, tongue)}\n# {title}\n\n{body}"
    header = _toml if number % 3 == 0 else _yaml
    return f"{header(title, day, tags, tongue)}\n{body}"


def _yaml(title: str, day: datetime.date, tags: list[str], tongue: Tongue) -> str:
    lines = ["---", f'title: "{title}"', f"date: {day} 08:30:00 +0800", "tags:"]
    lines += [f"  - {tag}" for tag in tags]
    return "\n".join([*lines, f"lang: {tongue.language}", "author: Bench", "---", ""])


def _toml(title: str, day: datetime.date, tags: list[str], tongue: Tongue) -> str:
    quoted = ", ".join(f"'{tag}'" for tag in tags)
    lines = ["+++", f"title = '{title}'", f"date = {day}T08:30:00+08:00", f"tags = [{quoted}]"]
    return "\n".join([*lines, f"lang = '{tongue.language}'", "author = 'Bench'", "+++", ""])


def _body(number: int, count: int, tongue: Tongue, seed: int) -> Iterator[str]:
    """The post's text, its headings one level below a title."""
    dice = _dice(seed, "body", number)
    sections = 5 + number % 4  # the list of references has the last heading
    others = [n for n in range(1, count + 1) if n != number]
    links = dice.sample(others, min(LINKS, len(others)))
    for section in range(sections - 1):
        mark = f"{_ZH_DIGITS[section]}、" if tongue is ZH and number % 4 == 1 else ""
        yield f"## {mark}{tongue.headings[(number + section) % len(tongue.headings)]}\n"
        for paragraph in _paragraphs(dice, tongue, CHARACTERS // (sections - 1)):
            yield f"{paragraph}\n"
        if section < len(links):
            other = links[section]
            yield tongue.see.format(title=_title(other, seed), file=_file(other)) + "\n"
        if section < _pictures(number):
            alt = tongue.headings[section]
            yield f"![{alt}]({_picture_file(number, section + 1)})\n"
        if section == 2:
            yield "- " + "\n- ".join(_sentence(dice, tongue) for _ in range(3)) + "\n"
    yield f"## {tongue.references}\n"
    for place, work in enumerate(_works(number, tongue, seed), 1):
        yield f"{place}. {work}"
    yield ""


def _paragraphs(dice: random.Random, tongue: Tongue, characters: int) -> Iterator[str]:
    while characters > 0:
        paragraph = tongue.between.join(_sentence(dice, tongue) for _ in range(dice.randint(3, 7)))
        characters -= len(paragraph)
        yield paragraph


def _sentence(dice: random.Random, tongue: Tongue) -> str:
    words = {slot: dice.choice(known) for slot, known in tongue.words.items()}
    return dice.choice(tongue.sentences).format(**words, n=dice.randint(2, 97))


def _works(number: int, tongue: Tongue, seed: int) -> Iterator[str]:
    dice = _dice(seed, "works", number)
    for work in dice.sample(range(SHARED_WORKS), SHARED):
        yield _work(f"shared/{work}", _tongue(work), _dice(seed, "shared", work))
    for work in range(REFERENCES - SHARED):
        yield _work(f"{number}/{work}", tongue, dice)


def _work(path: str, tongue: Tongue, dice: random.Random) -> str:
    site, day = dice.choice(SITES), FIRST_DAY + datetime.timedelta(days=dice.randint(0, 4000))
    thing, place = dice.choice(tongue.words["a"]), dice.choice(tongue.words["p"])
    title = f"{place}的{thing}考" if tongue is ZH else f"On the {thing} of {place}"
    return f"[{title} - {site}](https://example.org/{day:%Y/%m/%d}/{path})"


def _png(number: int, picture: int) -> bytes:
    """A small picture of bands, of a size and colours of its own."""
    width, height = 240 + 16 * (number % 9), 120 + 12 * picture
    rows = bytearray()
    for y in range(height):
        shade = (y * (3 + picture) + 17 * number) % 256
        rows += b"\0" + bytes((shade, 255 - shade, (40 * picture + number) % 256)) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Write made-up blog posts.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=100)
    parser.add_argument("--style", choices=STYLES, default="blog")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_corpus(options.folder, options.posts, style=options.style, seed=options.seed)


if __name__ == "__main__":
    main()
