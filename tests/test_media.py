"""Pictures: what may be fetched and what it may cost, the cache, local files, and conversion."""

from __future__ import annotations

import hashlib
import io
import json
import re
import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from sphinx_anthology.core.sniff import describe, image_type
from sphinx_anthology.media.convert import (
    MAX_PIXELS,
    PRINT,
    SHOPS,
    ImageFolder,
    convert,
    fit,
)
from sphinx_anthology.media.fetch import MAX_REDIRECTS, Bounds, Fetcher, FetchError
from sphinx_anthology.media.store import PictureStore

from .clock import Clock
from .house import Build, build, must, run, write_posts
from .monsters import MONSTERS
from .pictures import SVG, picture
from .reading import EpubFile, by_class, one, page, words
from .server import Answer, PictureServer


def fetch(url: str, bounds: Bounds, clock: Clock | None = None) -> bytes:
    return Fetcher(bounds, clock or Clock()).fetch(url)


def _bounds(server: PictureServer, **more: float) -> Bounds:
    return Bounds(int(more.get("size", 1_000_000)), more.get("seconds", 10), (server.host,))


# --- bounds --------------------------------------------------------------------------------


def test_a_listed_host_may_be_private(server: PictureServer) -> None:
    server.answers["/a"] = Answer(picture("PNG"))
    assert fetch(server.url("/a"), _bounds(server)) == picture("PNG")


def test_a_host_may_be_listed_without_its_port(server: PictureServer) -> None:
    server.answers["/a"] = Answer(b"x")
    assert fetch(server.url("/a"), Bounds(1000, 10, ("127.0.0.1",))) == b"x"


@pytest.mark.parametrize("listed", [(), ("localhost",), ("127.0.0.1:1",)])
def test_a_private_address_is_refused_unless_listed(
    server: PictureServer, listed: tuple[str, ...]
) -> None:
    server.answers["/a"] = Answer(picture("PNG"))
    with pytest.raises(FetchError, match="private"):
        fetch(server.url("/a"), Bounds(1000, 10, listed))
    assert server.asked == {}


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0", "[::ffff:127.0.0.1]"])
def test_other_names_of_this_machine_are_refused(server: PictureServer, host: str) -> None:
    server.answers["/a"] = Answer(picture("PNG"))
    port = server.host.partition(":")[2]
    with pytest.raises(FetchError):
        fetch(f"http://{host}:{port}/a", Bounds(1000, 10))
    assert server.asked == {}


def test_a_redirect_is_followed(server: PictureServer) -> None:
    server.answers["/a"] = _redirect("/b")
    server.answers["/b"] = Answer(b"here")
    assert fetch(server.url("/a"), _bounds(server)) == b"here"


def _redirect(target: str) -> Answer:
    return Answer(status=302, headers=(("Location", target),))


def test_a_redirect_to_a_private_address_is_refused(server: PictureServer) -> None:
    server.answers["/a"] = _redirect(f"http://localhost:{server.host.partition(':')[2]}/b")
    server.answers["/b"] = Answer(b"secret")
    with pytest.raises(FetchError, match="private"):
        fetch(server.url("/a"), _bounds(server))
    assert server.asked == {"/a": 1}


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://example.org/x", "data:,x", "//"])
def test_a_redirect_to_another_scheme_is_refused(server: PictureServer, target: str) -> None:
    server.answers["/a"] = _redirect(target)
    with pytest.raises(FetchError):
        fetch(server.url("/a"), _bounds(server))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/hostname", "ftp://example.org/a", "gopher://a", "http://", "http://[::1", ""],
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url, Bounds(1000, 10))


@pytest.mark.parametrize("length", [None, 3])
def test_a_picture_that_is_too_large_is_refused(server: PictureServer, length: int | None) -> None:
    server.answers["/a"] = Answer(b"x" * 5000, length=length)
    if length is None:
        with pytest.raises(FetchError, match="larger than 1,000 bytes"):
            fetch(server.url("/a"), _bounds(server, size=1000))
    else:  # what a server announces does not lift the bound, and no more is read than announced
        assert fetch(server.url("/a"), _bounds(server, size=1000)) == b"xxx"


