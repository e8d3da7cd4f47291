"""References for other programs, read back as those programs read them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.plugin import find_plugin
from pybtex.richtext import Text

from sphinx_anthology.core.references.export import (
    WRITERS,
    coins,
    csl_item,
    write_biblatex,
    write_bibtex,
    write_csl_json,
    write_ris,
)
from sphinx_anthology.core.references.export.escape import escape
from sphinx_anthology.diagnostics import Place
from sphinx_anthology.model import KINDS, Reference

from .house import anthology, write_posts

HOUSE = settings(max_examples=120, deadline=None, derandomize=True)
NASTY = (
    "100% of the type", "{50% off}", "C# and F#", "a_b_c", "~/.bashrc", "\\section", "C:\\type",
    "a--b---c", "''so''", "``so``", "cast & set", "灯下 😀 读书", "全角，。：（）？！", "$x^2$",
    "$a_1 + b$", "costs $5", "$5 or $6", "2^10", "<<a>>", ",,b", "?` !`", "it's", "}{", "a\\",
    'the "slow" type', "“引”——文…", "é ü ß ø", "x^y_z", "$x_1_2$", "@book{a,", "and", "%",
    "\\textbackslash{}", "—",
)  # fmt: skip
FULL_WIDTH = str.maketrans("{}$^", "｛｝＄＾")


def work(kind: str = "webpage", title: str = "", **fields: Any) -> Reference:
    given = {"key": "key1", "as_written": title, "place": Place("a.md", 1), **fields}
    return Reference(kind=kind, title=title, **given)


ARTICLE = work(
    "article",
    "Slow casting",
    key="leiden2016-aaaa",
    authors=(
        "LEIDEN A B",
        "van Founder, Carl",
        "World Print Organization",
        "何岸",
        "埃里克·施密特",
    ),
    et_al=True,
    container="Journal of Printing",
    date="2016-05-04",
    volume="3",
    issue="2",
    pages="16-18",
    doi="10.1234/abc_d%e.5",
    url="https://example.org/a_b?c=%20d&e=~f#g",
    accessed="2026-03-05",
    note="Worth a look",
)
BOOK = work(
    "book",
    "铸字与时间",
    key="leiyideng2015-bbbb",
    authors=("何岸",),
    editors=("林舟", "Ruder, D."),
    translators=("周砚",),
    edition="第 2 版",
    publisher="铅火出版社",
    publisher_place="北京",
    isbn="9787100110679",
    date="2015",
)
PREPRINT = work(
    "preprint", "Founts", key="f2021-cccc", authors=("Leiden, A.",), arxiv="2102.01234", date="2021"
)
BOTH = pytest.mark.parametrize("write", [write_bibtex, write_biblatex])


def _parsed(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def _only(text: str) -> Entry:
    (entry,) = _parsed(text).entries.values()
    return entry


def _read(field: str) -> str:
    """A field's text, as pybtex understands its TeX."""
    return str(Text.from_latex(field))


# --- BibTeX --------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("title", NASTY)
def test_titles_come_back_to_the_letter(write: Any, title: str) -> None:
    entry = _only(write([work("book", title)]))
    assert _read(entry.fields["title"]).translate(FULL_WIDTH) == title.translate(FULL_WIDTH)


@BOTH
@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("$x^2$ and $a_1 + b$", "$x^2$ and $a_1 + b$"),  # formulas of both TeX and pybtex
        ("{50% off}", "｛50% off｝"),
        ("costs $5 or $6", "costs ＄5 or ＄6"),
        ("2^10", "2＾10"),
    ],
)
def test_what_bibtex_cannot_hold_takes_its_full_width_form(
    write: Any, title: str, held: str
) -> None:
    assert _read(_only(write([work("book", title)])).fields["title"]) == held


_LETTERS = st.text(
    st.one_of(
        st.sampled_from("%{}#_~\\-'`&$^\"<>,?!@ aé灯，😀"),
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]),
    ),
    max_size=30,
)


@HOUSE
@given(_LETTERS)
@example("--" * 9)
@example("$a--b$")
def test_any_text_comes_back_to_the_letter(text: str) -> None:
    expected = " ".join(text.split()).translate(FULL_WIDTH)
    entry = _only(f"@misc{{k, title = {{{{{escape(text)}}}}}}}")
    assert _read(entry.fields["title"]).translate(FULL_WIDTH) == expected


