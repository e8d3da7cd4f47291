"""``anthology links`` against servers on loopback: what they are asked, and what is learned."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.references.works.identify import canonical_url
from sphinx_anthology.linkcare.commands import Tools, run
from sphinx_anthology.linkcare.manners import Manners
from sphinx_anthology.linkcare.options import add_links
from sphinx_anthology.locks import LINKS
from sphinx_anthology.network import lines
from sphinx_anthology.scan import scan

from .house import anthology, write_posts
from .webhost import (
    Page,
    Silence,
    WebHost,
    drip_body,
    drip_head,
    endless,
    endless_redirect,
    moved,
    reset,
    web_host,
)

DAY = datetime(2026, 9, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class Time:
    """Stands still but for sleeps, which take no time and are noted."""

    day: datetime = DAY
    slept: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        return self.day + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        with self._lock:
            return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)


@dataclass(slots=True)
class Care:
    """A book with links, and the command that looks after them."""

    folder: Path
    time: Time = field(default_factory=Time)
    manners: Manners = field(default_factory=Manners)

    @property
    def file(self) -> Path:
        return self.folder / LINKS

    @property
    def lock(self) -> dict[str, dict[str, Any]]:
        rows = json.loads(self.file.read_text(encoding="utf-8"))
        assert isinstance(rows, dict)
        return rows

    def of(self, url: str) -> dict[str, Any]:
        """What the lock file says of *url*."""
        return self.lock[canonical_url(url)]

    def cite(self, *urls: str, name: str = "a.md", date: str = "2019-03-04") -> None:
        """Write a post that cites *urls*, from line 10 on."""
        items = "".join(f"1. [文{n}]({url})\n" for n, url in enumerate(urls))
        text = f"---\ntitle: 甲\ndate: {date}\n---\n\n正文。\n\n## 参考资料\n\n{items}"
        write_posts(self.folder, {name: text})

    def __call__(self, *arguments: str) -> int:
        parser = argparse.ArgumentParser()
        add_links(parser.add_subparsers(), lambda _: None, lambda _: 0)
        options = parser.parse_args(["links", *arguments, "--local-host", "127.0.0.1"])
        volume = collect(scan(self.folder).posts, Choices(), str(self.folder))
        tools = Tools(manners=self.manners, clock=self.time)
        return run(options, volume.chapters, options.lock or self.file, tools)


@pytest.fixture
def care(tmp_path: Path) -> Care:
    return Care(tmp_path)


@pytest.fixture
def host() -> Iterator[WebHost]:
    with web_host() as running:
        yield running


@pytest.fixture
def other() -> Iterator[WebHost]:
    with web_host() as running:
        yield running


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Hosts of ``.invalid`` are looked up here: name -> what the look-up fails with."""
    failures: dict[str, int] = {}
    really = lines.look_up

    def look_up(host: str, port: int, seconds: float) -> list[lines.Row]:
        if host.endswith(".invalid"):
            raise socket.gaierror(failures.get(host, socket.EAI_NONAME), "no")
        return really(host, port, seconds)

    monkeypatch.setattr(lines, "look_up", look_up)
    return failures


# --- check: what is learned ----------------------------------------------------------------


