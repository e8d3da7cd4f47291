#!/usr/bin/env python3
"""Hold posts made at random to what must hold, on all processors.

usage: run.py [--inputs N] [--seed S] [--built N] [--seconds T] [--found FILE]

A plain generator with a seed: on one core it makes 26,000 posts a second, where Hypothesis makes
280 of a like grammar (to read one takes some 5 ms), and what Hypothesis does better, making an
input smaller, is done here for the one that is found. Atheris is not in the locked environment, and
the regular expressions and parsers in C beneath this code tell its instrumentation nothing.

Some of the inputs also go through the builders (``builds.py``), a few hundred to a book. The first
find is made smaller and written to FILE, and the run ends with 1.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from .builds import try_built
from .holding import FoundError, hold
from .making import made

BATCH = 500
STUCK = 60.0  # CPU seconds after which a post is given up


@dataclass(frozen=True, slots=True)
class Find:
    """An input for which something does not hold."""

    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What a batch of inputs came to."""

    count: int
    characters: int
    slowest: tuple[float, int]  # CPU seconds, number of the input
    find: Find | None = None


def attempt(text: str) -> tuple[float, str]:
    """CPU seconds that *text* took, and what does not hold."""
    try:
        return hold(text), ""
    except FoundError as found:
        return 0.0, str(found)
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
        return 0.0, f"{type(error).__name__}: {error} ({where})"


def try_batch(seed: int, first: int, count: int) -> Tried:
    """Inputs *first* and on, up to the first find."""
    if hasattr(signal, "SIGVTALRM"):
        signal.signal(signal.SIGVTALRM, _give_up)
    slowest, characters = (0.0, first), 0
    for number in range(first, first + count):
        text = made(seed, number)
        characters += len(text)
        if hasattr(signal, "ITIMER_VIRTUAL"):
            signal.setitimer(signal.ITIMER_VIRTUAL, STUCK)
        seconds, what = attempt(text)
        if what:
            find = Find(text, f"input {number}: {what}")
            return Tried(number - first + 1, characters, slowest, find)
        slowest = max(slowest, (seconds, number))
    return Tried(count, characters, slowest)


def _give_up(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"it takes more than {STUCK:g} s")


def smaller(text: str, seconds: float = 20.0) -> str:
    """*text* without what is not needed for something not to hold."""
    end = time.monotonic() + seconds
    size = max(1, len(text) // 2)
    while size:
        at = 0
        while at < len(text) and time.monotonic() < end:
            shorter = text[:at] + text[at + size :]
            text, at = (shorter, at) if attempt(shorter)[1] else (text, at + size)
        size //= 2
    return text


def batches(inputs: int) -> Iterator[tuple[int, int]]:
    """First number and count of each."""
    for first in range(0, inputs, BATCH):
        yield first, min(BATCH, inputs - first)


def run(inputs: int, seed: int, seconds: float, jobs: int) -> Iterator[Tried]:
    """Try all *inputs*, or as many as *seconds* allow; stop at a find."""
    end = time.monotonic() + seconds
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(try_batch, seed, *batch) for batch in batches(inputs)]
        for future in waiting:
            tried = future.result()
            yield tried
            if tried.find or time.monotonic() > end:
                pool.shutdown(cancel_futures=True)
                return


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--inputs", type=int, default=int(os.environ.get("FUZZ_INPUTS") or 100_000))
    asked.add_argument("--seed", type=int, default=int(os.environ.get("FUZZ_SEED") or 1))
    asked.add_argument("--built", type=int, help="how many are built as well (a 50th)")
    asked.add_argument("--seconds", type=float, default=3600)
    asked.add_argument("--found", type=Path, default=Path("fuzz-found.md"))
    given = asked.parse_args()
    start = time.monotonic()
    done: list[Tried] = []
    for tried in run(given.inputs, given.seed, given.seconds, os.cpu_count() or 1):
        done.append(tried)
        if tried.find:
            return _tell(tried.find, smaller(tried.find.text), given.found)
    _sum_up(done, given.seed, time.monotonic() - start)
    built = given.inputs // 50 if given.built is None else given.built
    for kind in ("html", "epub") if built else ():
        find = try_built(kind, [made(given.seed, number) for number in range(built)])
        if find:
            return _tell(Find(find[0], f"{kind}: {find[1]}"), find[0], given.found)
        print(f"{built} inputs built as {kind}: every page is well-formed, and none acts")
    return 0


def _tell(find: Find, text: str, file: Path) -> int:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    print(f"FOUND, {find.what}\nthe post is in {file} ({len(text)} characters)", file=sys.stderr)
    return 1


def _sum_up(done: list[Tried], seed: int, seconds: float) -> None:
    count = sum(tried.count for tried in done)
    slowest, number = max(tried.slowest for tried in done)
    size = sum(tried.characters for tried in done) / 1e6
    print(
        f"{count:,} inputs ({size:.0f} MB) of seed {seed} in {seconds:.0f} s: "
        f"{count / seconds:.0f} a second; the slowest, {number}, took {slowest:.2f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
