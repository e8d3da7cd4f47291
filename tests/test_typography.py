"""Chinese typography of the PDF: what CLREQ asks for, measured where the glyphs stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from sphinx_anthology.core.script import is_cjk
from sphinx_anthology.core.typography import (
    BREAK,
    GAP,
    JOINER,
    english_runs,
    last_pair,
    meeting_points,
)
from sphinx_anthology.fragments.xhtml import Fragment, fragment_from_body, inner_xml, read_fragment
from sphinx_anthology.pdf import printing
from sphinx_anthology.pdf.binding.furniture import POINT
from sphinx_anthology.pdf.engine import guard
from sphinx_anthology.pdf.engine.fetcher import FontFetcher
from sphinx_anthology.pdf.engine.piece import Job
from sphinx_anthology.pdf.engine.setter import Setter
from sphinx_anthology.pdf.leaves import Compositor
from sphinx_anthology.pdf.matter.desk import Desk
from sphinx_anthology.pdf.typography import breaking
from sphinx_anthology.pdf.typography.prepare import prepare

from .house import Build
from .lines import NEAR, Glyph, Line, Pages
from .reading import PdfFile, squeezed

EM = 10.0  # points
OPENING, CLOSING = "“‘（《「〔", "，。、；：！？”’）》」〕"
Row = list[Glyph]
Setting = Callable[..., Pages]


def _body(html: str, language: str) -> str:
    fragment = fragment_from_body("a", html, language)
    prepare(fragment.body, fragment.language)
    return inner_xml(fragment.body)


def _marked(html: str, language: str = "zh-CN") -> str:
    """Prepared markup with signs for what cannot be seen."""
    return _body(html, language).replace(GAP, "_").replace(JOINER, "+").replace(BREAK, "|")


@pytest.fixture(scope="module")
def book_sheet() -> str:
    """The style sheets of a book."""
    nothing: Any = None  # of the posts
    compositor = Compositor(Desk(nothing, {}, printing.PAPERS["a5"]))
    return printing.style_sheet(compositor)


@pytest.fixture(scope="module")
def fonts() -> FontConfiguration:
    guard.install()
    return FontConfiguration()


@pytest.fixture
def setting(tmp_path: Path, book_sheet: str, fonts: FontConfiguration) -> Iterator[Setting]:
    """Sets markup in a column that is so many characters wide, with the book's own sheets."""
    sheet = CSS(string=book_sheet, font_config=fonts, url_fetcher=FontFetcher())

    def set_markup(html: str, width: float = 40, language: str = "zh-CN", css: str = "") -> Pages:
        own = CSS(
            string=f"@page {{ size: {width * EM}pt 800pt; margin: 0 }}"
            f"html {{ font-size: {EM}pt; line-height: 20pt }} article p {{ text-indent: 0 }} {css}",
            font_config=fonts,
        )
        markup = _body(html, language)
        file = tmp_path / "page.pdf"
        document = HTML(string=f'<html lang="{language}"><article>{markup}</article></html>')
        document.write_pdf(file, stylesheets=[sheet, own], font_config=fonts)
        return Pages(file)

    yield set_markup
    breaking.allow_hanging(False)


def _distance(row: Row, first: str, second: str) -> float:
    """From where *first* begins to where *second* does, in ems."""
    text = "".join(glyph.char for glyph in row)
    at = text.index(first)
    return (row[text.index(second, at + 1)].left - row[at].left) / EM


# --- rules of the text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("用Linux写", "用_Linux_写"),
        ("用 Linux 写", "用 Linux 写"),  # a typed space is the gap
        ("约30%的人", "约_30%_的人"),
        ("付$5，", "付_$5，"),
        ("“A”和（B）", "“A”和（B）"),  # marks part them already
        ("第1，2", "第_1，2"),
    ],
)
def test_gap_is_where_han_meets_latin(text: str, marked: str) -> None:
    parts = [0, *meeting_points(text), len(text)]
    assert "_".join(text[a:b] for a, b in pairwise(parts)) == marked


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("他说“yes”了", []),
        ("The “public domain” of it", ["“public domain”"]),
        ("“All rights reserved”", ["“All rights reserved”"]),
        ("it’s here", ["it’s"]),
        ("他叫它‘Lisp’。", []),
        ("He left (“gone”). 中文", ["“gone”"]),
        ("“中文 with English”", []),
        ("版权页写“All rights reserved”，", []),
        ("“……”", []),
    ],
)
def test_quotation_marks_are_of_the_sentence_around_them(text: str, english: list[str]) -> None:
    assert [text[start:end] for start, end in english_runs(text)] == english


