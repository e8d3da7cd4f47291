"""Every EPUB is valid and accessible, whatever its posts hold: no word of EPUBCheck or Ace."""

from __future__ import annotations

from pathlib import Path

import pytest

from .epubs import CHECKERS, complaints, rewritten
from .golden import BOOKS
from .house import ROOTS, Build, build
from .reading import EpubFile

ROOT_BOOKS = ("two-traits", "hostile", "clean")
NAMES = ("sample", *ROOT_BOOKS, *BOOKS)
pytestmark = pytest.mark.slow
Findings = dict[tuple[str, str], list[str]]


@pytest.fixture(scope="module")
def books(sample_epub: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All books that are looked at, by name: built by us, and spoilt."""
    folder = tmp_path_factory.mktemp("valid")
    made = {"sample": sample_epub.product}
    for root in ROOT_BOOKS:
        made[root] = build("epub", ROOTS / root, folder / root, anthology_offline=1).product
    for name, golden in BOOKS.items():
        made[name] = golden.build(folder / name).product
    spoilt = {name: spoil(made["clean"], folder / f"{name}.epub") for name, spoil in SPOILT.items()}
    return made | spoilt


@pytest.fixture(scope="module")
def findings(books: dict[str, Path]) -> Findings:
    """What either checker says of each book, by names of book and checker."""
    names = {book: name for name, book in books.items()}
    found = complaints(*names)
    return {(names[book], checker): said for (book, checker), said in found.items()}


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("name", NAMES)
def test_book_is_valid(name: str, checker: str, findings: Findings) -> None:
    assert findings[name, checker] == []


@pytest.mark.parametrize(
    ("name", "page", "elements"),
    [
        ("figures", "notes.xhtml", {"aside", "blockquote", "table"}),
        ("figures", "works.xhtml", {"ol"}),
        ("figures", "formulas.xhtml", {"math", "mtable", "mfrac"}),
        ("figures", "tables.xhtml", {"table", "thead", "th", "caption"}),
        ("figures", "code.xhtml", {"pre", "code"}),
        ("figures", "pictures.xhtml", {"img", "figure", "figcaption"}),
        ("oddities", "raw.xhtml", {"ruby", "kbd", "dl", "hr", "table", "pre"}),
        ("oddities", "blocks.xhtml", {"ul", "ol", "dl", "pre", "blockquote", "mark"}),
        ("languages", "of.part-1.xhtml", {"section"}),
    ],
)
def test_golden_book_shows_its_features(
    name: str, page: str, elements: set[str], books: dict[str, Path]
) -> None:
    """What is found to be valid is there at all."""
    assert {e.tag for e in EpubFile(books[name]).page(page).iter("*")} >= elements


@pytest.mark.parametrize("name", BOOKS)
def test_golden_book_holds_its_posts(name: str, books: dict[str, Path]) -> None:
    """Each has a page but the one that is empty."""
    posts = {Path(post).stem for post in BOOKS[name].posts} - {"empty"}
    assert {Path(page).stem for page in EpubFile(books[name]).spine} >= posts


# --- the checkers are at work ---------------------------------------------------------------


def _without_alt(page: bytes) -> bytes:
    assert b' alt="' in page
    return page.replace(b' alt="', b' data-alt="')


def _without_language(page: bytes) -> bytes:
    head, tag, rest = page.partition(b"<html")
    attributes, end, body = rest.partition(b">")
    kept = [a for a in attributes.split() if not a.startswith((b"lang=", b"xml:lang="))]
    assert len(kept) == len(attributes.split()) - 2
    return head + tag + b" " + b" ".join(kept) + end + body


def _lost(book: Path, target: Path) -> Path:
    """A book without its navigation."""
    return rewritten(book, target, {"nav.xhtml": None})


def _mute(book: Path, target: Path) -> Path:
    """A book with a picture that says nothing, and a page of no language."""
    changes = {"of.cover.xhtml": _without_alt, "of.imprint.xhtml": _without_language}
    return rewritten(book, target, changes)


def _void(book: Path, target: Path) -> Path:
    """A file that is no book."""
    target.write_bytes(b"")
    return target


SPOILT = {"lost": _lost, "mute": _mute, "void": _void}


@pytest.mark.parametrize(
    ("name", "checker", "rule"),
    [
        ("lost", "EPUBCheck", "RSC-001 (error)"),
        ("mute", "Ace", "image-alt (critical) EPUB/of.cover.xhtml"),
        ("mute", "Ace", "html-has-lang (serious) EPUB/of.imprint.xhtml"),
        ("void", "EPUBCheck", "PKG-003 (error)"),
        ("void", "Ace", "no-report (fatal)"),
    ],
)
def test_checkers_find_what_is_wrong(
    name: str, checker: str, rule: str, findings: Findings
) -> None:
    assert [said for said in findings[name, checker] if said.startswith(rule)] != []
