"""Citing by key: from the user's own pages and from posts, works of posts and of .bib files."""

from __future__ import annotations

import hashlib
import inspect
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from markdown_it.token import Token

from sphinx_anthology.bibliography.bibtex import STOCK
from sphinx_anthology.core.markdown import block_parser
from sphinx_anthology.core.references.styles import citation_of
from sphinx_anthology.diagnostics import Place
from sphinx_anthology.model import Reference
from sphinx_anthology.scan import scan

from .house import Build, build, must, write_posts
from .reading import Element, EpubFile, by_class, one, page, words

LISTING = """\
---
title: 甲
date: 2024-01-01
---

正文[1]。{own}

## 参考文献

1. 林舟. 窗[M]. 北京: 铅火出版社, 2015.
2. Leiden, A., & Founder, C. (2021). *Slow Type for Quick Readers*. Leaden Press.
"""
OWN_BIB = """\
@book{knuth1984, author={Donald Knuth}, title={The Book of Type}, publisher={AW}, year={1984}}
@book{other1999, author={Someone Other}, title={Another}, publisher={AW}, year={1999}}
"""
CONF = """\
extensions = ["sphinx_anthology"]
language = "zh_CN"
bibtex_bibfiles = ["own.bib"]
anthology_pages = ["own.md"]
"""
BIBLIOGRAPHY = "```{bibliography}\n```\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Keys of the two works, by what the tests call them."""
    folder = write_posts(tmp_path_factory.mktemp("keys"), {"a.md": LISTING.format(own="")})
    window, slow = scan(folder).posts[0].references
    return {"WINDOW": window.key, "SLOW": slow.key}


def _book(folder: Path, keys: dict[str, str], **texts: str) -> Path:
    """A folder of posts: the one with the list, and *texts*, whose names of works become keys."""
    files = {"a.md": LISTING.format(own=""), "conf.py": CONF, "own.bib": OWN_BIB}
    files |= {f"{name}.md": text for name, text in texts.items()}
    for name, key in keys.items():
        files = {file: text.replace(name, key) for file, text in files.items()}
    return write_posts(folder, files)


def _post(text: str) -> str:
    return f"---\ntitle: 乙\ndate: 2024-01-02\n---\n\n{text}\n\n最后一句。\n"


def _main(made: Build, name: str) -> Element:
    return page(made.out / f"{name}.html").find(".//main")


def _links(element: Element) -> list[tuple[str, str]]:
    return [(words(a), a.get("href")) for a in element.iter("a") if "headerlink" not in _class(a)]


def _class(element: Element) -> str:
    return element.get("class") or ""


# --- the rule ------------------------------------------------------------------------------


def _tokens(text: str) -> list[Token]:
    return [t for block in block_parser().parse(text) for t in block.children or ()]


def _cited(text: str) -> list[tuple[str, list[str]]]:
    found = [t for t in _tokens(text) if t.type == "key_citation"]
    return [(t.meta["role"], t.meta["keys"]) for t in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见 {cite}`a2020`。", [("p", ["a2020"])]),
        ("见{cite:t}`a2020, b`。", [("t", ["a2020", "b"])]),
        ("{cite:author}`lamp`", [("author", ["lamp"])]),
        ("见[@a2020]、[@a2020; @b-1]。", [("p", ["a2020"]), ("p", ["a2020", "b-1"])]),
        ("见 [@DBLP:conf/nips/V17]: so", [("p", ["DBLP:conf/nips/V17"])]),
        ("**{cite}`a2020`** 与 *[@a2020]*", [("p", ["a2020"]), ("p", ["a2020"])]),
    ],
)
def test_citation_has_its_keys(text: str, expected: list[Any]) -> None:
    assert _cited(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[@someone](https://example.org/a)", "[@a2020](https://example.org/a)", "[@a2020][x]",
        "[@a2020]\n\n[@a2020]: https://example.org/a", "@user1", "a1@example.org", "[@user]",
        "[@user1 说]", r"\[@a2020]", "`[@a2020]`", "`` {cite}`a2020` ``", r"\{cite}`a2020`",
        "[a [@a2020] b](https://example.org/a)", "{cite:nothing}`a2020`", "{citep}`a2020`",
        "{cite}`a b`", "{cite}`a2020", "{cite}` `", "[@a2020, p. 3]", "$[@a2020]$", "[@]", "[@;]",
    ],
)  # fmt: skip
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert _cited(text) == []


