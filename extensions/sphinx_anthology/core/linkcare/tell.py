"""What is said of links: a line for each post that cites a bad one, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .cited import Link
from .record import LinkState, Status

_TOLD = (Status.DEAD, Status.FAILING, Status.REDIRECTED)  # the others ask nothing of the author


def bad_links(links: Sequence[Link], known: Mapping[str, LinkState]) -> Iterator[str]:
    """``post.md:12: dead: https://… (404, since 2026-09-01); snapshot https://…``, by post."""
    order = {path: n for n, path in enumerate(p.path for link in links for p in link.places)}
    lines = [
        (order[place.path], place.line, f"{place}: {about(link, state)}")
        for link in links
        if (state := known.get(link.key)) is not None and state.status in _TOLD
        for place in link.places
    ]
    yield from (line for *_, line in sorted(lines))


def about(link: Link, state: LinkState) -> str:
    """What is known of a link, in a line."""
    text = f"{state.status.value}: {link.url}"
    if state.status is Status.REDIRECTED:
        return f"{text} -> {state.final_url}"
    why = ", ".join(_reasons(state))
    copy = f"snapshot {state.snapshot.url}" if state.snapshot else "no snapshot"
    return f"{text} ({why}); {copy}"


def _reasons(state: LinkState) -> Iterator[str]:
    if state.reason:
        yield state.reason
    elif state.code:
        yield str(state.code)
    if state.since:
        yield f"since {state.since}"


def summary(links: Sequence[Link], known: Mapping[str, LinkState]) -> str:
    """``12 links: 9 ok, 2 dead, 1 not asked yet``."""
    states = [known.get(link.key, LinkState()) for link in links]
    counts = Counter(s.status.value for s in states if s.checked)
    parts = [f"{counts[status.value]} {status.value}" for status in Status if counts[status.value]]
    fresh = sum(not state.checked for state in states)
    parts += [f"{fresh} not asked yet"] if fresh else []
    count = "1 link" if len(links) == 1 else f"{len(links)} links"
    return f"{count}: {', '.join(parts)}" if links else "no links"


def dead_without_copy(links: Sequence[Link], known: Mapping[str, LinkState]) -> list[Link]:
    """Links that lead a reader nowhere."""
    states = ((link, known.get(link.key, LinkState())) for link in links)
    return [link for link, s in states if s.status is Status.DEAD and s.snapshot is None]
