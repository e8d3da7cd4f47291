"""Pictures as browsers want them: with their size, so that nothing moves when they come; later than
the text; and in several widths and a newer format, where that saves something.

Variants are made in the process that writes the page, and kept by content beside the doctrees.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from docutils import nodes
from PIL import Image, features
from sphinx.writers.html5 import HTML5Translator

from ..bibliography.styling import is_for_browsers
from ..files import walk, write_whole
from ..media.convert import plain
from ..media.whole import BrokenPicture, decoded
from .folders import is_website

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "variants"  # of variants, beside the doctrees
RULES = 1  # goes up when other variants are made than before
STEPS = (480, 960, 1600)  # px; a phone at its density, the measure, the measure at twice that
SMALL = 20_000  # bytes; what is smaller is sent as it is
SAVED = 0.8  # a variant that has more of the original's bytes is not worth a request of its own
QUALITY = {"AVIF": 60, "WEBP": 80}
SIZES = "(min-width: 46em) 42rem, calc(100vw - 2.5rem)"  # as wide as the text, in anthology.css
_UNWRITABLE = (OSError, ValueError, RuntimeError)  # what encoders raise where they find no way
_TELLS_TURN = re.compile(rb"exif|xmp", re.IGNORECASE)  # where a PNG has it: eXIf, or in a text
_VARIANT = re.compile(r"[0-9a-f]{16}\.\d+\.(?:avif|webp)")
_SHOWN = re.compile(rb"_images/([^\"'\s,)<>?#/]+)")
Shown = dict[str, list[Any]]  # page -> [when it was written, names of pictures that it shows]
_STILL = {"JPEG", "PNG", "WEBP", "BMP", "TIFF"}


@dataclass(frozen=True, slots=True)
class Variants:
    """What there is of a picture."""

    width: int  # of the original, px
    height: int
    files: Sequence[tuple[str, int]]  # (name, width in px), in one format


def add_pictures(app: Sphinx) -> None:
    """Let the book's own hand write pictures."""
    # after pages that are gone have been removed
    app.connect("build-finished", remove_stale_pictures, priority=600)
    app.add_node(nodes.image, override=True, html=(_visit_image, _depart_image))


def remove_stale_pictures(app: Sphinx, exception: Exception | None) -> None:
    """Pictures that pages showed once and show no more do not stay on the site. Pages are asked
    themselves: many pictures are placed in the processes that write them."""
    if exception is not None or not is_website(app):
        return
    record, site = Path(app.doctreedir, "pictures-shown.json"), Path(app.outdir)
    before = _shown_before(record, site)
    now = _shown_now(site, before)
    if now == before:
        return
    ours = {name for _, names in before.values() for name in names}
    ours |= {f.name for f in (site / "_images").glob("*") if _VARIANT.fullmatch(f.name)}
    for name in ours - {name for _, names in now.values() for name in names}:
        (site / "_images" / name).unlink(missing_ok=True)
    write_whole(record, json.dumps([str(site), now], ensure_ascii=False).encode())


def _shown_before(record: Path, site: Path) -> Shown:
    """What the last build of *site* has noted; nothing where that is broken."""
    try:
        where, pages = json.loads(record.read_bytes())
        return dict(pages) if where == str(site) else {}
    except (OSError, ValueError, TypeError):
        return {}


def _shown_now(site: Path, before: Shown) -> Shown:
    """The same now; only pages that were written since are read."""
    pages = ((name, when) for name, (when, _) in walk(site) if name.endswith(".html"))
    return {
        name: before[name]
        if name in before and before[name][0] == when
        else [when, _names_shown(site / name)]
        for name, when in sorted(pages)
    }


def _names_shown(page: Path) -> list[str]:
    found = (name.decode("utf-8", "replace") for name in _SHOWN.findall(page.read_bytes()))
    return sorted({unquote(unescape(name)) for name in found})


