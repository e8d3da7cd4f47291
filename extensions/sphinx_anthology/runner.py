"""``sphinx-build``, as ``anthology build`` runs it: interrupted without a traceback from its first
moment on."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .interrupt import INTERRUPTED, end_on_signals
from .unchanged import ASKED


@dataclass(frozen=True, slots=True)
class Plan:
    """A format to build."""

    kind: str
    folder: str  # where it goes, as the user calls it
    arguments: list[str]  # of sphinx-build
    environment: dict[str, str]  # what it has of its own; without the time


def begun(environment: Mapping[str, str], at: int) -> dict[str, str]:
    """*environment*, with the time (ns) since which no change may have gone unseen before what the
    build is asked for."""
    return {**environment, ASKED: f"{at} {environment.get(ASKED, '')}"}


def build(arguments: Sequence[str]) -> int:
    """Run ``sphinx-build``; its exit code."""
    end_on_signals()
    try:
        from sphinx.cmd.build import main as sphinx_build

        return sphinx_build(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED


def tell_outcome(kind: str, code: int, folder: str) -> None:
    """Tell what came of the build of a format."""
    print(f"{kind}: {'finished with errors' if code else folder}", flush=True)


if __name__ == "__main__":
    raise SystemExit(build(sys.argv[1:]))
