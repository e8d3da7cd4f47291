"""Pictures as e-readers and their shops take them; broken ones, which get into no book."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from sphinx_anthology.core.sniff import image_type
from sphinx_anthology.core.svg import clean_svg
from sphinx_anthology.media.convert import PRINT, SHOPS, ImageFolder, Limits, fit
from sphinx_anthology.media.whole import BrokenPicture, Wholeness, size_of, unpack

from .house import Build, build, must, write_posts
from .pictures import SVG, picture
from .reading import EpubFile, by_class, one, page, words

NS = "{http://www.w3.org/2000/svg}"
RASTER = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")


def _bytes(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def _drawn(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    image = Image.new("RGB", size, "#f4f0e6")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="#a5301f")
    return image.convert(mode)


def _noise(size: tuple[int, int]) -> Image.Image:
    bands = [Image.effect_noise(size, 120) for _ in range(3)]
    return Image.merge("RGB", bands)


def _made(data: bytes, limits: Limits = SHOPS) -> Image.Image:
    """What *data* becomes; held to what shops ask for."""
    made, media_type = fit(data, limits)
    image = Image.open(io.BytesIO(made))
    image.load()
    assert image_type(made) == media_type
    if limits.strict:
        _hold_to_shops(made, image)
    return image


def _hold_to_shops(data: bytes, image: Image.Image) -> None:
    assert image.format in {"JPEG", "PNG"}
    assert image.mode in {"RGB", "L", "P"}
    assert not {"icc_profile", "exif", "progressive", "transparency", "comment", "xmp"} & {
        key for key, value in image.info.items() if value
    }
    assert getattr(image, "text", {}) == {}
    assert not image.getexif()
    assert getattr(image, "n_frames", 1) == 1
    assert image.width * image.height <= SHOPS.pixels
    assert len(data) <= SHOPS.size
    if image.format == "PNG":
        assert data[24] == 8


def _near(found: Any, wanted: tuple[int, ...], within: int = 6) -> bool:
    given = found if isinstance(found, tuple) else (found,) * 3
    return all(abs(a - b) <= within for a, b in zip(given, wanted, strict=True))


# --- what is as it should be ---------------------------------------------------------------


@pytest.mark.parametrize("data", [picture("PNG"), picture("JPEG"), _bytes(_drawn("L"), "JPEG"),
                                  _bytes(_drawn("P"), "PNG", bits=8)])  # fmt: skip
def test_a_picture_that_conforms_is_passed_on_byte_for_byte(data: bytes) -> None:
    assert fit(data, SHOPS)[0] == data


def test_metadata_goes_and_the_picture_is_not_touched() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    with_all = _bytes(
        _drawn(), "JPEG", exif=exif, comment=b"private", xmp=b"<x:xmpmeta/>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )  # fmt: skip
    made, _ = fit(with_all + b"what a telephone adds", SHOPS)
    assert made == _bytes(_drawn(), "JPEG")


def test_texts_times_and_frames_of_a_png_go() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "somebody")
    data = _bytes(
        _drawn(), "PNG", pnginfo=texts, save_all=True, append_images=[_drawn().rotate(90)]
    )
    assert Image.open(io.BytesIO(data)).n_frames == 2  # type: ignore[attr-defined]
    _made(data)
    made, _ = fit(data, SHOPS)
    for name in (b"acTL", b"fcTL", b"fdAT", b"tEXt"):
        assert name not in made


# --- what has to change --------------------------------------------------------------------


@pytest.mark.parametrize("kind", RASTER)
def test_every_type_becomes_png_or_jpeg(kind: str) -> None:
    image = _made(_bytes(_drawn(), kind))
    assert image.size == (120, 80)
    assert _near(image.convert("RGB").getpixel((5, 5)), (165, 48, 31))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_drawings_keep_their_edges(kind: str) -> None:
    assert _made(_bytes(_drawn(), kind)).format == "PNG"


def test_a_photograph_becomes_jpeg() -> None:
    assert _made(_bytes(_noise((300, 200)), "TIFF")).format == "JPEG"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "AVIF", "PNG", "TIFF"])
def test_what_moves_stands_still(kind: str) -> None:
    first, second = Image.new("RGB", (60, 40), "#a5301f"), Image.new("RGB", (60, 40), "#1d1b18")
    data = _bytes(first, kind, save_all=True, append_images=[second])
    assert _near(_made(data).convert("RGB").getpixel((30, 20)), (165, 48, 31))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_nothing_becomes_paper(mode: str) -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((0, 0, 29, 39), fill=(0, 0, 0, 255))
    image = _made(_bytes(clear.convert(mode), "PNG"))
    assert image.format == "PNG"
    assert _near(image.convert("RGB").getpixel((50, 20)), (255, 255, 255))
    assert _near(image.convert("RGB").getpixel((10, 20)), (0, 0, 0))


def test_a_colour_that_means_nothing_becomes_paper() -> None:
    image = _made(_bytes(_drawn(), "PNG", transparency=(165, 48, 31)))
    assert _near(image.convert("RGB").getpixel((5, 5)), (255, 255, 255))


def test_cmyk_becomes_rgb() -> None:
    assert _made(_bytes(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG")).mode == "RGB"


def test_progressive_becomes_baseline() -> None:
    data = _bytes(_noise((200, 100)), "JPEG", progressive=True, quality=90)
    image, before = _made(data), Image.open(io.BytesIO(data))
    assert image.quantization == before.quantization  # type: ignore[attr-defined]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_upright(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = orientation >= 5
    image = _made(_bytes(_drawn(), kind, exif=exif))
    assert image.size == ((80, 120) if lying else (120, 80))
    corner = {1: (5, 5), 2: (114, 5), 3: (114, 74), 4: (5, 74),
              5: (5, 5), 6: (74, 5), 7: (74, 114), 8: (5, 114)}[orientation]  # fmt: skip
    assert _near(image.convert("RGB").getpixel(corner), (165, 48, 31))


def _swapped() -> bytes:
    """A profile as sRGB's, with red and blue exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    entries = {red: profile[blue + 4 : blue + 12], blue: profile[red + 4 : red + 12]}
    for at, where in entries.items():
        profile = profile[: at + 4] + where + profile[at + 12 :]
    return profile.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_colours_of_a_profile_become_srgb(mode: str, kind: str) -> None:
    image = _drawn().quantize(16) if mode == "P" else _drawn(mode)
    data = _bytes(image, kind, icc_profile=_swapped())
    assert _near(_made(data).convert("RGB").getpixel((5, 5)), (31, 48, 165), 8)


