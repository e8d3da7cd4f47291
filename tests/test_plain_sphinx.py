"""Plain Sphinx habits: a conf.py of one line, ``-W``, ``-j``, ``-D``, second builds, own pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sphinx_anthology.scan import SUFFIXES

from .house import ROOTS, Build, build, must, write_posts
from .reading import Element, EpubFile, PdfFile, by_class, one, page, title_of, words

CONF = 'extensions = ["sphinx_anthology"]\n'
FORMATS = ("html", "pdf", "epub")


def _project(folder: Path, **files: str) -> Path:
    """The clean posts with a conf.py of one line."""
    shutil.copytree(ROOTS / "clean", folder)
    return write_posts(folder, {"conf.py": CONF, **files})


def _contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


# --- one line of conf.py -------------------------------------------------------------------


@pytest.fixture(scope="module")
def posts_before_and_after(
    clean: dict[str, Build], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The posts as they were written, and as they lie there after all builds."""
    fresh = _project(tmp_path_factory.mktemp("fresh") / "posts")
    return _contents(fresh), _contents(clean["html"].folder.parent / "posts")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    """The clean posts in all formats, with two processes, and a warning would be an error."""
    folder = tmp_path_factory.mktemp("clean")
    posts = _project(folder / "posts")
    return {k: build(k, posts, folder / "out", strict=True, jobs=2) for k in FORMATS}


@pytest.mark.parametrize("kind", FORMATS)
def test_one_line_is_enough_and_nothing_is_said(clean: dict[str, Build], kind: str) -> None:
    assert must(clean[kind]).run.complaints == []


