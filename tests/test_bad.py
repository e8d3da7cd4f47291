"""Bad input: every finding has its code, its file and its line, and the other posts are built.

The posts lie in tests/bad; each is named after the code it gives rise to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.post import MAX_BYTES
from sphinx_anthology.diagnostics import Code, Diagnostic, Severity
from sphinx_anthology.scan import scan

from .house import Build, anthology, build, write_posts
from .pictures import picture
from .reading import page, words

BAD = Path(__file__).parent / "bad"
FORMATS = ("html", "pdf", "epub")
GOOD_POST = "---\ntitle: 好好的一篇\ndate: 2024-01-01\n---\n\n这一篇没有毛病，照样要印出来。\n"
HEADER = b"---\ntitle: x\n---\n\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A post of tests/bad, and the line on which it goes wrong."""

    file: str
    code: Code
    line: int


FROM_FILES = [
    Case("front-matter-toml.md", Code.FRONT_MATTER, 2),
    Case("front-matter-yaml.md", Code.FRONT_MATTER, 3),
    Case("mended-header-colon.md", Code.MENDED_HEADER, 3),
    Case("mended-header-tab.md", Code.MENDED_HEADER, 4),
    Case("mended-header-slip.md", Code.MENDED_HEADER, 3),
    Case("front-matter-json.md", Code.FRONT_MATTER, 4),
    Case("front-matter-unclosed.md", Code.FRONT_MATTER, 1),
    Case("front-matter-list.md", Code.FRONT_MATTER, 2),
    Case("front-matter-aliases.md", Code.FRONT_MATTER, 4),
    Case("front-matter-deep.md", Code.FRONT_MATTER, 2),
    Case("no-alt.md", Code.NO_ALT, 8),
    Case("duplicate-key.md", Code.DUPLICATE_KEY, 4),
    Case("bad-value.md", Code.BAD_VALUE, 4),
    Case("no-title.md", Code.NO_TITLE, 1),
    Case("unknown-shortcode.md", Code.UNKNOWN_SHORTCODE, 7),
    Case("unknown-key.md", Code.UNKNOWN_KEY, 3),
    Case("bold-heading.md", Code.BOLD_HEADING, 7),
    Case("byline.md", Code.BYLINE, 5),
    Case("caption.md", Code.CAPTION, 9),
    Case("removed-html.md", Code.REMOVED_HTML, 7),
    Case("footnote.md", Code.FOOTNOTE, 7),
    Case("unused-footnote.md", Code.UNUSED_FOOTNOTE, 9),
    Case("source-line.md", Code.SOURCE_LINE, 7),
    Case("repeated-title.md", Code.REPEATED_TITLE, 5),
]
FROM_BUILDS = [  # what only a build can know
    Case("missing-image.md", Code.MISSING_IMAGE, 7),
    Case("missing-link.md", Code.MISSING_LINK, 7),
    Case("unknown-citation.md", Code.UNKNOWN_CITATION, 7),
]
FROM_BYTES = {  # name -> bytes that no text file of this repository can hold, code, line
    "empty.md": (b"", Code.EMPTY_POST, 1),
    "only-blank-lines.md": (b"\n\n  \n", Code.EMPTY_POST, 1),
    "gb18030.md": (HEADER + "一行\n又一行".encode("gb18030"), Code.NOT_UTF8, 5),
    "utf16.md": ("\ufeff---\ntitle: x\n---\n".encode("utf-16-le"), Code.NOT_UTF8, 1),
    "brackets.md": (b"---\na: " + b"[" * 50_000 + b"\n---\n", Code.FRONT_MATTER, 2),
    "tables.md": (b"+++\na = " + b"[" * 50_000 + b"\n+++\n", Code.FRONT_MATTER, 2),
    "huge.md": (HEADER + b"a" * MAX_BYTES, Code.TOO_LARGE, 0),
}


# Python's JSON reader gives up on this in its own way.
NEST = b'{"a":' * 100_000


def _one_finding(found: list[Diagnostic], code: Code) -> Diagnostic:
    (finding,) = [finding for finding in found if finding.code is code]
    return finding


def _name(case: Case) -> str:
    return case.file.removesuffix(".md")


def test_each_post_is_named_after_its_code() -> None:
    for case in (*FROM_FILES, *FROM_BUILDS):
        assert case.file.startswith(case.code.slug)


def test_every_post_is_tried() -> None:
    tried = {case.file for case in (*FROM_FILES, *FROM_BUILDS)} | {"draft.md"}
    assert tried == {file.name for file in BAD.iterdir()}


@pytest.mark.parametrize("case", FROM_FILES, ids=_name)
def test_finding_has_code_and_place(case: Case, tmp_path: Path) -> None:
    (tmp_path / case.file).write_bytes((BAD / case.file).read_bytes())
    finding = _one_finding(scan(tmp_path).diagnostics, case.code)
    assert (finding.place.path, finding.place.line) == (str(tmp_path / case.file), case.line)


