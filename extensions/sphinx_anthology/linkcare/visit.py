"""One visit to one link: robots.txt first, HEAD, then GET, redirects step by step."""

from __future__ import annotations

from collections.abc import Collection

from ..core.linkcare import Outcome, Sighting, sighting_of
from ..core.linkcare.record import Hop
from ..network import OFFLINE, Cause, Door, NoAnswer
from .asking import Asker, Reply
from .robots import Robots, RobotsError

AGENT = "sphinx-anthology"
MAX_HOPS = 10
# Failures that no other method would mend.
_FINAL = {Cause.UNKNOWN_HOST, Cause.MALFORMED, Cause.SCHEME, Cause.PRIVATE, Cause.CERTIFICATE}


class Visitor:
    """Visits links. Threads share one."""

    def __init__(self, asker: Asker, user_agent: str, local_hosts: Collection[str] = ()) -> None:
        self._asker = asker
        self._robots = Robots(AGENT, asker)
        self._user_agent = user_agent
        self._local_hosts = local_hosts

    def visit(self, url: str) -> Sighting | None:
        """What is seen of *url*; None when its host is left for this run."""
        if self._asker.gates.has_left(url):
            return None
        with Door(self._local_hosts, self._user_agent) as door:
            try:
                return self._follow(door, url)
            except NoAnswer as error:
                return _of_silence(error)
            except RobotsError as error:
                return Sighting(Outcome.BLOCKED, error.code, str(error))

    def _follow(self, door: Door, url: str) -> Sighting | None:
        hops: list[Hop] = []
        here = url
        while len(hops) <= MAX_HOPS:
            if hops and self._asker.gates.has_left(here):
                return None
            if not self._robots.allow(door, here):
                return Sighting(Outcome.UNASKED, reason="its robots.txt asks not to be visited")
            reply = self._ask(door, here)
            if not reply.location:
                return sighting_of(url, reply.status, tuple(hops))
            hops.append(Hop(reply.status, reply.location))
            here = reply.location
        return Sighting(Outcome.FAILED, hops[-1].code, "redirects without end")

    def _ask(self, door: Door, url: str) -> Reply:
        reply = self._head(door, url)
        if reply is None or (reply.status >= 400 and reply.status != 429):
            reply = self._asker.patiently(door, url)
        if reply.status == 429:
            self._asker.gates.leave(url)
        return reply

    def _head(self, door: Door, url: str) -> Reply | None:
        """None when nothing follows from it: some servers drop what they do not know."""
        try:
            return self._asker.once(door, url, method="HEAD")
        except NoAnswer as error:
            if error.cause in _FINAL:
                raise
            return None


def _of_silence(error: NoAnswer) -> Sighting:
    outcomes = {Cause.UNKNOWN_HOST: Outcome.GONE, Cause.PRIVATE: Outcome.UNASKED}
    outcome = outcomes.get(error.cause, Outcome.FAILED)
    offline = error.cause in OFFLINE or error.cause is Cause.PRIVATE
    return Sighting(outcome, reason=str(error), offline=offline)
