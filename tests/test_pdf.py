"""The PDF: its contents tell the truth, its lines are flush, it can be read aloud."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pypdfium2
import pytest
from lxml import etree

from sphinx_anthology.fragments.xhtml import XHTML
from sphinx_anthology.pdf.leaves import break_title

from .house import ROOTS, Build, build, must, write_posts
from .reading import PdfFile, hold_to_standards, squeezed

EPOCH = "1700000000"
CHAPTERS = 8


@pytest.fixture(scope="module")
def book(sample_pdf: Build) -> PdfFile:
    return PdfFile(sample_pdf.product)


# --- soundness -----------------------------------------------------------------------------


def test_qpdf_finds_nothing_wrong(book: PdfFile) -> None:
    done = subprocess.run(["qpdf", "--check", book.path], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_build_says_nothing(sample_pdf: Build) -> None:
    assert sample_pdf.run.complaints == []


def test_fonts_are_embedded(book: PdfFile) -> None:
    fonts = list(_fonts(book.pdf))
    assert fonts
    for font in fonts:
        descriptor = font.FontDescriptor
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The fonts behind all pages (a composite font's one descendant in its place)."""
    seen = set()
    for sheet in pdf.pages:
        for font in (sheet.get("/Resources") or {}).get("/Font", {}).values():
            if font.objgen not in seen:
                seen.add(font.objgen)
                yield font.DescendantFonts[0] if "/DescendantFonts" in font else font


def test_text_can_be_copied(book: PdfFile) -> None:
    """Every character has its Unicode value; none is the mark for "unknown"."""
    text = "".join(book.pages)
    assert len(text) > 10_000
    assert "\ufffd" not in text
    assert not any("\ue000" <= char <= "\uf8ff" for char in text)


def test_file_is_tagged_and_says_its_language(book: PdfFile) -> None:
    root = book.pdf.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "zh-CN"
    assert len(root.StructTreeRoot.K) > 0


def test_file_claims_pdf_ua(book: PdfFile) -> None:
    with book.pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"


