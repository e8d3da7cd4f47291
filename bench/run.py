"""Measure how long building takes, beside the bare tools on the same posts, in the same call.

    make bench
    .venv/bin/python bench/run.py --full

Every figure is that of whole processes with all their children: CPU seconds, wall seconds, and the
largest resident size of any one of them. Ours and the bare tools take turns, so that what else the
machine does meets both. Nothing is asserted: figures are to be read, not passed. POSIX only.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median

from corpus import write_corpus

SIZES = (10, 100)
FULL = (10, 100, 1000)
MEGABYTE = 1_000_000 if sys.platform == "darwin" else 1_000  # in units of ru_maxrss
BARE_CONF = """\
project = "Bench"
extensions = ["myst_parser"]
language = "zh_CN"
html_theme = "alabaster"
html_sidebars = {"**": []}  # the default one grows with the square of the number of posts
html_copy_source = False
html_show_sourcelink = False
suppress_warnings = ["myst.header", "toc.not_readable"]
epub_show_urls = "no"
version = "1"
"""
# As our A5 page: the same paper, size and leading, hence about as many pages.
ONE_PASS_CSS = """\
@page {
  size: 148mm 210mm;
  margin: 18mm 14.5mm 22mm 19.5mm;
  @bottom-center { content: counter(page) }
}
html { font: 9.5pt/16.5pt "Linux Libertine O", "Noto Serif CJK SC"; text-align: justify }
h1 { break-before: page } img { max-width: 100% }
p { text-indent: 2em; margin: 0 }
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took."""

    cpu: float  # seconds, user and system, all processes
    wall: float  # seconds
    peak: float  # MB, the largest process


@dataclass(frozen=True, slots=True)
class Pair:
    """One task as two commands: ours and the bare tools'."""

    name: str
    ours: Sequence[str]
    bare: Sequence[str]
    bare_name: str
    before: Callable[[int], None]  # called with the number of the round, not measured


@dataclass(frozen=True, slots=True)
class Row:
    """Medians of one task at one size."""

    task: str
    posts: int
    ours: Cost
    bare_name: str
    bare: Cost


