"""A cover that the user drew, made to fit: cut a little where that is enough, else set on a ground
that goes on in the colours of its edges."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, ImageStat

from ..core.sniff import image_type
from ..diagnostics import Code, Diagnostic, Place
from ..posts.report import stop_build
from .convert import SVG, jpeg_within, plain
from .whole import decoded

if TYPE_CHECKING:
    from sphinx.application import Sphinx

MOST_CUT = 0.08  # share of a side: a title has more room around it than that


def check_cover(app: Sphinx) -> None:
    """A cover that cannot be used ends the build: without it the book is another one."""
    from .gather import wholeness_of

    if not app.config.anthology_cover:
        return
    path = Path(app.confdir, app.config.anthology_cover)
    flaw = wholeness_of(app).flaw(path)
    if not flaw and image_type(path.read_bytes()[:4096]) == SVG:
        flaw = "it is a drawing (SVG)"
    if flaw:
        message = f"the cover {path} cannot be used: {flaw}"
        hint = "anthology_cover names a PNG, JPEG, WebP or TIFF, by its path from conf.py"
        conf = Place(str(Path(app.confdir, "conf.py")))
        stop_build(app, Diagnostic(Code.BAD_COVER, message, conf, hint))


def own_cover(picture: Path, size: tuple[int, int], bytes_at_most: int = 0) -> bytes:
    """The picture as a JPEG of *size* px.

    Raises:
        BrokenPicture: it is not whole.
    """
    with decoded(picture.read_bytes()) as image:
        return jpeg_within(fitted(plain(image).convert("RGB"), size), bytes_at_most)


def fitted(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """*image* in *size*: cut at its sides where little is lost, else whole on a ground."""
    ratios = sorted((image.width / image.height, size[0] / size[1]))
    if 1 - ratios[0] / ratios[1] <= MOST_CUT:
        return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    inner = ImageOps.contain(image, size, Image.Resampling.LANCZOS)
    left, top = (size[0] - inner.width) // 2, (size[1] - inner.height) // 2
    sheet = Image.new("RGB", size)
    wide = inner.width == size[0]  # bands lie above and below it, not at its sides
    width, height = inner.size
    first = (0, 0, width, 1) if wide else (0, 0, 1, height)
    last = (0, height - 1, width, height) if wide else (width - 1, 0, width, height)
    sheet.paste(_colour(inner.crop(first)), (0, 0, *size))
    sheet.paste(_colour(inner.crop(last)), (0, top, *size) if wide else (left, 0, *size))
    sheet.paste(inner, (left, top))
    return sheet


def _colour(edge: Image.Image) -> tuple[int, ...]:
    """The one that is in the middle, so that a few odd points do not count."""
    return tuple(ImageStat.Stat(edge).median)
