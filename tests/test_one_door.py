"""Nothing but the one door connects: builds under a guard that every process of theirs carries."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from sphinx_anthology.pdf.engine.fetcher import BASE, BookFetcher, FontFetcher

from .house import Build, Run, build, must, run, write_posts
from .pictures import picture
from .reading import EpubFile, page
from .server import Answer, PictureServer

# Runs at the start of every Python that finds it; what it sees it also forbids.
GUARD = """
import os, socket

def _guarded(name):
    really = getattr(socket.socket, name)
    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _note(str(address[0]), address[1])
        return really(self, address)
    setattr(socket.socket, name, connect)

def _note(host, port):
    if host not in ("127.0.0.1", "::1"):
        with open(os.environ["GUARD_SAW"], "a") as file:
            file.write(f"{host}:{port}\\n")
        raise RuntimeError(f"something connects to {host}")

_guarded("connect")
_guarded("connect_ex")
_look_up = socket.getaddrinfo
def getaddrinfo(host, port, *args, **kwargs):
    _note(str(host), port)
    return _look_up(host, port, *args, **kwargs)
socket.getaddrinfo = getaddrinfo
"""
OUTSIDE = "http://93.184.216.34"
DRAWING = """<?xml version="1.0"?>
<?xml-stylesheet type="text/css" href="{0}/sheet.css"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "{0}/svg.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  width="90" height="60"><style>@import url({0}/import.css); rect {{ fill: url({0}/fill.png) }}
</style><rect width="9" height="9"/><image href="{0}/image.png" width="9" height="9"/>
<image xlink:href="{0}/xlink.png" width="9" height="9"/><use href="{0}/use.svg#a"/>
<use xlink:href="{0}/old-use.svg#a"/></svg>
"""
RAW = """
<div style="background: url({0}/background.png)">文</div>
<style>@import "{0}/own.css"; p {{ list-style-image: url({0}/list.png) }}</style>
<link rel="stylesheet" href="{0}/link.css"/>
<object data="{0}/object.png"></object>
<video src="{0}/film.mp4" poster="{0}/poster.png"></video>
"""
FETCHED = {"/post.png", "/tag.png", "/drawing.svg", "/own.png", "/figure.png"}


def _book(folder: Path, server: PictureServer) -> Path:
    here = server.url("")
    for name in FETCHED - {"/drawing.svg"}:
        server.answers[name] = Answer(picture("PNG", (40, 30)))
    server.answers["/drawing.svg"] = Answer((DRAWING.format(here)).encode())
    raw = RAW.format(here) + RAW.format(OUTSIDE)
    return write_posts(
        folder / "book",
        {
            "conf.py": 'extensions = ["sphinx_anthology"]\nanthology_pages = ["preface.md"]\n'
            f"anthology_local_hosts = [{server.host!r}]\n",
            "post.md": f"---\ntitle: 章\n---\n\n![甲]({here}/post.png)\n\n"
            f'<img src="{here}/tag.png" alt="乙">\n\n![丙](local.svg)\n\n'
            f"![丁]({here}/drawing.svg)\n{raw}",
            "index.md": "# 书\n\n```{toctree}\npreface\nchapters/post\n```\n",
            "local.svg": DRAWING.format(OUTSIDE),
            "preface.md": f"# 前言\n\n![戊]({here}/own.png)\n\n```{{figure}} {here}/figure.png\n"
            f"题\n```\n\n![己](local.svg)\n{raw}",
        },
    )


def _guard(folder: Path) -> dict[str, str]:
    """An environment whose Pythons are watched; PYTHONPATH stays what it was otherwise."""
    write_posts(folder / "guard", {"sitecustomize.py": GUARD})
    paths = [str(folder / "guard"), os.environ.get("PYTHONPATH", "")]
    saw = folder / "saw.txt"
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "GUARD_SAW": str(saw)}


def _watched(kind: str, book: Path, folder: Path) -> Build:
    return build(kind, book, folder / "out", jobs=2, env=_guard(folder))


def test_the_guard_sees_and_forbids(tmp_path: Path) -> None:
    script = "import socket; socket.create_connection(('93.184.216.34', 80), 1)"
    done: Run = run([sys.executable, "-c", script], env=_guard(tmp_path))
    assert done.code != 0
    assert "something connects" in done.err
    assert (tmp_path / "saw.txt").read_text() == "93.184.216.34:80\n"


@pytest.mark.parametrize("kind", ["html", "epub", "pdf"])
def test_a_build_asks_for_its_pictures_and_nothing_else(
    server: PictureServer, tmp_path: Path, kind: str
) -> None:
    made = _watched(kind, _book(tmp_path, server), tmp_path)
    assert not (tmp_path / "saw.txt").exists(), (tmp_path / "saw.txt").read_text()
    assert made.run.code == 0, made.run.log
    assert server.asked == dict.fromkeys(FETCHED, 1)
    assert made.run.complaints_of("missing-image") == []


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_pages_of_the_users_own_have_their_pictures(
    server: PictureServer, tmp_path: Path, kind: str
) -> None:
    made = must(_watched(kind, _book(tmp_path, server), tmp_path))
    if kind == "html":
        root = page(made.out / "preface.html").find(".//main")
    else:
        book = EpubFile(made.product)
        (name,) = (name for name in book.zip.namelist() if name.endswith("preface.xhtml"))
        root = book.page(name.removeprefix(book.folder))
    sources = [str(image.get("src")) for image in root.iter("img")]
    assert len(sources) == 3
    assert not any("://" in source for source in sources)


def test_cached_drawings_are_cleaned_where_they_are_placed(
    server: PictureServer, tmp_path: Path
) -> None:
    made = must(_watched("html", _book(tmp_path, server), tmp_path))
    drawings = [file.read_text() for file in (made.out / "_images").glob("*.svg")]
    assert drawings != []
    assert [text for text in drawings if server.host in text or "93.184" in text] == []


def test_what_is_missing_on_an_own_page_is_told_with_its_line(
    server: PictureServer, tmp_path: Path
) -> None:
    book = _book(tmp_path, server)
    text = f"# 前言\n\n文。\n\n![戊]({server.url('/gone.png')})\n\n![己](ftp://a.example/b.png)\n"
    (book / "preface.md").write_text(text, encoding="utf-8")
    made = must(_watched("html", book, tmp_path))
    gone, ftp = sorted(made.run.complaints_of("missing-image"))
    assert gone.startswith(f"{book / 'preface.md'}:5: ")
    assert "404" in gone
    assert ftp.startswith(f"{book / 'preface.md'}:7: ")
    assert "only http and https" in ftp
    assert list(page(made.out / "preface.html").find(".//main").iter("img")) == []


def test_offline_nobody_is_asked_for_own_pages(server: PictureServer, tmp_path: Path) -> None:
    book = _book(tmp_path, server)
    made = must(build("html", book, tmp_path / "out", anthology_offline=1))
    assert server.asked == {}
    assert len(made.run.complaints_of("missing-image")) == len(FETCHED)


# --- what the typesetter may read ----------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.png",
        "https://example.org/a.png",
        "ftp://example.org/a.png",
        "file:///etc/passwd",
        f"{BASE}../outside.png",
        f"{BASE}%2e%2e/outside.png",
        f"{BASE}link.png",
        "//example.org/a.png",
    ],
)
def test_the_typesetter_reads_nothing_from_elsewhere(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(picture("PNG"))
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    with pytest.raises(Exception, match=r"outside the book|disallowed|Not an absolute"):
        BookFetcher(folder).fetch(url)


def test_the_typesetter_reads_pictures_of_the_book(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture("PNG", (7, 8)))
    answer = BookFetcher(tmp_path).fetch(f"{BASE}a.png")
    with Image.open(answer) as image:
        assert image.size == (7, 8)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a.ttf", "file:///etc/passwd"])
def test_style_sheets_read_fonts_alone(url: str) -> None:
    with pytest.raises(Exception, match=r"no font|disallowed"):
        FontFetcher().fetch(url)
