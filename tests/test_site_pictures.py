"""Pictures of the website: their size is said, later ones wait, large ones come in widths."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from .house import Build, build, must, write_posts
from .reading import Element, page

POST = """---
title: 图
---

![一](large.png)

文字。

![二](small.png)

![三](drawing.svg)

![四](moving.gif)

![五](upright.jpg)

![六](large.png)
"""
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    '<rect width="9" height="9"/></svg>'
)


def _noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 90).convert("RGB")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("pictures")
    posts = write_posts(folder / "book", {"a.md": POST, "drawing.svg": DRAWING})
    _noise((1800, 900)).save(posts / "large.png")
    Image.new("RGB", (60, 40), "navy").save(posts / "small.png")
    frames = [_noise((300, 200)).convert("L") for _ in range(3)]
    frames[0].save(posts / "moving.gif", save_all=True, append_images=frames[1:])
    turned = _noise((900, 600))
    exif = turned.getexif()
    exif[0x0112] = 6  # a quarter turn
    turned.save(posts / "upright.jpg", exif=exif, quality=95)
    return must(build("html", posts, folder / "out"))


@pytest.fixture(scope="module")
def pictures(book: Build) -> dict[str, Element]:
    return {str(i.get("alt")): i for i in page(book.out / "chapters" / "a.html").iter("img")}


def _sources(picture: Element, site: Path) -> dict[int, Path]:
    """Files of a picture by their widths."""
    whole = picture.getparent()
    source = whole.find("source") if whole is not None else None
    found = re.findall(r"(\S+) (\d+)w", str(source.get("srcset"))) if source is not None else []
    return {int(width): site / "chapters" / address for address, width in found}


def test_sizes_are_those_a_browser_shows(pictures: dict[str, Element]) -> None:
    sizes = {alt: (p.get("width"), p.get("height")) for alt, p in pictures.items()}
    assert sizes["一"] == ("1800", "900")
    assert sizes["二"] == ("60", "40")
    assert sizes["四"] == ("300", "200")
    assert sizes["五"] == ("600", "900"), "it is turned by its EXIF"


def test_all_but_the_first_wait(pictures: dict[str, Element]) -> None:
    lazy = [alt for alt, picture in pictures.items() if picture.get("loading") == "lazy"]
    assert lazy == ["二", "四", "五", "六"]  # a drawing is small, and tells no size in px


def test_large_pictures_come_in_widths(pictures: dict[str, Element], book: Build) -> None:
    found = _sources(pictures["一"], book.out)
    assert sorted(found) == [480, 960, 1600]
    original = book.out / "chapters" / str(pictures["一"].get("src"))
    for width, file in found.items():
        with Image.open(file) as image:
            assert image.format in {"AVIF", "WEBP"}
            assert image.size == (width, width // 2)
        assert file.stat().st_size < original.stat().st_size
    with Image.open(_sources(pictures["五"], book.out)[480]) as image:
        assert image.height > image.width
        assert not image.getexif()


def test_small_moving_and_drawn_ones_stay(pictures: dict[str, Element], book: Build) -> None:
    for alt in ("二", "三", "四"):
        assert _sources(pictures[alt], book.out) == {}


def test_variants_are_made_once(book: Build) -> None:
    kept = {f: f.stat().st_mtime_ns for f in (book.doctrees / "variants").iterdir()}
    assert kept
    post = book.folder.parent / "book" / "a.md"
    post.write_text(POST + "\n更多。\n", encoding="utf-8")
    must(build("html", post.parent, book.folder))
    assert {f: f.stat().st_mtime_ns for f in (book.doctrees / "variants").iterdir()} == kept


def test_a_picture_of_the_same_name_is_another(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "book", {"a.md": "---\ntitle: 甲\n---\n\n![一](p.png)\n"})
    seen = set()
    for size in ((1200, 600), (1000, 800)):
        _noise(size).save(posts / "p.png")
        made = must(build("html", posts, tmp_path / "out"))
        (picture,) = page(made.out / "chapters" / "a.html").iter("img")
        seen.add((picture.get("width"), picture.get("height")))
        widest = max(_sources(picture, made.out).items())[1]
        with Image.open(io.BytesIO(widest.read_bytes())) as image:
            assert abs(image.width / image.height - size[0] / size[1]) < 0.01
    assert seen == {("1200", "600"), ("1000", "800")}
    clean = must(build("html", posts, tmp_path / "clean")).out
    assert _files(made.out / "_images") == _files(clean / "_images")


def test_pictures_of_a_post_that_went_go_too(tmp_path: Path) -> None:
    text = "---\ntitle: {0}\n---\n\n![一]({0}.png)\n"
    posts = write_posts(tmp_path / "book", {f"{n}.md": text.format(n) for n in "ab"})
    for name in "ab":
        _noise((1000, 600)).save(posts / f"{name}.png")
    made = must(build("html", posts, tmp_path / "out"))
    assert len(_files(made.out / "_images")) == 8, "each with three variants"
    (posts / "a.md").unlink()
    must(build("html", posts, tmp_path / "out"))
    clean = must(build("html", posts, tmp_path / "clean")).out
    assert _files(made.out / "_images") == _files(clean / "_images") != {}


def test_drawn_formulas_stay_when_other_pages_are_written(tmp_path: Path) -> None:
    drawing = "---\ntitle: {0}\n---\n\n$$\\require{{AMScd}}\\begin{{CD}}A @>>> B\\end{{CD}}$$\n"
    posts = write_posts(tmp_path / "book", {f"{n}.md": drawing.format(n) for n in "abcdefgh"})
    made = must(build("html", posts, tmp_path / "out", jobs=2))
    for name in "ab":
        (posts / f"{name}.md").write_text(drawing.format(name) + "\n更多。\n", encoding="utf-8")
        must(build("html", posts, tmp_path / "out", jobs=2))
    for file in (made.out / "chapters").glob("*.html"):
        for picture in page(file).iter("img"):
            assert (file.parent / str(picture.get("src"))).is_file(), (
                file.name,
                picture.get("src"),
            )


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_large_picture_can_be_enlarged_and_put_away(tab: Page, book: Build) -> None:
    tab.set_viewport_size({"width": 500, "height": 800})
    tab.goto((book.out / "chapters" / "a.html").as_uri(), wait_until="load")
    tab.wait_for_selector("button.zoom img")
    button = tab.locator("button.zoom").first
    assert "一" in str(button.get_attribute("aria-label"))
    button.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".viewer[open] img")
    tab.keyboard.press("Escape")
    assert tab.locator(".viewer[open]").count() == 0
    assert tab.evaluate("document.activeElement.className") == "zoom"
