"""The lock of pictures: what it pins, what a build makes of it, and the commands that write it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from pathlib import Path

import pytest
from PIL import Image

from sphinx_anthology.core.assets import Pin, read_text, write_text
from sphinx_anthology.core.lockfile import LockError
from sphinx_anthology.exclusive import alone_with
from sphinx_anthology.locks import ASSETS
from sphinx_anthology.media import index
from sphinx_anthology.media.fetch import Bounds
from sphinx_anthology.media.store import INDEX, PictureStore

from .clock import Clock
from .house import Build, Run, anthology, build, must, write_posts
from .pictures import SVG, picture
from .reading import by_class, page
from .server import Answer, PictureServer

ONE, OTHER = picture("PNG", (21, 21)), picture("PNG", (22, 22))
CONF = """extensions = ["sphinx_anthology"]
anthology_local_hosts = ["127.0.0.1"]
anthology_cache = "kept"
anthology_pages = ["preface.md"]
"""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _pin(data: bytes, date: str = "2026-09-01") -> Pin:
    return Pin(_digest(data), "image/png", len(data), date)


# --- the file ------------------------------------------------------------------------------


def test_text_and_pins_are_the_same() -> None:
    pins = {"https://b.example/": _pin(ONE), "https://a.example/图.png": _pin(OTHER, "")}
    text = write_text(pins)
    assert read_text(text, ASSETS) == pins
    assert text.index("a.example") < text.index("b.example")
    assert text == write_text(dict(reversed(pins.items())))
    assert set(json.loads(text)["https://b.example/"]) == {"sha256", "type", "size", "date"}


GOOD = write_text({"https://a.example/": _pin(ONE), "https://b.example/": _pin(OTHER)})


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("{\n", "{\n<<<<<<< ours\n", 2, "not merged"),
        (_digest(OTHER), "short", 10, "64 hexadecimal digits"),
        ('"image/png"\n  },', '"text/html"\n  },', 6, "`type` is one of"),
        ("2026-09-01", "last week", 3, "a day"),
        ('"size": ', '"size": -', 5, "a number of bytes"),
        ('"size"', '"weight"', 5, "no field"),
        ("https://a.example/", "file:///etc/passwd", 2, "an address"),
        ("https://b.example/", "https://a.example/", 8, "twice"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(LockError, match=reason) as told:
        read_text(GOOD.replace(old, new, 1), ASSETS)
    assert told.value.place.line == line


# --- the cache -----------------------------------------------------------------------------


def _store(server: PictureServer, folder: Path, **lock: Pin) -> PictureStore:
    pins = {server.url(f"/{name}"): pin for name, pin in lock.items()}
    bounds = Bounds(1_000_000, 10, (server.host,))
    return PictureStore(folder, bounds, offline=False, lock=pins, clock=Clock())


def _fetch(store: PictureStore, *urls: str) -> None:
    store.fetch_all(urls, lambda url: None)


def test_index_tells_size_and_day(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = Answer(ONE)
    _fetch(_store(server, tmp_path), server.url("/a"))
    row = json.loads((tmp_path / INDEX).read_text())[server.url("/a")]
    assert (row["size"], row["sha256"]) == (len(ONE), _digest(ONE))
    assert len(row["date"]) == len("2026-09-01")


def test_bytes_are_kept_as_they_came(server: PictureServer, tmp_path: Path) -> None:
    acting = SVG.replace(b">", b" onload='alert(1)'>", 1)
    server.answers["/a"] = Answer(acting)
    store = _store(server, tmp_path)
    _fetch(store, server.url("/a"))
    asset = store.get(server.url("/a"))
    assert asset is not None
    assert Path(asset.path).read_bytes() == acting


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: data[:-1] + b"?", bytes])
def test_a_spoilt_file_is_as_good_as_none(
    server: PictureServer, tmp_path: Path, harm: object
) -> None:
    server.answers["/a"] = Answer(ONE)
    _fetch(_store(server, tmp_path), server.url("/a"))
    (file,) = tmp_path.glob("*.png")
    file.write_bytes(harm(ONE) if harm is not bytes else b"")  # type: ignore[operator]
    again = _store(server, tmp_path)
    assert again.get(server.url("/a")) is None
    _fetch(again, server.url("/a"))
    assert file.read_bytes() == ONE
    assert server.asked["/a"] == 2


def test_an_index_leads_to_no_file_outside(server: PictureServer, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(ONE)
    row = {"path": "../secret.png", "media_type": "image/png", "sha256": _digest(ONE)}
    cache = tmp_path / "cache"
    cache.mkdir()
    text = json.dumps({server.url("/a"): {**row, "width": 1, "height": 1}})
    (cache / INDEX).write_text(text)
    assert _store(server, cache).get(server.url("/a")) is None


def test_builds_that_share_a_cache_lose_no_rows(server: PictureServer, tmp_path: Path) -> None:
    server.answers |= {"/a": Answer(ONE), "/b": Answer(OTHER)}
    first, second = _store(server, tmp_path), _store(server, tmp_path)
    _fetch(first, server.url("/a"))
    _fetch(second, server.url("/b"))
    assert set(index.load(tmp_path / INDEX)) == {server.url("/a"), server.url("/b")}


def test_rows_survive_when_many_save_at_once(tmp_path: Path) -> None:
    file = tmp_path / INDEX

    def save(number: int) -> None:
        for part in range(5):
            index.add(file, {f"https://a.example/{number}/{part}": index.Row(_pin(ONE), 1, 1)})

    threads = [threading.Thread(target=save, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(index.load(file)) == 30
    assert {file.name for file in tmp_path.iterdir()} == {INDEX, f"{INDEX}.lock"}


def test_who_keeps_the_index_for_long_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "PATIENCE", 0.1)
    held = alone_with(tmp_path / f"{INDEX}.lock", 0)
    assert held is not None
    with held:
        index.add(tmp_path / INDEX, {"https://a.example/": index.Row(_pin(ONE), 1, 1)})
    assert len(index.load(tmp_path / INDEX)) == 1


def test_an_interrupted_build_keeps_what_came(server: PictureServer, tmp_path: Path) -> None:
    server.answers |= {f"/{n}": Answer(ONE) for n in range(8)}

    def interrupt(url: str) -> None:
        raise KeyboardInterrupt

    store = _store(server, tmp_path)
    _fetch(store, server.url("/0"))
    with pytest.raises(KeyboardInterrupt):
        store.fetch_all([server.url(f"/{n}") for n in range(1, 8)], interrupt)
    assert server.url("/0") in index.load(tmp_path / INDEX)


# --- lock and cache ------------------------------------------------------------------------


def test_locked_file_is_taken_without_index_and_network(
    server: PictureServer, tmp_path: Path
) -> None:
    (tmp_path / _pin(ONE).file).write_bytes(ONE)
    store = _store(server, tmp_path, a=_pin(ONE))
    _fetch(store, server.url("/a"))
    asset = store.get(server.url("/a"))
    assert asset is not None
    assert (asset.width, asset.height) == (21, 21)
    assert server.asked == {}


def test_the_lock_outweighs_the_index(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = Answer(ONE)
    _fetch(_store(server, tmp_path), server.url("/a"))
    (tmp_path / _pin(OTHER).file).write_bytes(OTHER)
    asset = _store(server, tmp_path, a=_pin(OTHER)).get(server.url("/a"))
    assert asset is not None
    assert asset.sha256 == _digest(OTHER)


def test_a_changed_picture_is_not_taken(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = Answer(OTHER)
    store = _store(server, tmp_path, a=_pin(ONE))
    _fetch(store, server.url("/a"))
    assert store.get(server.url("/a")) is None
    assert store.failures[server.url("/a")].found == _digest(OTHER)
    assert list(tmp_path.glob("*.png")) == []


def test_what_is_as_it_was_is_fetched(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = Answer(ONE)
    store = _store(server, tmp_path, a=_pin(ONE))
    _fetch(store, server.url("/a"))
    assert store.get(server.url("/a")) is not None


# --- builds and commands -------------------------------------------------------------------


def _book(folder: Path, server: PictureServer) -> Path:
    posts = {
        "conf.py": CONF,
        "a.md": f"---\ntitle: 图\n---\n\n文。\n\n![一]({server.url('/one')})\n",
        "preface.md": f"# 前言\n\n```{{figure}} {server.url('/own')}\n题\n```\n",
    }
    server.answers |= {"/one": Answer(ONE), "/own": Answer(OTHER)}
    return write_posts(folder / "book", posts)


def _html(book: Path, folder: Path, **more: object) -> Build:
    return build("html", book, folder, **more)  # type: ignore[arg-type]


def _pictures(word: str, book: Path, *more: str) -> Run:
    return anthology("pictures", word, "--book", book, "--build", book.parent / "out", *more)


def _widths(made: Build, name: str) -> list[int]:
    file = made.out / name
    sources = [str(image.get("src")) for image in page(file).findall(".//main//img")]
    widths = []
    for source in sources:
        with Image.open(file.parent / source) as image:
            widths.append(image.width)
    return widths


def test_lock_is_written_and_holds_all_that_is_shown(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    done = _pictures("lock", book)
    assert done.code == 0, done.log
    assert "2 pictures, 2 new" in done.out
    pins = read_text((book / ASSETS).read_text(), ASSETS)
    assert {url: pin.sha256 for url, pin in pins.items()} == {
        server.url("/one"): _digest(ONE),
        server.url("/own"): _digest(OTHER),
    }
    before = (book / ASSETS).read_bytes()
    assert _pictures("lock", book).code == 0
    assert (book / ASSETS).read_bytes() == before
    assert set(server.asked.values()) == {1}


@pytest.mark.parametrize("kind", ["html", "epub", "pdf"])
def test_second_machine_asks_nobody(server: PictureServer, tmp_path: Path, kind: str) -> None:
    """It has the files of the cache and the lock, nothing else."""
    book = _book(tmp_path / "first", server)
    assert _pictures("lock", book).code == 0
    there = tmp_path / "second"
    shutil.copytree(book, there, ignore=shutil.ignore_patterns(INDEX))
    server.asked.clear()
    made = must(build(kind, there, tmp_path / "out", strict=True))
    assert server.asked == {}
    if kind == "html":
        assert _widths(made, "chapters/a.html") == [21]
        assert _widths(made, "preface.html") == [22]


def _changed_book(folder: Path, server: PictureServer) -> Path:
    """A locked book, whose cache is gone and of whose pictures one is another by now."""
    book = _book(folder, server)
    assert _pictures("lock", book).code == 0
    shutil.rmtree(book / "kept")
    server.answers["/one"] = Answer(OTHER)
    return book


def test_a_changed_picture_is_told_with_its_line(server: PictureServer, tmp_path: Path) -> None:
    book = _changed_book(tmp_path, server)
    made = must(_html(book, tmp_path / "out"))
    (told,) = made.run.complaints_of("changed-picture")
    assert told.startswith(f"{book / 'a.md'}:7: ")
    for wanted in (_digest(ONE)[:12], _digest(OTHER)[:12], "anthology pictures lock --update"):
        assert wanted in told
    assert by_class(page(made.out / "chapters/a.html"), "missing-image")
    assert _widths(made, "preface.html") == [22]

    # taken on, it is on its page, though the post has not changed
    assert _pictures("lock", book, "--update").code == 0
    again = must(_html(book, tmp_path / "out", strict=True))
    assert _widths(again, "chapters/a.html") == [22]


def test_builds_of_one_command_tell_the_change_alike(server: PictureServer, tmp_path: Path) -> None:
    book = _changed_book(tmp_path, server)
    server.asked.clear()
    done = anthology("build", "html", "epub", "--book", book, "--build", tmp_path / "out")
    assert len(done.complaints_of("changed-picture")) == 2, done.log
    assert server.asked["/one"] == 1


def test_a_picture_that_comes_later_is_on_its_page(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    own = server.answers.pop("/own")
    one = server.answers.pop("/one")
    made = must(_html(book, tmp_path / "out"))
    assert len(made.run.complaints_of("missing-image")) == 2
    server.answers |= {"/own": own, "/one": one}
    again = must(_html(book, tmp_path / "out", strict=True))
    assert _widths(again, "chapters/a.html") == [21]
    assert _widths(again, "preface.html") == [22]


def test_lock_does_not_take_a_change_on_by_itself(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    assert _pictures("lock", book).code == 0
    before = (book / ASSETS).read_bytes()
    shutil.rmtree(book / "kept")
    server.answers["/one"] = Answer(OTHER)
    done = _pictures("lock", book)
    assert done.code == 1
    assert server.url("/one") in done.err
    assert (book / ASSETS).read_bytes() == before


def test_update_takes_changes_and_keeps_what_is_gone(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    assert _pictures("lock", book).code == 0
    server.answers["/one"] = Answer(OTHER)
    del server.answers["/own"]
    done = _pictures("lock", book, "--update")
    assert done.code == 1
    assert "2 pictures, 0 new, 1 changed" in done.out
    pins = read_text((book / ASSETS).read_text(), ASSETS)
    assert pins[server.url("/one")].sha256 == _digest(OTHER)
    assert pins[server.url("/own")].sha256 == _digest(OTHER)


def test_what_is_no_longer_shown_leaves_the_lock(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    assert _pictures("lock", book).code == 0
    (book / "a.md").write_text("---\ntitle: 图\n---\n\n文。\n", encoding="utf-8")
    done = _pictures("lock", book)
    assert "1 no longer shown" in done.out
    assert list(read_text((book / ASSETS).read_text(), ASSETS)) == [server.url("/own")]


def test_a_broken_post_unpins_nothing(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    assert _pictures("lock", book).code == 0
    write_posts(book, {"a.md": "---\ntitle: [\n---\n", "b.md": "---\ntitle: 乙\n---\n\n文。\n"})
    before = (book / ASSETS).read_bytes()
    _pictures("lock", book)
    assert (book / ASSETS).read_bytes() == before


def test_check_tells_what_changed_and_writes_nothing(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    assert _pictures("lock", book).code == 0
    assert _pictures("check", book).code == 0
    server.answers["/one"] = Answer(picture("PNG", (30, 30)))
    del server.answers["/own"]
    before = {file: file.read_bytes() for file in book.rglob("*") if file.is_file()}
    done = _pictures("check", book)
    assert done.code == 1
    assert [line.split(": ")[:2] for line in done.out.splitlines()[:2]] == [
        ["changed", server.url("/one")],
        ["gone", server.url("/own")],
    ]
    assert {file: file.read_bytes() for file in book.rglob("*") if file.is_file()} == before


def test_check_needs_a_lock(server: PictureServer, tmp_path: Path) -> None:
    done = _pictures("check", _book(tmp_path, server))
    assert done.code == 2
    assert "anthology pictures lock" in done.err


def test_without_a_network_nothing_is_learned(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    away = write_text({"http://nowhere.invalid/a.png": _pin(ONE)})
    (book / ASSETS).write_text(away)
    assert _pictures("check", book).code == 3


def test_lock_offline_is_made_of_the_cache(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    must(_html(book, tmp_path / "out"))
    server.asked.clear()
    assert _pictures("lock", book, "--offline").code == 0
    assert server.asked == {}
    assert len(read_text((book / ASSETS).read_text(), ASSETS)) == 2


@pytest.mark.parametrize("what", ["build", "lock", "check"])
def test_a_broken_lock_ends_it_with_its_line(
    server: PictureServer, tmp_path: Path, what: str
) -> None:
    book = _book(tmp_path, server)
    (book / ASSETS).write_text(GOOD.replace(_digest(OTHER), "short"))
    done = _html(book, tmp_path / "out").run if what == "build" else _pictures(what, book)
    assert done.code == 2
    assert f"{book / ASSETS}:10: " in done.err
    assert "Traceback" not in done.log
    assert server.asked == {}


def test_conf_says_where_the_cache_is_for_the_command_too(
    server: PictureServer, tmp_path: Path
) -> None:
    book = _book(tmp_path, server)
    out = tmp_path / "out"
    done = anthology("build", "html", "--book", book, "--build", out)
    assert done.code == 0, done.log
    assert (book / "kept" / INDEX).is_file()
    (book / "conf.py").write_text(CONF.replace('anthology_cache = "kept"\n', ""))
    done = anthology("build", "html", "--book", book, "--build", out)
    assert done.code == 0, done.log
    assert (out / "cache" / INDEX).is_file()


def test_a_lock_that_cannot_be_written_is_told(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    (book / ASSETS).mkdir()
    done = _pictures("lock", book)
    assert done.code == 2
    assert "Traceback" not in done.log
    assert os.listdir(book / ASSETS) == []
