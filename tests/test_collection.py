"""From posts to a book: order, parts, drafts, zones, languages, slugs, the one bibliography."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sphinx_anthology.core.collection import Choices, book_language, book_zone, collect, read_zone
from sphinx_anthology.core.post import read_post
from sphinx_anthology.core.references import merge, suggestions
from sphinx_anthology.core.references.works.settle import settle
from sphinx_anthology.core.rules import Rules
from sphinx_anthology.core.script import guess_language, measure, reading_minutes
from sphinx_anthology.core.slugs import slug_of_path, slugify
from sphinx_anthology.core.wording import WORDS, say, say_date
from sphinx_anthology.diagnostics import Code
from sphinx_anthology.model import Blog, Post, Volume
from sphinx_anthology.scan import scan

from .house import write_posts

BEIJING = timezone(timedelta(hours=8))


def _post(path: str, body: str = "正文。", **fields: object) -> Post:
    lines = [f"{key}: {value}" for key, value in {"title": path, **fields}.items()]
    return read_post("---\n" + "\n".join(lines) + f"\n---\n\n{body}\n", path, path)


def _paths(volume: Volume) -> list[str]:
    return [chapter.post.path for chapter in volume.chapters]


# --- order ---------------------------------------------------------------------------------


def test_by_date_across_zones() -> None:
    posts = [
        _post("late.md", date="2024-01-01T12:00:00Z"),
        _post("early.md", date="2024-01-01T19:00:00+08:00"),  # 11:00 in UTC
    ]
    assert _paths(collect(posts, Choices(), "")) == ["early.md", "late.md"]


def test_posts_without_a_date_come_last_in_order_of_path() -> None:
    posts = [_post("b.md"), _post("a.md"), _post("z.md", date="2024-01-01")]
    assert _paths(collect(posts, Choices(), "")) == ["z.md", "a.md", "b.md"]


def test_posts_of_one_moment_stand_in_order_of_path() -> None:
    posts = [_post(name, date="2024-01-01") for name in ("c.md", "a.md", "b.md")]
    assert _paths(collect(posts, Choices(), "")) == ["a.md", "b.md", "c.md"]


def test_by_weight_then_date() -> None:
    posts = [
        _post("none.md", date="2020-01-01"),
        _post("two.md", weight=2, date="2021-01-01"),
        _post("one.md", weight=1, date="2022-01-01"),
        _post("also-one.md", weight=1, date="2021-06-01"),
    ]
    found = _paths(collect(posts, Choices(order="weight"), ""))
    assert found == ["also-one.md", "one.md", "two.md", "none.md"]


def test_weight_zero_is_a_weight() -> None:
    posts = [_post("one.md", weight=1), _post("zero.md", weight=0), _post("none.md")]
    assert _paths(collect(posts, Choices(order="weight"), "")) == ["zero.md", "one.md", "none.md"]


def test_by_title_as_it_is_spoken() -> None:
    posts = [_post("1.md", title="窗"), _post("2.md", title="灯"), _post("3.md", title="Apple")]
    assert _paths(collect(posts, Choices(order="title"), "")) == ["3.md", "1.md", "2.md"]


# --- parts ---------------------------------------------------------------------------------


def _parts(posts: list[Post], by: str) -> dict[str, list[str]]:
    volume = collect(posts, Choices(parts=by, language="zh-CN"), "")
    return {p.title: [c.post.path for c in p.chapters] for p in volume.parts}


def test_no_parts_is_one_without_a_title() -> None:
    assert _parts([_post("a.md"), _post("b.md")], "none") == {"": ["a.md", "b.md"]}


def test_parts_by_year_of_the_date_that_is_printed() -> None:
    posts = [
        _post("eve.md", date="2023-12-31T20:00:00Z"),  # 2024 already in Beijing, but not here
        _post("day.md", date="2024-06-01T08:00:00+08:00"),
        _post("other.md", date="2024-06-02T08:00:00+08:00"),
        _post("none.md"),
    ]
    expected = {"2023": ["eve.md"], "2024": ["day.md", "other.md"], "无日期": ["none.md"]}
    assert _parts(posts, "year") == expected


def test_parts_by_category_in_order_of_first_chapter() -> None:
    posts = [
        _post("1.md", categories="[乙, 丙]", date="2024-01-01"),
        _post("2.md", categories="[甲]", date="2024-01-02"),
        _post("3.md", categories="[乙]", date="2024-01-03"),
        _post("4.md", date="2024-01-04"),
    ]
    assert _parts(posts, "category") == {"乙": ["1.md", "3.md"], "甲": ["2.md"], "其他": ["4.md"]}


def test_parts_by_folder_pass_over_a_blogs_own_folders() -> None:
    posts = [_post("content/posts/travel/a.md"), _post("_posts/b.md"), _post("notes/c.md")]
    expected = {
        "其他": ["_posts/b.md"],
        "travel": ["content/posts/travel/a.md"],
        "notes": ["notes/c.md"],
    }
    assert _parts(posts, "folder") == expected


@pytest.mark.parametrize("series", ["旧厂", "[旧厂]"])
def test_parts_by_series(series: str) -> None:
    assert _parts([_post("a.md", series=series)], "series") == {"旧厂": ["a.md"]}


def test_chapters_of_a_part_stand_together() -> None:
    posts = [_post(f"{n}.md", date=f"2024-01-0{n}", categories=f"[c{n % 2}]") for n in range(1, 6)]
    volume = collect(posts, Choices(parts="category"), "")
    assert _paths(volume) == ["1.md", "3.md", "5.md", "2.md", "4.md"]


# --- drafts --------------------------------------------------------------------------------


def test_drafts_stay_out_unless_asked_for() -> None:
    posts = [_post("a.md"), _post("b.md", draft="true")]
    assert _paths(collect(posts, Choices(), "")) == ["a.md"]
    assert _paths(collect(posts, Choices(drafts=True), "")) == ["a.md", "b.md"]


def test_folder_of_drafts_is_drafts() -> None:
    assert _paths(collect([_post("_drafts/a.md"), _post("b.md")], Choices(), "")) == ["b.md"]


def test_zone_and_language_are_those_of_the_chosen_posts() -> None:
    posts = [
        _post("draft.md", "English words only", draft="true", date="2024-01-01T00:00:00-05:00"),
        _post("a.md", date="2024-01-01T00:00:00+08:00"),
    ]
    (chapter,) = collect(posts, Choices(), "").chapters
    assert chapter.date == datetime(2024, 1, 1, tzinfo=BEIJING)


# --- zones ---------------------------------------------------------------------------------


def test_zone_is_what_most_posts_name() -> None:
    posts = [
        _post("1.md", date="2024-01-01T00:00:00+08:00"),
        _post("2.md", date="2024-01-02T00:00:00+08:00"),
        _post("3.md", date="2024-01-03T00:00:00Z"),
        _post("4.md", date="2024-01-04 00:00:00"),
    ]
    assert book_zone(posts, "") == BEIJING


def test_zone_without_any_is_utc() -> None:
    assert book_zone([_post("1.md", date="2024-01-04 00:00:00")], "") == UTC


@pytest.mark.parametrize(
    ("name", "hours"), [("+08:00", 8), ("-0330", -3.5), ("Z", 0), ("UTC", 0), ("Asia/Shanghai", 8)]
)
def test_zone_may_be_named(name: str, hours: float) -> None:
    assert datetime(2024, 1, 1, tzinfo=read_zone(name)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["Mars/Olympus", "+99:00", "../etc/passwd", "+"])
def test_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        read_zone(name)


def test_naive_date_gets_the_zone_and_a_zoned_one_keeps_its_moment() -> None:
    posts = [_post("a.md", date="2024-07-01 12:00:00"), _post("b.md", date="2024-07-02T12:00:00Z")]
    naive, zoned = collect(posts, Choices(zone="America/New_York"), "").chapters
    assert naive.date is not None
    assert naive.date.isoformat() == "2024-07-01T12:00:00-04:00"
    assert zoned.date == datetime(2024, 7, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["0001-01-01", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00Z"]
)
@pytest.mark.parametrize("zone", ["+14:00", "-12:00"])
def test_dates_at_the_ends_of_time_break_nothing(date: str, zone: str) -> None:
    volume = collect([_post("a.md", date=date), _post("b.md")], Choices(zone=zone), "")
    assert len(volume.chapters) == 2


# --- languages -----------------------------------------------------------------------------


def test_language_is_that_of_most_of_the_text() -> None:
    posts = [_post("a.md", "汉字" * 200), _post("b.md", "word " * 50), _post("c.md", "word " * 10)]
    assert book_language(posts) == "zh-CN"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("全是汉字，没有别的。", "zh-CN"),
        ("Only English words here.", "en"),
        ("ひらがなとカタカナのぶんしょうです。もうすこしながくかきます。", "ja"),
        ("한국어로 쓴 글입니다.", "ko"),
        ("", "en"),
        ("DeepType 与 OpenType 的区别在于字重轴与字宽轴", "zh-CN"),
        (
            "表里是各题的解法，时间是线性的，空间和别的题一样：" + "Two Sum, Rain Water, " * 8,
            "zh-CN",
        ),
        ("A short note on 朱笔 and 的, which are words of Chinese, in plain English", "en"),
    ],
)
def test_language_is_told_by_the_script(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_chinese_is_counted_by_characters() -> None:
    length = measure("一二三四 five six 七，八。2024 年")
    assert (length.han, length.words) == (7, 3)


def test_reading_time_is_never_nothing() -> None:
    assert reading_minutes(measure("")) == 1
    assert reading_minutes(measure("字" * 4000)) == 10
    assert reading_minutes(measure("word " * 2300)) == 10


def test_book_speaks_both_languages_to_the_end() -> None:
    assert set(WORDS["zh"]) == set(WORDS["en"])


def test_words_of_unknown_languages_are_english() -> None:
    assert say("contents", "fr-CA") == "Contents"
    assert say("contents", "zh_TW") == say("contents", "zh") == "目录"


def test_dates_are_written_as_readers_write_them() -> None:
    day = datetime(2024, 5, 6)
    assert say_date(day, "zh-CN") == "2024年5月6日"
    assert say_date(day, "en") == "6 May 2024"


# --- slugs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("lamp.md", "lamp"),
        ("_posts/2024-01-02-lamp-light.md", "lamp-light"),
        ("2024/lamp/index.md", "lamp"),
        ("灯下.md", "deng-xia"),
        ("Lamp & Light.markdown", "lamp-light"),
        ("lamp.en.md", "lamp"),
        ("lamp.zh-cn.md", "lamp"),
        ("a.b.c.md", "a-b-c"),
        ("2024-01-02.md", "2024-01-02"),
        ("README.md", "readme"),
    ],
)
def test_slug_of_a_path(path: str, slug: str) -> None:
    assert slug_of_path(path) == slug


def test_slug_of_the_front_matter_wins() -> None:
    (chapter,) = collect([_post("a.md", slug="灯 下")], Choices(), "").chapters
    assert (chapter.slug, chapter.docname) == ("deng-xia", "chapters/deng-xia")


def test_equal_slugs_are_numbered_past_taken_ones() -> None:
    posts = [_post("a/x.md"), _post("b/x.md"), _post("c/x-2.md"), _post("d/x.md")]
    slugs = [chapter.slug for chapter in collect(posts, Choices(), "").chapters]
    assert len(set(slugs)) == 4


def test_slug_that_a_post_asks_for_is_not_given_to_another() -> None:
    """The third post's own slug is free: only the second has to give way."""
    posts = [_post("a/x.md"), _post("b/x.md"), _post("c/x-2.md")]
    by_path = {c.post.path: c.slug for c in collect(posts, Choices(), "").chapters}
    assert by_path["c/x-2.md"] == "x-2"
    assert by_path["b/x.md"] not in {"x", "x-2"}


