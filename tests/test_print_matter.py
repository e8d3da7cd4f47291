"""What a printed book has around its text, and its notes, tables and code: read off the pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from lxml import etree
from PIL import Image

from sphinx_anthology.core.apparatus.imprint import identifier
from sphinx_anthology.core.apparatus.index import filed
from sphinx_anthology.fragments.xhtml import XHTML
from sphinx_anthology.pdf.markup.code import set_code
from sphinx_anthology.pdf.markup.notes import set_notes
from sphinx_anthology.pdf.markup.tables import set_tables
from sphinx_anthology.pdf.matter.contents import shortened
from sphinx_anthology.pdf.runs import below

from .house import Build, build, must, write_posts
from .reading import PdfFile, hold_to_standards, squeezed

LONG = "sum_of_all(" + ", ".join(f"argument_{n}" for n in range(30)) + ")"
LONG_TITLE = "这一篇的题目长得一行里放不下于是在目录里要折成两行而页码只好跟着第二行走"
ADDRESS = "https://lamp.example/a/long/path/to/what?is=meant&more=so"
FACTS = {
    "anthology_publisher": "灯下书局",
    "anthology_identifier": "978-7-100-11067-9",
    "anthology_edition_statement": "2026年5月第1版",
    "anthology_licence": "CC BY-SA 4.0",
}
WIDE = "| 年 | 产品名称 | 生产厂家所在 | 型号与规格 | 数 | 供应商联系方式 | 备注与说明 |"
FIRST = f"""---
title: 灯与书
author: 张灯
date: 2024-05-01
tags: [纸张, lamp]
slug: lamp
---

起头一句[^a]，再一句[^b]，又用一次[^a]。看[一盏灯]({ADDRESS})，又看[同一盏]({ADDRESS})。
还有 <https://lamp.example/shown>，与[lamp.example](https://lamp.example/)。

[^a]: 甲注在页脚。
[^b]: 乙注有列表：

    - 其一
    - 其二

## 宽表

{WIDE}
|---|---|---|---|---|---|---|
| 2020 | 打印机打印机打印机 | 江边市东湖区 | Laser-M404dn-press | 12 | a@lamp.example | 含安装 |

宽表之后。

## 长表

| 序 | 名 |
|---|---|
{chr(10).join(f"| {n} | 第{n}行 |" for n in range(90))}

## 代码

