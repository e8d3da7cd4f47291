"""The Wayback Machine: which copy is nearest to a day, and please make one.

Its limits are low and told by 429 alone: 3 to 4 new copies a minute for who has no key, and now and
then a 429 on the first question. Who is told so waits, longer each time, and then gives up.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urldefrag, urlencode, urlsplit

from ..core.linkcare import Link, LinkState, Snapshot, Status
from ..network import Door
from .asking import Asker, Reply
from .manners import asked_to_wait

ASK = "https://archive.org/wayback/available"
SAVE = "https://web.archive.org/save/"
SAVE_PAUSE = 20.0  # seconds: three a minute
_MAX_BYTES = 1_000_000
_COPY = re.compile(r"https?://[^/\s]+/web/(\d{4})(\d\d)(\d\d)\d{6}[a-z_]*/\S+")
_GONE = {Status.DEAD, Status.FAILING}


class BusyError(Exception):
    """The archive wants fewer requests than we can make: try again another day."""


class ArchiveError(Exception):
    """The archive's answer is none."""


@dataclass(frozen=True, slots=True)
class Services:
    """Where the archive is."""

    ask: str = ASK
    save: str = SAVE


class Archive:
    """The archive, asked one thing at a time."""

    def __init__(self, door: Door, asker: Asker, services: Services) -> None:
        self._door = door
        self._asker = asker
        self._services = services
        asker.gates.slow_down(services.save, SAVE_PAUSE)

    def _patiently(self, url: str) -> Reply:
        return self._asker.patiently(self._door, url, most=_MAX_BYTES)

    def _once(self, url: str) -> Reply:
        return self._asker.once(self._door, url)

    def nearest(self, url: str, day: date | None) -> Snapshot | None:
        """The copy of *url* nearest to *day*; without a day, the newest.

        Raises:
            NoAnswer, ArchiveError: there is no answer.
            BusyError: it wants to be left in peace.
        """
        query = {"url": urldefrag(url).url} | ({"timestamp": f"{day:%Y%m%d}"} if day else {})
        reply = self._ask(f"{self._services.ask}?{urlencode(query)}", self._patiently)
        if reply.status != 200:
            raise ArchiveError(f"the archive answers {reply.status}")
        try:
            return _closest(json.loads(reply.body))
        except (ValueError, RecursionError) as error:
            raise ArchiveError("the archive's answer is no JSON") from error

    def save(self, url: str) -> Snapshot | None:
        """Have a copy of *url* made; None when it is not made at once.

        Raises:
            NoAnswer, ArchiveError, BusyError: as above.
        """
        reply = self._ask(f"{self._services.save}{urldefrag(url).url}", self._once)
        if reply.status >= 400:
            raise ArchiveError(f"the archive answers {reply.status}")
        base = self._services.save.removesuffix("/").removesuffix("/save")
        place = reply.location or base + reply.headers.get("content-location", "")
        return _copy(place)

    def _ask(self, url: str, ask: Callable[[str], Reply]) -> Reply:
        manners = self._asker.manners
        for attempt in range(manners.attempts):
            reply = ask(url)
            if reply.status != 429:
                return reply
            wait = asked_to_wait(reply.headers, self._asker.clock)
            if wait > manners.longest:
                raise BusyError(f"the archive wants to be left alone for {wait:.0f} seconds")
            if attempt < manners.attempts - 1:
                self._asker.clock.sleep(max(wait, manners.longest / 2 * 2**attempt))
        raise BusyError("the archive has too many requests")


def _closest(answer: Any) -> Snapshot | None:
    """The copy that an answer names; a copy of an error page is none."""
    found = answer.get("archived_snapshots") if isinstance(answer, dict) else None
    row = found.get("closest") if isinstance(found, dict) else None
    if not isinstance(row, dict) or not row.get("available"):
        return None
    if not str(row.get("status", "200")).startswith("2"):
        return None
    return _copy(str(row.get("url", "")))


def _copy(url: str) -> Snapshot | None:
    """A copy by its address, which holds its moment: ``/web/20130919044612/http://…``."""
    match = _COPY.fullmatch(url)
    if match is None:
        return None
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return None
    secure = url.replace("http://web.archive.org/", "https://web.archive.org/", 1)
    return Snapshot(secure, day.isoformat())


def is_public(link: Link) -> bool:
    """Whether a stranger may know of it: ``localhost:8000`` and the like are nobody's business."""
    host = urlsplit(link.key).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".lan", ".internal", ".localhost"))


def wanting(
    links: Sequence[Link], known: Mapping[str, LinkState], today: date, older: int, *, every: bool
) -> list[Link]:
    """Links to seek copies of: those without one, or *every* one; what is gone comes first.

    Those looked for in vain within *older* days wait.
    """
    since = (today - timedelta(days=older)).isoformat()
    states = {link.key: known.get(link.key, LinkState()) for link in links}

    def wants(state: LinkState) -> bool:
        return every or (state.snapshot is None and not state.sought > since)

    chosen = [link for link in links if wants(states[link.key])]
    return sorted(chosen, key=lambda link: _urgency(states[link.key]))


def _urgency(state: LinkState) -> tuple[bool, bool, str]:
    return state.status is not Status.DEAD, state.status not in _GONE, state.sought


def worth_saving(state: LinkState) -> bool:
    """Whether a new copy would show the page: of what is gone it would show that it is gone."""
    return state.snapshot is None and state.status not in _GONE
