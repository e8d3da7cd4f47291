"""Short cuts of setting: the same pages and values as WeasyPrint's own code comes to."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from html import escape
from multiprocessing import get_context
from pathlib import Path

from weasyprint import HTML
from weasyprint.css import get_all_computed_styles
from weasyprint.css.properties import INITIAL_VALUES

from sphinx_anthology.pdf.engine import guard, quick
from sphinx_anthology.pdf.engine.piece import Copy, Job, Piece
from sphinx_anthology.pdf.engine.setter import Setter

STYLE = """
@page { size: 100mm 150mm; margin: 10mm }
body { font-family: "Noto Serif CJK SC" } body, p { margin: 0 } p { margin-bottom: 5px }
.all { hyphens: auto; text-align: justify } .thin { width: 1em } .long { overflow-wrap: anywhere }
.wide { letter-spacing: 2px; word-spacing: 3px } .rtl { direction: rtl; text-align: justify }
.cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
table { border-collapse: collapse; width: 100% } td { border: 1px solid; padding: 3px }
.aside { float: left; width: 40%; box-sizing: border-box; padding: 1em }
.short { line-clamp: 1 }
.number { position: absolute; right: 0 } .columns { columns: 2 } h2 { break-after: avoid }
"""
ALL_SORTS = """
<style>
  p { margin-inline-start: 2em; border-block-end: 1px solid red; color: #333; text-indent: 2em }
  em { color: inherit; margin-left: 3px; font-size: 80% }
  aside { direction: rtl; padding-inline-start: 5px; border-left: medium dotted; --x: 3px }
  aside b { width: calc(50% + 1px); padding: var(--x); text-decoration: underline }
  li::before { content: "·"; position: absolute; border-inline-start-style: solid }
  table { border-collapse: collapse } td { border: 1px solid; width: 30% }
  @layer low { .layered { color: blue !important; margin-top: 1px; padding-top: 1px } }
  @layer high { .layered { color: green !important; margin-top: 2px } }
  .layered { margin-top: 3px !important; width: 9px } #named { width: 8px } [lang] { height: 7px }
  .layered:first-child { outline: 1px solid } p.layered::after { content: attr(id); color: red }
  .once { border-collapse: collapse; padding: 20px } .told::before { -weasy-anchor: "told" }
  #weak { -weasy-anchor: "strong" !important } .told::before, .told { content: "x" }
  .layered::first-line { color: gray } .noted { float: footnote } .noted::footnote-call { top: 1px }
</style>
<table class="once"><tr><td>once</td></tr></table><p class="told" id="weak">told</p>
<div><p class="layered" id="named" lang="en" style="width: 1px; height: 2px !important">a</p>
<p class="layered" lang="en" style="width: 1px">b</p><p class="layered" lang="fr">c</p>
<p class="layered" lang="en">d<span class="noted">e</span></p></div>
<p>一<em>二</em>，three <a href="#x">four</a></p><ul><li>五</li><li>六</li></ul>
<aside dir="rtl">seven <b style="display: inline-block">八</b></aside>
<table><tr><td>九</td><td style="border-block-start-width: 3px; border-style: double">十</td></tr>
</table><img src="data:," alt="x" style="float: left; outline: thick solid"/>
"""
WORDS = "Incomprehensibilities, she said, 字，“甲”（乙）；word——“quoted”…… "
SOFT = "An extraordinarily un\u00adhyphen\u00adated text. "
AGAIN = "<b>one two three</b> <i>“甲” 乙</i> <u>four</u> <s>😀</s> "
PROSE = "A man’s (very) extraordinary and well-known reach should exceed his grasp. 字，“甲”。 "
LONG = "Congratulations: misunderstandings, responsibilities & characteristics notwithstanding. "
CODE = "  int main() { return 0; }  // 注\n"


def _item(number: int) -> str:
    language = "zh" if number % 2 else "en"
    return (
        f'<li id="i{number}" lang="{language}">甲<a href="#i0" id="a{number}">b</a>'
        f'<span class="number">{number}</span></li>'
    )


def _narrower(number: int) -> str:
    limits = f"hyphenate-limit-chars: {4 + number % 9} {number % 3 + 1} 2"
    style = f"padding-right: {number * 0.7}mm; {limits}"
    text = f"{PROSE * 4} {'ab<b>cd</b>ef ' * 9}"
    words = escape(LONG) * 3
    return f'<p lang="en" class="all" style="{style}">{text}<br/>{SOFT * 3}<br/>{words}</p>'


def _row(number: int) -> str:
    return f'<tr id="r{number}"><td>格 {number}</td><td>{WORDS}</td></tr>'


def _letter(number: int) -> str:
    entries = f"<li>{'甲乙 ' * (number % 5 + 1)}</li>" * (number % 7 + 1)
    return f"<section><h2>{number}</h2><ul>{entries}</ul></section>"


BEHIND = """
<p style="background: #eee; border-radius: 3px">round</p>
<p style="box-shadow: 1px 1px red">shadow</p>
<p style="visibility: hidden; background: red">hidden <b style="visibility: visible">not</b></p>
<p style="background: linear-gradient(red, blue)">faded <i style="background: #abc">inside</i></p>
<p style="border: 1px solid; border-radius: 50%">oval</p>
<p style="background: rgb(0 0 0 / 0)">no</p>
"""
PAGES = """
<div style="page: one"><p>a</p><p style="page: two">b</p><p style="float: left; page: one">c</p>
d</div>
<div><p style="position: absolute; page: three">e</p><p style="page: two">f</p></div>
<div style="page: two"></div><p>g</p><table style="page: one"><tr><td>h</td></tr></table>
"""
PLACES = """
<p>in <b style="position: relative; top: 2px">moved</b> and
<i style="position: absolute">out</i></p>
<p style="position: running(head)">run</p><p>note<span style="float: footnote">below</span></p>
"""

BODIES = {
    "behind": BEHIND,
    "pages": PAGES,
    "places": PLACES,
    "own sheet": "<style>p { color: red; line-height: 2 }</style><p>red</p>",
    "sheet for all": "<style>body { background: red } html { margin: 1mm }</style><p>red</p>",
    "without": "<p>black again</p>",
    "paragraphs": f"<p class='all'>{WORDS * 60}</p><p>{'字' * 2000}</p>",
    "hyphens": f"<p lang='en' class='all'>{SOFT * 40}</p>",
    "thin": f"<p class='thin'>{'字，甲' * 9} {WORDS}</p>",
    "no room": f"<p style='padding: 0 60mm'>{WORDS} <b style='margin-right: 60mm'>{WORDS}</b></p>",
    "long words": f"<p class='long'>{'x' * 500} {'y-' * 200}</p>",
    "code": f"<pre>{CODE * 30}</pre><p>一<br/>二&#8232;三</p>",
    "spacing": f"<p class='wide'>{'spaced 文字 ' * 30}</p>",
    "right to left": f"<p dir='rtl' class='rtl'>{'שלום world ' * 40}</p>",
    "glyphs": f"<p><u>{'underlined 文字 ' * 20}</u><s>struck</s> 😀 \U000f1234 office ﬁ</p>",
    "ever narrower": "".join(map(_narrower, range(70))),
    "words again": f"<p class='all'>{AGAIN * 60}</p><p>{AGAIN}</p><pre>{AGAIN}\t{AGAIN}</pre>",
    "words that may break": f"<p lang='en' class='thin all'>{'<b>words again </b>' * 9}</p>",
    "word cut": "<div class='short'>same<div>more</div></div><div class='short'>same</div>",
    "words cut": f"<p class='cut'>{AGAIN * 9}</p>",
    "cut": f"<p class='cut'>{'字' * 99}</p>",
    "drawing": '<svg xmlns="http://www.w3.org/2000/svg" width="9"><text y="9">画a</text></svg>',
    "items": "".join(map(_item, range(60))),
    "table": f"<table>{''.join(map(_row, range(12)))}</table>",
    "float": f"<div class='aside'>浮</div>{WORDS * 9}",
    "columns": f"<div class='columns'>{''.join(map(_letter, range(70)))}</div>",
    "two in turn": f"<div class='columns'>{WORDS}</div><div class='columns'>{WORDS * 3}</div>",
    "floats in columns": "<div class='columns'>一<p class='aside'>二</p><p>三</p><p>四</p></div>",
}


def _styles() -> list[dict[str, str]]:
    """Every property of every element, and of what stands beside it."""
    document = HTML(string=ALL_SORTS)
    style_for = get_all_computed_styles(document)
    return [
        {name: repr(style[name]) for name in INITIAL_VALUES}
        for element in document.etree_element.iter()
        for kind in (None, "before", "after", "marker", "first-line")
        if (style := style_for(element, kind)) is not None
    ]


def _sheet(body: str) -> Copy:
    head = "<head><title>t</title></head>"
    return Copy(f'<html lang="zh-CN">{head}<body>{body}</body></html>', "zh-CN")


def _made(release: str, folder: Path) -> tuple[dict[str, Piece], list[dict[str, str]]]:
    """What is made where *release* is the one that was tried."""
    guard.TRIED["weasyprint"] = release
    setter = Setter(Job((STYLE,), folder))
    return {name: setter.set(_sheet(body)) for name, body in BODIES.items()}, _styles()


def test_short_cuts_lead_to_the_same(tmp_path: Path) -> None:
    """In processes of their own, of which the second takes WeasyPrint for another release."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        short, styles = pool.submit(_made, guard.TRIED["weasyprint"], tmp_path).result()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        whole, same = pool.submit(_made, "another", tmp_path).result()
    assert {name: piece.size for name, piece in short.items()} == {
        name: piece.size for name, piece in whole.items()
    }
    for name in BODIES:
        assert short[name] == whole[name], name
    assert styles == same


def test_elements_in_one_language_share_a_style() -> None:
    guard.install()
    items = "".join(f'<li id="i{n}" lang="{"en" if n % 2 else "zh"}">字</li>' for n in range(6))
    document = HTML(string=f"<ul>{items}</ul>")
    style_for = get_all_computed_styles(document)
    styles = [style_for(item)["lang"] for item in document.etree_element.iter("li")]
    assert styles == ["zh", "en"] * 3
    parents = {id(style_for(item).like) for item in document.etree_element.iter("li")}
    assert len(parents) == 2


def test_short_cuts_are_taken() -> None:
    guard.install()
    for owner, name, short in quick.CHANGES:
        assert getattr(owner, name) is short
