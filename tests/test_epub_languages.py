"""Passages in other languages: what is marked in a page, and texts that would take for ever."""

from __future__ import annotations

import pytest
from lxml import etree

from sphinx_anthology.core.languages import foreign_runs
from sphinx_anthology.epub.languages import mark_languages

XHTML = "http://www.w3.org/1999/xhtml"
LONG = 200_000
UNITS = [
    "a", "a1", "a a ", "a  b   ", "a_", "a.", "a@", "a@a.", "a://", "a.b/", "www.", ".", "-",
    "é", "\u0301", "图", "图，", "図 ", "か", "か図", "か図，", "图の", "・", "ж", "ж ", "жж ж",
    "α ", "αα ", "안 ", "م ", "ก", "x.y.zz ", "https://a.example/b The ",
]  # fmt: skip


def _page(inner: str, language: str = "zh-CN") -> str:
    """What a body is with its languages marked, without the namespace and ``xml:lang``."""
    parser = etree.XMLParser(huge_tree=True)
    body = etree.fromstring(f'<body xmlns="{XHTML}">{inner}</body>', parser)
    mark_languages(body, language)
    for element in body.iter("{*}*"):
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}lang", None)
    text = etree.tostring(body, encoding="unicode")
    return text.split(">", 1)[1].removesuffix("</body>")


@pytest.mark.parametrize(
    ("inner", "marked"),
    [
        (
            "<p>甲<b>乙</b>The Art of War 丙 the end of it 丁<i>x</i></p>",
            '<p>甲<b>乙</b><span lang="en">The Art of War</span> 丙 '
            '<span lang="en">the end of it</span> 丁<i>x</i></p>',
        ),
        (
            "<p>the end of it 甲 the end of all<b>乙</b></p>",
            '<p><span lang="en">the end of it</span> 甲 '
            '<span lang="en">the end of all</span><b>乙</b></p>',
        ),
        (
            "<p>Les mots français dans le <b>texte</b>.</p>",
            '<p lang="fr">Les mots français dans le <b>texte</b>.</p>',
        ),
        (
            '<p>This is all English, <code lang="zh">甲 of the a</code> but code.</p>',
            '<p lang="en">This is all English, <code lang="zh">甲 of the a</code> but code.</p>',
        ),
        (
            "<p>שלום עולם, שלום לכולם</p>",
            '<p><span lang="he" dir="rtl">שלום עולם, שלום לכולם</span></p>',
        ),
        (
            "<p>见<a>https://a.example/the of</a>the end of it</p>",
            '<p>见<a>https://a.example/the of</a><span lang="en">the end of it</span></p>',
        ),
        (
            "<p>甲 <a>The Art of War</a></p>",
            '<p>甲 <a><span lang="en">The Art of War</span></a></p>',
        ),
    ],
)
def test_what_is_marked(inner: str, marked: str) -> None:
    assert _page(inner) == marked


@pytest.mark.parametrize(
    "inner",
    [
        "<p>Gustave Flaubert écrivit Salammbô.</p>",
        "<h2>iPhone 15 Pro Max</h2>",
        "<p><a>https://www.sohu.com/a/856354972_121798711</a></p>",
        "<p>见<a>the-art.example/of/the/lamp</a></p>",
        "<p>见<a>www.the-art-of.example</a></p>",
        '<p>见<span class="reference-url">the art of the lamp</span></p>',
        '<p>见<span class="x address">the art of the lamp</span></p>',
        '<p>见<span class="missing-link">the art of the lamp</span></p>',
        "<p><code>one two three four</code></p>",
    ],
)
def test_what_is_not_marked(inner: str) -> None:
    assert _page(inner) == inner


def test_the_language_said_is_kept_and_turns_the_direction() -> None:
    assert _page('<p lang="ar">مرحبا 世界</p>') == (
        '<p lang="ar" dir="rtl">مرحبا <span lang="zh-CN" dir="ltr">世界</span></p>'
    )


# --- texts that end only if the time grows with their length -----------------------------------


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "en", "ar"])
@pytest.mark.parametrize("unit", UNITS)
def test_long_texts_are_read(unit: str, language: str) -> None:
    text = (unit * LONG)[:LONG] + "é"
    runs = foreign_runs(text, language)
    ends = [place for start, end, _ in runs for place in (start, end)]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end, _ in runs)


def test_many_runs_in_a_paragraph() -> None:
    inner = "甲 the end of it " * 30_000
    marked = _page(f"<p>{inner}</p><p><b/>{inner}</p>")
    assert marked.count("<span") == 60_000
    assert "".join(etree.fromstring(f"<p>{marked}</p>", None).itertext()) == inner * 2


def test_deep_nesting() -> None:
    depth = 2_000
    marked = _page("<div>" * depth + "甲 the end of it" + "</div>" * depth)
    assert marked == (
        "<div>" * depth + '甲 <span lang="en">the end of it</span>' + "</div>" * depth
    )
