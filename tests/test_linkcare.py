"""What is known of links: the states they go through, the lock file, what a reader is shown."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.linkcare import (
    Link,
    LinkState,
    LockError,
    Outcome,
    Shown,
    Sighting,
    Snapshot,
    Status,
    address_to_show,
    after,
    cited_links,
    read_text,
    sighting_of,
    write_text,
)
from sphinx_anthology.core.linkcare.record import Hop
from sphinx_anthology.core.linkcare.tell import bad_links, dead_without_copy, summary
from sphinx_anthology.core.references.works.identify import canonical_url
from sphinx_anthology.diagnostics import Place
from sphinx_anthology.locks import read_lock, write_lock
from sphinx_anthology.scan import scan

from .house import write_posts

URL = "https://lamp.example/history/lamp.html"
FIRST = date(2026, 9, 1)
SEEN = Sighting(Outcome.SEEN, 200)
GONE = Sighting(Outcome.GONE, 404)
NO_HOST = Sighting(Outcome.GONE, reason="the host is not known", offline=True)
SILENT = Sighting(Outcome.FAILED, reason="no answer in time")
REFUSED = Sighting(Outcome.BLOCKED, 403)


def _life(*visits: tuple[int, Sighting], state: LinkState | None = None) -> LinkState:
    """The state after visits, each so many days after the first day."""
    state = state or LinkState()
    for days, sighting in visits:
        state = after(state, sighting, FIRST + timedelta(days))
    return state


# --- an answer -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (200, Outcome.SEEN),
        (204, Outcome.SEEN),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        *((code, Outcome.BLOCKED) for code in (401, 403, 405, 418, 429, 451, 500, 503, 521, 999)),
        (304, Outcome.FAILED),
    ],
)
def test_what_a_status_says(code: int, outcome: Outcome) -> None:
    assert sighting_of(URL, code).outcome is outcome


@pytest.mark.parametrize(
    ("url", "hops", "final"),
    [
        ("http://a.example/x", [(301, "https://a.example/x")], ""),
        ("http://a.example/x", [(301, "http://www.a.example/x/")], ""),
        ("https://a.example/x", [(301, "https://a.example/y")], "https://a.example/y"),
        ("https://a.example/x", [(302, "https://a.example/y")], ""),
        (
            "https://a.example/x",
            [(308, "https://b.example/x"), (301, "https://b.example/z")],
            "https://b.example/z",
        ),
        (
            "https://a.example/x",
            [(301, "https://b.example/x"), (302, "https://b.example/today")],
            "https://b.example/x",
        ),
        ("https://a.example/", [(301, "https://b.example/")], "https://b.example/"),
    ],
)
def test_only_what_moved_for_good_has_moved(
    url: str, hops: list[tuple[int, str]], final: str
) -> None:
    seen = sighting_of(url, 200, tuple(Hop(*hop) for hop in hops))
    assert (seen.outcome, seen.final_url) == (Outcome.SEEN, final)


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("https://lamp.example/", Outcome.FAILED),
        ("https://lamp.example", Outcome.FAILED),
        ("https://lamp.example/index.html", Outcome.FAILED),
        ("https://other.example/", Outcome.FAILED),
        ("https://lamp.example/404.html", Outcome.FAILED),
        ("https://lamp.example/signin?next=/history", Outcome.BLOCKED),
        ("https://lamp.example/?p=12", Outcome.SEEN),
        ("https://lamp.example/errors-of-youth", Outcome.SEEN),
        ("https://lamp.example/login-screens-of-1984", Outcome.SEEN),
    ],
)
@pytest.mark.parametrize("code", [301, 302])
def test_a_redirect_may_lead_elsewhere_than_to_the_page(
    end: str, outcome: Outcome, code: int
) -> None:
    seen = sighting_of(URL, 200, (Hop(code, end),))
    assert seen.outcome is outcome
    assert (seen.reason == "") == (outcome is Outcome.SEEN)


@pytest.mark.parametrize(
    ("url", "end"),
    [
        ("https://a.example/", "https://a.example/zh/"),
        ("https://a.example/index.php", "https://a.example/"),
        ("https://a.example/login", "https://a.example/sso/login"),
    ],
)
def test_who_asks_for_such_a_page_gets_it(url: str, end: str) -> None:
    assert sighting_of(url, 200, (Hop(302, end),)).outcome is Outcome.SEEN


# --- states --------------------------------------------------------------------------------


def test_a_page_that_is_seen() -> None:
    day = FIRST.isoformat()
    assert _life((0, SEEN)) == LinkState(Status.OK, checked=day, last_seen=day, code=200)


@pytest.mark.parametrize("gone", [GONE, NO_HOST])
@pytest.mark.parametrize(
    ("days", "status"),
    [
        ([0], Status.FAILING),
        ([0, 0, 0, 0], Status.FAILING),  # one day is one day
        ([0, 7], Status.FAILING),  # two days are not three
        ([0, 1, 6], Status.FAILING),  # three days, less than a week
        ([0, 1, 7], Status.DEAD),
        ([0, 6, 30], Status.DEAD),
    ],
)
def test_dead_is_who_was_gone_on_three_days_in_a_week(
    gone: Sighting, days: list[int], status: Status
) -> None:
    state = _life(*((day, gone) for day in days))
    assert state.status is status
    assert state.since == FIRST.isoformat()


def test_gone_for_good_is_believed_the_second_day() -> None:
    gone = Sighting(Outcome.GONE, 410)
    assert _life((0, gone), (0, gone)).status is Status.FAILING
    assert _life((0, gone), (1, gone)).status is Status.DEAD


@pytest.mark.parametrize("sighting", [SILENT, REFUSED])
def test_who_is_silent_or_refuses_never_dies(sighting: Sighting) -> None:
    state = _life(*((10 * n, sighting) for n in range(40)))
    assert state.status in {Status.FAILING, Status.BLOCKED}
    assert state.fails == ()


def test_days_of_silence_do_not_count_as_gone() -> None:
    assert _life((0, GONE), (3, SILENT), (6, SILENT), (9, GONE)).status is Status.FAILING


def test_refusals_between_do_not_clear_the_days() -> None:
    assert _life((0, GONE), (3, REFUSED), (5, GONE), (9, GONE)).status is Status.DEAD


def test_being_seen_clears_all() -> None:
    dead = _life((0, GONE), (4, GONE), (8, GONE))
    back = _life((20, SEEN), state=dead)
    assert back == _life((20, SEEN))
    assert _life((21, GONE), state=back).status is Status.FAILING


@pytest.mark.parametrize("sighting", [SILENT, REFUSED, Sighting(Outcome.UNASKED, reason="robots")])
def test_only_being_seen_brings_back_the_dead(sighting: Sighting) -> None:
    dead = _life((0, GONE), (4, GONE), (8, GONE))
    later = _life((20, sighting), state=dead)
    assert later.status is Status.DEAD
    assert (later.since, later.fails) == (dead.since, dead.fails)


def test_what_may_not_be_asked_is_unknown_and_says_why() -> None:
    state = _life((0, SEEN), (9, Sighting(Outcome.UNASKED, reason="robots")))
    assert (state.status, state.reason) == (Status.UNKNOWN, "robots")
    assert state.last_seen == FIRST.isoformat()


COPY = Snapshot("https://web.archive.org/web/20190304050607/https://lamp.example/", "2019-03-04")
SIGHTINGS = st.sampled_from(
    [SEEN, GONE, NO_HOST, SILENT, REFUSED, Sighting(Outcome.SEEN, 200, final_url=URL)]
)


@given(st.lists(st.tuples(st.integers(0, 60), SIGHTINGS), max_size=30))
def test_a_life_keeps_its_copy_and_can_be_written_down(visits: list[tuple[int, Sighting]]) -> None:
    visits.sort(key=lambda visit: visit[0])
    state = _life(*visits, state=LinkState(snapshot=COPY))
    assert state.snapshot == COPY
    assert list(state.fails) == sorted(set(state.fails))
    assert (state.status is Status.REDIRECTED) == bool(
        state.final_url and state.status in {Status.OK, Status.REDIRECTED}
    )
    assert read_text(write_text({URL: state}), "x") == {URL: state}


# --- the lock file -------------------------------------------------------------------------


def test_the_file_is_sorted_and_holds_nothing_empty() -> None:
    links = {
        "https://b.example": _life((0, SEEN)),
        "https://a.example/灯": LinkState(snapshot=COPY),
    }
    text = write_text(links)
    assert list(json.loads(text)) == sorted(links)
    assert "灯" in text
    assert text.endswith("}\n")
    assert all(value for row in json.loads(text).values() for value in row.values())
    assert write_text(dict(reversed(links.items()))) == text


def test_one_more_visit_changes_only_its_lines() -> None:
    links = {f"https://{n}.example": _life((0, SEEN)) for n in range(9)}
    before = write_text(links).splitlines()
    links["https://4.example"] = _life((1, SEEN), state=links["https://4.example"])
    changed = [
        (a, b) for a, b in zip(before, write_text(links).splitlines(), strict=True) if a != b
    ]
    assert [a.split(":")[0].strip(' "') for a, _ in changed] == ["checked", "last_seen"]


BROKEN = [
    ("{\n  nonsense", 2, "JSON"),
    ('<<<<<<< ours\n{}\n=======\n{"a": {}}\n>>>>>>> theirs\n', 1, "merged"),
    ("[]", 1, "object"),
    ('{\n"u": []\n}', 2, "object"),
    ('{\n"a": {},\n"u": {\n"status": "fine"\n}\n}', 4, "dead"),
    ('{\n"u": {\n"checked": "01.09.2026"\n}\n}', 3, "day"),
    ('{\n"u": {\n"checked": "2026-13-01"\n}\n}', 3, "day"),
    ('{\n"u": {\n"code": "404"\n}\n}', 3, "number"),
    ('{\n"u": {\n"code": true\n}\n}', 3, "number"),
    ('{\n"u": {\n"fails": "2026-09-01"\n}\n}', 3, "list"),
    ('{\n"u": {\n"final_url": "javascript:alert(1)"\n}\n}', 3, "address"),
    ('{\n"u": {\n"snapshot": "https://a"\n}\n}', 3, "url and a date"),
    ('{\n"u": {\n"snapshot": {"url": "data:,x", "date": "2026-09-01"}\n}\n}', 3, "address"),
    ('{\n"u": {\n"statsu": "ok"\n}\n}', 3, "statsu"),
    ('{\n"http://u": {\n"status": "ok"\n},\n"http://u": {\n}\n}', 5, "twice"),
    ('{\n"u": {\n"status": "ok",\n"status": "ok"\n}\n}', 0, "twice"),
    ('{\n"u": {"code": 1},\n"v": {"status": 1, "code": 2}\n}', 3, "status"),
    ('{\n"v": {"status": "ok"},\n"u": {\n"status": 3\n}\n}', 4, "status"),
    ("[" * 100_000, 0, "without end"),
]


@pytest.mark.parametrize(("text", "line", "word"), BROKEN)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(LockError, match=word) as told:
        read_text(text, "links.lock.json")
    assert told.value.place.path == "links.lock.json"
    assert line in {0, told.value.place.line}


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "links.lock.json") == {}


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe{}")
    with pytest.raises(LockError, match="UTF-8"):
        read_lock(tmp_path / "a")
    with pytest.raises(LockError, match="cannot be read"):
        read_lock(tmp_path)


def test_a_file_that_says_the_same_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "links.lock.json"
    write_lock(file, {URL: _life((0, SEEN))})
    before = file.stat().st_ino
    write_lock(file, read_lock(file))
    assert file.stat().st_ino == before
    write_lock(file, {})
    assert read_lock(file) == {}
    assert [entry.name for entry in tmp_path.iterdir()] == [file.name]


# --- what a reader is shown ----------------------------------------------------------------


def _locks(status: Status, copy: Snapshot | None = COPY) -> dict[str, LinkState]:
    return {canonical_url(URL): LinkState(status, snapshot=copy)}


def test_a_dead_page_gives_way_to_its_copy() -> None:
    shown = address_to_show(f"{URL}?utm_source=x#top", _locks(Status.DEAD))
    assert shown == Shown(COPY.url, f"{URL}?utm_source=x#top", archived=True, date=COPY.date)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.DEAD])
def test_any_other_page_stands_before_its_copy(status: Status) -> None:
    assert address_to_show(URL, _locks(status)) == Shown(URL, COPY.url, date=COPY.date)


@pytest.mark.parametrize("status", Status)
def test_without_a_copy_there_is_the_page_alone(status: Status) -> None:
    assert address_to_show(URL, _locks(status, None)) == Shown(URL)
    assert address_to_show(URL, {}) == Shown(URL)


# --- links of a book -----------------------------------------------------------------------

ONE = """---
title: 甲
date: 2024-05-01
---