def test_translation_takes_its_language_into_its_slug() -> None:
    """Whatever the order of the files, the post in the book's language keeps the plain name."""
    chinese, spanish = (
        "灯下读书的人。" * 20,
        "El que lee con la luz de una lámpara y los libros. " * 20,
    )
    posts = [_post("lamp/index.es.md", spanish), _post("lamp/index.md", chinese)]
    by_path = {c.post.path: c.slug for c in collect(posts, Choices(), "").chapters}
    assert by_path == {"lamp/index.md": "lamp", "lamp/index.es.md": "lamp-es"}


def test_posts_of_two_blogs_take_their_folder() -> None:
    posts = [_post("a/posts/lamp.md"), _post("b/posts/lamp.md")]
    slugs = [chapter.slug for chapter in collect(posts, Choices(), "").chapters]
    assert slugs == ["lamp", "lamp-b"]


def test_slug_may_return_where_addresses_have_the_month() -> None:
    """A blog whose addresses are dated may call each month's post the same."""
    blog = Blog(generator="hugo", permalinks=(("", "/:year/:month/:slug/"),))
    texts = {f"{n}.md": f"---\ntitle: x\nslug: monthly\ndate: 2024-0{n}-01\n---\n" for n in (1, 2)}
    posts = [read_post(text, path, path, blog=blog) for path, text in texts.items()]
    volume = collect(posts, Choices(), "")
    assert [chapter.slug for chapter in volume.chapters] == ["monthly", "monthly-2024-02-01"]
    assert [note.code for note in volume.diagnostics] == [Code.SHARED_SLUG]


