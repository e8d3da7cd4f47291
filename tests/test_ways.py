"""Ways into a book as values: shelves and their slugs, the timeline, the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.post import read_post
from sphinx_anthology.core.references import merge
from sphinx_anthology.core.references.works.settle import settle
from sphinx_anthology.html.ways.book import Ways, names_taken
from sphinx_anthology.html.ways.shelves import Shelf, shelve, slugs_of
from sphinx_anthology.html.ways.threads import (
    MOST_ROWS,
    WIDEST,
    Map,
    Thread,
    draw_map,
    strongest,
    threads,
)
from sphinx_anthology.html.ways.timeline import LEAST_GAP, LEFT, RIGHT, spread, timeline
from sphinx_anthology.model import Chapter

CITES = "见[1]。\n\n## 参考文献\n\n1. [{title}](https://example.org/{title})\n"


def _chapters(*headers: str, bodies: Sequence[str] = ()) -> tuple[Chapter, ...]:
    """Chapters p0, p1, … with these lines in their headers."""
    posts = [
        read_post(
            f"---\ntitle: 篇 {n}\n{header}\n---\n\n{bodies[n] if bodies else '正文。'}\n",
            f"p{n}.md",
            f"p{n}.md",
        )
        for n, header in enumerate(headers)
    ]
    return collect(settle(posts, {}), Choices(order="path"), "").chapters


def _named(shelves: Sequence[Shelf]) -> dict[str, list[str]]:
    return {shelf.name: [chapter.slug for chapter in shelf.chapters] for shelf in shelves}


# --- shelves -------------------------------------------------------------------------------


def test_spellings_of_a_tag_are_one_shelf_under_the_most_used() -> None:
    made = shelve(_chapters("tags: [Open Source]", "tags: [open-source]", "tags: [Open Source]"))
    assert _named(made["tags"]) == {"Open Source": ["p0", "p1", "p2"]}


def test_category_and_tag_of_one_name_are_one_shelf() -> None:
    made = shelve(_chapters("categories: [排版]", "tags: [排版]\ncategories: [排版]"))
    assert _named(made["tags"]) == {"排版": ["p0", "p1"]}


def test_tag_of_one_chapter_has_no_page() -> None:
    made = shelve(_chapters("tags: [一, 二]", "tags: [二]"))
    assert {shelf.name: shelf.slug for shelf in made["tags"]} == {"一": "", "二": "er"}


def test_only_author_year_and_source_have_no_page() -> None:
    lines = "author: 李航\ndate: 2024-01-01\nsource: https://a.example/x"
    made = shelve(_chapters(lines, lines))
    for kind in ("authors", "years", "sources"):
        assert [shelf.slug for shelf in made[kind]] == [""], kind


def test_authors_and_translators_have_pages_where_there_are_several() -> None:
    made = shelve(_chapters("author: 李航\ntranslator: 欧阳修", "author: 李航"))
    assert {s.name: (s.slug, len(s.chapters)) for s in made["authors"]} == {
        "李航": ("li-hang", 2),
        "欧阳修": ("ou-yang-xiu", 1),
    }


def test_shelves_stand_in_order_of_pinyin_and_letters() -> None:
    made = shelve(_chapters("tags: [纸, apple, 白, Zebra, 灯]"))
    assert [shelf.name for shelf in made["tags"]] == ["apple", "白", "灯", "Zebra", "纸"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["C", "C++", "C#"], {"C": "c", "C++": "c-plus-plus", "C#": "c-sharp"}),
        (["字与行"], {"字与行": "zi-yu-xing"}),
        (["blog.example.org"], {"blog.example.org": "blog-example-org"}),
    ],
)
def test_slugs_can_be_read(names: list[str], expected: dict[str, str]) -> None:
    assert slugs_of(names) == expected


def test_names_of_one_sound_have_slugs_of_their_own() -> None:
    slugs = slugs_of(["形式", "行事", "xing-shi", "index", "Index"])
    assert len(set(slugs.values())) == 5
    assert slugs["xing-shi"] == "xing-shi", "who is spelt like the slug keeps it"
    assert "index" not in slugs.values(), "the page of all tags has that name"
    assert slugs_of(["行事", "index", "xing-shi", "Index", "形式"]) == slugs


# --- pages ---------------------------------------------------------------------------------


def _ways(chapters: tuple[Chapter, ...], *taken: str) -> Ways:
    return Ways(chapters, tuple(merge(chapters)), names_taken(taken))


def test_no_page_takes_the_name_of_another() -> None:
    chapters = _chapters(*(f"tags: [灯]\ndate: 202{n}-01-01" for n in range(3)))
    ways = _ways(chapters, "Timeline", "tags/deng", "tags/index")
    names = list(ways.all_pages())
    assert len(names) == len(set(names))
    assert {"timeline-2", "tags/deng-2", "tags/index-2"} <= set(names)
    assert not {"timeline", "tags/deng", "tags/index"} & set(names)


def test_a_book_without_names_dates_and_tags_has_no_ways() -> None:
    assert list(_ways(_chapters("", "")).all_pages()) == []


def test_index_has_names_and_tags_under_their_letters() -> None:
    ways = _ways(_chapters("author: Ada Byron\ntags: [灯]", "author: 李航\ntags: ['404']"))
    assert [(letter, [text for text, _, _ in entries]) for letter, entries in ways.letters] == [
        ("B", ["Byron, Ada"]),
        ("D", ["灯"]),
        ("L", ["李航"]),
        ("#", ["404"]),
    ]


def test_the_only_author_of_a_book_is_not_in_its_index() -> None:
    assert _ways(_chapters("author: 李航", "author: 李航")).letters == []


def test_chapters_find_the_pages_of_their_tags_in_any_spelling() -> None:
    ways = _ways(_chapters("tags: [Open Source]", "tags: [open-source]"))
    assert ways.page_of_tag("OPEN  source") == "tags/open-source"
    assert ways.page_of_tag("closed") == ""


def test_cover_shows_the_tags_of_most_chapters() -> None:
    names = [f"tags: [t{n % 30:02}, 常]" for n in range(60)]
    shown = _ways(_chapters(*names)).on_cover("tags")
    assert shown[0].name == "常"
    assert len(shown) == 12


# --- timeline ------------------------------------------------------------------------------


def test_each_chapter_stands_on_its_day() -> None:
    (row,) = timeline(_chapters("date: 2024-01-01", "date: 2024-07-01", "date: 2024-12-31"))
    first, middle, last = (mark.at for mark in row.marks)
    assert first == pytest.approx(LEFT)
    assert middle == pytest.approx(50, abs=1)
    assert last == pytest.approx(RIGHT, abs=0.5)


def test_years_without_a_chapter_are_told() -> None:
    rows = timeline(_chapters("date: 2001-01-01", "date: 2003-01-01", "date: 2010-01-01", ""))
    assert [(row.first, row.last, len(row.marks)) for row in rows] == [
        (2001, 2001, 1),
        (2002, 2002, 0),
        (2003, 2003, 1),
        (2004, 2009, 0),
        (2010, 2010, 1),
        (0, 0, 1),
    ]


def test_marks_are_as_long_as_texts() -> None:
    bodies = ["字" * 4000, "字" * 2000]
    (row,) = timeline(_chapters("date: 2024-01-01", "date: 2024-02-01", bodies=bodies))
    assert [mark.length for mark in row.marks] == [1, 0.5]


def test_one_long_text_does_not_flatten_the_others() -> None:
    bodies = ["字" * 4000] * 99 + ["字" * 400_000]
    made = timeline(_chapters(*["date: 2024-01-01"] * 100, bodies=bodies))
    lengths = sorted((mark.length, mark.cut) for mark in made[0].marks)
    assert lengths == [(1, False)] * 99 + [(1, True)]


@pytest.mark.parametrize("wanted", [[50.0] * 3, [99.0] * 40, [1.0] * 500, [1.0, 1.1, 98.9, 99.0]])
def test_no_mark_stands_on_another(wanted: list[float]) -> None:
    places = spread(wanted)
    least = min(LEAST_GAP, (RIGHT - LEFT) / (len(wanted) - 1))
    assert all(b - a >= least - 1e-9 for a, b in pairwise(places))
    assert places[0] >= LEFT - 1e-9
    assert places[-1] <= RIGHT


# --- map -----------------------------------------------------------------------------------


def _threads(chapters: tuple[Chapter, ...]) -> list[Thread]:
    return threads(chapters, merge(chapters), shelve(chapters)["tags"])


def test_threads_join_chapters_that_share_works_or_tags() -> None:
    bodies = [CITES.format(title=title) for title in ("甲", "乙", "甲", "丙", "丁")]
    chapters = _chapters("", "tags: [灯]", "", "tags: [灯]", "", bodies=bodies)
    found = _threads(chapters)
    assert [(t.one, t.other, len(t.works), t.tags) for t in found] == [
        (0, 2, 1, ()),
        (1, 3, 0, ("灯",)),
    ]


def test_threads_grow_with_the_book_and_not_with_its_square() -> None:
    count = 4 * WIDEST
    bodies = [CITES.format(title="甲")] * count
    found = _threads(_chapters(*["tags: [灯]"] * count, bodies=bodies))
    assert len(found) == count - 1
    assert all(t.other == t.one + 1 and not t.tags for t in found)


def test_map_shows_the_strongest_threads_and_says_how_many_it_leaves_out() -> None:
    pairs = [f"tags: [t{n // 2}]" for n in range(4 * MOST_ROWS)]
    pairs[-2:] = ["tags: [a, b, c]"] * 2
    chapters = _chapters(*pairs)
    drawn = draw_map(chapters, (), shelve(chapters)["tags"])
    assert len(drawn.rows) == MOST_ROWS
    assert drawn.connected == 4 * MOST_ROWS
    assert not drawn.whole
    named = [chapters[place].slug for place in drawn.rows]
    assert f"p{4 * MOST_ROWS - 1}" in named, "three tags in common count more than one"
    assert list(drawn.rows) == sorted(drawn.rows)


def test_arcs_stay_in_their_field_and_lead_from_row_to_row() -> None:
    drawn = draw_map(*_small())
    assert len(drawn.arcs) == len(drawn.threads)
    for arc, thread in zip(drawn.arcs, drawn.threads, strict=True):
        assert (drawn.rows[arc.start], drawn.rows[arc.end]) == (thread.one, thread.other)
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", arc.path)]
        start, reach, end = numbers[1], numbers[2], numbers[-1]
        assert (start, end) == (arc.start + 0.5, arc.end + 0.5)
        assert 0 <= 100 + 0.75 * (reach - 100) < 100


def test_map_is_the_same_every_time() -> None:
    first, second = draw_map(*_small()), draw_map(*_small())
    assert isinstance(first, Map)
    assert first == second


def _small() -> tuple[tuple[Chapter, ...], list[object], tuple[Shelf, ...]]:
    tags = ["a, b", "b, c", "c", "a", "d", "d"]
    chapters = _chapters(*(f"tags: [{names}]" for names in tags))
    return chapters, [], shelve(chapters)["tags"]


def test_strongest_keeps_book_order() -> None:
    found = [Thread(0, 1, (), ("a",)), Thread(0, 2, ("k",), ()), Thread(1, 2, (), ("a", "b"))]
    assert strongest(reversed(found)) == found
