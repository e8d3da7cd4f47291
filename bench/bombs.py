#!/usr/bin/env python3
"""How long whole books take when one of their two posts is a bomb.

usage: bombs.py [--seconds N] [--out FILE] [--kinds "html epub"] [NAME ...]

Builds a book of a bomb and an honest post in each format, in a process of its own, and prints wall
seconds, peak MB, and how the build ended. One that takes longer than N seconds is ended, and the
functions that it stood in then are shown, the innermost last.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = "---\ntitle: Bomb\n---\n\n"
GOOD = "---\ntitle: Good\n---\n\nAn honest post.\n"
BOMBS = {
    "10 MB, one line": lambda: "word " * 2_000_000,
    "4.9 MB, one line": lambda: "word " * 980_000,
    "4.9 MB, one word": lambda: "w" * 4_900_000,
    "100,000 headings": lambda: "".join(f"## h{i}\n\n" for i in range(100_000)),
    "50,000 footnotes": lambda: "".join(f"a[^{i}]\n\n[^{i}]: n\n\n" for i in range(50_000)),
    "100,000 links": lambda: "".join(f"[a](https://e.org/{i})\n" for i in range(100_000)),
    "20,000 rows of a table": lambda: "|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000,
    "5,000 nested quotes": lambda: ">" * 5_000 + " a\n",
    "100,000 brackets": lambda: "[" * 100_000,
    # as many as one post may have: core/extent.py
    "2,000 headings": lambda: "".join(f"## h{i}\n\n" for i in range(2_000)),
    "2,000 footnotes": lambda: "".join(f"a[^{i}]\n\n[^{i}]: n\n\n" for i in range(2_000)),
    "10,000 links": lambda: " ".join(f"[a](https://e.org/{i})" for i in range(10_000)),
    "20,000 items": lambda: "- a\n" * 20_000,
    "50,000 paragraphs": lambda: "a\n\n" * 50_000,
}
# What a build is run by: it tells where it stands when its time is over.
_RUN = (
    "import faulthandler, sys; from sphinx.cmd.build import main;"
    "faulthandler.dump_traceback_later(float(sys.argv[1]), exit=True);"
    "sys.exit(main(sys.argv[2:]))"
)
_FRAME = re.compile(r'File ".*?([^/]+/[^/]+)\.py", line \d+ in (\S+)')


def build(kind: str, posts: Path, out: Path, limit: int) -> tuple[float, float, str]:
    """Wall seconds, peak MB and the end of a build."""
    command = [sys.executable, "-c", _RUN, str(limit), "-b", kind, "-q", "-C"]
    command += ["-D", "extensions=sphinx_anthology", "-d", str(out / "doctrees"), str(posts)]
    start = time.monotonic()
    with open(out / f"{kind}.log", "w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(
            [*command, str(out / kind)], stdout=log, stderr=log, start_new_session=True
        )
        _, status, usage = os.wait4(process.pid, 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it started does not end with it
        log.seek(0)
        said = log.read()
    return time.monotonic() - start, usage.ru_maxrss / 1024, _end(status, said, limit)


def _end(status: int, said: str, limit: int) -> str:
    if f"Timeout ({limit // 3600}:" in said:
        threads = said.split("Timeout (")[1].split("most recent call first")
        frames = [f"{m[1]}:{m[2]}" for m in _FRAME.finditer(threads[-1])]
        own = [f for f in frames if "sphinx_anthology" in f or "/" in f]
        return "ended: " + " < ".join(own[:14])
    lines = [line for line in said.splitlines() if "ERROR" in line or "WARNING" in line]
    told = f"; {len(lines)} messages: {lines[0][-160:]}" if lines else ""
    return f"exit {os.waitstatus_to_exitcode(status)}{told}"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, default=90)
    asked.add_argument("--out", type=Path)
    asked.add_argument("--kinds", default="html epub pdf")
    asked.add_argument("names", nargs="*", default=list(BOMBS))
    given = asked.parse_args()
    rows = ["| bomb | format | s | MB | end |", "|---|---|---:|---:|---|"]
    print("\n".join(rows), flush=True)
    for name in given.names:
        for kind in given.kinds.split():
            with tempfile.TemporaryDirectory() as folder:
                posts = Path(folder, "posts")
                posts.mkdir()
                (posts / "bomb.md").write_text(HEADER + BOMBS[name](), encoding="utf-8")
                (posts / "good.md").write_text(GOOD, encoding="utf-8")
                seconds, peak, end = build(kind, posts, Path(folder), given.seconds)
            rows.append(f"| {name} | {kind} | {seconds:.1f} | {peak:.0f} | {end} |")
            print(rows[-1], flush=True)
            if given.out:
                given.out.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
