"""Processes that were loaded before it was known what for, and what becomes of builds without."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sphinx_anthology import interrupt, pango, prefork
from sphinx_anthology.epub.cover import _Drawing
from sphinx_anthology.fonts import Fonts, configuration
from sphinx_anthology.pdf.engine.piece import Copy, Job
from sphinx_anthology.pdf.press import Press
from sphinx_anthology.pdf.workers import Worker

from .house import run

SHEET = Copy("<html><head><title>t</title></head><body><p>one</p></body></html>", "en")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="60">'
    '<rect width="9" height="9"/></svg>'
)


@pytest.fixture
def two() -> Iterator[None]:
    """Two processes are left."""
    prefork.leave(prefork.begin(2))
    yield
    prefork.close(prefork._left)
    prefork._left.clear()
    interrupt.end_helpers()


def _press(folder: Path) -> Press:
    fonts = Fonts(folder)
    return Press(Job(("p { margin: 0 }",), folder), folder / "kept", "f", 1, fonts.environment)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _ends(pid: int) -> bool:
    """Whether a process is gone soon; it lets go of its files a moment before."""
    for _ in range(1000):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "XZ":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.usefixtures("two")
def test_who_is_left_sets_pages_as_a_new_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _press(tmp_path / "a") as press:
        pieces = [press.submit(partial(press.set, SHEET)).result().load()]
        worker = press._started[0]._worker
        assert _parent(worker.pid) != os.getpid()
    assert _ends(worker.pid)
    monkeypatch.setattr(prefork, "take", lambda *_: None)
    with _press(tmp_path / "b") as press:
        pieces.append(press.submit(partial(press.set, SHEET)).result().load())
        assert _parent(press._started[0]._worker.pid) == os.getpid()
    assert pieces[0].sheets == pieces[1].sheets


@pytest.mark.usefixtures("two")
def test_it_works_in_the_environment_of_who_takes_it(tmp_path: Path) -> None:
    """A configuration that lets in Hack alone sets everything in it."""
    (tmp_path / "fonts.conf").write_text(configuration(["Hack"]), encoding="utf-8")
    environment = {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    with Press(Job((), tmp_path), tmp_path / "kept", "f", 1, environment) as press:
        kept = press.submit(partial(press.set, SHEET)).result()
        ((objects, _),) = press.embed(kept.fonts())
        assert press._started[0]._own is None
    assert any(b"+Hack" in thing.head for thing in objects)


@pytest.mark.usefixtures("two")
def test_page_that_it_dies_of_is_set_by_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose end could be told, if that died, too."""
    with _press(tmp_path) as press:
        assert press.submit(partial(press.set, SHEET)).result().summary.pages == 1
        for each in [press._started[0], Worker(os.environ, Job((), tmp_path), None)]:
            os.kill(each._worker.pid, signal.SIGKILL)
        other = Copy(SHEET.html.replace("one", "two"), "en")
        assert press.submit(partial(press.set, other)).result().summary.pages == 1
        assert len(press._started) == 2
        monkeypatch.setattr(os, "kill", None)  # numbers of those that are gone may be others'
        press._started[0].kill()


def test_who_could_not_load_is_not_taken() -> None:
    (read, ask), (answer, write) = os.pipe(), os.pipe()
    prefork.close([(read, write)])
    prefork.leave([(ask, answer)])
    assert prefork.take(prefork.ENGINE, {}) is None


def test_who_cannot_load_says_nothing() -> None:
    """An EPUB is made without Pango, too."""
    code = (
        "from sphinx_anthology import pango, prefork\n"
        "def fail():\n    print('no library')\n    raise OSError\n"
        "pango._load = fail\nprefork.main()"
    )
    made = run([sys.executable, "-c", code])
    assert (made.code, made.out, made.err) == (pango.MISSING, "", "")


@pytest.mark.usefixtures("two")
def test_it_draws_covers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = Fonts(tmp_path)
    drawing = _Drawing([(SVG, (40, 60))], fonts)
    assert drawing._worker is not None
    drawn = drawing.result()
    dying = _Drawing([(SVG, (40, 60))], fonts)
    assert dying._worker is not None
    dying._worker.kill()
    assert dying.result() == drawn
    monkeypatch.setattr(prefork, "take", lambda *_: None)
    assert _Drawing([(SVG, (40, 60))], fonts).result() == drawn
