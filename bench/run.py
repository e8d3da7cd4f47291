"""Measure how long building takes, beside other tools on the same posts, in the same call.

    make bench                                        # about a quarter of an hour
    .venv/bin/python bench/run.py --sizes 10 100      # a few minutes
    .venv/bin/python bench/run.py --sizes 100 --check bench/figures.json

Ours is what ``make`` runs. Ours and the others take turns, so that what else the machine does meets
both; figures are medians. ``--check`` holds the ratios, never seconds, against those of an earlier
run. Peers: bare Sphinx with MyST, WeasyPrint in one pass, and pandoc, where it is installed
(``pip install pypandoc-binary``, or the system's). POSIX only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from corpus import write_corpus
from measure import Cost, measure, medians
from plot import lines

SIZES = (10, 100, 1000, 5000)
MANY = 5000  # posts; from here on the website alone, once, and nothing beside it
PRINTED = 100  # posts; more in one pass take WeasyPrint minutes and gigabytes
WORSE = 1.25  # times a ratio that --check lets pass: machines differ, and so do runs
KEPT = ("fragments-epub", "covers", "standing-epub.json")  # what an EPUB leaves beside doctrees
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
class Row:
    """Medians of one task at one size."""

    task: str
    posts: int
    ours: Cost
    beside: str = ""  # what was measured beside it; empty for nothing
    theirs: Cost | None = None

    def ratio(self, unit: str) -> float:
        """Ours to theirs, of ``cpu``, ``wall`` or ``peak``."""
        return float(getattr(self.ours, unit) / getattr(self.theirs, unit))


@dataclass(frozen=True, slots=True)
class Goal:
    """What the project wants to reach on two cores."""

    task: str
    posts: int
    most: float
    unit: str = "wall"
    ratio: bool = True  # to what is measured beside it; else as it is


GOALS = (
    Goal("html", 1000, 0.75),
    Goal("html", 1000, 450, "peak", ratio=False),
    Goal("html, nothing changed", 1000, 0.6),
    Goal("html, one post edited", 1000, 3, ratio=False),
    Goal("epub, from Markdown", 1000, 1.3),
    Goal("epub, from Markdown", 1000, 0.5, "peak"),
    Goal("epub, from doctrees", 1000, 0.5),
    Goal("epub, one post edited", 1000, 6, ratio=False),
    Goal("html, pdf and epub in one", PRINTED, 0.7),
)
GROWTH = ("html", 1000, 5000, 5.5)  # (task, from, to, times as long at most)


def pandoc() -> str:
    """The program, from the path or from the package ``pypandoc-binary``; empty for none."""
    found = shutil.which("pandoc")
    if found:
        return found
    try:
        import pypandoc
    except ImportError:
        print("pandoc is not installed: nothing beside the EPUB", file=sys.stderr)
        return ""
    return str(pypandoc.get_pandoc_path())


class Bench:
    """The posts of one size, and what is done with them."""

    def __init__(self, folder: Path, posts: int, jobs: str, rounds: int) -> None:
        self.folder, self.posts, self.jobs, self.rounds = folder, posts, jobs, rounds
        self.blog, self.plain, self.out = folder / "blog", folder / "plain", folder / "out"
        write_corpus(self.blog, posts, style="blog")
        write_corpus(self.plain, posts, style="plain")
        (self.plain / "conf.py").write_text(BARE_CONF, encoding="utf-8")
        names = "\n".join(sorted(file.stem for file in self.plain.glob("post-*.md")))
        index = f"# Bench\n\n```{{toctree}}\n:maxdepth: 2\n\n{names}\n```\n"
        (self.plain / "index.md").write_text(index, encoding="utf-8")

    def ours(self, *kinds: str) -> Cost:
        """``make html``, without the set-up."""
        program = str(Path(sys.executable).parent / "anthology")
        where = ["--book", str(self.blog), "--build", str(self.out), "--jobs", self.jobs]
        return measure([program, "build", *kinds, *where, "--offline"])

    def bare(self, kind: str) -> Cost:
        """Bare Sphinx with MyST, one process: two gain it little."""
        command = [sys.executable, "-m", "sphinx", "-q", "-b", kind, "-j", "1"]
        trees = str(self.folder / "bare" / "doctrees")
        return measure([*command, "-d", trees, str(self.plain), str(self.folder / "bare" / kind)])

    def pandoc(self, program: str) -> Cost:
        files = sorted(map(str, self.blog.glob("*.md")))
        command = [program, "-f", "markdown", "-t", "epub3", "-o", str(self.folder / "pandoc.epub")]
        command += ["--resource-path", str(self.blog), "--metadata", "title=Bench", "--mathml"]
        return measure([*command, *files])

    def forget(self) -> None:
        """Start afresh."""
        for out in (self.out, self.folder / "bare"):
            shutil.rmtree(out, ignore_errors=True)

    def forget_epub(self) -> None:
        """All but the doctrees, with which an EPUB is made."""
        for name in KEPT:
            left = self.out / "doctrees" / name
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        shutil.rmtree(self.out / "epub", ignore_errors=True)

    def edit(self, turn: int) -> None:
        """Add a sentence to the post in the middle."""
        for folder in (self.blog, self.plain):
            file = folder / f"post-{(self.posts + 1) // 2:04}.md"
            text = file.read_text(encoding="utf-8")
            cut = text.index("\n\n", len(text) // 3)  # before the end of a paragraph
            file.write_text(f"{text[:cut]} Turn {turn}.{text[cut:]}", encoding="utf-8")

    def turns(self, what: str) -> Iterator[int]:
        for turn in range(self.rounds):
            print(f"{self.posts} posts: {what} ({turn + 1})", file=sys.stderr, flush=True)
            yield turn


Costs = dict[str, list[Cost]]


def website(bench: Bench) -> Iterator[Row]:
    ours, bare = defaultdict[str, list[Cost]](list), defaultdict[str, list[Cost]](list)
    for turn in bench.turns("website"):
        bench.forget()
        for task in ("html", "html, nothing changed", "html, one post edited"):
            if task.endswith("edited"):
                bench.edit(turn)
            ours[task].append(bench.ours("html"))
            if bench.posts < MANY:
                bare[task].append(bench.bare("html"))
    for task, costs in ours.items():
        beside = medians(bare[task]) if bare[task] else None
        yield Row(
            task, bench.posts, medians(costs), "Sphinx + MyST, -j 1" if beside else "", beside
        )


def ebook(bench: Bench) -> Iterator[Row]:
    program = pandoc()
    ours, theirs = defaultdict[str, list[Cost]](list), list[Cost]()
    for turn in bench.turns("EPUB"):
        bench.forget()
        ours["epub, from Markdown"].append(bench.ours("epub"))
        if program:
            theirs.append(bench.pandoc(program))
        bench.forget_epub()
        ours["epub, from doctrees"].append(bench.ours("epub"))
        bench.edit(turn)
        ours["epub, one post edited"].append(bench.ours("epub"))
    for task, costs in ours.items():
        if theirs:
            yield Row(task, bench.posts, medians(costs), "pandoc, all", medians(theirs))
        else:
            yield Row(task, bench.posts, medians(costs))


def printed(bench: Bench) -> Iterator[Row]:
    """The PDF; and all three formats made in one go, beside one by one."""
    if bench.posts > PRINTED:
        return
    one = [sys.executable, __file__, "--one-pass", str(bench.plain), str(bench.folder / "bare")]
    ours, theirs = defaultdict[str, list[Cost]](list), defaultdict[str, list[Cost]](list)
    for turn in bench.turns("PDF, and all formats"):
        apart: list[Cost] = []
        for kind in ("html", "epub", "pdf"):
            bench.forget()
            apart.append(bench.ours(kind))
        ours["pdf"].append(apart[-1])
        theirs["html, pdf and epub in one"].append(apart[0] + apart[1] + apart[2])
        if turn == 0:
            theirs["pdf"].append(measure(one))
        bench.edit(turn)
        ours["pdf, one post edited"].append(bench.ours("pdf"))
        bench.forget()
        ours["html, pdf and epub in one"].append(bench.ours("html", "pdf", "epub"))
    theirs["pdf, one post edited"] = theirs["pdf"]
    for task, costs in ours.items():
        beside = "one by one" if "in one" in task else "singlehtml, WeasyPrint"
        yield Row(task, bench.posts, medians(costs), beside, medians(theirs[task]))


TASKS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "html": website,
    "epub": ebook,
    "pdf": printed,
}


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


# --- what is printed


def table(rows: Sequence[Row]) -> Iterator[str]:
    """All rows as Markdown."""
    yield "| task | posts | ours: CPU s / wall s / MB | beside it | the same of it | CPU | wall |"
    yield "|---|---:|---:|---|---:|---:|---:|"
    for row in rows:
        ratios = [f"{row.ratio(unit):.2f}" for unit in ("cpu", "wall")] if row.theirs else ["", ""]
        cells = [row.task, f"{row.posts:,}", str(row.ours), row.beside, str(row.theirs or "")]
        yield f"| {' | '.join([*cells, *ratios])} |"


def goals(rows: Sequence[Row]) -> Iterator[str]:
    """What was wanted, and what came out."""
    yield "| goal | at most | measured |"
    yield "|---|---:|---:|"
    known = {(row.task, row.posts): row for row in rows}
    for goal in GOALS:
        row = known.get((goal.task, goal.posts))
        if row is None or (goal.ratio and row.theirs is None):
            continue
        value = row.ratio(goal.unit) if goal.ratio else getattr(row.ours, goal.unit)
        unit = "of its " + goal.unit if goal.ratio else {"wall": "s", "peak": "MB"}[goal.unit]
        what = f"{goal.task}, {goal.posts:,} posts ({row.beside})" if goal.ratio else goal.task
        yield f"| {what} | {goal.most:g} {unit} | {_judged(value, goal.most)} |"
    task, few, many, most = GROWTH
    if (task, few) in known and (task, many) in known:
        value = known[task, many].ours.wall / known[task, few].ours.wall
        yield f"| {task}, {few:,} to {many:,} posts | {most:g} times | {_judged(value, most)} |"


def _judged(value: float, most: float) -> str:
    return f"{value:.2f}" if value <= most else f"**{value:.2f}**"


def growth(rows: Sequence[Row]) -> Iterator[str]:
    """What one more post costs, from each size to the next."""
    yield "| task | from | to | ours: CPU ms per post | beside it |"
    yield "|---|---:|---:|---:|---:|"
    for task in dict.fromkeys(row.task for row in rows):
        same = sorted((row for row in rows if row.task == task), key=lambda row: row.posts)
        for small, large in pairwise(same):
            more = (large.posts - small.posts) / 1000
            ours = f"{(large.ours.cpu - small.ours.cpu) / more:.1f}"
            theirs = (
                f"{(large.theirs.cpu - small.theirs.cpu) / more:.1f}"
                if large.theirs and small.theirs
                else ""
            )
            yield f"| {task} | {small.posts:,} | {large.posts:,} | {ours} | {theirs} |"


def plotted(rows: Sequence[Row]) -> str:
    """CPU seconds by posts, as a drawing."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row.task in {"html", "html, one post edited", "epub, from Markdown", "pdf"}:
            points[f"{row.task}: ours"].append((row.posts, row.ours.cpu))
            if row.theirs and "edited" not in row.task:
                points[f"{row.task}: {row.beside}"].append((row.posts, row.theirs.cpu))
    return lines(points, "posts", "CPU seconds")


