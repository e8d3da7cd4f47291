"""Fonts that an EPUB may carry: the characters of the book, no more, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from sphinx_anthology.diagnostics import Code, Place
from sphinx_anthology.epub import fonts as module
from sphinx_anthology.epub.fonts import (
    FACES,
    CannotEmbed,
    Embedded,
    Use,
    characters_in,
    embed,
    subset,
)
from sphinx_anthology.fonts import Fonts
from sphinx_anthology.settings import SETTINGS

from .house import build, write_posts

CONF = Place("conf.py")
TEXT = "灯塔上的一盏灯，照着海。“引号”——《书名》，1990 fin."


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Fonts:
    found = Fonts(tmp_path_factory.mktemp("fonts"))
    assert "Noto Serif CJK SC" in found.families, "the set-up installs the book's fonts"
    return found


def _embed(
    fonts: Fonts, kept: Path, *uses: Use, faces: Collection[str] = FACES, text: str = TEXT
) -> Embedded:
    return embed({use: set(text) for use in uses}, faces, fonts, kept, CONF)


def _font(data: bytes) -> Any:
    return TTFont(io.BytesIO(data))


def _points(data: bytes) -> set[str]:
    return {chr(point) for point in _font(data).getBestCmap()}


def test_a_face_holds_the_book_s_characters_and_no_more(fonts: Fonts, tmp_path: Path) -> None:
    made = _embed(fonts, tmp_path, Use("text", "zh-Hans"))
    (file,) = made.files
    assert _points(file.data) == set(TEXT)
    assert file.data.startswith(b"OTTO")
    assert (file.media_type, file.name) == ("font/otf", "fonts/noto-serif-cjk-sc-regular.otf")
    assert made.findings == ()


def test_its_size_is_that_of_its_characters(fonts: Fonts, tmp_path: Path) -> None:
    thousand = "".join(chr(0x4E00 + number) for number in range(1000))
    (file,) = _embed(fonts, tmp_path, Use("text", "zh-Hans"), text=thousand).files
    assert 150_000 < len(file.data) < 700_000


@pytest.mark.parametrize("use", [Use("text", "zh-Hans"), Use("quotations", "zh"), Use("latin", "")])
def test_the_same_characters_make_the_same_bytes(fonts: Fonts, tmp_path: Path, use: Use) -> None:
    one, other = (_embed(fonts, tmp_path / name, use).files for name in "ab")
    assert one == other


def test_licence_and_features_go_along(fonts: Fonts, tmp_path: Path) -> None:
    (file,) = _embed(fonts, tmp_path, Use("text", "zh-Hans")).files
    font = _font(file.data)
    assert "Open Font License" in str(font["name"].getDebugName(13))
    features = {row.FeatureTag for row in font["GSUB"].table.FeatureList.FeatureRecord}
    assert "vert" in features
    assert features <= set(module.FEATURES)


@pytest.mark.parametrize(
    ("language", "region"),
    [("zh-Hans", "SC"), ("zh-CN", "SC"), ("zh", "SC"), ("zh-Hant", "TC"), ("zh-TW", "TC"),
     ("zh-HK", "HK"), ("zh-Hant-TW", "TC"),
     ("zh-Hans-HK", "SC"), ("ja", "JP"), ("ko", "KR")],
)  # fmt: skip
def test_each_language_has_its_own_forms(
    fonts: Fonts, tmp_path: Path, language: str, region: str
) -> None:
    (file,) = _embed(fonts, tmp_path, Use("text", language), text="骨直誤").files
    name = str(_font(file.data)["name"].getDebugName(1))
    assert name == file.family == f"Noto Serif CJK {region}"


def test_forms_of_languages_differ(fonts: Fonts, tmp_path: Path) -> None:
    made = _embed(fonts, tmp_path, Use("text", "zh-Hans"), Use("text", "ja"), text="骨")
    assert len({file.data for file in made.files}) == 2


def test_text_in_latin_letters_needs_no_chinese_face(fonts: Fonts, tmp_path: Path) -> None:
    assert _embed(fonts, tmp_path, Use("text", "en"), Use("quotations", "ja")) == Embedded()


def test_only_what_is_asked_for_is_embedded(fonts: Fonts, tmp_path: Path) -> None:
    uses = [Use("text", "zh-Hans"), Use("quotations", "zh-Hans"), Use("latin", "")]
    assert _embed(fonts, tmp_path, *uses, faces=[]) == Embedded()
    (file,) = _embed(fonts, tmp_path, *uses, faces=["quotations"]).files
    assert (file.family, file.media_type) == ("LXGW WenKai", "font/ttf")
    assert _points(file.data) == set(TEXT)


def test_styles_are_files_of_their_own(fonts: Fonts, tmp_path: Path) -> None:
    uses = [Use("latin", "", style) for style in ("regular", "bold", "italic")]
    made = _embed(fonts, tmp_path, *uses)
    assert {str(_font(f.data)["name"].getDebugName(2)) for f in made.files} == {
        "Regular",
        "Bold",
        "Italic",
    }
    assert "font-weight: bold" in made.css
    assert "font-style: italic" in made.css


def test_a_subset_is_kept(fonts: Fonts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _embed(fonts, tmp_path, Use("text", "zh-Hans"))
    monkeypatch.setattr(module, "subset", None)
    assert _embed(fonts, tmp_path, Use("text", "zh-Hans")) == made


def test_a_face_that_is_missing_is_told(
    fonts: Fonts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Fonts, "locate", lambda *_: None)
    made = _embed(fonts, tmp_path, Use("text", "zh-Hans"))
    (finding,) = made.findings
    assert finding.code is Code.MISSING_FACE
    assert finding.place == CONF
    assert "Noto Serif CJK SC Regular" in finding.message
    assert (made.files, made.css) == ((), "")


def test_a_file_that_is_no_font_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.otf").write_bytes(b"OTTO no font")
    with pytest.raises(CannotEmbed, match="cannot be read"):
        subset(tmp_path / "a.otf", 0, "a")


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [(0, True), (4, True), (8, True), (2, False), (0x100, False), (0x200, False)],
)
def test_a_licence_that_forbids_it_is_heeded(
    fonts: Fonts, tmp_path: Path, kind: int, allowed: bool
) -> None:
    place = fonts.locate("Linux Libertine O", "Regular")
    assert place
    with TTFont(place[0]) as font:
        font["OS/2"].fsType = kind
        font.save(tmp_path / "a.otf")
    if allowed:
        assert _points(subset(tmp_path / "a.otf", 0, "abc")) == set("abc")
    else:
        with pytest.raises(CannotEmbed, match="licence"):
            subset(tmp_path / "a.otf", 0, "abc")


def test_a_face_without_any_of_the_characters_is_told(fonts: Fonts, tmp_path: Path) -> None:
    (finding,) = _embed(fonts, tmp_path, Use("latin", ""), text="灯").findings
    assert "none of the book's characters" in finding.message


# --- style sheet ---------------------------------------------------------------------------


def _rules(css: str) -> Iterator[str]:
    return (line for line in css.splitlines() if line.startswith("@font-face"))


def test_each_file_has_its_rule_and_each_document_its_faces(fonts: Fonts, tmp_path: Path) -> None:
    uses = [Use("text", "zh-Hans"), Use("text", "ja"), Use("text", "fr"), Use("latin", "")]
    made = _embed(fonts, tmp_path, *uses)
    for file in made.files:
        assert any(f'url("{file.name}")' in rule for rule in _rules(made.css))
    assert 'body:lang(zh-Hans) { font-family: "Linux Libertine O Letters", "Noto Serif CJK SC"' in (
        made.css
    )
    assert (
        'body:lang(ja) { font-family: "Linux Libertine O Letters", "Noto Serif CJK JP"' in made.css
    )
    assert "lang(fr)" not in made.css
    # a Latin face leaves quotation marks and dashes to the Chinese one
    (letters,) = (rule for rule in _rules(made.css) if "Letters" in rule)
    assert "U+20-7E" in letters
    assert "U+201" not in letters


def test_names_are_ascii(fonts: Fonts, tmp_path: Path) -> None:
    uses = [Use(face, "zh-Hans") for face in FACES]
    made = _embed(fonts, tmp_path, *uses)
    assert len(made.files) == 3
    assert all(file.name.isascii() and " " not in file.name for file in made.files)


# --- what the book needs -------------------------------------------------------------------


def test_characters_are_told_by_face_language_and_style() -> None:
    body = html.fromstring(
        "<body><h1>题</h1><p>文字 ab<em>斜 i</em><strong>粗</strong><code>码 x</code>尾</p>"
        '<blockquote><p>引<b>重</b></p></blockquote><p lang="ja">の</p><p lang="en">É</p></body>'
    )
    found = characters_in(body, "zh-Hans")
    assert found[Use("text", "zh-Hans", "bold")] == set("题粗")
    assert found[Use("text", "zh-Hans")] == set("文字 ab斜i尾")
    assert found[Use("quotations", "zh-Hans")] == set("引重")
    assert found[Use("text", "ja")] == {"の"}
    assert found[Use("latin", "")] == set(" abÉ")
    assert found[Use("latin", "", "italic")] == set(" i")
    assert not any("码" in found_here for found_here in found.values())


# --- setting -------------------------------------------------------------------------------


def test_setting_names_the_faces() -> None:
    (setting,) = (s for s in SETTINGS if s.name == "anthology_epub_fonts")
    assert tuple(setting.choices) == FACES
    assert setting.default == []


def test_a_face_that_is_none_is_refused(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 灯\n---\n\n一。\n"})
    made = build("epub", posts, tmp_path / "out", anthology_epub_fonts="text,comic")
    assert made.run.code != 0
    assert "'comic'" in made.run.err
    assert "quotations" in made.run.err
