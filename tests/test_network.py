"""The door to the network: whom it leads to, and what it makes of servers that misbehave."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sphinx_anthology.media.fetch import ATTEMPTS, Bounds, Fetcher, FetchError, referer_for
from sphinx_anthology.media.turns import GIVE_UP, PARALLEL, PER_HOST, side_by_side
from sphinx_anthology.network import Cause, Door, Guest, NoAnswer, lines
from sphinx_anthology.network.hosts import is_of, is_public, plain_host

from .clock import Clock
from .pictures import picture
from .server import (
    CERTIFICATE,
    Answer,
    PictureServer,
    Speaker,
    picture_server,
    pour,
    raw,
    redirect,
    reset,
    say,
)

OK = b"HTTP/1.1 200 OK\r\n"

# --- addresses -----------------------------------------------------------------------------

PUBLIC = [
    "8.8.8.8", "1.1.1.1", "2606:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8", "2002:808:808::1",
]  # fmt: skip
PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
    "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
    "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "2001:db8::1", "3fff::1", "100::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::10.0.0.1",
    "2002:7f00:1::1", "2002:a00:1::1", "2001:0:7f00:1::1", "nonsense", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_network_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("spelt", "plain"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0x7F000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("[::ffff:127.0.0.1]", "127.0.0.1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("Example.ORG.", "example.org"),
        ("图片.example", "xn--fhq53n.example"),
        ("256.1.1.1", "256.1.1.1"),
        ("1.2.3.4.5", "1.2.3.4.5"),
        ("09.example", "09.example"),
    ],
)
def test_a_host_has_one_spelling(spelt: str, plain: str) -> None:
    if not spelt.isascii():
        plain = spelt.encode("idna").decode()
    assert plain_host(spelt) == plain


@pytest.mark.parametrize(
    ("host", "pattern", "fits"),
    [
        ("example.org", "example.org", True),
        ("img.example.org", "example.org", True),
        ("img.example.org", "*.example.org", True),
        ("IMG.Example.org.", "example.ORG", True),
        ("badexample.org", "example.org", False),
        ("example.org.evil.net", "example.org", False),
        ("example.org", "img.example.org", False),
        ("example.org", "example.org:8000", True),
        ("example.org", "example.org:80", False),
        ("16909060", "1.2.3.4", True),
        ("::1", "[::1]:8000", True),
        ("::1", "::1", True),
        ("anything", "*", True),
    ],
)
def test_a_pattern_means_a_host_and_those_below_it(host: str, pattern: str, fits: bool) -> None:
    assert is_of(host, 8000, [pattern]) is fits


# --- whom the door leads to ----------------------------------------------------------------


@contextmanager
def _answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> Iterator[list[str]]:
    """A name server that gives each of *answers* in turn; yields whom we dialled."""
    dialled: list[str] = []
    waiting = list(answers)

    def look_up(host: str, port: int, *, type: int) -> list[lines.Row]:
        rows = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in rows]

    def dial(row: lines.Row, seconds: float) -> socket.socket:
        dialled.append(str(row[4][0]))
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(lines.socket, "getaddrinfo", look_up)
        patch.setattr(lines, "_dial", dial)
        yield dialled


def _cause(url: str, guest: Guest | None = None) -> Cause:
    with Door(guest or Guest()) as door, pytest.raises(NoAnswer) as told:
        door.ask(url, timeout=2, whole=5)
    return told.value.cause


def test_private_addresses_of_a_name_are_not_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    with _answering(monkeypatch, ["10.0.0.1", "8.8.8.8", "127.0.0.1"]) as dialled:
        assert _cause("http://mixed.example/a") is Cause.REFUSED
    assert dialled == ["8.8.8.8"]


def test_a_name_with_private_addresses_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with _answering(monkeypatch, ["169.254.169.254"]) as dialled:
        assert _cause("http://metadata.example/a") is Cause.PRIVATE
    assert dialled == []


def test_a_second_answer_of_the_name_server_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: a public address when it is looked at, a private one when it is dialled."""
    with _answering(monkeypatch, ["8.8.8.8"], ["127.0.0.1"]) as dialled:
        assert _cause("http://rebinding.example/a") is Cause.REFUSED
    assert dialled == ["8.8.8.8"]


