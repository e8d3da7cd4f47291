"""A book that stands as it was built is seen to stand without loading anything; whatever else is
changed is found."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from sphinx_anthology.unchanged import asked_for, settings_of, tree

from .house import Run, anthology, write_posts
from .pictures import picture

POSTS = {
    "a.md": "---\ntitle: 灯\n---\n\n灯在窗前。见[窑](b.md)。\n\n![灯](lamp.png)\n",
    "b.md": "---\ntitle: 窑\ndate: soon\n---\n\n窑里有火。\n",  # told as a value of no use
    "draft.md": "---\ntitle: 稿\ndraft: true\n---\n\n还没写完。\n",
}
CONF = """\
from pathlib import Path
from names import NAME

extensions = ["sphinx_anthology"]
project = NAME + Path(__file__).with_name("deeper").joinpath("title").read_text()
templates_path = ["templates"]
anthology_pages = ["pages/*.md"]
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A book, and where it is built."""

    folder: Path

    @property
    def posts(self) -> Path:
        return self.folder / "posts"

    @property
    def conf(self) -> Path:
        return self.folder / "conf"

    @property
    def out(self) -> Path:
        return self.folder / "build"

    def build(self, *more: str, kind: str = "html", env: dict[str, str] | None = None) -> Run:
        return anthology(
            "build", kind, "--book", self.posts, "--conf", self.conf, "--build", self.out,
            "--offline", *more, env={"PYTHONPATH": str(self.conf)} | (env or {}),
        )  # fmt: skip

    def was_loaded(self, *more: str, kind: str = "html", env: dict[str, str] | None = None) -> bool:
        """Build; whether Sphinx did it: each of its builds writes this report."""
        report = self.out / "doctrees" / f"report-{kind}.txt"
        before = report.stat().st_mtime_ns
        made = self.build(*more, kind=kind, env=env)
        assert made.code == 0, made.log
        return report.stat().st_mtime_ns != before


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("standing"))
    write_posts(desk.posts, POSTS)
    (desk.posts / "lamp.png").write_bytes(picture("png"))
    write_posts(
        desk.conf,
        {"conf.py": CONF, "names.py": 'NAME = "六"\n', "deeper/title": "篇", "templates/x": ""},
    )
    write_posts(desk.posts, {"pages/own.md": "# 自页\n\n```{include} part.txt\n```\n"})
    write_posts(desk.posts, {"pages/part.txt": "一段。\n"})
    assert desk.build().code == 0
    return desk


def _write(name: str, text: str) -> Callable[[Desk], object]:
    return lambda desk: str(write_posts(desk.folder, {name: text}))


def _remove(name: str) -> Callable[[Desk], object]:
    return lambda desk: (desk.folder / name).unlink()


def _as_new(desk: Desk) -> None:
    """The same size, the same time of change: as `mv` and `rsync` leave files."""
    file = desk.posts / "b.md"
    known = file.stat()
    file.write_text(POSTS["b.md"].replace("火", "水"), encoding="utf-8")
    os.utime(file, ns=(known.st_atime_ns, known.st_mtime_ns))


CHANGES: dict[str, Callable[[Desk], object]] = {
    "post": _write("posts/b.md", POSTS["b.md"] + "又一句。\n"),
    "post of the same size and time": _as_new,
    "new post": _write("posts/c.md", "---\ntitle: 窗\n---\n\n窗。\n"),
    "deleted post": _remove("posts/b.md"),
    "picture": lambda desk: (desk.posts / "lamp.png").write_bytes(picture("png", (9, 9))),
    "included file": _write("posts/pages/part.txt", "另一段。\n"),
    "conf.py": _write("conf/conf.py", CONF + 'html_title = "题"\n'),
    "module of conf.py": _write("conf/names.py", 'NAME = "七"\n'),
    "what conf.py reads": _write("conf/deeper/title", "章"),
    "lock": _write("conf/references.lock.json", "{}\n"),
    "template": _write("conf/templates/x", "y"),
    "page gone": _remove("build/html/chapters/b.html"),
    "page touched": lambda desk: (desk.out / "html" / "index.html").touch(),
    "EPUB beside it": _write("build/epub/x.epub", ""),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_found(built: Desk, tmp_path: Path, name: str) -> None:
    shutil.copytree(built.folder, tmp_path / "desk")
    desk = Desk(tmp_path / "desk")
    desk.build()  # in its new place
    assert not desk.was_loaded()
    CHANGES[name](desk)
    assert desk.was_loaded()
    assert not desk.was_loaded()


def test_post_that_is_deleted_while_the_book_is_made_is_found(built: Desk, tmp_path: Path) -> None:
    shutil.copytree(built.folder, tmp_path / "desk")
    desk = Desk(tmp_path / "desk")
    with ThreadPoolExecutor() as pool:
        building = pool.submit(desk.build, kind="pdf")
        while not (desk.out / "doctrees" / "pieces").exists():
            time.sleep(0.01)
        (desk.posts / "b.md").unlink()
        assert building.result().code == 0
    assert desk.was_loaded(kind="pdf")
    assert not desk.was_loaded(kind="pdf")


def test_what_is_asked_for_counts(built: Desk) -> None:
    assert built.was_loaded("--drafts")
    assert not built.was_loaded("--drafts")
    assert built.was_loaded()
    assert built.was_loaded(env={"TZ": "Asia/Shanghai"})
    assert not built.was_loaded(env={"TZ": "Asia/Shanghai", "SHLVL": "3", "COLUMNS": "40"})
    assert built.was_loaded(env={"SOURCE_DATE_EPOCH": "1700000000"})


def test_it_says_what_a_build_says(built: Desk) -> None:
    built.build()
    (built.out / "doctrees" / "standing-html.json").unlink()
    long = built.build()
    short = built.build()
    assert "WARNING" in long.log
    assert short.log == long.log
    told = [built.build("--format", "json", "-o", str(built.folder / "told")) for _ in range(2)]
    assert [run.code for run in told] == [0, 0]
    findings = json.loads((built.folder / "told").read_text(encoding="utf-8"))["findings"]
    assert {finding["code"] for finding in findings} >= {"bad-value", "draft"}


def test_all_formats_stand(built: Desk) -> None:
    for kind in ("pdf", "epub", "html"):
        assert built.build(kind=kind).code == 0
    assert [built.was_loaded(kind=kind) for kind in ("pdf", "epub", "html")] == [False] * 3
    book = next((built.out / "epub").glob("*.epub"))
    book.unlink()
    assert built.was_loaded(kind="epub")
    assert book.is_file()


NOT_VOUCHED_FOR = {
    "warnings are errors": ({}, "", ("--strict",)),
    "an error": ({"broken.md": ""}, "", ()),
    "a stranger's extension": ({}, 'extensions.append("names")\n', ()),
    "conf.py is never the same": ({}, "import time\nmoment = time.time_ns()\n", ()),
    "conf.py listens": ({}, "def setup(app):\n    pass\n", ()),
    "conf.py holds who knows what": ({}, "thing = object()\n", ()),
}


@pytest.mark.parametrize("name", NOT_VOUCHED_FOR)
def test_some_books_leave_no_record(tmp_path: Path, name: str) -> None:
    posts, conf, more = NOT_VOUCHED_FOR[name]
    desk = Desk(tmp_path)
    write_posts(desk.posts, {"b.md": POSTS["b.md"], **posts})
    names = 'NAME = "六"\n\ndef setup(app):\n    return {}\n'
    write_posts(desk.conf, {"conf.py": CONF + conf, "names.py": names, "deeper/title": "篇"})
    report = desk.out / "doctrees" / "report-html.txt"
    codes = [desk.build(*more).code]
    before = report.stat().st_mtime_ns
    codes.append(desk.build(*more).code)
    assert report.stat().st_mtime_ns != before
    assert codes[0] == codes[1]


def test_pictures_that_were_not_to_be_had_are_tried_again(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9/lamp.png"
    write_posts(tmp_path / "posts", {"a.md": f"---\ntitle: 灯\n---\n\n![灯]({url})\n"})
    report = tmp_path / "build" / "doctrees" / "report-html.txt"
    seen = []
    for _ in range(2):
        run = anthology(
            "build", "html", "--book", tmp_path / "posts", "--build", tmp_path / "build"
        )
        assert run.code == 0
        seen.append(report.stat().st_mtime_ns)
    assert seen[0] != seen[1]


def test_a_broken_record_is_none(built: Desk) -> None:
    built.build()
    record = built.out / "doctrees" / "standing-html.json"
    for broken in ("", "{", "[]", '{"asked": 1}', "null"):
        record.write_text(broken, encoding="utf-8")
        assert built.was_loaded()
    assert not built.was_loaded()


def test_a_change_while_building_is_found(tmp_path: Path) -> None:
    """A post that is younger than the build's beginning: who knows when it was read."""
    desk = Desk(tmp_path)
    write_posts(desk.posts, {"b.md": POSTS["b.md"]})
    write_posts(desk.conf, {"conf.py": CONF, "names.py": 'NAME = "六"\n', "deeper/title": ""})
    later = time.time() + 3600
    os.utime(desk.posts / "b.md", (later, later))
    desk.build()
    assert desk.was_loaded()