@pytest.mark.parametrize("case", FROM_FILES, ids=_name)
def test_lines_are_counted_after_a_byte_order_mark_and_crlf_too(case: Case, tmp_path: Path) -> None:
    text = (BAD / case.file).read_text(encoding="utf-8")
    (tmp_path / "post.md").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    finding = _one_finding(scan(tmp_path).diagnostics, case.code)
    assert finding.place.line == case.line


@pytest.mark.parametrize("name", FROM_BYTES)
def test_odd_bytes_have_code_and_place(name: str, tmp_path: Path) -> None:
    data, code, line = FROM_BYTES[name]
    (tmp_path / name).write_bytes(data)
    finding = _one_finding(scan(tmp_path).diagnostics, code)
    assert (finding.place.path, finding.place.line) == (str(tmp_path / name), line)


def test_braces_nested_without_end(tmp_path: Path) -> None:
    (tmp_path / "nest.md").write_bytes(NEST)
    finding = _one_finding(scan(tmp_path).diagnostics, Code.FRONT_MATTER)
    assert finding.place.line == 1


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


def _errors() -> dict[str, tuple[bytes, Code, int]]:
    """Posts that cannot be built, by file name."""
    from_files = {
        case.file: ((BAD / case.file).read_bytes(), case.code, case.line)
        for case in FROM_FILES
        if case.code.severity is Severity.ERROR
    }
    return {**from_files, **FROM_BYTES}


@pytest.fixture(scope="module")
def all_bad(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """One folder with a good post and all bad ones."""
    folder = tmp_path_factory.mktemp("bad")
    posts = write_posts(folder / "posts", {"good.md": GOOD_POST, "folder.md/inside.md": GOOD_POST})
    for name, (data, _, _) in _errors().items():
        (posts / name).write_bytes(data)
    for case in (*FROM_FILES, *FROM_BUILDS):
        (posts / case.file).write_bytes((BAD / case.file).read_bytes())
    (posts / "lamp.png").write_bytes(picture("PNG"))
    asking = GOOD_POST.replace("---\n", "---\nslug: twin\n", 1)
    write_posts(posts, {"twins/one.md": asking, "twins/two.md": asking})
    return build("html", posts, folder / "out")


def test_the_rest_of_the_book_is_built(all_bad: Build) -> None:
    _assert_good_post_is_built(all_bad)
    _assert_tidy(all_bad)
    assert all_bad.run.code != 0


@pytest.mark.parametrize("name", _errors())
def test_error_is_printed_once_with_place_and_code(all_bad: Build, name: str) -> None:
    _, code, line = _errors()[name]
    place = f"{all_bad.folder.parent / 'posts' / name}" + (f":{line}" if line else "")
    told = [c for c in all_bad.run.complaints_of(code.slug) if f"{place}: " in c]
    assert len(told) == 1
    assert "ERROR: " in told[0]


@pytest.mark.parametrize("case", FROM_BUILDS, ids=_name)
def test_warning_of_a_build_has_code_and_place(all_bad: Build, case: Case) -> None:
    place = f"{all_bad.folder.parent / 'posts' / case.file}:{case.line}"
    told = [c for c in all_bad.run.complaints_of(case.code.slug) if c.startswith(f"{place}: ")]
    assert len(told) == 1


@pytest.mark.parametrize("name", [*_errors(), "folder.md", "twins/two.md"])
def test_report_names_what_is_broken(all_bad: Build, name: str) -> None:
    start = all_bad.report.index("Errors")
    errors = all_bad.report[start : all_bad.report.index("Warnings", start)]
    assert f"{all_bad.folder.parent / 'posts' / name}:" in errors


def test_broken_posts_are_not_in_the_book(all_bad: Build) -> None:
    built = {file.stem for file in (all_bad.out / "chapters").glob("*.html")}
    assert not built & {Path(name).stem for name in _errors()}


def test_script_is_gone_and_text_around_it_stays(all_bad: Build) -> None:
    root = page(all_bad.out / "chapters" / "removed-html.html")
    assert "不该出现" not in words(root.find(".//main"))
    assert "最后一句。" in words(root)


def test_text_inside_unknown_shortcodes_stays(all_bad: Build) -> None:
    text = words(page(all_bad.out / "chapters" / "unknown-shortcode.html"))
    assert "留下来的字" in text
    assert "也要留下" in text
    assert "sparkle" not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_one_broken_post_fails_a_build_that_is_made(kind: str, tmp_path: Path) -> None:
    name = "front-matter-toml.md"
    posts = write_posts(tmp_path / "posts", {"good.md": GOOD_POST})
    data, code, line = _errors()[name]
    (posts / name).write_bytes(data)
    made = build(kind, posts, tmp_path / "out")
    assert made.run.code != 0
    (told,) = [line for line in made.run.complaints if line.endswith("]")]
    assert made.run.complaints_of(code.slug) == [told]
    assert told.startswith(f"{posts / name}:{line}: ERROR: ")
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