def test_who_answers_is_looked_at_too(
    server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(server.host.rpartition(":")[2])
    really = socket.socket.connect
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]
    monkeypatch.setattr(lines, "look_up", lambda host, port, seconds: public)
    monkeypatch.setattr(
        lines.socket.socket, "connect", lambda self, to: really(self, ("127.0.0.1", port))
    )
    assert _cause("http://translated.example/a") is Cause.PRIVATE
    assert server.asked == {}


def test_a_name_server_that_says_nothing_costs_the_time_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = threading.Event()
    monkeypatch.setattr(lines.socket, "getaddrinfo", lambda *a, **k: over.wait(30))
    begun = time.monotonic()
    with Door() as door, pytest.raises(NoAnswer) as told:
        door.ask("http://slow.example/", timeout=0.2, whole=5)
    over.set()
    assert told.value.cause is Cause.TIMEOUT
    assert time.monotonic() - begun < 3


def test_addresses_that_do_not_answer_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def dial(row: lines.Row, seconds: float) -> socket.socket:
        given.append(seconds)
        raise TimeoutError

    rows = [(2, 1, 6, "", (f"8.8.8.{n}", 80)) for n in range(20)]
    monkeypatch.setattr(lines, "look_up", lambda *a: rows)
    monkeypatch.setattr(lines, "_dial", dial)
    assert _cause("http://many.example/") is Cause.TIMEOUT
    assert len(given) == lines.MOST_ADDRESSES
    assert given[0] <= 2 / lines.MOST_ADDRESSES


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "[::1]"])
def test_no_spelling_of_this_machine_is_dialled(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(0.05)
        assert _cause(f"http://{host}:{inside.getsockname()[1]}/") is Cause.PRIVATE
        with pytest.raises(TimeoutError):
            inside.accept()


def test_ipv6_is_refused_unless_it_is_listed() -> None:
    try:
        running = picture_server("::1")
        with running as server:
            server.answers["/a"] = Answer(b"six")
            assert _cause(server.url("/a")) is Cause.PRIVATE
            assert server.asked == {}
            for listed in ("::1", "[::1]", server.host):
                assert Fetcher(Bounds(100, 5, (listed,))).fetch(server.url("/a")) == b"six"
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")


@pytest.mark.parametrize(
    ("guest", "cause"),
    [
        ({"allowed": ["example.org"]}, Cause.NOT_ALLOWED),
        ({"refused": ["127.0.0.1"]}, Cause.UNWANTED),
        ({"allowed": ["127.0.0.1"], "refused": ["127.0.0.1"]}, Cause.UNWANTED),
        ({"refused": ["*"]}, Cause.UNWANTED),
    ],
)
def test_hosts_that_are_not_wanted_are_not_asked(
    server: PictureServer, guest: dict[str, list[str]], cause: Cause
) -> None:
    assert _cause(server.url("/a"), Guest((server.host,), **guest)) is cause
    assert server.asked == {}


@pytest.mark.parametrize("trick", [r"http://good.example\@{}/a", "http://good.example@{}/a"])
def test_what_looks_like_an_allowed_host_is_none(server: PictureServer, trick: str) -> None:
    """Libraries read such addresses in different ways; what counts is whom we would dial."""
    server.answers["/a"] = Answer(b"secret")
    with Door(Guest((server.host,), ["good.example"])) as door, pytest.raises(NoAnswer):
        door.ask(trick.format(server.host), timeout=2, whole=5)
    assert server.asked == {}


def test_a_redirect_to_an_unwanted_host_names_the_setting(server: PictureServer) -> None:
    with picture_server() as other:
        server.answers["/a"] = redirect(other.url("/b"))
        other.answers["/b"] = Answer(b"there")
        bounds = Bounds(100, 5, ("127.0.0.1",), refused=(other.host,))
        with pytest.raises(FetchError, match="anthology_hosts_refused"):
            Fetcher(bounds).fetch(server.url("/a"))
        assert (server.asked, other.asked) == ({"/a": 1}, {})


# --- servers that misbehave ----------------------------------------------------------------

BOMB = gzip.compress(bytes(100_000_000))
PNG = picture("PNG")
MISDEEDS: dict[str, tuple[Answer | Speaker, str]] = {
    "a head that drips": (pour(OK, b"x", 0.02), "no answer in time|line without end"),
    "a body that drips": (
        pour(OK + b"Content-Length: 99999\r\n\r\n", b"x", 0.02),
        "no answer in time|longer than",
    ),
    "a body without end": (pour(OK + b"\r\n", bytes(65536)), "larger than 1,000,000 bytes"),
    "chunks without end": (
        pour(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"fff\r\n" + bytes(4095) + b"\r\n"),
        "larger than",
    ),
    "a chunk that is none": (
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\nno number\r\n"),
        "the connection broke",
    ),
    "a line without end": (pour(OK, b"x" * 9000), "line without end"),
    "a large header": (raw(OK, b"X: " + b"x" * 70_000 + b"\r\n\r\n"), "line without end"),
    "many headers": (raw(OK, b"X: y\r\n" * 5000, b"\r\n"), "headers without end"),
    "headers without end": (pour(OK, b"X: y\r\n"), "headers without end"),
    "wait and wait": (pour(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01), "no answer in time"),
    "another protocol": (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), "not as HTTP has it"),
    "nothing": (raw(), "hung up without an answer"),
    "a line that is dropped": (reset, "the server dropped it"),
    "less than announced": (Answer(PNG, length=len(PNG) + 10), r"broke \(before the end\)"),
    "two lengths": (
        raw(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n1234567"),
        "not as HTTP has it",
    ),
    "a bomb": (Answer(BOMB, headers=(("Content-Encoding", "gzip"),)), "larger than 1,000,000"),
    "half a packet": (
        Answer(gzip.compress(PNG)[:-30], headers=(("Content-Encoding", "gzip"),)),
        r"broke \(before the end\)",
    ),
    "no packet": (Answer(PNG, headers=(("Content-Encoding", "gzip"),)), "cannot be unpacked"),
    "an unknown packet": (
        Answer(PNG, headers=(("Content-Encoding", "br"),)),
        r"cannot be unpacked \(br\)",
    ),
    "packed twice": (Answer(PNG, headers=(("Content-Encoding", "gzip, gzip"),)), "unpacked"),
    "a circle": (redirect("/a"), "more than 5 redirects"),
    "this machine": (redirect("http://127.0.0.1:1/"), "private"),
    "its metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "private"),
    "a file": (redirect("file:///etc/passwd"), "only http and https"),
    "another scheme": (redirect("gopher://example.org/"), "only http and https"),
    "a broken address": (redirect("http://[::1"), "malformed"),
    "no redirect": (Answer(status=302), "answers 302"),
    "forbidden": (Answer(status=403), "403 .*anthology_referer"),
    "busy for long": (Answer(status=429, headers=(("Retry-After", "99999"),)), "wait 99999 s"),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_misdeed_is_told_within_bounds(server: PictureServer, misdeed: str) -> None:
    server.answers["/a"], reason = MISDEEDS[misdeed]
    begun = time.monotonic()
    with pytest.raises(FetchError, match=reason):
        Fetcher(Bounds(1_000_000, 1, (server.host,))).fetch(server.url("/a"))
    assert time.monotonic() - begun < 4


def test_a_bomb_takes_no_memory(server: PictureServer) -> None:
    server.answers["/a"] = Answer(BOMB, headers=(("Content-Encoding", "gzip"),))
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="larger than"):
            Fetcher(Bounds(1_000_000, 10, (server.host,))).fetch(server.url("/a"))
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_more_than_announced_is_not_read(server: PictureServer) -> None:
    server.answers["/a"] = Answer(b"x" * 5000, length=3)
    assert Fetcher(Bounds(1000, 5, (server.host,))).fetch(server.url("/a")) == b"xxx"


@pytest.mark.parametrize("packing", ["gzip", "deflate", "bare", "members"])
def test_what_is_packed_well_is_unpacked(server: PictureServer, packing: str) -> None:
    import zlib

    data = bytes(range(256)) * 1000
    bare = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(data),
        "deflate": zlib.compress(data),
        "bare": bare.compress(data) + bare.flush(),
        "members": gzip.compress(data[:70_001]) + gzip.compress(data[70_001:]),
    }[packing]
    name = "gzip" if packing in {"gzip", "members"} else "deflate"
    server.answers["/a"] = Answer(body, headers=(("Content-Encoding", name),))
    assert Fetcher(Bounds(10**6, 5, (server.host,))).fetch(server.url("/a")) == data


