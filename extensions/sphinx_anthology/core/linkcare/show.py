"""Which address a reader is led to: the page, or its copy when the page is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..references.works.identify import canonical_url
from .record import LinkState, Status


@dataclass(frozen=True, slots=True)
class Shown:
    """The addresses of a citation, the one to follow first."""

    first: str
    other: str = ""  # empty when there is one alone
    archived: bool = False  # the first is the copy, the other the page that is gone
    date: str = ""  # day of the copy, ISO 8601; empty when there is none


def address_to_show(url: str, locks: Mapping[str, LinkState]) -> Shown:
    """What to show for *url* as a post writes it. Only a page that is dead gives way."""
    state = locks.get(canonical_url(url))
    if state is None or state.snapshot is None:
        return Shown(url)
    copy = state.snapshot
    if state.status is Status.DEAD:
        return Shown(copy.url, url, archived=True, date=copy.date)
    return Shown(url, copy.url, date=copy.date)