@HOUSE
@given(_LETTERS, _LETTERS)
def test_any_name_comes_back_as_one_name(name: str, other: str) -> None:
    written = [" ".join(n.split()) for n in (name, other)]
    persons = _only(write_bibtex([work("book", "T", authors=tuple(written))])).persons
    found = [_read(str(p)).translate(FULL_WIDTH) for p in persons.get("author", [])]
    assert len(found) == sum(bool(n) for n in written)
    for person, given_name in zip(found, filter(None, written), strict=True):
        wanted = {c for c in given_name.translate(FULL_WIDTH).casefold() if c.isalnum()}
        assert wanted <= set(person.casefold())


@BOTH
def test_names_keep_their_parts(write: Any) -> None:
    author = _only(write([ARTICLE])).persons["author"]
    assert [str(p) for p in author] == [
        "Leiden, A. B.",
        "van Founder, Carl",
        "{World Print Organization}",
        "{何岸}",
        "{埃里克·施密特}",
        "others",
    ]
    assert author[1].prelast_names == ["van"]


@BOTH
@pytest.mark.parametrize("name", ["Barnes and Noble", "A, B, C, D", "{x", "AT&T", "and"])
def test_awkward_name_is_one_name(write: Any, name: str) -> None:
    (person,) = _only(write([work("book", "T", authors=(name,))])).persons["author"]
    assert _read(str(person)) == name.translate(FULL_WIDTH)


@BOTH
def test_addresses_are_never_escaped(write: Any) -> None:
    fields = _only(write([ARTICLE])).fields
    assert fields["url"] == ARTICLE.url
    assert fields["doi"] == ARTICLE.doi
    assert fields["urldate"] == "2026-03-05"


@BOTH
def test_address_that_would_break_the_file_is_percent_encoded(write: Any) -> None:
    fields = _only(write([work(title="T", url="https://example.org/灯/{a}\\b c")])).fields
    assert fields["url"] == "https://example.org/%E7%81%AF/%7Ba%7D%5Cb%20c"


def test_fields_of_a_classic_article() -> None:
    entry = _only(write_bibtex([ARTICLE]))
    assert entry.type == "article"
    wanted = {
        "journal": "{Journal of Printing}", "volume": "3", "number": "2", "pages": "16--18",
        "year": "2016", "month": "May", "note": "Worth a look", "langid": "english",
    }  # fmt: skip
    assert {name: entry.fields[name] for name in wanted} == wanted


def test_fields_of_a_biblatex_article() -> None:
    entry = _only(write_biblatex([ARTICLE]))
    assert entry.fields["journaltitle"] == "{Journal of Printing}"
    assert entry.fields["date"] == "2016-05-04"


@BOTH
def test_fields_of_a_chinese_book(write: Any) -> None:
    entry = _only(write([BOOK]))
    assert entry.type == "book"
    assert [str(p) for p in entry.persons["editor"]] == ["{林舟}", "Ruder, D."]
    wanted = {
        "translator": "{周砚}", "edition": "第 2 版", "publisher": "铅火出版社",
        "isbn": "9787100110679", "langid": "chinese", "language": "zh",
    }  # fmt: skip
    assert {name: entry.fields[name] for name in wanted} == wanted
    assert "北京" in (entry.fields.get("address"), entry.fields.get("location"))


def test_preprint_names_its_archive() -> None:
    classic, modern = _only(write_bibtex([PREPRINT])), _only(write_biblatex([PREPRINT]))
    assert (classic.fields["eprint"], classic.fields["archiveprefix"]) == ("2102.01234", "arXiv")
    assert (modern.fields["eprint"], modern.fields["eprinttype"]) == ("2102.01234", "arxiv")
    assert modern.fields["url"] == "https://arxiv.org/abs/2102.01234"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("webpage", "online"), ("discussion", "online"), ("video", "video"), ("podcast", "audio"),
        ("software", "software"), ("dataset", "dataset"), ("thesis", "thesis"), ("raw", "misc"),
        ("standard", "report"), ("patent", "patent"), ("chapter", "incollection"),
        ("paper", "inproceedings"),
    ],
)  # fmt: skip
def test_types_of_biblatex(kind: str, expected: str) -> None:
    assert _only(write_biblatex([work(kind, "T", as_written="T")])).type == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("authors", [(), ("Leiden, A.",)], ids=["anonymous", "signed"])
def test_stock_styles_can_print_every_classic_entry(kind: str, authors: tuple[str, ...]) -> None:
    for reference in (work(kind, "T", authors=authors), replace(ARTICLE, kind=kind)):
        entry = _only(write_bibtex([reference]))
        style = find_plugin("pybtex.style.formatting", "unsrt")()
        (shown,) = style.format_entries([entry])
        assert reference.title in shown.text.render_as("text")