def test_last_two_characters_stay_together() -> None:
    assert last_pair("这是末句。”") == 3
    assert last_pair("ends in Latin.") is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>看<code>甲乙</code>吧</p>", "<p>看<code>甲乙</code>吧</p>"),
        ("<p>用<code>ls</code>看</p>", "<p>用_<code>ls</code>_看</p>"),
        ("<p>粗<strong>X字</strong>Y</p>", "<p>粗_<strong>X_字_</strong>Y</p>"),
        ("<p>字<sup>1</sup>abc</p>", "<p>字_<sup>1</sup>abc</p>"),
        ("<p>一<br/>x</p>", "<p>一<br/>x</p>"),
        ("<p>甲</p><p>x</p>", "<p>甲</p><p>x</p>"),
        ('<p>用<span lang="en">x</span>。</p>', '<p>用_<span lang="en">x</span>。</p>'),
        ("<p>达·芬奇</p>", "<p>达+·芬+奇</p>"),
        ("<p>说，“好”了</p>", "<p>说，|“好”|了</p>"),
        ("<p>说<em>“好”</em>了a</p>", "<p>说<em>|“好”</em>|了_a</p>"),
        ("<p>（“A”）</p>", "<p>（“A”）</p>"),
    ],
)
def test_gaps_across_elements(html: str, expected: str) -> None:
    assert _marked(html) == expected


def test_code_and_english_are_left_alone() -> None:
    for html in ("<pre>甲a乙</pre>", "<p><code>甲a</code></p>", '<p lang="en">甲a it’s</p>'):
        assert _body(html, "zh-CN") == html


def test_preparing_loses_nothing() -> None:
    html = "<p>甲<em>a乙<b>c</b>d</em>x’s <a href='#'>丁</a>戊“e f”<i>g</i>h——己。</p>"
    before = fragment_from_body("a", html, "zh-CN").body
    after = fragment_from_body("a", _body(html, "zh-CN"), "zh-CN").body
    assert re.sub(f"[{GAP}{JOINER}{BREAK}]", "", _all_text(after)) == _all_text(before)


def _all_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


# --- lines ---------------------------------------------------------------------------------------

MIXED = (
    "他说：“《红楼梦》（上）、《西游记》〔下〕都在这里。”‘真的吗？’她问：「真的！」——是的……"
    "我们用Linux写3,000行代码，“约30%的时间”（不算周末）；列奥纳多·达·芬奇也不例外。完了。"
)


@pytest.mark.parametrize("width", range(6, 32))
def test_no_line_begins_or_ends_with_a_mark_that_must_not(setting: Setting, width: int) -> None:
    """3.1.4 and 3.1.5, over many widths."""
    rows = setting(f"<p>{MIXED}</p>", width + 0.3).rows()
    text = "".join(g.char for row in rows for g in row)
    assert squeezed(text) == squeezed(MIXED)
    for row, following in pairwise(rows):
        assert row[-1].char not in OPENING, _text(row)
        assert following[0].char not in CLOSING + "·", _text(following)
        assert (row[-1].char, following[0].char) not in {("—", "—"), ("…", "…")}


@pytest.mark.parametrize("width", range(6, 32))
def test_no_paragraph_ends_in_one_character(setting: Setting, width: int) -> None:
    """3.4.4."""
    rows = setting(f"<p>{MIXED}</p>", width + 0.3).rows()
    assert sum(is_cjk(g.char) and g.char not in CLOSING for g in rows[-1]) >= 2


@pytest.mark.parametrize("width", [14.3, 17.7, 21.5, 25.2, 30.9])
def test_full_lines_are_flush(setting: Setting, width: float) -> None:
    rows = setting(f"<p>{MIXED * 3}</p>", width).rows()
    for row in rows[:-1]:
        assert abs(Line(tuple(row)).edge(width * EM) - width * EM) <= NEAR, _text(row)