@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200])
def test_a_broken_profile_is_none(profile: bytes) -> None:
    image = _made(_bytes(_drawn(), "PNG", icc_profile=profile))
    assert _near(image.convert("RGB").getpixel((5, 5)), (165, 48, 31))


def test_16_bits_of_grey_become_8() -> None:
    image = Image.new("I;16", (60, 40), 30_000)
    assert _near(_made(_bytes(image, "PNG")).convert("L").getpixel((5, 5)), (117,) * 3, 2)


def test_16_bits_of_colour_become_8() -> None:
    rows = b"".join(b"\0" + b"\xa5\0\x30\0\x1f\0" * 4 for _ in range(4))
    assert _near(_made(_png_of(16, 2, rows)).convert("RGB").getpixel((2, 2)), (165, 48, 31), 1)


def _png_of(depth: int, colours: int, rows: bytes) -> bytes:
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(name + body)
        return len(body).to_bytes(4, "big") + name + body + checksum.to_bytes(4, "big")

    head = (4).to_bytes(4, "big") * 2 + bytes((depth, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    )


@pytest.mark.parametrize("mode", ["1", "P"])
def test_few_bits_become_8(mode: str) -> None:
    image = _made(_bytes(_drawn().convert(mode, colors=4), "PNG"))
    assert image.size == (120, 80)


@pytest.mark.parametrize("mode", ["F", "I", "LAB", "YCbCr"])
def test_odd_modes_of_tiff_are_read(mode: str) -> None:
    image = _drawn("L").convert(mode) if mode in "FI" else _drawn(mode if mode != "LAB" else "RGB")
    if mode == "LAB":
        image = ImageCms.profileToProfile(
            image, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )  # type: ignore[assignment]
    _made(_bytes(image, "TIFF"))


# --- size ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(4000, 2000), (1, 5_000_000), (5_000_000, 1)])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_pixels_are_within_bounds(size: tuple[int, int], kind: str) -> None:
    _made(_bytes(Image.new("L", size), kind))


def test_proportions_stay() -> None:
    image = _made(_bytes(_noise((3000, 2000)), "JPEG"))
    assert image.width / image.height == pytest.approx(1.5, abs=0.01)


def test_bytes_are_within_bounds() -> None:
    noise = _noise((1900, 1900))
    data = _bytes(noise, "JPEG", quality=98)
    assert len(data) > SHOPS.size
    _made(data)


def test_bytes_are_within_very_small_bounds() -> None:
    made, _ = fit(_bytes(_noise((400, 300)), "PNG"), Limits(size=2000))
    assert len(made) <= 2000
    assert Image.open(io.BytesIO(made)).format == "JPEG"


def test_a_photograph_as_png_that_is_too_big_becomes_jpeg() -> None:
    data = _bytes(_noise((1900, 1900)), "PNG")
    assert len(data) > SHOPS.size
    assert _made(data).format == "JPEG"


# --- print ---------------------------------------------------------------------------------


def test_print_takes_what_it_took(tmp_path: Path) -> None:
    clear = _bytes(Image.new("RGBA", (20, 20), (255, 0, 0, 90)), "PNG")
    for data in (picture("GIF"), clear, _bytes(_drawn(), "JPEG", progressive=True)):
        assert fit(data, PRINT)[0] == data
    large = Image.new("RGBA", (3000, 2000), (255, 0, 0, 90))
    assert _made(_bytes(large, "PNG"), PRINT).mode == "RGBA"


# --- work once -----------------------------------------------------------------------------


def test_each_packager_has_a_picture_as_it_takes_it(tmp_path: Path) -> None:
    source = tmp_path / "a.gif"
    source.write_bytes(picture("GIF"))
    folders = ((tmp_path / "print", PRINT), (tmp_path / "shops", SHOPS))
    names = [ImageFolder(folder, limits).add(source) for folder, limits in folders]
    assert [Path(name).suffix for name in names] == [".gif", ".png"]
    assert all((folder / name).is_file() for (folder, _), name in zip(folders, names, strict=True))


def test_a_conversion_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "a.webp"
    source.write_bytes(picture("WEBP"))
    name = ImageFolder(tmp_path / "out", SHOPS).add(source)
    monkeypatch.setattr(Image, "open", None)
    assert ImageFolder(tmp_path / "out", SHOPS).add(source) == name


def test_same_picture_same_name_on_every_machine(tmp_path: Path) -> None:
    source = tmp_path / "a.webp"
    source.write_bytes(picture("WEBP"))
    names = {ImageFolder(tmp_path / where, SHOPS).add(source) for where in ("here", "there")}
    assert len(names) == 1


# --- wholeness -----------------------------------------------------------------------------


def _cut(kind: str, share: float) -> bytes:
    data = _bytes(_noise((200, 150)), kind)
    return data[: int(len(data) * share)]


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
@pytest.mark.parametrize("kind", RASTER)
def test_a_picture_that_is_cut_off_gets_nowhere(kind: str, share: float) -> None:
    for limits in (SHOPS, PRINT):
        with pytest.raises(BrokenPicture):
            fit(_cut(kind, share), limits)
    with pytest.raises(BrokenPicture):
        size_of(_cut(kind, share))


def test_a_picture_of_too_many_pixels_gets_nowhere() -> None:
    with pytest.raises(BrokenPicture, match="too large"):
        size_of(_bytes(Image.new("1", (10_000, 7_000)), "PNG"))


def test_wholeness_is_remembered_until_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(picture("PNG"))
    bad.write_bytes(picture("PNG")[:200])
    known = Wholeness(tmp_path / "whole.json")
    known.look_at([good, bad, good])
    with monkeypatch.context() as patch:
        patch.setattr(Image, "open", None)
        again = Wholeness(tmp_path / "whole.json")
        assert again.flaw(good) == ""
        assert "decoded" in again.flaw(bad)
    bad.write_bytes(picture("PNG"))
    assert again.flaw(bad) == ""


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rules": 1}', "null"])
def test_a_broken_memory_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "whole.json").write_text(text, encoding="utf-8")
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    assert Wholeness(tmp_path / "whole.json").flaw(tmp_path / "a.png") == ""


