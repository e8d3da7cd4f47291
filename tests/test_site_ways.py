"""Ways into the website: pages per tag, author, year and source, graphics, index, filters."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sphinx_anthology.core.wording import WORDS

from .house import Build, build, must, write_posts
from .reading import Element, by_class, inner_links, one, page, title_of, without_namespaces, words

CONF = """extensions = ["sphinx_anthology"]
project = "灯火集"
language = "zh_CN"
anthology_offline = True
anthology_people = {"李航": "住在河口。"}
anthology_sources = {
    "one": {"base_url": "https://one.example"}, "two": {"base_url": "https://two.example"}
}
"""
CITES = "\n\n## 参考文献\n\n1. [纸的历史](https://example.org/paper)\n"
POSTS = {
    "conf.py": CONF,
    "one/lamp.md": "---\ntitle: 灯下\nauthor: 李航\ndate: 2023-03-01\ntags: [C, 灯]\n---\n\n"
    "字比白天黑[1]。" + CITES,
    "one/window.md": "---\ntitle: 窗前\nauthor: 李航\ndate: 2024-05-01\n"
    "tags: [C++, 灯, 窗]\n---\n\n风从北边来。",
    "two/letters.md": "---\ntitle: On letters\nauthor: Ada Byron\ntranslator: 李航\n"
    "date: 2024-08-01\ntags: [C, C++]\nlang: en\n---\n\n"
    "Paper and ink are older than screens [1], and letters are older than both of them.\n\n"
    "## References\n\n1. [纸的历史](https://example.org/paper)\n"
    "2. Knuth D. *Digital Typography*. Stanford: CSLI, 1999.\n",
    "two/alone.md": "---\ntitle: 独自\nauthor: Ada Byron\ntags: [独]\n---\n\n没有日期的一篇。",
}


def _project(folder: Path, **files: str) -> Path:
    return write_posts(folder, {**POSTS, **files})


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("ways")
    return must(build("html", _project(folder / "posts"), folder / "out"))


def _names(out: Path) -> set[str]:
    """All pages but the chapters'."""
    files = {file.relative_to(out).as_posix() for file in out.rglob("*.html")}
    return {name for name in files if not name.startswith(("chapters/", "_"))}


def _chapters(root: Element) -> list[str]:
    """Titles of the rows of chapters, in order."""
    return [words(row) for row in by_class(root, "row-title")]


def _targets(out: Path, name: str) -> set[str]:
    file = out / name
    links = inner_links(file, page(file).find(".//main"))
    return {link.target.relative_to(out.resolve()).as_posix() for link in links}


# --- which pages ---------------------------------------------------------------------------


def test_pages_have_names_that_can_be_read(book: Build) -> None:
    assert _names(book.out) == {
        "index.html", "bibliography.html", "search.html", "ways.html", "timeline.html", "map.html",
        "tags/index.html", "tags/c.html", "tags/c-plus-plus.html", "tags/deng.html",
        "authors/index.html", "authors/li-hang.html", "authors/ada-byron.html",
        "years/index.html", "years/2023.html", "years/2024.html",
        "sources/index.html", "sources/one-example.html", "sources/two-example.html",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tags/c", ["灯下", "On letters"]),
        ("tags/c-plus-plus", ["窗前", "On letters"]),
        ("authors/ada-byron", ["On letters", "独自"]),
        ("authors/li-hang", ["灯下", "窗前", "On letters"]),
        ("years/2024", ["窗前", "On letters"]),
        ("sources/two-example", ["On letters", "独自"]),
    ],
)
def test_pages_show_their_chapters_in_book_order(
    book: Build, name: str, expected: list[str]
) -> None:
    assert _chapters(page(book.out / f"{name}.html")) == expected


def test_rows_are_those_of_the_title_page(book: Build) -> None:
    def rows(file: Path) -> dict[str, list[str]]:
        found = {words(by_class(row, "row-title")[0]): row for row in _rows(file)}
        return {title: [words(p) for p in row.findall("p")] for title, row in found.items()}

    shown = rows(book.out / "years" / "2024.html")
    assert shown.items() <= rows(book.out / "index.html").items()


def _rows(file: Path) -> list[Element]:
    return by_class(page(file), "chapter-row")


