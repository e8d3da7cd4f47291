"""The website of the sample book: sound pages, whole links, nothing from elsewhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from playwright.sync_api import Page

from .house import REPOSITORY, Build
from .reading import Element, by_class, inner_links, one, page, title_of, words

WIDTHS = (320, 768, 1440)
CHAPTERS = 8


def _pages(build: Build) -> dict[Path, Element]:
    return {file: page(file) for file in sorted(build.out.rglob("*.html"))}


@pytest.fixture(scope="module")
def pages(sample_html: Build) -> dict[Path, Element]:
    return _pages(sample_html)


@pytest.fixture(scope="module")
def chapters(pages: dict[Path, Element]) -> dict[Path, Element]:
    return {file: root for file, root in pages.items() if file.parent.name == "chapters"}


# --- soundness -----------------------------------------------------------------------------


def test_every_post_has_its_page(chapters: dict[Path, Element]) -> None:
    assert len(chapters) == CHAPTERS


def test_pages_are_sound_html(sample_html: Build) -> None:
    wrong = {}
    for file in sorted(sample_html.out.rglob("*.html")):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(file.read_text(encoding="utf-8"))
        errors = [f"{place}: {kind} {facts}" for place, kind, facts in parser.errors]
        if errors:
            wrong[file.name] = errors
    assert wrong == {}


def test_one_top_heading_a_page(pages: dict[Path, Element]) -> None:
    wrong = {f.name: n for f, root in pages.items() if (n := len(list(root.iter("h1")))) != 1}
    assert wrong == {}


def test_headings_leave_out_no_level(pages: dict[Path, Element]) -> None:
    for file, root in pages.items():
        before = 0
        for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
            level = int(heading.tag[1])
            assert level <= before + 1, (file.name, words(heading))
            before = level


def test_ids_are_unique(pages: dict[Path, Element]) -> None:
    for file, root in pages.items():
        counts = Counter(e.get("id") for e in root.iter("*") if e.get("id"))
        assert [name for name, count in counts.items() if count > 1] == [], file.name


def test_ids_of_headings_are_their_words(chapters: dict[Path, Element]) -> None:
    """Readable and stable names: never id1, and a number behind only where two are alike."""
    for file, root in chapters.items():
        ids = [s.get("id") for s in root.iter("section") if s.find("h2") is not None]
        assert ids, file.name
        for name in ids:
            stem, _, number = name.rpartition("-")
            assert not name.removeprefix("id").isdigit()
            assert not number.isdigit() or len(number) == 4 or stem in ids, (file.name, name)


def test_every_page_describes_itself(pages: dict[Path, Element]) -> None:
    for file, root in pages.items():
        if "_editor" in file.parts:
            continue
        told = [m.get("content") for m in root.iter("meta") if m.get("name") == "description"]
        assert len(told) == 1, file.name
        assert told[0], file.name


def test_inner_links_resolve(pages: dict[Path, Element]) -> None:
    ids = {file: {e.get("id") for e in root.iter("*")} for file, root in pages.items()}
    for file, root in pages.items():
        for link in inner_links(file, root):
            assert link.target.is_file(), (file.name, link.target.name)
            if link.anchor and link.target in ids:
                assert link.anchor in ids[link.target], (file.name, link.anchor)


def test_every_page_can_be_reached(sample_html: Build, pages: dict[Path, Element]) -> None:
    seen: set[Path] = set()
    ahead = [sample_html.out / "index.html"]
    while ahead:
        file = ahead.pop()
        if file in seen or file not in pages:
            continue
        seen.add(file)
        ahead += [link.target for link in inner_links(file, pages[file])]
    unreached = {f.relative_to(sample_html.out).as_posix() for f in set(pages) - seen}
    assert unreached <= {"search.html", "_editor/index.html"}, "the editor's page is no reader's"


def test_nothing_is_loaded_from_elsewhere(sample_html: Build, pages: dict[Path, Element]) -> None:
    for root in pages.values():
        for element in root.iter("script", "link", "img", "iframe", "source", "video", "audio"):
            address = element.get("src") or element.get("href") or ""
            assert urlsplit(address).netloc == ""
    for sheet in sample_html.out.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        assert "url(http" not in text.replace('"', "").replace("'", "")


def test_pictures_have_text(pages: dict[Path, Element]) -> None:
    for file, root in pages.items():
        assert [i.get("src") for i in root.iter("img") if i.get("alt") is None] == [], file.name


def test_outward_links_are_web_addresses(pages: dict[Path, Element]) -> None:
    links = {a.get("href") for root in pages.values() for a in root.iter("a") if a.get("href")}
    assert {urlsplit(link).scheme for link in links} <= {"", "http", "https", "mailto"}


# --- language ------------------------------------------------------------------------------


def test_pages_say_their_language(pages: dict[Path, Element]) -> None:
    tags = Counter(
        root.get("lang") for file, root in pages.items() if file.parent.name == "chapters"
    )
    assert tags == {"zh-CN": 5, "en": 3}
    assert {r.get("lang") for f, r in pages.items() if f.parent.name != "chapters"} == {"zh-CN"}


def test_english_titles_say_so_among_chinese_ones(sample_html: Build) -> None:
    index = page(sample_html.out / "index.html")
    links = [a for a in index.iter("a") if (a.get("href") or "").startswith("chapters/")]
    english = [a for a in links if "#" not in a.get("href") and words(a).isascii()]
    assert len(english) == 3
    assert all(_language_of(link) == "en" for link in english)


def _language_of(element: Element) -> str:
    own = [e.get("lang") for e in (*element.iter("*"), *element.iterancestors()) if e.get("lang")]
    return str(own[0])


def test_words_of_the_book_keep_the_books_language(chapters: dict[Path, Element]) -> None:
    """An English chapter in a Chinese book: its reading time is told in Chinese, and marked so."""
    for root in chapters.values():
        for place in by_class(root, "reading-time"):
            said = next(e.get("lang") for e in (place, *place.iterancestors()) if e.get("lang"))
            assert said.startswith("zh") == ("分钟" in words(place))


# --- the book ------------------------------------------------------------------------------


def test_index_shows_every_chapter_in_its_part(sample_html: Build) -> None:
    index = page(sample_html.out / "index.html").find(".//main")
    links = [a.get("href") for a in index.iter("a") if "chapters/" in (a.get("href") or "")]
    assert len({link.partition("#")[0] for link in links}) == CHAPTERS
    parts = {words(h) for h in index.iter("h2")}
    shown = {words(p) for f in _pages(sample_html).values() for p in by_class(f, "chapter-part")}
    assert shown <= parts


def test_chapters_lead_to_their_neighbours(sample_html: Build) -> None:
    """From the first chapter on, `next` walks through the whole book."""
    index = page(sample_html.out / "index.html")
    links = [a.get("href") for a in index.iter("a") if "chapters/" in (a.get("href") or "")]
    file = sample_html.out / links[0].partition("#")[0]
    walked = []
    while file.parent.name == "chapters":
        walked.append(file)
        turn = [a for a in page(file).iter("a") if a.get("rel") == "next"]
        file = (file.parent / turn[0].get("href")).resolve() if turn else sample_html.out
    assert len(walked) == len(set(walked)) == CHAPTERS


def test_chapter_opens_with_its_facts(chapters: dict[Path, Element]) -> None:
    for root in chapters.values():
        opening = one(by_class(root, "chapter-opening"))
        assert by_class(opening, "author")
        assert one(list(opening.iter("time"))).get("datetime")
        assert one(by_class(opening, "reading-time")) is not None


def test_bibliography_holds_every_reference_once(
    sample_html: Build, chapters: dict[Path, Element]
) -> None:
    cited = {
        item.get("id").rpartition("-")[2]
        for root in chapters.values()
        for listing in by_class(root, "references")
        for item in listing.findall("li")
    }
    listing = one(by_class(page(sample_html.out / "bibliography.html"), "references"))
    listed = [item.get("id").rpartition("-")[2] for item in listing.findall("li")]
    assert sorted(listed) == sorted(cited)


def test_posts_link_to_each_other_as_chapters(chapters: dict[Path, Element]) -> None:
    """`{% post_url %}`, `{{< ref >}}` and links to files have become links to pages."""
    crossings = [
        link.get("href")
        for root in chapters.values()
        for link in root.find(".//article").iter("a")
        if (link.get("href") or "").partition("#")[0].endswith(".html")
    ]
    assert crossings
    assert all("post:" not in href and ".md" not in href for href in crossings)


def test_title_stands_in_the_window(chapters: dict[Path, Element]) -> None:
    for root in chapters.values():
        heading = title_of(one(list(root.iter("h1"))))
        assert words(root.find("head/title")).startswith(heading)


# --- in a browser --------------------------------------------------------------------------


OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const clips = e => ["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX);
  const scrolls = e => e && e !== document.body && (clips(e) || scrolls(e.parentElement));
  return document.documentElement.scrollWidth <= width ? [] :
    [...document.querySelectorAll("body *")]
      .filter(e => e.getBoundingClientRect().right > width + 1 && !scrolls(e))
      .map(e => e.tagName + "." + e.className).slice(0, 5).concat(["page"]);
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(
    tab: Page, address: str, sample_html: Build, width: int
) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for file in sorted(sample_html.out.rglob("*.html")):
        tab.goto(f"{address}/{file.relative_to(sample_html.out).as_posix()}")
        if found := tab.evaluate(OVERFLOW):
            wide[file.name] = found
    assert wide == {}


def test_console_is_silent_and_nothing_is_missing(
    tab: Page, address: str, sample_html: Build
) -> None:
    told: list[str] = []
    tab.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on("requestfailed", lambda request: told.append(request.url))
    for file in sorted(sample_html.out.rglob("*.html")):
        tab.goto(f"{address}/{file.relative_to(sample_html.out).as_posix()}", wait_until="load")
    assert [line for line in told if "icon.svg" not in line] == [], "an icon may come late"


def test_nobody_else_is_asked(tab: Page, address: str, sample_html: Build) -> None:
    asked: set[str] = set()
    tab.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    for file in sorted((sample_html.out / "chapters").glob("*.html")):
        tab.goto(f"{address}/chapters/{file.name}")
    assert asked == {urlsplit(address).netloc}


def test_pictures_are_drawn(tab: Page, address: str, sample_html: Build) -> None:
    for file in sorted((sample_html.out / "chapters").glob("*.html")):
        tab.goto(f"{address}/chapters/{file.name}", wait_until="load")
        empty = tab.evaluate(
            "async () => { const all = [...document.images];"
            "all.forEach(i => i.loading = 'eager');"
            "await Promise.all(all.map(i => i.decode().catch(() => 0)));"
            "return all.filter(i => !i.naturalWidth).map(i => i.src) }"
        )
        assert empty == [], file.name


def _ink(tab: Page) -> str:
    return str(tab.evaluate("getComputedStyle(document.body).color"))


def test_theme_switch_works_and_is_remembered(tab: Page, address: str) -> None:
    tab.emulate_media(color_scheme="light")
    tab.goto(f"{address}/index.html")
    inks = [_ink(tab)]
    for _ in range(3):  # light, sepia, dark
        tab.locator(".theme-switch").click()
        inks.append(_ink(tab))
    assert inks[0] == inks[1]
    assert len(set(inks)) == 3
    tab.goto(f"{address}/bibliography.html")
    assert _ink(tab) == inks[3]
    tab.locator(".theme-switch").click()  # and as the system has it
    tab.reload()
    assert _ink(tab) == inks[0]


def test_theme_follows_the_system_until_asked(tab: Page, address: str) -> None:
    shades = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        tab.goto(f"{address}/index.html")
        shades.append(_ink(tab))
    assert shades[0] != shades[1]


def test_first_tab_stop_skips_to_the_text(tab: Page, address: str) -> None:
    tab.goto(f"{address}/bibliography.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#text"


def test_site_works_from_the_disk(tab: Page, sample_html: Build) -> None:
    told: list[str] = []
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.goto((sample_html.out / "index.html").as_uri())
    tab.locator("main a[href^='chapters/']").first.click()
    assert "/chapters/" in tab.url
    assert told == []


def test_sample_book_says_where_it_comes_from() -> None:
    """The tests above count what lies in the sample's folder."""
    posts = [f for f in (REPOSITORY / "book").rglob("*.md") if f.name.lower() != "readme.md"]
    assert len(posts) == CHAPTERS
