"""Several formats of a book, side by side: ``python -m sphinx_anthology.together PLANS``.

Sphinx and the rooms are loaded once; then each format is built by a process of its own, forked from
this one. The first reads the posts. When it has, the others begin, where there is memory for them;
what they print waits for their turn. Where they cannot run beside it, they run after it.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from itertools import islice
from multiprocessing import active_children, cpu_count, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO

from . import ROOMS, company, prefork
from .exclusive import share
from .interrupt import INTERRUPTED, begin_anew, end_helpers, end_on_signals, uninterrupted
from .runner import Plan, begun, build, tell_outcome

PATIENCE = 0.7  # seconds: longer than a build's, shorter than the command's
BUILD, DOCUMENT = 300_000_000, 300_000  # bytes that a build takes, and each document in it
Spare = dict[str, list[tuple[int, int]]]  # format -> processes for it (see ``prefork.py``)


@dataclass(slots=True)
class Running:
    """A build at work."""

    plan: Plan
    process: BaseProcess
    ends: dict[str, int]  # descriptors that end with it, or before it with what is named
    printed: dict[int, IO[bytes]] = field(default_factory=dict)  # by descriptor


def main() -> int:
    """Build what the plans say; the worst exit code."""
    end_on_signals(PATIENCE)
    try:
        plans = [Plan(**row) for row in json.loads(sys.argv[2])]
        spare = _begin_spare(plans)
        _load()
        with suppress(OSError):  # each build says so itself
            share(Path(sys.argv[1]))
        return max(_build_all(plans, spare))
    except KeyboardInterrupt:
        for build_ in active_children():  # the signal may have met one before it could listen
            build_.kill()
        return INTERRUPTED


def _load() -> None:
    """Load once what each build would load."""
    from sphinx.application import builtin_extensions

    for name in (*builtin_extensions, *(f"{__package__}.{room}" for room in ROOMS)):
        if not name.startswith("sphinx.domains."):  # which translate names while they are loaded
            import_module(name)
    gc.freeze()  # what is never looked at by the collector stays shared with the builds


def _begin_spare(plans: Sequence[Plan]) -> Spare:
    """Have processes loaded meanwhile, for the builds that will want some."""
    wanted = {plan.kind: HELPERS[plan.kind](plan) for plan in plans if plan.kind in HELPERS}
    begun = iter(prefork.begin(sum(wanted.values())))
    return {kind: list(islice(begun, count)) for kind, count in wanted.items()}


def _processes(plan: Plan) -> int:
    """How many it may use, as sphinx-build is told."""
    if "-j" not in plan.arguments:
        return 1
    asked = plan.arguments[plan.arguments.index("-j") + 1]
    return int(asked) if asked.isdecimal() else cpu_count()


# of formats that have pages or a cover drawn: how many processes do that
HELPERS: dict[str, Callable[[Plan], int]] = {"pdf": _processes, "epub": lambda plan: 1}


def _build_all(plans: Sequence[Plan], spare: Spare) -> Iterator[int]:
    """Exit codes of the builds.

    Args:
        spare: processes that are left to each of those that are begun first.
    """
    waiting = list(plans)
    while waiting:
        at = time.time_ns()
        first, told = _lead(waiting[0], at, spare)
        running = [first]
        with os.fdopen(told) as read:
            documents = read.readline()
        for plan in waiting[1:] if documents else ():
            if not is_room(free_memory(), int(documents), len(running)):
                break  # with all that take something from it
            running.append(_follow(plan, at, running, spare))
        prefork.close(end for ends in spare.values() for end in ends)
        spare = {}
        again: list[Plan] = []
        for build_ in running:
            build_.process.join()
            if again or build_.process.exitcode == company.AGAIN:
                again.append(build_.plan)
            else:
                yield _tell(build_)
        waiting = again + waiting[len(running) :]
        for end in (end for build_ in running for end in build_.ends.values()):
            os.close(end)


def _lead(plan: Plan, at: int, spare: Spare) -> tuple[Running, int]:
    """Start the build that reads the posts.

    Args:
        at: when that began, ns.

    Returns:
        The build, and a descriptor on which it tells that it has.
    """
    (read, tell), (known, pages) = os.pipe(), os.pipe()
    begin = partial(company.lead, tell, pages)
    running = _start(plan, at, begin, spare)
    os.close(tell)
    os.close(pages)
    running.ends[company.PAGES] = known
    return running, read


def _follow(plan: Plan, at: int, before: Sequence[Running], spare: Spare) -> Running:
    """Start a build that finds the posts read, and others at work. It speaks when it is its turn.

    Args:
        before: the others.
    """
    printed: dict[int, IO[bytes]] = {n: tempfile.TemporaryFile() for n in (1, 2)}  # noqa: SIM115

    def begin() -> None:
        for descriptor, file in printed.items():
            os.dup2(file.fileno(), descriptor)
        company.follow({name: end for other in before for name, end in other.ends.items()})

    running = _start(replace(plan, arguments=["-q", *plan.arguments]), at, begin, spare)
    return replace(running, plan=plan, printed=printed)


def _start(plan: Plan, at: int, begin: Callable[[], None], spare: Spare) -> Running:
    """Start a build, which does *begin* first."""
    end, alive = os.pipe()
    process = get_context("fork").Process(target=_run, args=(plan, at, begin, spare))
    with uninterrupted():
        process.start()
    os.close(alive)
    return Running(plan, process, {plan.kind: end})


def _run(plan: Plan, at: int, begin: Callable[[], None], spare: Spare) -> None:
    """Be the process of a build."""
    begin_anew()
    for kind, ends in spare.items():
        (prefork.leave if kind == plan.kind else prefork.close)(ends)
    os.environ.update(begun(plan.environment, at))
    begin()
    try:
        code = build(plan.arguments)
    finally:
        end_helpers()
    sys.exit(code)


def _tell(ended: Running) -> int:
    """Print what a build had to say that has ended; its exit code."""
    code = ended.process.exitcode or 0
    for stream, file in zip((sys.stdout, sys.stderr), ended.printed.values(), strict=False):
        file.seek(0)
        shutil.copyfileobj(file, stream.buffer)
        stream.flush()
    tell_outcome(ended.plan.kind, code, ended.plan.folder)
    return code if code >= 0 else 128 - code


# --- memory


def is_room(free: int, documents: int, builds: int) -> bool:
    """Whether *free* bytes are enough for another build beside *builds* that grow still."""
    return free > (builds + 1) * (BUILD + documents * DOCUMENT)


def free_memory() -> int:
    """Bytes that are to be had; many, where nobody can tell."""
    found = [1 << 50]
    with suppress(OSError, ValueError, IndexError):
        rows = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [int(row.split()[1]) * 1024 for row in rows if row.startswith("MemAvailable:")]
    with suppress(OSError, ValueError):  # a container's; "max" is no number
        group = Path("/sys/fs/cgroup")
        most = int((group / "memory.max").read_text(encoding="ascii"))
        found.append(most - int((group / "memory.current").read_text(encoding="ascii")))
    return min(found)


if __name__ == "__main__":
    raise SystemExit(main())
