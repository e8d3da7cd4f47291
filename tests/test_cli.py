"""The command ``anthology``: what it builds, checks and prints, and its exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sphinx_anthology.cli import FORMATS, main
from sphinx_anthology.core.structure.outline import columns

from .house import ROOTS, anthology, build, write_posts
from .reading import page, words
from .server import Answer, PictureServer

POST = "---\ntitle: 甲\ndate: 2024-01-01\n---\n\n正文。\n"


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOTS / "clean", tmp_path / "posts"))


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("build", "check", "inspect", "live"))


@pytest.mark.parametrize("arguments", [[], ["build"], ["build", "docx"], ["paint"]])
def test_wrong_arguments_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_build_makes_every_format_it_is_asked_for(posts: Path, tmp_path: Path) -> None:
    done = anthology("build", *FORMATS, "--book", posts, "--build", tmp_path / "out")
    assert done.code == 0, done.log
    assert (tmp_path / "out/html/index.html").is_file()
    assert (tmp_path / "out/pdf/posts.pdf").is_file()
    assert (tmp_path / "out/epub/posts.epub").is_file()


def test_build_is_quiet_when_nobody_watches(posts: Path, tmp_path: Path) -> None:
    done = anthology("build", "html", "--book", posts, "--build", tmp_path / "out")
    assert done.err == ""
    assert "%]" not in done.out
    assert len(done.out.splitlines()) <= 5


def test_build_uses_the_configuration_beside_the_posts(posts: Path, tmp_path: Path) -> None:
    write_posts(posts, {"conf.py": 'extensions = ["sphinx_anthology"]\nproject = "有名字的书"\n'})
    anthology("build", "html", "--book", posts, "--build", tmp_path / "out")
    assert words(page(tmp_path / "out/html/index.html").find(".//h1")) == "有名字的书"


def test_one_failure_among_formats_is_the_exit_code(posts: Path, tmp_path: Path) -> None:
    write_posts(posts, {"bad.md": "---\ntitle: [\n---\n"})
    done = anthology("build", "html", "epub", "--book", posts, "--build", tmp_path / "out")
    assert done.code != 0
    assert (tmp_path / "out/epub/posts.epub").is_file()


def test_strict_makes_a_warning_fail(posts: Path, tmp_path: Path) -> None:
    write_posts(posts, {"untitled.md": "---\ndate: 2024-01-01\n---\n\n正文。\n"})
    common = ("build", "html", "--book", posts, "--build", tmp_path / "out")
    assert anthology(*common).code == 0
    assert anthology(*common, "--strict").code != 0


def test_drafts_are_taken_when_asked_for(posts: Path, tmp_path: Path) -> None:
    write_posts(posts, {"draft.md": POST.replace("date:", "draft: true\ndate:")})
    common = ("build", "html", "--book", posts, "--build")
    anthology(*common, tmp_path / "without")
    anthology(*common, tmp_path / "with", "--drafts")
    assert not (tmp_path / "without/html/chapters/draft.html").exists()
    assert (tmp_path / "with/html/chapters/draft.html").is_file()


def test_offline_asks_nobody(posts: Path, tmp_path: Path, server: PictureServer) -> None:
    server.answers["/a"] = Answer(b"x")
    write_posts(posts, {"a.md": POST + f"\n![图]({server.url('/a')})\n"})
    done = anthology("build", "html", "--book", posts, "--build", tmp_path / "out", "--offline")
    assert done.code == 0
    assert len(done.complaints_of("missing-image")) == 1
    assert server.asked == {}


def test_posts_and_build_may_be_given_relative(posts: Path, tmp_path: Path) -> None:
    done = anthology("build", "html", "--book", "posts", cwd=tmp_path)
    assert done.code == 0, done.log
    assert (tmp_path / "build/html/index.html").is_file()


def test_messages_name_posts_as_they_can_be_opened(tmp_path: Path) -> None:
    write_posts(tmp_path / "posts", {"a.md": POST, "bad.md": "---\ntitle: [\n---\n"})
    done = anthology("build", "html", "--book", "posts", cwd=tmp_path)
    (told,) = done.complaints_of("front-matter")
    name = told.partition(":")[0]
    assert (tmp_path / name).samefile(tmp_path / "posts" / "bad.md")


# --- check ---------------------------------------------------------------------------------


def test_check_of_good_posts(posts: Path) -> None:
    done = anthology("check", "--book", posts)
    assert done.code == 0
    assert done.out.splitlines()[-1].startswith("3 posts")


def test_check_names_errors_and_builds_nothing(posts: Path, tmp_path: Path) -> None:
    write_posts(posts, {"bad.md": "---\ntitle: [\n---\n"})
    before = sorted(tmp_path.rglob("*"))
    done = anthology("check", "--book", posts, cwd=tmp_path)
    assert done.code == 1
    (told,) = [line for line in done.out.splitlines() if line.endswith("[front-matter]")]
    assert told.startswith(f"error: {posts / 'bad.md'}:")
    assert sorted(tmp_path.rglob("*")) == before


def test_check_of_an_empty_folder(tmp_path: Path) -> None:
    done = anthology("check", "--book", tmp_path)
    assert done.code == 1
    assert "[no-posts]" in done.out


def test_check_sees_two_posts_with_one_slug(tmp_path: Path) -> None:
    """What a build would call an error, a check does too."""
    post = POST.replace("---\n", "---\nslug: lamp\n", 1)
    write_posts(tmp_path, {"a/one.md": post, "b/two.md": post})
    done = anthology("check", "--book", tmp_path)
    assert done.code == 1
    assert "[duplicate-slug]" in done.out


# --- inspect -------------------------------------------------------------------------------


def test_inspect_prints_a_line_a_post(posts: Path) -> None:
    done = anthology("inspect", "--book", posts)
    rows = {row["post"]: row for row in map(json.loads, done.out.splitlines())}
    assert sorted(rows) == ["lamp.md", "letters.md", "window.md"]
    lamp = rows["lamp.md"]
    assert (lamp["title"], lamp["authors"], lamp["tags"]) == ("灯下", ["周砚"], ["灯", "读书"])
    assert lamp["date"] == "2024-01-02T20:00:00+08:00"
    assert [reference["title"] for reference in lamp["references"]] == ["灯的历史", "灯与书"]
    assert rows["letters.md"]["language"] == "en"


def test_inspect_of_a_folder_names_posts_below_it(posts: Path) -> None:
    done = anthology("inspect", posts.name, cwd=posts.parent)
    assert sorted(json.loads(line)["post"] for line in done.out.splitlines()) == [
        "lamp.md", "letters.md", "window.md",
    ]  # fmt: skip


def test_inspect_of_files_names_them_as_given(posts: Path) -> None:
    given = [f"{posts.name}/window.md", str(posts / "lamp.md")]
    done = anthology("inspect", *given, cwd=posts.parent)
    assert [json.loads(line)["post"] for line in done.out.splitlines()] == given


def test_inspect_of_what_is_not_there(posts: Path) -> None:
    done = anthology("inspect", posts / "nowhere.md")
    assert done.code == 2
    assert f"{posts / 'nowhere.md'}: is not there" in done.err


def test_inspect_tells_what_could_not_be_read(posts: Path) -> None:
    write_posts(posts, {"bad.md": "---\ntitle: [\n---\n"})
    done = anthology("inspect", posts)
    assert done.code == 1
    assert f"error: {posts / 'bad.md'}:" in done.err
    assert len(done.out.splitlines()) == 3


def test_inspect_as_a_table_is_aligned(posts: Path) -> None:
    done = anthology("inspect", "--format", "table", posts)
    head, *rows = done.out.splitlines()
    assert head.split() == ["date", "language", "title", "authors", "tags", "references", "post"]
    at = columns(head[: head.index("post")])
    assert all(columns(row[: row.rindex("  ") + 2]) == at for row in rows)


def test_inspect_says_what_the_blog_says(tmp_path: Path) -> None:
    hugo = 'baseURL = "https://lamp.example.net/"\n[permalinks]\npost = "/:year/:slug/"\n'
    post = "---\ntitle: 灯下\ndate: 2024-01-02\nslug: lamp\nmoon: 满\n---\n\n正文。\n"
    write_posts(tmp_path, {"blog/hugo.toml": hugo, "blog/content/post/a.md": post})
    (row,) = map(json.loads, anthology("inspect", tmp_path).out.splitlines())
    assert row["permalink"] == "https://lamp.example.net/2024/lamp/"
    assert row["blog"]["generator"] == "hugo"
    assert row["extra"] == {"moon": "满"}


def test_same_work_has_the_same_key_in_both_posts(posts: Path) -> None:
    done = anthology("inspect", "--book", posts)
    rows = [json.loads(line) for line in done.out.splitlines()]
    keys = {r["key"] for row in rows for r in row["references"] if r["title"] == "灯与书"}
    assert len(keys) == 1


# --- a build of the environment's own ------------------------------------------------------


def test_offline_can_be_set_in_the_environment(
    posts: Path, tmp_path: Path, server: PictureServer
) -> None:
    write_posts(posts, {"a.md": POST + f"\n![图]({server.url('/a')})\n"})
    made = build("html", posts, tmp_path, anthology_offline=1, anthology_local_hosts=server.host)
    assert made.run.code == 0
    assert server.asked == {}
