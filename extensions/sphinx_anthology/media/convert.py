"""Pictures as print and e-readers take them: RGB JPEG or PNG, no larger than they can use."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from PIL import Image, ImageOps

from ..core.sniff import SUFFIXES, image_type
from ..files import write_whole

MAX_PIXELS = 4_000_000  # Apple Books refuses larger pictures inside a book
JPEG_QUALITY = 86


class ImageFolder:
    """A folder of pictures named by their content."""

    def __init__(self, folder: Path, kept_types: frozenset[str]) -> None:
        self._folder = folder
        self._kept = kept_types
        self._known: dict[tuple[Path, int], str] = {}

    def add(self, source: Path) -> str:
        """Copy or convert *source*; returns its name in the folder."""
        stamp = (source, source.stat().st_mtime_ns)
        if stamp not in self._known:
            data = source.read_bytes()
            digest = hashlib.sha256(data).hexdigest()[:20]
            media_type = image_type(data)
            existing = next(iter(self._folder.glob(f"{digest}.*")), None)
            if existing is None:
                data, media_type = self._fit(data, media_type)
                existing = self._folder / f"{digest}{SUFFIXES.get(media_type, source.suffix)}"
                write_whole(existing, data)
            self._known[stamp] = existing.name
        return self._known[stamp]

    def _fit(self, data: bytes, media_type: str) -> tuple[bytes, str]:
        if media_type in {"image/svg+xml", ""}:
            return data, media_type
        with Image.open(io.BytesIO(data)) as image:
            small = image.width * image.height <= MAX_PIXELS
            if media_type in self._kept and small and image.mode in {"RGB", "L", "P", "RGBA", "LA"}:
                return data, media_type
            return convert(image)


def convert(image: Image.Image) -> tuple[bytes, str]:
    """Upright, RGB, at most :data:`MAX_PIXELS`: PNG where there is transparency, else JPEG."""
    image = ImageOps.exif_transpose(image)
    transparent = image.mode in {"RGBA", "LA"} or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    if image.width * image.height > MAX_PIXELS:
        factor = (MAX_PIXELS / (image.width * image.height)) ** 0.5
        image = image.resize((int(image.width * factor), int(image.height * factor)))
    out = io.BytesIO()
    if transparent:
        image.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    image.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue(), "image/jpeg"
