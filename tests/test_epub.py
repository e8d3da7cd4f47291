"""The EPUB: complete, the same every time, and honest about itself (valid: test_epub_valid.py)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from sphinx_anthology.fragments.xhtml import XHTML, fragment_from_body, inner_xml

from .house import REPOSITORY, ROOTS, Build, build, must, write_posts
from .reading import DC, EPUB, NCX, Element, EpubFile, by_class, one, title_of, words

EPOCH = "1700000000"  # 2023-11-14T22:13:20Z
TYPE = f"{{{EPUB}}}type"


@pytest.fixture(scope="module")
def book(sample_epub: Build) -> EpubFile:
    return EpubFile(sample_epub.product)


# --- container -----------------------------------------------------------------------------


def test_mimetype_is_the_first_member_and_stored(book: EpubFile) -> None:
    first = book.zip.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == (
        "mimetype",
        zipfile.ZIP_STORED,
        b"",
    )
    assert book.zip.read("mimetype") == b"application/epub+zip"


def test_manifest_and_container_agree(book: EpubFile) -> None:
    listed = {book.folder + item.get("href") for item in book.manifest.values()}
    held = {n for n in book.zip.namelist() if n != "mimetype" and not n.startswith("META-INF/")}
    assert listed == {name for name in held if not name.endswith(".opf")}


def test_names_are_plain_ascii(book: EpubFile) -> None:
    for name in book.zip.namelist():
        assert name.isascii()
        assert " " not in name


def test_spine_holds_every_page_once(book: EpubFile) -> None:
    pages = [i.get("href") for i in book.manifest.values() if i.get("href").endswith(".xhtml")]
    assert sorted(book.spine) == sorted(pages)


def test_every_page_has_language_and_title(book: EpubFile) -> None:
    for href in book.spine:
        html = book.page(href)
        assert html.get("lang")
        assert html.get("lang") == html.get("{http://www.w3.org/XML/1998/namespace}lang")
        assert words(html.find("head/title"))


def test_pages_need_nothing_from_outside(book: EpubFile) -> None:
    for href in book.spine:
        for element in book.page(href).iter("img", "link", "script", "iframe", "audio", "video"):
            address = element.get("src") or element.get("href")
            assert "://" not in address
            assert book.folder + address in book.zip.namelist()


def test_ids_are_unique_and_links_resolve(book: EpubFile) -> None:
    ids = {href: _ids(book.page(href)) for href in book.spine}
    for href in book.spine:
        assert len(ids[href]) == len(set(ids[href]))
        for link in book.page(href).iter("a"):
            target, _, anchor = link.get("href").partition("#")
            if "://" not in target and not target.startswith("mailto:"):
                assert (target or href) in ids, link.get("href")
                assert not anchor or anchor in ids[target or href], link.get("href")


def _ids(root: Element) -> list[str]:
    return [element.get("id") for element in root.iter("*") if element.get("id")]


def test_notes_are_marked_for_readers_that_pop_them_up(book: EpubFile) -> None:
    marks = [a for h in book.spine for a in book.page(h).iter("a") if a.get(TYPE) == "noteref"]
    notes = {
        f"{href}#{aside.get('id')}"
        for href in book.spine
        for aside in book.page(href).iter("aside")
        if aside.get(TYPE) == "footnote"
    }
    assert len(marks) >= len(notes) > 0


# --- navigation ----------------------------------------------------------------------------


def _navigation(book: EpubFile, kind: str) -> Element:
    navs = book.page("nav.xhtml").iter("nav")
    return one([nav for nav in navs if nav.get(TYPE) == kind])


def test_navigation_documents_agree(book: EpubFile) -> None:
    nav = [(words(a), a.get("href")) for a in _navigation(book, "toc").iter("a")]
    ncx = [
        (words(point.find(f"{{{NCX}}}navLabel")), point.find(f"{{{NCX}}}content").get("src"))
        for point in book.raw_page("toc.ncx").iter(f"{{{NCX}}}navPoint")
    ]
    assert nav == ncx
    assert len(nav) > len(book.spine) - 5


def test_navigation_leads_to_what_it_names(book: EpubFile) -> None:
    for link in _navigation(book, "toc").iter("a"):
        href, _, anchor = link.get("href").partition("#")
        page = book.page(href)
        place = one(page.findall(f".//*[@id='{anchor}']")) if anchor else page.find("body")
        heading = next(place.iter("h1", "h2", "h3", "h4"))
        assert title_of(heading) == words(link)


def test_parts_hold_their_chapters(book: EpubFile) -> None:
    top = _navigation(book, "toc").findall("ol/li")
    parts = [item for item in top if item.find("a").get("href").startswith("of.part-")]
    assert len(parts) >= 2
    assert all(item.findall("ol/li/a") for item in parts)


def test_landmarks_name_the_beginning_of_the_text(book: EpubFile) -> None:
    marks = {a.get(TYPE): a.get("href") for a in _navigation(book, "landmarks").iter("a")}
    assert {"cover", "toc", "bodymatter", "bibliography"} <= set(marks)
    assert marks["bodymatter"] in book.spine


def test_ncx_names_the_book_as_the_package_does(book: EpubFile) -> None:
    metas = book.raw_page("toc.ncx").iter(f"{{{NCX}}}meta")
    uid = one([m.get("content") for m in metas if m.get("name") == "dtb:uid"])
    assert uid == one(book.metadata("identifier")).text


# --- metadata ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> EpubFile:
    """A book of two posts with much to say of themselves, one of them in English."""
    folder = tmp_path_factory.mktemp("described")
    posts = write_posts(
        folder / "posts",
        {
            "a.md": "---\ntitle: 甲\nauthor: 欧阳修\neditor: 何岸\n"
            "date: 2024-05-01T08:00:00+08:00\ntags: [灯]\ncategories: [夜]\nsource_url: https://example.org/a\n---\n\n"
            + "正文甲。"
            * 40,
            "b.md": "---\ntitle: B\nauthor: Anna Maria Leiden\ntranslator: C. Other\nlang: en-GB\n"
            "date: 2024-06-02T08:00:00+08:00\n---\n\nText of B.\n",
        },
    )
    made = build(
        "epub",
        posts,
        folder / "out",
        env={"SOURCE_DATE_EPOCH": EPOCH},
        anthology_identifier="978-7-100-11067-9",
        anthology_publisher="铅火社",
        anthology_licence="CC BY 4.0",
        anthology_subtitle="副题",
        project="灯下集",
    )
    return EpubFile(must(made).product)


def test_titles(described: EpubFile) -> None:
    assert [title.text for title in described.metadata("title")] == ["灯下集", "副题"]
    kinds = [described.refinements(t)["title-type"] for t in described.metadata("title")]
    assert kinds == ["main", "subtitle"]


@pytest.mark.parametrize(
    ("element", "name", "role", "sorted_as"),
    [
        ("creator", "欧阳修", "aut", "Ouyang, Xiu"),
        ("creator", "Anna Maria Leiden", "aut", "Leiden, Anna Maria"),
        ("contributor", "何岸", "edt", "He, An"),
        ("contributor", "C. Other", "trl", "Other, C."),
    ],
)
def test_people(described: EpubFile, element: str, name: str, role: str, sorted_as: str) -> None:
    person = one([p for p in described.metadata(element) if p.text == name])
    refined = described.refinements(person)
    assert (refined["role"], refined["file-as"]) == (role, sorted_as)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("identifier", ["urn:isbn:9787100110679"]),
        ("language", ["zh-CN", "en-GB"]),
        ("date", ["2023-11-14"]),
        ("publisher", ["铅火社"]),
        ("rights", ["CC BY 4.0"]),
        ("source", ["https://example.org/a"]),
    ],
)
def test_facts(described: EpubFile, name: str, values: list[str]) -> None:
    assert [element.text for element in described.metadata(name)] == values


def test_subjects(described: EpubFile) -> None:
    assert {element.text for element in described.metadata("subject")} == {"夜", "灯"}


def test_foreign_chapter_says_its_language(described: EpubFile) -> None:
    assert described.page("b.xhtml").get("lang") == "en-GB"
    assert described.page("a.xhtml").get("lang") == "zh-CN"


def test_accessibility_is_declared(book: EpubFile) -> None:
    assert set(book.properties("schema:accessMode")) == {"textual", "visual"}
    assert "tableOfContents" in book.properties("schema:accessibilityFeature")
    assert "MathML" in book.properties("schema:accessibilityFeature")
    assert one(book.properties("schema:accessibilityHazard")) == "none"
    assert one(book.properties("schema:accessibilitySummary"))


def test_described_pictures_are_claimed_only_when_they_are(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    claims = {}
    for alt in ("一盏铜灯", "图片"):
        folder = tmp_path / alt
        text = f"---\ntitle: 甲\n---\n\n![{alt}](a.svg)\n\n正文。\n"
        posts = write_posts(folder / "posts", {"a.md": text, "a.svg": drawing})
        made = must(build("epub", posts, folder / "out"))
        claims[alt] = EpubFile(made.product).properties("schema:accessibilityFeature")
    assert "alternativeText" in claims["一盏铜灯"]
    assert "alternativeText" not in claims["图片"]


def test_identifier_stays_and_is_of_this_book(book: EpubFile) -> None:
    assert one(book.metadata("identifier")).text.startswith("urn:uuid:")
    assert book.package.get("unique-identifier") == one(book.metadata("identifier")).get("id")
    assert f"{{{DC}}}identifier" == one(book.metadata("identifier")).tag


def test_cover_is_a_picture(book: EpubFile) -> None:
    cover = one([i for i in book.manifest.values() if "cover-image" in (i.get("properties") or "")])
    assert cover.get("media-type") == "image/jpeg"
    shown = book.page("of.cover.xhtml").find(".//img")
    assert shown.get("src") == cover.get("href")
    assert shown.get("alt")


def test_formulas_are_mathml(book: EpubFile) -> None:
    with_math = [h for h in book.spine if book.page(h).find(".//math") is not None]
    declared = {
        i.get("href")
        for i in book.manifest.values()
        if "mathml" in (i.get("properties") or "").split()
    }
    assert set(with_math) == declared != set()


def test_chapters_open_with_their_facts(book: EpubFile) -> None:
    chapters = [h for h in book.spine if by_class(book.page(h), "chapter-opening")]
    assert len(chapters) == 8
    for href in chapters:
        opening = one(by_class(book.page(href), "chapter-opening"))
        assert len(by_class(opening, "author")) >= 1
        assert len(by_class(opening, "reading-time")) == 1
        assert opening.find(".//time").get("datetime")


# --- the same every time -------------------------------------------------------------------


def test_same_posts_same_bytes(tmp_path: Path) -> None:
    made = [
        must(
            build(
                "epub",
                REPOSITORY / "book",
                tmp_path / str(jobs),
                conf=REPOSITORY,
                jobs=jobs,
                env={"SOURCE_DATE_EPOCH": EPOCH, "TZ": zone},
            )
        )
        for jobs, zone in ((1, "UTC"), (2, "Asia/Shanghai"))
    ]
    one_book, other = (zipfile.ZipFile(m.product) for m in made)
    assert one_book.namelist() == other.namelist()
    different = [n for n in one_book.namelist() if one_book.read(n) != other.read(n)]
    assert different == []
    assert made[0].product.read_bytes() == made[1].product.read_bytes()


def test_date_of_the_build_is_the_one_given(tmp_path: Path) -> None:
    made = build("epub", ROOTS / "clean", tmp_path, env={"SOURCE_DATE_EPOCH": EPOCH})
    book = EpubFile(must(made).product)
    assert one(book.properties("dcterms:modified")) == "2023-11-14T22:13:20Z"
    assert {info.date_time for info in book.zip.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_html_of_own_pages_that_is_not_closed_is_mended_as_browsers_do() -> None:
    fragment = fragment_from_body("a", '<p>一<br>二 &lt;html:p <link rel="x"> 三', "zh-CN")
    body = etree.fromstring(f'<body xmlns="{XHTML}">{inner_xml(fragment.body)}</body>')
    assert [etree.QName(e).localname for e in body.iter()] == ["body", "p", "br", "link"]
    assert "".join(body.itertext()) == "一二 <html:p  三"