def _text(row: Row) -> str:
    return "".join(glyph.char for glyph in row)


# --- squeezing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pair", ["。”", "：“", "》、", "（《", "”（", "）《", "》〉"[:1] + "）", "“‘"]
)
@pytest.mark.parametrize("face", ["", "blockquote"])
def test_marks_side_by_side_take_an_em_and_a_half(setting: Setting, pair: str, face: str) -> None:
    """3.1.6.2; in 宋 and in 楷, whose font knows nothing of it."""
    html = f"<p>甲{pair}乙丙</p>"
    (row,) = setting(f"<{face}>{html}</{face}>" if face else html).rows()
    assert _distance(row, "甲", "乙") == pytest.approx(2.5, abs=0.02)


def test_marks_alone_keep_their_em(setting: Setting) -> None:
    (row,) = setting("<p>甲，乙“丙”丁</p>").rows()
    assert _distance(row, "甲", "乙") == pytest.approx(2, abs=0.02)
    assert _distance(row, "乙", "丁") == pytest.approx(4, abs=0.02)


def test_taiwan_centres_its_marks_and_keeps_them(setting: Setting) -> None:
    (row,) = setting("<p>甲。」乙、「丙</p>", language="zh-TW").rows()
    assert _distance(row, "甲", "乙") == pytest.approx(3, abs=0.02)


def test_code_keeps_its_grid(setting: Setting) -> None:
    (row,) = setting("<p><code>甲：“乙a丙”。丁</code></p>").rows()
    size = row[0].size / EM
    assert _distance(row, "乙", "丙") == pytest.approx(1.602 * size, abs=0.02)
    assert _distance(row, "丙", "丁") > 2.5 * size


def test_a_mark_gives_up_its_half_at_the_start_of_a_line(setting: Setting) -> None:
    """3.1.6.3; the first line of an indented paragraph keeps it."""
    html = "<p>甲乙丙丁戊己“庚辛壬癸子丑寅卯</p>"
    first, second = setting(html, 6.5, css="article p { text-align: start }").rows()[:2]
    assert (first[0].char, second[0].char) == ("甲", "“")
    assert second[1].left == pytest.approx(EM / 2, abs=0.2)
    (row,) = setting("<p>“甲”乙</p>", css="article p { text-indent: 2em }").rows()
    assert row[1].left == pytest.approx(3 * EM, abs=0.2)


def test_a_mark_gives_up_its_half_at_the_end_of_a_line(setting: Setting) -> None:
    """Six characters and a comma fit where there is room for six and a half."""
    first, second = setting("<p>甲乙丙丁戊己，庚辛壬癸子丑</p>", 6.5).rows()[:2]
    assert _text(first) == "甲乙丙丁戊己，"
    assert first[-1].left == pytest.approx(6 * EM, abs=0.2)
    assert second[0].char == "庚"


def test_interpunct_takes_half_an_em(setting: Setting) -> None:
    (row,) = setting("<p>列·奥</p>").rows()
    assert _distance(row, "列", "奥") == pytest.approx(1.5, abs=0.02)


# --- hanging ------------------------------------------------------------------------------------

HANGING = "<p>甲乙丙丁戊己，庚辛壬癸子丑寅卯</p>"


def test_a_comma_hangs_where_the_book_wants_it(setting: Setting) -> None:
    """3.1.7."""
    assert _text(setting(HANGING, 6.1).rows()[0]) == "甲乙丙丁戊"
    breaking.allow_hanging(True)
    first = setting(HANGING, 6.1).rows()[0]
    assert _text(first) == "甲乙丙丁戊己，"
    assert first[-1].left == pytest.approx(6.1 * EM, abs=NEAR)


def test_no_mark_hangs_that_follows_a_mark_or_stands_in_the_middle(setting: Setting) -> None:
    breaking.allow_hanging(True)
    assert _text(setting("<p>甲乙丙丁戊”，庚辛壬癸子</p>", 6.1).rows()[0]) == "甲乙丙丁"
    assert _text(setting(HANGING, 6.1, "zh-TW").rows()[0]) == "甲乙丙丁戊"


