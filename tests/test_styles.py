"""References as styles print them: the standards' rules on works made up for the purpose."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_anthology.core.references.styles import (
    STYLES,
    Span,
    format_entry,
    order_entries,
    short_citation,
    sort_key,
)
from sphinx_anthology.diagnostics import Place
from sphinx_anthology.model import KINDS, Reference

HOUSE = settings(max_examples=120, deadline=None, derandomize=True)
NAMES = [name for name, _ in STYLES]
ACCESSED = "2026-03-05"  # the day of the post that cites


def work(kind: str, title: str = "", **fields: Any) -> Reference:
    given = {"key": "k", "as_written": title, "place": Place("a.md", 1), **fields}
    return Reference(kind=kind, title=title, **given)


def printed(reference: Reference, style: str, **options: str) -> str:
    spans = format_entry(reference, style, **{"accessed": ACCESSED, **options})
    return "".join(span.text for span in spans)


def roles(reference: Reference, style: str) -> dict[str, Span]:
    return {s.role: s for s in format_entry(reference, style, accessed=ACCESSED) if s.role}


PAGE = work(
    "webpage", "铅字回到街上", site="河边网", date="2025-02-22", url="https://example.org/a"
)
ENGLISH_PAGE = work(
    "webpage",
    "How slow type is cast",
    authors=("Anna Leiden",),
    site="Type Docs",
    date="2025-02-22",
    url="https://example.org/type",
)
ARTICLE = work(
    "article",
    "排字机的兴衰",
    authors=("何岸", "林舟", "周砚", "江晚"),
    container="河边学刊",
    date="2012",
    volume="14",
    issue="3",
    pages="269-274",
)
ENGLISH_ARTICLE = work(
    "article",
    "Slow casting",
    authors=("LEIDEN A B", "Founder, C.", "Ruder D"),
    et_al=True,
    container="Journal of Printing",
    date="2016",
    volume="3",
    issue="2",
    pages="16-18",
    doi="10.1234/abc.5",
)
BOOK = work(
    "book",
    "铸字与时间",
    authors=("埃里克·勒伊登",),
    translators=("何岸", "林舟"),
    edition="第 2 版",
    publisher="铅火出版社",
    publisher_place="北京",
    date="2015",
)
ENGLISH_BOOK = work(
    "book",
    "Slow Type",
    authors=("Leiden, A.", "van Founder, Carl"),
    edition="2nd",
    volume="2",
    publisher="Leaden Press",
    publisher_place="Delft",
    date="2021",
)
CHAPTER = work(
    "chapter",
    "旧厂志",
    authors=("何岸",),
    editors=("林舟",),
    container="河边丛谈",
    publisher="铅火出版社",
    publisher_place="北京",
    date="1999",
    pages="12-34",
)
ENGLISH_CHAPTER = work(
    "chapter",
    "Old works",
    authors=("Leiden, A.",),
    editors=("Founder, C.", "Ruder, D."),
    container="Riverside talks",
    publisher="Leaden Press",
    date="1999",
    pages="12-34",
    edition="3rd",
)
PAPER = work(
    "paper",
    "On Founts",
    authors=("Leiden, A.",),
    container="Type Days",
    date="2017",
    pages="1-11",
)
PREPRINT = work(
    "preprint",
    "Founts Are Slow",
    authors=("Leiden, A.", "Founder, C."),
    arxiv="2102.01234",
    date="2021",
)
THESIS = work(
    "thesis",
    "排字工的手",
    authors=("周砚",),
    publisher="河边大学",
    publisher_place="武汉",
    date="2022",
)
REPORT = work(
    "report", "Casting report", number="RC 793", date="1981-09-01", url="https://example.org/rc"
)
STANDARD = work("standard", "排字规则", number="GB/T 1984—2015", date="2015")
PATENT = work(
    "patent",
    "一种铸字机",
    authors=("何岸",),
    number="CN200610170000.3",
    date="2008-01-16",
)
NEWS = work(
    "news",
    "印报厂熄灯",
    authors=("林舟",),
    container="河边日报",
    date="2020-05-01",
    pages="3",
)
SOFTWARE = work(
    "software", "铸字工具", authors=("killsen",), site="GitHub", url="https://github.com/k/t"
)
DATASET = work(
    "dataset", "Founts", authors=("Ruder D",), publisher="Repo", date="2022", url="https://d.org/1"
)
FORUM = work(
    "discussion",
    "如何看待横排？",
    authors=("何岸",),
    site="知乎",
    date="2019-10-16",
    url="https://www.zhihu.com/q/1",
    note="好文",
)
VIDEO = work("video", "铸字一日", site="哔哩哔哩", url="https://www.bilibili.com/video/x")

# style -> entries
EXPECTED: dict[str, list[tuple[Reference, str]]] = {
    "gbt7714-2025": [
        (PAGE, "铅字回到街上[EB/OL]. 河边网（2025-02-22）[2026-03-05]. https://example.org/a."),
        (
            ENGLISH_PAGE,
            "Leiden A. How slow type is cast[EB/OL]. Type Docs（2025-02-22）[2026-03-05]. "
            "https://example.org/type.",
        ),
        (ARTICLE, "何岸，林舟，周砚，等. 排字机的兴衰[J]. 河边学刊，2012，14（3）：269-274."),
        (
            ENGLISH_ARTICLE,
            "Leiden A B，Founder C，Ruder D，et al. Slow casting[J]. Journal of Printing，2016，"
            "3（2）：16-18. DOI:10.1234/abc.5.",
        ),
        (
            BOOK,
            "埃里克·勒伊登. 铸字与时间[M]. 何岸，林舟，译. 2 版. 北京：铅火出版社，2015.",
        ),
        (
            ENGLISH_BOOK,
            "Leiden A，Founder C van. Slow Type：v.2[M]. 2nd ed. Delft：Leaden Press，2021.",
        ),
        (CHAPTER, "何岸. 旧厂志[M]//林舟. 河边丛谈. 北京：铅火出版社，1999：12-34."),
        (
            ENGLISH_CHAPTER,
            "Leiden A. Old works[M]//Founder C，Ruder D. Riverside talks. 3rd ed. "
            "Leaden Press，1999：12-34.",
        ),
        (PAPER, "Leiden A. On Founts[C]//Type Days，2017：1-11."),
        (
            PREPRINT,
            "Leiden A，Founder C. Founts Are Slow[PP/OL]. arXiv（2021）[2026-03-05]. "
            "https://arxiv.org/abs/2102.01234.",
        ),
        (THESIS, "周砚. 排字工的手[D]. 武汉：河边大学，2022."),
        (REPORT, "Casting report：RC 793[R/OL]. 1981-09-01. https://example.org/rc."),
        (STANDARD, "GB/T 1984—2015 排字规则[S]. 2015."),
        (PATENT, "何岸. 一种铸字机：CN200610170000.3[P]. 2008-01-16."),
        (NEWS, "林舟. 印报厂熄灯[N]. 河边日报，2020-05-01（3）."),
        (SOFTWARE, "killsen. 铸字工具[CP/OL]. GitHub[2026-03-05]. https://github.com/k/t."),
        (DATASET, "Ruder D. Founts[DS/OL]. Repo（2022）[2026-03-05]. https://d.org/1."),
        (
            FORUM,
            "何岸. 如何看待横排？[EB/OL]. 知乎（2019-10-16）[2026-03-05]. "
            "https://www.zhihu.com/q/1. 好文.",
        ),
        (VIDEO, "铸字一日[EB/OL]. 哔哩哔哩[2026-03-05]. https://www.bilibili.com/video/x."),
    ],
    "gbt7714-2015": [
        (PAGE, "铅字回到街上[EB/OL]. 河边网(2025-02-22)[2026-03-05]. https://example.org/a."),
        (ARTICLE, "何岸, 林舟, 周砚, 等. 排字机的兴衰[J]. 河边学刊, 2012, 14(3): 269-274."),
        (
            ENGLISH_ARTICLE,
            "LEIDEN A B, FOUNDER C, RUDER D, et al. Slow casting[J]. Journal of Printing, 2016, "
            "3(2): 16-18. DOI:10.1234/abc.5.",
        ),
        (
            ENGLISH_BOOK,
            "LEIDEN A, FOUNDER C van. Slow Type: v.2[M]. 2nd ed. Delft: Leaden Press, 2021.",
        ),
        (PAPER, "LEIDEN A. On Founts[C]//Type Days. 2017: 1-11."),
        (
            PREPRINT,
            "LEIDEN A, FOUNDER C. Founts Are Slow[EB/OL]. arXiv(2021)[2026-03-05]. "
            "https://arxiv.org/abs/2102.01234.",
        ),
        (REPORT, "Casting report: RC 793[R/OL]. (1981-09-01)[2026-03-05]. https://example.org/rc."),
        (STANDARD, "排字规则: GB/T 1984—2015[S]. 2015."),
        (DATASET, "RUDER D. Founts[DB/OL]. Repo(2022)[2026-03-05]. https://d.org/1."),
    ],
    "apa7": [
        (PAGE, "《铅字回到街上》（2025年2月22日）。河边网。https://example.org/a"),
        (
            ENGLISH_PAGE,
            "Leiden, A. (2025, February 22). How slow type is cast. Type Docs. "
            "https://example.org/type",
        ),
        (ARTICLE, "何岸、林舟、周砚、江晚（2012）。排字机的兴衰。《河边学刊》，14（3），269–274。"),
        (
            ENGLISH_ARTICLE,
            "Leiden, A. B., Founder, C., Ruder, D., et al. (2016). Slow casting. "
            "Journal of Printing, 3(2), 16–18. https://doi.org/10.1234/abc.5",
        ),
        (BOOK, "埃里克·勒伊登（2015）。《铸字与时间》（何岸、林舟译；第2版）。铅火出版社。"),
        (
            ENGLISH_BOOK,
            "Leiden, A., & van Founder, C. (2021). Slow Type (2nd ed., Vol. 2). Leaden Press.",
        ),
        (CHAPTER, "何岸（1999）。旧厂志。载于林舟（编），《河边丛谈》（第12–34页）。铅火出版社。"),
        (
            ENGLISH_CHAPTER,
            "Leiden, A. (1999). Old works. In C. Founder & D. Ruder (Eds.), "
            "Riverside talks (3rd ed., pp. 12–34). Leaden Press.",
        ),
        (
            PREPRINT,
            "Leiden, A., & Founder, C. (2021). Founts Are Slow. arXiv. "
            "https://arxiv.org/abs/2102.01234",
        ),
        (THESIS, "周砚（2022）。《排字工的手》［学位论文，河边大学］。"),
        (REPORT, "Casting report (RC 793). (1981, September 1). https://example.org/rc"),
        (NEWS, "林舟（2020年5月1日）。印报厂熄灯。《河边日报》，3。"),
        (DATASET, "Ruder, D. (2022). Founts [Data set]. Repo. https://d.org/1"),
        (
            FORUM,
            "何岸（2019年10月16日）。《如何看待横排？》［网络帖子］。知乎。"
            "https://www.zhihu.com/q/1 好文",
        ),
        (
            VIDEO,
            "《铸字一日》［视频］（无日期）。哔哩哔哩。"
            "2026年3月5日检索自 https://www.bilibili.com/video/x",
        ),
    ],
    "chicago-author-date": [
        (PAGE, "《铅字回到街上》。2025。河边网，2月22日。https://example.org/a。"),
        (
            ENGLISH_PAGE,
            "Leiden, Anna. 2025. “How slow type is cast.” Type Docs, February 22. "
            "https://example.org/type.",
        ),
        (ARTICLE, "何岸、林舟、周砚、江晚。2012。《排字机的兴衰》。《河边学刊》14（3）：269–274。"),
        (
            ENGLISH_ARTICLE,
            "Leiden, A. B., C. Founder, D. Ruder, et al. 2016. “Slow casting.” "
            "Journal of Printing 3 (2): 16–18. https://doi.org/10.1234/abc.5.",
        ),
        (BOOK, "埃里克·勒伊登。2015。《铸字与时间》。第2版。何岸、林舟译。铅火出版社。"),
        (
            ENGLISH_BOOK,
            "Leiden, A., and Carl van Founder. 2021. Slow Type. Vol. 2. 2nd ed. Leaden Press.",
        ),
        (
            ENGLISH_CHAPTER,
            "Leiden, A. 1999. “Old works.” In Riverside talks, 3rd ed., edited by C. Founder and "
            "D. Ruder, 12–34. Leaden Press.",
        ),
        (THESIS, "周砚。2022。《排字工的手》。学位论文，河边大学。"),
        (
            replace(ENGLISH_PAGE, date=""),
            "Leiden, Anna. n.d. “How slow type is cast.” Type Docs. Accessed March 5, 2026. "
            "https://example.org/type.",
        ),
    ],
    "mla9": [
        (PAGE, "《铅字回到街上》。《河边网》，2025年2月22日，https://example.org/a。"),
        (
            ENGLISH_PAGE,
            "Leiden, Anna. “How slow type is cast.” Type Docs, 22 Feb. 2025, "
            "https://example.org/type.",
        ),
        (ARTICLE, "何岸等。《排字机的兴衰》。《河边学刊》，第14卷，第3期，2012年，第269–274页。"),
        (
            ENGLISH_ARTICLE,
            "Leiden, A. B., et al. “Slow casting.” Journal of Printing, vol. 3, no. 2, 2016, "
            "pp. 16–18, https://doi.org/10.1234/abc.5.",
        ),
        (BOOK, "埃里克·勒伊登。《铸字与时间》。何岸、林舟译，第2版，铅火出版社，2015年。"),
        (
            ENGLISH_BOOK,
            "Leiden, A., and Carl van Founder. Slow Type. 2nd ed., vol. 2, Leaden Press, 2021.",
        ),
        (NEWS, "林舟。《印报厂熄灯》。《河边日报》，2020年5月1日，第3版。"),
        (
            replace(ENGLISH_PAGE, date=""),
            "Leiden, Anna. “How slow type is cast.” Type Docs, https://example.org/type. "
            "Accessed 5 Mar. 2026.",
        ),
    ],
}


@pytest.mark.parametrize(
    ("style", "reference", "expected"),
    [(style, *row) for style, rows in EXPECTED.items() for row in rows],
    ids=[f"{style}-{row[0].kind}" for style, rows in EXPECTED.items() for row in rows],
)
def test_entry(style: str, reference: Reference, expected: str) -> None:
    assert printed(reference, style) == expected


# --- what each style must not do -----------------------------------------------------------


@pytest.mark.parametrize("style", NAMES)
@pytest.mark.parametrize(
    "title", ["真的？", "What? Why!", "排字。", "And so on…", "《灯》？", "A.I."]
)
def test_no_full_stop_follows_a_mark(style: str, title: str) -> None:
    for reference in (replace(PAGE, title=title), replace(ENGLISH_BOOK, title=title)):
        text = printed(reference, style)
        assert title in text
        assert not any(f"{end}{stop}" in text for end in "？！?!。….“" for stop in ".。")


@pytest.mark.parametrize("style", NAMES)
def test_titles_are_printed_to_the_letter(style: str) -> None:
    title = "iPhone 与 DeepSeek：100% of {50% off} C# a_b -- ''x'' & $x^2$ 　😀"
    assert roles(replace(PAGE, title=title), style)["title"].text == title


@pytest.mark.parametrize("style", NAMES)
def test_every_field_says_what_it_shows(style: str) -> None:
    found = roles(ENGLISH_ARTICLE, style)
    assert {"author", "title", "container", "date", "volume", "issue", "pages", "doi"} <= set(found)
    assert found["container"].text == "Journal of Printing"
    assert found["doi"].href == "https://doi.org/10.1234/abc.5"
    assert roles(PAGE, style)["url"] == Span("https://example.org/a", False, PAGE.url, "url")


@pytest.mark.parametrize("style", ["apa7", "chicago-author-date", "mla9"])
def test_latin_works_are_italic_and_han_ones_are_not(style: str) -> None:
    assert roles(ENGLISH_BOOK, style)["title"].italic
    assert roles(ENGLISH_ARTICLE, style)["container"].italic
    assert not any(span.italic for span in format_entry(BOOK, style))


@pytest.mark.parametrize("style", NAMES)
def test_site_stands_for_a_title_that_lacks(style: str) -> None:
    untitled = replace(PAGE, title="")
    text = printed(untitled, style)
    assert text.count("河边网") == 1
    assert text.count(PAGE.url) == 1
    assert "《》" not in text
    assert "“”" not in text


@pytest.mark.parametrize("style", NAMES)
def test_address_stands_for_a_title_when_there_is_no_site(style: str) -> None:
    bare = work("webpage", url="https://example.org/a")
    text = printed(bare, style)
    assert text.startswith("https://example.org/a")
    assert text.count("example.org") == 1
    assert roles(bare, style)["url"].href == bare.url


@pytest.mark.parametrize("style", NAMES)
def test_what_was_not_understood_is_printed_as_written(style: str) -> None:
    raw = work("raw", "", text="见 第三章 的表格。", url="https://example.org/3")
    first, _, last = format_entry(raw, style)
    assert first.text == "见 第三章 的表格。"
    assert last.href == "https://example.org/3"


@pytest.mark.parametrize("style", NAMES)
def test_a_list_that_was_cut_says_so(style: str) -> None:
    assert "等" in printed(replace(CHAPTER, et_al=True), style)
    assert "et al." in printed(replace(ENGLISH_CHAPTER, et_al=True), style)


@pytest.mark.parametrize("style", NAMES)
def test_note_comes_last(style: str) -> None:
    assert printed(FORUM, style).rstrip(".。").endswith("好文")


@pytest.mark.parametrize("style", NAMES)
def test_no_date_of_access_is_made_up(style: str) -> None:
    text = "".join(span.text for span in format_entry(PAGE, style))
    assert "[20" not in text
    assert "accessed" not in text.casefold()


def test_own_date_of_access_wins() -> None:
    read = replace(PAGE, accessed="2025-03-01")
    assert "[2025-03-01]" in printed(read, "gbt7714-2025")


def test_what_is_printed_on_paper_needs_no_date_of_access_since_2025() -> None:
    online = replace(ARTICLE, url="https://example.org/a.pdf")
    assert "[J/OL]" in printed(online, "gbt7714-2025")
    assert ACCESSED not in printed(online, "gbt7714-2025")
    assert f"269-274[{ACCESSED}]." in printed(online, "gbt7714-2015")


def test_doi_is_not_printed_twice() -> None:
    linked = replace(ENGLISH_ARTICLE, url="https://doi.org/10.1234/ABC.5")
    assert "DOI:" not in printed(linked, "gbt7714-2025")


def test_many_names() -> None:
    letters = "abcdefghijklmnopqrstuv"
    authors = tuple(f"Name{letter}, {letter.upper()}." for letter in letters)
    many = replace(ENGLISH_BOOK, authors=authors)
    assert "Names, S., … Namev, V. (2021)" in printed(many, "apa7")
    assert "Namea, A., B. Nameb, C. Namec, et al. 2021" in printed(many, "chicago-author-date")
    assert "Namea, A., et al. " in printed(many, "mla9")
    assert "Namea A，Nameb B，Namec C，et al. " in printed(many, "gbt7714-2025")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Leiden, Jean-Paul", "Leiden, J.-P. (2021)"),
        ("Leiden, J.-P.", "Leiden, J.-P. (2021)"),
        ("Leiden, Richel JC", "Leiden, R. J. C. (2021)"),
        ("Leiden DA", "Leiden, D. A. (2021)"),
        ("D'Arcy Leiden", "Leiden, D. (2021)"),
        ("World Print Organization", "World Print Organization. (2021)"),
        ("何岸", "何岸. (2021)"),
    ],
)
def test_initials(written: str, expected: str) -> None:
    book = replace(ENGLISH_BOOK, authors=(written,), language="en")
    assert printed(book, "apa7").startswith(expected)


@pytest.mark.parametrize(
    ("edition", "language", "expected"),
    [
        ("2nd", "en", "2nd ed."), ("3", "en", "3rd ed."), ("Rev.", "en", "Rev. ed."),
        ("2nd ed.", "en", "2nd ed."), ("第 2 版", "zh", "2 版"), ("第三版", "zh", "3 版"),
        ("第十二版", "zh", "12 版"), ("修订第 2 版", "zh", "修订第 2 版"),
    ],
)  # fmt: skip
def test_editions(edition: str, language: str, expected: str) -> None:
    book = replace(BOOK, edition=edition, language=language, translators=())
    assert f"[M]. {expected} 北" in printed(book, "gbt7714-2025").replace("版. 北", "版 北")


def test_first_edition_is_not_told_by_the_standard() -> None:
    assert "版" not in printed(replace(BOOK, edition="第 1 版", publisher="社"), "gbt7714-2025")


def test_language_of_the_item_wins_over_its_words() -> None:
    named = replace(ENGLISH_ARTICLE, language="zh-CN")
    assert "，等. " in printed(named, "gbt7714-2025")
    assert "訳" in printed(replace(BOOK, language="ja"), "gbt7714-2025")
    assert "譯" in printed(replace(BOOK, language="zh-Hant"), "gbt7714-2025")


@pytest.mark.parametrize(
    ("title", "authors", "mark"),
    [
        ("Slow casting", ("Leiden, A.", "何岸"), "et al."),
        ("Slow casting", ("何岸", "林舟"), "等"),
        ("Docker Compose 部署 Spring Boot", ("Leiden, A.",), "等"),
        ("かなの本", ("林舟",), "他"),
    ],
)
def test_language_is_told_by_title_then_names(
    title: str, authors: tuple[str, ...], mark: str
) -> None:
    book = work("book", title, authors=authors, et_al=True)
    assert mark in printed(book, "gbt7714-2025")


def test_language_of_the_book_is_for_items_without_words() -> None:
    numbers = work("webpage", "1984", url="https://example.org/1")
    assert "无日期" in printed(numbers, "apa7", language="zh-CN")
    assert "n.d." in printed(numbers, "apa7", language="en")


@pytest.mark.parametrize("call", [format_entry, short_citation])
def test_unknown_style_is_refused(call: Any) -> None:
    with pytest.raises(ValueError, match="gbt7714-2025"):
        call(PAGE, "house")


_ANY = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
_TEXTS = ("title", "site", "container", "publisher", "note", "number", "edition", "volume", "pages")


@HOUSE
@given(
    st.sampled_from(KINDS),
    st.sampled_from(NAMES),
    st.fixed_dictionaries({name: _ANY for name in _TEXTS}),
    st.lists(_ANY, max_size=4),
    st.sampled_from(["", "2025", "2025-02", "2025-02-22", "199?", "2001/2004"]),
    st.booleans(),
)
def test_any_reference_can_be_printed_and_keeps_its_title(
    kind: str, style: str, fields: dict[str, str], people: list[str], date: str, more: bool
) -> None:
    reference = work(
        kind, **fields, authors=tuple(people), editors=tuple(people), date=date, et_al=more
    )
    text = printed(reference, style)
    assert text
    if kind != "raw":
        assert reference.title in text
        assert reference.note in text
    assert short_citation(reference, style)
    assert sort_key(reference)


# Everything an item can say, in English and in Chinese.
FULL_ENGLISH = {
    "title": "Slow type", "url": "https://example.org/a", "site": "Type Docs",
    "authors": ("Leiden, A.", "Founder C"), "editors": ("Ruder, D.",), "translators": ("Eva Lamp",),
    "date": "2025-02-22", "container": "Riverside", "volume": "3", "issue": "2", "pages": "1-9",
    "edition": "2nd", "publisher": "Leaden Press", "publisher_place": "Delft", "number": "RC 1",
    "doi": "10.1/x", "arxiv": "2101.00001", "note": "good",
}  # fmt: skip
FULL_CHINESE = FULL_ENGLISH | {
    "title": "慢铅字", "site": "河边网", "authors": ("何岸", "林舟"), "editors": ("周砚",),
    "translators": ("江晚",), "container": "河边", "publisher": "铅火社", "publisher_place": "北京",
    "edition": "第 2 版", "note": "好文",
}  # fmt: skip
DOUBLED = re.compile(
    r"\.\.|,,|，，|。。|：：|\. \.|, \.|\.,,|，。|：。|。，|  |\(\)|（）|\[\]|《》|“”|^[,.，。:：]|"
    r"\. ,|: \."
)


@HOUSE
@given(
    st.sampled_from([FULL_ENGLISH, FULL_CHINESE]),
    st.sets(st.sampled_from(sorted(FULL_ENGLISH))),
    st.sampled_from(KINDS),
    st.sampled_from(NAMES),
)
def test_whatever_lacks_no_mark_is_doubled_or_left_alone(
    full: dict[str, Any], kept: set[str], kind: str, style: str
) -> None:
    text = printed(work(kind, **{name: full[name] for name in sorted(kept)}), style)
    assert DOUBLED.search(text) is None, text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "raw"])
@pytest.mark.parametrize("full", [FULL_ENGLISH, FULL_CHINESE], ids=["en", "zh"])
def test_standard_prints_who_what_where_and_when(kind: str, full: dict[str, Any]) -> None:
    found = roles(work(kind, **full), "gbt7714-2025")
    assert {"author", "title", "type", "container", "date", "pages", "url", "note"} <= set(found)
    assert found["url"].text == full["url"]


# --- citations in the text -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "style", "expected"),
    [
        (PREPRINT, "apa7", "(Leiden & Founder, 2021)"),
        (ENGLISH_ARTICLE, "apa7", "(Leiden et al., 2016)"),
        (THESIS, "apa7", "（周砚，2022）"),
        (CHAPTER, "apa7", "（何岸，1999）"),
        (ARTICLE, "apa7", "（何岸等，2012）"),
        (PREPRINT, "chicago-author-date", "(Leiden and Founder 2021)"),
        (THESIS, "chicago-author-date", "（周砚 2022）"),
        (PREPRINT, "mla9", "(Leiden and Founder)"),
        (THESIS, "gbt7714-2025", "（周砚，2022）"),
        (ARTICLE, "gbt7714-2025", "（何岸等，2012）"),
        (ENGLISH_ARTICLE, "gbt7714-2025", "（Leiden et al.，2016）"),
        (ARTICLE, "gbt7714-2015", "(何岸 等, 2012)"),
        (PAGE, "apa7", "（《铅字回到街上》，2025）"),
        (replace(ENGLISH_PAGE, authors=(), date=""), "apa7", "(“How slow type is …”, n.d.)"),
        (work("webpage", url="https://www.example.org/a"), "apa7", "(“example.org”, n.d.)"),
    ],
)
def test_short_citation(reference: Reference, style: str, expected: str) -> None:
    assert short_citation(reference, style) == expected


# --- order ---------------------------------------------------------------------------------


def _titles(references: list[Reference]) -> list[str]:
    return [reference.title for reference in references]


def test_order_by_author_is_by_pinyin_and_letters() -> None:
    shuffled = [THESIS, ENGLISH_BOOK, PAGE, CHAPTER, SOFTWARE]
    assert _titles(order_entries(shuffled, "author")) == [
        "旧厂志",  # 何岸
        "铸字工具",  # killsen
        "Slow Type",  # Leiden
        "铅字回到街上",  # qian
        "排字工的手",  # 周砚
    ]


def test_one_author_stands_before_the_same_with_others() -> None:
    alone = replace(ENGLISH_BOOK, authors=("Leiden, A.",), date="2024")
    assert order_entries([ENGLISH_BOOK, alone], "author") == [alone, ENGLISH_BOOK]


def test_articles_of_english_titles_do_not_count() -> None:
    the, lamp = work("book", "The Alphabet"), work("book", "Lamp")
    assert order_entries([lamp, the], "author") == [the, lamp]


def test_order_by_year_puts_undated_works_last() -> None:
    assert order_entries([VIDEO, ENGLISH_BOOK, CHAPTER], "year") == [CHAPTER, ENGLISH_BOOK, VIDEO]


def test_order_by_type_follows_the_kinds() -> None:
    assert order_entries([VIDEO, BOOK, ARTICLE], "type") == [ARTICLE, BOOK, VIDEO]


def test_unknown_order_is_refused() -> None:
    with pytest.raises(ValueError, match="author, year, type"):
        order_entries([], "colour")
