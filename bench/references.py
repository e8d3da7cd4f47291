"""Measure what references cost: posts with lists of works, built with and without them, beside
sphinxcontrib-bibtex with the same works in one .bib file.

    .venv/bin/python bench/references.py
    .venv/bin/python bench/references.py --sizes 500 1000 2000 --stock-up-to 1000 --profile

Websites are built in whole processes with ``-j1``. What references cost is the difference between
two builds: of the same posts with their lists and without (``text``), or, with ``--refused``, with
the lists left as plain lists. Stock: bare Sphinx, MyST-Parser and sphinxcontrib-bibtex, ``{cite}``
where our posts have ``[1]``, one ``{bibliography}``; ``fast`` is the same with our ``cite`` domain.
Nothing is asserted. POSIX only.
"""

from __future__ import annotations

import argparse
import pstats
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Cost, measure, medians
from reference_corpus import write_reference_corpus
from run import machine

SIZES = (500, 1000, 2000)
WORKS = 10  # for each post
OUR_CONF = 'extensions = ["sphinx_anthology"]\nlanguage = "zh_CN"\n'
STOCK_CONF = """\
project = "Bench"
extensions = ["myst_parser"{bibtex}]
bibtex_bibfiles = ["works.bib"]
bibtex_default_style = "unsrt"
language = "zh_CN"
html_theme = "alabaster"
html_sidebars = {{"**": []}}
html_copy_source = False
html_show_sourcelink = False
suppress_warnings = ["myst.header", "toc.not_readable", "config.cache"]
"""
FAST = """
def setup(app):
    from sphinx_anthology.bibliography.bibtex import FastBibtexDomain, ListEntries
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_domain(FastBibtexDomain, override=True)
    app.add_post_transform(ListEntries)
"""
# (what is done, file, function) as ``cProfile`` names them; the times include what they call
SHARES = (
    ("scan: finding lists", "core/references/finding/detect.py", "find_lists"),
    ("scan: reading items", "core/references/reading/parse.py", "read_item"),
    ("scan: marks in the text", "core/structure/citations.py", "mark_citations"),
    ("settling works and keys", "core/references/works/settle.py", "settle"),
    ("merging", "core/references/works/merge.py", "merge"),
    ("look-alikes", "core/references/works/merge.py", "suggestions"),
    ("formatting in the style", "core/references/styles/__init__.py", "format_entry"),
    ("words left over", "core/references/works/leftover.py", "leftover"),
    ("COinS", "core/references/export/coins.py", "coins"),
    ("ordering the bibliography", "bibliography/styling.py", "ordered"),
    ("chapters' lists as nodes", "bibliography/entries.py", "chapter_list"),
    ("the bibliography as nodes", "bibliography/entries.py", "whole_bibliography"),
    ("cards", "bibliography/transforms.py", "run"),
    ("cite domain", "bibliography/citing.py", "env_updated"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to build the posts: which of the corpus's styles, by which tools."""

    name: str
    style: str  # of the corpus
    conf: str
    refuse: bool = False  # leave the lists as they stand


LAYOUTS = (
    Layout("ours", "blog", OUR_CONF),
    Layout("ours, text", "bare", OUR_CONF),
    Layout("ours, refused", "blog", f'{OUR_CONF}anthology_refuse = ["references"]\n', refuse=True),
    Layout("stock", "stock", STOCK_CONF.format(bibtex=', "sphinxcontrib.bibtex"')),
    Layout("stock, fast", "stock", STOCK_CONF.format(bibtex="") + FAST),
    Layout("stock, text", "plain", STOCK_CONF.format(bibtex="")),
)


class Corpus:
    """The posts of one size in all styles."""

    def __init__(self, folder: Path, posts: int) -> None:
        self.folder, self.posts, self.works = folder, posts, posts * WORKS

    def command(self, layout: Layout) -> list[str]:
        """``sphinx-build`` of *layout*, afresh."""
        source = self._source(layout)
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        command = ["-q", "-b", "html", "-j", "1", "-d", str(out / "doctrees")]
        return [*command, str(source), str(out / "html")]

    def _source(self, layout: Layout) -> Path:
        source = self.folder / layout.style
        if not source.exists():
            write_reference_corpus(source, self.posts, self.works, style=layout.style)
        (source / "conf.py").write_text(layout.conf, encoding="utf-8")
        if layout.name.startswith("stock"):
            names = "\n".join(sorted(file.stem for file in source.glob("post-*.md")))
            index = f"# Bench\n\n```{{toctree}}\n:maxdepth: 1\n\n{names}\n```\n"
            if layout.style == "stock":
                index += "\n## Works\n\n```{bibliography}\n:all:\n```\n"
            (source / "index.md").write_text(index, encoding="utf-8")
        return source


def run(corpus: Corpus, layouts: Sequence[Layout], rounds: int) -> dict[str, Cost]:
    """Costs of each layout, in turns."""
    costs: dict[str, list[Cost]] = {}
    for turn in range(rounds):
        for layout in layouts:
            print(f"{corpus.posts} posts: {layout.name} ({turn + 1})", file=sys.stderr, flush=True)
            cost = measure([sys.executable, "-m", "sphinx", *corpus.command(layout)])
            costs.setdefault(layout.name, []).append(cost)
    return {name: medians(found) for name, found in costs.items()}


def rows(corpus: Corpus, costs: dict[str, Cost]) -> Iterator[str]:
    """A row for each layout: what it took, and what of it the references are."""
    for name, cost in costs.items():
        side = name.partition(",")[0]
        text = costs.get(f"{side}, text")
        cells = [f"{corpus.posts:,} / {corpus.works:,}", name, f"{cost.cpu:.1f}"]
        cells += [f"{cost.wall:.1f}", f"{cost.peak:.0f}"]
        if text is None or cost is text:
            cells += ["–", "–", "–"]
        else:
            more = cost.cpu - text.cpu
            cells += [f"{more:.1f}", f"{1000 * more / corpus.works:.2f}"]
            stock = costs.get("stock")
            ratio = (stock.cpu - costs["stock, text"].cpu) / more if stock and more > 0 else 0
            cells.append(f"{ratio:.1f}" if ratio else "–")
        yield f"| {' | '.join(cells)} |"


def profile(corpus: Corpus) -> Iterator[str]:
    """Where one build of ours spends its time, under the profiler."""
    file = corpus.folder / "profile"
    command = [sys.executable, "-m", "cProfile", "-o", str(file), "-m", "sphinx"]
    measure([*command, *corpus.command(LAYOUTS[0])])
    found = pstats.Stats(str(file)).stats  # type: ignore[attr-defined]
    whole = sum(own for _, _, own, _, _ in found.values())
    yield f"One profile at {corpus.posts:,} posts, {whole:.0f} s:\n\n| | share |\n|---|---:|"
    for what, module, function in SHARES:
        times = [
            entry[3]
            for (path, _, name), entry in found.items()
            if path.endswith(f"sphinx_anthology/{module}") and name == function
        ]
        yield f"| {what} | {100 * max(times, default=0) / whole:.1f} % |"


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description="Measure what references cost.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of posts")
    parser.add_argument("--stock-up-to", type=int, default=1000, help="it grows with the square")
    parser.add_argument("--ours", action="store_true", help="nothing beside it")
    parser.add_argument("--refused", action="store_true", help="with lists left as lists, too")
    parser.add_argument("--rounds", type=int, default=1, help="turns of each build (1)")
    parser.add_argument("--profile", action="store_true", help="shares of ours, at the first size")
    options = parser.parse_args()
    print(machine("1"), flush=True)
    print("\n| posts / works | build | CPU s | wall s | MB | of it references: CPU s | ms a work "
          "| stock ÷ it |\n|---|---|---:|---:|---:|---:|---:|---:|", flush=True)  # fmt: skip
    for posts in options.sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            corpus = Corpus(Path(folder), posts)
            layouts = [
                layout
                for layout in LAYOUTS
                if (layout.name != "stock" or posts <= options.stock_up_to)
                and (not layout.refuse or options.refused)
                and (layout.name.startswith("ours") or not options.ours)
            ]
            print("\n".join(rows(corpus, run(corpus, layouts, options.rounds))), flush=True)
    if options.profile:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            print("\n" + "\n".join(profile(Corpus(Path(folder), options.sizes[0]))))


if __name__ == "__main__":
    main()
