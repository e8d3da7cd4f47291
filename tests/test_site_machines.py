"""The website for machines: feed, catalogue, sitemap, heads of pages, cards, old addresses."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from lxml import etree
from PIL import Image

from sphinx_anthology.core.post import read_post
from sphinx_anthology.fonts import Fonts
from sphinx_anthology.html.machines.cards import MARGIN, Card, Faces, draw_card
from sphinx_anthology.html.machines.fulltext import full_text
from sphinx_anthology.html.machines.licences import licence_address
from sphinx_anthology.html.machines.linked import as_script
from sphinx_anthology.html.machines.manifest import Manifest
from sphinx_anthology.html.machines.moments import book_moment, rfc3339
from sphinx_anthology.html.machines.redirects import Old, file_of
from sphinx_anthology.html.machines.site import clean_base, is_web_address
from sphinx_anthology.html.machines.social import locale_of
from sphinx_anthology.model import Blog, Chapter

from .house import ROOTS, Build, build, must, write_posts
from .pictures import picture
from .reading import Element, by_class, page, parse_html, words

BASE = "https://books.example.org/shelf/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XML = "{http://www.w3.org/XML/1998/namespace}"
CONF = """extensions = ["sphinx_anthology"]
project = "灯与<窗>"
author = "周砚 & 林舟"
language = "zh_CN"
anthology_slug = "lamps"
anthology_licence = "CC BY-SA 4.0"
anthology_sources = {
    "blog": {"base_url": "https://blog.example.net", "permalink": "/:year/:title/"},
}
"""
ODD = """---
title: '1 < 2 "quoted" & more'
author: {name: 'A <b>B</b>', url: 'javascript:alert(1)'}
date: 2025-05-06
tags: ['<i>', 'a"b']
summary: 'A "summary" </script><script>alert(1)</script>'
canonical_url: 'https://first.example.com/odd?a=1&b=2'
aliases:
  - /old/odd.html
  - /old/folder/
  - /old/no-slash
  - /旧/文章/
  - /chapters/lamp.html
  - /../outside.html
  - /.hidden/x/
  - /_static/x/
  - https://elsewhere.example.com/odd/
  - /index.html/below/
---

Text with [a link](#below), [another](lamp.md) and ![a picture](pic.png).

## Below

<p onclick="alert(1)">Raw <b>text <i>crossed</b> over</i>, and $a^2 < b$.
"""
SAME = """---
title: 也要旧址
date: 2025-06-01
aliases: [/old/odd.html, '/x/y.html', /x/y.html/z/]
---

正文。
"""
UNDATED = "---\ntitle: 没有日期\n---\n\n正文。\n"


def _posts(folder: Path) -> Path:
    shutil.copytree(ROOTS / "clean", folder)
    write_posts(folder, {"conf.py": CONF, "odd.md": ODD, "same.md": SAME, "undated.md": UNDATED})
    (folder / "pic.png").write_bytes(picture("PNG"))
    (folder / "blog").mkdir()
    shutil.copy(ROOTS / "clean" / "window.md", folder / "blog" / "view.md")
    return folder


def _offer(out: Path, **sizes: int) -> None:
    """Files as the other builders leave them."""
    for kind, size in sizes.items():
        write_posts(out / kind, {f"lamps.{kind}": "x" * size})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("machines")
    posts = _posts(folder / "posts")
    _offer(folder / "out", pdf=2_345_678, epub=9_000)
    (folder / "out/epub/lamps.cover.jpg").write_bytes(picture("JPEG"))
    return must(build("html", posts, folder / "out", html_baseurl=BASE, anthology_offline=1))


@pytest.fixture(scope="module")
def feed(site: Build) -> Element:
    return etree.parse(site.out / "feed.xml").getroot()


def _entries(feed: Element) -> dict[str, Element]:
    return {entry.findtext(f"{ATOM}title"): entry for entry in feed.findall(f"{ATOM}entry")}


# --- the feed --------------------------------------------------------------------------------


def test_feed_has_what_atom_asks_for(feed: Element) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2."""
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(f"{XML}lang") == "zh-CN"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{ATOM}updated"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"{BASE}feed.xml", "alternate": BASE}
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("tag:books.example.org,") for name in ids)


