"""Citations in a book: marks lead to entries and back; keys, styles, files, archived copies."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs

import pytest
from pybtex.database import parse_string

from sphinx_anthology.core.references.works.identify import canonical_url

from .house import Build, Run, anthology, build, must, write_posts
from .reading import Element, EpubFile, PdfFile, by_class, one, page, words

LAMP = """---
title: 灯的来历
date: 2024-03-01
---

油灯早于烛[1]，煤气灯晚于两者[1,2]，电灯最晚[2-4]。另见脚注[^gas]。

数组写作 `a[1]`，年份写作 [2020]，这里的 dp[1] 不是引用。

（林舟，2012）说过，Codd (1970) 也说过。

## 参考文献

[1] 林舟. 灯史[M]. 北京: 铅火出版社, 2012: 28.

[2] 何岸. 煤气灯的兴衰[J]. 河边学刊, 2003, 14(3): 269-274.

[3] [灯泡与城市 - 河边杂志](https://hebian.example.org/bulbs)

[4] Codd, E. F. (1970). Lamps of relations. *Journal of Light*, 13(6), 377-387. https://doi.org/10.1234/lamp.5

[^gas]: Leiden, A. (1999). *The gas lamp*. Leaden Press.
"""
OIL = """---
title: Oil
date: 2024-04-01
---

As others say[1], oil burns.

## References

1. [Bulbs and towns](https://www.hebian.example.org/bulbs/?utm_source=x)
2. Lamps of relations. https://doi.org/10.1234/LAMP.5
3. [The history of lamps](/lamp/)
"""
POSTS = {"lamp.md": LAMP, "oil.md": OIL, "_config.yml": "url: https://blog.example.org\n"}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    folder = tmp_path_factory.mktemp("citations")
    posts = write_posts(folder / "posts", POSTS)
    return {kind: must(build(kind, posts, folder)) for kind in ("html", "epub", "pdf")}


def _page(books: dict[str, Build], kind: str, name: str) -> Element:
    if kind == "epub":
        return EpubFile(books["epub"].product).page(f"{name}.xhtml")
    folder = "" if name == "bibliography" else "chapters/"
    return page(books["html"].out / f"{folder}{name}.html")


def _by_id(body: Element) -> dict[str, Element]:
    return {e.get("id"): e for e in body.iter("*") if e.get("id")}


def _cited(body: Element) -> list[tuple[str, list[str]]]:
    """(text of each mark, words that begin the entries its links lead to)."""
    ids = _by_id(body)
    found = []
    for mark in by_class(body, "citation-mark"):
        links = [a for a in mark.iter("a") if a.get("role") == "doc-biblioref"]
        text = "".join(t for t in mark.itertext() if t not in _cards(mark))
        found.append((text, [words(ids[a.get("href")[1:]])[:6] for a in links]))
    return found


def _cards(mark: Element) -> list[str]:
    return [text for card in by_class(mark, "citation-card") for text in card.itertext()]


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_marks_lead_to_the_entries_they_name(books: dict[str, Build], kind: str) -> None:
    lamp, gas, bulbs, codd = "林舟. 灯史", "何岸. 煤气", "灯泡与城市[", "Codd E"
    assert _cited(_page(books, kind, "lamp")) == [
        ("[1]", [lamp]),
        ("[1,2]", [lamp, gas]),
        ("[2-4]", [gas, codd]),
        ("[5]", ["Leiden"]),
        ("（林舟，2012）", [lamp]),
        ("Codd (1970)", [codd]),
    ]
    assert bulbs[:2] == "灯泡"


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_entries_lead_back_to_every_mark(books: dict[str, Build], kind: str) -> None:
    body = _page(books, kind, "lamp")
    ids = _by_id(body)
    for entry in one(by_class(body, "references")).findall("li"):
        for link in entry.iter("a"):
            if link.get("role") == "doc-backlink":
                mark = ids[link.get("href")[1:]]
                targets = [a.get("href") for a in mark.iter("a")]
                assert f"#{entry.get('id')}" in targets


def test_footnote_that_cites_is_an_entry_and_no_note(books: dict[str, Build]) -> None:
    body = _page(books, "html", "lamp")
    assert by_class(body, "footnote") == []
    entries = one(by_class(body, "references")).findall("li")
    assert "The gas lamp" in words(entries[-1])


def test_card_shows_the_entry_to_who_points_and_who_listens(books: dict[str, Build]) -> None:
    body = _page(books, "html", "lamp")
    ids = _by_id(body)
    for mark in by_class(body, "citation-mark"):
        for link in (a for a in mark.iter("a") if a.get("role") == "doc-biblioref"):
            card = ids[link.get("aria-describedby")]
            assert card.get("role") == "tooltip"
            assert words(ids[link.get("href")[1:]]).startswith(words(card)[:20])
    epub = _page(books, "epub", "lamp")
    assert by_class(epub, "citation-card") == []


def test_epub_names_the_parts_in_its_own_vocabulary(books: dict[str, Build]) -> None:
    body = EpubFile(books["epub"].product).page("lamp.xhtml")
    kinds = {
        e.get("role"): e.get("{http://www.idpf.org/2007/ops}type")
        for e in body.iter("*")
        if (e.get("role") or "").startswith(("doc-bib", "doc-back"))
    }
    assert kinds == {
        "doc-bibliography": "bibliography",
        "doc-biblioref": "biblioref",
        "doc-backlink": "backlink",
    }


def test_same_work_of_two_posts_is_one_entry_with_one_key(books: dict[str, Build]) -> None:
    entries = one(by_class(_page(books, "html", "bibliography"), "references")).findall("li")
    shared = [e for e in entries if len(_citing(e)) == 2]
    assert {words(by_class(e, "reference-title")[0]) for e in shared} == {
        "灯泡与城市",
        "Lamps of relations",
    }
    own = {
        name: {e.get("id") for e in one(by_class(_page(books, "html", name), "references"))}
        for name in ("lamp", "oil")
    }
    assert {e.get("id") for e in shared} <= own["lamp"] & own["oil"]


def _citing(entry: Element) -> set[str]:
    """The chapters that an entry of the bibliography leads back to."""
    return {a.get("href").partition("#")[0] for a in one(by_class(entry, "cited-in")).iter("a")}


def test_entry_of_a_post_of_the_book_leads_to_its_chapter(books: dict[str, Build]) -> None:
    entries = one(by_class(_page(books, "html", "oil"), "references")).findall("li")
    (link,) = [a for a in entries[2].iter("a") if words(a) == "The history of lamps"]
    assert link.get("href") == "lamp.html"
    assert "https://blog.example.org/2024/03/01/lamp.html" in words(entries[2])


def test_print_names_pages_in_place_of_chapters(books: dict[str, Build]) -> None:
    pdf = PdfFile(books["pdf"].product)
    where = {number for number, text in enumerate(pdf.pages, 1) if "灯史" in text}
    assert len(where) == 2  # the chapter, and the bibliography
    (cited,) = set(re.findall(r"灯史\[M\].*?引用于第(\d+)页", pdf.text))
    labels = {words_on for words_on in re.findall(r"油灯早于烛", pdf.text)}
    assert labels
    assert int(cited) >= 1


def test_entries_can_be_imported_by_zotero(books: dict[str, Build]) -> None:
    body = _page(books, "html", "bibliography")
    contexts = [parse_qs(e.get("title")) for e in by_class(body, "Z3988")]
    titles = {(c.get("rft.atitle") or c.get("rft.btitle") or c["rft.title"])[0] for c in contexts}
    assert {"灯史", "煤气灯的兴衰", "灯泡与城市", "Lamps of relations"} <= titles
    assert all(c["ctx_ver"] == ["Z39.88-2004"] for c in contexts)


def test_files_beside_the_pages_hold_the_same_works(books: dict[str, Build]) -> None:
    out = books["html"].out
    data = parse_string((out / "chapters" / "lamp.bib").read_text(encoding="utf-8"), "bibtex")
    assert {entry.fields["title"].strip("{}") for entry in data.entries.values()} == {
        "灯史", "煤气灯的兴衰", "灯泡与城市", "Lamps of relations", "The gas lamp",
    }  # fmt: skip
    links = [e for e in _page(books, "html", "lamp").iter("link") if e.get("rel") == "alternate"]
    assert [e.get("href") for e in links] == ["lamp.bib"]
    works = json.loads((out / "bibliography.json").read_text(encoding="utf-8"))
    ids = [e.get("id") for e in one(by_class(_page(books, "html", "bibliography"), "references"))]
    assert {f"ref-{work['id']}" for work in works} == set(ids)


# --- settings ------------------------------------------------------------------------------


def _built(folder: Element, *, files: dict[str, str] | None = None, **settings: object) -> Build:
    posts = write_posts(folder / "posts", {**POSTS, **(files or {})})
    return must(build("html", posts, folder, **settings))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gbt7714-2025", "林舟. 灯史[M]. 北京：铅火出版社，2012：28."),
        ("gbt7714-2015", "林舟. 灯史[M]. 北京: 铅火出版社, 2012: 28."),
        ("apa7", "林舟（2012）。《灯史》"),
        ("chicago-author-date", "林舟。2012。《灯史》"),
        ("mla9", "林舟。《灯史》"),
    ],
)
def test_style_is_chosen_in_conf(tmp_path: Element, style: str, expected: str) -> None:
    made = _built(tmp_path, anthology_bibliography_style=style)
    first = one(by_class(page(made.out / "chapters" / "lamp.html"), "references")).find("li")
    assert words(first).startswith(expected)


def test_book_in_another_language_has_its_own_style(tmp_path: Element) -> None:
    made = _built(tmp_path, language="en")
    body = page(made.out / "bibliography.html")
    assert "Codd, E. F. (1970)" in words(body)


def test_bibliography_by_type_stands_under_headings(tmp_path: Element) -> None:
    made = _built(tmp_path, anthology_bibliography_order="type")
    headings = [words(h).removesuffix("¶") for h in page(made.out / "bibliography.html").iter("h2")]
    assert headings[:2] == ["期刊文章", "图书"]


def test_references_by_citation_are_numbered_anew(tmp_path: Element) -> None:
    text = LAMP.replace("早于烛[1]", "早于烛[3]")
    made = _built(tmp_path, files={"lamp.md": text}, anthology_references_order="citation")
    body = page(made.out / "chapters" / "lamp.html")
    first = one(by_class(body, "references")).find("li")
    assert words(first).startswith("灯泡与城市")
    assert by_class(body, "citation-mark")[0].find(".//a").text == "[1]"


# --- lock files ----------------------------------------------------------------------------


def _lock(folder: Element) -> Run:
    return anthology("references", "lock", "--book", folder)


def test_pinned_key_stays_when_the_work_is_told_better(tmp_path: Element) -> None:
    item = "## 参考\n\n- {item}\n"
    text = "---\ntitle: x\n---\n\n正文。\n\n"
    posts = write_posts(tmp_path, {"a.md": text + item.format(item="https://example.org/lamp")})
    assert _lock(posts).code == 0
    keys = json.loads((posts / "references.lock.json").read_text(encoding="utf-8"))
    ((identity, key),) = keys.items()
    assert identity == "url:https://example.org/lamp"
    better = "[灯史](https://example.org/lamp)，林舟，2012-03-04"
    write_posts(posts, {"a.md": text + item.format(item=better)})
    found = json.loads(anthology("inspect", posts, cwd=posts).out)
    assert [r["key"] for r in found["references"]] == [key]
    assert found["references"][0]["authors"] == ["林舟"]
    assert "0 of them new" in _lock(posts).out


def test_key_of_the_users_own_is_the_id_of_the_entry(tmp_path: Element) -> None:
    identity = f"url:{canonical_url('https://hebian.example.org/bulbs')}"
    lock = json.dumps({identity: "bulbs"})
    made = _built(tmp_path, files={"references.lock.json": lock})
    assert "ref-bulbs" in _by_id(page(made.out / "bibliography.html"))


def test_broken_lock_file_is_told_with_its_line(tmp_path: Element) -> None:
    files = {**POSTS, "references.lock.json": '{\n  "url:x": "Not A Key"\n}\n'}
    posts = write_posts(tmp_path / "posts", files)
    made = build("html", posts, tmp_path)
    assert made.run.code == 2
    assert "references.lock.json:2" in made.run.err
    assert "Traceback" not in made.run.log


def test_copy_of_a_dead_page_is_shown_first(tmp_path: Element) -> None:
    copy = "https://web.archive.org/web/20240302000000/https://hebian.example.org/bulbs"
    state = {
        "status": "dead", "fails": ["2026-01-01", "2026-01-09", "2026-02-01"],
        "snapshot": {"url": copy, "date": "2024-03-02"},
    }  # fmt: skip
    lock = json.dumps({canonical_url("https://hebian.example.org/bulbs"): state})
    made = _built(tmp_path, files={"links.lock.json": lock})
    entry = one(by_class(page(made.out / "chapters" / "lamp.html"), "references")).findall("li")[2]
    links = [(words(a), a.get("href")) for a in entry.iter("a") if a.get("role") is None]
    assert links[0] == ("灯泡与城市", copy)
    assert (words(one(by_class(entry, "reference-archive"))), copy) in links
    assert "2024-03-02" in words(entry)
    assert any(href == "https://hebian.example.org/bulbs" for _, href in links)