# --- posts ---------------------------------------------------------------------------------

CITING = """\
引 {cite}`WINDOW`，又[@WINDOW; @SLOW]；{cite:t}`SLOW` 说。

不明 {cite}`nothing`、[@nobody]、[@nobody2020]，半明[@WINDOW; @gone2021]。

书 {cite:p}`knuth1984`，合 [@knuth1984; @WINDOW]。
"""


@pytest.fixture(scope="module")
def cited(keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    folder = tmp_path_factory.mktemp("cited")
    own = f"# 自己的一页\n\n见 {{cite}}`knuth1984`。\n\n{BIBLIOGRAPHY}"
    posts = _book(folder / "posts", keys, b=_post(CITING), own=own)
    text = LISTING.format(own="又 {cite:t}`SLOW` 与[@WINDOW]。")
    for name, key in keys.items():
        text = text.replace(name, key)
    write_posts(posts, {"a.md": text})
    return {kind: must(build(kind, posts, folder / "out")) for kind in ("html", "epub")}


def _paragraphs(cited: dict[str, Build], kind: str = "html") -> list[Element]:
    if kind == "html":
        body = _main(cited["html"], "chapters/b")
    else:
        body = EpubFile(cited["epub"].product).page("b.xhtml")
    return [p for p in body.iter("p") if words(p).startswith(("引", "不明", "书"))]


@pytest.mark.parametrize(("kind", "file"), [("html", "../bibliography.html"),
                                            ("epub", "bibliography.xhtml")])  # fmt: skip
def test_work_of_another_post_leads_to_the_bibliography(
    cited: dict[str, Build], keys: dict[str, str], kind: str, file: str
) -> None:
    paragraph = _paragraphs(cited, kind)[0]
    window, slow = (f"{file}#ref-{keys[name]}" for name in ("WINDOW", "SLOW"))
    assert words(paragraph) == (
        "引 （林舟，2015），又（林舟，2015；Leiden et al.，2021）；Leiden et al.（2021） 说。"
    )
    assert _links(paragraph) == [
        ("林舟，2015", window),
        ("林舟，2015", window),
        ("Leiden et al.，2021", slow),
        ("Leiden et al.（2021）", slow),
    ]


def test_link_tells_the_entry(cited: dict[str, Build]) -> None:
    link = next(_paragraphs(cited)[0].iter("a"))
    assert link.get("title") == "林舟. 窗[M]. 北京：铅火出版社，2015."


def test_link_leads_to_an_entry_that_is_there(cited: dict[str, Build]) -> None:
    ids = {e.get("id") for e in _main(cited["html"], "bibliography").iter("li")}
    hrefs = [href for _, href in _links(_paragraphs(cited)[0])]
    assert {href.partition("#")[2] for href in hrefs} <= ids


def test_unknown_work_leaves_the_text(cited: dict[str, Build]) -> None:
    text = words(_paragraphs(cited)[1])
    assert text == (
        "不明 {cite}`nothing`、[@nobody]、[@nobody2020]，半明（林舟，2015；gone2021）。"
    )


def test_unknown_work_is_reported_on_its_line(cited: dict[str, Build]) -> None:
    told = cited["html"].run.complaints_of("unknown-citation")
    file = cited["html"].folder.parent / "posts" / "b.md"
    named = ["nothing", "nobody2020", "gone2021"]
    assert [line.startswith(f"{file}:8: ") for line in told] == [True] * 3
    assert [name for name, line in zip(named, told, strict=True) if name in line] == named


def test_work_of_a_bib_file_leads_to_its_list(cited: dict[str, Build]) -> None:
    entry = one(by_class(_main(cited["html"], "own"), "citation-list"))[0]
    hrefs = [href for text, href in _links(_paragraphs(cited)[2]) if text == "1"]
    assert hrefs == [f"../own.html#{entry.get('id')}"] * 2


def test_own_entry_is_led_to_and_leads_back(cited: dict[str, Build], keys: dict[str, str]) -> None:
    main = _main(cited["html"], "chapters/a")
    marks = by_class(main, "citation-mark")
    assert [_links(mark)[0] for mark in marks[1:]] == [
        ("Leiden et al.（2021）", f"#ref-{keys['SLOW']}"),
        ("林舟，2015", f"#ref-{keys['WINDOW']}"),
    ]
    entries = {e.get("id"): e for e in main.iter("li")}
    back = [href for _, href in _links(entries[f"ref-{keys['SLOW']}"]) if href.startswith("#")]
    assert back == [f"#{marks[1].get('id')}"]


def test_bibliography_leads_to_the_places_that_cite(
    cited: dict[str, Build], keys: dict[str, str]
) -> None:
    entries = {e.get("id"): e for e in _main(cited["html"], "bibliography").iter("li")}
    line = one(by_class(entries[f"ref-{keys['WINDOW']}"], "cited-in"))
    marks = {
        name: {
            e.get("id") for e in by_class(_main(cited["html"], f"chapters/{name}"), "citation-mark")
        }
        for name in "ab"
    }
    led = [href.removeprefix("chapters/").split(".html#") for _, href in _links(line)]
    assert [name for name, _ in led] == ["a"] * 2 + ["b"] * 4
    assert all(place in marks[name] for name, place in led)


def test_ids_of_a_page_are_its_own(cited: dict[str, Build]) -> None:
    for file in cited["html"].out.rglob("*.html"):
        ids = [e.get("id") for e in page(file).iter("*") if e.get("id")]
        assert len(ids) == len(set(ids))


def test_number_of_processes_changes_nothing(cited: dict[str, Build], tmp_path: Path) -> None:
    posts = cited["html"].folder.parent / "posts"
    made = must(build("html", posts, tmp_path, jobs=2))
    for name in ("chapters/a", "chapters/b", "own", "bibliography"):
        assert words(_main(made, name)) == words(_main(cited["html"], name))
    told = [build.run.complaints_of("unknown-citation") for build in (made, cited["html"])]
    assert told[0] == told[1]


# --- the user's own pages ------------------------------------------------------------------


def _own_page(folder: Path, keys: dict[str, str], text: str) -> tuple[Build, Element]:
    made = must(build("html", _book(folder / "posts", keys, own=f"# 页\n\n{text}\n"), folder / "o"))
    return made, _main(made, "own")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("{cite}`WINDOW`", "（林舟，2015）"),
        ("{cite:p}`WINDOW,SLOW`", "（林舟，2015；Leiden et al.，2021）"),
        ("{cite:t}`WINDOW,SLOW`", "林舟（2015）、Leiden et al.（2021）"),
        ("{cite:p}`{见}WINDOW{第 3 页}`", "（见 林舟，2015，第 3 页）"),
        ("{cite:author}`WINDOW`", "林舟"),
        ("{cite:yearpar}`WINDOW`", "（2015）"),
        ("{any}`WINDOW`", "（林舟，2015）"),
    ],
)
def test_role_names_a_work_in_the_books_style(
    role: str, expected: str, keys: dict[str, str], tmp_path: Path
) -> None:
    made, main = _own_page(tmp_path, keys, f"始{role}终。")
    assert words(one([p for p in main.iter("p") if "始" in words(p)])) == f"始{expected}终。"
    assert _links(main)[0][1] == f"bibliography.html#ref-{keys['WINDOW']}"
    assert made.run.complaints == []


