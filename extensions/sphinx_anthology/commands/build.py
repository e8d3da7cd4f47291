"""``anthology build`` and ``live``: sphinx-build, once per format, one process each."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from ..diagnostics import Diagnostic
from ..interrupt import run
from ..messages import FINDINGS, from_json
from ..unchanged import ASKED, asked_for, standing
from .telling import is_folder, tell

RUNNER = "sphinx_anthology.runner"
# The EPUB takes page numbers from the PDF, and the website offers both.
ORDER = ("pdf", "epub", "html")


def build(options: argparse.Namespace) -> int:
    if not is_folder(options.book):
        return 2
    worst, findings = 0, list[Diagnostic]()
    with tempfile.TemporaryDirectory() as scratch:
        shared = _environment(options) | {"ANTHOLOGY_FAILURES": str(Path(scratch, "failures.json"))}
        for kind in sorted(options.formats, key=ORDER.index):
            arguments = _sphinx_arguments(options, kind)
            found = Path(scratch, f"{kind}.json")
            asked = asked_for([*arguments, str(options.strict)])
            record = standing(options.build / "doctrees", kind, asked, _conf(options))
            if record is not None:
                print(*record.said, sep="\n", end="\n" * bool(record.said), file=sys.stderr)
                findings += from_json(record.findings) if options.format else []
                code = 0
            else:
                now = {ASKED: f"{time.time_ns()} {asked}"}
                if options.format:
                    now[FINDINGS] = str(found)
                code = run([sys.executable, "-m", RUNNER, *arguments], shared | now)
                findings += _read(found)
            outcome = "finished with errors" if code else options.build / kind
            print(f"{kind}: {outcome}", flush=True)
            worst = max(worst, code)
    if options.format:
        tell(findings, options)
    return worst


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