def test_slug_of_marks_alone_is_stable() -> None:
    assert slugify("……") == slugify("……") != slugify("！！")


@pytest.mark.parametrize("slug", ["index", "bibliography", "nav", "cover", "imprint", "title-page"])
def test_slug_of_a_page_of_the_books_own_gives_way(slug: str) -> None:
    """EPUB and PDF keep all pages in one folder: a post must not push out the book's own."""
    (chapter,) = collect([_post("a.md", slug=slug)], Choices(), "").chapters
    assert chapter.slug != slug


# --- bibliography --------------------------------------------------------------------------


def _cited(*items: str) -> Volume:
    posts = [
        _post(f"{number}.md", f"## 参考\n\n- {item}", date=f"2024-01-0{number}")
        for number, item in enumerate(items, 1)
    ]
    return collect(settle(posts, {}), Choices(), "")


@pytest.mark.parametrize(
    "items",
    [
        ("[甲](https://example.org/a)", "[甲文](http://www.example.org/a/?utm_source=x#top)"),
        ("甲. 书[M]. 北京: 社, 2015. ISBN 978-7-100-11067-9.", "《书》，ISBN 9787100110679"),
        ("Slow type. https://doi.org/10.1234/ABC", "Slow type, DOI: 10.1234/abc."),
    ],
)
def test_one_work_in_two_chapters_is_one_entry(items: tuple[str, str]) -> None:
    (entry,) = merge(_cited(*items).chapters)
    assert [chapter.post.path for chapter in entry.chapters] == ["1.md", "2.md"]


