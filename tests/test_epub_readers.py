"""Two readers open the EPUB, and both understand what it says of itself."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from epub_readers import ENGINES, PHONE, TABLET, Reader, browser, opened, served

from .golden import BOOKS
from .house import REPOSITORY, Build, build, must, run, write_posts
from .reading import EPUB, Element, EpubFile, squeezed, words

TYPE = f"{{{EPUB}}}type"
NOTE_MARK = "a[role=doc-noteref]"
CITATION_MARK = "a[role=doc-biblioref]"
NAVS = {"toc": "toc", "landmarks": "landmarks", "pages": "page-list"}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def book(sample_epub: Build) -> EpubFile:
    return EpubFile(sample_epub.product)


@pytest.fixture(scope="module")
def address(book: EpubFile) -> Iterator[str]:
    with served(book.path) as running:
        yield running


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module", params=ENGINES)
def reader(request: pytest.FixtureRequest, window: Browser, address: str) -> Iterator[Reader]:
    with opened(window, address, request.param) as running:
        yield running


def _first(book: EpubFile, href: str, role: str) -> Element | None:
    """The first link of that role on a page."""
    return next((a for a in book.page(href).iter("a") if a.get("role") == role), None)


def _entries(listing: Element | None) -> list[dict[str, Any]]:
    """What a list of the navigation document says, in the form that readers give."""
    items = [] if listing is None else listing.findall("li")
    return [
        {
            "label": words(item[0]),
            "href": item[0].get("href"),
            "type": item[0].get(TYPE),
            "items": _entries(item.find("ol")),
        }
        for item in items
    ]


def _plain(entries: list[dict[str, Any]], folder: str) -> list[dict[str, Any]]:
    """*entries* of a reader: addresses from the package document, labels without line ends."""
    return [
        {
            "label": " ".join(entry["label"].split()),
            "href": entry["href"].removeprefix(folder),
            "type": entry.get("type"),
            "items": _plain(entry["items"], folder),
        }
        for entry in entries
    ]


@pytest.mark.parametrize("kind", NAVS)
def test_reader_finds_the_navigation(reader: Reader, book: EpubFile, kind: str) -> None:
    """Contents, landmarks and pages, in their order and depth, with names and targets."""
    navs = book.page("nav.xhtml").iter("nav")
    written = [
        entry for nav in navs if nav.get(TYPE) == NAVS[kind] for entry in _entries(nav.find("ol"))
    ]
    assert _plain(reader.navigation()[kind], book.folder) == written
    assert written or kind == "pages"


def _read_through(reader: Reader, book: EpubFile) -> None:
    """Every section shows its text and its pictures, and nothing fails."""
    assert [path.removeprefix(book.folder) for path in reader.sections()] == book.spine
    for index, href in enumerate(book.spine):
        assert reader.show(index) == index
        assert squeezed(reader.text()) == squeezed("".join(book.page(href).find("body").itertext()))
        assert reader.broken() == []
    assert reader.trouble == []


def test_reader_shows_every_section(reader: Reader, book: EpubFile) -> None:
    _read_through(reader, book)


@pytest.mark.parametrize("name", BOOKS)
def test_readers_show_golden_books(name: str, window: Browser, tmp_path: Path) -> None:
    book = EpubFile(BOOKS[name].build(tmp_path).product)
    with served(book.path) as address:
        for engine in ENGINES:
            with opened(window, address, engine) as reader:
                _read_through(reader, book)


def test_reader_shows_the_dark(window: Browser, address: str, book: EpubFile) -> None:
    """Nothing fails when a reader asks for dark pages."""
    with opened(window, address, "foliate", dark=True) as reader:
        reader.show(len(book.spine) // 2)
        assert reader.trouble == []


def test_notes_pop_up(window: Browser, address: str, book: EpubFile) -> None:
    """The note whose mark is touched is shown, whole, and as a note."""
    marks = [(href, _first(book, href, "doc-noteref")) for href in book.spine]
    with_notes = [(href, mark) for href, mark in marks if mark is not None]
    assert with_notes
    for href, mark in with_notes:
        name = mark.get("href").partition("#")[2]
        note = book.page(href).find(f".//*[@id='{name}']")
        with opened(window, address, "foliate") as reader:
            reader.show(book.spine.index(href))
            shown = reader.pop_up(NOTE_MARK)
        assert (shown["type"], shown["href"]) == ("footnote", f"{book.folder}{href}#{name}")
        assert squeezed(shown["text"]) == squeezed("".join(note.itertext()))


def test_marks_of_citations_lead_to_their_entries(
    window: Browser, address: str, book: EpubFile
) -> None:
    marks = [(href, _first(book, href, "doc-biblioref")) for href in book.spine]
    citing = [(href, mark) for href, mark in marks if mark is not None]
    assert citing
    with opened(window, address, "foliate") as reader:
        for href, mark in citing:
            reader.show(book.spine.index(href))
            page = mark.get("href").partition("#")[0] or href
            assert reader.follow(CITATION_MARK) == book.folder + page
        assert reader.trouble == []


def _picture(file: Path) -> Image.Image:
    return Image.open(io.BytesIO(file.read_bytes()))


def test_pictures_are_taken_on_phone_and_tablet(tmp_path: Path) -> None:
    """``tools/look_at_epub.py``: one of each section, light and dark, in the size of the device."""
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 甲\n---\n\n正文。\n"})
    made = EpubFile(must(build("epub", posts, tmp_path / "out")).product)
    tool = REPOSITORY / "tools" / "look_at_epub.py"  # in a process of its own: one Playwright each
    done = run([sys.executable, tool, made.path, tmp_path / "seen", "--dark"])
    assert done.code == 0, done.log
    sections = len(made.spine)
    assert done.out == f"{4 * sections} pictures in {tmp_path / 'seen'}\n"
    for device, size in (("phone", PHONE), ("tablet", TABLET)):
        pictures = [_picture(file) for file in (tmp_path / "seen").glob(f"{device}-*.png")]
        assert [picture.size for picture in pictures] == [size] * sections * 2
    place = made.spine.index("a.xhtml")
    names = (f"phone{shade}-{place:03}-a.png" for shade in ("", "-dark"))
    light, dark = (_picture(tmp_path / "seen" / name) for name in names)
    assert light.convert("L").getpixel((5, 5)) == 255
    assert dark.convert("L").getpixel((5, 5)) < 64