```python
{LONG}
short = 1
```
"""


def _second() -> str:
    figures = "\n\n".join(
        f"![景{n}](p.png)\n\n图 {n}：第{n}景。余话不入目录。" for n in range(1, 15)
    )
    return (
        "---\ntitle: A second post\nauthor: Ada Byron\ntranslator: 李四\ndate: 2025-02-01\n"
        f"tags: [lamp]\nslug: second\ncategories: [甲部]\n---\n\nText[^1].\n\n"
        f"[^1]: A note.\n\n{figures}\n"
    )


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_posts(
        tmp_path_factory.mktemp("matter"),
        {
            "a.md": FIRST,
            "b.md": _second(),
            "c.md": _short("third", 3),
            "d.md": _short("fourth", 4),
            "e.md": _long(),
        },
    )
    Image.new("RGB", (400, 90), "#99aabb").save(folder / "p.png")
    return folder


def _short(name: str, month: int) -> str:
    return (
        f"---\ntitle: 短篇{month}\ndate: 2025-0{month}-01\nslug: {name}\nauthor: 张灯\n"
        "license: CC BY 4.0\ncanonical_url: https://lamp.example/short\n---\n\n短。\n"
    )


def _long() -> str:
    return f"---\ntitle: {LONG_TITLE}\ndate: 2025-05-01\nslug: fifth\nauthor: 张灯\n---\n\n长。\n"


def _made(posts: Path, folder: Path, **settings: object) -> PdfFile:
    made = must(build("pdf", posts, folder, language="zh_CN", project="试书", **FACTS, **settings))
    return PdfFile(made.product)


@pytest.fixture(scope="module")
def screen(posts: Path, tmp_path_factory: pytest.TempPathFactory) -> PdfFile:
    return _made(posts, tmp_path_factory.mktemp("screen"))


@pytest.fixture(scope="module")
def printed(posts: Path, tmp_path_factory: pytest.TempPathFactory) -> PdfFile:
    return _made(
        posts,
        tmp_path_factory.mktemp("print"),
        anthology_edition="print",
        anthology_chapter_start="recto",
    )


def _page_with(book: PdfFile, words: str) -> int:
    return next(n for n, text in enumerate(book.pages) if words in squeezed(text))


def _start(book: PdfFile, title: str) -> int:
    return next(mark.page for mark in book.outline if mark.title == title)


def _labels(book: PdfFile) -> list[str]:
    document = pypdfium2.PdfDocument(book.path)
    return [document.get_page_label(number) for number in range(len(document))]


# --- the structure tree ------------------------------------------------------------------------


def _elements(node: Any, tag: str) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if f"/{tag}" == kid.S:
                yield kid
            yield from _elements(kid, tag)


def _tagged(book: PdfFile, tag: str) -> list[Any]:
    return list(_elements(book.pdf.Root.StructTreeRoot, tag))


# --- contents ----------------------------------------------------------------------------------


def _lines(book: PdfFile) -> list[str]:
    """The lines of the contents, without their page numbers."""
    wanted = [e for e in _tagged(book, "TOCI") if _place(book, e) < _page_with(book, "插图目录")]
    return [_contents_of(book, element) for element in wanted]


def _place(book: PdfFile, element: Any) -> int:
    (link,) = _elements(element, "Link")
    return pikepdf.Page(_annotation(link).P if "/P" in _annotation(link) else link.Pg).index


def _annotation(link: Any) -> Any:
    return next(kid.Obj for kid in link.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid)


def _contents_of(book: PdfFile, element: Any) -> str:
    (link,) = _elements(element, "Link")
    return str(_annotation(link).Contents)


def test_outline_equals_the_contents(screen: PdfFile) -> None:
    lines = [squeezed(line) for line in _lines(screen)]
    titles = [squeezed(mark.title) for mark in screen.outline]
    assert len(titles) == 12
    assert len(lines) == len(titles)
    for line, title in zip(lines, titles, strict=True):
        assert line.startswith(title), (line, title)


def test_outline_is_nested_as_parts_chapters_and_sections_are(sample_pdf: Build) -> None:
    outline = PdfFile(sample_pdf.product).outline
    assert {mark.level for mark in outline} == {0, 1, 2}
    assert outline[0].level == 0
    assert all(after.level - before.level <= 1 for before, after in pairwise(outline))
    assert [mark.title for mark in outline if mark.level == 0][-3:] == [
        "参考文献",
        "人名与标签索引",
        "编印说明",
    ]


def test_dots_of_the_contents_are_no_text(screen: PdfFile) -> None:
    page = screen.pages[_page_with(screen, "目录灯与书")]
    assert "...." not in page
    assert b"[0 4]" in _content(screen, _page_with(screen, "目录灯与书"))


def _content(book: PdfFile, index: int) -> bytes:
    book.pdf.pages[index].contents_coalesce()
    return bytes(book.pdf.pages[index].Contents.read_bytes())


def test_number_stands_on_the_last_line_of_a_long_title(screen: PdfFile) -> None:
    page = _page_with(screen, "目录灯与书")
    document = pypdfium2.PdfDocument(screen.path)
    textpage = document[page].get_textpage()
    label = _labels(screen)[_start(screen, LONG_TITLE)]
    start, _ = textpage.search(LONG_TITLE[:8]).get_next()
    end, _ = textpage.search(LONG_TITLE[-4:]).get_next()
    number = textpage.search(label, index=end).get_next()[0]
    first, last, digit = (textpage.get_charbox(n) for n in (start, end, number))
    assert first[1] > last[3]  # two lines
    assert last[1] - 3 < digit[1] < last[3]
    right = 148 * 72 / 25.4 - _margin(screen, page)
    assert digit[2] == pytest.approx(right, abs=8)


def _margin(book: PdfFile, page: int) -> float:
    """How far the text stands from the outer edge, in the page's own coordinates."""
    left = float(book.pdf.pages[page].TrimBox[0])
    return 14.5 * 72 / 25.4 - left


def test_figures_are_listed_where_they_are_many(screen: PdfFile, sample_pdf: Build) -> None:
    text = squeezed(screen.pages[_page_with(screen, "插图目录")])
    assert "第14景" in text
    assert "余话" not in text
    assert "插图目录" not in PdfFile(sample_pdf.product).text


