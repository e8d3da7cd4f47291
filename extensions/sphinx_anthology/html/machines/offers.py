"""The PDF and the EPUB of the book, offered by its website: builds lie side by side, and the site
takes what it finds there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "downloads"
KINDS = {"epub": ("EPUB", "application/epub+zip"), "pdf": ("PDF", "application/pdf")}
_COVERS = {".jpg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that readers can take."""

    source: Path
    file: str  # its name on the site
    name: str  # what readers call its kind
    type: str
    size: int  # bytes

    @property
    def href(self) -> str:
        """Its address, below the site's."""
        return quote(self.file)

    @property
    def size_text(self) -> str:
        """``3.2 MB``."""
        return f"{self.size / 1e6:.1f} MB" if self.size >= 1e6 else f"{-(-self.size // 1000)} kB"


def offers_of(app: Sphinx) -> list[Offer]:
    """What lies in the folders beside the site's, of the formats that the book offers."""
    wanted = app.config.anthology_downloads
    return [offer for kind in KINDS if kind in wanted for offer in _found(app, kind)]


def _found(app: Sphinx, kind: str) -> Iterator[Offer]:
    source = _beside(app, kind) / f"{app.config.anthology_slug}.{kind}"
    if source.is_file():
        name, media_type = KINDS[kind]
        yield Offer(source, f"{FOLDER}/{source.name}", name, media_type, source.stat().st_size)


def cover_of(app: Sphinx) -> Offer | None:
    """The cover that was made with the EPUB, if it is a picture that catalogues take."""
    for suffix, media_type in _COVERS.items():
        source = _beside(app, "epub") / f"{app.config.anthology_slug}.cover{suffix}"
        if source.is_file():
            size = source.stat().st_size
            return Offer(source, f"{FOLDER}/{source.name}", "", media_type, size)
    return None


def _beside(app: Sphinx, kind: str) -> Path:
    return Path(app.outdir).parent / kind


def put_offer(offer: Offer, out: Path) -> None:
    """Have the file in the site's folder: the same one, or where that cannot be, a copy."""
    target = out / offer.file
    if target.is_file() and _same(offer.source, target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    try:
        os.link(offer.source, fresh)
    except OSError:
        shutil.copy2(offer.source, fresh)
    fresh.replace(target)


def _same(source: Path, target: Path) -> bool:
    ours, theirs = target.stat(), source.stat()
    return os.path.samestat(ours, theirs) or (
        (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)
    )
