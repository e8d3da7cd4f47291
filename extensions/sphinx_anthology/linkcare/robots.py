"""What hosts ask of robots (RFC 9309): each host's robots.txt, asked for once, before all else."""

from __future__ import annotations

import re
import threading
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from ..network import Door, NoAnswer
from .asking import Asker

MAX_BYTES = 500 * 1024  # what has to be read of it (RFC 9309, 2.5)
_MAX_HOPS = 5  # redirects that have to be followed (RFC 9309, 2.3.1.2)
_NO_NUMBER = re.compile(r"\s*(?:crawl-delay|request-rate)\s*:(?=.*[^\x00-\x7f])", re.IGNORECASE)


class RobotsError(Exception):
    """Its robots.txt cannot be had, so nothing of the host may be asked (RFC 9309, 2.3.1.4)."""

    def __init__(self, code: int) -> None:
        super().__init__(f"its robots.txt answers {code}")
        self.code = code


class Robots:
    """The rules of hosts. Threads share one."""

    def __init__(self, agent: str, asker: Asker) -> None:
        self._agent = agent
        self._asker = asker
        self._known: dict[str, RobotFileParser | NoAnswer | RobotsError] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._adding = threading.Lock()

    def allow(self, door: Door, url: str) -> bool:
        """Whether *url* may be asked for.

        Raises:
            NoAnswer: the host does not answer.
            RobotsError: its robots.txt cannot be had.
        """
        origin = urljoin(url, "/")
        with self._adding:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._known:
                self._known[origin] = self._ask(door, origin)
            rules = self._known[origin]
        if isinstance(rules, Exception):
            raise rules
        try:
            return rules.can_fetch(self._agent, url)
        except ValueError:  # an address that it cannot take apart
            return True

    def _ask(self, door: Door, origin: str) -> RobotFileParser | NoAnswer | RobotsError:
        try:
            rules = _read(self._text(door, origin))
        except (NoAnswer, RobotsError) as error:
            return error
        delay = rules.crawl_delay(self._agent)
        if delay:
            self._asker.gates.slow_down(origin, float(delay))
        return rules

    def _text(self, door: Door, origin: str) -> str:
        url = urljoin(origin, "/robots.txt")
        for _ in range(_MAX_HOPS + 1):
            reply = self._asker.patiently(door, url, most=MAX_BYTES)
            if not reply.location:
                break
            url = reply.location
        if reply.status == 429:
            self._asker.gates.leave(origin)
        if reply.status == 429 or reply.status >= 500:
            raise RobotsError(reply.status)
        # any other answer than the file says that there are no rules
        text = reply.body.decode("utf-8", "replace") if reply.status == 200 else ""
        return text.removeprefix("\ufeff")


def _read(text: str) -> RobotFileParser:
    """The rules of a file. The parser takes any digit for a number and stumbles on ``²``."""
    rules = RobotFileParser()
    rules.parse([line for line in text.splitlines() if not _NO_NUMBER.match(line)])
    return rules