@pytest.mark.parametrize("form", WRITERS)
def test_a_work_is_written_once(form: str) -> None:
    again = replace(PREPRINT, key=PREPRINT.key.upper())
    text = WRITERS[form]([PREPRINT, ARTICLE, again])
    assert text.count("Founts") == 1
    assert text.count("Slow casting") == 1


@pytest.mark.parametrize("form", WRITERS)
def test_nothing_cited_is_a_file_without_entries(form: str) -> None:
    assert WRITERS[form]([]).strip() in {"", "[]"}


@BOTH
def test_keys_are_ascii_and_stay(write: Any) -> None:
    assert list(_parsed(write([ARTICLE, BOOK])).entries) == [ARTICLE.key, BOOK.key]
    assert list(_parsed(write([work(title="T", key="灯, a{b")])).entries) == ["a-b"]


@BOTH
def test_what_was_not_understood_is_its_own_title(write: Any) -> None:
    entry = _only(write([work("raw", "", text="见第三章 100% 的表格")]))
    assert entry.type == "misc"
    assert _read(entry.fields["title"]) == "见第三章 100% 的表格"


# --- CSL-JSON ------------------------------------------------------------------------------

CSL_TYPES = {  # of csl-data.json, CSL 1.0.2, as far as a post cites such things
    "article", "article-journal", "article-newspaper", "book", "broadcast", "chapter", "dataset",
    "document", "motion_picture", "paper-conference", "patent", "post", "post-weblog", "report",
    "software", "standard", "thesis", "webpage",
}  # fmt: skip


def test_csl_item_of_an_article() -> None:
    (item,) = json.loads(write_csl_json([ARTICLE]))
    assert item["type"] == "article-journal"
    assert item["author"] == [
        {"family": "Leiden", "given": "A B"},
        {"family": "Founder", "given": "Carl", "non-dropping-particle": "van"},
        {"literal": "World Print Organization"},
        {"family": "何", "given": "岸"},
        {"literal": "埃里克·施密特"},
    ]
    assert item["issued"] == {"date-parts": [[2016, 5, 4]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 5]]}
    assert (item["DOI"], item["URL"]) == (ARTICLE.doi, ARTICLE.url)
    assert item["custom"] == {"et-al": True}


@pytest.mark.parametrize("kind", KINDS)
def test_csl_types_are_those_of_the_schema(kind: str) -> None:
    assert csl_item(work(kind, "T"))["type"] in CSL_TYPES


@pytest.mark.parametrize("title", NASTY)
def test_csl_keeps_titles_and_says_nothing_empty(title: str) -> None:
    (item,) = json.loads(write_csl_json([work("book", title)]))
    assert item["title"] == title
    assert all(item.values())


@pytest.mark.parametrize("date", ["2025-13", "2025-02-77", "spring 2025"])
def test_csl_date_that_is_none_stays_a_text(date: str) -> None:
    assert csl_item(work("book", "T", date=date))["issued"] == {"literal": date}


# --- RIS -----------------------------------------------------------------------------------

RIS_TYPES = {
    "ELEC", "BOOK", "JOUR", "CHAP", "CONF", "THES", "RPRT", "STAND", "PAT", "NEWS", "VIDEO",
    "SOUND", "COMP", "DATA", "BLOG", "GEN",
}  # fmt: skip


def _records(text: str) -> list[list[tuple[str, str]]]:
    """A reader of RIS: tag, two spaces, a dash, a space, the value; ``ER`` ends a record."""
    records: list[list[tuple[str, str]]] = []
    record: list[tuple[str, str]] = []
    assert "\n" not in text.replace("\r\n", "")
    for line in filter(None, text.split("\r\n")):
        assert line[2:6] == "  - ", line
        if line[:2] == "ER":
            records.append(record)
            record = []
        else:
            record.append((line[:2], line[6:]))
    assert record == []
    return records


def test_ris_records_begin_and_end() -> None:
    records = _records(write_ris([ARTICLE, BOOK, PREPRINT]))
    assert [record[0] for record in records] == [("TY", "JOUR"), ("TY", "BOOK"), ("TY", "GEN")]


def test_ris_record_of_an_article() -> None:
    (record,) = _records(write_ris([replace(ARTICLE, more_urls=("https://example.org/2",))]))
    assert [value for tag, value in record if tag == "AU"] == [
        "Leiden, A B", "van Founder, Carl", "World Print Organization", "何, 岸", "埃里克·施密特",
    ]  # fmt: skip
    single = dict(record)
    assert (single["SP"], single["EP"]) == ("16", "18")
    assert (single["PY"], single["DA"], single["Y2"]) == ("2016", "2016/05/04/", "2026/03/05/")
    assert [value for tag, value in record if tag == "UR"] == [ARTICLE.url, "https://example.org/2"]
    assert [value for tag, value in record if tag == "N1"] == ["et al.", "Worth a look"]


