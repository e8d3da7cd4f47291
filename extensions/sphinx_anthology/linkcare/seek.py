"""Copies for links, one after another, until there are all or the archive has had enough."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace

from ..core.linkcare import Link, LinkState
from ..network import OFFLINE, Door, NoAnswer
from .archive import (
    ASK,
    SAVE,
    Archive,
    ArchiveError,
    BusyError,
    Services,
    wanting,
    worth_saving,
)
from .asking import Asker

_ENOUGH = 3  # questions without an answer, one after another


def seek(
    options: argparse.Namespace,
    links: list[Link],
    learned: dict[str, LinkState],
    asker: Asker,
    user_agent: str,
) -> tuple[int, str]:
    """Put what is found into *learned*; the exit code, and what to tell."""
    older = 0 if options.save else options.older
    today = asker.clock.now().date()
    wanted = wanting(links, learned, today, older, every=options.again)[: options.limit]
    services = Services(options.service or ASK, options.save_service or SAVE)
    counts: Counter[str] = Counter()
    with Door(options.local_host, user_agent) as door:
        archive = Archive(door, asker, services)
        try:
            for link in wanted:
                _seek_one(link, learned, archive, asker, counts, save=options.save)
        except BusyError as error:
            return 1, f"{_summary(counts)}. Stopped: {error}. Try again later; it goes on from here"
        except NoAnswer as error:
            code = 3 if error.cause in OFFLINE else 1
            return code, f"{_summary(counts)}. Stopped: {error}. Try again later"
    return 1 if counts["unanswered"] else 0, _summary(counts)


def _seek_one(
    link: Link,
    learned: dict[str, LinkState],
    archive: Archive,
    asker: Asker,
    counts: Counter[str],
    *,
    save: bool,
) -> None:
    state = learned.get(link.key, LinkState())
    try:
        copy = archive.nearest(link.url, link.cited)
        sought = asker.clock.now().date().isoformat()
        learned[link.key] = replace(state, sought=sought, snapshot=copy or state.snapshot)
        kind = "found" if copy else "without"
        if copy is None and save and worth_saving(state):
            copy = archive.save(link.url)
            learned[link.key] = replace(learned[link.key], snapshot=copy)
            kind = "made" if copy else "being made"
    except (NoAnswer, ArchiveError) as error:
        print(f"{link.url}: {error}", file=sys.stderr)
        counts["unanswered"] += 1
        counts["in a row"] += 1
        if isinstance(error, NoAnswer) and (
            error.cause in OFFLINE or counts["in a row"] >= _ENOUGH
        ):
            raise
        return
    counts["in a row"] = 0
    counts[kind] += 1
    if copy:
        print(f"{link.url}: {kind} {copy.url}")


def _is_enough(error: NoAnswer, counts: Counter[str]) -> bool:
    return error.cause in OFFLINE or counts["in a row"] >= _ENOUGH


def _summary(counts: Counter[str]) -> str:
    kinds = ("found", "made", "being made", "without", "unanswered")
    parts = [f"{counts[kind]} {kind}" for kind in kinds if counts[kind]]
    return f"copies: {', '.join(parts)}" if parts else "copies: nothing to look for"