def test_a_page_that_is_there(care: Care, host: WebHost) -> None:
    host.pages["/a"] = Page()
    care.cite(host.url("/a"))
    assert care("check") == 0
    assert care.of(host.url("/a")) == {
        "status": "ok", "checked": "2026-09-01", "last_seen": "2026-09-01", "code": 200,
    }  # fmt: skip
    assert host.asked == ["GET /robots.txt", "HEAD /a"]
    (agent,) = host.agents
    assert agent.startswith("sphinx-anthology ")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (Page(404), {"status": "failing", "code": 404, "fails": ["2026-09-01"]}),
        (Page(410), {"status": "failing", "code": 410, "fails": ["2026-09-01"]}),
        (Page(401), {"status": "blocked", "code": 401}),
        (Page(403), {"status": "blocked", "code": 403}),
        (Page(405), {"status": "blocked", "code": 405}),
        (Page(451), {"status": "blocked", "code": 451}),
        (Page(500), {"status": "blocked", "code": 500}),
        (Page(503), {"status": "blocked", "code": 503}),
        (reset, {"status": "failing"}),
        (endless, {"status": "ok", "code": 200}),
        (moved("/there"), {"status": "redirected", "code": 200}),
        (moved("/there", 302), {"status": "ok", "code": 200}),
        (moved("/x"), {"status": "failing", "reason": "redirects without end"}),
        (moved("/", 302), {"status": "failing", "reason": "it leads to the home page"}),
        (moved("/login", 302), {"status": "blocked", "reason": "it asks to sign in"}),
        (moved("ftp://127.0.0.1/x"), {"status": "failing"}),
        (moved("http://[::1"), {"status": "failing", "reason": "the address is malformed"}),
    ],
)
def test_what_is_made_of_an_answer(
    care: Care, host: WebHost, page: Any, expected: dict[str, object]
) -> None:
    host.pages |= {"/x": page, "/there": Page(), "/": Page(), "/login": Page()}
    care.cite(host.url("/x"))
    assert care("check") == 0
    row = care.of(host.url("/x"))
    assert {name: row.get(name) for name in expected} == expected
    assert ("final_url" in row) == (row["status"] == "redirected")
    assert ("last_seen" in row) == (row["status"] in {"ok", "redirected"})
    assert host.at_once == 1


def test_where_it_moved_for_good_is_kept(care: Care, host: WebHost, other: WebHost) -> None:
    host.pages["/a"] = moved(other.url("/b"), 308)
    other.pages["/b"] = Page()
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["final_url"] == other.url("/b")
    assert other.asked == ["GET /robots.txt", "HEAD /b"]


@pytest.mark.parametrize(("encoding", "path"), [("utf-8", "/%E7%81%AF"), ("gbk", "/%B5%C6")])
def test_a_redirect_written_in_chinese_is_followed(
    care: Care, host: WebHost, encoding: str, path: str
) -> None:
    raw = host.url("/灯").encode(encoding).decode("latin-1")  # as many servers send it
    host.pages |= {"/a": moved(raw), path: Page()}
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["status"] == "redirected"


def test_a_host_that_says_nothing(care: Care, host: WebHost) -> None:
    host.pages["/robots.txt"] = silence = Silence()
    care.manners = Manners(timeout=0.2, attempts=2)
    care.cite(host.url("/a"), host.url("/b"))
    try:
        care("check")
    finally:
        silence.over.set()
    for path in ("/a", "/b"):
        assert care.of(host.url(path))["reason"] == "no answer in time"
        assert care.of(host.url(path))["status"] == "failing"
    assert host.asked == ["GET /robots.txt"] * 2


def test_a_page_that_says_nothing(care: Care, host: WebHost) -> None:
    host.pages |= {"/a": (silence := Silence()), "/b": Page()}
    care.manners = Manners(timeout=0.2, attempts=1)
    care.cite(host.url("/a"), host.url("/b"))
    try:
        care("check")
    finally:
        silence.over.set()
    assert care.of(host.url("/a"))["reason"] == "no answer in time"
    assert care.of(host.url("/b"))["status"] == "ok"


@pytest.mark.parametrize("page", [drip_head, drip_body])
def test_a_server_that_drips_without_end_is_left(care: Care, host: WebHost, page: Any) -> None:
    """Each wait is short, but they do not end."""
    host.pages |= {"/robots.txt": page, "/a": Page()}
    care.manners = Manners(timeout=0.3, attempts=1)
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["reason"] == "no answer in time"
    assert host.asked == ["GET /robots.txt"]