def test_setting_of_the_book_reaches_the_processes(tmp_path: Path) -> None:
    try:
        Setter(Job((), tmp_path, hanging=True))
        assert breaking.column.hanging
    finally:
        breaking.allow_hanging(False)


# --- Han and Latin ------------------------------------------------------------------------------


def test_gap_is_a_quarter_of_an_em_and_no_text(setting: Setting) -> None:
    """3.2.2."""
    pages = setting("<p>用Linux写</p>")
    (row,) = pages.rows()
    assert pages.text == "用Linux写"
    assert _distance(row, "用", "L") == pytest.approx(1.25, abs=0.02)
    assert row[-1].left - row[-2].right == pytest.approx(EM / 4, abs=0.2)


def test_typed_space_is_as_wide_and_stays(setting: Setting) -> None:
    pages = setting("<p>用 Linux 写</p>")
    assert pages.text == "用 Linux 写"
    assert _distance(pages.rows()[0], "用", "L") == pytest.approx(1.25, abs=0.02)


def test_gap_vanishes_at_the_end_of_a_line(setting: Setting) -> None:
    """Where it can: the next line begins with the word that did not fit."""
    first, second = setting("<p>甲乙丙丁戊己Linux写了许多字</p>", 6).rows()[:2]
    assert _text(first) == "甲乙丙丁戊己"
    assert first[-1].right == pytest.approx(6 * EM, abs=NEAR)
    assert second[0].left == pytest.approx(0, abs=0.1)


def test_stretch_is_shared_between_spaces_and_characters(setting: Setting) -> None:
    """No rivers: a space opens by no more than the rest of its line (3.5.4)."""
    html = "<p>甲乙 ab cd 丙丁internationalism戊</p>"
    row = setting(html, 11, css="article { hyphens: none }").rows()[0]
    (space, *_) = [at for at, glyph in enumerate(row) if glyph.char == " "]
    opened = row[space + 1].left - row[space].right
    assert opened > 1
    assert row[1].left - row[0].right == pytest.approx(opened, abs=0.1)


def test_long_english_words_are_divided_and_addresses_are_not(setting: Setting) -> None:
    rows = setting("<p>这是一个很长的internationalization问题</p>", 12).rows()
    assert _text(rows[0]).endswith("-")
    pages = setting("<p>见https://example.org/international/localization/page的说明</p>", 12)
    assert "-" not in pages.text


# --- faces --------------------------------------------------------------------------------------


def _fonts_by_text(pages: Pages) -> dict[str, str]:
    return {glyph.char: glyph.font for page in pages.glyphs for glyph in page}


def test_quotation_marks_are_wide_in_chinese_and_narrow_in_english(setting: Setting) -> None:
    (row,) = setting("<p>他说“yes”了。</p>").rows()
    mark = next(glyph for glyph in row if glyph.char == "“")
    assert (mark.font, round(mark.right - mark.left)) == ("Noto-Serif-CJK-SC", EM)
    (row,) = setting("<p>The “public domain” isn’t it.</p>").rows()
    for glyph in row:
        if glyph.char in "“”’":
            assert glyph.font == "Linux-Libertine-O"


def test_quotation_marks_are_wide_in_kai_too(setting: Setting) -> None:
    pages = setting("<blockquote><p>他说“好”。</p></blockquote>")
    found = _fonts_by_text(pages)
    assert found["好"] == "Book-Kai"
    assert found["“"] == "Noto-Serif-CJK-SC"


@pytest.mark.parametrize(
    ("language", "region"),
    [
        ("zh-CN", "SC"),
        ("zh-TW", "TC"),
        ("zh-Hant", "TC"),
        ("zh-HK", "HK"),
        ("ja", "JP"),
        ("ko", "KR"),
    ],
)
def test_language_decides_the_forms(setting: Setting, language: str, region: str) -> None:
    html = "<p>骨<code>直</code></p><figure><figcaption>令</figcaption></figure><h2>角</h2>"
    found = _fonts_by_text(setting(html, language=language))
    assert found["骨"] == f"Noto-Serif-CJK-{region}"
    assert found["令"] == f"Noto-Sans-CJK-{region}"
    assert found["直"] == f"Noto-Sans-Mono-CJK-{region}"
    assert found["角"] == f"Noto-Serif-CJK-{region}-Bold"