def test_a_plain_server_speaks_no_https(server: PictureServer) -> None:
    url = server.url("/a").replace("http:", "https:")
    assert _cause(url, Guest((server.host,))) in {Cause.TLS, Cause.BROKEN}
    assert server.asked == {}


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    (tmp_path / "server.pem").write_text(CERTIFICATE, encoding="ascii")
    with picture_server(certificate=tmp_path / "server.pem") as server:
        server.answers["/a"] = Answer(PNG)
        assert _cause(server.url("/a"), Guest((server.host,))) is Cause.CERTIFICATE
        assert server.asked == {}


def test_keys_that_are_never_agreed_on_end_at_the_deadline() -> None:
    """Bytes come and come, so that no single wait is long; the whole is cut."""
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line:
            line.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 kB begins
            while not over.wait(0.02):
                try:
                    line.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        speaker = threading.Thread(target=drip, args=(listener,), daemon=True)
        speaker.start()
        begun = time.monotonic()
        with Door(("127.0.0.1",)) as door, pytest.raises(NoAnswer) as told:
            door.ask(f"https://127.0.0.1:{listener.getsockname()[1]}/", timeout=5, whole=0.5)
        assert time.monotonic() - begun < 3
        assert told.value.cause is Cause.TIMEOUT
        over.set()
        speaker.join(5)