def test_the_body_of_a_redirect_is_not_read(care: Care, host: WebHost) -> None:
    host.pages |= {"HEAD /a": Page(405), "GET /a": endless_redirect, "/b": Page()}
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["status"] == "ok"


@pytest.mark.parametrize("page", [Page(405), Page(501), Page(404), Page(403), reset])
def test_a_page_that_knows_no_head_is_asked_with_get(care: Care, host: WebHost, page: Any) -> None:
    host.pages |= {"HEAD /a": page, "GET /a": Page()}
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["status"] == "ok"
    assert host.asked[1:] == ["HEAD /a", "GET /a"]


def test_dead_after_a_week(care: Care, host: WebHost, capsys: pytest.CaptureFixture[str]) -> None:
    care.cite(host.url("/a"))
    for days in (0, 1, 7):
        care.time.day = DAY + timedelta(days)
        code = care("check")
    assert code == 1
    row = care.of(host.url("/a"))
    assert (row["status"], row["since"]) == ("dead", "2026-09-01")
    lines = capsys.readouterr().out.splitlines()
    place = f"{care.folder / 'a.md'}:10"
    assert f"{place}: dead: {host.url('/a')} (404, since 2026-09-01); no snapshot" in lines
    assert "anthology links archive" in lines[-1]


def test_a_dead_link_with_a_snapshot_is_no_failure(care: Care, host: WebHost) -> None:
    copy = {"url": "https://web.archive.org/web/20190304000000/http://a", "date": "2019-03-04"}
    row = {"status": "dead", "checked": "2026-08-01", "code": 404, "snapshot": copy}
    care.cite(host.url("/a"))
    care.file.write_text(json.dumps({canonical_url(host.url("/a")): row}), encoding="utf-8")
    assert care("check") == 0
    assert care.of(host.url("/a"))["snapshot"] == copy


# --- check: manners ------------------------------------------------------------------------


def test_robots_are_heard_first_and_once(care: Care, host: WebHost) -> None:
    rules = "User-agent: *\nDisallow: /private/\n\nUser-agent: sphinx-anthology\nDisallow: /ours/\n"
    host.pages |= {"/robots.txt": Page(body=rules), "/a": Page(), "/private/a": Page()}
    care.cite(host.url("/ours/a"), host.url("/a"), host.url("/private/a"))
    care("check")
    refused = care.of(host.url("/ours/a"))
    assert refused["status"] == "unknown"
    assert "robots.txt" in refused["reason"]
    assert host.asked == ["GET /robots.txt", "HEAD /a", "HEAD /private/a"]


def test_robots_count_for_redirects_too(care: Care, host: WebHost, other: WebHost) -> None:
    other.pages |= {"/robots.txt": Page(body="User-agent: *\nDisallow: /"), "/b": Page()}
    host.pages["/a"] = moved(other.url("/b"))
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["status"] == "unknown"
    assert other.asked == ["GET /robots.txt"]


@pytest.mark.parametrize(("code", "status"), [(404, "ok"), (403, "ok"), (500, "blocked")])
def test_robots_that_cannot_be_had(care: Care, host: WebHost, code: int, status: str) -> None:
    """RFC 9309: none means no rules, an error of the server means keep out."""
    host.pages |= {"/robots.txt": Page(code), "/a": Page()}
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["status"] == status
    assert ("HEAD /a" in host.asked) == (status == "ok")


def test_robots_behind_a_redirect(care: Care, host: WebHost) -> None:
    host.pages |= {"/robots.txt": moved("/r.txt"), "/a": Page()}
    host.pages["/r.txt"] = Page(body="User-agent: *\nDisallow: /a")
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["status"] == "unknown"