def test_kinds_of_works_stand_in_one_role(keys: dict[str, str], tmp_path: Path) -> None:
    text = f"始{{cite:p}}`knuth1984,WINDOW`终。\n\n{BIBLIOGRAPHY}"
    made, main = _own_page(tmp_path, keys, text)
    assert words(next(main.iter("p"))) == "始[1] （林舟，2015）终。"
    listed = words(one(by_class(main, "citation-list")))
    assert "Knuth" in listed
    assert "林舟" not in listed
    assert made.run.complaints == []


def test_unknown_key_warns_as_stock_does(keys: dict[str, str], tmp_path: Path) -> None:
    made, _ = _own_page(tmp_path, keys, "{cite}`gone`")
    told = one([line for line in made.run.complaints if "gone" in line])
    assert told.endswith(
        'own.md:3: WARNING: could not find bibtex key "gone" [bibtex.key_not_found]'
    )


def test_own_work_goes_before_one_of_the_posts(keys: dict[str, str], tmp_path: Path) -> None:
    posts = _book(tmp_path / "posts", keys, own=f"# 页\n\n{{cite}}`WINDOW`\n\n{BIBLIOGRAPHY}")
    mine = f"@book{{{keys['WINDOW']}, title={{Mine}}, author={{M}}, publisher={{M}}, year={{1}}}}"
    write_posts(posts, {"own.bib": mine})
    main = _main(must(build("html", posts, tmp_path / "out")), "own")
    assert "Mine" in words(one(by_class(main, "citation-list")))
    assert not any("bibliography.html" in href for _, href in _links(main))


