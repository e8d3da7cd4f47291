"""After each edit the book is, byte for byte, the one that is made afresh, in all formats; and
pages that do not show the edit are not written again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from .house import anthology, write_posts
from .pictures import picture

FORMATS = ("html", "pdf", "epub")
LAMP = "1. 甲野. 灯的历史[M]. 北京: 窗出版社, 2019.\n"
KILN = "1. Mills C. Kiln notes. https://kiln.example/notes, 2021.\n"


def _post(title: str, date: str, tags: str, body: str, references: str = "") -> str:
    head = f"---\ntitle: {title}\ndate: {date}\ntags: [{tags}]\nauthor: 甲野\n---\n\n"
    tail = f"\n## 参考资料\n\n{references}" if references else ""
    return f"{head}{body}\n{tail}"


POSTS = {
    "a.md": _post(
        "灯", "2024-01-01", "夜, 光", "灯在窗前。见[窑](b.md)。\n\n![灯](lamp.png)", LAMP
    ),
    "b.md": _post("窑", "2024-02-01", "火", "窑里有火[1]。", KILN),
    "c.md": _post("窗", "2024-03-01", "光", "窗外是河。见[灯](a.md)。", LAMP),
    "d.md": _post("河", "2024-04-01", "水", "河水不停。"),
    "e.md": _post("桥", "2024-05-01", "水", "桥在河上。"),
    "f.md": _post("岸", "2024-06-01", "土", "岸上有人。"),
}
CONF = (
    'extensions = ["sphinx_anthology"]\nproject = "六篇"\nhtml_baseurl = "https://six.example/"\n'
)


@dataclass(slots=True)
class Desk:
    """The book that is edited step by step, and what its files are."""

    folder: Path
    posts: Path
    files: dict[str, str] = field(default_factory=dict)

    def replace(self, name: str, old: str, new: str) -> None:
        file = self.posts / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def build(self, out: str) -> dict[str, str]:
        done = anthology(
            "build", *FORMATS, "--book", self.posts, "--build", self.folder / out, "--offline",
            env={"SOURCE_DATE_EPOCH": "1700000000"},
        )  # fmt: skip
        assert done.code == 0, done.log
        return _bytes(self.folder / out)


def _bytes(out: Path) -> dict[str, str]:
    files = (file for kind in FORMATS for file in (out / kind).rglob("*") if file.is_file())
    return {
        file.relative_to(out).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in files
        if not file.name.startswith(".buildinfo")
    }


def _rename(desk: Desk) -> None:
    (desk.posts / "e.md").rename(desk.posts / "bridge.md")


def _picture(desk: Desk) -> None:
    (desk.posts / "lamp.png").write_bytes(picture("PNG", (30, 20)))


def _new(desk: Desk) -> None:
    write_posts(desk.posts, {"g.md": _post("舟", "2024-07-01", "水", "舟自横。")})


def _configure(desk: Desk) -> None:
    desk.replace("conf.py", "六篇", "河上六篇")


def _theme(desk: Desk) -> None:
    desk.replace("conf.py", "project", 'html_theme_options = {"paragraphs": "indent"}\nproject')


Edit = Callable[[Desk], None]
EDITS: dict[str, Edit] = {
    "body": lambda desk: desk.replace("d.md", "河水不停", "河水不停，也不急"),
    "title": lambda desk: desk.replace("a.md", "title: 灯", "title: 一盏灯"),
    "date": lambda desk: desk.replace("d.md", "2024-04-01", "2024-05-20"),
    "tag": lambda desk: desk.replace("f.md", "[土]", "[土, 光]"),
    "new post": _new,
    "shared reference": lambda desk: desk.replace("c.md", "1. 甲野", "1. 甲野, 乙川"),
    "reference that is not shared any more": lambda desk: desk.replace("c.md", "2019", "2020"),
    "picture": _picture,
    "renamed post": _rename,
    "draft": lambda desk: desk.replace("f.md", "title: 岸", "draft: true\ntitle: 岸"),
    "deleted post": lambda desk: (desk.posts / "g.md").unlink(),
    "configuration": _configure,
    "theme": _theme,
    "nothing": lambda desk: None,
}
FEW = {"body", "tag", "picture", "nothing"}  # pages show them; the others' titles stay


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("edits")
    desk = Desk(folder, write_posts(folder / "posts", {**POSTS, "conf.py": CONF}))
    (desk.posts / "lamp.png").write_bytes(picture("PNG", (20, 20)))
    desk.files = desk.build("out")
    return desk


def _written(out: Path) -> dict[str, int]:
    pages = (out / "html").rglob("*.html")
    return {page.relative_to(out).as_posix(): page.stat().st_mtime_ns for page in pages}


@pytest.mark.parametrize("edit", EDITS)
def test_edited_book_is_as_one_made_afresh(edit: str, desk: Desk) -> None:
    EDITS[edit](desk)
    before, stamps = desk.files, _written(desk.folder / "out")
    desk.files = desk.build("out")
    shutil.rmtree(desk.folder / "fresh", ignore_errors=True)
    fresh = desk.build("fresh")
    differing = {n for n in fresh.keys() | desk.files.keys() if fresh.get(n) != desk.files.get(n)}
    assert differing == set()
    if edit in FEW:
        now = _written(desk.folder / "out")
        written = {page for page in now if now[page] != stamps.get(page)}
        changed = {page for page in now if desk.files[page] != before.get(page)}
        assert changed <= written <= changed | {"html/index.html"}  # which offers the books anew
    if edit != "nothing":
        assert desk.files != before