def test_labels_are_roman_before_the_text(screen: PdfFile) -> None:
    labels = _labels(screen)
    first = _start(screen, "灯与书")
    assert labels[0] == "封面"
    assert labels[1] == "ii"
    assert labels[first] == "1"
    assert labels[-1] == str(len(labels) - first)
    assert first % 2 == 0  # a right-hand page


def test_chapters_begin_on_right_hand_pages_if_wanted(printed: PdfFile, screen: PdfFile) -> None:
    titles = ("灯与书", "A second post", "短篇3", "短篇4")
    assert all(_start(printed, title) % 2 == 0 for title in titles)
    assert any(_start(screen, title) % 2 for title in titles)


def test_blank_pages_are_bare(screen: PdfFile) -> None:
    assert screen.pages[1].strip() == ""
    assert screen.pages[3].strip() == ""


# --- imprint and matter at the end ---------------------------------------------------------------


def test_imprint_says_what_was_given(screen: PdfFile) -> None:
    page = squeezed(screen.pages[5])
    for words in ("灯下书局", "ISBN978-7-100-11067-9", "2026年5月第1版", "许可CCBY-SA4.0", "5篇"):
        assert words in page


def test_imprint_says_no_more(sample_pdf: Build) -> None:
    page = PdfFile(sample_pdf.product).pages[5]
    assert "CC BY 4.0" in page
    assert "ISBN" not in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("urn:isbn:9787100110679", "ISBN 9787100110679"),
        ("7-100-11067-X", "ISBN 7-100-11067-X"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("", ""),
    ],
)
def test_isbn_is_called_by_its_name(given: str, said: str) -> None:
    assert identifier(given) == said


@pytest.mark.parametrize(
    ("name", "title"),
    [("Byron, Ada", "A second post"), ("李四", "A second post"), ("纸张", "灯与书")],
)
def test_index_leads_to_pages_that_hold_the_name(screen: PdfFile, name: str, title: str) -> None:
    page = squeezed(screen.pages[_start(screen, "人名与标签索引")])
    label = _labels(screen)[_start(screen, title)]
    assert f"{squeezed(name)}{label}" in page
    parts = [squeezed(part) for part in name.split(", ")]
    assert all(part in squeezed(screen.pages[_start(screen, title)]) for part in parts)


def test_index_is_in_the_order_of_pinyin(screen: PdfFile) -> None:
    document = pypdfium2.PdfDocument(screen.path)
    text = document[_start(screen, "人名与标签索引")].get_textpage().get_text_range()
    page = squeezed(text).removeprefix("人名与标签索引")
    order = [page.index(word) for word in ("Byron", "甲部", "lamp", "李四", "张灯", "纸张")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("written", "said"),
    [("Byron, A.", "Byron, A."), ("张灯", "张灯"), ("OpenAI", "OpenAI"), ("A. Byron", "Byron, A.")],
)
def test_names_of_the_index(written: str, said: str) -> None:
    assert filed(written) == said


def test_contributors_have_their_chapters(screen: PdfFile) -> None:
    page = squeezed(screen.pages[_start(screen, "作者与编者")])
    assert "李四译者Asecondpost" in page
    assert "张灯灯与书" in page


def test_sources_say_where_chapters_are_from(screen: PdfFile) -> None:
    page = squeezed(screen.pages[_start(screen, "各篇出处与许可")])
    assert "首发于2025年3月1日" in page
    assert "https://lamp.example/short" in page
    assert "许可CCBY4.0" in page
    assert "灯与书" not in page  # nothing is known of it


def test_colophon_names_faces_and_paper(screen: PdfFile) -> None:
    page = squeezed(screen.pages[_start(screen, "编印说明")])
    assert "148毫米×210毫米" in page
    assert "OpenFontLicense" in page


# --- notes ---------------------------------------------------------------------------------------


def _height(book: PdfFile, page: int, words: str) -> float:
    """How high above the foot of the page *words* stand, in parts of its height."""
    document = pypdfium2.PdfDocument(book.path)
    textpage = document[page].get_textpage()
    index, _ = textpage.search(words).get_next()
    _, bottom, _, _ = textpage.get_charbox(index)
    return float(bottom / document[page].get_height())


