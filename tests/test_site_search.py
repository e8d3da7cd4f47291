"""Search on the website: the index as values, and what a reader's browser finds with it."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from sphinx_anthology.core.script import HAN
from sphinx_anthology.html.search.index import ALPHABET, FOLDER, PART, index_files
from sphinx_anthology.html.search.index import Page as Found
from sphinx_anthology.html.search.terms import MOST, terms_in, text_of, words_of

from .house import Build, build, must
from .reading import page, words

# --- terms ---------------------------------------------------------------------------------


def test_any_two_characters_are_a_term() -> None:
    assert set(terms_in("梁文锋说")) == {"梁文", "文锋", "锋说", "说"}


def test_words_are_terms_in_lower_case_and_full_width_is_none() -> None:
    assert set(terms_in("ＤeepＳeek-V3 的 Café")) == {"deepseek", "v3", "的", "café"}


def test_scripts_without_spaces_are_cut_in_pairs() -> None:
    assert "ไท" in set(terms_in("ประเทศไทย"))


def test_mixed_words_part_where_scripts_meet() -> None:
    assert set(terms_in("用GPT写作")) == {"用", "gpt", "写作", "作"}


def test_terms_are_counted() -> None:
    assert terms_in("作作，作（a…A）") == {"作作": 1, "作": 2, "a": 2}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>大<em>模</em>型</p><p>训练</p>", "大模型 训练"),
        ("<p>a<br>b</p>", "a b"),
        ("<p>x &lt;y&gt; &amp; z</p>", "x <y> & z"),
        ('<h2>一<a class="headerlink" href="#a">¶</a></h2>', "一"),
        ("<script>var hidden = '</p>';</script><p>seen</p>", "seen"),
        (
            '<p>注<a href="#n">1</a><span class="citation-card" role="tooltip">卡</span>。</p>',
            "注1 。",
        ),
        ("<math><mi>x</mi><annotation>\\frac</annotation></math>", "x"),
        ("<!-- not <b>read</b> --><p>read</p>", "read"),
    ],
)
def test_text_is_what_a_reader_reads(html: str, text: str) -> None:
    assert " ".join(text_of(html).split()) == text


def test_what_the_title_says_weighs_more() -> None:
    found = words_of("灯塔", "<p>灯塔 海岸 海岸 海岸</p>")
    weights = dict(zip(found.terms, found.weights, strict=True))
    assert weights["灯塔"] > weights["海岸"], "although it stands there three times"
    assert all(0 < weight <= MOST for weight in found.weights)


# --- files ---------------------------------------------------------------------------------


def _call(text: str) -> tuple[str, list[object]]:
    match = re.fullmatch(r"anthologySearch\.(\w+)\((.*)\)\n", text, re.DOTALL)
    assert match
    return match[1], json.loads(f"[{match[2]}]")


def _read(files: dict[str, str], width: int) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for name, text in files.items():
        if not name.startswith("p"):
            continue
        for line in str(_call(text)[1][1]).splitlines():
            term, codes = line.split(" ")
            found[term] = {}
            for at in range(0, len(codes), width + 1):
                number = 0
                for char in codes[at : at + width]:
                    number = number * 64 + ALPHABET.index(char)
                found[term][number] = ALPHABET.index(codes[at + width])
    return found


def test_files_say_what_pages_say() -> None:
    texts = [f"<p>章{n} 共同 only{n} {chr(0x4E00 + n) * 3}</p>" for n in range(70)]
    said = [words_of(f"第{n}章", text) for n, text in enumerate(texts)]
    shown = [Found(f"chapters/{n}.html", f"第{n}章", "zh-CN", "") for n in range(70)]
    files = dict(index_files(shown, said, {"close": "关闭"}))
    (facts,) = _call(files["main.js"])[1]
    assert isinstance(facts, dict)
    assert facts["width"] == 2, "70 pages do not go into one of 64 characters"
    found = _read(files, 2)
    for number, page_words in enumerate(said):
        for term, weight in zip(page_words.terms, page_words.weights, strict=True):
            assert found[term][number] == weight
    assert sum(map(len, found.values())) == sum(len(w.terms) for w in said)


def test_parts_are_small_and_in_order() -> None:
    dice = random.Random(1)
    texts = ["".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(3000)) for _ in range(40)]
    shown = [Found(f"{n}.html", str(n), "zh", "") for n in range(40)]
    files = index_files(shown, [words_of("", text) for text in texts], {})
    (facts,) = _call(files["main.js"])[1]
    assert isinstance(facts, dict)
    parts = [str(_call(text)[1][1]) for name, text in files.items() if name.startswith("p")]
    assert len(parts) == len(facts["parts"]) > 10
    assert all(len(part) <= PART for part in parts)
    assert [part.split(" ")[0] for part in parts] == facts["parts"] == sorted(facts["parts"])


# --- in the build --------------------------------------------------------------------------

POSTS = {
    "a.md": "---\ntitle: 灯塔\n---\n\n梁文锋住在杭州，写了一部关于灯塔的书。\n",
    "b.md": "---\ntitle: 海岸\n---\n\n海岸线很长。王小云也住在杭州。\n",
}


def _index(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in (folder / FOLDER).iterdir()}


def test_an_edited_post_is_found_by_its_new_words_and_a_draft_by_none(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for name, text in POSTS.items():
        (book / name).write_text(text, encoding="utf-8")
    out = must(build("html", book, tmp_path / "build")).out
    assert {"梁文", "小云"} <= _read(_index(out), 1).keys()
    (book / "a.md").write_text(POSTS["a.md"].replace("梁文锋", "周予同"), encoding="utf-8")
    must(build("html", book, tmp_path / "build"))
    found = _read(_index(out), 1)
    assert "予同" in found
    assert "梁文" not in found
    draft = POSTS["b.md"].replace("title:", "draft: true\ntitle:")
    (book / "b.md").write_text(draft, encoding="utf-8")
    must(build("html", book, tmp_path / "build"))
    kept = _index(out)
    assert "小云" not in _read(kept, 1)
    assert "海岸" not in "".join(kept.values())
    clean = must(build("html", book, tmp_path / "clean")).out
    assert _index(clean) == kept


# --- in a browser --------------------------------------------------------------------------


def _ask(tab: Page, query: str) -> list[str]:
    """Addresses of what is found, from the site's top."""
    tab.fill(".search-place input", query)
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.querySelector('.search-told').textContent != ''")
    tab.wait_for_timeout(120)
    while tab.locator(".search-more").is_visible():
        tab.locator(".search-more").click()
        tab.wait_for_timeout(80)
    return tab.eval_on_selector_all(
        ".result-title", "all => all.map(a => new URL(a.href).pathname.slice(1))"
    )