def test_other_rules_look_again(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    known = Wholeness(tmp_path / "whole.json")
    known.look_at([tmp_path / "a.png"])
    rows = json.loads((tmp_path / "whole.json").read_text(encoding="utf-8"))
    (key,) = rows["pictures"]
    rows["pictures"][key][2] = "by other rules"
    (tmp_path / "whole.json").write_text(json.dumps(rows), encoding="utf-8")
    assert Wholeness(tmp_path / "whole.json").flaw(tmp_path / "a.png") == "by other rules"
    (tmp_path / "whole.json").write_text(json.dumps({**rows, "rules": "0"}), encoding="utf-8")
    assert Wholeness(tmp_path / "whole.json").flaw(tmp_path / "a.png") == ""


@pytest.mark.parametrize(
    ("uri", "data"),
    [
        ("data:,a%20b", b"a b"),
        ("data:image/png;base64,AA%3D%3D", b"\0"),
        ("data:;base64,AAAA", b"\0\0\0"),
    ],
)
def test_data_in_an_address_is_unpacked(uri: str, data: bytes) -> None:
    assert unpack(uri) == data


@pytest.mark.parametrize("uri", ["data:", "data:image/png;base64,A", "data:image/png"])
def test_an_address_without_data(uri: str) -> None:
    with pytest.raises(BrokenPicture):
        unpack(uri)


# --- drawings ------------------------------------------------------------------------------

ILLUSTRATOR = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_svg "http://www.w3.org/2000/svg"> <!ENTITY st0 "fill:#FF0000;">
  <!ENTITY words "in its own"> ]>