@pytest.mark.parametrize("after", ["3600", "1", "Wed, 02 Sep 2026 12:00:00 GMT", "soon"])
def test_who_has_too_many_requests_is_left(
    care: Care, host: WebHost, after: str, capsys: pytest.CaptureFixture[str]
) -> None:
    busy = Page(429, headers=(("Retry-After", after),))
    host.pages |= {"/a": Page(), "/b": busy, "/c": Page()}
    care.cite(host.url("/a"), host.url("/b"), host.url("/c"))
    care("check")
    assert care.of(host.url("/b"))["status"] == "blocked"
    assert canonical_url(host.url("/c")) not in care.lock
    assert host.asked[-1] == "HEAD /b"
    assert "1 were not asked" in capsys.readouterr().out


def test_one_request_a_second(care: Care, host: WebHost) -> None:
    host.pages |= {f"/{n}": Page() for n in range(4)}
    care.cite(*(host.url(f"/{n}") for n in range(4)))
    care("check")
    assert len(host.asked) == 5
    assert care.time.slept == [1.0] * 4
    assert host.at_once == 1


@pytest.mark.parametrize(("asked", "kept"), [("7", 7.0), ("5000", 30.0)])
def test_a_longer_pause_is_kept_up_to_a_bound(
    care: Care, host: WebHost, asked: str, kept: float
) -> None:
    rules = f"User-agent: *\nCrawl-delay: {asked}\n"
    host.pages |= {"/robots.txt": Page(body=rules), "/a": Page(), "/b": Page()}
    care.cite(host.url("/a"), host.url("/b"))
    care("check")
    assert care.time.slept[-1] == kept


def test_a_pause_that_is_no_number_is_passed_over(care: Care, host: WebHost) -> None:
    rules = "User-agent: *\nCrawl-delay: ²\nDisallow: /a\n"
    host.pages |= {"/robots.txt": Page(body=rules), "/b": Page()}
    care.cite(host.url("/a"), host.url("/b"))
    care("check")
    assert host.asked == ["GET /robots.txt", "HEAD /b"]


def test_hosts_are_asked_side_by_side_each_one_thing_at_a_time(
    care: Care, host: WebHost, other: WebHost
) -> None:
    """All pages of the one lead to the other, while that is asked for pages of its own."""
    for n in range(6):
        host.pages[f"/{n}"] = moved(other.url(f"/from{n}"), 302)
        other.pages |= {f"/from{n}": Page(), f"/{n}": Page()}
    care.cite(*(server.url(f"/{n}") for n in range(6) for server in (host, other)))
    care("check")
    assert {row["status"] for row in care.lock.values()} == {"ok"}
    assert (host.at_once, other.at_once) == (1, 1)
    assert other.asked.count("GET /robots.txt") == 1


def test_what_may_pass_is_asked_for_again(care: Care, host: WebHost) -> None:
    answers = iter([Page(503), Page(503, headers=(("Retry-After", "9"),)), Page(503), Page()])

    def mend(handler: Any) -> None:
        page = next(answers)
        handler.send_response(page.status)
        for name, value in page.headers:
            handler.send_header(name, value)
        handler.end_headers()

    host.pages["/a"] = mend
    care.cite(host.url("/a"))
    care("check")
    assert care.of(host.url("/a"))["status"] == "ok"
    assert host.asked[1:] == ["HEAD /a", "GET /a", "GET /a", "GET /a"]
    assert {9.0, 4.0} <= set(care.time.slept)


def test_who_wants_us_to_wait_too_long_is_not_waited_for(care: Care, host: WebHost) -> None:
    host.pages["/a"] = Page(503, headers=(("Retry-After", "86400"),))
    care.cite(host.url("/a"))
    care("check")
    assert host.asked[1:] == ["HEAD /a", "GET /a"]
    assert max(care.time.slept) <= care.manners.longest


def test_private_addresses_are_not_asked(care: Care, host: WebHost) -> None:
    private = f"http://localhost:{host.name.partition(':')[2]}/b"
    host.pages |= {"/a": moved(private), "/b": Page()}
    care.cite(private, host.url("/a"))
    assert care("check") == 0
    for url in (private, host.url("/a")):
        assert care.of(url)["status"] == "unknown"
        assert "private" in care.of(url)["reason"]
    assert "HEAD /b" not in host.asked


