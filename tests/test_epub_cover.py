"""The covers: two JPEGs of set sizes, drawn alike on every machine, or the user's own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.cover import EDGE, GROUND, PALE, cover_svg
from sphinx_anthology.epub import cover as module
from sphinx_anthology.epub.cover import INSIDE, SHOP, Covers, covers
from sphinx_anthology.media.cover import fitted
from sphinx_anthology.model import Volume
from sphinx_anthology.scan import scan

from .house import build, must, write_posts
from .pictures import SVG, picture
from .reading import EpubFile, PdfFile, by_class, one, page

FACTS = {"title": "慢变量", "subtitle": "", "author": "叶二", "language": "zh-Hans"}


@pytest.fixture
def volume(tmp_path: Path) -> Volume:
    post = "---\ntitle: 灯\ndate: 2024-01-01\n---\n\n一盏灯。\n"
    return collect(scan(write_posts(tmp_path / "posts", {"a.md": post})).posts, Choices(), "")


def _opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def _is(image: Image.Image, where: tuple[int, int], colour: str) -> bool:
    wanted = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
    found = image.getpixel(where)
    assert isinstance(found, tuple)
    assert isinstance(wanted, tuple)
    return all(abs(a - b) < 12 for a, b in zip(found, wanted, strict=True))


def test_both_covers_are_jpegs_that_shops_take(volume: Volume, tmp_path: Path) -> None:
    made = covers(volume, FACTS, tmp_path / "kept")
    assert made.media_type == "image/jpeg"
    for data, size in ((made.inside, INSIDE), (made.shop, SHOP)):
        image = _opened(data)
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
        assert "progressive" not in image.info
        assert len(data) < 4_000_000
        colours = image.getcolors(image.width * image.height)
        assert colours is not None
        assert len(colours) > 100  # something is drawn, with soft edges
    assert INSIDE[0] * INSIDE[1] <= 4_000_000


def test_only_the_shop_s_cover_has_an_edge(volume: Volume, tmp_path: Path) -> None:
    made = covers(volume, FACTS, tmp_path / "kept")
    inside, shop = _opened(made.inside), _opened(made.shop)
    assert _is(inside, (1598, 1200), GROUND)
    assert _is(shop, (1598, 1200), PALE)
    assert _is(shop, (1599 - EDGE - 3, 1200), GROUND)


def test_an_unchanged_cover_is_not_drawn_again(
    volume: Volume, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = covers(volume, FACTS, tmp_path / "kept")
    monkeypatch.setattr(module, "_Drawing", None)
    assert covers(volume, FACTS, tmp_path / "kept") == made


def test_a_changed_cover_replaces_the_one_before(volume: Volume, tmp_path: Path) -> None:
    made = covers(volume, FACTS, tmp_path / "kept")
    other = covers(volume, {**FACTS, "title": "快变量"}, tmp_path / "kept")
    assert other.inside != made.inside
    assert len(list((tmp_path / "kept").glob("*.jpg"))) == 2


def test_drawn_twice_it_is_the_same(volume: Volume, tmp_path: Path) -> None:
    assert covers(volume, FACTS, tmp_path / "a") == covers(volume, FACTS, tmp_path / "b")


def test_without_pango_the_drawing_is_the_cover(
    volume: Volume, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Undrawn:
        def __init__(self, *_: object) -> None:
            pass

        def result(self) -> list[bytes]:
            raise module.NoPango

    monkeypatch.setattr(module, "_Drawing", Undrawn)
    monkeypatch.setattr(module.Fonts, "files", ["none"])
    made = covers(volume, FACTS, tmp_path / "kept")
    assert made.media_type == "image/svg+xml"
    assert made.inside.startswith(b"<svg")
    assert made.suffix == ".svg"


def test_the_shop_s_cover_lies_beside_the_book(tmp_path: Path) -> None:
    written = Covers(b"inside", b"shop").write_shop(tmp_path / "vol.1.epub")
    assert written == tmp_path / "vol.1.cover.jpg"
    assert written.read_bytes() == b"shop"


def test_names_on_the_cover_are_whole(volume: Volume) -> None:
    names = "、".join(f"欧阳若川{number}" for number in "甲乙丙丁戊己庚辛")
    svg = cover_svg(volume, {**FACTS, "author": names}, INSIDE)
    assert "欧阳若川丙" in svg
    assert " …<" in svg
    shown = svg.rpartition(">欧阳")[2].partition(" …<")[0]
    assert all(f"欧阳{name}".removeprefix("欧阳欧阳") for name in shown.split("、"))
    assert shown[-1] in "甲乙丙丁戊己庚辛"


# --- a cover of one's own ------------------------------------------------------------------


def _two_colours(size: tuple[int, int]) -> Image.Image:
    """Red above, black below, with a white sheet in the middle."""
    image = Image.new("RGB", size, "#a5301f")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, height // 2, width, height), fill="#1d1b18")
    draw.rectangle((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill="white")
    return image


@pytest.mark.parametrize("size", [(1600, 2400), (1000, 1600), (707, 1000)])
def test_a_picture_of_about_the_shape_fills_the_cover(size: tuple[int, int]) -> None:
    image = fitted(_two_colours(size), INSIDE)
    assert image.size == INSIDE
    assert _is(image, (1595, 5), "#a5301f")
    # not squeezed: the white sheet keeps its proportions
    white = image.convert("L").point(lambda value: 255 if value > 200 else 0).getbbox()
    assert white is not None
    ratio = (white[2] - white[0]) / (white[3] - white[1])
    assert ratio == pytest.approx(size[0] / size[1], abs=0.01)


def test_a_square_lies_on_a_ground_of_its_edges() -> None:
    image = fitted(_two_colours((900, 900)), INSIDE)
    assert _is(image, (800, 5), "#a5301f")
    assert _is(image, (800, 2395), "#1d1b18")
    assert _is(image, (800, 1200), "white")
    assert _is(image, (3, 900), "#a5301f")


def test_a_narrow_one_has_its_ground_at_the_sides() -> None:
    image = fitted(Image.new("RGB", (100, 900), "#a5301f"), INSIDE)
    assert _is(image, (3, 1200), "#a5301f")
    assert _is(image, (1597, 1200), "#a5301f")


POST = {"a.md": "---\ntitle: 灯\n---\n\n一盏灯。\n"}
CONF = 'extensions = ["sphinx_anthology"]\nanthology_cover = "{}"\n'


@pytest.mark.parametrize("kind", ["html", "epub", "pdf"])
def test_ones_own_cover_is_in_every_book(kind: str, tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {**POST, "conf.py": CONF.format("art/own.png")})
    (posts / "art").mkdir()
    (posts / "art/own.png").write_bytes(picture("PNG", (800, 1200), "#0000ff"))
    made = must(build(kind, posts, tmp_path / "out"))
    assert made.run.complaints == []
    if kind == "html":
        place = one(by_class(page(made.out / "index.html"), "cover-drawing"))
        image = _opened((made.out / one(list(place.iter("img"))).get("src")).read_bytes())
    elif kind == "epub":
        book = EpubFile(made.product)
        image = _opened(book.read(one(list(book.page("of.cover.xhtml").iter("img"))).get("src")))
    else:
        image = _first_page(PdfFile(made.product).path)
    assert _is(image.convert("RGB"), (image.width // 4, image.height // 4), "#0000ff")
    (posts / "art/own.png").write_bytes(picture("PNG", (800, 1200), "#00ff00"))
    again = must(build(kind, posts, tmp_path / "out"))
    if kind == "epub":
        image = _opened(EpubFile(again.product).read("cover.jpg"))
    elif kind == "pdf":
        image = _first_page(PdfFile(again.product).path)
    else:
        image = _opened((again.out / "_images/cover.jpg").read_bytes())
    assert _is(image.convert("RGB"), (image.width // 4, image.height // 4), "#00ff00")


def _first_page(file: Path) -> Image.Image:
    import pypdfium2

    shown: Image.Image = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil()
    return shown


BAD = {
    "gone.png": (None, "No such file"),
    "half.png": (picture("PNG")[:200], "cannot be decoded"),
    "words.png": (b"words", "no picture"),
    "drawn.png": (SVG, "SVG"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_cover_that_cannot_be_read_ends_the_build(name: str, tmp_path: Path) -> None:
    data, reason = BAD[name]
    posts = write_posts(tmp_path / "posts", {**POST, "conf.py": CONF.format(name)})
    if data is not None:
        (posts / name).write_bytes(data)
    made = build("epub", posts, tmp_path / "out")
    assert made.run.code == 2
    assert str(posts / name) in made.run.err
    assert reason in made.run.err
    assert "Traceback" not in made.run.log
    assert not list(made.out.glob("*.epub"))
