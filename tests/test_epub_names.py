"""Nothing in a book has the name of something else: posts, pages of the user's, matter, parts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sphinx_anthology.core.apparatus import as_urn
from sphinx_anthology.core.apparatus.imprint import check_identifier

from .house import build, must, write_posts
from .reading import EPUB, Element, EpubFile, one, words

TYPE = f"{{{EPUB}}}type"
MATTER = ("about", "colophon", "contributors", "sources", "cover", "nav", "imprint", "part-1")
LONG = "\n\n".join(f"## 第{n}节\n\n" + "第一句话，第二句话。" * 900 for n in range(40))
INDEX = "# 书名\n\n```{toctree}\npreface\nchapters/preface\nbetween\nchapters/second\n```\n"


def _epub(folder: Path, posts: dict[str, str], **settings: object) -> EpubFile:
    source = write_posts(folder / "posts", posts)
    return EpubFile(must(build("epub", source, folder / "out", **settings)).product)


def _twice(found: list[str]) -> list[str]:
    return [name for name, count in Counter(found).items() if count > 1]


def _sound(book: EpubFile) -> None:
    """Names and ids are of one thing each, and links lead somewhere."""
    assert _twice(book.zip.namelist()) == []
    assert len(book.manifest) == len(list(book.package.iter("{http://www.idpf.org/2007/opf}item")))
    ids = {}
    for href in [*book.spine, "nav.xhtml"]:
        found = [e.get("id") for e in book.page(href).iter("*") if e.get("id")]
        assert _twice(found) == [], href
        ids[href] = set(found)
    for href in ids:
        for link in book.page(href).iter("a"):
            file, _, place = (link.get("href") or "").partition("#")
            if "://" not in file:
                assert not place or place in ids[file or href], (href, link.get("href"))
                assert (file or href) in ids


def test_posts_may_be_called_as_matter_is(tmp_path: Path) -> None:
    posts = {
        f"{name}.md": f"---\ntitle: 篇{n}\nauthor: 张三{n}\nsource_url: https://a.example/{n}\n---\n\n正文{n}。\n"
        for n, name in enumerate(MATTER)
    }
    book = _epub(tmp_path, posts)
    _sound(book)
    text = "".join(words(book.page(href).find("body")) for href in book.spine)
    assert all(f"正文{n}。" in text for n in range(len(MATTER)))


def test_a_part_of_a_long_chapter_meets_no_other(tmp_path: Path) -> None:
    posts = {
        "long.md": f"---\ntitle: 长\n---\n\n{LONG}\n",
        "long-2.md": "---\ntitle: 另一篇\n---\n\n看[末节](long.md#第39节)。\n",
    }
    book = _epub(tmp_path, posts)
    _sound(book)
    assert words(book.page("long-2.xhtml").find("body")).endswith("看末节。")
    assert sum(href.startswith("long.") for href in book.spine) > 2


def test_pages_of_print_do_not_move_the_cuts(tmp_path: Path) -> None:
    links = "\n".join(f"- [第{n}节](#第{n}节)" for n in range(40))
    posts = {
        "long.md": f"---\ntitle: 长\n---\n\n{links}\n\n{LONG}\n",
        "b.md": f"---\ntitle: 乙\n---\n\n{links.replace('(#', '(long.md#')}\n",
    }
    source = write_posts(tmp_path / "posts", posts)
    must(build("pdf", source, tmp_path / "out"))
    book = EpubFile(must(build("epub", source, tmp_path / "out")).product)
    _sound(book)
    assert any(a.get(TYPE) is None and "page." in (a.get("href") or "")
               for a in book.page("nav.xhtml").iter("a"))  # fmt: skip


def test_headings_may_be_called_as_our_places_are(tmp_path: Path) -> None:
    text = "---\ntitle: Chapter title\nlang: en\n---\n\n## Chapter title\n\n## Page 1\n\nWords.\n"
    source = write_posts(tmp_path / "posts", {"a.md": text})
    must(build("pdf", source, tmp_path / "out"))
    _sound(EpubFile(must(build("epub", source, tmp_path / "out")).product))


@pytest.fixture(scope="module")
def own_pages(tmp_path_factory: pytest.TempPathFactory) -> EpubFile:
    """A book with pages of the user's, one of them named as a post is, one within a part."""
    folder = tmp_path_factory.mktemp("own")
    posts = {
        "index.md": INDEX,
        "preface.md": "# 前言\n\n前言的话。\n",
        "between.md": "# 间页\n\n间页的话。\n",
        "posts/preface.md": "---\ntitle: 同名\nauthor: 张三\ncategories: [一部]\n---\n\n"
        "同名的话。\n",
        "posts/second.md": "---\ntitle: 第二\ncategories: [一部]\n---\n\n第二的话。\n",
    }
    return _epub(
        folder, posts, anthology_pages="preface.md,between.md", anthology_parts="category",
        extensions="sphinx_anthology", language="zh_CN",
    )  # fmt: skip


def test_pages_of_the_user_and_posts_may_have_one_name(own_pages: EpubFile) -> None:
    _sound(own_pages)
    text = "".join(words(own_pages.page(href).find("body")) for href in own_pages.spine)
    for said in ("前言的话。", "同名的话。", "间页的话。", "第二的话。"):
        assert text.count(said) == 1


def test_a_page_between_two_chapters_is_in_their_part(own_pages: EpubFile) -> None:
    toc = one([n for n in own_pages.page("nav.xhtml").iter("nav") if n.get(TYPE) == "toc"])
    parts = [item for item in toc.iter("li") if "of.part-" in item.find("a").get("href")]
    below: list[Element] = one(parts).findall("ol/li/a")
    assert [words(a) for a in below] == ["同名", "间页", "第二"]


def test_the_text_begins_with_the_first_part(own_pages: EpubFile) -> None:
    marks = one([n for n in own_pages.page("nav.xhtml").iter("nav") if n.get(TYPE) == "landmarks"])
    begins = one([a for a in marks.iter("a") if a.get(TYPE) == "bodymatter"])
    assert begins.get("href") == "of.part-1.xhtml"


# --- what is said of a book -------------------------------------------------------------------


def test_a_book_without_pictures_claims_none(tmp_path: Path) -> None:
    book = _epub(tmp_path, {"a.md": "---\ntitle: 甲\n---\n\n正文。\n"})
    assert book.properties("schema:accessMode") == ["textual"]
    assert "alternativeText" not in book.properties("schema:accessibilityFeature")
    assert "没有图片" in one(book.properties("schema:accessibilitySummary"))


def test_calls_of_notes_are_no_words_of_headings(tmp_path: Path) -> None:
    book = _epub(
        tmp_path, {"a.md": "---\ntitle: 甲\n---\n\n## 节[^1] $x^2$\n\n正文。\n\n[^1]: 注。\n"}
    )
    toc = [words(a) for a in book.page("nav.xhtml").iter("a")]
    assert "节 x^2" in toc


@pytest.mark.parametrize(
    ("given", "urn"),
    [
        ("978-7-100-11067-9", "urn:isbn:9787100110679"),
        ("ISBN 0-306-40615-2", "urn:isbn:9780306406157"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("", ""),
    ],
)
def test_identifiers_are_urns(given: str, urn: str) -> None:
    assert as_urn(given) == urn
    check_identifier(given)


@pytest.mark.parametrize("given", ["978-7-100-11067-0", "0-306-40615-3"])
def test_a_slip_in_an_isbn_is_told(given: str) -> None:
    with pytest.raises(ValueError, match="check digit"):
        check_identifier(given)