def test_different_works_stay_apart_in_order_of_first_citation() -> None:
    volume = _cited(
        "[乙](https://example.org/b)", "[甲](https://example.org/a)", "[乙](https://example.org/b)"
    )
    assert [entry.reference.title for entry in merge(volume.chapters)] == ["乙", "甲"]


def test_fullest_citation_is_the_one_printed() -> None:
    volume = _cited("https://www.sohu.com/a/1_2", "[甲文 - 搜狐](https://www.sohu.com/a/1_2)")
    (entry,) = merge(volume.chapters)
    assert (entry.reference.title, entry.reference.site) == ("甲文", "搜狐")


def test_work_cited_twice_in_one_chapter_names_it_once(tmp_path: Path) -> None:
    item = "[甲](https://example.org/a)"
    text = f"---\ntitle: x\n---\n\n## 参考\n\n- {item}\n\n## 延伸阅读\n\n- {item}\n"
    write_posts(tmp_path, {"a.md": text})
    (entry,) = merge(collect(scan(tmp_path).posts, Choices(), "").chapters)
    assert len(entry.chapters) == 1


# --- scan ----------------------------------------------------------------------------------


def test_folders_of_tools_are_passed_over(tmp_path: Path) -> None:
    post = "---\ntitle: x\n---\n\nx\n"
    names = [
        "a.md",
        "node_modules/b.md",
        ".git/c.md",
        "public/d.md",
        "_site/e.md",
        "sub/f.markdown",
    ]
    write_posts(tmp_path, dict.fromkeys(names, post))
    assert [found.path for found in scan(tmp_path).posts] == ["a.md", "sub/f.markdown"]


def test_public_is_no_output_in_a_project_of_scripts_alone(tmp_path: Path) -> None:
    names = ["hexo/source/a.md", "hexo/public/a.md", "next/public/b/index.md"]
    write_posts(tmp_path, dict.fromkeys(names, "---\ntitle: x\n---\n\nx\n"))
    write_posts(tmp_path, {"hexo/package.json": "{}", "next/package.json": "{}"})
    found = [post.path for post in scan(tmp_path).posts]
    assert found == ["hexo/source/a.md", "next/public/b/index.md"]


def test_patterns_leave_files_out(tmp_path: Path) -> None:
    write_posts(tmp_path, dict.fromkeys(["a.md", "notes/b.md"], "---\ntitle: x\n---\n\nx\n"))
    assert [post.path for post in scan(tmp_path, exclude=["notes/*"]).posts] == ["a.md"]