@pytest.fixture
def search(tab: Page, address: str) -> Page:
    tab.goto(f"{address}/search.html")
    tab.wait_for_selector(".search-place input")
    return tab


@pytest.fixture(scope="module")
def texts(sample_html: Build) -> dict[str, str]:
    """What each chapter says, without the cards that nobody searches."""
    found = {}
    for file in sorted((sample_html.out / "chapters").glob("*.html")):
        (article,) = page(file).iter("article")
        for card in [e for e in article.iter("span") if "citation-card" in (e.get("class") or "")]:
            card.text = ""
        found[f"chapters/{file.name}"] = words(article)
    return found


def test_any_two_characters_are_found_wherever_they_stand(
    search: Page, texts: dict[str, str]
) -> None:
    """Names of two characters are in no dictionary; nor are most of these."""
    dice = random.Random(7)
    chinese = [run for text in texts.values() for run in re.findall(f"[{HAN}]{{4,}}", text)]
    for _ in range(25):
        run = dice.choice(chinese)
        start = dice.randrange(len(run) - 1)
        asked = run[start : start + 2]
        wanted = {name for name, text in texts.items() if asked in text}
        assert wanted <= set(_ask(search, asked)), asked


def test_longer_phrases_are_found_and_shown(search: Page, texts: dict[str, str]) -> None:
    dice = random.Random(8)
    chinese = [run for text in texts.values() for run in re.findall(f"[{HAN}]{{7,}}", text)]
    for run in dice.sample(chinese, 8):
        wanted = next(name for name, text in texts.items() if run in text)
        assert wanted in _ask(search, run)
        search.wait_for_selector(".result-passages mark")
        assert run in search.locator("mark").all_inner_texts()