def measure(command: Sequence[str], limit: float = 0) -> Cost:
    """Run *command* and take the costs of its whole tree of processes from the kernel.

    Args:
        limit: seconds after which it is stopped; its costs are then those until there. 0: none.
    """
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", "")  # compiled once, as everywhere
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=env)
        clock = threading.Timer(limit, process.kill)
        if limit:
            clock.start()
        _, status, used = os.wait4(process.pid, 0)
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        if process.returncode and not (limit and wall >= limit):
            log.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{log.read().decode(errors='replace')[-3000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / MEGABYTE)


def medians(costs: Sequence[Cost]) -> Cost:
    return Cost(
        median(c.cpu for c in costs), median(c.wall for c in costs), median(c.peak for c in costs)
    )


class Bench:
    """The posts of one size, and the tasks that are measured on them."""

    def __init__(self, folder: Path, posts: int, jobs: str) -> None:
        self.folder, self.posts, self.jobs = folder, posts, jobs
        self.blog, self.plain = folder / "blog", folder / "plain"
        write_corpus(self.blog, posts, style="blog")
        write_corpus(self.plain, posts, style="plain")
        (self.plain / "conf.py").write_text(BARE_CONF, encoding="utf-8")
        names = "\n".join(sorted(file.stem for file in self.plain.glob("post-*.md")))
        index = f"# Bench\n\n```{{toctree}}\n:maxdepth: 2\n\n{names}\n```\n"
        (self.plain / "index.md").write_text(index, encoding="utf-8")

    def sphinx(self, kind: str, source: Path, out: str) -> list[str]:
        """``sphinx-build`` into a folder of its own."""
        conf = [] if source == self.plain else ["-C", "-D", "extensions=sphinx_anthology"]
        trees = str(self.folder / out / "doctrees")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", kind, "-j", self.jobs, "-d", trees]
        return [*command, *conf, str(source), str(self.folder / out / kind)]

    def tasks(self) -> Iterator[tuple[Pair, bool]]:
        """The pairs, and whether each is a long one."""
        ours, bare = self.sphinx("html", self.blog, "a"), self.sphinx("html", self.plain, "b")
        yield Pair("html", ours, bare, "Sphinx + MyST html", self.forget), False
        yield Pair("html, nothing changed", ours, bare, "the same", lambda turn: None), False
        yield Pair("html, one post changed", ours, bare, "the same", self.edit), False
        ours, bare = self.sphinx("epub", self.blog, "a"), self.sphinx("epub", self.plain, "b")
        yield Pair("epub", ours, bare, "Sphinx + MyST epub", self.forget), False
        ours = self.sphinx("pdf", self.blog, "a")
        one_pass = [sys.executable, __file__, "--one-pass", str(self.plain), str(self.folder / "b")]
        yield Pair("pdf", ours, one_pass, "singlehtml, WeasyPrint", self.forget), True

    def forget(self, turn: int) -> None:
        """Start afresh."""
        for out in ("a", "b"):
            shutil.rmtree(self.folder / out, ignore_errors=True)

    def edit(self, turn: int) -> None:
        """Add a sentence to the post in the middle."""
        for folder in (self.blog, self.plain):
            file = folder / f"post-{(self.posts + 1) // 2:04}.md"
            text = file.read_text(encoding="utf-8")
            cut = text.index("\n\n", len(text) // 3)  # before the end of a paragraph
            file.write_text(f"{text[:cut]} Turn {turn}.{text[cut:]}", encoding="utf-8")

    def pages(self) -> tuple[int, int]:
        """Pages of the two PDFs that the last task left."""
        import pypdfium2

        (ours,) = (self.folder / "a" / "pdf").glob("*.pdf")
        bare = self.folder / "b" / "one-pass.pdf"
        return len(pypdfium2.PdfDocument(ours)), len(pypdfium2.PdfDocument(bare))


def one_pass(source: str, out: str) -> None:
    """What people do without us: one long page from Sphinx, set by WeasyPrint in one go."""
    from sphinx.cmd.build import main as sphinx_build
    from weasyprint import CSS, HTML

    sphinx_build(["-q", "-b", "singlehtml", source, f"{out}/singlehtml"])
    page = Path(out, "singlehtml", "index.html")
    # the theme's own style sheet is meant for screens, and takes WeasyPrint seven times as long
    text = re.sub(r'<link rel="stylesheet"[^>]*>', "", page.read_text(encoding="utf-8"))
    document = HTML(string=text, base_url=str(page))
    document.write_pdf(f"{out}/one-pass.pdf", stylesheets=[CSS(string=ONE_PASS_CSS)])


def run(bench: Bench, rounds: int, only: Sequence[str] | None) -> Iterator[Row]:
    """Measure the tasks of *bench* in turns; a long one takes its turn once."""
    for pair, long in bench.tasks():
        if only and pair.name.split(",")[0] not in only:
            continue
        ours: list[Cost] = []
        bare: list[Cost] = []
        for turn in range(1 if long else rounds):
            pair.before(turn)
            print(f"{bench.posts} posts: {pair.name} ({turn + 1})", file=sys.stderr, flush=True)
            ours.append(measure(pair.ours))
            bare.append(measure(pair.bare))
        yield Row(pair.name, bench.posts, medians(ours), pair.bare_name, medians(bare))


def table(rows: Sequence[Row]) -> str:
    """All rows as Markdown: CPU s / wall s / peak MB."""
    lines = [
        "| task | posts | ours: CPU s / wall s / MB | beside it | the same of it | CPU ratio |",
        "|---|---:|---:|---|---:|---:|",
    ]
    for row in rows:
        ratio = f"{row.ours.cpu / row.bare.cpu:.2f}"
        cells = [row.task, str(row.posts), _shown(row.ours), row.bare_name, _shown(row.bare), ratio]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def growth(rows: Sequence[Row]) -> str:
    """What one more post costs, from each size to the next."""
    lines = [
        "| task | from | to | ours: CPU ms per post | beside it |",
        "|---|---:|---:|---:|---:|",
    ]
    for task in dict.fromkeys(row.task for row in rows):
        same = sorted((row for row in rows if row.task == task), key=lambda row: row.posts)
        for small, large in pairwise(same):
            more = (large.posts - small.posts) / 1000
            ours = (large.ours.cpu - small.ours.cpu) / more
            bare = (large.bare.cpu - small.bare.cpu) / more
            lines.append(f"| {task} | {small.posts} | {large.posts} | {ours:.1f} | {bare:.1f} |")
    return "\n".join(lines)


def _shown(cost: Cost) -> str:
    return f"{cost.cpu:.1f} / {cost.wall:.1f} / {cost.peak:.0f}"


def machine(jobs: str) -> str:
    """What was measured on, in one line."""
    tools = ", ".join(f"{name} {version(name)}" for name in ("Sphinx", "myst-parser", "WeasyPrint"))
    load = f"{os.getloadavg()[0]:.1f}"
    return (
        f"{os.cpu_count()} cores, load {load} at the start, {platform.system()}, "
        f"Python {platform.python_version()}, {tools}, -j {jobs}"
    )


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description="Measure how long building takes.")
    parser.add_argument("--full", action="store_true", help="1,000 posts as well (long)")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of posts")
    parser.add_argument("--tasks", nargs="+", choices=("html", "epub", "pdf"), help="only these")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each pair (3)")
    parser.add_argument("--jobs", default="auto", help="sphinx-build -j of both sides (auto)")
    parser.add_argument("--one-pass", nargs=2, metavar=("SOURCE", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one_pass:
        one_pass(*options.one_pass)
        return
    rows: list[Row] = []
    print(machine(options.jobs), flush=True)
    for posts in options.sizes or (FULL if options.full else SIZES):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            bench = Bench(Path(folder), posts, options.jobs)
            rows += run(bench, options.rounds if posts < 1000 else 1, options.tasks)
            with contextlib.suppress(OSError, ValueError):
                ours, bare = bench.pages()
                print(f"PDF of {posts} posts: {ours} pages; beside it {bare}", flush=True)
    print(f"\n{table(rows)}\n\n{growth(rows)}")


if __name__ == "__main__":
    main()