def test_language_of_a_word_decides_its_forms(setting: Setting) -> None:
    found = _fonts_by_text(
        setting('<p>骨<span lang="ja">直</span><span lang="zh-TW">令</span></p>')
    )
    assert found == {
        "骨": "Noto-Serif-CJK-SC",
        "直": "Noto-Serif-CJK-JP",
        "令": "Noto-Serif-CJK-TC",
    }


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "ja", "ko"])
def test_han_is_never_slanted(setting: Setting, language: str) -> None:
    found = _fonts_by_text(setting("<p>甲<em>骨word</em></p>", language=language))
    assert not re.search("Italic|Oblique", found["骨"])
    assert found["骨"] != found["甲"]  # and yet it is told apart


def test_latin_in_an_emphasis_is_slanted(setting: Setting) -> None:
    assert _fonts_by_text(setting("<p><em>骨word</em></p>"))["w"].endswith("Italic")


def test_bold_is_a_face_of_its_own(setting: Setting) -> None:
    found = _fonts_by_text(setting("<p><strong>骨word</strong><em><strong>楷</strong></em></p>"))
    assert found["骨"] == "Noto-Serif-CJK-SC-Bold"
    assert found["w"].endswith("Bold")
    assert found["楷"] == "Book-Kai-Bold"


def test_ruby_stands_above_its_base(setting: Setting) -> None:
    """3.3."""
    html = "<p>读<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby>吧</p>"
    glyphs = {g.char: g for g in setting(html).glyphs[0]}
    assert set("读汉字吧hànzì") == set(glyphs)
    assert glyphs["汉"].base == glyphs["读"].base == glyphs["吧"].base
    assert glyphs["h"].base > glyphs["汉"].base + EM / 2
    assert glyphs["h"].size == pytest.approx(glyphs["汉"].size / 2, abs=0.1)
    assert glyphs["汉"].left <= glyphs["à"].left <= glyphs["汉"].right


# --- the sample book ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(sample_pdf: Build) -> Pages:
    return Pages(sample_pdf.product)


def test_lines_of_the_book_are_flush(sample: Pages) -> None:
    """At least 95 of 100 full Chinese lines, by the definition in ``lines.py``."""
    paper = printing.PAPERS["a5"]
    assert len(sample.full_lines()) > 100
    assert sample.flush_share((paper.width - paper.margin) * POINT) >= 0.95


def test_text_layer_is_what_the_author_wrote(sample: Pages, sample_pdf: Build) -> None:
    """Each plain paragraph, letter by letter."""
    assert not {GAP, JOINER, BREAK} & set(sample.text)
    printed = {_without_hyphens(paragraph) for paragraph in sample.paragraphs}
    plain = [
        paragraph.text
        for fragment in _fragments(sample_pdf)
        for paragraph in fragment.body.iter("{*}p")
        if len(paragraph) == 0 and len(paragraph.text or "") > 20 and not _in_note(paragraph)
    ]
    assert len(plain) > 30
    for paragraph in plain:
        assert _without_hyphens(paragraph) in printed


def _in_note(paragraph: etree._Element) -> bool:
    """Notes have a place of their own in the structure; their lines are not read here."""
    return next(paragraph.iterancestors("{*}aside"), None) is not None


def _without_hyphens(text: str) -> str:
    return squeezed(text).replace("-", "")


def _fragments(made: Build) -> Iterator[Fragment]:
    for file in sorted((made.doctrees / "fragments-pdf").glob("*.xhtml")):
        yield read_fragment(file)


def test_outline_names_what_the_author_wrote(sample_pdf: Build) -> None:
    outline = PdfFile(sample_pdf.product).outline
    assert outline
    assert not any({GAP, JOINER, BREAK} & set(mark.title) for mark in outline)


def test_book_has_no_face_by_accident(sample: Pages) -> None:
    faces = {glyph.font for page in sample.glyphs for glyph in page}
    assert all(re.match("Noto-S|Linux-Libertine|Book-|Hack", face) for face in faces), faces