# --- check: which links --------------------------------------------------------------------


def test_one_page_written_two_ways_is_asked_once(care: Care, host: WebHost) -> None:
    host.pages["/a"] = Page()
    care.cite(host.url("/a"), name="a.md")
    care.cite(host.url("/a#part"), name="b.md")
    care("check")
    assert host.asked == ["GET /robots.txt", "HEAD /a"]
    assert len(care.lock) == 1


def test_links_of_the_text_are_asked_with_all(care: Care, host: WebHost) -> None:
    write_posts(care.folder, {"a.md": f"---\ntitle: 甲\n---\n\n见[窗]({host.url('/a')})。\n"})
    assert care("check") == 0
    assert host.asked == []
    assert not care.file.exists()
    care("check", "--all")
    assert "HEAD /a" in host.asked


def test_what_was_seen_lately_is_passed_over(care: Care, host: WebHost) -> None:
    host.pages |= {"/a": Page(), "/b": Page(403)}
    care.cite(host.url("/a"), host.url("/b"))
    care("check")
    first = care.file.read_bytes()
    care.time.day = DAY + timedelta(6)
    host.asked.clear()
    care("check", "--host", "127.0.0.1")
    assert [line for line in host.asked if line.endswith("/a")] == []
    assert "HEAD /b" in host.asked
    assert care.file.read_bytes() != first
    care("check", "--older", "2")
    assert care.of(host.url("/a"))["last_seen"] == "2026-09-07"


def test_a_limit_goes_on_where_it_stopped(care: Care, host: WebHost) -> None:
    care.cite(*(host.url(f"/{n}") for n in range(5)))
    for days in range(5):
        care.time.day = DAY + timedelta(days)
        care("check", "--limit", "1")
    assert [line for line in host.asked if line.startswith("HEAD")] == [
        f"HEAD /{n}" for n in range(5)
    ]


def test_only_the_hosts_that_are_named(care: Care, host: WebHost, other: WebHost) -> None:
    care.cite(host.url("/a"), other.url("/a"))
    care("check", "--host", other.name)
    assert host.asked == []
    assert list(care.lock) == [canonical_url(other.url("/a"))]


def test_what_is_known_of_other_links_stays(care: Care, host: WebHost) -> None:
    care.cite(host.url("/a"))
    care.file.write_text('{"https://other.example": {"status": "ok"}}', encoding="utf-8")
    care("check")
    assert care.of("https://other.example") == {"status": "ok"}


# --- check: when things go wrong -----------------------------------------------------------

LOST = "http://lost.invalid/a"


def test_a_host_that_is_not_known_counts_as_gone(care: Care, host: WebHost) -> None:
    host.pages["/a"] = Page()
    care.cite(host.url("/a"), LOST)
    assert care("check") == 0
    row = care.of(LOST)
    assert (row["status"], row["fails"]) == ("failing", ["2026-09-01"])
    assert row["reason"] == "the host is not known"


def test_a_name_server_that_fails_does_not(
    care: Care, host: WebHost, names: dict[str, int]
) -> None:
    names["lost.invalid"] = socket.EAI_AGAIN
    host.pages["/a"] = Page()
    care.cite(host.url("/a"), LOST)
    care("check")
    assert care.of(LOST)["status"] == "failing"
    assert "fails" not in care.of(LOST)


