"""Pictures as print and e-readers take them.

What already is as it should be is passed on byte for byte. What shops ask for, by their own words:
Apple takes 4 million pixels inside a book; Kobo neither CMYK nor transparency; EBPAJ no progressive
JPEG and no more than 4 MB. E-readers turn nothing by EXIF and know no colour profiles.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from PIL import Image, ImageChops, ImageCms, ImageOps

from ..core.sniff import SUFFIXES, image_type
from ..core.svg import clean_svg
from ..files import write_whole
from .bare import bare_jpeg, bare_png
from .whole import BrokenPicture, decoded

MAX_PIXELS = 4_000_000
MAX_BYTES = 4_000_000
JPEG_QUALITY = 86
LONGEST = 65_000  # px
SVG = "image/svg+xml"
ORIENTATION = 0x0112  # EXIF
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a packager takes."""

    types: frozenset[str] = frozenset({"image/png", "image/jpeg"})
    pixels: int = MAX_PIXELS
    size: int = MAX_BYTES  # in bytes; 0: as large as it comes
    # 8 bit, sRGB, opaque, upright, baseline, without metadata; drawings with a viewBox
    strict: bool = True


SHOPS = Limits()
PRINT = Limits(frozenset({"image/png", "image/jpeg", "image/gif"}), size=0, strict=False)


class ImageFolder:
    """A folder of pictures named by their content, within one packager's limits."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        self._made = folder.with_name(f"{folder.name}-made")  # what came of which bytes
        self._known: dict[tuple[Path, int], str] = {}

    def add(self, source: Path) -> str:
        """Copy or convert *source*; returns its name in the folder.

        Raises:
            BrokenPicture: it is not whole.
        """
        stamp = (source, source.stat().st_mtime_ns)
        if stamp not in self._known:
            self._known[stamp] = self._name(source.read_bytes())
        return self._known[stamp]

    def _name(self, data: bytes) -> str:
        as_it_is = f"{_digest(data)}{SUFFIXES.get(image_type(data), '')}"
        if (self._folder / as_it_is).is_file():
            return as_it_is
        note = self._made / _digest(data)
        if note.is_file():
            name = note.read_text(encoding="ascii")
            if (self._folder / name).is_file():
                return name
        data, media_type = fit(data, self._limits)
        name = f"{_digest(data)}{SUFFIXES[media_type]}"
        if not (self._folder / name).is_file():
            write_whole(self._folder / name, data)
        if name != as_it_is:
            write_whole(note, name.encode())
        return name


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]


def fit(data: bytes, limits: Limits) -> tuple[bytes, str]:
    """The picture in *data* within *limits*, and its media type.

    Raises:
        BrokenPicture: it is not whole.
    """
    media_type = image_type(data)
    if media_type == SVG:
        return _fit_drawing(data, limits), SVG
    with decoded(data) as image:
        kept = _as_it_is(image, data, media_type, limits)
        if kept is not None:
            return kept, media_type
        webp = media_type == "image/webp" and b"VP8L" not in data[:64]
        lossy = webp or media_type in {"image/jpeg", "image/avif"}
        return convert(image, limits, lossy=lossy)


def _as_it_is(image: Image.Image, data: bytes, media_type: str, limits: Limits) -> bytes | None:
    """*data*, perhaps without its metadata; None when the picture has to change."""
    if media_type not in limits.types or image.width * image.height > limits.pixels:
        return None
    if not limits.strict:
        return data if image.mode in {"RGB", "L", "P", "RGBA", "LA"} else None
    if image.getexif().get(ORIENTATION, 1) != 1 or _profile(image) is not None:
        return None
    bare = bare_png(data) if media_type == "image/png" else bare_jpeg(data)
    return bare if bare is not None and len(bare) <= limits.size else None


# What changes


def convert(image: Image.Image, limits: Limits, *, lossy: bool = True) -> tuple[bytes, str]:
    """*image* within *limits*, as JPEG or PNG, and its media type.

    Args:
        lossy: it has been through a lossy format, so sharp edges are lost already.
    """
    if not limits.strict:
        return _convert_for_print(image, limits)
    if lossy and (kept := _kept_jpeg(image, limits)):
        return kept, "image/jpeg"
    image = _shrunk(plain(image), limits.pixels)
    if not lossy:
        jpeg, png = _saved(image, "JPEG", quality=JPEG_QUALITY), _png(image)
        if len(png) <= min(2 * len(jpeg), limits.size):  # a drawing, not a photograph
            return png, "image/png"
    return jpeg_within(image, limits.size), "image/jpeg"


def _convert_for_print(image: Image.Image, limits: Limits) -> tuple[bytes, str]:
    """Transparency stays: paper is white."""
    image = _in_srgb(_of_8_bits(ImageOps.exif_transpose(image)))
    transparent = image.has_transparency_data
    image = image.convert("RGBA" if transparent else "RGB")
    image.info.clear()
    image = _shrunk(image, limits.pixels)
    if transparent:
        return _saved(image, "PNG", optimize=True), "image/png"
    return jpeg_within(image, limits.size), "image/jpeg"


def plain(image: Image.Image) -> Image.Image:
    """*image* upright, of 8 bits, in sRGB or grey, on white, and nothing else."""
    image = _in_srgb(_of_8_bits(ImageOps.exif_transpose(image)))
    grey = image.mode in {"1", "L", "LA"}
    if image.has_transparency_data:
        image = _on_white(image.convert("RGBA"))
    image = image.convert("L" if grey else "RGB")
    image.info.clear()
    return image


def _kept_jpeg(image: Image.Image, limits: Limits) -> bytes | None:
    """A JPEG that is only stored in another way, written anew with its own tables of quality."""
    if image.format != "JPEG" or image.mode not in {"RGB", "L"} or _profile(image) is not None:
        return None
    upright = image.getexif().get(ORIENTATION, 1) == 1
    if not upright or image.width * image.height > limits.pixels:
        return None
    image.info.clear()
    data = _saved(image, "JPEG", quality="keep")
    return data if len(data) <= limits.size else None


def _of_8_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"I", "F"}:  # no range is agreed on: from its darkest to its lightest
        low, high = (float(value) for value in image.getextrema())  # type: ignore[arg-type]
        scale = 255 / ((high - low) or 1)
        return image.point(lambda value: value * scale - low * scale).convert("L")
    return image


def _profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """The profile that the picture's colours need; None when they are sRGB, as far as it says."""
    data = image.info.get("icc_profile")
    if not data:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        return None if "srgb" in ImageCms.getProfileDescription(profile).lower() else profile
    except (ImageCms.PyCMSError, OSError, ValueError):  # no profile a program can read
        return None


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = _profile(image)
    if image.mode == "LAB":
        profile = profile or ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    if profile is None:
        return image.convert("RGB") if image.mode in {"HSV", "YCbCr", "RGBX"} else image
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    alpha = image.getchannel("A") if image.mode in {"RGBA", "LA"} else None
    colours = image.convert("RGB" if image.mode == "RGBA" else "L") if alpha else image
    try:
        made = ImageCms.profileToProfile(colours, profile, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, ValueError):  # of another kind than the picture
        return image
    if made is None:
        return image
    if alpha:
        made.putalpha(alpha)
    return made


