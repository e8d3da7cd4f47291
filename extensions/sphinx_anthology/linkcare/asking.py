"""One request, in its turn and with patience: what passes by itself is asked for again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..network import Cause, Door, NoAnswer
from .clock import Clock
from .manners import Gates, Manners, asked_to_wait

_PASSING = {Cause.TIMEOUT, Cause.REFUSED, Cause.BROKEN, Cause.NO_NAMES}
_BUSY = {502, 503, 504}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that has been read, as far as was wanted."""

    status: int
    headers: Mapping[str, str]
    location: str  # where it sends us on to; empty when it does not
    body: bytes = b""


class Asker:
    """Asks hosts, each in its turn. Threads share one; doors they do not."""

    def __init__(self, clock: Clock, manners: Manners) -> None:
        self.clock = clock
        self.manners = manners
        self.gates = Gates(clock, manners)

    def once(self, door: Door, url: str, *, method: str = "GET", most: int = 0) -> Reply:
        """What *url* answers, with up to *most* bytes of the body.

        Raises:
            NoAnswer: there is none.
        """
        timeout = self.manners.timeout
        with (
            self.gates.turn(url),
            door.ask(url, method=method, timeout=timeout, whole=2 * timeout) as answer,
        ):
            body = bytearray()
            for chunk in answer.chunks(4096) if most else ():
                body += chunk
                if len(body) >= most:
                    break
            return Reply(answer.status, answer.headers, answer.location, bytes(body[:most]))

    def patiently(self, door: Door, url: str, *, most: int = 0) -> Reply:
        """The same, asked for up to `Manners.attempts` times."""
        for attempt in range(self.manners.attempts - 1):
            wait = 0.0
            try:
                reply = self.once(door, url, most=most)
                wait = asked_to_wait(reply.headers, self.clock)
                if reply.status not in _BUSY or wait > self.manners.longest:
                    return reply
            except NoAnswer as error:
                if error.cause not in _PASSING:
                    raise
            self.clock.sleep(max(wait, self.manners.back_off * 2**attempt))
        return self.once(door, url, most=most)
