"""What an answer says of a page, and what is known of a link after a visit.

Slow to bury: a server that refuses us (401, 403, 429, 5xx…) says nothing of the page, and whether a
host answers at all depends on where one asks from. Only who is told *gone* counts days, and only
being seen clears them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from ..patterns import regex
from ..references.works.identify import canonical_url
from .record import Hop, LinkState, Outcome, Sighting, Status

GONE_DAYS = 3  # different days on which a page was said to be gone, before it is dead
GONE_SPAN = 7  # days between the first and the last of them
GONE_FOR_GOOD_DAYS = 2  # with 410, which a server says on purpose (RFC 9110, 15.5.11)
_PERMANENT = {301, 308}
_HOME = regex(r"/?(?:(?:index|default|home)(?:\.\w+)?)?/?", re.IGNORECASE)
_SIGN_IN = regex(r"/(?:login|log-in|signin|sign-in|sign_in|sso|passport)(?=[/.]|$)", re.I)
_LOST_PAGE = regex(r"/(?:404|410|not-?found|error)(?:\.\w+)?/?$", re.IGNORECASE)


def sighting_of(url: str, code: int, hops: tuple[Hop, ...] = ()) -> Sighting:
    """What it means that *url* answers *code* after the redirects *hops*."""
    if code in {404, 410}:
        return Sighting(Outcome.GONE, code)
    if code >= 400:
        return Sighting(Outcome.BLOCKED, code)
    if not 200 <= code < 300:
        return Sighting(Outcome.FAILED, code, f"the server answers {code}")
    outcome, reason = _arrival(url, hops[-1].url) if hops else (Outcome.SEEN, "")
    moved = _moved_to(url, hops) if outcome is Outcome.SEEN else ""
    return Sighting(outcome, code, reason, moved)


def _arrival(url: str, end: str) -> tuple[Outcome, str]:
    """Whether the page that redirects end at can be the one that was asked for."""
    asked, reached = _path(url), _path(end)
    if not _HOME.fullmatch(asked) and _HOME.fullmatch(reached) and not urlsplit(end).query:
        return Outcome.FAILED, "it leads to the home page"
    if _LOST_PAGE.search(reached) and not _LOST_PAGE.search(asked):
        return Outcome.FAILED, "it leads to a page that says it is not there"
    if _SIGN_IN.search(reached) and not _SIGN_IN.search(asked):
        return Outcome.BLOCKED, "it asks to sign in"
    return Outcome.SEEN, ""


def _path(url: str) -> str:
    return urlsplit(url).path


def _moved_to(url: str, hops: tuple[Hop, ...]) -> str:
    """Where it went for good: as far as all redirects are permanent, if that is another page.

    Another scheme, ``www.`` or a slash at the end make no other page.
    """
    end = ""
    for hop in hops:
        if hop.code not in _PERMANENT:
            break
        end = hop.url
    return end if end and canonical_url(end) != canonical_url(url) else ""


def after(state: LinkState, sighting: Sighting, today: date) -> LinkState:
    """What is known after *sighting*."""
    state = replace(state, checked=today.isoformat())
    if sighting.outcome is Outcome.SEEN:
        return _seen(state, sighting)
    if sighting.outcome is Outcome.GONE:
        return _gone(state, sighting)
    if state.status is Status.DEAD:  # silence or refusal brings nothing back
        return state
    if sighting.outcome is Outcome.FAILED:
        return _told(state, Status.FAILING, sighting)
    kind = Status.BLOCKED if sighting.outcome is Outcome.BLOCKED else Status.UNKNOWN
    return replace(_told(state, kind, sighting), since="")


def _seen(state: LinkState, sighting: Sighting) -> LinkState:
    return replace(
        state,
        status=Status.REDIRECTED if sighting.final_url else Status.OK,
        last_seen=state.checked,
        code=sighting.code,
        reason="",
        since="",
        final_url=sighting.final_url,
        fails=(),
    )


def _gone(state: LinkState, sighting: Sighting) -> LinkState:
    if state.status is Status.DEAD:  # its days are counted
        return replace(state, code=sighting.code, reason=sighting.reason)
    fails = tuple(sorted({*state.fails, state.checked}))
    state = replace(state, fails=fails, since=state.since or fails[0])
    return _told(state, Status.DEAD if _dead(fails, sighting.code) else Status.FAILING, sighting)


def _dead(fails: tuple[str, ...], code: int) -> bool:
    if code == 410:
        return len(fails) >= GONE_FOR_GOOD_DAYS
    span = (date.fromisoformat(fails[-1]) - date.fromisoformat(fails[0])).days
    return len(fails) >= GONE_DAYS and span >= GONE_SPAN


def _told(state: LinkState, status: Status, sighting: Sighting) -> LinkState:
    return replace(
        state,
        status=status,
        code=sighting.code,
        reason=sighting.reason,
        since=state.since or state.checked,
    )