def test_posts_are_never_written_to(
    posts_before_and_after: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    before, after = posts_before_and_after
    assert after == before


def test_all_formats_hold_the_same_chapters(clean: dict[str, Build]) -> None:
    titles = ["A Letter on Letters", "灯下", "窗前"]
    pages = sorted((clean["html"].out / "chapters").glob("*.html"))
    assert sorted(title_of(one(list(page(f).iter("h1")))) for f in pages) == sorted(titles)
    marks = PdfFile(clean["pdf"].product).outline
    assert [mark.title for mark in marks if mark.title in titles] == titles
    book = EpubFile(clean["epub"].product)
    nav = [words(a) for a in book.page("nav.xhtml").find(".//nav").findall("ol/li/a")]
    assert [title for title in nav if title in titles] == titles


def test_number_of_processes_changes_nothing(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    one_job, two_jobs = (
        _contents(must(build("html", posts, tmp_path / str(n), jobs=n, env=env)).out)
        for n in (1, 2)
    )
    assert sorted(one_job) == sorted(two_jobs)
    assert [name for name in one_job if one_job[name] != two_jobs[name]] == []


# --- settings ------------------------------------------------------------------------------


def _order(made: Build) -> list[str]:
    index = page(made.out / "index.html")
    links = [a.get("href").partition("#")[0] for a in index.iter("a") if a.get("href")]
    found = dict.fromkeys(link for link in links if link.startswith("chapters/"))
    return [link.removeprefix("chapters/").removesuffix(".html") for link in found]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("title", ["letters", "window", "lamp"]),  # by pinyin: chuang, deng
        ("weight", ["window", "lamp", "letters"]),
    ],
)
def test_order_is_a_setting(order: str, expected: list[str], tmp_path: Path) -> None:
    made = must(
        build("html", _project(tmp_path / "posts"), tmp_path / "out", anthology_order=order)
    )
    assert _order(made) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("year", {"2023", "2024"}),
        ("category", {"夜", "昼", "Letters"}),
    ],
)
def test_parts_are_a_setting(parts: str, expected: set[str], tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out", anthology_parts=parts))
    shown = by_class(page(made.out / "index.html"), "part")
    assert {words(heading) for part in shown for heading in part.iter("h2")} == expected


def test_settings_of_conf_are_read(tmp_path: Path) -> None:
    conf = CONF + 'project = "两盏灯"\nlanguage = "zh_CN"\nanthology_slug = "lamps"\n'
    posts = _project(tmp_path / "posts", **{"conf.py": conf})
    made = must(build("epub", posts, tmp_path / "out"))
    assert made.product.name == "lamps.epub"
    assert [t.text for t in EpubFile(made.product).metadata("title")] == ["两盏灯"]


def test_another_theme_can_be_chosen(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out", html_theme="alabaster"))
    headings = page(made.out / "chapters" / "lamp.html").iter("h1")
    assert "灯下" in {title_of(heading) for heading in headings}
    links = {a.get("href") for a in page(made.out / "index.html").iter("a")}
    assert "chapters/lamp.html" in links


@pytest.mark.parametrize("name", ["text", "latex"])
def test_other_builders_of_sphinx_work(name: str, tmp_path: Path) -> None:
    made = must(build(name, _project(tmp_path / "posts"), tmp_path / "out"))
    assert any(made.out.iterdir())


# --- second builds -------------------------------------------------------------------------


def _stamps(folder: Path) -> dict[str, int]:
    return {
        file.relative_to(folder).as_posix(): file.stat().st_mtime_ns
        for file in folder.rglob("*")
        if file.is_file()
    }


def _rewritten(made: Build, again: Build, before: dict[str, int]) -> set[str]:
    assert again.run.code == 0, again.run.log
    after = _stamps(made.out)
    return {
        n for n in after if after[n] != before.get(n) and n.endswith((".html", ".epub", ".pdf"))
    }


def test_second_build_with_no_change_writes_no_page(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out"))
    before = _stamps(made.out / "chapters") | {"index.html": _stamps(made.out)["index.html"]}
    must(build("html", posts, tmp_path / "out"))
    after = _stamps(made.out / "chapters") | {"index.html": _stamps(made.out)["index.html"]}
    assert after == before


def test_edited_post_rewrites_what_shows_it(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    made = must(build("html", posts, tmp_path / "out"))
    before = _stamps(made.out)
    text = (posts / "lamp.md").read_text(encoding="utf-8")
    (posts / "lamp.md").write_text(text.replace("字比白天黑", "字比白天深"), encoding="utf-8")
    rewritten = _rewritten(made, build("html", posts, tmp_path / "out"), before)
    assert "chapters/lamp.html" in rewritten
    assert "chapters/letters.html" not in rewritten
    assert "字比白天深" in words(page(made.out / "chapters" / "lamp.html"))


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_new_title_is_shown_everywhere(kind: str, tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    must(build(kind, posts, tmp_path / "out"))
    text = (posts / "lamp.md").read_text(encoding="utf-8")
    (posts / "lamp.md").write_text(text.replace("title: 灯下", "title: 灯前"), encoding="utf-8")
    made = must(build(kind, posts, tmp_path / "out"))
    shown = _all_words(made)
    assert "灯前" in shown
    assert "灯下 " not in shown.replace("灯下读书", "")


def _all_words(made: Build) -> str:
    if made.kind == "html":
        return " ".join(words(page(f).find("body")) + " " for f in made.out.rglob("*.html"))
    book = EpubFile(made.product)
    return " ".join(words(book.page(href).find("body")) + " " for href in book.spine)


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_rebuilt_book_equals_a_fresh_one(kind: str, tmp_path: Path) -> None:
    """Edit, add, rename and delete posts: the second build ends where a first one would."""
    posts = _project(tmp_path / "posts")
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    must(build(kind, posts, tmp_path / "out", env=env))
    (posts / "letters.md").unlink()
    (posts / "window.md").rename(posts / "casement.md")
    write_posts(posts, {"new.md": "---\ntitle: 新篇\ndate: 2022-01-01\n---\n\n新的一篇。\n"})
    text = (posts / "lamp.md").read_text(encoding="utf-8")
    (posts / "lamp.md").write_text(text.replace("(window.md)", "(new.md)"), encoding="utf-8")
    again = must(build(kind, posts, tmp_path / "out", env=env))
    fresh = must(build(kind, posts, tmp_path / "fresh", env=env))
    if kind == "html":
        assert _pages(again.out) == _pages(fresh.out)
    else:
        assert again.product.read_bytes() == fresh.product.read_bytes()


def _pages(out: Path) -> dict[str, str]:
    """What each page says; pages of posts that are gone may lie on, unlinked."""
    linked = {f"{name}.html" for name in ("lamp", "new", "casement")}
    files = [
        *out.glob("*.html"),
        *(f for f in (out / "chapters").glob("*.html") if f.name in linked),
    ]
    return {f.relative_to(out).as_posix(): f.read_text(encoding="utf-8") for f in files}


def test_setting_that_changes_rebuilds(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    must(build("html", posts, tmp_path / "out"))
    made = must(build("html", posts, tmp_path / "out", anthology_timezone="America/New_York"))
    times = one(by_class(page(made.out / "chapters" / "letters.html"), "date"))
    assert times.get("datetime") == "2023-03-04T09:00:00-05:00"


# --- pages of the user's own ---------------------------------------------------------------

OWN_INDEX = "# 我的文集\n\n一页自己的话。\n\n```{toctree}\nchapters/lamp\nchapters/window\n```\n"


def _own_page(folder: Path, text: str) -> Element:
    """The index page of a book whose index.md the user wrote."""
    made = must(build("html", _project(folder / "posts", **{"index.md": text}), folder / "out"))
    return page(made.out / "index.html").find(".//main")


def test_own_index_with_a_toctree(tmp_path: Path) -> None:
    main = _own_page(tmp_path, OWN_INDEX)
    assert "一页自己的话。" in words(main)
    links = {words(a): a.get("href") for a in main.iter("a")}
    assert links["灯下"] == "chapters/lamp.html"


def test_own_index_with_the_contents_directive(tmp_path: Path) -> None:
    main = _own_page(tmp_path, "# 我的文集\n\n一页自己的话。\n\n```{anthology-contents}\n```\n")
    links = {words(a): a.get("href") for a in main.iter("a")}
    assert links["灯下"] == "chapters/lamp.html"
    assert links["灯"].startswith("chapters/lamp.html#")


def test_own_index_of_restructuredtext(tmp_path: Path) -> None:
    text = "我的文集\n========\n\n一页自己的话。\n\n.. toctree::\n\n   chapters/lamp\n"
    posts = _project(tmp_path / "posts", **{"index.rst": text})
    made = must(build("html", posts, tmp_path / "out"))
    assert "一页自己的话。" in words(page(made.out / "index.html"))


def test_role_leads_to_a_chapter_and_says_its_title(tmp_path: Path) -> None:
    text = (
        "# x\n\n{anthology:post}`lamp`、{anthology:post}`window.md`、{anthology:post}`信 <letters>`"
    )
    links = [a for a in _own_page(tmp_path, f"{text}\n\n{OWN_INDEX}").find(".//p").iter("a")]
    assert [(words(a), a.get("href")) for a in links] == [
        ("灯下", "chapters/lamp.html"),
        ("窗前", "chapters/window.html"),
        ("信", "chapters/letters.html"),
    ]


def test_role_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    text = "# x\n\n见 {anthology:post}`no-such-post`。\n\n" + OWN_INDEX
    posts = _project(tmp_path / "posts", **{"index.md": text})
    made = build("html", posts, tmp_path / "out")
    told = [line for line in made.run.complaints if "no-such-post" in line]
    assert len(told) == 1
    assert f"{posts / 'index.md'}:3" in told[0]


def test_reference_of_a_post_can_be_cited(tmp_path: Path) -> None:
    """`{cite}` takes the keys that the book makes; `{bibliography}` lists the user's own works."""
    key = _key_of_lamp_history(tmp_path)
    text = f"# x\n\n见 {{cite}}`{key}`。\n\n```{{bibliography}}\n:filter: cited\n```\n\n{OWN_INDEX}"
    main = _own_page(tmp_path / "cited", text)
    link = one(list(one(by_class(main, "bibtex-citation")).iter("a")))
    assert link.get("href") == f"bibliography.html#ref-{key}"
    assert "灯的历史" in link.get("title")
    assert by_class(main, "citation-list") == []


def _key_of_lamp_history(folder: Path) -> str:
    made = must(build("html", _project(folder / "first"), folder / "out"))
    items = one(by_class(page(made.out / "chapters" / "lamp.html"), "references")).findall("li")
    return next(i.get("id") for i in items if "灯的历史" in words(i)).removeprefix("ref-")


def test_bib_file_of_the_user_works_beside(tmp_path: Path) -> None:
    bib = "@book{lin2015, author={林舟}, title={窗}, publisher={铅火社}, year={2015}}\n"
    conf = CONF + 'bibtex_bibfiles = ["own.bib"]\n'
    index = (
        f"# x\n\n见 {{cite}}`lin2015`。\n\n```{{bibliography}}\n:filter: cited\n```\n\n{OWN_INDEX}"
    )
    files = {"conf.py": conf, "own.bib": bib, "index.md": index}
    made = must(build("html", _project(tmp_path / "posts", **files), tmp_path / "out"))
    assert "铅火社" in words(one(by_class(page(made.out / "index.html"), "citation-list")))


# --- where things lie ----------------------------------------------------------------------


def test_output_may_lie_among_the_posts(tmp_path: Path) -> None:
    posts = _project(tmp_path / "posts")
    for _ in range(2):
        made = must(build("html", posts, posts / "_build"))
    assert _order(made) == ["letters", "lamp", "window"]


def test_paths_may_hold_anything(tmp_path: Path) -> None:
    posts = _project(tmp_path / "我的 posts & 'more'")
    made = must(build("epub", posts, tmp_path / "out 出"))
    assert made.product.name.isascii()


def test_configuration_may_lie_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(ROOTS / "clean", tmp_path / "posts")
    write_posts(tmp_path / "conf", {"conf.py": CONF + 'project = "别处"\n'})
    made = must(build("html", tmp_path / "posts", tmp_path / "out", conf=tmp_path / "conf"))
    assert words(page(made.out / "index.html").find(".//h1")) == "别处"


def test_every_suffix_of_a_post_is_built(tmp_path: Path) -> None:
    text = "---\ntitle: {}\ndate: 2024-05-01\n---\n\nText of it.\n"
    names = {f"post{n}{suffix}": text.format(suffix) for n, suffix in enumerate(SUFFIXES)}
    made = must(
        build("html", write_posts(tmp_path / "posts", names), tmp_path / "out", strict=True)
    )
    assert len(list((made.out / "chapters").glob("*.html"))) == len(SUFFIXES)