def test_title_is_shown_in_the_window(book: PdfFile) -> None:
    assert bool(book.pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(book.pdf.docinfo.Title) == "从屏幕到书页"
    assert str(book.pdf.docinfo.Author) == "sphinx-anthology"


def test_pages_are_of_one_size(book: PdfFile) -> None:
    assert {_size(sheet) for sheet in book.pdf.pages} == {(420, 595)}  # A5 in points


def _size(sheet: Any) -> tuple[int, int]:
    left, bottom, right, top = (float(value) for value in sheet.mediabox)
    return round(right - left), round(top - bottom)


@pytest.mark.parametrize(("paper", "size"), [("16k", (524, 737)), ("6x9", (432, 648))])
def test_paper_is_a_choice(paper: str, size: tuple[int, int], tmp_path: Path) -> None:
    made = must(build("pdf", ROOTS / "clean", tmp_path, anthology_paper=paper))
    with pikepdf.open(made.product) as pdf:
        assert _size(pdf.pages[0]) == size


# --- contents ------------------------------------------------------------------------------


def test_outline_has_parts_chapters_and_sections(book: PdfFile) -> None:
    levels = [mark.level for mark in book.outline]
    assert {0, 1, 2} <= set(levels)
    assert levels.count(1) >= CHAPTERS


def test_outline_leads_to_the_headings(book: PdfFile) -> None:
    for mark in book.outline:
        assert squeezed(mark.title) in squeezed(book.pages[mark.page]), mark.title


def _contents(book: PdfFile) -> list[tuple[int, int, str]]:
    """(page of the contents, page it leads to, printed number) of each line of the contents."""
    document = pypdfium2.PdfDocument(book.path)
    found = []
    for number, sheet in enumerate(book.pdf.pages):
        if "目录" not in book.pages[number] and not found:
            continue
        links = [note for note in sheet.get("/Annots", ()) if "/Dest" in note]
        if not links:
            break
        textpage = document[number].get_textpage()
        for link in links:
            left, bottom, right, top = (float(value) for value in link.Rect)
            line = textpage.get_text_bounded(left, bottom, right, top)
            target = _page_of(book.pdf, link.Dest)
            found.append((number, target, squeezed(line)))
    return found


def _page_of(pdf: pikepdf.Pdf, destination: Any) -> int:
    if isinstance(destination, pikepdf.String):
        destination = pikepdf.NameTree(pdf.Root.Names.Dests)[str(destination)]
    if isinstance(destination, pikepdf.Dictionary):
        destination = destination.D
    return pikepdf.Page(destination[0]).index


def _folio(book: PdfFile, index: int) -> str:
    """The number printed at the foot of a page."""
    lines = [line.strip() for line in book.pages[index].splitlines() if line.strip()]
    return lines[-1]


def test_page_numbers_of_the_contents_are_those_printed(book: PdfFile) -> None:
    lines = _contents(book)
    assert len(lines) > 2 * CHAPTERS
    for _, target, text in lines:
        folio = _folio(book, target)
        if folio.isdigit():  # openers of parts carry no number
            assert text.endswith(folio), (text, folio)


def test_contents_lead_where_they_say(book: PdfFile) -> None:
    for _, target, text in _contents(book):
        heading = text.rstrip("0123456789").rstrip(".…· ").split("....")[0]
        assert heading[:8] in squeezed(book.pages[target]), text


def test_folios_count_the_pages_of_the_body(book: PdfFile) -> None:
    first = next(mark for mark in book.outline if mark.level == 1)
    body = range(first.page, len(book.pages))
    numbers = [int(folio) for index in body if (folio := _last(book, index)).isdigit()]
    assert len(numbers) > 20
    assert numbers == sorted(set(numbers))


def _last(book: PdfFile, index: int) -> str:
    lines = [line.strip() for line in book.pages[index].splitlines() if line.strip()]
    return lines[-1] if lines else ""


def test_running_heads_name_book_and_chapter(book: PdfFile) -> None:
    chapters = [mark for mark in book.outline if mark.level == 1]
    for mark, following in pairwise(chapters):
        inner = range(mark.page + 1, following.page)
        heads = {
            squeezed(book.pages[i].strip().splitlines()[0]) for i in inner if book.pages[i].strip()
        }
        if len(inner) >= 2:
            assert any(squeezed(mark.title).startswith(head) for head in heads), mark.title


def test_links_are_web_addresses_or_lead_into_the_book(book: PdfFile) -> None:
    assert {urlsplit(link).scheme for link in book.links()} <= {"http", "https", "mailto"}
    for note in book.annotations():
        if "/Dest" in note:
            assert 0 <= _page_of(book.pdf, note.Dest) < len(book.pages)


def test_every_chapter_stands_in_the_contents(book: PdfFile) -> None:
    titles = {squeezed(mark.title) for mark in book.outline if mark.level == 1}
    text = squeezed("".join(text for _, _, text in _contents(book)))
    assert {title for title in titles if title not in text} == set()


# --- setting -------------------------------------------------------------------------------

LONG = "窗前的灯亮了一夜，读书的人没有抬头，只听见翻页的声音，一声接着一声，像雨落在瓦上。" * 12


@pytest.fixture(scope="module")
def paragraph(tmp_path_factory: pytest.TempPathFactory) -> PdfFile:
    """A book of one long Chinese paragraph."""
    folder = tmp_path_factory.mktemp("paragraph")
    posts = write_posts(folder / "posts", {"a.md": f"---\ntitle: 一段\n---\n\n{LONG}\n"})
    return PdfFile(must(build("pdf", posts, folder / "out")).product)


def _ends_of_lines(book: PdfFile) -> list[float]:
    """Right edge of the ink of each full line of the text, in points, from its characters."""
    edges: list[float] = []
    for sheet in pypdfium2.PdfDocument(book.path):
        textpage = sheet.get_textpage()
        rows: dict[int, list[tuple[float, str]]] = {}
        for index in range(textpage.count_chars()):
            _, bottom, right, _ = textpage.get_charbox(index, loose=True)
            char = textpage.get_text_range(index, 1)
            if char in LONG and char.strip():
                rows.setdefault(round(bottom), []).append((right, char))
        edges += [max(row)[0] for row in rows.values() if len(row) > 20]
    return edges


def test_lines_of_chinese_end_flush(paragraph: PdfFile) -> None:
    """Each full line reaches the same edge; a mark at its end may hang its empty half beyond it."""
    edges = _ends_of_lines(paragraph)
    assert len(edges) > 10
    edge = median(edges)
    size = 9.5
    for end in edges:
        assert min(abs(end - edge), abs(end - edge - size / 2)) < 0.6, (end, edge)


def test_no_line_begins_with_a_closing_mark(paragraph: PdfFile) -> None:
    lines = [line for text in paragraph.pages for line in text.splitlines() if line]
    assert [line for line in lines if line[0] in "，。、；：！？）》」』”’"] == []


def test_english_is_hyphenated(book: PdfFile) -> None:
    """Asked of the words' boxes: plain text readers join what a hyphen parts."""
    done = subprocess.run(["pdftotext", "-bbox", book.path, "-"], capture_output=True, check=True)
    words = [str(word.text) for word in etree.HTML(done.stdout).iter("word")]
    assert [w for w in words if w.endswith("-") and w[:-1].isascii() and w[:-1].isalpha()]


def test_same_posts_same_bytes(tmp_path: Path) -> None:
    made = [
        must(build("pdf", ROOTS / "clean", tmp_path / zone[:3], jobs=jobs, env=_env(zone)))
        for jobs, zone in ((1, "UTC"), (2, "Asia/Shanghai"))
    ]
    assert made[0].product.read_bytes() == made[1].product.read_bytes()


def _env(zone: str) -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": EPOCH, "TZ": zone}


def test_pictures_are_printed(book: PdfFile) -> None:
    """Drawings are drawn, photographs embedded; each figure is tagged with its text."""
    figures = [e for e in _structure(book.pdf.Root.StructTreeRoot) if e.get("/S") == "/Figure"]
    assert len(figures) >= 8
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def _structure(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _structure(kid)


def test_metadata_is_well_formed(book: PdfFile) -> None:
    etree.fromstring(bytes(book.pdf.Root.Metadata.read_bytes()))


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("短题目：不折行", ["短题目：不折行"]),
        (
            "灯下的人：为什么 Lantern 没有挂在大街上？",
            ["灯下的人：", "为什么 Lantern 没有挂在大街上？"],
        ),
        ("没有停顿的题目" * 4, ["没有停顿的题目" * 4]),
    ],
)
def test_long_title_breaks_where_it_pauses(title: str, lines: list[str]) -> None:
    heading = etree.fromstring(f'<h1 xmlns="{XHTML}">{title}</h1>')
    break_title(heading)
    assert [str(text) for text in heading.itertext()] == lines


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_standards_are_kept(book: PdfFile, flavour: str) -> None:
    """PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3), as veraPDF reads them."""
    hold_to_standards(book.path, flavour)