<svg xmlns="&ns_svg;" width="20mm" height="10mm"><rect style="&st0;" width="9" height="9"/>
<text>a name &words; words</text></svg>"""
OUTSIDE = b"""<!DOCTYPE svg [<!ENTITY st0 "fill:#FF0000;"><!ENTITY out SYSTEM "file:///etc/hostname">]>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect style="&st0;" width="9" height="9"/>
<text>before &out; after</text></svg>"""
BOMB = (
    b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 20) for i in range(9))
    + b']><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text%s</svg>'
)


def _drawing(data: bytes) -> etree._Element:
    made, media_type = fit(data, SHOPS)
    assert media_type == "image/svg+xml"
    assert b"<!DOCTYPE" not in made
    return etree.fromstring(made, etree.XMLParser(resolve_entities=False, no_network=True))


def test_entities_of_drawing_programs_are_filled_in() -> None:
    root = _drawing(ILLUSTRATOR)
    assert one(root.findall(f"{NS}rect")).get("style") == "fill:#FF0000;"
    assert one(root.findall(f"{NS}text")).text == "a name in its own words"


def test_no_file_gets_in_and_words_around_it_stay() -> None:
    root = _drawing(OUTSIDE)
    assert one(root.findall(f"{NS}rect")).get("style") == "fill:#FF0000;"
    assert (one(root.findall(f"{NS}text")).text or "").split() == ["before", "after"]


@pytest.mark.parametrize("rest", [b">&j;</text>", b' id="&j;"/>'])
def test_entities_without_end_are_refused(rest: bytes) -> None:
    with pytest.raises(BrokenPicture):
        fit(BOMB % rest, SHOPS)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_drawing_in_utf_16_becomes_utf_8(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg" '
    text += 'viewBox="0 0 9 9"><text>灯</text></svg>'
    data = text.encode(encoding)
    if encoding != "utf-16":
        data = "\ufeff".encode(encoding) + data
    assert one(_drawing(data).findall(f"{NS}text")).text == "灯"
    assert "灯".encode() in fit(data, SHOPS)[0]


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ('width="20" height="10px"', "0 0 20 10"),
        ('width="1in" height="12pt"', "0 0 96 16"),
        ("", "0 0 300 150"),
        ('width="100%" height="5em"', "0 0 300 150"),
        ('width="20" viewBox="1 2 3 4"', "1 2 3 4"),
    ],
)
def test_a_drawing_says_how_large_it_is(size: str, box: str) -> None:
    root = _drawing(f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g/></svg>'.encode())
    assert root.get("viewBox") == box


def test_a_drawing_does_not_move() -> None:
    data = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>
    .a { -webkit-animation: flash 1s infinite; animation-name: flash; fill: red }
    @keyframes flash { to { opacity: 0 } }</style><g class="a" style="fill:red;transition:fill 1s">
    <animate attributeName="x"/></g></svg>"""
    root = _drawing(data)
    text = etree.tostring(root).decode()
    assert "animat" not in text
    assert "transition" not in text
    assert text.count("red") == 2