def test_asked() -> None:
    one = asked_for(["-b", "html"], {"LANG": "C"})
    assert one == asked_for(["-b", "html"], {"LANG": "C", "SHLVL": "2", "MAKELEVEL": "1"})
    assert one != asked_for(["-b", "html", "-W"], {"LANG": "C"})
    assert one != asked_for(["-b", "html"], {"LANG": "zh_CN.UTF-8"})


def test_settings(tmp_path: Path) -> None:
    conf = tmp_path / "conf.py"
    conf.write_text("import os\nprint('loud')\nname = os.getcwd()\n", encoding="utf-8")
    here = os.getcwd()
    assert settings_of(conf) == settings_of(conf) is not None
    assert os.getcwd() == here
    for broken in ("raise SystemError\n", "import sys\nsys.exit(0)\n", "(\n", "tags.has('x')\n"):
        conf.write_text(broken, encoding="utf-8")
        assert settings_of(conf) is None
    conf.write_text("import os\nos.environ['SET_BY_CONF'] = '1'\n", encoding="utf-8")
    assert settings_of(conf)
    assert "SET_BY_CONF" not in os.environ


def test_trees_see_through_links_and_pass_over_outputs(tmp_path: Path) -> None:
    write_posts(tmp_path, {"in/a": "1", "in/out/b": "1", "in/.git/c": "1", "away": "1"})
    (tmp_path / "in" / "link").symlink_to(tmp_path / "away")
    skipped = [str(tmp_path / "in" / "out")]
    known = tree(tmp_path / "in", skipped)
    write_posts(tmp_path, {"in/out/b": "22", "in/.git/c": "22"})
    assert tree(tmp_path / "in", skipped) == known
    write_posts(tmp_path, {"away": "22"})
    assert tree(tmp_path / "in", skipped) != known