def test_what_someone_did_who_is_not_the_author_is_told(book: Build) -> None:
    rows = _rows(book.out / "authors" / "li-hang.html")
    roles = {words(by_class(row, "row-title")[0]): by_class(row, "role") for row in rows}
    assert [title for title, role in roles.items() if role] == ["On letters"]
    assert words(one(roles["On letters"])) == WORDS["zh"]["translator"]


def test_page_of_an_author_says_what_the_book_says(book: Build) -> None:
    assert "住在河口。" in words(page(book.out / "authors" / "li-hang.html").find(".//header[h1]"))


def test_names_and_addresses_of_posts_do_not_act(tmp_path: Path) -> None:
    head = (
        "---\ntitle: '<b>一</b>'\nauthor: {name: '<i>x', url: '%s'}\ntags: ['<script>']\n"
        "---\n\n文。"
    )
    posts = {
        "a.md": head % "javascript:alert(1)",
        "b.md": head.replace("<i>x", "y") % "https://y.example",
    }
    made = must(build("html", write_posts(tmp_path / "posts", posts), tmp_path / "out"))
    for name in _names(made.out):
        main = page(made.out / name).find(".//main")
        assert not [*main.iter("b"), *main.iter("i"), *main.iter("script")], name
        assert not [a for a in main.iter("a") if a.get("href").startswith("javascript")], name
    links = [a.get("href") for a in page(made.out / "authors" / "y.html").find(".//main").iter("a")]
    assert "https://y.example" in links


def test_titles_in_another_language_say_so(book: Build) -> None:
    for name in ("tags/c.html", "timeline.html", "map.html", "ways.html"):
        links = [a for a in page(book.out / name).iter("a") if "letters" in (a.get("href") or "")]
        for link in links:
            own = [e.get("lang") for e in (link, *link.iterancestors()) if e.get("lang")]
            assert own[0] == "en", name


def test_a_book_of_one_author_year_and_source_has_no_pages_for_them(tmp_path: Path) -> None:
    head = "---\ntitle: {0}\nauthor: 李航\ndate: 2024-01-0{0}\ntags: [灯]\n---\n\n正文。"
    posts = write_posts(tmp_path / "posts", {f"{n}.md": head.format(n) for n in (1, 2)})
    made = must(build("html", posts, tmp_path / "out"))
    kinds = {name.partition("/")[0] for name in _names(made.out) if "/" in name}
    assert kinds == {"tags"}


def test_pages_of_the_users_keep_their_names(tmp_path: Path) -> None:
    own = {"timeline.rst": "我的年表\n========\n", "tags/c.rst": "我的 C\n======\n"}
    posts = _project(tmp_path / "posts", **own)
    made = must(build("html", posts, tmp_path / "out"))
    assert title_of(one(list(page(made.out / "timeline.html").iter("h1")))) == "我的年表"
    assert title_of(one(list(page(made.out / "tags" / "c.html").iter("h1")))) == "我的 C"
    assert {"timeline-2.html", "tags/c-2.html"} <= _targets(made.out, "index.html")
    assert _chapters(page(made.out / "tags" / "c-2.html")) == ["灯下", "On letters"]
    must(build("html", posts, tmp_path / "out"))
    assert (made.out / "tags" / "c.html").is_file()


