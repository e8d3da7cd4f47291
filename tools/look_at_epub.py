"""Take pictures of an EPUB in a reader: ``python tools/look_at_epub.py BOOK.epub FOLDER``.

Every section is opened in foliate-js, on a phone and on a tablet, and its first screen is kept
(``--all``: every screen; ``--dark``: dark pages as well) as PNG, named by device, place, section.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from epub_readers import PHONE, TABLET, Reader, browser, opened, served
from on_node import MissingError

DEVICES = {"phone": PHONE, "tablet": TABLET}


def look(book: Path, folder: Path, *, every: bool, shades: tuple[bool, ...]) -> Iterator[Path]:
    """Take the pictures, and give the file of each.

    Raises:
        MissingError: the reader or the browser is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with served(book) as address, browser() as running:
        for device, size in DEVICES.items():
            for dark in shades:
                start = f"{device}-dark" if dark else device
                with opened(running, address, "foliate", size, dark=dark) as reader:
                    yield from _shoot(reader, folder, start, every)
                    for trouble in reader.trouble:
                        print(f"look_at_epub: {start}: {trouble}", file=sys.stderr)


def _shoot(reader: Reader, folder: Path, start: str, every: bool) -> Iterator[Path]:
    for index, path in enumerate(reader.sections()):
        reader.show(index)
        screen = 1
        while True:
            name = f"{start}-{index:03}-{PurePosixPath(path).stem}"
            file = folder / f"{name}-{screen:02}.png" if every else folder / f"{name}.png"
            reader.page.screenshot(path=file)
            yield file
            if not every or not reader.forward():
                break
            screen += 1


def main(arguments: list[str]) -> int:
    """Take pictures of the book named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("book", type=Path, metavar="BOOK")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--all", action="store_true", help="every screen, not only the first")
    parser.add_argument("--dark", action="store_true", help="dark pages as well")
    wanted = parser.parse_args(arguments)
    if not wanted.book.is_file():
        parser.error(f"{wanted.book} is no file")
    shades = (False, True) if wanted.dark else (False,)
    try:
        files = list(look(wanted.book, wanted.folder, every=wanted.all, shades=shades))
    except MissingError as error:
        print(f"look_at_epub: {error}", file=sys.stderr)
        return 2
    print(f"{len(files)} pictures in {wanted.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