# --- manners -------------------------------------------------------------------------------


def _fetcher(server: PictureServer, clock: Clock, seconds: float = 20, **more: object) -> Fetcher:
    return Fetcher(Bounds(1_000_000, seconds, (server.host,), **more), clock)  # type: ignore[arg-type]


def _turns_good(server: PictureServer, bad: Answer | Speaker, times: int) -> None:
    """*bad* for a while, then a picture."""

    def speak(handler: object) -> None:
        answer = Answer(PNG) if server.asked["/a"] > times else bad
        if isinstance(answer, Answer):
            say(handler, answer)  # type: ignore[arg-type]
        else:
            answer(handler)  # type: ignore[arg-type]

    server.answers["/a"] = speak


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(server: PictureServer, status: int) -> None:
    clock = Clock()
    _turns_good(server, Answer(status=status), ATTEMPTS - 1)
    assert _fetcher(server, clock).fetch(server.url("/a")) == PNG
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("bad", [reset, raw(), Answer(PNG, length=9999)])
def test_a_broken_connection_is_tried_again(server: PictureServer, bad: Answer | Speaker) -> None:
    _turns_good(server, bad, 1)
    assert _fetcher(server, Clock()).fetch(server.url("/a")) == PNG


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_what_does_not_pass_is_asked_once(server: PictureServer, status: int) -> None:
    server.answers["/a"] = Answer(status=status)
    with pytest.raises(FetchError, match=str(status)):
        _fetcher(server, Clock()).fetch(server.url("/a"))
    assert server.asked["/a"] == 1


def test_attempts_have_an_end(server: PictureServer) -> None:
    server.answers["/a"] = Answer(status=503)
    with pytest.raises(FetchError, match="503"):
        _fetcher(server, Clock()).fetch(server.url("/a"))
    assert server.asked["/a"] == ATTEMPTS


def test_a_host_that_asks_to_wait_is_left_that_long(server: PictureServer) -> None:
    clock = Clock()
    _turns_good(server, Answer(status=429, headers=(("Retry-After", "7"),)), 1)
    assert _fetcher(server, clock).fetch(server.url("/a")) == PNG
    assert sum(clock.slept) == 7