# --- what changes --------------------------------------------------------------------------


def _rebuilt(folder: Path, keys: dict[str, str], old: str, new: str) -> tuple[Build, set[str]]:
    """A second build after *old* became *new* in the post with the list; pages it wrote."""
    own = "# 页\n\n见 {cite}`WINDOW`。\n"
    posts = _book(folder / "posts", keys, b=_post("见 [@WINDOW]。"), c=_post("无。"), own=own)
    made = must(build("html", posts, folder / "out"))
    before = _stamps(made.out)
    text = (posts / "a.md").read_text(encoding="utf-8")
    if old != new:
        write_posts(posts, {"a.md": text.replace(old, new)})
    again = must(build("html", posts, folder / "out"))
    after = _stamps(made.out)
    return again, {name for name in after if after[name] != before.get(name)}


def _stamps(folder: Path) -> dict[str, int]:
    files = (f for f in folder.rglob("*.html"))
    return {f.relative_to(folder).as_posix(): f.stat().st_mtime_ns for f in files}


def test_no_change_writes_nothing(keys: dict[str, str], tmp_path: Path) -> None:
    assert _rebuilt(tmp_path, keys, "", "")[1] == set()


def test_work_named_otherwise_is_cited_otherwise(keys: dict[str, str], tmp_path: Path) -> None:
    made, written = _rebuilt(tmp_path, keys, "林舟. 窗", "林舟, 何岸. 窗")
    assert "（林舟等，2015）" in words(_main(made, "chapters/b"))
    assert "（林舟等，2015）" in words(_main(made, "own"))
    assert "chapters/c.html" not in written


def test_work_that_went_is_reported(keys: dict[str, str], tmp_path: Path) -> None:
    made, _ = _rebuilt(tmp_path, keys, "1. 林舟. 窗[M]. 北京: 铅火出版社, 2015.\n", "")
    assert f"[@{keys['WINDOW']}]" in words(_main(made, "chapters/b"))
    assert len(made.run.complaints_of("unknown-citation")) == 1


def test_work_that_came_is_cited(keys: dict[str, str], tmp_path: Path) -> None:
    item = "3. 何岸. 河[M]. 北京: 铅火出版社, 2003.\n"
    first = LISTING.format(own="") + item
    folder = write_posts(tmp_path / "whole", {"a.md": first})
    new = {"NEW": scan(folder).posts[0].references[-1].key}
    posts = _book(tmp_path / "posts", new, b=_post("见 [@NEW]。"))
    made = must(build("html", posts, tmp_path / "out"))
    assert len(made.run.complaints_of("unknown-citation")) == 1
    write_posts(posts, {"a.md": first})
    made = must(build("html", posts, tmp_path / "out"))
    assert "（何岸，2003）" in words(_main(made, "chapters/b"))
    assert made.run.complaints_of("unknown-citation") == []


# --- beside stock --------------------------------------------------------------------------

