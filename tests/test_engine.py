"""The engine: what it changes in WeasyPrint, what it keeps, and what it hands to the binder."""

from __future__ import annotations

import importlib
from importlib.metadata import version
from pathlib import Path

import pytest

from sphinx_anthology.pdf.engine import guard
from sphinx_anthology.pdf.engine.piece import Slot, Usage, merge_usages
from sphinx_anthology.pdf.engine.setter import Copy, Job, Setter
from sphinx_anthology.pdf.press import Press, PressError

STYLE = "@page { size: 100mm 150mm; margin: 10mm } body { font-family: 'Noto Serif CJK SC' }"


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
    two = Usage({1: 500, 2: 600}, {2: "b"}, (("font-family", "y"),), "b", {3: 4})
    whole = merge_usages([one, two])
    assert (whole.widths, whole.text, whole.missing) == ({1: 500, 2: 600}, {1: "a", 2: "b"}, {3: 4})
    assert whole.words == "a"


# --- the press -----------------------------------------------------------------------------------


def _press(folder: Path, foundation: str = "f") -> Press:
    return Press(Job((STYLE,), folder), folder / "kept", foundation, 2)


def _set(folder: Path, *bodies: str, foundation: str = "f") -> list[bool]:
    """Set sheets; tells of each whether it was set anew."""
    anew = [False] * len(bodies)

    def done(number: int, _: object, fresh: bool) -> None:
        anew[number] = fresh

    with _press(folder, foundation) as press:
        press.set_all([_sheet(body) for body in bodies], done)
        press.forget_others()
    return anew


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
        broken, good = press.set_all(
            [_sheet('<p style="font-size: 1e7px">一</p>'), _sheet("<p>二</p>")], lambda *_: None
        )
    assert isinstance(broken, PressError)
    assert not isinstance(good, PressError)
