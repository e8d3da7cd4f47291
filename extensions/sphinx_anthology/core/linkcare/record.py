"""The records: what is kept of a link, and what one visit saw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """What is known of a link."""

    OK = "ok"  # the page was seen
    REDIRECTED = "redirected"  # seen, and it has moved for good
    BLOCKED = "blocked"  # the server answers, but not to us: nothing is known of the page
    FAILING = "failing"  # not seen; too early to say that it is gone
    DEAD = "dead"  # gone, told often enough
    UNKNOWN = "unknown"  # not asked: never, or it must not be


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of the page in a web archive."""

    url: str
    date: str  # day it was taken, ISO 8601


@dataclass(frozen=True, slots=True)
class LinkState:
    """One entry of the lock file: a link, by its canonical URL. Days are ISO 8601; empty: never."""

    status: Status = Status.UNKNOWN
    checked: str = ""  # day of the last visit
    last_seen: str = ""  # day the page was last there
    code: int = 0  # status of the last answer; 0 when there was none
    reason: str = ""  # what was wrong, as a clause; empty when nothing was
    since: str = ""  # first day of the trouble: failing, dead
    final_url: str = ""  # where it has moved for good
    fails: tuple[str, ...] = ()  # days since it was seen on which we were told that it is gone
    sought: str = ""  # day the archive was last asked for a copy
    snapshot: Snapshot | None = None


class Outcome(Enum):
    """What one visit says of a page."""

    SEEN = "seen"
    GONE = "gone"  # told so: 404, 410, a host that does not exist
    BLOCKED = "blocked"
    FAILED = "failed"  # no answer, or one that is not the page
    UNASKED = "unasked"  # it must not be asked


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed."""

    code: int
    url: str  # where it leads


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one visit saw."""

    outcome: Outcome
    code: int = 0
    reason: str = ""
    final_url: str = ""  # where permanent redirects led to, if that is another page
    offline: bool = False  # it would look the same if this machine were not connected
