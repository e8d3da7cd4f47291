"""Posts by strangers: nothing of theirs may act, read files or break the book, in any format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from .house import ROOTS, Build, build, write_posts
from .reading import Element, EpubFile, PdfFile, by_class, one, page, words

SCHEMES = {"", "http", "https", "mailto"}
ACTIVE = {"script", "iframe", "object", "embed", "form", "base", "foreignObject", "handler"}
SLUGS = ("escape", "links", "pictures", "markup", "depth")
PAGES = ("html", "epub")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    folder = tmp_path_factory.mktemp("hostile")
    return {kind: build(kind, ROOTS / "hostile", folder) for kind in ("html", "epub", "pdf")}


def _chapter(hostile: dict[str, Build], kind: str, slug: str) -> Element:
    if kind == "html":
        return page(hostile["html"].out / "chapters" / f"{slug}.html").find(".//main")
    return EpubFile(hostile["epub"].product).page(f"{slug}.xhtml").find("body")


def _attributes(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("*"):
        yield from element.attrib.items()


@pytest.mark.parametrize("kind", ["html", "epub", "pdf"])
def test_book_is_built_without_a_traceback(hostile: dict[str, Build], kind: str) -> None:
    assert hostile[kind].run.code == 0, hostile[kind].run.log
    assert "Traceback" not in hostile[kind].run.log


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_no_element_acts(hostile: dict[str, Build], kind: str, slug: str) -> None:
    chapter = _chapter(hostile, kind, slug)
    assert [element.tag for element in chapter.iter("*") if element.tag in ACTIVE] == []
    assert [name for name, _ in _attributes(chapter) if name.lower().startswith("on")] == []


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_no_address_acts(hostile: dict[str, Build], kind: str, slug: str) -> None:
    chapter = _chapter(hostile, kind, slug)
    links = [v for n, v in _attributes(chapter) if n.rpartition("}")[2] in {"href", "action"}]
    assert {urlsplit(link).scheme for link in links} <= SCHEMES


def test_no_link_of_the_pdf_acts(hostile: dict[str, Build]) -> None:
    pdf = PdfFile(hostile["pdf"].product)
    assert {urlsplit(link).scheme for link in pdf.links()} <= SCHEMES - {""}
    kinds = {str(note.A.S) for note in pdf.annotations() if "/A" in note}
    assert kinds <= {"/URI", "/GoTo"}


@pytest.mark.parametrize("kind", PAGES)
def test_honest_links_stay(hostile: dict[str, Build], kind: str) -> None:
    links = {a.get("href") for a in _chapter(hostile, kind, "links").iter("a")}
    assert {"https://example.org/honest?a=1&b=2", "https://example.org/q?x=%22y%22&z=1"} <= links


@pytest.mark.parametrize("kind", PAGES)
def test_words_around_raw_html_stay(hostile: dict[str, Build], kind: str) -> None:
    text = words(_chapter(hostile, kind, "escape"))
    for wanted in (
        "an unclosed block, kept",
        "bold crossed over",
        "a cell without",
        "Last words stay",
    ):
        assert wanted in text


@pytest.mark.parametrize("kind", PAGES)
def test_title_and_tags_are_text(hostile: dict[str, Build], kind: str) -> None:
    chapter = _chapter(hostile, kind, "escape")
    assert words(one(list(chapter.iter("h1")))).startswith('A & B < C > "D"')
    assert [words(tag) for tag in by_class(chapter, "tag")] == ["<b>tag</b>", "a & b"]


@pytest.mark.parametrize("kind", PAGES)
def test_syntax_of_other_tools_is_text(hostile: dict[str, Build], kind: str) -> None:
    text = words(_chapter(hostile, kind, "markup"))
    for wanted in (
        "% a comment in another dialect",
        "+++",
        "(target)=",
        "{{ substitution }}",
        "Note colons",
        "$5 and $5 and $6",
    ):
        assert wanted in text


@pytest.mark.parametrize("kind", PAGES)
def test_fences_in_braces_are_code(hostile: dict[str, Build], kind: str) -> None:
    main = _chapter(hostile, kind, "markup")
    asides = [pre for end in by_class(main, "chapter-end") for pre in end.iter("pre")]
    code = [words(pre) for pre in main.iter("pre") if pre not in asides]
    assert code == ["links", ".. raw:: html <script>alert('rst')</script>"]


@pytest.mark.parametrize("kind", PAGES)
def test_no_file_from_outside_is_in_the_book(hostile: dict[str, Build], kind: str) -> None:
    images = list(_chapter(hostile, kind, "pictures").iter("img"))
    assert all("passwd" not in image.get("src") for image in images)
    missing = by_class(_chapter(hostile, kind, "pictures"), "missing-alt")
    assert {"outside", "a file of text", "a local address"} <= {words(alt) for alt in missing}


def _drawings(hostile: dict[str, Build], kind: str) -> list[bytes]:
    if kind == "html":
        return [f.read_bytes() for f in (hostile["html"].out / "_images").glob("*.svg")]
    book = EpubFile(hostile["epub"].product)
    types = {i.get("href"): i.get("media-type") for i in book.manifest.values()}
    return [book.read(href) for href, kind in types.items() if kind == "image/svg+xml"]


@pytest.mark.parametrize("kind", PAGES)
def test_drawings_do_not_act(hostile: dict[str, Build], kind: str) -> None:
    for data in _drawings(hostile, kind):
        assert b"<!ENTITY" not in data
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        assert not {etree.QName(element).localname for element in root.iter("*")} & ACTIVE
        for name, value in _attributes(root):
            assert not etree.QName(name).localname.startswith("on")
            assert urlsplit(value).scheme in {"", "data"} or "href" not in name


def test_nothing_is_written_outside(hostile: dict[str, Build]) -> None:
    folder = hostile["html"].folder
    assert {file.name for file in folder.parent.glob("escape*")} == set()
    assert (hostile["html"].out / "chapters" / "escape.html").is_file()


@pytest.mark.parametrize("kind", ["html", "epub", "pdf"])
def test_control_characters_break_nothing(kind: str, tmp_path: Path) -> None:
    text = (
        '---\ntitle: "Pasted \\x0b text"\n---\n\nBefore \x08\x0c\x1b after.\n\n`code \x01 \x7f`\n'
    )
    posts = write_posts(tmp_path / "posts", {"pasted.md": text})
    made = build(kind, posts, tmp_path / "out")
    assert made.run.code == 0, made.run.log
