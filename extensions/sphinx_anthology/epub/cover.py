"""The covers as pictures: stores and shelves show no SVG.

Two sizes: 1600 × 2400 lies in the book, because Apple takes 4 million pixels there; 1600 × 2560 is
what shops ask for beside it. A drawn cover is set by WeasyPrint with the book's own fonts, in a
process of its own, so that each machine draws the same; and it is kept by what it shows.
"""

from __future__ import annotations

import pickle
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .. import prefork
from ..cover import cover_svg
from ..files import write_whole
from ..fingerprint import of_code, of_facts, of_files
from ..fonts import Fonts
from ..media.convert import MAX_BYTES
from ..media.cover import own_cover
from ..model import Volume
from ..pango import MISSING, NoPango

INSIDE = (1600, 2400)  # px; 3.84 million, Apple takes 4 million inside a book
SHOP = (1600, 2560)  # px; what KDP calls ideal
SECONDS = 600.0  # that drawing may take, on a machine with much else to do
_JPEG, _SVG = "image/jpeg", "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Covers:
    """The book's cover in both sizes."""

    inside: bytes
    shop: bytes
    media_type: str = _JPEG  # SVG where Pango is missing: a book can still be made

    @property
    def suffix(self) -> str:
        """Of their files."""
        return ".jpg" if self.media_type == _JPEG else ".svg"

    def write_shop(self, product: Path) -> Path:
        """Put the shops' cover beside the book *product*: ``name.cover.jpg``."""
        path = product.with_suffix(f".cover{self.suffix}")
        write_whole(path, self.shop)
        return path


def covers(volume: Volume, facts: Mapping[str, str], kept: Path) -> Covers:
    """The book's covers, when they are done (see :func:`begin`)."""
    return begin(volume, facts, kept)()


def begin(volume: Volume, facts: Mapping[str, str], kept: Path) -> Callable[[], Covers]:
    """The user's own cover (``facts["cover"]``, a path) or a drawn one.

    Args:
        kept: folder where finished covers are kept by content.

    Returns:
        What gives the covers when they are wanted; drawing goes on meanwhile.

    Raises:
        BrokenPicture: the user's own is not whole.
    """
    if facts.get("cover"):
        own = _own(Path(facts["cover"]), kept)
        return lambda: own
    drawings = (
        cover_svg(volume, facts, INSIDE),
        cover_svg(volume, facts, SHOP, edge=True),
    )
    fonts = Fonts(kept)
    key = of_facts([drawings, fonts.files, of_code("", "epub")])
    if found := _kept(kept, key):
        return lambda: found
    drawing = _Drawing([(drawings[0], INSIDE), (drawings[1], SHOP)], fonts)

    def drawn() -> Covers:
        try:
            inside, shop = drawing.result()
        except NoPango:
            return Covers(drawings[0].encode(), drawings[1].encode(), _SVG)
        return _keep(kept, key, Covers(inside, shop))

    return drawn


def _own(picture: Path, kept: Path) -> Covers:
    key = of_facts([of_files([picture]), of_code("epub", "media")])
    found = _kept(kept, key)
    return found or _keep(
        kept, key, Covers(own_cover(picture, INSIDE, MAX_BYTES), own_cover(picture, SHOP))
    )


# Kept by content


def _files(kept: Path, key: str) -> tuple[Path, Path]:
    name = sha256(key.encode()).hexdigest()[:20]
    return kept / f"{name}.inside.jpg", kept / f"{name}.shop.jpg"


def _kept(kept: Path, key: str) -> Covers | None:
    try:
        inside, shop = (file.read_bytes() for file in _files(kept, key))
    except FileNotFoundError:
        return None
    return Covers(inside, shop)


def _keep(kept: Path, key: str, made: Covers) -> Covers:
    for old in kept.glob("*.jpg"):
        old.unlink(missing_ok=True)
    for file, data in zip(_files(kept, key), (made.inside, made.shop), strict=True):
        write_whole(file, data)
    return made


# Drawing


class _Drawing:
    """JPEGs of drawings, by a process in which there are no fonts but ours."""

    def __init__(self, drawings: list[tuple[str, tuple[int, int]]], fonts: Fonts) -> None:
        self._files = ExitStack()
        scratch = self._files.enter_context(tempfile.TemporaryDirectory())
        self._made = Path(scratch, "made")
        self._asked = drawings, str(self._made)
        self._environment = fonts.environment
        self._worker = prefork.take(prefork.RASTER, self._environment)
        if self._worker is None:
            self._start()
        else:
            self._worker.tell(self._asked)

    def _start(self) -> None:
        self._told = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        with tempfile.TemporaryFile() as given:  # a file, for a pipe would have to be served
            pickle.dump(self._asked, given)
            given.seek(0)
            self._process = prefork.start_own(
                prefork.RASTER, self._environment, stdin=given, stderr=self._told
            )

    def result(self) -> list[bytes]:
        """The pictures, when they are done.

        Raises:
            NoPango: there are none.
        """
        with self._files:
            if self._worker is None:
                self._wait()
            else:
                self._worker.end(SECONDS)
                if not self._made.is_file():  # why, another tells
                    self._start()
                    self._wait()
            made: list[bytes] = pickle.loads(self._made.read_bytes())
            return made

    def _wait(self) -> None:
        try:
            status = self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        if status == MISSING:
            raise NoPango
        if status:
            self._told.seek(0)
            reason = self._told.read().decode(errors="replace").strip()
            raise RuntimeError(f"the cover cannot be drawn: {reason}")