def _visit_image(self: HTML5Translator, node: nodes.image) -> None:
    app = self.builder._app
    source = Path(app.srcdir, node["uri"])
    HTML5Translator.visit_image(self, node)
    if not is_for_browsers(app) or not self.body or not self.body[-1].lstrip().startswith("<img"):
        return
    found = variants_of(source, Path(app.doctreedir, FOLDER)) if source.is_file() else None
    if found is None:
        return
    first = not getattr(self, "has_picture", False)
    self.has_picture = True  # type: ignore[attr-defined]
    facts = f' width="{found.width}" height="{found.height}" decoding="async"'
    if not first:  # the first may be what a reader sees at once
        facts += ' loading="lazy"'
    given = re.search(r'\s(?:width|height)="', self.body[-1])
    image = self.body[-1] if given else self.body[-1].replace("<img", f"<img{facts}", 1)
    if found.files:
        address = image.partition('src="')[2].partition('"')[0]
        image = f"<picture>{_source(found, address)}{image.rstrip()}</picture>\n"
        for name, _ in found.files:
            _put(Path(app.doctreedir, FOLDER, name), Path(app.outdir, "_images", name))
    self.body[-1] = image


def _depart_image(self: HTML5Translator, node: nodes.image) -> None:
    HTML5Translator.depart_image(self, node)


def _source(found: Variants, address: str) -> str:
    folder = address.rpartition("/")[0]
    files = ", ".join(f"{folder}/{quote(name)} {width}w" for name, width in found.files)
    kind = "image/avif" if found.files[0][0].endswith(".avif") else "image/webp"
    return f'<source type="{kind}" srcset="{escape(files, quote=True)}" sizes="{SIZES}">'


def _put(variant: Path, target: Path) -> None:
    if not target.is_file():
        write_whole(target, variant.read_bytes())


@cache
def variants_of(source: Path, folder: Path) -> Variants | None:
    """What there is of the picture at *source*, made where it is missing; None for drawings, and
    for what cannot be read."""
    data = source.read_bytes()
    if len(data) < SMALL:
        size = _size(data)
        return Variants(*size, []) if size else None
    name = sha256(f"{RULES}".encode() + data).hexdigest()[:16]
    note = folder / f"{name}.json"
    try:
        width, height, files = json.loads(note.read_bytes())
        if all((folder / file).is_file() for file, _ in files):
            return Variants(width, height, [(file, wide) for file, wide in files])
    except (OSError, ValueError):
        pass
    made = _make(data, name, folder)
    if made is not None:
        write_whole(note, json.dumps([made.width, made.height, made.files]).encode())
    return made


def _make(data: bytes, name: str, folder: Path) -> Variants | None:
    try:
        with decoded(data) as image:
            # frames are not counted: a TIFF of many pages would take minutes
            still = image.format in _STILL and not getattr(image, "is_animated", False)
            still = still and _is_opaque(image)
            upright = plain(image) if still else image
            size = upright.size if still else _turned(image)
            files = list(_variants(upright, len(data), name, folder)) if still else []
    except (BrokenPicture, OSError, ValueError):
        return None
    return Variants(*size, files)


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height as a browser shows it."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format == "PNG" and not _TELLS_TURN.search(data):
                return image.size  # Pillow would decode it to look behind the pixels
            return _turned(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _is_opaque(image: Image.Image) -> bool:
    """Whether no ground shows through: variants have none, and the reader's may be dark."""
    if not image.has_transparency_data:
        return True
    return image.convert("RGBA").getchannel("A").getextrema()[0] == 255


def _turned(image: Image.Image) -> tuple[int, int]:
    turned = image.getexif().get(0x0112) in {5, 6, 7, 8}  # it may be anything
    return (image.height, image.width) if turned else image.size


def _variants(image: Image.Image, size: int, name: str, folder: Path) -> Iterator[tuple[str, int]]:
    kind = "AVIF" if features.check("avif") else "WEBP"
    widths = sorted({min(step, image.width) for step in STEPS})
    for width in widths:
        smaller = image
        if width < image.width:
            smaller = image.resize((width, max(1, round(image.height * width / image.width))))
        out = io.BytesIO()
        fast: dict[str, Any] = {"speed": 8, "max_threads": 1} if kind == "AVIF" else {"method": 4}
        try:
            smaller.save(out, kind, quality=QUALITY[kind], **fast)
        except _UNWRITABLE:  # one row of 20,000 px, say
            continue
        if out.tell() <= SAVED * size:
            file = f"{name}.{width}.{kind.lower()}"
            write_whole(folder / file, out.getvalue())
            yield file, width