def test_other_themes_have_none_of_these_pages(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out", html_theme="alabaster"))
    assert _names(made.out) & {"ways.html", "timeline.html", "map.html"} == set()
    opening = by_class(page(made.out / "chapters" / "lamp.html"), "chapter-opening")[0]
    assert list(opening.iter("a")) == []


# --- the way there -------------------------------------------------------------------------


def test_title_page_leads_to_all_ways(book: Build) -> None:
    section = one(by_class(page(book.out / "index.html"), "ways-in"))
    found = {link.target.name for link in inner_links(book.out / "index.html", section)}
    assert found >= {"ways.html", "timeline.html", "map.html", "bibliography.html", "c.html"}
    assert one(section.findall("h2")).get("id") == section.get("aria-labelledby")


def test_every_page_leads_to_the_index(book: Build) -> None:
    for file in (book.out / "chapters").glob("*.html"):
        head = one(by_class(page(file), "masthead"))
        assert (book.out / "ways.html").resolve() in {x.target for x in inner_links(file, head)}


def test_opening_of_a_chapter_leads_to_authors_and_tags(book: Build) -> None:
    file = book.out / "chapters" / "window.html"
    opening = one(by_class(page(file), "chapter-opening"))
    led = {words(a): a.get("href") for a in opening.iter("a")}
    assert led == {
        "李航": "../authors/li-hang.html",
        "C++": "../tags/c-plus-plus.html",
        "灯": "../tags/deng.html",
    }
    assert "窗" in words(one(by_class(opening, "chapter-tags"))), "has no page, but is there"


def test_epub_has_no_links_to_pages_of_the_site(tmp_path: Path) -> None:
    made = must(build("epub", _project(tmp_path / "posts"), tmp_path / "out"))
    fragments = (made.doctrees / "fragments-epub").rglob("*lamp*")
    texts = [file.read_text(encoding="utf-8") for file in fragments if file.is_file()]
    assert texts
    assert not any("tags/" in text or "authors/" in text for text in texts)


def test_index_leads_from_a_rare_tag_to_its_chapter(book: Build) -> None:
    entries = {
        words(by_class(item, "index-name")[0]): [a.get("href") for a in item.iter("a")]
        for item in one(by_class(page(book.out / "ways.html"), "index-letters")).iter("li")
    }
    assert entries["窗"] == ["chapters/window.html"]
    assert entries["灯"] == ["tags/deng.html"]
    assert entries["Byron, Ada"] == ["authors/ada-byron.html"]


def test_index_stands_in_order_of_letters(book: Build) -> None:
    letters = [words(h) for h in page(book.out / "ways.html").find(".//main").iter("h2")]
    assert letters == sorted(letters)


# --- second builds -------------------------------------------------------------------------


def _bytes(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in _names(out)}


def test_second_build_makes_the_same_bytes(book: Build, tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    must(build("html", posts, tmp_path / "out"))
    again = must(build("html", posts, tmp_path / "out"))
    assert _bytes(again.out) == _bytes(book.out)


def test_pages_of_what_is_gone_are_removed_and_links_to_them(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out"))
    (posts / "one" / "lamp.md").unlink()
    made = must(build("html", posts, tmp_path / "out"))
    gone = {"tags/c.html", "tags/deng.html", "years/2023.html", "years/index.html"}
    assert not gone & _names(made.out)
    assert "map.html" in _names(made.out), "C++ still joins two"
    for file in made.out.rglob("*.html"):
        for link in inner_links(file, page(file)):
            assert link.target.is_file(), (file.name, link.target)


def test_chapter_leads_to_a_page_that_another_chapter_gave_its_tag(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out"))
    new = "---\ntitle: 新窗\nauthor: 李航\ndate: 2024-09-01\ntags: [窗]\n---\n\n正文。"
    write_posts(posts, {"one/new.md": new})
    made = must(build("html", posts, tmp_path / "out"))
    assert "tags/chuang.html" in _targets(made.out, "chapters/window.html")
    fresh = must(build("html", posts, tmp_path / "fresh"))
    assert _bytes(made.out) == _bytes(fresh.out)


# --- graphics ------------------------------------------------------------------------------


def test_every_chapter_is_on_the_timeline_and_in_its_table(book: Build) -> None:
    root = without_namespaces(page(book.out / "timeline.html"))
    figure = one(list(root.iter("figure")))
    marks = [a for svg in figure.iter("svg") for a in svg.iter("a")]
    assert {a.get("href") for a in marks} == {
        f"chapters/{name}.html" for name in ("lamp", "window", "letters", "alone")
    }
    assert all(words(mark) for mark in marks), "each has a name that can be spoken"
    rows = list(one(list(root.iter("tbody"))).iter("tr"))
    assert [words(row.find("th")) for row in rows] == ["灯下", "窗前", "On letters", "独自"]
    assert [words(row.find("td")) for row in rows][:2] == ["2023-03-01", "2024-05-01"]


def test_map_and_its_table_say_the_same(book: Build) -> None:
    root = without_namespaces(page(book.out / "map.html"))
    arcs = one(by_class(root, "map-arcs"))
    rows = list(one(list(root.iter("tbody"))).iter("tr"))
    told = [[words(cell) for cell in row] for row in rows]
    assert told == [
        ["灯下", "窗前", "", "灯"],
        ["灯下", "On letters", "纸的历史", "C"],
        ["窗前", "On letters", "", "C++"],
    ]
    assert len(list(arcs.iter("path"))) == len(rows)
    shown = [words(li.find("a")) for li in one(by_class(root, "map-rows")).findall("li")]
    assert shown == ["灯下", "窗前", "On letters"]


def test_colours_of_drawings_are_the_themes(book: Build) -> None:
    for name in ("timeline.html", "map.html"):
        for element in page(book.out / name).find(".//main").iter("*"):
            assert not {"fill", "stroke", "color"} & set(element.keys()), name


# --- in a browser --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(book: Build) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            """Keep the tests' output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(book.out))) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "the tests of looks need Chromium: apt-get install chromium"
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def _shown(tab: Page) -> int:
    return tab.locator("ol.book-bibliography > li:visible").count()


def test_no_page_is_wider_than_the_narrowest_screen(tab: Page, address: str, book: Build) -> None:
    tab.set_viewport_size({"width": 320, "height": 800})
    for name in sorted(_names(book.out)):
        tab.goto(f"{address}/{name}")
        tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_mark_that_is_focused_tells_its_chapter(tab: Page, address: str) -> None:
    tab.goto(f"{address}/timeline.html")
    mark = tab.locator(".timeline svg a").first
    before = mark.locator("text").evaluate("e => getComputedStyle(e).opacity")
    mark.focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    assert (before, mark.locator("text").evaluate("e => getComputedStyle(e).opacity")) == ("0", "1")


def test_row_of_the_map_shows_its_own_arcs(tab: Page, address: str) -> None:
    tab.goto(f"{address}/map.html")
    own = tab.locator(".map-own").first
    assert not own.is_visible()
    tab.locator(".map-rows a").first.hover()
    assert own.is_visible()


def test_bibliography_is_whole_and_without_controls_when_there_is_no_script(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(f"{address}/bibliography.html")
    assert _shown(still) == 2
    assert still.locator("main :is(input, select, button):visible").count() == 0
    context.close()


def test_bibliography_is_filtered_by_words(tab: Page, address: str) -> None:
    tab.goto(f"{address}/bibliography.html")
    numbers = "ol.book-bibliography > li:visible"
    tab.get_by_role("searchbox").fill("KNUTH digital")
    tab.wait_for_function("document.querySelectorAll('.book-bibliography > li[hidden]').length")
    assert tab.locator(numbers).all_inner_texts()[0].startswith("Knuth")
    assert "1" in tab.get_by_role("status").inner_text()
    assert "q=KNUTH" in tab.url
    tab.reload()
    assert _shown(tab) == 1, "the address keeps what was chosen"
    tab.get_by_role("button", name=WORDS["zh"]["filter-clear"]).click()
    tab.wait_for_function("!document.querySelector('.book-bibliography > li[hidden]')")
    assert "?" not in tab.url


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "book"), ("year", "1999"), ("language", "en")]
)
def test_bibliography_is_filtered_by_facts(tab: Page, address: str, field: str, value: str) -> None:
    tab.goto(f"{address}/bibliography.html?{field}={value}")
    if field == "year":  # the only year there is: no choice, and no control
        assert not tab.locator("[name=year]").is_visible()
    assert _shown(tab) == 1
    assert tab.locator("[name=q]").is_visible()


def test_headings_of_types_go_with_their_entries(tab: Page, tmp_path: Path) -> None:
    settings = {"anthology_bibliography_order": "type"}
    made = must(build("html", _project(tmp_path / "posts"), tmp_path / "out", **settings))
    tab.goto((made.out / "bibliography.html").as_uri())
    assert tab.locator("main h2:visible").count() == 2
    tab.get_by_role("searchbox").fill("knuth")
    tab.wait_for_function("document.querySelectorAll('.book-bibliography > li[hidden]').length")
    assert tab.locator("main h2:visible").count() == 1
