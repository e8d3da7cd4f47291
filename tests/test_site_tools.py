"""What helps to read on the website: contents, cards, keys, copying, citing, reading on."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pybtex.database
import pytest
from PIL import Image
from playwright.sync_api import Page

from sphinx_anthology.core.references import merge
from sphinx_anthology.core.related import COMMON, MOST, related
from sphinx_anthology.html.pictures import SMALL, variants_of

from .house import Build, build, must, write_posts
from .reading import by_class, page, words

CHAPTER = "chapters/what-a-footnote-is-for.html"
LIGHT = 40_000  # bytes, compressed

CITING = """---
title: {title}
date: 2024-0{month}-01
tags: [{tag}]
---

{text}

## 参考资料

1. [{work}](https://example.org/{path})
"""


def _post(title: str, month: int, tag: str, work: str) -> str:
    path = work.encode().hex()[:12]
    return CITING.format(title=title, month=month, tag=tag, text="正文。", work=work, path=path)


@pytest.fixture(scope="module")
def chapter(sample_html: Build) -> Path:
    return sample_html.out / CHAPTER


# --- as it stands in the page --------------------------------------------------------------


def test_contents_of_a_chapter_are_its_sections(chapter: Path) -> None:
    root = page(chapter)
    (toc,) = by_class(root, "chapter-toc")
    links = {str(a.get("href")): words(a) for a in toc.iter("a")}
    heads = {
        f"#{section.get('id')}": words(section.find("h2")).removesuffix("¶")
        for section in root.iter("section")
        if section.find("h2") is not None
    }
    assert links == heads


def test_a_chapter_says_how_it_is_cited(chapter: Path) -> None:
    (cite,) = by_class(page(chapter), "cite-as")
    bibtex, csl = ("".join(pre.itertext()) for pre in cite.iter("pre"))
    entries = pybtex.database.parse_string(bibtex, "bibtex")
    (key,) = entries.entries
    assert key == "what-a-footnote-is-for"
    assert entries.entries[key].fields["title"].strip("{}") == "What a footnote is for"
    (work,) = json.loads(csl)
    assert work["title"] == "What a footnote is for"
    assert work["issued"]["date-parts"] == [[2024, 11, 3]]
    (entry,) = by_class(cite, "entry")
    assert "What a footnote is for" in words(entry)
    assert "2024" in words(entry)


def test_notes_stand_beside_their_calls(chapter: Path) -> None:
    root = page(chapter)
    calls = by_class(root, "footnote-reference")
    assert calls
    notes = {note.get("id"): words(note) for note in root.iter("aside") if note.get("id")}
    for call in calls:
        card = call.getnext()
        assert card is not None
        assert "citation-card" in (card.get("class") or "")
        note = notes[str(call.get("href")).removeprefix("#")]
        assert words(card).removesuffix("…")[:40] in note


def test_cards_of_notes_have_their_words_alone(tmp_path: Path) -> None:
    """A break of lines is markup, and a note may call another, which has a card of its own."""
    notes = "[^1]: 甲。\\\n    乙[^2]。\n\n[^2]: 丙。\n\n"
    text = f"---\ntitle: 注\n---\n\n一[^1]。\n\n{notes}二[^1]。\n"
    book = write_posts(tmp_path / "book", {"a.md": text})
    out = must(build("html", book, tmp_path / "build")).out
    cards = [words(card) for card in by_class(page(out / "chapters" / "a.html"), "citation-card")]
    assert len(cards) == 3
    assert set(cards) == {"甲。 乙2。", "丙。"}


def test_a_chapter_is_light(chapter: Path, sample_html: Build) -> None:
    """What a reader waits for before reading: page, style sheets, scripts; no pictures."""
    root = page(chapter)
    files = [chapter]
    for element in root.iter("link", "script"):
        address = element.get("src") or (
            element.get("href") if element.get("rel") == "stylesheet" else None
        )
        if address:
            files.append((chapter.parent / address.partition("?")[0]).resolve())
    assert len(files) >= 4
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= LIGHT


# --- reading on ----------------------------------------------------------------------------


def test_what_shares_works_comes_before_what_shares_tags(tmp_path: Path) -> None:
    book = write_posts(
        tmp_path / "book",
        {
            "a.md": _post("甲", 1, "海", "同一部书"),
            "b.md": _post("乙", 2, "海", "别的书"),
            "c.md": _post("丙", 3, "山", "同一部书"),
            "d.md": _post("丁", 4, "河", "第三部书"),
        },
    )
    out = must(build("html", book, tmp_path / "build")).out

    def read_on(slug: str) -> list[str]:
        found = by_class(page(out / "chapters" / f"{slug}.html"), "read-on")
        return [words(a) for nav in found for a in nav.iter("a")]

    assert read_on("a") == ["丙", "乙"]
    assert read_on("b") == ["甲"]
    assert read_on("d") == []
    # what another post comes to share is seen on pages that have not changed themselves
    write_posts(book, {"d.md": _post("丁", 4, "海", "第三部书")})
    must(build("html", book, tmp_path / "build"))
    assert read_on("b") == ["甲", "丁"]
    clean = must(build("html", book, tmp_path / "clean")).out
    for file in (clean / "chapters").glob("*.html"):
        assert file.read_bytes() == (out / "chapters" / file.name).read_bytes()


def test_what_all_share_relates_none(tmp_path: Path) -> None:
    posts = {
        f"p{n}.md": f"---\ntitle: T{n}\ntags: [everywhere, t{n // 4}]\n---\n\nText.\n"
        for n in range(COMMON + 4)
    }
    book = write_posts(tmp_path, posts)
    from sphinx_anthology.core.collection import Choices, collect
    from sphinx_anthology.scan import scan

    chapters = collect(scan(book).posts, Choices(), str(book)).chapters
    found = related(chapters, merge(chapters))
    assert all(len(near) == MOST for near in found.values())
    tags = {chapter.docname: chapter.meta.tags[1] for chapter in chapters}
    assert all(tags[one] == tags[other] for one, near in found.items() for other in near)


def test_paragraphs_are_parted_by_indents_where_the_book_wants_it(tmp_path: Path) -> None:
    book = write_posts(tmp_path / "book", {"a.md": "---\ntitle: 甲\n---\n\n一。\n\n二。\n"})
    plain = must(build("html", book, tmp_path / "plain"))
    asked = {"html_theme_options.paragraphs": "indent"}
    indented = must(build("html", book, tmp_path / "indented", **asked))
    for made, wanted in ((plain, False), (indented, True)):
        (body,) = page(made.out / "chapters" / "a.html").iter("body")
        assert ("indented" in str(body.get("class")).split()) is wanted


# --- pictures ------------------------------------------------------------------------------


def _noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(3 * width * height))


def test_a_picture_that_no_encoder_takes_is_sent_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "column.png"
    _noise(1, 70_000).save(file)
    assert file.stat().st_size > SMALL
    found = variants_of(file, tmp_path / "kept")
    assert found is not None
    assert (found.width, found.height, list(found.files)) == (1, 70_000, [])


def test_a_photograph_of_several_frames_has_the_size_it_is_shown_in(tmp_path: Path) -> None:
    file, turned = tmp_path / "photo.jpg", Image.Exif()
    turned[0x0112] = 6
    photo = _noise(300, 200)
    photo.save(file, "MPO", save_all=True, append_images=[photo], exif=turned, quality=95)
    assert file.stat().st_size > SMALL
    found = variants_of(file, tmp_path / "kept")
    assert found is not None
    assert (found.width, found.height) == (200, 300)


def test_a_picture_may_say_anything_of_its_orientation(tmp_path: Path) -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x02a\0\0\0\0\0\0\0"
    file = tmp_path / "small.jpg"
    Image.new("RGB", (60, 40)).save(file, exif=exif)
    found = variants_of(file, tmp_path / "kept")
    assert found is not None
    assert (found.width, found.height) == (60, 40)


@pytest.mark.parametrize("alpha", [255, 0])
def test_what_shows_through_a_picture_shows_through_on_all_papers(
    tmp_path: Path, alpha: int
) -> None:
    file, image = tmp_path / "drawing.png", _noise(300, 200)
    image.putalpha(255)
    image.putpixel((0, 0), (255, 255, 255, alpha))
    image.save(file)
    found = variants_of(file, tmp_path / "kept")
    assert found is not None
    assert (found.width, found.height) == (300, 200)
    assert bool(found.files) is (alpha == 255), "variants are on white"


LISTS = """---
title: 两表
---

[](https://example.org/icon)[<i></i>](https://example.com/icon) 正文。

| $a_1$ | 名 |
|---|---|
| 1 | 2 |

## 参考资料

1. [甲的书](https://example.org/1)
2. [乙的书](https://example.org/2)

## 延伸阅读

1. [丙的书](https://example.org/3)
2. [丁的书](https://example.org/4)
"""


def test_what_listeners_cannot_use_is_not_there(tmp_path: Path) -> None:
    book = write_posts(tmp_path / "book", {"a.md": LISTS})
    (main,) = page(must(build("html", book, tmp_path / "out")).out / "chapters" / "a.html").iter(
        "main"
    )
    (article,) = main.iter("article")
    assert [words(a) for a in article.iter("a") if "icon" in str(a.get("href"))] == []
    assert [words(th) for th in article.iter("th")] == ["名"]
    labels = [e.get("aria-label") for e in by_class(article, "reference-list")]
    assert len(labels) == len(set(labels)) == 2


# --- in a browser --------------------------------------------------------------------------


def test_a_note_is_read_without_leaving_its_place(tab: Page, address: str) -> None:
    tab.goto(f"{address}/{CHAPTER}")
    call = tab.locator(".footnote-reference").first
    card = tab.locator(".note-mark .citation-card").first
    assert not card.is_visible()
    call.focus()
    assert card.is_visible()
    tab.keyboard.press("Escape")
    assert not card.is_visible()
    call.hover()
    assert card.is_visible()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_cards_stay_within_the_window(tab: Page, address: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{address}/{CHAPTER}")
    for call in tab.locator(".footnote-reference, .citation-mark a").all()[:12]:
        call.focus()
        box = tab.locator(".citation-card:visible").first.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_keys_turn_pages_until_they_are_turned_off(tab: Page, address: str) -> None:
    tab.goto(f"{address}/{CHAPTER}")
    following = tab.locator("a[rel=next]").get_attribute("href") or ""
    tab.keyboard.press("j")
    tab.wait_for_url(f"**/{following.rpartition('/')[2]}")
    tab.keyboard.press("k")
    tab.wait_for_url(f"**/{CHAPTER}")
    tab.keyboard.press("?")
    tab.locator("#keys[open] input").uncheck()
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    tab.wait_for_timeout(200)
    assert tab.url.endswith(CHAPTER)
    tab.reload()
    tab.keyboard.press("/")
    tab.wait_for_timeout(200)
    assert tab.locator(".search-dialog").count() == 0


def test_paper_is_changed_by_keys_and_said(tab: Page, address: str) -> None:
    tab.emulate_media(color_scheme="light")
    tab.goto(f"{address}/{CHAPTER}")
    papers = set()
    switch = tab.locator(".theme-switch")
    for _ in range(4):
        switch.focus()
        tab.keyboard.press("Enter")
        ground = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        papers.add((switch.get_attribute("aria-label"), ground))
    assert len(papers) == 4
    assert len({ground for _, ground in papers}) == 3


def test_contents_tell_where_one_is(tab: Page, address: str) -> None:
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.goto(f"{address}/{CHAPTER}")
    assert tab.locator(".chapter-toc details").get_attribute("open") is not None
    third = tab.locator(".chapter-toc a").nth(2)
    third.click()
    tab.wait_for_function(
        "document.querySelectorAll('.chapter-toc a')[2].getAttribute('aria-current')"
    )
    assert tab.locator(".chapter-toc [aria-current]").count() == 1


def test_code_is_copied_as_it_stands(tab: Page, address: str, sample_html: Build) -> None:
    for file in sorted((sample_html.out / "chapters").glob("*.html")):
        blocks = [div for div in page(file).iter("div") if div.get("class") == "highlight"]
        if not blocks:
            continue
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab.goto(f"{address}/chapters/{file.name}")
        tab.locator("div.highlight > .copy").first.focus()
        tab.keyboard.press("Enter")
        tab.wait_for_selector(".copy[data-done]")
        copied = tab.evaluate("navigator.clipboard.readText()")
        assert copied == "".join(blocks[0].itertext()).rstrip("\n")
        return
    raise AssertionError("no chapter of the sample book has code")


def test_what_scrolls_can_be_reached_by_keys(tab: Page, address: str, sample_html: Build) -> None:
    tab.set_viewport_size({"width": 320, "height": 800})
    scrolling = 0
    for file in sorted((sample_html.out / "chapters").glob("*.html")):
        tab.goto(f"{address}/chapters/{file.name}")
        told = tab.evaluate(
            "[...document.querySelectorAll('article :is(pre, table)')]"
            ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.tabIndex)"
        )
        scrolling += len(told)
        assert set(told) <= {0}
    assert scrolling


def test_a_picture_that_is_larger_than_its_place_can_be_seen_whole(
    tab: Page, tmp_path: Path
) -> None:
    text = '---\ntitle: 图\n---\n\n![大](large.png "一")\n\n![小](small.png "二")\n'
    book = write_posts(tmp_path / "book", {"a.md": text})
    _noise(1600, 200).save(book / "large.png")
    _noise(300, 200).save(book / "small.png")
    out = must(build("html", book, tmp_path / "build")).out
    tab.set_viewport_size({"width": 1440, "height": 1200})
    tab.goto((out / "chapters" / "a.html").as_uri())
    tab.wait_for_function("[...document.querySelectorAll('figure img')].every(i => i.complete)")
    tab.locator(".zoom").click()
    tab.wait_for_function("document.querySelector('.viewer[open] img').naturalWidth === 1600")
    assert tab.locator(".zoom").count() == 1