def test_memory_gives_the_same_and_sees_changes(tmp_path: Path) -> None:
    folder = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 甲\n---\n\nx\n"})
    memory = tmp_path / "memory.pickle"
    first = scan(folder, memory=memory)
    assert scan(folder, memory=memory).posts == first.posts
    write_posts(folder, {"a.md": "---\ntitle: 乙\n---\n\nx\n"})
    assert [post.meta.title for post in scan(folder, memory=memory).posts] == ["乙"]


@pytest.mark.parametrize("data", [b"", b"junk", b"\x80\x04N."])
def test_broken_memory_is_no_memory(tmp_path: Path, data: bytes) -> None:
    folder = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 甲\n---\n\nx\n"})
    (tmp_path / "memory.pickle").write_bytes(data)
    assert len(scan(folder, memory=tmp_path / "memory.pickle").posts) == 1


def test_errors_are_told_again_by_a_scan_that_remembers(tmp_path: Path) -> None:
    folder = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: [\n---\n"})
    memory = tmp_path / "memory.pickle"
    found = [scan(folder, memory=memory).diagnostics for _ in range(2)]
    assert found[0] == found[1]


def test_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write_posts(tmp_path / "outside", {"secret.md": "---\ntitle: x\n---\n\nx\n"})
    folder = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: x\n---\n\nx\n"})
    (folder / "link").symlink_to(tmp_path / "outside", target_is_directory=True)
    (folder / "file.md").symlink_to(tmp_path / "outside" / "secret.md")
    assert [post.path for post in scan(folder).posts] == ["a.md"]


def _keys(*items: str, pinned: dict[str, str] | None = None) -> list[str]:
    posts = [_post(f"{n}.md", f"## 参考\n\n- {item}") for n, item in enumerate(items, 1)]
    return [post.references[0].key for post in settle(posts, pinned or {})]


def test_address_of_a_work_whose_doi_another_post_gives_is_that_work() -> None:
    one, other = _keys(
        "Codd. Lamps[J]. Light, 1970. https://lamp.example.org/5. DOI: 10.1234/lamp.5",
        "[灯](https://lamp.example.org/5)",
    )
    assert one == other


def test_address_that_two_works_share_names_neither() -> None:
    first, second, third = _keys(
        "A. One[J]. Light, 1970. https://lamp.example.org. DOI: 10.1234/one",
        "B. Two[J]. Light, 1971. https://lamp.example.org. DOI: 10.1234/two",
        "[灯](https://lamp.example.org)",
    )
    assert len({first, second, third}) == 3


def test_chapter_is_not_the_book_whose_isbn_it_names() -> None:
    one, other = _keys(
        "甲. 灯[M]. 北京: 社, 2015. ISBN 978-7-100-11067-9.",
        "乙. 油[M]//甲. 灯. 北京: 社, 2015: 3-9. ISBN 978-7-100-11067-9.",
    )
    assert one != other


def test_key_does_not_depend_on_the_order_of_posts() -> None:
    items = ("https://lamp.example.org/a", "[灯](https://lamp.example.org/a)，何岸，2012/03/04")
    assert set(_keys(*items)) == set(_keys(*reversed(items)))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("[油灯与烛的历史](https://a.org/1)", "[油灯与烛的历史](https://b.org/1)", True),
        ("[油灯与烛的历史！](https://a.org/1)", "[油灯与烛的历史](https://a.org/2)", True),
        ("[灯的历史：第一讲](https://a.org/1)", "[灯的历史：第二讲](https://a.org/2)", False),
        ("[油灯的历史（上）](https://a.org/1)", "[油灯的历史（下）](https://a.org/2)", False),
        ("[Lamps of 2019](https://a.org/1)", "[Lamps of 2020](https://a.org/2)", False),
    ],
)  # fmt: skip
def test_works_that_may_be_one_are_only_suggested(one: str, other: str, alike: bool) -> None:
    entries = merge(_cited(one, other).chapters)
    assert len(entries) == 2
    found = suggestions(entries)
    assert [note.code for note in found] == ([Code.LOOK_ALIKE] if alike else [])


@pytest.mark.parametrize("related", [False, True])
def test_related_posts_are_references_only_when_asked_for(related: bool) -> None:
    text = "---\ntitle: x\n---\n\n正文。\n\n## 相关文章\n\n- [油灯的历史](https://a.org/lamp)\n"
    post = read_post(text, "a.md", "a.md", Rules(related=related))
    assert [r.title for r in post.references] == (["油灯的历史"] if related else [])
    assert [link.href for link in post.links] == ([] if related else ["https://a.org/lamp"])
