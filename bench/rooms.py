"""CPU milliseconds of one build by room, without a profiler's own cost.

    .venv/bin/python bench/rooms.py -q -b html -j 1 -d OUT/doctrees -C \
        -D extensions=sphinx_anthology POSTS OUT/html

Runs sphinx-build with these arguments. Each step is clocked without the steps that it calls: what
listens to Sphinx's events counts for its room, and of Sphinx's own work the steps below.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

# (module, name there, what it does)
CLOCKED = (
    ("sphinx.application", "Sphinx.setup_extension", "start: extensions"),
    ("sphinx.application", "Sphinx._load_existing_env", "environment: load"),
    ("sphinx.application", "Sphinx.__init__", "start: Sphinx itself"),
    ("sphinx.environment", "BuildEnvironment.find_files", "Sphinx: find files"),
    ("sphinx.environment", "BuildEnvironment.get_outdated_files", "Sphinx: compare times"),
    ("sphinx.builders", "Builder.read_doc", "read: Sphinx's transforms"),
    ("sphinx.builders", "Builder.write_doctree", "read: keep doctree"),
    ("sphinx_anthology.posts.parser", "PostParser.parse", "read: parse a post"),
    ("sphinx_anthology.core.structure.compose", "compose", "read: rules"),
    ("sphinx_anthology.scan", "_read_all", "scan: read posts"),
    ("sphinx_anthology.scan", "_recall", "scan: load what was read"),
    ("sphinx_anthology.scan", "_remember", "scan: keep what was read"),
    ("sphinx_anthology.scan", "settle", "scan: settle works"),
    ("sphinx_anthology.scan", "learn", "scan: learn names of sites"),
    ("sphinx.environment", "BuildEnvironment.get_and_resolve_doctree", "write: resolve"),
    ("sphinx_anthology.bibliography.transforms", "WriteReferenceLists.run", "write: references"),
    ("sphinx.builders.html", "StandaloneHTMLBuilder.write_doc", "write: HTML of a document"),
    ("sphinx_anthology.fragments.builder", "FragmentBuilder.write_doc", "write: fragment"),
    ("sphinx_anthology.epub.builder", "EpubBuilder.package", "epub: package"),
    ("sphinx.builders.html", "StandaloneHTMLBuilder.handle_page", "write: page context"),
    ("sphinx.jinja2glue", "BuiltinTemplateLoader.render", "write: templates"),
    ("sphinx.builders.html", "StandaloneHTMLBuilder.finish", "finish: Sphinx"),
    ("sphinx.builders", "Builder.build", "Sphinx: other"),
)
spent: dict[str, float] = defaultdict(float)
_running: list[str] = ["start: imports"]
_since = time.process_time()


def _now_runs(what: str | None) -> None:
    """Time from here on is of *what*, until that ends (None)."""
    global _since
    now = time.process_time()
    spent[_running[-1]] += now - _since
    _since = now
    if what is None:
        _running.pop()
    else:
        _running.append(what)


def clocked(function: Callable[..., Any], what: str) -> Callable[..., Any]:
    """*function*, and its own CPU time added to *what*."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        _now_runs(what)
        try:
            return function(*args, **kwargs)
        finally:
            _now_runs(None)

    return run


def _clock_listeners() -> None:
    from sphinx.events import EventManager

    connect = EventManager.connect

    def connect_clocked(self: Any, name: str, callback: Any, priority: int) -> int:
        module = getattr(callback, "__module__", "") or ""
        room = module.removeprefix("sphinx_anthology.")
        what = f"{name}: {room}.{getattr(callback, '__name__', '')}"
        return connect(self, name, clocked(callback, what), priority)

    EventManager.connect = connect_clocked  # type: ignore[method-assign]


def main() -> int:
    """Put the clocks in, build, print."""
    for module, path, what in CLOCKED:
        try:
            owner: Any = import_module(module)
            *above, name = path.split(".")
            for step in above:
                owner = getattr(owner, step)
            setattr(owner, name, clocked(getattr(owner, name), what))
        except (ImportError, AttributeError) as error:
            print(f"not clocked: {error}", file=sys.stderr)
    _clock_listeners()
    from sphinx.cmd.build import main as build

    code = int(build(sys.argv[1:]))
    _now_runs(None)
    for what, seconds in sorted(spent.items(), key=lambda each: -each[1]):
        if seconds >= 0.002:
            print(f"{1000 * seconds:8.0f} ms  {what}")
    print(f"{1000 * sum(spent.values()):8.0f} ms  in all")
    return code


if __name__ == "__main__":
    sys.exit(main())
