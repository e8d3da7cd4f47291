"""The same posts give the same bytes: whatever the machine's path, language, zone and number of
processes, and in whatever order it lists files."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sphinx_anthology.media.names import LONGEST, PictureNames, name_of

from .house import build, must
from .pictures import picture

COUNT = 44  # posts: as many as are worth processes, in the scan as well
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}


def _post(number: int) -> str:
    language = "en" if number % 3 == 0 else "zh"
    head = (
        f"---\ntitle: {'Lamp' if language == 'en' else '灯'} {number}\n"
        f"date: 2024-{number % 12 + 1:02}-11 0{number % 9}:30\ntags: [灯, t{number % 5}]\n"
        f"author: {('甲野', 'Ann Oak')[number % 2]}\n---\n\n"
    )
    text = 'It\'s a "lamp" in the window[1].' if language == "en" else "灯在窗前[1]，河在窗外。"
    return (
        f"{head}{text}见[下一篇](p{(number + 1) % COUNT:02}.md)。\n\n"
        f"![灯](img{number % 4}/lamp.png)\n\n## 节\n\n`code` $x^{number}$\n\n"
        f"## 参考资料\n\n1. 甲野. 灯的历史 {number % 7}[M]. 北京: 窗出版社, 2019.\n"
        "2. Mills C. Kiln notes. https://kiln.example/notes, 2021.\n"
    )


def _write(folder: Path, *, backwards: bool = False) -> Path:
    """The posts; the order in which they are made is often that in which they are listed."""
    for number in sorted(range(COUNT), reverse=backwards):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"p{number:02}.md").write_text(_post(number), encoding="utf-8")
    for number in sorted(range(4), reverse=backwards):
        (folder / f"img{number}").mkdir()
        colour = f"#a5{number}0{number}f"
        (folder / f"img{number}" / "lamp.png").write_bytes(picture("png", colour=colour))
    return folder


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how a book is built."""

    folder: str = "posts"  # below, and of one name: a book without a title is called by it
    jobs: int = 1
    env: Mapping[str, str] = field(default_factory=dict)
    backwards: bool = False


ANOTHER = {
    "processes": Place(jobs=2),
    "many processes": Place(jobs=5),
    "language": Place(env={"LC_ALL": "C", "LANG": "de_DE.UTF-8", "LANGUAGE": "fr"}),
    "zone": Place(env={"TZ": "Pacific/Kiritimati"}),
    "order of hashes": Place(env={"PYTHONHASHSEED": "77"}),
    "order of files": Place(backwards=True),
    "path": Place(folder="a folder/文 章/posts"),
}
ALL = Place(
    "又/一处/posts", 3, {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "5"}, True
)


def _built(kind: str, place: Place, folder: Path) -> dict[str, bytes]:
    posts = _write(folder / place.folder, backwards=place.backwards)
    env = EPOCH | {"PYTHONHASHSEED": "0"} | dict(place.env)
    made = must(build(kind, posts, folder / "out", jobs=place.jobs, env=env))
    files = (file for file in made.out.rglob("*") if file.is_file())
    return {file.relative_to(made.out).as_posix(): file.read_bytes() for file in files}


def _differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return _built("html", Place(), tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize("name", ANOTHER)
def test_the_website_is_the_same(site: dict[str, bytes], tmp_path: Path, name: str) -> None:
    # what Sphinx notes for itself: the path of conf.py is in neither
    assert _differing(site, _built("html", ANOTHER[name], tmp_path)) == set()


@pytest.mark.parametrize("kind", ["epub", "pdf"])
def test_books_are_the_same(tmp_path: Path, kind: str) -> None:
    one = _built(kind, Place(), tmp_path / "one")
    shutil.rmtree(tmp_path / "one")
    assert _differing(one, _built(kind, ALL, tmp_path / "other")) == set()
    assert any(name.endswith(f".{kind}") for name in one)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("lamp.png", "lamp.png"),
        ("2024/lamp.png", "2024.lamp.png"),
        ("/cache/ab/abcdef.png", "abcdef.png"),
    ],
)
def test_names(path: str, name: str) -> None:
    assert name_of(path) == name


def test_names_are_never_shared() -> None:
    paths = ["a/b.png", "a.b.png", ".a/b.png", "a./b.png", "a/.b.png", "a.a/b.png", "a/a.b.png"]
    paths += [f"{'灯' * 200}/{n}/x.png" for n in range(2)] + ["长" * 90 + ".png", "y" * 250]
    names = [name_of(path) for path in paths]
    assert len(set(names)) == len(paths)
    assert max(len(name.encode()) for name in names) <= LONGEST + 11
    assert [name.endswith(".png") for name in names] == [True] * 10 + [False]


def test_documents_forget_their_pictures() -> None:
    names = PictureNames([("x/lamp.png", ({"a", "b"}, "lamp.png"))])
    names.add_file("a", "own.png")
    names.purge_doc("a")
    assert dict(names) == {"x/lamp.png": ({"b"}, "x.lamp.png")}
    names.purge_doc("b")
    names.purge_doc("b")
    assert not names