def machine(jobs: str) -> str:
    """What was measured on, in one line."""
    tools = ", ".join(f"{name} {version(name)}" for name in ("Sphinx", "myst-parser", "WeasyPrint"))
    load = f"{os.getloadavg()[0]:.1f}"
    return (
        f"{os.cpu_count()} cores, load {load} at the start, {platform.system()}, "
        f"Python {platform.python_version()}, {tools}, --jobs {jobs}"
    )


# --- what is kept, and held against it


def ratios(rows: Sequence[Row]) -> dict[str, float]:
    """CPU ratios by task and size: the least noisy that there is."""
    return {f"{r.task}, {r.posts}": round(r.ratio("cpu"), 3) for r in rows if r.theirs}


def worse(rows: Sequence[Row], known: dict[str, float]) -> list[str]:
    """What has become slower, beside the same tools."""
    return [
        f"{name}: {value:.2f} times as long as beside it; it was {known[name]:.2f}"
        for name, value in ratios(rows).items()
        if name in known and value > WORSE * known[name]
    ]


def main() -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of posts")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS), help="only these")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each task (3)")
    parser.add_argument("--jobs", default="auto", help="processes of ours (auto)")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write ratios there, and a .svg")
    parser.add_argument("--check", type=Path, metavar="FILE", help="fail when ratios became worse")
    parser.add_argument("--one-pass", nargs=2, metavar=("SOURCE", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one_pass:
        one_pass(*options.one_pass)
        return 0
    known = json.loads(options.check.read_text(encoding="utf-8"))["ratios"] if options.check else {}
    rows: list[Row] = []
    where = machine(options.jobs)
    print(where, flush=True)
    for posts in options.sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            rounds = 1 if posts >= MANY else options.rounds
            bench = Bench(Path(folder), posts, options.jobs, rounds)
            for task in options.tasks if posts < MANY else ["html"]:
                rows += TASKS[task](bench)
    for part in (table(rows), goals(rows), growth(rows)):
        print("\n" + "\n".join(part))
    if options.keep:
        figures = {"machine": where, "ratios": ratios(rows), "rows": [asdict(row) for row in rows]}
        options.keep.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        options.keep.with_suffix(".svg").write_text(plotted(rows), encoding="utf-8")
    slower = worse(rows, known)
    print("\n".join(slower), file=sys.stderr)
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