见[窗](https://window.example/a)、[邻篇](b.md)与[信](mailto:a@b.example)。

## 参考资料

1. [灯的历史](https://lamp.example/history?utm_source=feed)
2. [钟](http://www.clock.example/)
"""
TWO = """---
title: 乙
date: 2019-03-04
---

正文。

## 参考资料

1. [灯的历史](http://lamp.example/history/)
"""


def _links(folder: Path, *, text: bool = False) -> list[Link]:
    write_posts(folder, {"a.md": ONE, "b.md": TWO})
    volume = collect(scan(folder).posts, Choices(), str(folder))
    return cited_links(volume.chapters, text=text)


def test_each_link_is_there_once_with_all_its_places(tmp_path: Path) -> None:
    links = {link.key: link for link in _links(tmp_path)}
    assert sorted(links) == ["https://clock.example", "https://lamp.example/history"]
    lamp = links["https://lamp.example/history"]
    assert lamp.url == "http://lamp.example/history/"  # the older post comes first in the book
    assert [(Path(p.path).name, p.line) for p in lamp.places] == [("b.md", 10), ("a.md", 10)]
    assert lamp.cited == date(2019, 3, 4)


def test_links_of_the_text_come_when_asked_for(tmp_path: Path) -> None:
    more = {link.url for link in _links(tmp_path, text=True)} - {
        link.url for link in _links(tmp_path)
    }
    assert more == {"https://window.example/a"}


# --- what is said --------------------------------------------------------------------------


def test_a_line_for_each_post_that_cites_a_bad_link() -> None:
    places = (Place("b.md", 12), Place("a.md", 3))
    link = Link(canonical_url(URL), URL, places)
    known = {link.key: _life((0, GONE), (4, GONE), (8, GONE), state=LinkState(snapshot=COPY))}
    told = f"dead: {URL} (404, since 2026-09-01); snapshot {COPY.url}"
    assert list(bad_links([link], known)) == [f"b.md:12: {told}", f"a.md:3: {told}"]
    assert dead_without_copy([link], known) == []


def test_what_is_said_of_other_links() -> None:
    def said(state: LinkState) -> list[str]:
        return list(bad_links([Link("k", URL, (Place("a.md", 1),))], {"k": state}))

    assert said(_life((0, SEEN))) == said(_life((0, REFUSED))) == said(LinkState()) == []
    assert said(_life((0, SILENT))) == [
        f"a.md:1: failing: {URL} (no answer in time, since 2026-09-01); no snapshot"
    ]
    moved = _life((0, Sighting(Outcome.SEEN, 200, final_url="https://new.example/x")))
    assert said(moved) == [f"a.md:1: redirected: {URL} -> https://new.example/x"]


def test_summary_counts_each_link_once() -> None:
    links = [Link(str(n), str(n), ()) for n in range(4)]
    known = {"0": _life((0, SEEN)), "1": _life((0, SEEN)), "2": _life((0, GONE))}
    assert summary(links, known) == "4 links: 2 ok, 1 failing, 1 not asked yet"