def test_book_can_carry_its_sources(tmp_path: Path) -> None:
    """As associated files, each as it was written (ISO 19005-3, annex E)."""
    posts = write_posts(
        tmp_path / "posts",
        {
            "a.md": "---\ntitle: 甲\ndate: 2024-05-06\n---\n\n正文。\n\n"
            "## 参考资料\n\n- [灯](https://a.example/x)\n"
        },
    )
    made = must(build("pdf", posts, tmp_path / "out", anthology_attach_sources=1))
    with pikepdf.open(made.product) as pdf:
        files = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        kinds = {str(spec.AFRelationship) for spec in pdf.Root.AF}
    assert kinds == {"/Source", "/Data"}
    assert set(files) == {"a.md", "references.bib", "provenance.json"}
    assert files["a.md"] == (posts / "a.md").read_bytes()
    (origin,) = json.loads(files["provenance.json"])["chapters"]
    assert (origin["title"], origin["file"]) == ("甲", "a.md")
    assert origin["sha256"] == hashlib.sha256(files["a.md"]).hexdigest()
    assert origin["published"] == "2024-05-06"
    hold_to_standards(made.product)


def test_validator_can_fail(tmp_path: Path) -> None:
    """A file without tags is not PDF/UA, and the tool says so."""
    bare = tmp_path / "bare.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(bare)
    with pytest.raises(AssertionError, match="NOT compliant with ua1"):
        hold_to_standards(bare, "ua1")