@pytest.mark.parametrize(("seconds", "asked"), [("11", 20.0), ("9", 5.0)])
def test_nobody_waits_longer_than_there_is_time(
    server: PictureServer, seconds: str, asked: float
) -> None:
    """Neither beyond what a host may ask for, nor beyond the picture's own time."""
    clock = Clock()
    _turns_good(server, Answer(status=503, headers=(("Retry-After", seconds),)), 1)
    with pytest.raises(FetchError, match="503"):
        _fetcher(server, clock, asked).fetch(server.url("/a"))
    assert (clock.slept, server.asked["/a"]) == ([], 1)


def test_a_dead_host_is_given_up(server: PictureServer) -> None:
    """Five hundred of its pictures do not cost five hundred deadlines."""
    server.answers |= {f"/{n}": reset for n in range(500)}
    fetcher = _fetcher(server, Clock())
    reasons = []
    for n in range(500):
        with pytest.raises(FetchError) as told:
            fetcher.fetch(server.url(f"/{n}"))
        reasons.append(str(told.value))
    assert server.asked.total() <= GIVE_UP + 1
    assert "the server dropped it" in reasons[0]
    assert "left alone" in reasons[-1]


def test_a_host_that_serves_now_and_then_is_not_dead(server: PictureServer) -> None:
    server.answers |= {
        f"/{n}": Answer(PNG) if n % 3 == 0 else Answer(status=503) for n in range(30)
    }
    fetcher = _fetcher(server, Clock())
    good = 0
    for n in range(30):
        try:
            good += fetcher.fetch(server.url(f"/{n}")) == PNG
        except FetchError as error:
            assert "503" in str(error)  # noqa: PT017  # either outcome is right
    assert good == 10


def test_a_host_is_asked_little_at_once(server: PictureServer) -> None:
    server.pause = 0.02
    server.answers |= {f"/{n}": Answer(PNG) for n in range(12)}
    urls = [server.url(f"/{n}") for n in range(12)]
    fetched = dict(side_by_side(urls, _fetcher(server, Clock()).fetch))
    assert set(fetched) == set(urls)
    assert server.at_once == PER_HOST


def test_many_hosts_are_asked_side_by_side() -> None:
    """A slow host with many pictures keeps no other waiting."""
    running, most, order = 0, 0, []
    lock = threading.Lock()

    def fetch(url: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            order.append(url)
        time.sleep(0.05 if "slow" in url else 0.002)
        with lock:
            running -= 1
        return url

    slow = [f"http://slow.example/{n}" for n in range(12)]
    quick = [f"http://quick{n}.example/a" for n in range(12)]
    assert len(dict(side_by_side(slow + quick, fetch))) == 24
    assert most == PARALLEL
    assert order.index(quick[-1]) < order.index(slow[-1])


def test_whoever_has_enough_waits_for_what_has_begun_alone() -> None:
    begun: list[str] = []
    urls = [f"http://h{n}.example/" for n in range(200)]

    def fetch(url: str) -> str:
        begun.append(url)
        time.sleep(0.01)
        return url

    outcomes = side_by_side(urls, fetch)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert len(begun) < 30


def test_what_goes_wrong_in_a_worker_is_raised() -> None:
    def fetch(url: str) -> str:
        raise RuntimeError(url)

    with pytest.raises(RuntimeError, match=r"one\.example"):
        list(side_by_side(["http://one.example/"], fetch))


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("", None),
        ("post", "http://blog.example/a?b=c"),
        ("http://site.example/", "http://site.example/"),
        ("https://site.example/", None),  # from a private page to one that is not
        ({"127.0.0.1": "http://there.example/", "*": "post"}, "http://there.example/"),
        ({"other.example": "http://there.example/", "*": "post"}, "http://blog.example/a?b=c"),
        ({"other.example": "post"}, None),
    ],
)
def test_referer_is_what_the_setting_says(
    server: PictureServer, setting: str | dict[str, str], told: str | None
) -> None:
    server.answers["/a"] = Answer(PNG)
    post = "http://me:secret@blog.example/a?b=c#d"
    _fetcher(server, Clock(), referer=setting).fetch(server.url("/a"), post)
    assert server.referers["/a"] == told


def test_a_post_without_an_address_tells_none() -> None:
    assert referer_for("http://a.example/", "post", "") == ""
