"""The main job: two posts with the traits of real ones become a website, a PDF and an EPUB.

One is a Hugo post (TOML, numbered sections, a reference list); the other was taken over from a
news site (YAML, no headings, a byline, pictures without extension, its source in the last line).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sphinx_anthology.core.sniff import image_type

from .house import ROOTS, Build, build, must
from .pictures import picture
from .reading import Element, EpubFile, PdfFile, by_class, one, page, squeezed, title_of, words
from .server import Answer, PictureServer, picture_server

WORKSHOP, WARM_UP = "slow-workshop", "last-warm-up"
TITLES = {
    WORKSHOP: "刻刀与流水线：为什么好字出在小作坊？",
    WARM_UP: "旧印厂里的最后一次预热",
}
SECTIONS = [
    "一、大厂的难处：不敢慢的“快车道”",
    "二、作坊的脾气：一刀一刀地想",
    "三、两只猪的寓言：从“等现成”到“自己磨”",
    "四、缺料的好处：逼出来的办法",
    "五字数与分寸：越少越要紧",
    "六、参考",
]
SUBSECTIONS = ["1. 钱的难处", "2. 摊子的难处", "3. 胆子的难处"]
BOLD_LINES = ["预热要半天", "不按手册来"]
REFERENCES = [
    ("小字号为什么难做，老印厂怎样过关？", "新浪财经", "2024-05-06"),
    ("铅字之后：排字房的昨天、今天与明天", "人人都是产品经理", ""),
    ("照排机进厂那一年 || 旧物志", "网易", ""),
    ("2023年的字库生意：‘小厂’靠什么站住脚", "搜狐", ""),
    ("排字房记事：老师傅和他的七把刻刀", "搜狐", ""),
    ("为什么大厂画不出“老宋体”？", "搜狐", ""),
    ("一枚铜模的旅行", "腾讯网", "2024-05-17"),
    ("夜谈第一讲：字为什么越刻越瘦？到底谁省了那一刀？", "豆瓣博客", ""),
]
LINKS = [
    "https://finance.sina.com.cn/zl/2024-05-06/doc-xiaozihao1984.shtml",
    "https://www.woshipm.com/pd/1984001.html",
    "https://www.163.com/dy/article/JIUWUZHI1984.html",
    "https://www.sohu.com/a/198400001_100001",
    "https://www.sohu.com/a/198400002_100001",
    "https://www.sohu.com/a/198400003_100001",
    "https://news.qq.com/rain/a/20240517A04ZIMO0",
    "https://www.douban.com/podcast_episode/198400",
]
SOURCE = "https://new.qq.com/rain/a/20240309A05YINCH"
GOOD = {
    "/type-tray": ("JPEG", "image/jpeg"),
    "/proofs.webp?size=large": ("WEBP", "image/webp"),
    "/om/press/641": ("PNG", "image/png"),
    "/om/ink/641": ("WEBP", "image/webp"),
}
MISSING = {  # address -> post, line, alternative text
    "/lost/photo": (WORKSHOP, 51, "已经不在的照片"),
    "/om/page/641": (WARM_UP, 97, "辊上的墨丝"),
}
PAGES = ["html", "epub"]
FORMATS = ["html", "epub", "pdf"]


@dataclass(frozen=True, slots=True)
class Books:
    """The two posts in all three formats."""

    source: Path
    server: PictureServer
    builds: dict[str, Build]

    def chapter(self, kind: str, slug: str) -> Element:
        """Body of a chapter as page of the website or of the EPUB."""
        if kind == "html":
            return page(self.builds["html"].out / "chapters" / f"{slug}.html").find("body")
        return self.epub.page(f"{slug}.xhtml").find("body")

    def bibliography(self, kind: str) -> Element:
        if kind == "html":
            return page(self.builds["html"].out / "bibliography.html").find("body")
        return self.epub.page("bibliography.xhtml").find("body")

    @property
    def epub(self) -> EpubFile:
        return EpubFile(self.builds["epub"].product)

    @property
    def pdf(self) -> PdfFile:
        return PdfFile(self.builds["pdf"].product)

    def image(self, kind: str, name: str) -> bytes:
        """Bytes of the picture that an ``img`` of a chapter names."""
        if kind == "html":
            return (self.builds["html"].out / "chapters" / name).read_bytes()
        return self.epub.read(name)

    def build(self, kind: str, *, strict: bool = False) -> Build:
        folder = next(iter(self.builds.values())).folder
        return _build(kind, self.source, folder, self.server, strict=strict)


def _build(
    kind: str, source: Path, folder: Path, server: PictureServer, *, strict: bool = False
) -> Build:
    return build(
        kind,
        source,
        folder,
        strict=strict,
        anthology_local_hosts=server.host,
        anthology_cache=folder / "cache",
    )


def _copy_posts(source: Path, server: PictureServer) -> None:
    source.mkdir()
    for file in (ROOTS / "two-traits").glob("*.md"):
        text = file.read_bytes().replace(b"http://pictures.test", f"http://{server.host}".encode())
        (source / file.name).write_bytes(text)


def _serve(server: PictureServer) -> None:
    for path, (kind, _) in GOOD.items():
        # one picture of each size: what is the same picture is embedded once
        number = list(GOOD).index(path)
        server.answers[path] = Answer(picture(kind, (320 + number, 200)))
    web_page = "<!DOCTYPE html><html><body>此图不许外链</body></html>".encode()
    server.answers["/om/page/641"] = Answer(web_page, headers=(("Content-Type", "image/png"),))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    folder = tmp_path_factory.mktemp("two-traits")
    source = folder / "posts"
    with picture_server() as server:
        _serve(server)
        _copy_posts(source, server)
        builds = {kind: _build(kind, source, folder / "out", server) for kind in FORMATS}
        yield Books(source, server, {kind: must(made) for kind, made in builds.items()})


# --- heads ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("slug", TITLES)
def test_title_is_the_one_top_heading(books: Books, kind: str, slug: str) -> None:
    heading = one(list(books.chapter(kind, slug).iter("h1")))
    assert title_of(heading) == TITLES[slug]


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize(
    ("slug", "author", "moment"),
    [
        (WORKSHOP, "周砚", "2024-05-20T09:30:00+08:00"),
        (WARM_UP, "林舟", "2024-03-09T18:45:46+08:00"),  # the zone that the other post names
    ],
)
def test_author_and_date(books: Books, kind: str, slug: str, author: str, moment: str) -> None:
    byline = one(by_class(books.chapter(kind, slug), "chapter-byline"))
    assert words(one(by_class(byline, "author"))) == author
    assert one(list(byline.iter("time"))).get("datetime") == moment


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("slug", TITLES)
def test_reading_time_is_shown(books: Books, kind: str, slug: str) -> None:
    assert words(one(by_class(books.chapter(kind, slug), "reading-time"))) == "约 1 分钟"


@pytest.mark.parametrize("kind", PAGES)
def test_category_and_tags_are_shown(books: Books, kind: str) -> None:
    tags = [words(tag) for tag in by_class(books.chapter(kind, WORKSHOP), "tag")]
    assert tags == ["印刷", "活字", "小作坊的胜算"]


@pytest.mark.parametrize("kind", PAGES)
def test_summary_is_the_description(books: Books, kind: str) -> None:
    summary = words(one(by_class(books.chapter(kind, WORKSHOP), "chapter-summary")))
    assert summary == "大厂有机器有钱有人，一副耐看的字却常常出在三个人的小屋里。这是为什么？"


@pytest.mark.parametrize("kind", PAGES)
def test_summary_loses_the_byline_that_a_blog_cut_into_it(books: Books, kind: str) -> None:
    summary = words(one(by_class(books.chapter(kind, WARM_UP), "chapter-summary")))
    assert summary == "入冬以后，河边的旧印厂忽然热闹起来。来的人不是客户，..."


@pytest.mark.parametrize("kind", PAGES)
def test_editor_is_credited_and_byline_gone(books: Books, kind: str) -> None:
    body = books.chapter(kind, WARM_UP)
    assert words(one(by_class(body, "editor"))) == "编辑 何岸"
    assert "作者 |" not in words(body)
    assert words(body).count("何岸") == 1


def test_pdf_shows_the_heads(books: Books) -> None:
    text = books.pdf.text
    for wanted in (
        *TITLES.values(),
        "周砚·2024年5月20日·约1分钟",
        "林舟·2024年3月9日·约1分钟",
        "编辑何岸",
        "印刷·活字·小作坊的胜算",
        "大厂有机器有钱有人，一副耐看的字却常常出在三个人的小屋里。这是为什么？",
    ):
        assert squeezed(wanted) in text
    assert "作者|" not in text


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("slug", TITLES)
def test_nothing_of_the_front_matter_block_is_left(books: Books, kind: str, slug: str) -> None:
    text = words(books.chapter(kind, slug))
    for trace in ("+++", "---", "draft", "categories", "sidebar", "taglist", "thumb_640360"):
        assert trace not in text


def test_nothing_of_the_front_matter_block_is_left_in_print(books: Books) -> None:
    for trace in ("+++", "draft", "categories", "sidebar", "taglist", "thumb_640360"):
        assert trace not in books.pdf.text


# --- outline -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAGES)
def test_sections_stand_one_level_below_the_title(books: Books, kind: str) -> None:
    body = books.chapter(kind, WORKSHOP)
    assert [title_of(h) for h in body.iter("h2")] == SECTIONS
    assert [title_of(h) for h in body.iter("h3")] == SUBSECTIONS
    assert list(body.iter("h4", "h5", "h6")) == []


@pytest.mark.parametrize("kind", PAGES)
def test_bold_lines_are_headings(books: Books, kind: str) -> None:
    body = books.chapter(kind, WARM_UP)
    assert [title_of(h) for h in body.iter("h2")] == BOLD_LINES
    assert not set(map(words, body.iter("strong"))) & set(BOLD_LINES)


def test_website_contents_lead_to_chapters_and_sections(books: Books) -> None:
    index = page(books.builds["html"].out / "index.html")
    shown = {words(link): link.get("href") for link in index.iter("a")}
    for slug, title in TITLES.items():
        assert shown[title] == f"chapters/{slug}.html"
    for section in (*SECTIONS, *BOLD_LINES):
        assert shown[section].partition("#")[2]


def test_epub_contents_show_chapters_and_sections(books: Books) -> None:
    chapters = _nav_entries(books.epub.page("nav.xhtml").find(".//nav"))
    assert chapters[TITLES[WORKSHOP]] == SECTIONS
    assert chapters[TITLES[WARM_UP]] == BOLD_LINES


def _nav_entries(nav: Element) -> dict[str, list[str]]:
    return {
        words(item.find("a")): [words(link) for link in item.findall("ol/li/a")]
        for item in nav.findall("ol/li")
    }


def test_pdf_outline_shows_chapters_and_sections(books: Books) -> None:
    marks = [(mark.level, mark.title) for mark in books.pdf.outline]
    start = marks.index((0, TITLES[WORKSHOP]))
    assert [t for level, t in marks[start:] if level == 1][: len(SECTIONS)] == SECTIONS
    assert [(1, title) for title in BOLD_LINES] == [m for m in marks if m[1] in BOLD_LINES]


def test_pdf_contents_show_chapters_and_sections(books: Books) -> None:
    contents = next(text for text in books.pdf.pages if "目录" in text)
    for title in (*TITLES.values(), *SECTIONS, *BOLD_LINES):
        assert squeezed(title) in squeezed(contents)


@pytest.mark.parametrize("kind", PAGES)
def test_chapters_stand_in_order_of_date(books: Books, kind: str) -> None:
    if kind == "epub":
        order = [href.removesuffix(".xhtml") for href in books.epub.spine]
    else:
        index = page(books.builds["html"].out / "index.html")
        links = [link.get("href") for link in index.iter("a")]
        order = [h.removeprefix("chapters/").partition(".html")[0] for h in links if h]
    assert order.index(WARM_UP) < order.index(WORKSHOP)


# --- text ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAGES)
def test_emphasis_beside_chinese_marks_is_bold(books: Books, kind: str) -> None:
    bold = [words(strong) for strong in books.chapter(kind, WORKSHOP).iter("strong")]
    assert bold == [
        "人手与机器总要先给已经卖得动的那几副字",
        "分工链上的“慢变量”",
        "怕错的习惯",
        "“以木代铜”",
    ]


def test_emphasis_is_set_in_a_bold_face(books: Books) -> None:
    assert all("Bold" in font for font in books.pdf.fonts_of("分工链上的“慢变量”"))
    assert not any("Bold" in font for font in books.pdf.fonts_of("也常被忽略"))


def test_no_asterisk_is_left_anywhere(books: Books) -> None:
    for slug in TITLES:
        for kind in PAGES:
            assert "*" not in words(books.chapter(kind, slug))
    assert "*" not in books.pdf.text


@pytest.mark.parametrize("kind", PAGES)
def test_line_breaks_between_han_leave_no_space(books: Books, kind: str) -> None:
    text = "".join(books.chapter(kind, WORKSHOP).itertext())
    assert "改到最后，谁也记不得" in text
    assert "灯在哪儿，活儿就在哪儿。" in text


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("slug", TITLES)
def test_no_paragraph_is_empty(books: Books, kind: str, slug: str) -> None:
    paragraphs = list(books.chapter(kind, slug).iter("p"))
    assert len(paragraphs) > 5
    assert all(words(p) or p.find(".//img") is not None for p in paragraphs)


# --- references ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("where", ["chapter", "bibliography"])
def test_references_are_entries_in_the_authors_order(books: Books, kind: str, where: str) -> None:
    body = books.bibliography(kind) if where == "bibliography" else books.chapter(kind, WORKSHOP)
    items = one(by_class(body, "references")).findall("li")
    entries, addresses = [_entry(item) for item in items], [_address(item) for item in items]
    if where == "bibliography":  # by author, here by title
        entries, addresses = (
            sorted(x, key=y.index) for x, y in ((entries, REFERENCES), (addresses, LINKS))
        )
    assert entries == REFERENCES
    assert addresses == LINKS


def _entry(item: Element) -> tuple[str, str, str]:
    title, site, date = (
        " ".join(map(words, by_class(item, f"reference-{name}")))
        for name in ("title", "site", "date")
    )
    return title, site, date


def _address(item: Element) -> str:
    shown = one(one(by_class(item, "reference-url")).findall(".//a"))
    assert words(shown) == shown.get("href")
    return shown.get("href")


def test_references_are_printed_twice_in_order(books: Books) -> None:
    """Once at the end of the chapter, once in the bibliography."""
    text = books.pdf.text
    at = 0
    for title, site, date in REFERENCES:
        assert text.count(squeezed(title)) == 2
        at = text.index(squeezed(title), at) + len(squeezed(title))
        assert text.startswith(squeezed(f"[EB/OL]. {site}{f'（{date}）' if date else ''}["), at)
    assert set(LINKS) <= set(books.pdf.links())


@pytest.mark.parametrize("kind", PAGES)
def test_entries_name_the_chapter_that_cites_them(books: Books, kind: str) -> None:
    for item in one(by_class(books.bibliography(kind), "references")).findall("li"):
        back = one(one(by_class(item, "cited-in")).findall(".//a"))
        assert words(back) == TITLES[WORKSHOP]
        chapter = books.chapter(kind, WORKSHOP)
        anchor = back.get("href").partition("#")[2]
        assert len(chapter.findall(f".//*[@id='{anchor}']")) == 1


@pytest.mark.parametrize("kind", PAGES)
def test_last_line_is_the_source_and_no_reference(books: Books, kind: str) -> None:
    body = books.chapter(kind, WARM_UP)
    link = one(one(by_class(body, "chapter-source")).findall(".//a"))
    assert link.get("href") == SOURCE
    assert by_class(body, "references") == []
    assert SOURCE not in words(books.bibliography(kind))
    assert [a for a in body.iter("a") if words(a) == "qq"] == []


def test_pdf_shows_the_source(books: Books) -> None:
    assert "原文new.qq.com/rain/a/20240309A05YINCH" in books.pdf.text
    assert SOURCE in set(books.pdf.links())


# --- pictures ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAGES)
def test_line_below_a_picture_is_its_caption(books: Books, kind: str) -> None:
    caption = one(list(books.chapter(kind, WARM_UP).iter("figcaption")))
    assert title_of(caption) == "图片来自旧印厂陈列室"
    assert caption.getparent().find(".//img") is not None


@pytest.mark.parametrize("kind", PAGES)
def test_pictures_are_embedded_under_their_true_type(books: Books, kind: str) -> None:
    images = [i for slug in TITLES for i in books.chapter(kind, slug).findall(".//figure//img")]
    types = [image_type(books.image(kind, image.get("src"))) for image in images]
    assert len(types) == len(GOOD)
    if kind == "html":
        assert sorted(types) == sorted(media_type for _, media_type in GOOD.values())
    else:
        assert set(types) <= {"image/jpeg", "image/png"}  # EPUB readers need not know WebP


def test_epub_manifest_tells_the_true_type_of_pictures(books: Books) -> None:
    book = books.epub
    pictures = [i for i in book.manifest.values() if i.get("media-type").startswith("image/")]
    assert len(pictures) > len(GOOD)  # and the cover
    for item in pictures:
        assert image_type(book.read(item.get("href"))) == item.get("media-type")


def test_pdf_embeds_the_pictures(books: Books) -> None:
    expected = {(320 + number, 200) for number in range(len(GOOD))}
    assert expected <= set(books.pdf.pictures())


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("path", MISSING)
def test_missing_picture_leaves_text_and_link(books: Books, kind: str, path: str) -> None:
    slug, _, alt = MISSING[path]
    place = one(by_class(books.chapter(kind, slug), "missing-image"))
    assert alt in words(place)
    assert one(place.findall(".//a")).get("href") == books.server.url(path)


@pytest.mark.parametrize("path", MISSING)
def test_missing_picture_leaves_text_and_link_in_print(books: Books, path: str) -> None:
    assert MISSING[path][2] in books.pdf.text
    assert books.server.url(path) in set(books.pdf.links())


@pytest.mark.parametrize("kind", FORMATS)
def test_one_warning_for_each_missing_picture(books: Books, kind: str) -> None:
    complaints = books.builds[kind].run.complaints
    for path, (slug, line, _) in MISSING.items():
        told = [c for c in complaints if c.startswith(f"{books.source / slug}.md:{line}: ")]
        assert len(told) == 1
        assert books.server.url(path) in told[0]
        assert told[0].endswith("[anthology.missing-image]")
    assert len(complaints) == len(MISSING)


@pytest.mark.parametrize("path", GOOD)
def test_pictures_are_fetched_once_for_all_builds(books: Books, path: str) -> None:
    assert books.server.asked[path] == 1
    must(books.build("html"))
    assert books.server.asked[path] == 1


@pytest.mark.parametrize("kind", FORMATS)
def test_strict_build_fails(books: Books, kind: str) -> None:
    assert books.build(kind, strict=True).run.code != 0


# --- report --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "last-warm-up.md:27: byline moved to the chapter's head: author 林舟, editor 何岸",
        "last-warm-up.md:49: bold line read as heading: 预热要半天",
        "last-warm-up.md:73: bold line read as heading: 不按手册来",
        "last-warm-up.md:87: caption of the picture above: 图片来自旧印厂陈列室",
        f"last-warm-up.md:108: last line became the source: {SOURCE}",
        "last-warm-up.md:17: front matter key 'authorbox' is kept but not used",
    ],
)
def test_report_tells_what_the_rules_did(books: Books, note: str) -> None:
    assert f"{books.source}/{note}" in books.builds["html"].report.splitlines()


def test_bold_headings_can_be_switched_off(books: Books, tmp_path: Path) -> None:
    made = build("html", books.source, tmp_path, anthology_bold_headings=0, anthology_offline=1)
    body = page(made.out / "chapters" / f"{WARM_UP}.html").find("body")
    assert list(body.iter("h2")) == []
    assert set(BOLD_LINES) <= {words(strong) for strong in body.iter("strong")}
