"""What e-readers are given: notes, languages, tables, code, long texts, the apparatus."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from sphinx_anthology.core.alt import says_nothing
from sphinx_anthology.core.languages import foreign_runs
from sphinx_anthology.core.references.works.names import filing_name

from .house import REPOSITORY, ROOTS, build, must, write_posts
from .reading import EPUB, Element, EpubFile, by_class, one, words

TYPE = f"{{{EPUB}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LIMIT = 256_000  # bytes of a page
LONG_LINE = "result = compute(" + ", ".join(f"argument_{n}" for n in range(12)) + ")"
POSTS = {
    "notes.md": "---\ntitle: 注\nauthor: 张三\ndate: 2021-03-04\ntags: [灯, lamp]\n"
    "source_url: https://lamp.example/notes\nlicense: CC BY 4.0\n---\n\n"
    "甲[^a]，乙[^b]，又甲[^a]。\n\n[^a]: 甲注。\n[^b]: 乙注。\n\n    第二段。\n",
    "tongues.md": "---\ntitle: 语言\nlang: zh-CN\nauthor: 欧阳修\n"
    "translator: Ada Byron\ndate: 2022-03-04\n"
    "---\n\n他读 The Art of Computer Programming 一书，用 Python 写。\n\n"
    "This whole paragraph is English.\n\n日文说こんにちは。\n\n"
    "> שלום עולם, שלום לכולם, שלום לכל הקוראים.\n\n```text\nIn code nothing is marked.\n```\n",
    "arabic.md": "---\ntitle: مرحبا\nlang: ar\ndate: 2022-04-04\n---\n\n"
    "مرحبا بالعالم. 世界\n\n```sh\nls -l\n```\n",
    "tables.md": "---\ntitle: 表\ndate: 2022-05-04\n---\n\n"
    "| 名称与型号 | 生产厂家所在 | 供应商联系方式 | 备注与说明 |\n|---|---|---|---|\n"
    "| 打印机打印机 | 江边市东湖区 | 不详不详不详 | 含安装含培训 |\n\n"
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n|  |  |\n|---|---|\n| 3 | 4 |\n",
    "code.md": "---\ntitle: 码\ndate: 2022-06-04\n---\n\n```python\nshort = 1\n\n"
    f"{LONG_LINE}\n```\n\n```python\nx = 1\n```\n",
    "ruby.md": "---\ntitle: 音\ndate: 2022-07-04\n---\n\n<ruby>漢<rt>hàn</rt></ruby>字。\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> EpubFile:
    folder = tmp_path_factory.mktemp("content")
    conf = folder / "conf"
    conf.mkdir()
    (conf / "conf.py").write_text(
        "extensions = ['sphinx_anthology']\nproject = '灯下集'\nlanguage = 'zh_CN'\n"
        "anthology_editors = ['何岸', 'Grace Hopper']\nanthology_series = '灯下丛书'\n"
        "anthology_series_number = '3'\nanthology_description = '几篇旧文。'\n"
        "anthology_people = {'张三': '住在江边。', "
        "'欧阳修': {'note': '宋人。', 'sort': 'Ouyang, Xiu (1007)', 'url': 'https://xiu.example/'}}\n"
        "anthology_certified = {'by': '灯下书局', 'date': '2026-05-01', "
        "'report': 'https://lamp.example/report'}\n",
        encoding="utf-8",
    )
    made = build("epub", write_posts(folder / "posts", POSTS), folder / "out", conf=conf)
    return EpubFile(must(made).product)


def _places(page: Element) -> dict[str, Element]:
    return {e.get("id"): e for e in page.iter("*") if e.get("id")}


# --- notes -----------------------------------------------------------------------------------


def test_notes_lead_to_and_fro(book: EpubFile) -> None:
    page = book.page("notes.xhtml")
    places = _places(page)
    calls = [a for a in page.iter("a") if a.get(TYPE) == "noteref"]
    assert [words(call) for call in calls] == ["1", "2", "1"]
    for call in calls:
        assert call.get("role") == "doc-noteref"
        note = places[call.get("href").removeprefix("#")]
        assert (note.tag, note.get(TYPE), note.get("role")) == ("aside", "footnote", "doc-footnote")
        back = [a.get("href") for a in note.iter("a") if a.get("role") == "doc-backlink"]
        assert f"#{call.get('id')}" in back
        assert all(places[href.removeprefix("#")] in calls for href in back)


def test_a_note_begins_with_its_number(book: EpubFile) -> None:
    notes = [e for e in book.page("notes.xhtml").iter("aside")]
    assert [words(note.find("p"))[0] for note in notes] == ["1", "2"]
    assert words(notes[1]).endswith("第二段。")


# --- languages -------------------------------------------------------------------------------


def _marked(page: Element) -> dict[str, str]:
    return {words(e): e.get("lang") for e in page.find("body").iter("*") if e.get("lang")}


def test_passages_say_their_language(book: EpubFile) -> None:
    marked = _marked(book.page("tongues.xhtml"))
    assert marked["The Art of Computer Programming"] == "en"
    assert marked["This whole paragraph is English."] == "en"
    assert marked["こんにちは"] == "ja"
    assert "Python" not in marked
    assert not any("code" in text for text in marked)


def test_every_language_is_said_twice(book: EpubFile) -> None:
    for href in book.spine:
        for element in book.page(href).iter("*"):
            assert element.get("lang") == element.get(XML_LANG)


def test_what_runs_from_right_to_left_says_so(book: EpubFile) -> None:
    hebrew = [e for e in book.page("tongues.xhtml").iter("*") if e.get("lang") == "he"]
    assert hebrew
    assert all(e.get("dir") == "rtl" for e in hebrew)
    arabic = book.page("arabic.xhtml")
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    han = one([e for e in arabic.iter("span") if e.get("lang") == "zh-CN"])
    assert (words(han), han.get("dir")) == ("世界", "ltr")
    assert one(list(arabic.iter("pre"))).get("dir") == "ltr"


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("他读 Clayton M. Christensen 的书", "zh-CN", ["Clayton M. Christensen/en"]),
        ("用 Python 和 Rust 写", "zh-CN", []),
        ("He said 你好，世界 twice", "en", ["你好，世界/zh-CN"]),
        ("これは日本語です", "ja", []),
        ("这是日文：こんにちは", "zh-TW", ["こんにちは/ja"]),
        ("слово за слово", "uk", []),
        ("α and β", "en", []),
        ("Ἀλέξανδρος means", "en", ["Ἀλέξανδρος/el"]),
        ("안녕 세상, hello", "en", ["안녕 세상/ko"]),
        ("", "en", []),
        ("他说 les mots français dans le texte 。", "zh", ["les mots français dans le texte/fr"]),
        ("他说 es el libro de los muertos 。", "zh", ["es el libro de los muertos/es"]),
        ("他说 der Mann und die Frau 。", "zh", ["der Mann und die Frau/de"]),
        ("问 how do they work 。", "zh", ["how do they work/en"]),
        ("Gustave Flaubert écrivit", "zh", []),
        ("Café au lait", "ja", []),
        ("用 Rust 1.0 alpha 写", "zh", []),
        ("买 iPhone 15 Pro Max 吧", "zh", []),
        ("连 IEEE 802.11 a b 网", "zh", []),
        ("见 https://www.sohu.com/a/856354972_121798711 一文", "zh", []),
        ("见https://a.example/of/the/x，The Art of War", "zh", ["The Art of War/en"]),
        ("见 en.wiki.example/wiki/The-Art-of-War 一文", "zh", []),
        ("写信 the.art.of-war@mail.example.org 吧", "zh", []),
        ("see https://a.example/中文_x", "en", []),
        ("日本語の文章です。", "zh", ["日本語の文章です/ja"]),
        ("日文说こんにちは。", "zh", ["こんにちは/ja"]),
        ("日本語の文章、漢字です。", "ko", ["日本語の文章、漢字です/ja"]),
        ("埃里克・施密特", "zh", []),
        ("He 你好 世界，好 x", "en", ["你好 世界，好/zh-CN"]),
    ],
)
def test_foreign_runs(text: str, language: str, found: list[str]) -> None:
    runs = foreign_runs(text, language)
    assert [f"{text[start:end]}/{tag}" for start, end, tag in runs] == found


# --- tables and code -------------------------------------------------------------------------


def test_wide_tables_can_be_cards(book: EpubFile) -> None:
    wide, narrow, _ = book.page("tables.xhtml").iter("table")
    assert "wide" in wide.get("class").split()
    assert "wide" not in (narrow.get("class") or "").split()
    heads = [words(cell) for cell in wide.find("thead").iter("th")]
    assert [cell.get("data-label") for cell in wide.find("tbody").iter("td")] == heads
    roles = {e.tag: e.get("role") for e in wide.iter("table", "tr", "th", "td")}
    assert roles == {"table": "table", "tr": "row", "th": "columnheader", "td": "cell"}


def test_heads_are_heads_of_something(book: EpubFile) -> None:
    _, narrow, headless = book.page("tables.xhtml").iter("table")
    assert [cell.get("scope") for cell in narrow.iter("th")] == ["col", "col"]
    assert list(headless.iter("th", "thead")) == []


def test_long_lines_of_code_hang(book: EpubFile) -> None:
    long, short = book.page("code.xhtml").iter("pre")
    lines = by_class(long, "code-line")
    assert ["".join(line.itertext()) for line in lines] == ["short = 1\n", "\n", f"{LONG_LINE}\n"]
    assert by_class(short, "code-line") == []


# --- long chapters ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_book(tmp_path_factory: pytest.TempPathFactory) -> tuple[EpubFile, str]:
    folder = tmp_path_factory.mktemp("long")
    sentences = [f"第{n}句话说的是第{n}盏灯。" for n in range(24_000)]
    sections = [
        f"## 第{n}节\n\n"
        + "\n\n".join("".join(sentences[at : at + 20]) for at in range(start, start + 4000, 20))
        for n, start in enumerate(range(0, 24_000, 4000))
    ]
    items = "\n".join(f"{n}. 第{n}项" + "，再说一句" * 30 for n in range(1, 3001))
    text = (
        "\n\n".join(sections) + f"\n\n## 长列\n\n{items}\n\n## 末节\n\n末句[^z]。\n\n[^z]: 尾注。\n"
    )
    posts = {
        "long.md": f"---\ntitle: 长\n---\n\n开头[^z]。\n\n{text}",
        "short.md": "---\ntitle: 短\n---\n\n看[末节](long.md#末节)与[第三节](long.md#第3节)。\n",
    }
    made = must(build("epub", write_posts(folder / "posts", posts), folder / "out"))
    return EpubFile(made.product), text


def test_no_page_is_too_large(long_book: tuple[EpubFile, str]) -> None:
    book, _ = long_book
    sizes = {href: len(book.read(href)) for href in book.spine}
    assert max(sizes.values()) <= LIMIT
    assert sum(href.startswith("long") for href in sizes) > 8


def test_nothing_of_a_parted_chapter_is_lost(long_book: tuple[EpubFile, str]) -> None:
    book, text = long_book
    pages = [book.page(href).find("body") for href in book.spine if href.startswith("long")]
    shown = re.sub(r"\W", "", "".join("".join(page.itertext()) for page in pages))
    place = 0
    for sentence in re.findall(r"[^\s。\d.#]+第?\d+盏灯", text)[::97]:
        place = shown.index(sentence, place)
    for number in (1, 1500, 3000):
        assert f"第{number}项" in shown
    assert shown.count("第7句话") == 1


def test_lists_count_on(long_book: tuple[EpubFile, str]) -> None:
    book, _ = long_book
    lists = [
        e for href in book.spine for e in book.page(href).iter("ol") if href.startswith("long")
    ]
    counted = 0
    for numbered in lists:
        assert int(numbered.get("start") or 1) == counted + 1
        counted += len(numbered.findall("li"))
    assert counted == 3000


def test_links_lead_into_the_right_part(long_book: tuple[EpubFile, str]) -> None:
    book, _ = long_book
    ids = {href: _places(book.page(href)) for href in book.spine}
    for href in [*book.spine, "nav.xhtml"]:
        for link in book.page(href).iter("a"):
            file, _, place = link.get("href").partition("#")
            assert not place or place in ids[file or href], (href, link.get("href"))
    targets = [a.get("href") for a in book.page("short.xhtml").iter("a")]
    assert len({href.partition("#")[0] for href in targets}) == 2


# --- the apparatus ---------------------------------------------------------------------------


def test_pages_stand_in_order(book: EpubFile) -> None:
    matter = [href for href in book.spine if href.removesuffix(".xhtml") not in POSTS_NAMES]
    assert matter == [
        "of.cover.xhtml", "of.title-page.xhtml", "of.imprint.xhtml", "of.about.xhtml", "nav.xhtml",
        "of.contributors.xhtml", "of.sources.xhtml", "of.index.xhtml", "of.colophon.xhtml",
    ]  # fmt: skip


POSTS_NAMES = {name.removesuffix(".md") for name in POSTS} | {"marhaba", "arabic"}


def test_title_page_and_imprint(book: EpubFile) -> None:
    title = book.page("of.title-page.xhtml").find("body")
    assert "何岸、Grace Hopper 编" in words(title)
    imprint = words(book.page("of.imprint.xhtml").find("body"))
    assert "灯下丛书 · 3" in imprint
    assert "2021–2022" in imprint


def test_contributors_have_notes_and_chapters(book: EpubFile) -> None:
    page = book.page("of.contributors.xhtml")
    people = {words(p.find("h2")): p for p in by_class(page, "person")}
    assert list(people) == ["Ada Byron", "欧阳修", "张三"]
    assert words(one(by_class(people["张三"], "note"))) == "住在江边。"
    assert people["欧阳修"].find("h2/a").get("href") == "https://xiu.example/"
    work = one(list(people["Ada Byron"].iter("li")))
    assert words(work) == "译者 语言"
    assert work.find("a").get("href") == "tongues.xhtml"


def test_sources_name_address_and_licence(book: EpubFile) -> None:
    source = one(list(book.page("of.sources.xhtml").iter("li")))
    assert [a.get("href") for a in source.iter("a")] == [
        "notes.xhtml",
        "https://lamp.example/notes",
    ]
    assert "CC BY 4.0" in words(source)


def test_index_finds_chapters(book: EpubFile) -> None:
    page = book.page("of.index.xhtml")
    entries = {words(one(by_class(e, "term"))): e for e in page.iter("li")}
    assert {"灯", "lamp", "张三", "Byron, Ada"} <= set(entries)
    assert [a.get("href") for a in entries["灯"].iter("a")] == ["notes.xhtml"]
    letters = [words(e) for e in page.iter("h2")]
    assert letters == sorted(letters)


def test_colophon_tells_what_a_reader_can_use(book: EpubFile) -> None:
    summary = one(book.properties("schema:accessibilitySummary"))
    assert summary in words(book.page("of.colophon.xhtml"))
    assert "3 张表格中有 1 张没有表头" in summary


# --- metadata --------------------------------------------------------------------------------


def test_series_and_editors(book: EpubFile) -> None:
    metas = list(book.package.iter("{http://www.idpf.org/2007/opf}meta"))
    series = one([m for m in metas if m.get("property") == "belongs-to-collection"])
    assert series.text == "灯下丛书"
    assert book.refinements(series) == {"collection-type": "series", "group-position": "3"}
    editors = {p.text: book.refinements(p) for p in book.metadata("contributor")}
    assert editors["何岸"]["role"] == "edt"
    assert editors["Grace Hopper"]["file-as"] == "Hopper, Grace"
    assert editors["Ada Byron"]["role"] == "trl"


def test_each_person_is_named_once_in_order(book: EpubFile) -> None:
    people = {p.text: book.refinements(p) for p in book.metadata("creator")}
    assert list(people) == ["张三", "欧阳修"]
    assert people["欧阳修"]["file-as"] == "Ouyang, Xiu (1007)"
    assert [p["display-seq"] for p in people.values()] == ["1", "2"]


def test_conformance_is_claimed_when_someone_vouches(book: EpubFile) -> None:
    claim = one(book.properties("dcterms:conformsTo"))
    assert claim == "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    assert one(book.properties("a11y:certifiedBy")) == "灯下书局"
    sample = must(build("epub", ROOTS / "clean", book.path.parents[1] / "clean"))
    assert EpubFile(sample.product).properties("dcterms:conformsTo") == []


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("anthology_certified", "{'by': 'x'}", "`date` must be a day"),
        ("anthology_certified", "{'who': 'x'}", "'who' is not known"),
        ("anthology_people", "{'张三': {'born': '1900'}}", "张三: give a note"),
    ],
)
def test_settings_that_are_wrong_stop_the_build(
    tmp_path: Path, setting: str, value: str, told: str
) -> None:
    conf = tmp_path / "conf"
    conf.mkdir()
    text = f"extensions = ['sphinx_anthology']\n{setting} = {value}\n"
    (conf / "conf.py").write_text(text, encoding="utf-8")
    made = build("epub", ROOTS / "clean", tmp_path / "out", conf=conf)
    assert made.run.code != 0
    assert told in made.run.log
    assert "conf.py" in made.run.log


@pytest.mark.parametrize(
    ("written", "filed"),
    [
        ("Virginia Woolf", "Woolf, Virginia"),
        ("van Rossum, Guido", "van Rossum, Guido"),
        ("欧阳修", "Ouyang, Xiu"),
        ("李航", "Li, Hang"),
        ("单霁翔", "Shan, Jixiang"),
        ("埃里克·施密特", "Shimite, Aili ke".replace(" ke", "ke")),
        ("The Rust Core Team", "The Rust Core Team"),
        ("tom0727", "tom0727"),
        ("吕布", "Lü, Bu"),
    ],
)
def test_names_are_filed_as_catalogues_do(written: str, filed: str) -> None:
    assert filing_name(written) == filed


@pytest.mark.parametrize(
    "alt",
    ["", " ", "图片", "图 1", "image", "Image 3", "alt text", "IMG_2034", "截图", "a.png",
     "20230412-1530", "在这里插入图片描述", "9f86d081884c7d65", "·", "a", "PNG", "图片[1]",
     "图片alt", "图 1-2", "屏幕截图 2020-01-01", "Pasted image 20200101",
     "Snipaste_2020-01-01_10-00-00", "スクリーンショット", "スクリーンショット 2020-01-01 10.00.00",
     "capture d'écran", "Bild 1", "imagen", "a(1).png", "か"],
)  # fmt: skip
def test_descriptions_that_say_nothing(alt: str) -> None:
    assert says_nothing(alt)


@pytest.mark.parametrize(
    "alt",
    ["一盏铜灯", "图 1：灯", "Logo of the press", "2024 年销量", "图书馆", "Image of a lamp", "foo",
     "diagram", "T恤", "灯", "image" + " " * 100_000 + "x", "image " * 30_000],
)  # fmt: skip
def test_descriptions_that_say_something(alt: str) -> None:
    assert not says_nothing(alt)


# --- builds that do not end well ---------------------------------------------------------------


def test_a_build_that_fails_leaves_the_book_that_was(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 甲\n---\n\n正文。\n"})
    made = must(build("epub", posts, tmp_path / "out"))
    before = made.product.read_bytes()
    write_posts(posts, {"a.md": "---\ntitle: 甲\n---\n\n正文改了。\n"})
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "conf.py").write_text(
        "extensions = ['sphinx_anthology']\n"
        "from sphinx_anthology.epub import navigation\n"
        "def fail(*_): raise OSError('no space left')\n"
        "navigation.nav = fail\n",
        encoding="utf-8",
    )
    failed = build("epub", posts, tmp_path / "out", conf=conf)
    assert failed.run.code != 0
    assert made.product.read_bytes() == before
    assert [file.name for file in made.out.iterdir() if file.suffix != ".jpg"] == [
        made.product.name
    ]


def test_what_is_gone_leaves_no_trace(tmp_path: Path) -> None:
    posts = {
        "a.md": "---\ntitle: 甲\n---\n\n正文。\n",
        "b.md": "---\ntitle: 隐秘\nauthor: 某人\ntags: [暗]\n---\n\n![图中物](b.svg)\n\n不可见。\n",
        "b.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    }
    folder = write_posts(tmp_path / "posts", posts)
    made = must(build("epub", folder, tmp_path / "out"))
    assert len(EpubFile(made.product).metadata("creator")) == 1
    write_posts(folder, {"b.md": posts["b.md"].replace("title:", "draft: true\ntitle:")})
    again = zipfile.ZipFile(must(build("epub", folder, tmp_path / "out")).product)
    everything = b"".join(again.read(name) for name in again.namelist()).decode("utf-8", "ignore")
    for trace in ("隐秘", "某人", "不可见", "图中物"):
        assert trace not in everything
    assert not any(name.endswith(".svg") for name in again.namelist())


def test_nothing_of_the_machine_is_in_the_book(sample_epub: object) -> None:
    file = sample_epub.product  # type: ignore[attr-defined]
    archive = zipfile.ZipFile(file)
    for name in archive.namelist():
        assert str(REPOSITORY).encode() not in archive.read(name)