def test_notes_stand_at_the_foot_of_the_page_of_their_call(screen: PdfFile) -> None:
    page = _page_with(screen, "起头一句")
    assert page == _page_with(screen, "甲注在页脚")
    assert _height(screen, page, "甲注在页脚") < 0.2 < _height(screen, page, "起头一句")


def test_notes_with_lists_stay_at_the_end_of_the_chapter(screen: PdfFile) -> None:
    assert _page_with(screen, "乙注有列表") > _page_with(screen, "起头一句")


def test_notes_are_tagged_where_they_are_called(screen: PdfFile) -> None:
    notes = _tagged(screen, "Note")
    names = [str(note.ID) for note in notes]
    assert len(names) == len(set(names)) == 3
    assert [str(note.P.S) for note in notes].count("/P") == 2


def test_call_and_note_are_linked_to_each_other(screen: PdfFile) -> None:
    page = screen.pdf.pages[_page_with(screen, "起头一句")]
    wanted = [str(note.Dest) for note in page.Annots if "/Dest" in note]
    assert sum(name.startswith("lamp--") for name in wanted) >= 4  # 1, 2, 1 again, and back
    assert len(wanted) - len(set(wanted)) >= 1


def _chapter(inner: str, *, addresses: bool = False) -> etree._Element:
    body = etree.fromstring(f'<body xmlns="{XHTML}">{inner}</body>')
    set_notes(body, "x", addresses=addresses)
    return body


NOTE = (
    '<aside class="footnote-list"><aside class="footnote" id="x--n">'
    '<span class="label"><a href="#x--c">1</a></span>{}</aside></aside>'
)
CALL = '<a class="footnote-reference" href="#x--n" id="x--c">[1]</a>'


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def test_text_around_a_call_stays_whole() -> None:
    body = _chapter(f"<p>甲乙{CALL}，丙。</p>" + NOTE.format("<p>注<b>文</b>。</p>"))
    assert _text(body) == "甲乙11 注文。，丙。"
    (held,) = [e for e in body.iter() if e.get("class") == "noted"]
    assert _text(held) == "乙1"  # no line ends between a character and its call
    assert body.find(f".//{{{XHTML}}}aside") is None


@pytest.mark.parametrize("block", ["<ul><li>x</li></ul>", "<pre>x</pre>", "<table/>"])
def test_notes_with_blocks_do_not_move(block: str) -> None:
    body = _chapter(f"<p>甲{CALL}</p>" + NOTE.format(block))
    assert body.find(f".//{{{XHTML}}}aside") is not None


def test_notes_longer_than_a_page_takes_do_not_move() -> None:
    body = _chapter(f"<p>甲{CALL}</p>" + NOTE.format(f"<p>{'长' * 2000}</p>"))
    assert body.find(f".//{{{XHTML}}}aside") is not None


def test_addresses_and_notes_count_in_one_run() -> None:
    link = '<a class="reference external" href="https://a.example/x">甲</a>'
    body = _chapter(f"<p>{link}乙{CALL}{link}</p>" + NOTE.format("<p>注。</p>"), addresses=True)
    assert _text(body).replace("\u200b", "") == "甲11 https://a.example/x乙22 注。甲1"


@pytest.mark.parametrize(
    "inner",
    [
        '<p><a href="https://a.example/x">a.example/x</a></p>',
        '<ol class="references"><li><a href="https://a.example/x">甲</a></li></ol>',
        '<p><a href="mailto:a@a.example">甲</a></p>',
        '<p><a href="#x--s">甲</a></p>',
    ],
)
def test_some_links_need_no_address(inner: str) -> None:
    body = _chapter(inner, addresses=True)
    assert not [e for e in body.iter() if e.get("class") == "footnote"]


# --- tables --------------------------------------------------------------------------------------


def _size(book: PdfFile, index: int) -> tuple[float, float]:
    box = [float(value) for value in book.pdf.pages[index].trimbox]
    return box[2] - box[0], box[3] - box[1]


def test_wide_table_has_a_page_of_its_own_on_its_side(screen: PdfFile) -> None:
    page = _page_with(screen, "打印机打印机打印机")
    width, height = _size(screen, page)
    assert width > height
    after = _page_with(screen, "宽表之后")
    assert after == page + 1
    assert _size(screen, after)[0] < _size(screen, after)[1]


def test_heading_goes_with_the_table_that_is_turned(screen: PdfFile) -> None:
    page = _page_with(screen, "打印机打印机打印机")
    assert _start(screen, "宽表") == page
    assert "宽表" in screen.pages[page]