def test_feed_begins_with_the_newest_and_leaves_out_what_has_no_date(feed: Element) -> None:
    days = [entry.findtext(f"{ATOM}published") for entry in feed.findall(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    assert "没有日期" not in _entries(feed)
    assert feed.findtext(f"{ATOM}updated") == max(days)


def test_dates_are_those_of_the_posts(feed: Element) -> None:
    assert _entries(feed)["灯下"].findtext(f"{ATOM}updated") == "2024-01-02T12:00:00Z"


def test_entry_says_who_and_about_what(feed: Element) -> None:
    entry = _entries(feed)["灯下"]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "周砚"
    assert {c.get("term") for c in entry.findall(f"{ATOM}category")} == {"夜", "灯", "读书"}
    assert entry.findtext(f"{ATOM}summary") == "一盏灯，一本书。"


def test_entry_names_the_blog_it_comes_from(feed: Element) -> None:
    entries = feed.findall(f"{ATOM}entry")
    (entry,) = [e for e in entries if e.find(f"{ATOM}source") is not None]
    assert entry.findtext(f"{ATOM}source/{ATOM}id") == "https://blog.example.net/"
    via = [a.get("href") for a in entry.findall(f"{ATOM}link") if a.get("rel") == "via"]
    assert via[0].startswith("https://blog.example.net/2024/")


def test_entries_hold_the_whole_text(feed: Element) -> None:
    content = _entries(feed)["灯下"].find(f"{ATOM}content")
    assert content.get("type") == "html"
    text = words(parse_html(content.text))
    assert "坐得久了，字就一个一个地走过来" in text
    assert "灯的历史" in text
    assert "¶" not in text
    assert "分钟" not in text, "the opening belongs to the page"


def test_addresses_in_entries_are_absolute_and_do_not_act(feed: Element) -> None:
    for entry in feed.findall(f"{ATOM}entry"):
        root = parse_html(entry.findtext(f"{ATOM}content"))
        for element in root.iter("*"):
            for name in ("href", "src"):
                if (address := element.get(name)) is not None:
                    assert urlsplit(address).scheme in {"http", "https", "mailto"}, address
            assert not [name for name in element.attrib if name.lower().startswith("on")]


def test_links_between_chapters_lead_to_the_site(feed: Element) -> None:
    (entry,) = [e for title, e in _entries(feed).items() if "quoted" in title]
    root = parse_html(entry.findtext(f"{ATOM}content"))
    assert {a.get("href") for a in root.iter("a")} >= {
        f"{BASE}chapters/lamp.html",
        f"{BASE}chapters/odd.html#below",
    }
    assert [i.get("src").startswith(f"{BASE}_images/") for i in root.iter("img")] == [True]


def test_feed_can_be_short_or_not_there(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    common: dict[str, Any] = {"html_baseurl": BASE, "anthology_cards": "none"}
    made = must(build("html", posts, tmp_path / "out", anthology_feed_entries=2, **common))
    root = etree.parse(made.out / "feed.xml").getroot()
    assert len(root.findall(f"{ATOM}entry")) == 2
    must(build("html", posts, tmp_path / "out", anthology_feed_entries=0, **common))
    assert not (made.out / "feed.xml").exists()
    links = page(made.out / "index.html").iter("link")
    assert "application/atom+xml" not in {link.get("type") for link in links}


def test_text_of_a_page_without_our_theme() -> None:
    text = full_text(
        '<body><div role="main"><h1>x</h1><p>a<script>1</script>b<a href="javascript:x">c</a></p>'
        '<img src="a.png" srcset="a.png 1x, b.png 2x"></div></body>',
        f"{BASE}chapters/x.html",
    )
    assert "script" not in text
    assert "<p>ab<a>c</a></p>" in text
    assert f"{BASE}chapters/b.png 2x" in text


# --- the catalogue ---------------------------------------------------------------------------


def test_catalogue_offers_what_lies_there(site: Build) -> None:
    root = etree.parse(site.out / "opds.xml").getroot()
    (entry,) = root.findall(f"{ATOM}entry")
    offers = {
        a.get("type"): a
        for a in entry.findall(f"{ATOM}link")
        if a.get("rel") == "http://opds-spec.org/acquisition/open-access"
    }
    assert set(offers) == {"application/epub+zip", "application/pdf"}
    for link in offers.values():
        file = site.out / link.get("href")
        assert file.stat().st_size == int(link.get("length"))
    pictures = [a for a in entry.findall(f"{ATOM}link") if a.get("rel").endswith("/image")]
    assert (site.out / pictures[0].get("href")).is_file()
    for element in (root, entry):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert entry.findtext(f"{ATOM}title") == "灯与<窗>"
    assert entry.findtext("{http://purl.org/dc/terms/}language") == "zh-CN"


def test_second_catalogue_says_the_same(site: Build) -> None:
    """OPDS 2.0: a title, a link to itself, publications with something to acquire and a picture."""
    feed = json.loads((site.out / "opds.json").read_text(encoding="utf-8"))
    assert feed["metadata"]["title"]
    assert {"rel": "self", "href": "opds.json", "type": "application/opds+json"} in feed["links"]
    (book,) = feed["publications"]
    assert book["metadata"]["title"] == "灯与<窗>"
    assert book["metadata"]["identifier"].startswith("urn:uuid:")
    assert all(book["metadata"].values())
    assert {link["type"] for link in book["links"]} == {"application/epub+zip", "application/pdf"}
    assert book["images"][0]["type"] == "image/jpeg"
    assert all((site.out / link["href"]).is_file() for link in (*book["links"], *book["images"]))


def test_title_page_has_buttons(site: Build) -> None:
    index = page(site.out / "index.html")
    (listing,) = by_class(index, "book-downloads")
    found = {a.get("href"): words(a) for a in listing.iter("a")}
    assert found == {"downloads/lamps.epub": "EPUB 9 kB", "downloads/lamps.pdf": "PDF 2.3 MB"}
    types = {link.get("type") for link in index.iter("link")}
    assert "application/opds+json" in types
    assert "application/atom+xml;profile=opds-catalog;kind=acquisition" in types


def test_books_come_and_go_with_their_files(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out"))
    assert not (made.out / "downloads").exists()
    assert not (made.out / "opds.xml").exists()
    assert by_class(page(made.out / "index.html"), "book-downloads") == []
    _offer(tmp_path / "out", pdf=5_000)
    must(build("html", posts, tmp_path / "out"))
    assert (made.out / "downloads/lamps.pdf").stat().st_size == 5_000
    (listing,) = by_class(page(made.out / "index.html"), "book-downloads")
    assert words(listing) == "PDF 5 kB"
    _offer(tmp_path / "out", pdf=7_000)
    must(build("html", posts, tmp_path / "out"))
    assert (made.out / "downloads/lamps.pdf").stat().st_size == 7_000
    assert "7 kB" in words(page(made.out / "index.html"))
    shutil.rmtree(tmp_path / "out/pdf")
    must(build("html", posts, tmp_path / "out"))
    assert not (made.out / "downloads").exists()
    assert not (made.out / "opds.json").exists()
    assert by_class(page(made.out / "index.html"), "book-downloads") == []


def test_book_may_offer_less(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    write_posts(posts, {"conf.py": f'{CONF}anthology_downloads = ["epub"]\n'})
    _offer(tmp_path / "out", pdf=5_000, epub=5_000)
    made = must(build("html", posts, tmp_path / "out"))
    assert [f.name for f in (made.out / "downloads").iterdir()] == ["lamps.epub"]


# --- crawlers --------------------------------------------------------------------------------


def test_sitemap_lists_every_page_once(site: Build) -> None:
    root = etree.parse(site.out / "sitemap.xml").getroot()
    places = [loc.text for loc in root.iter(f"{MAP}loc")]
    assert places[0] == BASE
    ways = [
        f
        for name in ("tags", "authors", "years", "sources")
        for f in site.out.glob(f"{name}/*.html")
    ]
    names = ("bibliography", "ways", "timeline", "map")
    files = [
        *(site.out / "chapters").glob("*.html"),
        *ways,
        *(site.out / f"{n}.html" for n in names),
    ]
    pages = {f"{BASE}{f.relative_to(site.out).as_posix()}" for f in files if f.is_file()}
    assert len(pages) > 10
    assert sorted(places) == sorted({BASE, *pages})
    days = {u.findtext(f"{MAP}loc"): u.findtext(f"{MAP}lastmod") for u in root}
    assert days[f"{BASE}chapters/lamp.html"] == "2024-01-02"
    assert days[f"{BASE}chapters/undated.html"] is None
    assert days[BASE] == "2025-06-01"


def test_robots_are_told(site: Build) -> None:
    lines = (site.out / "robots.txt").read_text().splitlines()
    assert "Disallow: /shelf/_editor/" in lines
    assert f"Sitemap: {BASE}sitemap.xml" in lines


def test_page_for_wrong_addresses_works_at_any_depth(site: Build) -> None:
    root = page(site.out / "404.html")
    assert root.get("lang") == "zh-CN"
    own = [
        element.get(name)
        for element in root.iter("*")
        for name in ("href", "src")
        if element.get(name) and not element.get(name).startswith(("#", "http"))
    ]
    assert own
    for address in own:
        assert address.startswith("/shelf/")
        assert (site.out / unquote(urlsplit(address).path).removeprefix("/shelf/")).is_file()
    assert [m.get("content") for m in root.iter("meta") if m.get("name") == "robots"] == ["noindex"]
    parser = html5lib.HTMLParser()
    parser.parse((site.out / "404.html").read_text(encoding="utf-8"))
    assert parser.errors == []


# --- heads -----------------------------------------------------------------------------------


def _metas(root: Element) -> dict[str, str]:
    metas = ((m.get("property") or m.get("name"), m.get("content")) for m in root.iter("meta"))
    return {name: content for name, content in metas if name}


def _linked(root: Element) -> list[dict[str, Any]]:
    scripts = [s for s in root.iter("script") if s.get("type") == "application/ld+json"]
    return [json.loads(script.text) for script in scripts]


def _canonical(root: Element) -> list[str]:
    return [link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"]


@pytest.fixture(scope="module")
def odd(site: Build) -> Element:
    return page(site.out / "chapters" / "odd.html")


def test_strangers_words_stay_words(site: Build, odd: Element) -> None:
    title, summary = '1 < 2 "quoted" & more', 'A "summary" </script><script>alert(1)</script>'
    assert _metas(odd)["og:title"] == _linked(odd)[0]["name"] == title
    assert _metas(odd)["og:description"] == _linked(odd)[0]["description"] == summary
    assert _linked(odd)[0]["keywords"] == ["<i>", 'a"b']
    assert not [s for s in odd.iter("script") if "alert" in (s.text or "") and not s.get("type")]
    assert "url" not in _linked(odd)[0]["author"][0], "javascript: is no address"
    parser = html5lib.HTMLParser()
    parser.parse((site.out / "chapters/odd.html").read_text(encoding="utf-8"))
    assert parser.errors == []


def test_chapter_as_it_is_shared(site: Build) -> None:
    metas = _metas(page(site.out / "chapters/lamp.html"))
    assert metas["og:type"] == "article"
    assert metas["og:url"] == f"{BASE}chapters/lamp.html"
    assert metas["og:site_name"] == "灯与<窗>"
    assert metas["og:locale"] == "zh_CN"
    assert metas["og:description"] == "一盏灯，一本书。"
    assert metas["article:published_time"] == "2024-01-02T20:00:00+08:00"
    assert metas["author"] == "周砚"
    assert not [name for name in metas if name.startswith("citation_")]


def test_chapter_as_linked_data(site: Build) -> None:
    chapter, crumbs = _linked(page(site.out / "chapters/lamp.html"))
    assert chapter["@context"] == "https://schema.org"
    assert chapter["@type"] == "Chapter"
    assert chapter["isPartOf"]["@type"] == "Book"
    assert chapter["author"] == [{"@type": "Person", "name": "周砚"}]
    assert chapter["datePublished"] == "2024-01-02T20:00:00+08:00"
    assert chapter["inLanguage"].startswith("zh")
    assert chapter["wordCount"] > 50
    assert chapter["keywords"] == ["夜", "灯", "读书"]
    assert chapter["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert {work["name"] for work in chapter["citation"]} == {"灯的历史", "灯与书"}
    assert all(work["url"].startswith("https://") for work in chapter["citation"])
    assert [item["position"] for item in crumbs["itemListElement"]] == [1, 2]
    assert crumbs["itemListElement"][0]["item"] == BASE


def test_book_as_linked_data(site: Build) -> None:
    (book,) = _linked(page(site.out / "index.html"))
    assert (book["@type"], book["name"], book["url"]) == ("Book", "灯与<窗>", BASE)
    assert book["inLanguage"] == "zh-CN"
    assert book["author"] == [{"@type": "Person", "name": "周砚 & 林舟"}]
    assert len(book["hasPart"]) == len(list((site.out / "chapters").glob("*.html")))


def test_original_can_be_the_address_to_go_by(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    settings = {"html_baseurl": BASE, "anthology_cards": "none"}
    made = must(build("html", posts, tmp_path / "out", anthology_canonical="original", **settings))
    chapters = made.out / "chapters"
    assert _canonical(page(chapters / "odd.html")) == ["https://first.example.com/odd?a=1&b=2"]
    assert _canonical(page(chapters / "view.html"))[0].startswith("https://blog.example.net/")
    assert _canonical(page(chapters / "lamp.html")) == [f"{BASE}chapters/lamp.html"]


def test_canonical_is_the_sites_own(site: Build, odd: Element) -> None:
    assert _canonical(odd) == [f"{BASE}chapters/odd.html"]
    assert _canonical(page(site.out / "index.html")) == [BASE]


def test_without_an_address_nothing_wrong_is_said(tmp_path: Path) -> None:
    _offer(tmp_path / "out", epub=5_000)
    made = must(build("html", _posts(tmp_path / "posts"), tmp_path / "out"))
    names = {f.name for f in made.out.iterdir()}
    assert not names & {"feed.xml", "sitemap.xml", "404.html", "cards"}
    assert {"robots.txt", "opds.xml", "opds.json"} <= names
    assert made.run.out.count("html_baseurl") == 1
    assert made.run.complaints == []
    root = page(made.out / "chapters/lamp.html")
    assert _canonical(root) == []
    assert not {"og:url", "og:image"} & set(_metas(root))
    assert _linked(root)[0]["@type"] == "Chapter"
    (book,) = _linked(page(made.out / "index.html"))
    assert all((made.out / part["url"]).is_file() for part in book["hasPart"])


# --- cards -----------------------------------------------------------------------------------


def test_each_page_has_its_card(site: Build) -> None:
    for file in [site.out / "index.html", *(site.out / "chapters").glob("*.html")]:
        metas = _metas(page(file))
        card = site.out / metas["og:image"].removeprefix(BASE)
        with Image.open(card) as image:
            assert image.size == (1200, 630)
            assert image.format == "PNG"
        assert card.stat().st_size < 100_000
        assert metas["og:image:width"] == "1200"


def test_cards_can_be_fewer_or_none(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out", html_baseurl=BASE))
    must(build("html", posts, tmp_path / "out", html_baseurl=BASE, anthology_cards="book"))
    assert [f.name for f in (made.out / "cards").rglob("*")] == ["book.png"]
    assert _metas(page(made.out / "chapters/lamp.html"))["og:image"] == f"{BASE}cards/book.png"
    must(build("html", posts, tmp_path / "out", html_baseurl=BASE, anthology_cards="none"))
    assert not (made.out / "cards").exists()
    assert "og:image" not in _metas(page(made.out / "chapters/lamp.html"))


def test_without_fonts_there_are_no_cards(tmp_path: Path) -> None:
    """fontconfig finds nothing on a machine that has none."""
    empty = write_posts(tmp_path, {"bin/fc-list": "#!/bin/sh\nexit 0\n"}) / "bin"
    (empty / "fc-list").chmod(0o755)
    env = {"PATH": f"{empty}{os.pathsep}{os.environ['PATH']}"}
    posts = _posts(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out", html_baseurl=BASE, env=env))
    assert not (made.out / "cards").exists()
    assert "og:image" not in _metas(page(made.out / "chapters/lamp.html"))
    assert made.run.complaints == []


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Faces:
    fonts = Fonts(tmp_path_factory.mktemp("fonts"))
    bold = fonts.locate("Noto Serif CJK SC", "Bold")
    regular = fonts.locate("Noto Serif CJK SC", "Regular")
    assert bold, "the tests of looks need Noto Serif CJK: apt-get install fonts-noto-cjk"
    assert regular
    return Faces((str(bold[0]), bold[1]), (str(regular[0]), regular[1]))


@pytest.mark.parametrize(
    "title",
    [
        "窗",
        "一只箱子，装下一本电子书",
        "为什么我们还在写博客：一份关于慢写作的长期观察与回顾",
        "《关系模型》“第七版”读书笔记（上）：" + "从索引到事务，" * 12,
        "W" * 200,
        "The long and the short of it, " * 8,
        "",
        "🎉 العربية",
    ],
)
def test_no_text_runs_off_the_card(title: str, faces: Faces) -> None:
    data = draw_card(
        Card(title, "副题" * 60, "作者" * 90, "2024年1月2日", "书名" * 40, "zh-CN", ()), faces
    )
    image = Image.open(io.BytesIO(data)).convert("L")
    paper = image.getpixel((2, 2))
    margins = [
        (0, 200, MARGIN - 60, 630),
        (1200 - MARGIN + 30, 200, 1200, 630),
        (0, 600, 1200, 630),
    ]
    for box in margins:
        assert image.crop(box).getextrema() == (paper, paper)


def test_same_card_same_bytes(faces: Faces) -> None:
    card = Card("灯下", "", "周砚", "", "灯与窗", "zh-CN", ((1.0, "#a5301f"),))
    assert draw_card(card, faces) == draw_card(card, faces)


# --- old addresses ---------------------------------------------------------------------------


def _target(site: Build, name: str) -> str:
    """Where a small page leads, below the site's folder."""
    root = page(site.out / name)
    (refresh,) = [m.get("content") for m in root.iter("meta") if m.get("http-equiv") == "refresh"]
    href = refresh.partition("url=")[2]
    assert [a.get("href") for a in root.iter("a")] == [href]
    assert _canonical(root)[0].startswith(BASE)
    assert _metas(root)["robots"] == "noindex"
    assert root.get("lang")
    return urlsplit(urljoin(f"{BASE}{name}", href)).path.removeprefix("/shelf/")


@pytest.mark.parametrize(
    "name",
    ["old/odd.html", "old/folder/index.html", "old/no-slash/index.html", "旧/文章/index.html"],
)
def test_old_addresses_lead_to_the_chapter(site: Build, name: str) -> None:
    assert _target(site, name) == "chapters/odd.html"
    parser = html5lib.HTMLParser()
    parser.parse((site.out / name).read_text(encoding="utf-8"))
    assert parser.errors == []


def test_no_page_and_no_folder_is_taken(site: Build) -> None:
    assert "灯下读书" in words(page(site.out / "chapters/lamp.html"))
    assert _target(site, "x/y.html") == "chapters/same.html"
    assert not (site.out.parent / "outside.html").exists()
    assert not (site.out / "outside.html").exists()
    assert not (site.out / ".hidden").exists()
    assert not (site.out / "_static/x").exists()
    assert not (site.out / "odd").exists()


def test_what_is_in_the_way_is_told_with_its_line(site: Build) -> None:
    told = [line for line in site.report.splitlines() if "the old address" in line]
    posts = site.folder.parent / "posts"
    lines = ODD.splitlines()
    for given in ("/chapters/lamp.html", "/../outside.html", "/.hidden/x/", "/index.html/below/"):
        place = f"{posts / 'odd.md'}:{lines.index(f'  - {given}') + 1}: "
        assert [line for line in told if line.startswith(place) and given in line]
    assert len([line for line in told if str(posts / "same.md") in line]) == 2
    assert site.run.complaints == []


def test_redirects_go_with_their_alias(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out"))
    assert (made.out / "old/folder/index.html").is_file()
    write_posts(posts, {"odd.md": ODD.replace("  - /old/folder/\n", "")})
    must(build("html", posts, tmp_path / "out"))
    assert not (made.out / "old/folder").exists()
    assert (made.out / "old/odd.html").is_file()


def test_redirect_makes_room_for_a_page(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out"))
    assert "x/y.html" in {f.relative_to(made.out).as_posix() for f in made.out.rglob("*.html")}
    own = "# 我自己的一页\n\n字。\n"
    write_posts(posts, {"x/y.md": own, "conf.py": f'{CONF}anthology_pages = ["x/*.md"]\n'})
    must(build("html", posts, tmp_path / "out"))
    assert "我自己的一页" in words(page(made.out / "x/y.html"))
    must(build("html", posts, tmp_path / "out"))
    assert "我自己的一页" in words(page(made.out / "x/y.html"))


def test_addresses_on_the_blog_can_lead_here(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    write_posts(posts, {"conf.py": f'{CONF}anthology_redirects = ["addresses"]\n'})
    made = must(build("html", posts, tmp_path / "out"))
    found = [f.relative_to(made.out).as_posix() for f in (made.out / "2024").rglob("*.html")]
    assert len(found) == 1
    assert not (made.out / "old").exists()


def _old(given: str, **blog: str) -> Old:
    post = read_post("---\ntitle: x\n---\n\nx\n", "a.md", "a.md", blog=Blog(**blog))
    return Old(Chapter(post, "a", "chapters/a", "", None), given)


@pytest.mark.parametrize(
    "given",
    [
        "", "/", "..", "/a/../b", "/%2e%2e/x", "/a/%2e%2e%2fb", "/a\\..\\b", "/_static/", "/.git/x",
        "/con.html", "/a:b", "/a\x00b", "/a%00b", "//evil.example/x", "https://evil.example/x",
        "/" + "a" * 300, "/" + "a/" * 600, "/x./", "/ /",
    ],
)  # fmt: skip
def test_unsafe_addresses_are_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        file_of(_old(given), BASE)


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("/x/y/", "x/y/index.html"),
        ("x/y", "x/y/index.html"),
        ("/x/y.html?a=1#b", "x/y.html"),
        ("/x/y.php", "x/y.php/index.html"),
        ("/%E6%97%A7/", "旧/index.html"),
        ("/shelf/x/", "x/index.html"),
        ("https://books.example.org/shelf/x/", "x/index.html"),
        ("https://blog.example.net/x.html", "x.html"),
    ],
)
def test_files_of_old_addresses(given: str, file: str) -> None:
    assert file_of(_old(given, base_url="https://blog.example.net"), BASE) == file


# --- other builds ----------------------------------------------------------------------------


def _state(folder: Path) -> dict[str, int]:
    files = (f for f in folder.rglob("*") if f.is_file() and "_static" not in f.parts)
    return {f.relative_to(folder).as_posix(): f.stat().st_mtime_ns for f in files}


def test_nothing_is_written_again(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    write_posts(posts, {"same.md": SAME.replace("aliases: [", "aliases: [/chapters/former.html, ")})
    _offer(tmp_path / "out", pdf=5_000)
    made = must(build("html", posts, tmp_path / "out", html_baseurl=BASE))
    before = _state(made.out)
    assert "chapters/former.html" in before
    must(build("html", posts, tmp_path / "out", html_baseurl=BASE))
    after = _state(made.out)
    written = {name for name in after if after[name] != before.get(name)}
    assert written <= {"objects.inv", ".buildinfo"}


def test_bytes_do_not_depend_on_the_day_or_the_processes(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    found = []
    for jobs in (1, 2):
        made = must(build("html", posts, tmp_path / str(jobs), jobs=jobs, html_baseurl=BASE))
        names = ("feed.xml", "sitemap.xml", "404.html", "cards/book.png", "old/odd.html")
        found.append([(made.out / name).read_bytes() for name in names])
    assert found[0] == found[1]


def test_users_own_files_win(tmp_path: Path) -> None:
    """Also when they come later than ours."""
    posts = _posts(tmp_path / "posts")
    must(build("html", posts, tmp_path / "out", html_baseurl=BASE))
    extra = {"extra/robots.txt": "own\n", "extra/old/odd.html": "own\n"}
    write_posts(posts, {**extra, "conf.py": f'{CONF}html_extra_path = ["extra"]\n'})
    made = must(build("html", posts, tmp_path / "out", html_baseurl=BASE))
    for _ in range(2):
        assert (made.out / "robots.txt").read_text() == "own\n"
        assert (made.out / "old/odd.html").read_text() == "own\n"
        must(build("html", posts, tmp_path / "out", html_baseurl=BASE))


def test_another_theme_has_what_needs_no_template(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "posts")
    settings = {"html_baseurl": BASE, "html_theme": "alabaster"}
    made = must(build("html", posts, tmp_path / "out", **settings))
    root = etree.parse(made.out / "feed.xml").getroot()
    content = _entries(root)["灯下"].findtext(f"{ATOM}content")
    assert "坐得久了" in content
    assert "¶" not in content
    names = {f.name for f in made.out.iterdir()}
    assert {"sitemap.xml", "robots.txt", "old"} <= names


def test_pages_in_folders(tmp_path: Path) -> None:
    made = must(build("dirhtml", _posts(tmp_path / "posts"), tmp_path / "out", html_baseurl=BASE))
    root = etree.parse(made.out / "sitemap.xml").getroot()
    assert f"{BASE}chapters/lamp/" in {loc.text for loc in root.iter(f"{MAP}loc")}
    assert _target(made, "old/folder/index.html") == "chapters/odd/"
    assert _metas(page(made.out / "chapters/lamp/index.html"))["og:url"] == f"{BASE}chapters/lamp/"


def test_books_without_any_date_have_no_feed(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": UNDATED})
    made = must(build("html", posts, tmp_path / "out", html_baseurl=BASE))
    assert not (made.out / "feed.xml").exists()
    assert (made.out / "sitemap.xml").is_file()


# --- small things ----------------------------------------------------------------------------


def test_script_cannot_be_ended_from_within() -> None:
    data = {"name": "</script><!-- ]]> \u2028 & '\""}
    text = as_script(data)
    assert not re.search(r"[<>&\u2028]", text)
    assert json.loads(text) == data


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("see https://example.org/l.", "https://example.org/l"),
        ("MIT", ""),
    ],
)
def test_addresses_of_licences(name: str, address: str) -> None:
    assert licence_address(name) == address


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://a.example", "https://a.example/"),
        ("https://a.example/b/?x#y", "https://a.example/b/"),
        ("a.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_base_is_an_address_or_nothing(given: str, base: str) -> None:
    assert clean_base(given) == base


@pytest.mark.parametrize("text", ["javascript:x", "data:x", "//a", "https://a b", "http://[x", ""])
def test_what_is_no_web_address(text: str) -> None:
    assert not is_web_address(text)


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("zh-CN", "zh_CN"), ("zh-Hant", "zh_TW"), ("en", "en_US"), ("pt-BR", "pt_BR"), ("de", "")],
)
def test_locale(tag: str, locale: str) -> None:
    assert locale_of(tag) == locale


def test_dates_of_posts_are_told_as_they_are(site: Build) -> None:
    metas = _metas(page(site.out / "chapters/odd.html"))
    assert datetime.fromisoformat(metas["article:published_time"]).date().isoformat() == (
        "2025-05-06"
    )


def test_epoch_is_the_day_of_the_book_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert rfc3339(book_moment([])) == "2023-11-14T22:13:20Z"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert rfc3339(book_moment([])) == "1970-01-01T00:00:00Z"


def test_zones_of_long_ago_are_told_without_seconds() -> None:
    moment = datetime(1899, 12, 31, 12, tzinfo=timezone(timedelta(hours=8, minutes=5, seconds=43)))
    assert rfc3339(moment) == "1899-12-31T03:54:17Z"
    assert rfc3339(datetime.min.replace(tzinfo=timezone(timedelta(hours=8)))).endswith("Z")


def test_list_of_files_that_is_broken_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("{", encoding="utf-8")
    assert Manifest(tmp_path / "list.json", tmp_path / "out").before == set()