def test_progress_tells_pages(sample_pdf: Build) -> None:
    said = [line for line in sample_pdf.run.out.splitlines() if line.startswith("setting...")]
    assert said
    assert all("pages" in line and "left" in line for line in said)


def _linked_posts(folder: Path, length: int) -> Path:
    """Four posts that name each other's pages; the first is of *length* paragraphs."""
    names = ("a", "b", "c", "d")
    texts = {
        f"{name}.md": f"---\ntitle: 篇{name}\ndate: 2024-01-0{number}\n---\n\n"
        + "".join(f"见[另一篇]({other}.md)。\n\n" for other in names if other != name)
        + f"{LONG}\n\n" * (length if name == "a" else 3)
        for number, name in enumerate(names, 1)
    }
    return write_posts(folder, texts)


def test_edited_book_is_as_one_made_afresh(tmp_path: Path) -> None:
    """Pages move from one digit to two; what did not change is not set again."""
    posts, env = tmp_path / "posts", _env("UTC")
    must(build("pdf", _linked_posts(posts, 3), tmp_path / "out", env=env))
    pieces = tmp_path / "out" / "doctrees" / "pieces"
    before = {file.name for file in pieces.glob("*.piece")}
    made = must(build("pdf", _linked_posts(posts, 30), tmp_path / "out", env=env))
    fresh = must(build("pdf", posts, tmp_path / "fresh", env=env))
    assert made.product.read_bytes() == fresh.product.read_bytes()
    after = {file.name for file in pieces.glob("*.piece")}
    assert after - before  # the post, and those that name pages beyond it
    assert after & before  # the cover, the title page
    again = must(build("pdf", _linked_posts(posts, 3), tmp_path / "again", env=env))
    assert {file.name for file in (again.doctrees / "pieces").glob("*.piece")} == before


def test_missing_glyph_is_told_by_post_each_time(tmp_path: Path) -> None:
    """Also when the book is up to date; under ``-W`` it is an error."""
    texts = {
        "a.md": "---\ntitle: 甲\n---\n\n没有的字：\U000f1234。\n",
        "b.md": "---\ntitle: 乙\n---\n\n有。\n",
    }
    posts = write_posts(tmp_path / "posts", texts)
    for _ in range(2):
        made = must(build("pdf", posts, tmp_path / "out"))
        (said,) = made.run.complaints
        assert said.endswith("[anthology.missing-glyph]")
        assert str(posts / "a.md") in said
    assert build("pdf", posts, tmp_path / "out", strict=True).run.code != 0


def test_build_leaves_nothing_in_the_folder_for_temporary_files(tmp_path: Path) -> None:
    """Nor in its own: WeasyPrint copies 32 MB of fonts for each process that sets pages."""
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 灯\n---\n\n灯在窗前。\n"})
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    must(build("pdf", posts, tmp_path, jobs=2, env={"TMPDIR": str(scratch)}))
    assert [*scratch.iterdir()] == []
    assert not (tmp_path / "doctrees" / "pieces" / "scratch").exists()


def test_what_a_killed_build_left_is_taken_away(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 灯\n---\n\n灯在窗前。\n"})
    left = write_posts(tmp_path / "doctrees" / "pieces" / "scratch" / "weasyprint-x", {"f": ""})
    must(build("pdf", posts, tmp_path))
    assert not left.exists()


def test_without_pango_the_build_says_what_to_install(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: 灯\n---\n\n灯在窗前。\n"})
    write_posts(tmp_path / "without", {"weasyprint.py": 'raise OSError("no libpango")\n'})
    made = build("pdf", posts, tmp_path, env={"PYTHONPATH": str(tmp_path / "without")})
    assert made.run.code == 2
    assert "the PDF needs Pango" in made.run.log
    assert "apt-get install libpango" in made.run.log
    assert "Traceback" not in made.run.log