@pytest.mark.parametrize("kind", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_without_a_network_nothing_is_learned(
    care: Care, names: dict[str, int], kind: int, capsys: pytest.CaptureFixture[str]
) -> None:
    names |= {"lost.invalid": kind, "gone.invalid": kind}
    care.cite(LOST, "https://gone.invalid/b")
    before = '{"https://lost.invalid/a": {"status": "ok"}}'
    care.file.write_text(before, encoding="utf-8")
    assert care("check") == 3
    assert "connected" in capsys.readouterr().err
    assert care.file.read_text(encoding="utf-8") == before


def test_a_page_that_was_there_tells_whether_we_are_connected(care: Care, host: WebHost) -> None:
    """Only the lost host is due: the other was seen lately, and is asked to make sure."""
    host.pages["/a"] = Page()
    care.cite(host.url("/a"))
    care("check")
    care.cite(host.url("/a"), LOST)
    host.asked.clear()
    assert care("check", "--host", "lost.invalid") == 0
    assert host.asked == ["GET /robots.txt", "HEAD /a"]
    assert care.of(LOST)["fails"] == ["2026-09-01"]


def test_a_broken_lock_file_is_told_and_left(
    care: Care, host: WebHost, capsys: pytest.CaptureFixture[str]
) -> None:
    care.cite(host.url("/a"))
    care.file.write_text('{\n"x": 3\n}', encoding="utf-8")
    assert care("check") == care("archive") == 2
    assert f"{care.file}:2: " in capsys.readouterr().err
    assert host.asked == []
    assert care.file.read_text(encoding="utf-8") == '{\n"x": 3\n}'


def test_a_slip_in_the_program_is_not_swallowed(
    care: Care, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sphinx_anthology.linkcare.visit.Visitor.visit", lambda self, url: 1 / 0)
    care.cite(host.url("/a"))
    with pytest.raises(ZeroDivisionError):
        care("check")


# --- archive -------------------------------------------------------------------------------

COPY = "http://web.archive.org/web/20190310120000/http://a.example/x"
FOUND = Page(
    body=json.dumps(
        {"archived_snapshots": {"closest": {"available": True, "status": "200", "url": COPY}}}
    )
)
NONE = Page(body='{"archived_snapshots": {}}')
X = "http://a.example/x"


class Wayback:
    """Answers by the address that is asked about."""

    def __init__(self, host: WebHost, *pages: Page) -> None:
        self.host = host
        self.arguments = ("--service", host.url("/ask"), "--save-service", host.url("/save/"))
        self.pages = list(pages)
        host.pages = _Everywhere(self)  # type: ignore[assignment]

    def of(self, request: str) -> Page:
        return self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]


class _Everywhere(dict[str, Page]):
    def __init__(self, wayback: Wayback) -> None:
        self._wayback = wayback

    def get(self, key: str, default: Any = None) -> Any:
        return None if " " in key else self._wayback.of(key)


def _asks(host: WebHost) -> list[str]:
    return [line for line in host.asked if line.startswith("GET /ask")]


def test_the_copy_nearest_to_the_oldest_post_is_kept(
    care: Care, host: WebHost, capsys: pytest.CaptureFixture[str]
) -> None:
    wayback = Wayback(host, FOUND)
    care.cite(f"{X}#part", name="new.md", date="2024-01-01")
    care.cite(X, name="old.md", date="2019-03-04")
    assert care("archive", *wayback.arguments) == 0
    assert host.asked == ["GET /ask?url=http%3A%2F%2Fa.example%2Fx&timestamp=20190304"]
    assert care.of(X) == {
        "status": "unknown",
        "sought": "2026-09-01",
        "snapshot": {"url": COPY.replace("http:", "https:", 1), "date": "2019-03-10"},
    }
    assert "1 found" in capsys.readouterr().out


def test_who_has_a_copy_is_not_asked_for_again(care: Care, host: WebHost) -> None:
    wayback = Wayback(host, FOUND)
    care.cite(X)
    for more in ((), (), ("--again",)):
        care("archive", *wayback.arguments, *more)
    assert len(_asks(host)) == 2


def test_what_was_looked_for_in_vain_waits(care: Care, host: WebHost) -> None:
    wayback = Wayback(host, NONE)
    care.cite(X)
    for days in (0, 10, 29, 30):
        care.time.day = DAY + timedelta(days)
        assert care("archive", *wayback.arguments) == 0
    assert len(_asks(host)) == 2
    assert "snapshot" not in care.of(X)


def test_what_is_gone_is_looked_for_first(care: Care, host: WebHost) -> None:
    urls = [f"https://{name}.example" for name in ("fine", "failing", "dead")]
    care.cite(*urls)
    rows = zip(urls, ("ok", "failing", "dead"), strict=True)
    care.file.write_text(json.dumps({url: {"status": s} for url, s in rows}), encoding="utf-8")
    care("archive", *Wayback(host, NONE).arguments, "--limit", "2")
    asked = [line.partition("%2F%2F")[2].partition(".")[0] for line in _asks(host)]
    assert asked == ["dead", "failing"]


@pytest.mark.parametrize(
    "closest",
    [
        {"available": False, "status": "200", "url": COPY},
        {"available": True, "status": "404", "url": COPY},
        {"available": True, "status": "200", "url": "javascript:alert(1)"},
        {"available": True, "status": "200", "url": "https://web.archive.org/save/http://a"},
        {"available": True, "status": "200", "url": COPY.replace("20190310", "20199910")},
        {"available": True, "status": "200"},
        [],
        None,
    ],
)
def test_what_is_no_copy_is_not_kept(care: Care, host: WebHost, closest: object) -> None:
    answer = Page(body=json.dumps({"archived_snapshots": {"closest": closest}}))
    care.cite(X)
    assert care("archive", *Wayback(host, answer).arguments) == 0
    assert "snapshot" not in care.of(X)


@pytest.mark.parametrize("page", [Page(500), Page(body="<html>"), Page(body="[" * 9999)])
def test_an_answer_that_is_none_is_told(
    care: Care, host: WebHost, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    care.cite(X)
    assert care("archive", *Wayback(host, page).arguments) == 1
    assert X in capsys.readouterr().err
    assert not care.file.exists()


def test_an_archive_that_is_busy_is_waited_for(care: Care, host: WebHost) -> None:
    busy = Page(429, headers=(("Retry-After", "40"),))
    care.cite(X)
    assert care("archive", *Wayback(host, busy, FOUND).arguments) == 0
    assert 40.0 in care.time.slept
    assert "snapshot" in care.of(X)


@pytest.mark.parametrize("after", ["", "7200"])
def test_an_archive_that_stays_busy_is_left(
    care: Care, host: WebHost, after: str, capsys: pytest.CaptureFixture[str]
) -> None:
    busy = Page(429, headers=(("Retry-After", after),) if after else ())
    care.cite(X, "https://b.example", "https://c.example")
    wayback = Wayback(host, FOUND, busy)
    assert care("archive", *wayback.arguments) == 1
    assert len(_asks(host)) == 1 + (1 if after else care.manners.attempts)
    assert "snapshot" in care.of(X)
    assert len(care.lock) == 1
    assert "Try again later" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url", ["http://localhost:8000/x", "http://10.0.0.7/x", "http://[::1]/x", "http://nas.local/"]
)
def test_the_archive_is_not_told_of_private_hosts(care: Care, host: WebHost, url: str) -> None:
    care.cite(url)
    assert care("archive", *Wayback(host, FOUND).arguments) == 0
    assert host.asked == []


def test_nothing_is_saved_by_default(care: Care, host: WebHost) -> None:
    care.cite(X)
    care("archive", *Wayback(host, NONE).arguments)
    assert len(host.asked) == 1


@pytest.mark.parametrize("header", ["Location", "Content-Location"])
def test_a_copy_can_be_made(care: Care, host: WebHost, header: str) -> None:
    path = "/web/20260901120000/http://a.example/x"
    status = 302 if header == "Location" else 200
    care.cite(X)
    care(
        "archive", *Wayback(host, NONE, Page(status, headers=((header, path),))).arguments, "--save"
    )
    assert host.asked[-1] == f"GET /save/{X}"
    assert care.of(X)["snapshot"] == {"url": host.url(path), "date": "2026-09-01"}


def test_copies_are_made_three_a_minute(care: Care, host: WebHost) -> None:
    care.cite(X, "https://b.example")
    care("archive", *Wayback(host, NONE).arguments, "--save")
    saves = [line for line in host.asked if line.startswith("GET /save/")]
    assert len(saves) == 2
    assert min(care.time.slept) >= 20


@pytest.mark.parametrize("status", ["dead", "failing"])
def test_no_copy_is_made_of_what_is_gone(care: Care, host: WebHost, status: str) -> None:
    care.cite(X)
    row = {canonical_url(X): {"status": status}}
    care.file.write_text(json.dumps(row), encoding="utf-8")
    care("archive", *Wayback(host, NONE).arguments, "--save")
    assert len(host.asked) == 1


def test_an_archive_that_is_not_found(care: Care, capsys: pytest.CaptureFixture[str]) -> None:
    care.cite(X)
    assert care("archive", "--service", "https://archive.invalid/ask") == 3
    assert "connected" in capsys.readouterr().err
    assert not care.file.exists()


# --- the command ---------------------------------------------------------------------------


def test_the_command_writes_beside_the_configuration(tmp_path: Path, host: WebHost) -> None:
    host.pages["/a"] = Page()
    care = Care(tmp_path / "posts")
    care.cite(host.url("/a"))
    conf = f'extensions = ["sphinx_anthology"]\nanthology_local_hosts = ["{host.name}"]\n'
    write_posts(tmp_path / "conf", {"conf.py": conf})
    done = anthology("links", "check", "--book", care.folder, "--conf", tmp_path / "conf")
    assert done.code == 0, done.log
    assert "1 link: 1 ok" in done.out
    assert json.loads((tmp_path / "conf" / LINKS).read_text(encoding="utf-8"))
    assert not care.file.exists()


@pytest.mark.parametrize("errand", ["check", "archive"])
def test_the_command_says_what_it_does(errand: str) -> None:
    done = anthology("links", errand, "--help")
    assert done.code == 0
    assert "exit codes" in done.out
    assert LINKS in done.out


@pytest.mark.parametrize(
    "arguments", [["links"], ["links", "check", "--limit", "0"], ["links", "check", "--older", "x"]]
)
def test_wrong_arguments_are_refused(arguments: list[str]) -> None:
    assert anthology(*arguments).code == 2


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert anthology("links", "check", "--book", tmp_path / "none").code == 2


def test_who_interrupts_keeps_what_was_learned(tmp_path: Path, host: WebHost) -> None:
    """The second page never answers: the signal is sent as soon as it is asked for."""
    care = Care(tmp_path)
    asked, silence = threading.Event(), Silence()

    def stall(handler: Any) -> None:
        asked.set()
        silence(handler)

    host.pages |= {"/a": Page(), "/b": stall}
    care.cite(host.url("/a"), host.url("/b"))
    command = [str(Path(sys.executable).parent / "anthology"), "links", "check", "--book", tmp_path]
    with subprocess.Popen([*command, "--local-host", host.name]) as running:
        try:
            assert asked.wait(60)
            os.kill(running.pid, signal.SIGINT)
            assert running.wait(60) == 130
        finally:
            silence.over.set()
    assert list(care.lock) == [canonical_url(host.url("/a"))]


def test_a_build_asks_nobody(tmp_path: Path, host: WebHost) -> None:
    assert shutil.which("anthology", path=str(Path(sys.executable).parent))
    care = Care(tmp_path / "posts")
    care.cite(host.url("/a"))
    done = anthology("build", "html", "--book", care.folder, "--build", tmp_path / "out")
    assert done.code == 0, done.log
    assert host.asked == []
