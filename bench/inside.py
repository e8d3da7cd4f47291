"""CPU seconds that one build spends in the work on references, without a profiler's own cost.

    .venv/bin/python bench/inside.py -b html -j 1 -d OUT/doctrees POSTS OUT/html

Runs sphinx-build with these arguments and clocks the functions below, the outermost call of each;
what one of them calls of another counts once. Sphinx's own share (visiting the nodes of citations,
writing longer pages) is not in it: for that see the differences that ``references.py`` prints.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

PACKAGE = "sphinx_anthology"
# (module that calls it, name there, what it does)
CLOCKED = (
    ("core.structure.compose", "references.take_lists", "finding, reading and marking"),
    ("scan", "learn", "learning names of sites"),
    ("scan", "apply", "learning names of sites"),
    ("scan", "settle", "settling works and keys"),
    ("posts.domain", "merge", "merging"),
    ("posts.volume", "suggestions", "look-alikes"),
    ("bibliography.transforms", "NumberReferenceLists.apply", "numbering, ways back"),
    ("bibliography.transforms", "WriteReferenceLists.run", "entries and cards"),
    ("bibliography.citing", "CiteByKey.apply", "citing by key"),
    ("bibliography.citing", "CiteDomain.env_updated", "cite domain"),
    ("html.downloads", "_files", "files for other programs"),
)
spent: Counter[str] = Counter()
_depth = 0


def clocked(function: Callable[..., Any], what: str) -> Callable[..., Any]:
    """*function*, and its CPU time added to *what* when nothing clocked is running."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        global _depth
        started, _depth = time.process_time(), _depth + 1
        try:
            found = function(*args, **kwargs)
            # a generator works when it is read
            return list(found) if hasattr(found, "send") else found
        finally:
            _depth -= 1
            if _depth == 0:
                spent[what] += time.process_time() - started

    return run


def main() -> int:
    """Put the clocks in, build, print."""
    for module, path, what in CLOCKED:
        owner: Any = import_module(f"{PACKAGE}.{module}")
        *above, name = path.split(".")
        for step in above:
            owner = getattr(owner, step)
        setattr(owner, name, clocked(getattr(owner, name), what))
    from sphinx.cmd.build import main as build

    code = int(build(sys.argv[1:]))
    for what, seconds in spent.most_common():
        print(f"{seconds:8.2f} s  {what}")
    print(f"{sum(spent.values()):8.2f} s  in all, of {time.process_time():.2f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
