"""``anthology links check`` and ``archive``: from the book's links to the lock file."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..core.linkcare import Link, LinkState, LockError, Sighting, after, cited_links
from ..core.linkcare.tell import bad_links, dead_without_copy, summary
from ..locks import read_lock, write_lock
from ..model import Chapter
from .archive import is_public
from .asking import Asker
from .check import due, is_offline, visit_all
from .clock import Clock, WallClock
from .manners import Manners
from .seek import seek
from .visit import AGENT, Visitor

USER_AGENT = f"{AGENT} (looks whether links of a book still lead somewhere)"
OFFLINE = (
    "no host can be found: is this machine connected? Nothing was learned, and the lock file is "
    "as it was"
)
# It fetches the page itself while we wait, and a minute is what it asks for when it is busy.
FOR_THE_ARCHIVE = {"timeout": 90.0, "longest": 60.0}
_KEEP_EVERY = 50  # visits; a run that is killed loses no more


@dataclass(slots=True)
class Tools:
    """What the commands need of the world; tests bring their own."""

    stop: threading.Event = field(default_factory=threading.Event)
    manners: Manners = field(default_factory=Manners)
    clock: Clock | None = None  # None: the machine's own

    def asker(self, **manners: float) -> Asker:
        """Who asks, with *manners* that differ."""
        clock = self.clock or WallClock(self.stop)
        return Asker(clock, replace(self.manners, **manners))  # type: ignore[arg-type]


def run(
    options: argparse.Namespace, chapters: Iterable[Chapter], lock: Path, tools: Tools | None = None
) -> int:
    """Do what *options* (see `options`) ask for; the result is the exit code."""
    try:
        known = read_lock(lock)
    except LockError as error:
        return _fail(f"error: {error}. Mend the line, or remove the file: it can be made again", 2)
    if not os.access(lock.absolute().parent, os.W_OK):
        return _fail(f"error: {lock}: the folder cannot be written to. Choose another: --lock", 2)
    cited = cited_links(chapters, text=options.all)
    if not any(_is_of(link, options.host) for link in cited):
        where = "" if options.all else " in references; --all takes those in the text"
        print(f"no links{where}")
        return 0
    errand = _check if options.errand == "check" else _archive
    return errand(options, cited, known, lock, tools or Tools())


def _is_of(link: Link, hosts: Sequence[str] | None) -> bool:
    """Whether *link* is of one of *hosts*, or of a host below them."""
    wanted = [host.lower().removeprefix("www.") for host in hosts or ()]
    names = (link.host, link.host.partition(":")[0])
    return not wanted or any(n == host or n.endswith(f".{host}") for host in wanted for n in names)


def _check(
    options: argparse.Namespace,
    cited: list[Link],
    known: dict[str, LinkState],
    lock: Path,
    tools: Tools,
) -> int:
    links = [link for link in cited if _is_of(link, options.host)]
    asker = tools.asker()
    today = asker.clock.now().date()
    visitor = Visitor(asker, USER_AGENT, options.local_host)
    asked = due(links, known, today, options.older)[: options.limit]
    learned = dict(known)
    seen: list[Sighting] = []
    try:
        for link, sighting in visit_all(asked, visitor.visit, options.jobs, tools.stop):
            seen.append(sighting)
            learned[link.key] = after(known.get(link.key, LinkState()), sighting, today)
            _progress(len(seen), len(asked), link)
            if len(seen) % _KEEP_EVERY == 0:
                _keep(lock, learned, seen)
        if is_offline(seen, cited, known, visitor.visit):
            return _fail(OFFLINE, 3)
    except KeyboardInterrupt:
        _keep(lock, learned, seen)
        raise
    if seen:
        write_lock(lock, learned)
    return _tell(links, learned, left=len(asked) - len(seen))


def _keep(lock: Path, learned: dict[str, LinkState], seen: Sequence[Sighting]) -> None:
    """Write what was learned so far, if it is certain that we were connected."""
    if any(not sighting.offline for sighting in seen):
        write_lock(lock, learned)


def _tell(links: list[Link], learned: dict[str, LinkState], left: int) -> int:
    for line in bad_links(links, learned):
        print(line)
    print(summary(links, learned))
    if left:
        print(f"{left} were not asked: their hosts want fewer requests. Try again later")
    lost = dead_without_copy(links, learned)
    if lost:
        print(f"{len(lost)} dead without a snapshot: `anthology links archive` looks for copies")
    return 1 if lost else 0


def _archive(
    options: argparse.Namespace,
    cited: list[Link],
    known: dict[str, LinkState],
    lock: Path,
    tools: Tools,
) -> int:
    links = [link for link in cited if _is_of(link, options.host) and is_public(link)]
    learned = dict(known)
    try:
        asker = tools.asker(**FOR_THE_ARCHIVE)
        code, told = seek(options, links, learned, asker, USER_AGENT)
    finally:
        if learned != known:
            write_lock(lock, learned)
    if code == 3:
        return _fail(OFFLINE if learned == known else told, 3)
    print(told)
    return code


def _progress(done: int, of: int, link: Link) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K[{done}/{of}] {link.host}", end="", file=sys.stderr, flush=True)
        if done == of:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
