"""Many links: a few hosts side by side, each host's links one after another."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from ..core.linkcare import Link, LinkState, Outcome, Sighting, Status
from .clock import Stopped

Visit = Callable[[str], Sighting | None]
Seen = tuple[Link, Sighting]
CONTROLS = 3  # pages that were there, asked when nothing answers: is it us?


def due(
    links: Sequence[Link], known: Mapping[str, LinkState], today: date, older: int
) -> list[Link]:
    """Links to visit: not those seen within *older* days; who waited longest comes first."""
    since = (today - timedelta(days=older)).isoformat()
    waiting = [link for link in links if not _is_fresh(known.get(link.key), since)]
    return sorted(waiting, key=lambda link: known.get(link.key, LinkState()).checked)


def _is_fresh(state: LinkState | None, since: str) -> bool:
    there = {Status.OK, Status.REDIRECTED}
    return state is not None and state.status in there and state.last_seen > since


def visit_all(
    links: Sequence[Link], visit: Visit, jobs: int, stop: threading.Event
) -> Iterator[Seen]:
    """What is seen of *links*, as it comes. *stop* ends it, and is set when the caller goes."""
    hosts: queue.SimpleQueue[list[Link]] = queue.SimpleQueue()
    seen: queue.SimpleQueue[Seen | Exception | None] = queue.SimpleQueue()
    by_host: dict[str, list[Link]] = {}
    for link in links:
        by_host.setdefault(link.host, []).append(link)
    for group in by_host.values():
        hosts.put(group)
    running = min(jobs, len(by_host))
    for _ in range(running):
        # daemons: a request under way does not hold up who has given up
        threading.Thread(target=_work, args=(hosts, seen, visit, stop), daemon=True).start()
    try:
        while running:
            item = seen.get()
            if item is None:
                running -= 1
            elif isinstance(item, Exception):
                raise item
            else:
                yield item
    except BaseException:
        stop.set()
        raise


def _work(
    hosts: queue.SimpleQueue[list[Link]],
    seen: queue.SimpleQueue[Seen | Exception | None],
    visit: Visit,
    stop: threading.Event,
) -> None:
    try:
        while not stop.is_set():
            for link in hosts.get_nowait():
                if stop.is_set():
                    return
                sighting = visit(link.url)
                if sighting is not None:
                    seen.put((link, sighting))
    except (queue.Empty, Stopped):
        pass
    except Exception as error:  # it is the caller's to know, who waits for us
        seen.put(error)
    finally:
        seen.put(None)


def is_offline(
    seen: Sequence[Sighting], links: Sequence[Link], known: Mapping[str, LinkState], visit: Visit
) -> bool:
    """Whether all that was seen is that this machine is not connected.

    When no visit tells, pages that were there not long ago are asked: one that answers shows that
    the hosts are lost, not we.
    """
    lost = [s for s in seen if s.offline and s.outcome is not Outcome.UNASKED]
    if not lost or not all(s.offline for s in seen):
        return False
    alive = [link for link in links if known.get(link.key, LinkState()).last_seen]
    alive.sort(key=lambda link: known[link.key].last_seen, reverse=True)
    hosts = {link.host: link for link in reversed(alive)}  # the last seen of each
    controls = sorted(hosts.values(), key=alive.index)[:CONTROLS]
    return all((sighting := visit(link.url)) is None or sighting.offline for link in controls)