def test_printers_get_pages_that_are_all_upright(printed: PdfFile) -> None:
    page = printed.pdf.pages[_page_with(printed, "打印机打印机打印机")]
    assert int(page.Rotate) == 270
    assert "/Rotate" not in printed.pdf.pages[0]


def _tagged_on(element: Any, own: Any = None) -> Iterator[int]:
    """Pages that hold what is tagged with *element*."""
    own = element.get("/Pg", own)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield pikepdf.Page(own).index
        elif "/S" in kid:
            yield from _tagged_on(kid, own)
        elif "/MCID" in kid:
            yield pikepdf.Page(kid.get("/Pg", own)).index


def test_repeated_heads_of_tables_are_artifacts(screen: PdfFile) -> None:
    """They are on every page, and tagged on the first alone."""
    table = _tagged(screen, "Table")[1]
    (head,) = _elements(table, "THead")
    pages = sorted(set(_tagged_on(table)))
    assert len(pages) >= 3
    assert set(_tagged_on(head)) == {pages[0]}
    for page in pages:
        lines = screen.pages[page].splitlines()
        assert "序" in lines
        assert "名" in lines


@pytest.mark.parametrize(("columns", "turned"), [(3, False), (5, False), (9, True)])
def test_tables_turn_when_they_are_wide(columns: int, turned: bool) -> None:
    cells = "<td>很长很长的内容在这里</td>" * columns
    body = etree.fromstring(f'<body xmlns="{XHTML}"><table><tr>{cells}</tr></table></body>')
    set_tables(body, 80)
    assert ("turned" in (body[0].get("class") or "")) is turned


def test_figures_stand_at_the_point() -> None:
    rows = "".join(f"<tr><td>{n}</td></tr>" for n in ("1.5", "12.25", "100"))
    body = etree.fromstring(f'<body xmlns="{XHTML}"><table>{rows}</table></body>')
    set_tables(body, 80)
    assert [_text(cell) for cell in body.iter(f"{{{XHTML}}}td")] == ["001.50", "012.25", "100.00"]
    unseen = [_text(e) for e in body.iter(f"{{{XHTML}}}span")]
    assert unseen == ["00", "0", "0", ".00"]


# --- code ----------------------------------------------------------------------------------------


def test_wrapped_code_copies_whole(screen: PdfFile) -> None:
    assert squeezed(LONG) in screen.text
    page = _page_with(screen, squeezed(LONG)[:30])
    document = pypdfium2.PdfDocument(screen.path)
    right = document[page].get_width()
    textpage = document[page].get_textpage()
    edges = [textpage.get_charbox(n)[2] for n in range(textpage.count_chars())]
    assert max(edges) < right - 30  # nothing is cut off


def test_lines_of_code_end_behind_spaces() -> None:
    body = etree.fromstring(
        f'<body xmlns="{XHTML}"><pre><b>if</b> one two three four\nshort\n</pre></body>'
    )
    set_code(body, 14)
    lines = [_text(line) for line in body[0]]
    assert lines == ["if one two ", "three four", "short"]
    assert [line.get("class") for line in body[0]] == [
        "code-line opens",
        "code-line continued",
        "code-line closes",
    ]
    assert body[0][0][0].tag == f"{{{XHTML}}}b"


@pytest.mark.parametrize("text", ["a" * 50, "一" * 30, "\t" * 9 + "x" * 20, " " * 40 + "y"])
def test_code_loses_no_letter(text: str) -> None:
    body = etree.fromstring(f'<body xmlns="{XHTML}"><pre>{text}</pre></body>')
    set_code(body, 14)
    assert squeezed(_text(body)) == squeezed(text)


# --- the edition for print -----------------------------------------------------------------------


def test_print_edition_has_bleed_and_marks(printed: PdfFile) -> None:
    page = printed.pdf.pages[0]
    media, bleed, trim = page.MediaBox, page.BleedBox, page.TrimBox
    three = 3 * 72 / 25.4
    assert float(trim[0]) - float(bleed[0]) == pytest.approx(three, abs=0.01)
    assert float(media[0]) < float(bleed[0])
    assert float(trim[2]) - float(trim[0]) == pytest.approx(148 * 72 / 25.4, abs=0.1)