def test_the_body_of_a_redirect_is_not_read(server: PictureServer) -> None:
    def lead_on(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "/b")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            handler.close_connection = True

    server.answers |= {"/a": lead_on, "/b": Answer(b"here")}
    assert fetch(server.url("/a"), _bounds(server)) == b"here"


def _drip(parts: int) -> Callable[[BaseHTTPRequestHandler], None]:
    def speak(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.protocol_version = "HTTP/1.1"
        handler.end_headers()
        try:
            for _ in range(parts):
                handler.wfile.write(b"1\r\nx\r\n")
                handler.wfile.flush()
            handler.wfile.write(b"0\r\n\r\n")
        except OSError:  # the other side had enough
            handler.close_connection = True

    return speak


def test_a_slow_drip_ends_at_the_deadline(server: PictureServer) -> None:
    """The server sends on and on, a byte at a time; the clock is ours, so nobody waits."""
    server.answers["/a"] = _drip(2000)
    with pytest.raises(FetchError, match="longer than 10 seconds"):
        fetch(server.url("/a"), _bounds(server, seconds=10), Clock(step=1.0))


def test_a_server_that_stalls_in_the_middle_is_left(server: PictureServer) -> None:
    """It sends half and then nothing, holding the line: the read ends with the time given."""
    release = socket.socketpair()

    def stall(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.wfile.flush()
        release[1].recv(1)  # until the test is over

    server.answers["/a"] = stall
    try:
        with pytest.raises(FetchError, match="no answer in time"):
            fetch(server.url("/a"), _bounds(server, seconds=0.3))
    finally:
        release[0].close()
        release[1].close()


def test_redirects_share_one_deadline(server: PictureServer) -> None:
    for number in range(MAX_REDIRECTS):
        server.answers[f"/{number}"] = _redirect(f"/{number + 1}")
    server.answers[f"/{MAX_REDIRECTS}"] = Answer(b"late")
    with pytest.raises(FetchError, match="longer than 10 seconds"):
        fetch(server.url("/0"), _bounds(server, seconds=10), Clock(step=1.0))


@pytest.mark.parametrize("status", [204, 404, 410])
def test_a_bad_status_is_named(server: PictureServer, status: int) -> None:
    server.answers["/a"] = Answer(status=status)
    with pytest.raises(FetchError, match=str(status)):
        fetch(server.url("/a"), _bounds(server))


def test_a_closed_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        port = taken.getsockname()[1]
        with pytest.raises(FetchError, match="refused"):
            fetch(f"http://127.0.0.1:{port}/a", Bounds(1000, 5, ("127.0.0.1",)))


def test_proxies_of_the_environment_are_not_used(
    server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.answers["/a"] = Answer(b"direct")
    assert fetch(server.url("/a"), _bounds(server)) == b"direct"


# --- cache ---------------------------------------------------------------------------------


def _store(server: PictureServer, folder: Path, *, offline: bool = False) -> PictureStore:
    return PictureStore(folder, _bounds(server), offline=offline, clock=Clock())


def _fetch_all(store: PictureStore, *urls: str) -> None:
    store.fetch_all(urls, lambda url: None)


def test_builds_of_one_command_ask_once_for_what_is_missing(
    server: PictureServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHOLOGY_FAILURES", str(tmp_path / "failures.json"))
    url = server.url("/missing")
    reasons = []
    for _ in range(3):
        store = _store(server, tmp_path / "cache")
        _fetch_all(store, url)
        reasons.append(store.failures[url])
    assert server.asked["/missing"] == 1
    assert len(set(reasons)) == 1


def test_a_picture_is_kept_by_its_content(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = server.answers["/b.gif"] = Answer(picture("PNG", (12, 34)))
    store = _store(server, tmp_path)
    _fetch_all(store, server.url("/a"), server.url("/b.gif"))
    one_asset, other = store.get(server.url("/a")), store.get(server.url("/b.gif"))
    assert one_asset is not None
    assert one_asset == other
    assert (one_asset.media_type, one_asset.width, one_asset.height) == ("image/png", 12, 34)
    assert Path(one_asset.path).suffix == ".png"
    assert Path(one_asset.path).read_bytes() == picture("PNG", (12, 34))


def test_a_later_build_does_not_ask_again(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = Answer(picture("JPEG"))
    for _ in range(3):
        _fetch_all(_store(server, tmp_path), server.url("/a"), server.url("/a"))
    assert server.asked == {"/a": 1}


def test_a_failure_is_tried_again_by_the_next_build(server: PictureServer, tmp_path: Path) -> None:
    first = _store(server, tmp_path)
    _fetch_all(first, server.url("/a"))
    assert list(first.failures) == [server.url("/a")]
    server.answers["/a"] = Answer(picture("PNG"))
    second = _store(server, tmp_path)
    _fetch_all(second, server.url("/a"))
    assert second.get(server.url("/a")) is not None


def test_offline_asks_nobody(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = server.answers["/b"] = Answer(picture("PNG"))
    _fetch_all(_store(server, tmp_path), server.url("/a"))
    store = _store(server, tmp_path, offline=True)
    _fetch_all(store, server.url("/a"), server.url("/b"))
    assert store.get(server.url("/a")) is not None
    assert list(store.failures) == [server.url("/b")]
    assert server.asked == {"/a": 1}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"x": 1}', '{"URL": {"path": "gone.png"}}', "null"]
)
def test_a_broken_index_is_no_index(server: PictureServer, tmp_path: Path, text: str) -> None:
    url = server.url("/a")
    (tmp_path / "pictures.json").write_text(text.replace("URL", url), encoding="utf-8")
    server.answers["/a"] = Answer(picture("PNG"))
    store = _store(server, tmp_path)
    _fetch_all(store, url)
    assert store.get(url) is not None


def test_a_file_that_was_deleted_is_fetched_again(server: PictureServer, tmp_path: Path) -> None:
    server.answers["/a"] = Answer(picture("PNG"))
    store = _store(server, tmp_path)
    _fetch_all(store, server.url("/a"))
    for file in tmp_path.glob("*.png"):
        file.unlink()
    again = _store(server, tmp_path)
    _fetch_all(again, server.url("/a"))
    assert again.get(server.url("/a")) is not None
    assert server.asked["/a"] == 2


WRONG = {
    "a web page": (b"<!DOCTYPE html><html><body>no</body></html>", "a web page"),
    "words": (b"not a picture", "no picture"),
    "nothing": (b"", "nothing"),
    "half a picture": (picture("PNG")[:200], "cannot be decoded"),
    "half a JPEG": (picture("JPEG", (800, 800))[:900], "cannot be decoded"),
    "a head alone": (b"\x89PNG\r\n\x1a\n", "cannot be decoded"),
    "a broken drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'><g>", "cannot be decoded"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_picture_is_refused(server: PictureServer, tmp_path: Path, what: str) -> None:
    body, reason = WRONG[what]
    server.answers["/a"] = Answer(body, headers=(("Content-Type", "image/png"),))
    store = _store(server, tmp_path)
    _fetch_all(store, server.url("/a"))
    assert store.get(server.url("/a")) is None
    assert reason in store.failures[server.url("/a")].reason


@pytest.mark.parametrize("monster", MONSTERS)
def test_a_monster_costs_little(tmp_path: Path, monster: str) -> None:
    """It is refused, or its first frame is taken; either at once, and in little memory."""
    (tmp_path / "monster").write_bytes(MONSTERS[monster]())
    script = (
        "import pathlib, resource, sys, time\n"
        "from sphinx_anthology.media.whole import BrokenPicture, size_of\n"
        "data, base = pathlib.Path(sys.argv[1]).read_bytes(), 0\n"
        "base, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()\n"
        "try:\n    print(*size_of(data), sep='x')\n"
        "except BrokenPicture as broken:\n    print(broken)\n"
        "print(time.process_time() - begun)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)\n"
    )
    done = run([sys.executable, "-c", script, tmp_path / "monster"])
    assert done.code == 0, done.log
    said, seconds, kilobytes = done.out.splitlines()
    assert re.search(TAKEN.get(monster, "cannot be decoded"), said)
    assert float(seconds) < 3
    assert float(kilobytes) < 400_000


TAKEN = {
    "a JPEG of 7,000 × 7,000 px with the data of a few": "7000x7000",  # its end is there
    "a PNG whose pixels unfold to 400 MB": "8x8",
    "a GIF of 100,000 frames": "8x8",
    "a WebP of 100,000 frames": "8x8",
    "a TIFF of 50,000 pages": "8x8",
    "an icon": "it is an icon",
}


@pytest.mark.parametrize("monster", [name for name in MONSTERS if "of 100,000" in name])
def test_shops_get_the_first_of_many_frames(monster: str) -> None:
    made, _ = fit(MONSTERS[monster](), SHOPS)
    with Image.open(io.BytesIO(made)) as image:
        assert (image.size, getattr(image, "n_frames", 1)) == ((8, 8), 1)


# --- types ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_type_is_told_by_the_bytes(kind: str) -> None:
    assert image_type(picture(kind)) == f"image/{kind.lower()}"


@pytest.mark.parametrize(
    "start",
    [b"", b"\xef\xbb\xbf", b"\n ", b'<?xml version="1.0"?>\n', b"<!-- x -->", b"<!DOCTYPE svg>"],
)
def test_drawings_are_told_by_the_bytes(start: bytes) -> None:
    assert image_type(start + SVG) == "image/svg+xml"


def _box(*brands: bytes) -> bytes:
    body = b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])
    return (len(body) + 4).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        ((b"heic", b"mif1", b"heic"), "image/heic"),
        ((b"heix", b"mif1"), "image/heic"),
        ((b"mif1", b"heic"), "image/heic"),
        ((b"mif1", b"avif", b"miaf"), "image/avif"),
        ((b"avif", b"mif1"), "image/avif"),
        ((b"isom", b"mp41"), ""),
    ],
)
def test_pictures_of_phones_are_told_by_their_brands(brands: tuple[bytes, ...], kind: str) -> None:
    assert image_type(_box(*brands)) == kind


@pytest.mark.skipif(find_spec("pillow_heif") is not None, reason="the package is installed")
def test_heic_without_its_package_says_what_to_install(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": "---\ntitle: x\n---\n\n![甲](a.heic)\n"})
    (posts / "a.heic").write_bytes(_box(b"heic", b"mif1"))
    made = must(build("html", posts, tmp_path / "out"))
    (told,) = made.run.complaints_of("missing-image")
    assert told.startswith(f"{posts / 'a.md'}:5: ")
    assert "pip install 'sphinx-anthology[heic]'" in told
    assert by_class(page(made.out / "chapters/a.html"), "missing-image")


@pytest.mark.parametrize(
    "data", [b"", b"GIF", b"RIFF1234WAVE", b"%PDF-1.7", b"<html><svg></svg></html>"]
)
def test_other_bytes_are_no_picture(data: bytes) -> None:
    assert image_type(data) == ""
    assert describe(data)


# --- conversion ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["WEBP", "BMP", "TIFF", "AVIF"])
def test_other_types_become_jpeg_in_print(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(picture(kind, (60, 40)))
    name = ImageFolder(tmp_path / "out", PRINT).add(source)
    with Image.open(tmp_path / "out" / name) as made:
        assert (made.format, made.size, made.mode) == ("JPEG", (60, 40), "RGB")


def test_print_keeps_transparency() -> None:
    data, media_type = convert(Image.new("RGBA", (10, 10), (255, 0, 0, 0)), PRINT)
    with Image.open(io.BytesIO(data)) as made:
        assert media_type == "image/png"
        assert made.getpixel((5, 5)) == (255, 0, 0, 0)


def test_large_pictures_shrink_in_proportion() -> None:
    data, _ = convert(Image.new("RGB", (4000, 2000)), PRINT)
    with Image.open(io.BytesIO(data)) as made:
        assert made.width * made.height <= MAX_PIXELS
        assert made.width / made.height == pytest.approx(2, abs=0.01)


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    Image.new("CMYK", (20, 20)).save(source, "JPEG")
    name = ImageFolder(tmp_path / "out", PRINT).add(source)
    with Image.open(tmp_path / "out" / name) as made:
        assert made.mode == "RGB"


def test_the_same_picture_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    (tmp_path / "b.gif").write_bytes(picture("PNG"))
    folder = ImageFolder(tmp_path / "out", PRINT)
    names = {folder.add(tmp_path / "a.png"), folder.add(tmp_path / "b.gif")}
    assert [file.name for file in (tmp_path / "out").iterdir()] == list(names)


# --- local files, in a build ---------------------------------------------------------------


POSTS = {
    "posts/beside.md": "---\ntitle: 旁边\n---\n\n![甲](pic.png)\n",
    "posts/below.md": "---\ntitle: 下面\n---\n\n![乙](img/deep%20name.png)\n",
    "posts/root.md": "---\ntitle: 根上\n---\n\n![丙](/images/site.png)\n",
    "posts/inline.md": "---\ntitle: 文中\n---\n\n看这盏![丁](pic.png)灯。\n",
    "posts/odd.md": "---\ntitle: 名不符实\n---\n\n![戊](wrong.jpg)\n",
    "posts/gone.md": "---\ntitle: 不在\n---\n\n![己](gone.png)\n",
}
FILES = {
    "posts/pic.png": picture("PNG", (11, 11)),
    "posts/img/deep name.png": picture("PNG", (12, 12)),
    "static/images/site.png": picture("PNG", (13, 13)),
    "posts/wrong.jpg": picture("PNG", (14, 14)),
}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("local")
    posts = write_posts(folder / "blog", POSTS)
    for name, data in FILES.items():
        file = posts / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return must(build("html", posts, folder / "out"))


@pytest.mark.parametrize(
    ("slug", "width"), [("beside", 11), ("below", 12), ("root", 13), ("inline", 11), ("odd", 14)]
)
def test_local_picture_is_found_as_the_blog_served_it(local: Build, slug: str, width: int) -> None:
    file = local.out / "chapters" / f"{slug}.html"
    image = one(page(file).findall(".//main//img"))
    with Image.open(file.parent / unquote(image.get("src"))) as shown:
        assert shown.size == (width, width)


def test_local_picture_that_is_missing_leaves_its_text(local: Build) -> None:
    place = one(by_class(page(local.out / "chapters" / "gone.html"), "missing-image"))
    assert "己" in words(place)
    (told,) = local.run.complaints
    assert told.startswith(f"{local.folder.parent / 'blog/posts/gone.md'}:5: ")


# --- stills of films -----------------------------------------------------------------------

FILM = '---\ntitle: 片\n---\n\n{{< youtube id="abcdefghijk" title="开窑" >}}\n\n文。\n'
STILL = "https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg"


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_a_film_shows_its_still_with_a_link(tmp_path: Path, kind: str) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": FILM})
    cache = tmp_path / "cache"
    cache.mkdir()
    data = picture("JPEG")
    digest = hashlib.sha256(data).hexdigest()
    (cache / f"{digest[:32]}.jpg").write_bytes(data)
    row = {"path": f"{digest[:32]}.jpg", "media_type": "image/jpeg", "sha256": digest}
    index = {STILL: {**row, "width": 40, "height": 30}}
    (cache / "pictures.json").write_text(json.dumps(index), encoding="utf-8")
    made = must(build(kind, posts, tmp_path / "out", anthology_cache=cache, anthology_offline=1))
    if kind == "html":
        root = page(made.out / "chapters/a.html")
    else:
        book = EpubFile(made.product)
        (name,) = (name for name in book.zip.namelist() if name.endswith("/a.xhtml"))
        root = book.page(name.rsplit("/", 1)[-1])
    card = one(by_class(root, "embed"))
    assert len(list(card.iter("img"))) == 1
    assert {a.get("href") for a in card.iter("a")} == {
        "https://www.youtube.com/watch?v=abcdefghijk"
    }
    assert "YouTube: 开窑" in words(card)


def test_a_film_without_its_still_lacks_nothing(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", {"a.md": FILM})
    made = must(build("html", posts, tmp_path / "out", anthology_offline=1, strict=True))
    card = one(by_class(page(made.out / "chapters/a.html"), "embed"))
    assert not list(card.iter("img"))
    assert len(list(card.iter("p"))) == 1
    assert made.run.complaints == []