@pytest.mark.parametrize("kind", KINDS)
def test_ris_types_are_known(kind: str) -> None:
    (record,) = _records(write_ris([work(kind, "T")]))
    assert record[0][1] in RIS_TYPES


def test_ris_value_stays_on_its_line() -> None:
    (record,) = _records(write_ris([work("book", "one\r\nER  - \ntwo")]))
    assert ("TI", "one ER - two") in record


# --- COinS ---------------------------------------------------------------------------------


def _pairs(reference: Reference) -> dict[str, str]:
    return dict(parse_qsl(coins(reference), strict_parsing=True))


def test_coins_of_an_article() -> None:
    pairs = _pairs(ARTICLE)
    assert pairs["rft_val_fmt"] == "info:ofi/fmt:kev:mtx:journal"
    assert (pairs["rft.atitle"], pairs["rft.jtitle"]) == ("Slow casting", "Journal of Printing")
    assert (pairs["rft.aulast"], pairs["rft.aufirst"]) == ("Leiden", "A B")
    assert f"info:doi/{ARTICLE.doi}" in dict.fromkeys(v for _, v in parse_qsl(coins(ARTICLE)))


@pytest.mark.parametrize(
    ("kind", "form"),
    [("book", "book"), ("chapter", "book"), ("thesis", "dissertation"), ("webpage", "dc"),
     ("video", "dc"), ("news", "journal")],
)  # fmt: skip
def test_coins_formats(kind: str, form: str) -> None:
    assert _pairs(work(kind, "T"))["rft_val_fmt"] == f"info:ofi/fmt:kev:mtx:{form}"


@pytest.mark.parametrize("title", NASTY)
def test_coins_keeps_titles_and_is_ascii(title: str) -> None:
    assert coins(work("book", title)).isascii()
    assert not set(coins(work("book", title))) & set("\"'<> ")
    assert _pairs(work("book", title))["rft.btitle"] == title


# --- the command ---------------------------------------------------------------------------

POST = """---
title: {title}
date: 2024-01-02
{extra}---

正文。

## 参考文献

1. 何岸. 排字机的兴衰[J]. 河边学刊, 2003, 14(3): 269-274.
2. [{title}之后](https://example.org/{title})
"""


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    texts = {
        "a.md": POST.format(title="甲", extra=""),
        "b.md": POST.format(title="乙", extra=""),
        "c.md": POST.format(title="丙", extra="draft: true\n"),
    }
    return write_posts(tmp_path / "posts", texts)


def test_export_writes_each_work_of_the_book_once(posts: Path) -> None:
    done = anthology("export", "--csl-json", "--book", posts)
    assert done.code == 0, done.log
    assert sorted(item["title"] for item in json.loads(done.out)) == [
        "乙之后", "排字机的兴衰", "甲之后",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_export_can_be_parsed(posts: Path, form: str) -> None:
    done = anthology("export", f"--{form}", "--book", posts)
    assert len(_parsed(done.out).entries) == 3


def test_export_to_a_file_keeps_line_ends(posts: Path, tmp_path: Path) -> None:
    file = tmp_path / "book.ris"
    done = anthology("export", "--ris", "--book", posts, "-o", file)
    assert (done.code, done.out) == (0, "")
    assert len(_records(file.read_bytes().decode())) == 3


def test_export_tells_of_broken_posts(posts: Path) -> None:
    write_posts(posts, {"bad.md": "---\ntitle: [\n---\n"})
    done = anthology("export", "--csl-json", "--book", posts)
    assert done.code == 1
    assert f"error: {posts / 'bad.md'}:" in done.err
    assert len(json.loads(done.out)) == 3


def test_export_of_what_is_not_there(tmp_path: Path) -> None:
    done = anthology("export", "--ris", "--book", tmp_path / "nowhere")
    assert done.code == 2
    assert "is not there" in done.err


def test_export_to_where_nothing_can_be_written(posts: Path, tmp_path: Path) -> None:
    done = anthology("export", "--ris", "--book", posts, "-o", tmp_path / "no" / "a.ris")
    assert done.code == 2
    assert "cannot be written" in done.err


@pytest.mark.parametrize("forms", [[], ["--ris", "--bibtex"]])
def test_export_wants_one_format(posts: Path, forms: list[str]) -> None:
    done = anthology("export", *forms, "--book", posts)
    assert done.code == 2
    assert "usage" in done.err


def test_export_ends_quietly_when_nobody_reads_on(posts: Path) -> None:
    command = [str(Path(sys.executable).parent / "anthology"), "export", "--ris", "--book", posts]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
