"""The engine: what it changes in WeasyPrint, what it keeps, and what it hands to the binder."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from sphinx_anthology.fonts import FAMILIES, Fonts, configuration
from sphinx_anthology.pdf import press as press_module
from sphinx_anthology.pdf.binding.bind import bind
from sphinx_anthology.pdf.binding.binder import Cloth, Volume
from sphinx_anthology.pdf.binding.furniture import Trim
from sphinx_anthology.pdf.binding.standards import Standards
from sphinx_anthology.pdf.book import last_runs
from sphinx_anthology.pdf.crossings import mark_page, mark_pages
from sphinx_anthology.pdf.engine import guard
from sphinx_anthology.pdf.engine.piece import BEYOND, Copy, Job, Slot, Summary, Usage
from sphinx_anthology.pdf.engine.setter import Setter
from sphinx_anthology.pdf.engine.stack import in_one_piece
from sphinx_anthology.pdf.guesses import Guesses
from sphinx_anthology.pdf.leaves import Compositor, Leaf, document
from sphinx_anthology.pdf.matter.desk import Desk
from sphinx_anthology.pdf.press import Press, PressError
from sphinx_anthology.pdf.printing import PAPERS, style_sheet
from sphinx_anthology.pdf.runs import EVERY, below, in_runs

from .reading import by_class

STYLE = """
@page { size: 100mm 150mm; margin: 10mm }
body { font-family: "Noto Serif CJK SC" } body, p { margin: 0 } p { margin-bottom: 5px }
"""


def _sheet(body: str, language: str = "zh-CN") -> Copy:
    html = f'<html lang="{language}"><head><title>t</title></head><body>{body}</body></html>'
    return Copy(html, language)


@pytest.fixture(scope="module")
def setter(tmp_path_factory: pytest.TempPathFactory) -> Setter:
    return Setter(Job((STYLE,), tmp_path_factory.mktemp("pictures")))


# --- the versions it was made for ---------------------------------------------------------------


@pytest.mark.parametrize("package", sorted(guard.TRIED))
def test_release_is_the_one_that_was_tried(package: str) -> None:
    """Fails when another is locked: look at every name in ``INSIDES``, set the sample book, run
    this file; then write the new release into ``TRIED``."""
    assert version(package) == guard.TRIED[package]


@pytest.mark.parametrize("name", guard.INSIDES)
def test_what_is_not_public_is_still_there(name: str) -> None:
    module, _, path = name.partition(":")
    thing = importlib.import_module(module)
    for part in path.split("."):
        thing = getattr(thing, part)


def test_installing_twice_does_no_harm() -> None:
    from weasyprint.layout import inline
    from weasyprint.pdf import stream
    from weasyprint.text import line_break

    guard.install()
    before = (stream.Font, inline.justify_line, line_break.Layout.get_first_line)
    guard.install()
    assert before == (stream.Font, inline.justify_line, line_break.Layout.get_first_line)


def test_processes_that_set_do_without_sphinx() -> None:
    program = (
        "import sys, sphinx_anthology.pdf.engine.__main__\n"
        "print(*{'sphinx', 'docutils', 'myst_parser', 'jinja2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b""


# --- memory --------------------------------------------------------------------------------------


def test_frames_lie_in_one_piece_of_memory() -> None:
    """However deep, and whatever comes of it."""

    def down(depth: int) -> int:
        return depth and 1 + down(depth - 1)

    assert in_one_piece(partial(down, 800)) == 800
    with pytest.raises(ZeroDivisionError):
        in_one_piece(lambda: 1 // 0)


# --- pieces --------------------------------------------------------------------------------------


def test_piece_says_nothing_of_where_it_stands(setter: Setter) -> None:
    """Its second half is the same whether the first was set before it in this process or not."""
    first, second = _sheet("<h1 id='a'>一</h1><p>甲乙丙</p>"), _sheet("<h1 id='b'>二</h1><p>丁</p>")
    alone = setter.set(second)
    setter.set(first)
    again = setter.set(second)
    assert [s.content for s in alone.sheets] == [s.content for s in again.sheets]
    assert alone.summary.places == {"b": 0}


def test_numbers_have_glyphs_for_every_digit(setter: Setter) -> None:
    piece = setter.set(_sheet('<p>见 <span data-number="0">00</span> 页</p>'))
    (slot,) = [part for part in piece.sheets[0].slots if isinstance(part, Slot)]
    assert set(slot.glyphs) == set("0123456789")
    assert len({glyph for glyph, _ in slot.glyphs.values()}) == 10


def test_structure_follows_elements_not_boxes(setter: Setter) -> None:
    """A paragraph over two pages is one P; what was drawn of it hangs below."""
    piece = setter.set(_sheet(f"<p>{'字' * 3000}</p>"))
    assert piece.size > 1
    (paragraph,) = [e for e in piece.elements if e.tag == "P"]
    assert {kid[0] for kid in paragraph.kids} == set(range(piece.size))


def test_nested_marks_make_one_annotation(setter: Setter) -> None:
    """WeasyPrint makes one for each box of a link (Kozea/WeasyPrint#185); PDF/UA forbids that."""
    piece = setter.set(_sheet('<p><a href="https://a.example/"><span><em>一</em>二</span></a></p>'))
    (link,) = piece.sheets[0].links
    assert (link.target, link.text, link.inside) == ("https://a.example/", "一二", False)
    assert piece.elements[link.element].tag == "Link"


def test_missing_glyph_is_told(setter: Setter) -> None:
    assert any(
        "notdef" in said for said in setter.set(_sheet("<p>\U000f1234</p>")).summary.warnings
    )


def test_what_pieces_use_of_a_face_is_joined() -> None:
    one = Usage({1: 500}, {1: "a"}, (("font-family", "x"),), "a")
    one.absorb(Usage({1: 500, 2: 600}, {2: "b"}, (("font-family", "y"),), "b", {3: 4}))
    assert (one.widths, one.text, one.missing) == ({1: 500, 2: 600}, {1: "a", 2: "b"}, {3: 4})
    assert one.words == "a"


# --- the press -----------------------------------------------------------------------------------


def _press(folder: Path, foundation: str = "f") -> Press:
    return Press(Job((STYLE,), folder), folder / "kept", foundation, 2)


def _set(folder: Path, *bodies: str, foundation: str = "f") -> list[bool]:
    """Set sheets; tells of each whether it was set anew."""
    before = {file: file.stat().st_mtime_ns for file in (folder / "kept").glob("*.piece")}
    with _press(folder, foundation) as press:
        work = [press.submit(partial(press.set, _sheet(body))) for body in bodies]
        files = [each.result().file for each in work]
        press.forget_others()
    return [file.stat().st_mtime_ns != before.get(file) for file in files]


def test_only_what_changed_is_set_again(tmp_path: Path) -> None:
    assert _set(tmp_path, "<p>一</p>", "<p>二</p>") == [True, True]
    assert _set(tmp_path, "<p>一</p>", "<p>三</p>") == [False, True]
    assert _set(tmp_path, "<p>二</p>") == [True]  # was forgotten
    assert _set(tmp_path, "<p>二</p>", foundation="other") == [True]


def test_broken_piece_is_set_again(tmp_path: Path) -> None:
    _set(tmp_path, "<p>一</p>")
    (kept,) = (tmp_path / "kept").glob("*.piece")
    kept.write_bytes(b"\x80\x04garbage")
    assert _set(tmp_path, "<p>一</p>") == [True]
    assert _set(tmp_path, "<p>一</p>") == [False]


def test_sheet_that_cannot_be_set_stops_no_other(tmp_path: Path) -> None:
    """WeasyPrint divides by this size; the others are set all the same."""
    with _press(tmp_path) as press:
        broken = press.submit(partial(press.set, _sheet('<p style="font-size: 1e7px">一</p>')))
        good = press.submit(partial(press.set, _sheet("<p>二</p>")))
        assert good.result().summary.pages == 1
        with pytest.raises(PressError, match="ZeroDivisionError"):
            broken.result()


# --- long lists ----------------------------------------------------------------------------------


def _list(count: int, more: str = "") -> Leaf:
    items = "".join(f'<li id="i{n}"><p>第 {n} 项</p></li>' for n in range(1, count + 1))
    body = (
        f'<div class="running-head">单</div><article id="l"><section><h1>单</h1><ol>{items}</ol>'
        f"{more}</section></article>"
    )
    return Leaf("l", document("单", "zh-CN", "", body), "zh-CN", "back")


def test_short_leaf_is_not_cut() -> None:
    leaf = _list(2 * EVERY - 1)
    assert list(in_runs(leaf)) == [leaf]


def test_runs_hold_every_item_once_and_say_where_they_go_on() -> None:
    runs = list(in_runs(_list(3 * EVERY)))
    assert [run.follows for run in runs] == [False, *[True] * (len(runs) - 1)]
    roots = [etree.fromstring(run.html) for run in runs]
    found = [item.get("id") for root in roots for item in root.iter("li")]
    assert found == [f"i{n}" for n in range(1, 3 * EVERY + 1)]
    assert [len(list(root.iter("h1"))) for root in roots] == [1, *[0] * (len(runs) - 1)]
    assert all(len(by_class(root, "running-head")) == 1 for root in roots)
    assert [root.find(".//article").get("id") for root in roots] == ["l", *[None] * (len(runs) - 1)]


def test_no_run_ends_with_a_heading() -> None:
    more = "".join(f"<h2>{n}</h2><ul><li>{n}</li></ul>" for n in range(3 * EVERY))
    for run in in_runs(_list(2 * EVERY + 1, more)):
        *_, last = etree.fromstring(run.html).iter("li", "h2")
        assert last.tag == "li"


def test_run_begins_where_the_one_before_it_ended(setter: Setter) -> None:
    """The text of two runs stands as it does when it is set as one."""
    whole = "".join(f"<p>{n}</p>" for n in range(8))
    first, second = (
        _sheet("".join(f"<p>{n}</p>" for n in numbers)) for numbers in (range(3), range(3, 8))
    )
    on_it = Copy(below(second.html, setter.set(first).depth), "zh-CN")
    assert setter.set(on_it).depth == pytest.approx(setter.set(_sheet(whole)).depth, abs=0.1)


def test_long_runs_at_the_end_are_begun_before_short_ones() -> None:
    """While a bibliography is set, the chapters before it that take as long are to be set, too."""
    lengths = [9_000] * 20 + [30_000, 3_000]
    runs = [[_chapter(f"c{n}", length)] for n, length in enumerate(lengths)]
    assert last_runs(runs) == 5
    assert last_runs(runs[:1]) == 1


def test_an_index_is_as_long_as_the_pages_that_it_names() -> None:
    """Begun last for its short text, it would be set when all else is done."""
    names = [f"c{number}" for number in range(500)]
    index = _chapter("index", 100, f"<p>{mark_pages(names)}</p>")
    runs = [[_chapter(name, 9_000)] for name in names[:20]] + [[index]]
    assert last_runs(runs) > last_runs(runs[:-1])


# --- guesses -------------------------------------------------------------------------------------


def _chapter(name: str, characters: int, more: str = "") -> Leaf:
    body = (
        f'<article id="{name}"><p>{"字" * characters}</p><p id="{name}--end">末</p>{more}</article>'
    )
    return Leaf(name, document(name, "zh-CN", "", body), "zh-CN", "body")


def test_guesses_follow_the_length_of_texts() -> None:
    marks = "".join(f"<p>{mark_page(name)}</p>" for name in ("a", "b", "b--end", "c"))
    leaves = [_chapter("a", 30_000), _chapter("b", 30_000), _chapter("c", 100, marks)]
    guesses = Guesses(leaves, PAPERS["a5"], {})
    assert guesses["a"] == 1
    assert 30 < guesses["b"] < 80
    assert guesses["b"] < guesses["b--end"] <= guesses["c"]


def test_guesses_know_what_only_front_matter_names() -> None:
    """Else the contents were set without numbers, and then once more."""
    leaves = [_chapter("a", 30_000), _chapter("b", 9)]
    contents = _chapter("contents", 9, mark_page("b"))
    assert "b" not in Guesses(leaves, PAPERS["a5"], {})
    assert "b" in Guesses(leaves, PAPERS["a5"], {}, [contents])


def test_guesses_learn_from_what_is_set() -> None:
    """Once a chapter is known to be twice as long as thought, so is the next of its language."""
    leaves = [_chapter("a", 30_000), _chapter("b", 30_000), _chapter("c", 9, mark_page("c"))]
    guesses = Guesses(leaves, PAPERS["a5"], {})
    thought = guesses["c"]
    guesses.learn("a", Summary(thought, {"a": 0}, 0, (), ()))
    assert guesses["c"] == pytest.approx(2 * thought, rel=0.1)


def test_guesses_remember_the_last_time() -> None:
    leaves = [_chapter("a", 9, mark_page("b")), _chapter("b", 9)]
    assert Guesses(leaves, PAPERS["a5"], {"b": 77})["b"] == 77


# --- fonts ---------------------------------------------------------------------------------------


def test_only_the_book_s_own_fonts_are_seen(tmp_path: Path) -> None:
    """Whatever else is installed, on this machine or another."""
    fonts = Fonts(tmp_path)
    assert "Noto Serif CJK SC" in fonts.families
    listed = fonts._list("%{family}\n")
    assert [line for line in listed if not set(line.split(",")) & set(FAMILIES)] == []
    assert Fonts(tmp_path / "more", ["No Such Family"]).files == fonts.files


def test_face_that_is_not_the_book_s_is_not_used(tmp_path: Path) -> None:
    """A configuration that lets in Hack alone sets everything in it."""
    (tmp_path / "fonts.conf").write_text(configuration(["Hack"]), encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    with Press(Job((STYLE,), tmp_path), tmp_path / "kept", "f", 1, environment) as press:
        kept = press.submit(partial(press.set, _sheet("<p>plain</p>"))).result()
        ((objects, _),) = press.embed(kept.fonts())
    assert any(b"+Hack" in thing.head for thing in objects)


def test_what_is_too_wide_is_told(setter: Setter) -> None:
    body = '<p>fits</p><p style="white-space: nowrap">far {}</p>'.format("too long " * 40)
    (said,) = setter.set(_sheet(body, "en")).warnings
    assert said.startswith(BEYOND)
    assert "'far too long" in said
    assert setter.set(_sheet("<p>fits</p>", "en")).warnings == ()


def test_sheet_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _press(tmp_path) as one:
        monkeypatch.setattr(press_module, "WAIT", 0.0001)
        with pytest.raises(PressError, match="took more than"):
            one.submit(partial(one.set, _sheet("<p>一</p>"))).result()
        monkeypatch.undo()
        assert one.submit(partial(one.set, _sheet("<p>一</p>"))).result().summary.pages == 1


# --- binding -------------------------------------------------------------------------------------


def test_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    nothing: Any = None  # of the posts
    facts = {"title": "t", "language": "en"}
    compositor = Compositor(Desk(nothing, facts, PAPERS["a5"]))
    plates = compositor.plates([])
    body = '<p id="here"><a href="#nowhere">there</a>, <a href="#here">here</a></p>'
    with Press(Job((style_sheet(compositor),), tmp_path), tmp_path / "kept", "f", 1) as press:
        kept = press.submit(partial(press.set, _sheet(body, "en"))).result()
        plate = press.submit(partial(press.set, Copy(plates.html, "en"))).result()
        uses = plate.fonts()
        for name, use in kept.fonts().items():
            uses.setdefault(name, use).absorb(use)
        fonts = press.embed(uses)
    standards = Standards("t", "en", datetime(2024, 1, 1, tzinfo=UTC))
    cloth = Cloth(PAPERS["a5"], Trim(), plate.load(), fonts, standards, "Cover", [], 0)
    out = BytesIO()
    assert bind([Volume(kept, 0, 1)], cloth, out) == [(0, "nowhere")]
    with pikepdf.open(out) as pdf:
        assert ["/Dest" in note for note in pdf.pages[0].Annots] == [False, True]


def test_face_that_another_process_met_is_embedded(tmp_path: Path) -> None:
    """Also when what is known of it is a word in a drawing, which has no language."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
        '<text y="20" font-family="Noto Sans CJK JP" font-weight="700">件値</text></svg>'
    )
    (tmp_path / "a.svg").write_text(svg, encoding="utf-8")
    job = Job((STYLE,), tmp_path)
    with Press(job, tmp_path / "kept", "f", 1) as press:
        kept = press.submit(
            partial(press.set, _sheet('<p><img src="a.svg" alt="a"/></p>'))
        ).result()
        uses = kept.fonts()
        assert any(not dict(use.sample)["lang"] for use in uses.values())
    with Press(job, tmp_path / "kept", "g", 1) as other:
        assert [len(numbers) for _, numbers in other.embed(uses)] == [1] * len(uses)
