"""Take pictures of a built website: ``python tools/look_at_site.py build/html FOLDER``.

One page of each kind, at three widths and on three papers, as PNG named by page, width and paper.
``--manual`` instead makes the pictures of the manual from the sample book's site, as WebP.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from on_node import MissingError
from validate_site import PAPERS, browser, kinds, opened, served

WIDTHS = {360: 740, 768: 1024, 1440: 900}  # px: width of the window -> its height
Do = Callable[[Page], object]


def look(site: Path, folder: Path) -> Iterator[Path]:
    """Take the pictures, and give the file of each."""
    folder.mkdir(parents=True, exist_ok=True)
    with served(site) as top, browser() as running:
        for kind, address in kinds(site).items():
            for paper in PAPERS:
                for width in WIDTHS:
                    file = folder / f"{kind}-{width}-{paper}.png"
                    _shoot(running, top + address, width, paper, file)
                    yield file


def _shoot(
    running: Browser, address: str, width: int, paper: str, file: Path, do: Do | None = None
) -> None:
    page = opened(running, address, width, paper)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    if do is not None:
        do(page)
    page.wait_for_timeout(400)
    page.screenshot(path=file)
    page.context.close()


# --- the manual's ----------------------------------------------------------------------------


def _search(words: str) -> Do:
    def do(page: Page) -> None:
        page.keyboard.press("/")
        page.wait_for_selector(".search-dialog[open]")
        page.keyboard.type(words)
        page.wait_for_selector(".result-passages mark")

    return do


def _to(selector: str, focus: str = "") -> Do:
    def do(page: Page) -> None:
        page.evaluate(
            "s => scrollTo(0, document.querySelector(s).getBoundingClientRect().top - 120)",
            selector,
        )
        if focus:
            page.locator(focus).first.focus()

    return do


# file -> pictures in a row: (page, width, paper, what is done first)
SHEETS: dict[str, Sequence[tuple[str, int, str, Do | None]]] = {
    "site": (
        ("index.html", 1440, "light", None),
        ("chapters/punctuation.html", 1440, "light", _to("article table")),
    ),
    "ways": (
        ("bibliography.html", 1440, "light", None),
        ("chapters/measure.html", 1440, "dark", _search("屏幕")),
    ),
    "drawings": (
        ("map.html", 1440, "sepia", None),
        ("ways.html", 1440, "light", None),
    ),
    "phone": (
        ("index.html", 360, "light", None),
        ("chapters/paper-sizes.html", 360, "light", None),
        (
            "chapters/what-a-footnote-is-for.html", 360, "sepia",
            _to(".footnote-reference", ".footnote-reference"),
        ),
        ("tags/index.html", 360, "light", None),
        ("chapters/measure.html", 360, "dark", _search("footnote")),
    ),
}  # fmt: skip


def manual(site: Path, folder: Path) -> Iterator[Path]:
    """Make the sheets of the manual, and give the file of each."""
    with served(site) as top, browser() as running:
        for name, row in SHEETS.items():
            shots = []
            for number, (address, width, paper, do) in enumerate(row):
                shot = folder / f"{name}-{number}.png"
                _shoot(running, top + address, width, paper, shot, do)
                with Image.open(shot) as image:
                    shots.append(image.convert("RGB"))
                shot.unlink()
            file = folder / f"{name}.webp"
            _sheet(shots).save(file, quality=82, method=6)
            yield file


def _sheet(shots: Sequence[Image.Image], width: int = 1760, gap: int = 16) -> Image.Image:
    """Pictures of one height in a row, *width* px wide."""
    room = width - gap * (len(shots) - 1)
    height = round(room * shots[0].height / sum(shot.width for shot in shots))
    sheet = Image.new("RGB", (width, height), "#8f877a")
    at = 0
    for shot in shots:
        wide = round(shot.width * height / shot.height)
        sheet.paste(shot.resize((wide, height), Image.Resampling.LANCZOS), (at, 0))
        at += wide + gap
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--manual", action="store_true", help="the manual's pictures")
    given = parser.parse_args(arguments)
    try:
        for file in (manual if given.manual else look)(given.site, given.folder):
            print(file)
    except MissingError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