@pytest.mark.parametrize("query", ["footnote", "FOOTNOTES", "footnot", "epub css", "OpenType 字体"])
def test_words_are_found_in_their_forms_and_together(
    search: Page, texts: dict[str, str], query: str
) -> None:
    stems = [re.sub("(?<=.{4})s$", "", word.lower()) for word in query.split()]
    wanted = {name for name, text in texts.items() if all(s in text.lower() for s in stems)}
    found = _ask(search, query)
    assert wanted
    assert wanted <= set(found)
    assert found[0] in wanted


def test_nothing_is_said_to_be_nothing(search: Page) -> None:
    assert _ask(search, "鼙鼙鼙") == []
    assert "鼙鼙鼙" in search.inner_text(".search-told")


def test_a_query_that_finds_nothing_is_said_as_it_stands(search: Page) -> None:
    """Dollars mean something to JavaScript where it replaces text."""
    assert _ask(search, "鼙鼙 $& $'") == []
    assert "鼙鼙 $& $'" in search.inner_text(".search-told")


def test_queries_are_cut_as_pages_are(search: Page) -> None:
    dice = random.Random(3)
    letters = "灯塔ーのカがｶﾞ々〇①½ⅫＡａÉéßİıΣςЖعא한글ไทย漢𠀀𪚥豈01२_-· '’.\u0301\u200b\t"
    for _ in range(200):
        text = "".join(dice.choice(letters) for _ in range(dice.randrange(1, 14)))
        groups = search.evaluate("text => anthologySearch.cut(text)", text)
        asked = {t for g in groups for t in g.get("pairs", [g.get("word") or g.get("begin")])}
        assert asked <= set(terms_in(text)), (text, groups)


def test_keys_alone_lead_from_any_page_to_what_is_sought(tab: Page, address: str) -> None:
    tab.goto(f"{address}/bibliography.html")
    tab.keyboard.press("/")
    tab.wait_for_selector(".search-dialog[open] input:focus")
    tab.keyboard.type("footnote")
    tab.wait_for_selector(".result-passages a")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    there = tab.evaluate("document.activeElement.href")
    assert "#" in there
    tab.keyboard.press("Enter")
    tab.wait_for_url(there)
    assert tab.evaluate("document.querySelector(':target') !== null")


def test_escape_puts_the_window_away(tab: Page, address: str) -> None:
    tab.goto(f"{address}/index.html")
    tab.locator(".search-open").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".search-dialog[open] input:focus")
    tab.keyboard.press("Escape")
    assert tab.locator(".search-dialog[open]").count() == 0
    assert tab.evaluate("document.activeElement.className") == "search-open"


def test_a_query_can_be_linked_to(tab: Page, address: str) -> None:
    tab.goto(f"{address}/search.html?q=屏幕")
    tab.wait_for_selector(".result-title")
    assert tab.input_value(".search-place input") == "屏幕"


def test_a_book_in_a_folder_can_be_searched(tab: Page, sample_html: Build) -> None:
    """Browsers fetch nothing from the disk, but load scripts."""
    told: list[str] = []
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.goto((sample_html.out / "index.html").as_uri())
    tab.locator(".search-open").click()
    tab.fill(".search-dialog input", "屏幕")
    tab.wait_for_selector(".result-title")
    assert told == []


def test_without_scripts_the_link_leads_to_a_page_that_says_so(
    browser: object, sample_html: Build, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    tab = context.new_page()
    tab.goto(f"{address}/index.html")
    tab.locator(".search-open").click()
    assert tab.url.endswith("/search.html")
    assert "JavaScript" in tab.inner_text("main")
    context.close()


def test_what_is_sought_runs_no_code(search: Page) -> None:
    search.evaluate("window.ran = 0")
    _ask(search, "<img src=x onerror=ran=1> 屏幕")
    assert search.evaluate("window.ran") == 0
    assert search.locator("main img").count() == 0