def test_a_drawing_that_conforms_is_passed_on_byte_for_byte() -> None:
    assert fit(SVG, SHOPS)[0] == SVG
    assert clean_svg(SVG) == (SVG, False)


def test_a_file_of_comments_is_soon_told_from_a_drawing() -> None:
    assert image_type(b"<!---->" * 580) == ""


# --- in books ------------------------------------------------------------------------------

HALF = "half.jpg"
POSTS = {
    "good.md": "---\ntitle: 好\n---\n\n![全的](whole.png)\n\n![画的](drawn.svg)\n",
    "bad.md": (
        f"---\ntitle: 坏\n---\n\n第一段。\n\n![半张]({HALF})\n\n![太大](huge.png)\n\n"
        "![破画](broken.svg)\n\n![无中生有](data:image/png;base64,AAAA)\n\n最后一段。\n"
    ),
    "packed.md": "---\ntitle: 装\n---\n\n![装着的](data:image/png;base64,PNG)\n",
    "name.md": "---\ntitle: 名\n---\n\n![十六位](wide.svg)\n\n![名不符实](drawn.png)\n",
    "own/note.md": f"# 自己写的\n\n第一段。\n\n![半张](../{HALF})\n",
}
FILES = {
    "whole.png": picture("PNG"),
    "drawn.svg": SVG,
    "drawn.png": SVG,
    "wide.svg": "\ufeff".encode("utf-16-le") + SVG.decode().encode("utf-16-le"),
    HALF: _bytes(_noise((400, 300)), "JPEG")[:20_000],
    "huge.png": _bytes(Image.new("1", (10_000, 7_000)), "PNG"),
    "broken.svg": SVG.replace(b"</svg>", b""),
}
KINDS = ("html", "epub", "pdf")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    folder = tmp_path_factory.mktemp("broken")
    packed = base64.b64encode(picture("PNG", (33, 22))).decode()
    posts = {name: text.replace("PNG)", f"{packed})") for name, text in POSTS.items()}
    conf = 'extensions = ["sphinx_anthology"]\nanthology_pages = ["own/*"]\n'
    write_posts(folder / "posts", {**posts, "conf.py": conf})
    for name, data in FILES.items():
        (folder / "posts" / name).write_bytes(data)
    return {kind: must(build(kind, folder / "posts", folder / "out")) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_broken_pictures_are_told_with_their_line(books: dict[str, Build], kind: str) -> None:
    made = books[kind]
    bad = made.folder.parent / "posts" / "bad.md"
    told = made.run.complaints_of("missing-image")
    for line, reason in ((7, HALF), (9, "too large"), (11, "not well-formed"), (13, "data:")):
        (found,) = (text for text in told if text.startswith(f"{bad}:{line}: "))
        assert reason in found
        assert f"{bad}:{line}: " in made.report
    own = one([text for text in told if "own/note.md" in text])
    assert own.startswith(f"{bad.parent / 'own/note.md'}:5: ")
    assert len(told) == 5


def _pages(made: Build, name: str) -> Any:
    if made.kind == "epub":
        return EpubFile(made.product).page(f"{name}.xhtml")
    folder = made.out if name.startswith("own") else made.out / "chapters"
    return page(folder / f"{name.replace('-', '/')}.html")


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_placeholders_stand_for_broken_pictures(books: dict[str, Build], kind: str) -> None:
    root = _pages(books[kind], "bad")
    alts = [words(alt).strip() for alt in by_class(root, "missing-alt")]
    assert alts == ["半张", "太大", "破画", "无中生有"]
    assert "最后一段。" in words(root)


def test_pages_of_ones_own_have_placeholders_too(books: dict[str, Build]) -> None:
    assert len(by_class(_pages(books["html"], "own-note"), "missing-image")) == 1


def test_no_broken_picture_is_in_the_epub(books: dict[str, Build]) -> None:
    with zipfile.ZipFile(books["epub"].product) as book:
        pictures = [book.read(n) for n in book.namelist() if "/images/" in n]
    # the whole one, the packed one, the drawing three times in two spellings
    assert len(pictures) == 4
    for data in pictures:
        size_of(data)


def test_a_picture_in_an_address_becomes_a_file(books: dict[str, Build]) -> None:
    book = EpubFile(books["epub"].product)
    image = one(list(book.page("packed.xhtml").iter("img")))
    assert Image.open(io.BytesIO(book.read(image.get("src")))).size == (33, 22)


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_drawings_of_other_spellings_are_shown(books: dict[str, Build], kind: str) -> None:
    sources = [image.get("src") for image in _pages(books[kind], "name").iter("img")]
    shown = [source for source in sources if "images/" in source]
    assert len(shown) == 2
    assert all(source.endswith(".svg") for source in shown)


def test_a_picture_that_was_put_in_its_place_is_shown(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 甲\n---\n\n![来](late.png)\n"})
    for _ in range(2):
        made = must(build("html", posts, tmp_path / "out"))
        assert made.run.complaints_of("missing-image")
    (posts / "late.png").write_bytes(picture("PNG"))
    made = must(build("html", posts, tmp_path / "out"))
    assert made.run.complaints == []
    assert list(page(made.out / "chapters/a.html").find(".//main").iter("img"))


def test_a_picture_that_was_mended_is_shown(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": f"---\ntitle: 甲\n---\n\n![半]({HALF})\n"})
    (posts / HALF).write_bytes(FILES[HALF])
    made = must(build("html", posts, tmp_path / "out"))
    assert made.run.complaints_of("missing-image")
    (posts / HALF).write_bytes(picture("JPEG"))
    again = must(build("html", posts, tmp_path / "out"))
    assert again.run.complaints == []
    assert list(page(again.out / "chapters/a.html").find(".//main").iter("img"))
    (posts / HALF).write_bytes(FILES[HALF])
    assert must(build("html", posts, tmp_path / "out")).run.complaints_of("missing-image")
    assert by_class(page(again.out / "chapters/a.html"), "missing-image")
