"""Pages of the PDF in the EPUB: the same numbers, at the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest

from .house import Build, build, must, write_posts
from .reading import EPUB, EpubFile, PdfFile, one, words

TYPE = f"{{{EPUB}}}type"
SENTENCES = [f"第{n}句说的是第{n}盏灯，灯下有第{n}个人在读书。" for n in range(400)]
FIRST = "".join(
    f"\n\n## 第{part}节\n\n"
    + "\n\n".join("".join(SENTENCES[at : at + 8]) for at in range(start, start + 80, 8))
    for part, start in enumerate(range(0, 240, 80), 1)
)
TABLE = "\n| 序 | 名 |\n|---|---|\n" + "".join(f"| {n} | 第{n}行的名字 |\n" for n in range(120))
SECOND = f"起头[^a]。\n\n[^a]: 注在页脚。\n\n{''.join(SENTENCES[240:300])}\n{TABLE}\n\n末句在此。\n"


def _posts(folder: Path, first: str = FIRST) -> Path:
    return write_posts(
        folder,
        {
            "a.md": f"---\ntitle: 甲\ndate: 2024-01-01\nauthor: 张三\n---\n{first}\n",
            "b.md": f"---\ntitle: 乙\ndate: 2024-02-01\nauthor: 李四\ntags: [灯]\n---\n\n{SECOND}",
        },
    )


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[PdfFile, EpubFile]:
    folder = tmp_path_factory.mktemp("printed")
    posts = _posts(folder / "posts")
    pdf = must(build("pdf", posts, folder / "out"))
    epub = must(build("epub", posts, folder / "out"))
    return PdfFile(pdf.product), EpubFile(epub.product)


def _page_list(book: EpubFile) -> list[tuple[str, str]]:
    navs = [nav for nav in book.page("nav.xhtml").iter("nav") if nav.get(TYPE) == "page-list"]
    return [(words(a), a.get("href")) for nav in navs for a in nav.iter("a")]


def _solid(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _after(book: EpubFile, href: str) -> str:
    """The text behind a place."""
    file, _, place = href.partition("#")
    mark = one(book.page(file).findall(f".//*[@id='{place}']"))
    return _solid("".join(mark.xpath("following::text()"))[:2000])


def test_every_page_of_the_text_is_listed_with_its_number(
    printed: tuple[PdfFile, EpubFile],
) -> None:
    pdf, epub = printed
    document = pypdfium2.PdfDocument(pdf.path)
    labels = [document.get_page_label(n) for n in range(len(document))]
    blank = {label for label, text in zip(labels, pdf.pages, strict=True) if not text.strip()}
    listed = [label for label, _ in _page_list(epub)]
    arabic = [label for label in labels if label.isdigit() and label not in blank]
    assert [label for label in listed if label.isdigit()] == arabic
    assert len(arabic) > 12
    assert listed == sorted(listed, key=labels.index)


def test_pages_begin_at_the_same_words(printed: tuple[PdfFile, EpubFile]) -> None:
    pdf, epub = printed
    document = pypdfium2.PdfDocument(pdf.path)
    texts = {document.get_page_label(n): _solid(text) for n, text in enumerate(pdf.pages)}
    inner = [(label, href) for label, href in _page_list(epub) if re.match(r"[ab]\.xhtml", href)]
    opening = {label for label, text in texts.items() if "reading" in text or "分钟" in text}
    inner = [(label, href) for label, href in inner if label not in opening]
    assert len(inner) > 8
    for label, href in inner:
        begins = _after(epub, href)[:12]
        assert begins in texts[label][:40], label


def test_marks_and_list_agree(printed: tuple[PdfFile, EpubFile]) -> None:
    _, epub = printed
    marks = [
        (mark.get("aria-label"), f"{href}#{mark.get('id')}")
        for href in epub.spine
        for mark in epub.page(href).iter("span")
        if mark.get("role") == "doc-pagebreak"
    ]
    assert marks == _page_list(epub)
    assert all(label for label, _ in marks)


def test_the_book_says_whose_pages_they_are(printed: tuple[PdfFile, EpubFile]) -> None:
    _, epub = printed
    assert "PDF" in one(epub.properties("pageBreakSource"))
    features = epub.properties("schema:accessibilityFeature")
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)


def test_isbn_of_the_printed_book_is_the_source(tmp_path: Path) -> None:
    settings = {
        "anthology_identifier": "978-7-100-11067-9",
        "anthology_epub_identifier": "9787100135467",
    }
    posts = _posts(tmp_path / "posts", "\n\n正文。")
    must(build("pdf", posts, tmp_path / "out", **settings))
    book = EpubFile(must(build("epub", posts, tmp_path / "out", **settings)).product)
    assert one(book.properties("pageBreakSource")) == "urn:isbn:9787100110679"
    assert one(book.metadata("identifier")).text == "urn:isbn:9787100135467"


def test_without_a_pdf_there_is_no_list_and_no_claim(tmp_path: Path) -> None:
    book = EpubFile(must(build("epub", _posts(tmp_path / "posts"), tmp_path / "out")).product)
    assert _page_list(book) == []
    assert book.properties("pageBreakSource") == []
    assert "pageNavigation" not in book.properties("schema:accessibilityFeature")


def test_pages_of_another_text_are_not_listed(tmp_path: Path) -> None:
    """A page number that leads to other words than in print is worse than none."""
    posts = _posts(tmp_path / "posts", "\n\n正文。")
    must(build("pdf", posts, tmp_path / "out"))
    _posts(posts, "\n\n正文改了。")
    made: Build = must(build("epub", posts, tmp_path / "out"))
    assert _page_list(EpubFile(made.product)) == []
    assert "no page list" in made.report
    assert "no page list" in must(build("epub", posts, tmp_path / "out")).report
    must(build("pdf", posts, tmp_path / "out"))
    again = must(build("epub", posts, tmp_path / "out"))
    assert _page_list(EpubFile(again.product)) != []
    assert "no page list" not in again.report
