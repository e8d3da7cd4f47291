"""``anthology build`` and ``live``: sphinx-build, once per format, side by side."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path

from ..diagnostics import Diagnostic
from ..interrupt import run
from ..messages import FINDINGS, from_json
from ..runner import Plan, begun, tell_outcome
from ..unchanged import ASKED, Record, asked_for, standing
from .telling import is_folder, tell

RUNNER, TOGETHER = "sphinx_anthology.runner", "sphinx_anthology.together"
# The EPUB takes page numbers from the PDF, and the website offers both.
ORDER = ("pdf", "epub", "html")


def build(options: argparse.Namespace) -> int:
    if not is_folder(options.book):
        return 2
    worst, findings = 0, list[Diagnostic]()
    with tempfile.TemporaryDirectory() as scratch:
        waiting = sorted(dict.fromkeys(options.formats), key=ORDER.index)
        while waiting:
            record = _standing(options, waiting[0])
            if record is not None:
                kind = waiting.pop(0)
                print(*record.said, sep="\n", end="\n" * bool(record.said), file=sys.stderr)
                findings += from_json(record.findings) if options.format else []
                tell_outcome(kind, 0, str(options.build / kind))
                continue
            # up to one that stands: it may not when these are made, and others take from it then
            kinds = [waiting[0], *takewhile(lambda k: not _standing(options, k), waiting[1:])]
            waiting = waiting[len(kinds) :]
            worst = max(worst, _make(options, kinds, Path(scratch)))
            for kind in kinds:
                findings += _read(Path(scratch, f"{kind}.json"))
    if options.format:
        tell(findings, options)
    return worst


def _standing(options: argparse.Namespace, kind: str) -> Record | None:
    return standing(options.build / "doctrees", kind, _asked(options, kind), _conf(options))


def _asked(options: argparse.Namespace, kind: str) -> str:
    return asked_for([*_sphinx_arguments(options, kind), str(options.strict)])


def _make(options: argparse.Namespace, kinds: Sequence[str], scratch: Path) -> int:
    """Build *kinds*, side by side where that can be; the worst exit code."""
    shared = _environment(options) | {"ANTHOLOGY_FAILURES": str(scratch / "failures.json")}
    plans = []
    for kind in kinds:
        own = {ASKED: _asked(options, kind)}
        if options.format:
            own[FINDINGS] = str(scratch / f"{kind}.json")
        folder = str(options.build / kind)
        plans.append(Plan(kind, folder, _sphinx_arguments(options, kind), own))
    if len(plans) > 1 and sys.platform == "linux":  # elsewhere forks of what has threads may hang
        lock = str(options.build.resolve() / "doctrees" / ".lock")
        rows = json.dumps([asdict(plan) for plan in plans])
        return run([sys.executable, "-m", TOGETHER, lock, rows], shared)
    codes = []
    for plan in plans:
        command = [sys.executable, "-m", RUNNER, *plan.arguments]
        codes.append(run(command, shared | begun(plan.environment, time.time_ns())))
        tell_outcome(plan.kind, codes[-1], plan.folder)
    return max(codes)


def _read(found: Path) -> list[Diagnostic]:
    """What a build has found; one that was killed has not told."""
    return from_json(found.read_text(encoding="utf-8")) if found.is_file() else []


def live(options: argparse.Namespace) -> int:
    if not is_folder(options.book):
        return 2
    command = [sys.executable, "-m", "sphinx_autobuild", *_sphinx_arguments(options, "html")]
    command += ["--port", str(options.port)]
    return run(command, _environment(options))


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """With the folder of pictures, where conf.py names none."""
    return {**os.environ, "ANTHOLOGY_CACHE": str(options.build.resolve() / "cache")}


def _conf(options: argparse.Namespace) -> Path | None:
    """The configuration that is named, or lies among the posts."""
    if options.conf:
        return Path(options.conf, "conf.py")
    return options.book / "conf.py" if (options.book / "conf.py").is_file() else None


def _sphinx_arguments(options: argparse.Namespace, kind: str) -> list[str]:
    """What sphinx-build is told: as a user would type it."""
    build = options.build.resolve()
    arguments = ["-b", kind, "-d", str(build / "doctrees"), "-j", str(options.jobs)]
    conf = _conf(options)
    if conf is None:
        arguments += ["-C", "-D", "extensions=sphinx_anthology"]
    else:
        arguments += ["-c", str(conf.parent)]
    if options.strict:
        arguments.append("-W")
    if not sys.stdout.isatty():
        arguments.append("-q")
    settings = {
        "anthology_offline": "1" if options.offline or os.environ.get("OFFLINE") == "1" else "",
        "anthology_drafts": "1" if options.drafts else "",
    }
    for name, value in settings.items():
        if value:
            arguments += ["-D", f"{name}={value}"]
    return [*arguments, str(options.book), str(build / kind)]
