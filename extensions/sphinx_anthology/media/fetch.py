"""A picture from the network, within bounds of size and time.

`network` sees to it that no private address is reached; redirects are asked for as first addresses
are, and all of them share one time.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from ..network import USER_AGENT, Answer, Door, NoAnswer

MAX_REDIRECTS = 5


class FetchError(Exception):
    """Why a picture could not be had: one clause for a message."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one fetch may cost and where it may go."""

    max_bytes: int
    seconds: float  # whole time of one picture, redirects and all
    local_hosts: Collection[str] = ()  # host or host:port that may have a private address
    user_agent: str = USER_AGENT


def fetch(url: str, bounds: Bounds) -> bytes:
    """The bytes behind *url*.

    Raises:
        FetchError: it cannot or must not be had.
    """
    deadline = time.monotonic() + bounds.seconds
    try:
        with Door(bounds.local_hosts, bounds.user_agent) as door:
            for _ in range(MAX_REDIRECTS + 1):
                left = max(0.1, deadline - time.monotonic())
                timeout = min(10.0, left)
                with door.ask(url, timeout=timeout, whole=left, accept="image/*") as answer:
                    if not answer.location:
                        return _picture(answer, bounds, deadline)
                    url = answer.location
    except NoAnswer as error:
        raise FetchError(str(error)) from error
    raise FetchError(f"more than {MAX_REDIRECTS} redirects")


def _picture(answer: Answer, bounds: Bounds, deadline: float) -> bytes:
    if answer.status != 200:
        raise FetchError(f"the server answers {answer.status}")
    body = bytearray()
    for chunk in answer.chunks():
        body += chunk
        if len(body) > bounds.max_bytes:
            raise FetchError(f"larger than {bounds.max_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise FetchError(f"took longer than {bounds.seconds:g} seconds")
    expected = answer.headers.get("content-length", "")
    plain = "content-encoding" not in answer.headers
    if plain and expected.isdigit() and len(body) < int(expected):
        raise FetchError("the connection broke off")
    return bytes(body)