BARE = (
    'extensions = ["myst_parser", "sphinxcontrib.bibtex"]\nbibtex_bibfiles = ["a.bib", "b.bib"]\n'
)
FAST = """
def setup(app):
    from sphinx_anthology.bibliography.bibtex import FastBibtexDomain, ListEntries
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_domain(FastBibtexDomain, override=True)
    app.add_post_transform(ListEntries)
"""
PAGES = {
    "index.md": "# Index\n\n```{toctree}\none\ntwo\nlist\n```\n\n{cite}`c3,a1`, {cite:t}`a2`\n",
    "one.md": "# One\n\n{cite}`a1,b1`, {cite:p}`{see}a2{p. 3}`, {cite}`gone`, {any}`a1`\n\n"
    "```{bibliography} a.bib\n:filter: docname in docnames\n```\n",
    "two.md": "# Two\n\n{cite}`a1`, {cite:ct}`b1`, {cite:year}`c3`, {footcite}`a2`\n\n"
    "```{footbibliography}\n```\n\n```{bibliography}\n:filter: author % 'Lamp'\n:list: bullet\n"
    "```\n\n```{bibliography}\n:filter: cited and 1\n```\n",
    "list.md": "# List\n\n{cite}`k-a1`\n\n```{bibliography}\n:all:\n:style: alpha\n```\n\n"
    "```{bibliography} b.bib\n:keyprefix: k-\n:labelprefix: K\n:list: enumerated\n\nb1\n```\n",
    "a.bib": "@book{a1, author={Ann Lamp}, title={One}, publisher={P}, year={2001}}\n"
    "@article{a2, author={Bo Quay and Ann Lamp}, title={Two}, journal={J}, year={2002}}\n"
    "@book{broken, title={No publisher}}\n",
    "b.bib": "@misc{b1, author={Cy Hive}, title={Three}, url={https://example.org/x}}\n"
    "@book{c3, author={Di Mill}, title={Four}, publisher={P}, year={2004}}\n",
}


@pytest.fixture(scope="module")
def beside_stock(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    folder = tmp_path_factory.mktemp("stock")
    made = []
    for name, conf in (("stock", BARE), ("fast", BARE + FAST)):
        source = write_posts(folder / name, {**PAGES, "conf.py": conf})
        made.append(must(build("html", source, folder / f"{name}-out")))
        shutil.move(source, folder / f"{name}-done")
    return made[0], made[1]


@pytest.mark.parametrize("name", ["index", "one", "two", "list"])
def test_bib_files_are_cited_as_by_stock(beside_stock: tuple[Build, Build], name: str) -> None:
    stock, fast = ((made.out / f"{name}.html").read_text("utf-8") for made in beside_stock)
    assert fast == stock


def test_warnings_are_those_of_stock(beside_stock: tuple[Build, Build]) -> None:
    stock, fast = (
        [line.rpartition("/")[2] for line in made.run.complaints] for made in beside_stock
    )
    assert fast == stock
    assert any("gone" in line for line in stock)


def test_stock_is_what_was_written_anew() -> None:
    """When this fails, compare ``bibliography/bibtex.py`` with what stock does now."""
    source = "".join(map(inspect.getsource, STOCK))
    assert version("sphinxcontrib-bibtex").startswith("2.7.")
    assert hashlib.sha256(source.encode()).hexdigest()[:16] == "5dab472953cc02d1"


# --- words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authors", "date", "style", "expected"),
    [
        (("李航",), "2012", "gbt7714-2025", "李航（2012）"),
        (("Lewis, G.", "Syrgkanis, V."), "2021", "apa7", "Lewis & Syrgkanis (2021)"),
        (("Lewis, G.",), "2021", "mla9", "Lewis"),
        (("李航",), "", "gbt7714-2025", "李航"),
    ],
)
def test_work_is_part_of_a_sentence(
    authors: tuple[str, ...], date: str, style: str, expected: str
) -> None:
    title = "题" if authors == ("李航",) else "A title"
    reference = Reference(
        "k", "book", title, as_written="", place=Place("a.md"), authors=authors, date=date
    )
    assert citation_of(reference, style).running == expected