def test_cover_reaches_into_the_bleed(printed: PdfFile) -> None:
    document = pypdfium2.PdfDocument(printed.path)
    image = document[0].render(scale=1).to_pil().convert("RGB")
    page = printed.pdf.pages[0]
    edge = float(page.BleedBox[0]) - float(page.MediaBox[0])
    middle = image.height // 2
    assert image.getpixel((int(edge) + 3, middle)) != (255, 255, 255)
    assert image.getpixel((int(edge) - 3, middle)) == (255, 255, 255)


def test_print_edition_writes_addresses_at_the_foot(printed: PdfFile, screen: PdfFile) -> None:
    page = _page_with(printed, "起头一句")
    assert squeezed(printed.pages[page]).count(squeezed(ADDRESS)) == 1
    assert squeezed(ADDRESS) not in screen.text


def _colours(book: PdfFile, words: str) -> set[tuple[int, ...]]:
    """Colours of the letters of a line, strongly coloured ones alone."""
    page = _page_with(book, words)
    document = pypdfium2.PdfDocument(book.path)
    image = document[page].render(scale=3).to_pil().convert("RGB")
    textpage = document[page].get_textpage()
    index, count = textpage.search(words).get_next()
    boxes = [textpage.get_charbox(n) for n in range(index, index + count)]
    left, bottom = min(b[0] for b in boxes) * 3, min(b[1] for b in boxes) * 3
    right, top = max(b[2] for b in boxes) * 3, max(b[3] for b in boxes) * 3
    part = image.crop((int(left), int(image.height - top), int(right), int(image.height - bottom)))
    return {c for _, c in part.getcolors(100_000) or () if max(c) - min(c) > 60}


def test_links_are_coloured_on_the_screen_alone(printed: PdfFile, screen: PdfFile) -> None:
    assert _colours(screen, "一盏灯")
    assert not _colours(printed, "一盏灯")


def test_same_posts_same_bytes_for_any_number_of_processes(posts: Path, tmp_path: Path) -> None:
    products = [
        must(
            build(
                "pdf", posts, tmp_path / str(jobs), jobs=jobs, language="zh_CN", project="试书",
                env={"SOURCE_DATE_EPOCH": "1700000000"}, anthology_edition="print",
            )
        ).product.read_bytes()
        for jobs in (1, 2)
    ]  # fmt: skip
    assert products[0] == products[1]


def test_standards_are_kept_in_both_editions(screen: PdfFile, printed: PdfFile) -> None:
    for file in (screen.path, printed.path):
        hold_to_standards(file)


@pytest.mark.parametrize(
    ("caption", "line"),
    [
        ("一句。又一句。", "一句"),
        ("Version 2.0 of it. More.", "Version 2.0 of it"),
        ("长" * 80, "长" * 59 + "…"),
    ],
)
def test_captions_are_shortened_for_the_list(caption: str, line: str) -> None:
    assert shortened(caption) == line


def test_room_above_a_run_is_on_the_page_of_its_text() -> None:
    """A running head is a page of its own, and comes first."""
    head = '<div class="running-head right">单</div>'
    html = below(f'<html><body class="x">{head}<article/></body></html>', 10)
    assert html.index("</div>") < html.index("height: 10.00px") < html.index("<article/>")


def test_rows_are_as_long_as_the_longest() -> None:
    """A row that lacks cells gets empty ones; cells that reach down from above count."""
    body = etree.fromstring(
        f'<body xmlns="{XHTML}"><table><tr><th>a</th><th>b</th><th>c</th></tr>'
        '<tr><td rowspan="2">1</td><td colspan="2">2</td></tr>'
        "<tr><td>3</td></tr><tr/></table></body>"
    )
    set_tables(body, 1000)
    rows = [len(list(row)) for row in body.iter(f"{{{XHTML}}}tr")]
    assert rows == [3, 2, 2, 3]


EMOJI = """---
title: 表情 😀
---

一个😀两个👍🏽三个🇨🇳四个1️⃣，**粗 😀** 和 *斜 😀*。

<table><tr><th>a</th><th>b</th></tr><tr><td>1</td></tr></table>
"""


def test_emoji_and_broken_tables_keep_to_the_standards(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": EMOJI})
    made = must(build("pdf", posts, tmp_path / "out"))
    hold_to_standards(made.product)
