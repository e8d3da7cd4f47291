"""A library program, calibre, reads back what the EPUB says of itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import etree

from .house import build, must, run, write_posts
from .reading import DC, OPF, Element, one

POSTS = {
    "a.md": "---\ntitle: 甲\nauthor: 欧阳修\neditor: 何岸\nseries: 灯与油\n"
    "date: 2024-05-01T08:00:00+08:00\ntags: [灯]\ncategories: [夜]\n---\n\n" + "正文甲。" * 40,
    "b.md": "---\ntitle: B\nauthor: Anna Maria Leiden\ntranslator: C. Other\nlang: en-GB\n"
    "series: 灯与油\ndate: 2024-06-02T08:00:00+08:00\n---\n\nText of B.\n",
}
ATTRIBUTE = f"{{{OPF}}}"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Element:
    """What calibre understood, as its own package document."""
    reads = shutil.which("ebook-meta")
    assert reads, "ebook-meta is missing: apt-get install --no-install-recommends calibre"
    folder = tmp_path_factory.mktemp("library")
    made = build(
        "epub",
        write_posts(folder / "posts", POSTS),
        folder / "out",
        env={"SOURCE_DATE_EPOCH": "1700000000"},
        anthology_series="灯与油",
        anthology_series_number="2",
        anthology_identifier="978-7-100-11067-9",
        anthology_publisher="铅火社",
        anthology_subtitle="副题",
        anthology_description="灯下的两篇文章。",
        project="灯下集",
    )
    found = folder / "record.opf"
    done = run([reads, must(made).product, "--to-opf", found], env=_own_folders(folder))
    assert done.code == 0, done.log
    return etree.parse(found).getroot()


def _own_folders(folder: Path) -> dict[str, str]:
    """Where calibre may leave its settings: not with the user's."""
    return {
        "CALIBRE_CONFIG_DIRECTORY": str(folder / "calibre"),
        "CALIBRE_CACHE_DIRECTORY": str(folder / "cache"),
        "QT_QPA_PLATFORM": "offscreen",
    }


def _all(record: Element, name: str) -> list[Element]:
    return list(record.iter(f"{{{DC}}}{name}"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("title", ["灯下集: 副题"]),
        ("publisher", ["铅火社"]),
        ("language", ["zho", "eng"]),
        ("description", ["灯下的两篇文章。"]),
    ],
)
def test_facts_come_back(record: Element, name: str, values: list[str]) -> None:
    assert [element.text for element in _all(record, name)] == values


def test_authors_come_back_with_the_names_they_are_sorted_by(record: Element) -> None:
    """Translators and editors are no authors: they stay out of calibre's list of them."""
    authors = [
        (person.text, person.get(ATTRIBUTE + "role"), person.get(ATTRIBUTE + "file-as"))
        for person in _all(record, "creator")
    ]
    # calibre holds one name to sort by for all authors, and writes it with the first.
    assert authors == [
        ("欧阳修", "aut", "Ouyang, Xiu & Leiden, Anna Maria"),
        ("Anna Maria Leiden", "aut", None),
    ]


def test_isbn_comes_back(record: Element) -> None:
    found = {i.get(ATTRIBUTE + "scheme"): i.text for i in _all(record, "identifier")}
    assert found["ISBN"] == "9787100110679"


def test_tags_come_back(record: Element) -> None:
    assert {subject.text for subject in _all(record, "subject")} == {"夜", "灯"}


def test_series_comes_back(record: Element) -> None:
    metas = {m.get("name"): m.get("content") for m in record.iter(f"{ATTRIBUTE}meta")}
    assert metas["calibre:series"] == "灯与油"
    assert float(metas["calibre:series_index"]) == 2


def test_date_comes_back(record: Element) -> None:
    assert one(_all(record, "date")).text.startswith("2023-11-14")