def _on_white(image: Image.Image) -> Image.Image:
    """Where nothing was, paper: black lines on nothing vanish on dark screens."""
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(image, mask=image.getchannel("A"))
    return sheet


def _shrunk(image: Image.Image, pixels: int) -> Image.Image:
    """*image* with at most so many pixels, and sides that JPEG can count."""
    whole, longest = image.width * image.height, max(image.size)
    if whole <= pixels and longest <= LONGEST:
        return image
    factor = min((pixels / whole) ** 0.5, LONGEST / longest)
    width = max(1, int(image.width * factor))
    return image.resize((width, max(1, min(int(image.height * factor), pixels // width))))


def jpeg_within(image: Image.Image, size: int) -> bytes:
    """*image* as JPEG, of lower quality or smaller if it would have more than *size* bytes (0:
    any)."""
    for quality in (JPEG_QUALITY, 78, 70, 62):
        jpeg = _saved(image, "JPEG", quality=quality)
        if not size or len(jpeg) <= size:
            return jpeg
    while len(jpeg) > size and image.width * image.height > 1:
        image = _shrunk(image, image.width * image.height * 2 // 3)
        jpeg = _saved(image, "JPEG", quality=JPEG_QUALITY)
    return jpeg


def _png(image: Image.Image) -> bytes:
    """With a palette where that loses nothing."""
    if image.mode == "RGB" and image.getcolors(256) is not None:
        few = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=256)
        if ImageChops.difference(few.convert("RGB"), image).getbbox() is None:
            palette = few.getpalette() or []
            few.putpalette(palette + [0] * (768 - len(palette)))  # shorter ones are of fewer bits
            return _saved(few, "PNG")
    return _saved(image, "PNG")


def _saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


# Drawings


def _fit_drawing(data: bytes, limits: Limits) -> bytes:
    cleaned = clean_svg(data)
    if cleaned is None:
        raise BrokenPicture("the picture cannot be decoded (it is not well-formed)")
    if not limits.strict:
        return cleaned[0]
    root = etree.fromstring(cleaned[0], etree.XMLParser(resolve_entities=False, no_network=True))
    if root.get("viewBox"):
        return cleaned[0]
    # Without one a drawing is cut off where the page is narrower; 300 × 150 is what CSS gives to
    # a picture that says nothing.
    width, height = (_pixels(root.get(side)) for side in ("width", "height"))
    width, height = width or 300, height or 150
    root.set("viewBox", f"0 0 {width:g} {height:g}")
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    return etree.tostring(root, encoding="utf-8")


_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def _pixels(length: str | None) -> float:
    """A length of SVG in px; 0 when it tells no size by itself."""
    text = (length or "").strip()
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz%")
    try:
        return max(0.0, float(number) * _UNITS[text[len(number) :]])
    except (ValueError, KeyError):
        return 0.0
