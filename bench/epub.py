"""Measure the EPUB beside pandoc's, from the same posts.

    .venv/bin/python -m pip install pypandoc-binary
    .venv/bin/python bench/epub.py 200 1000 --turns 3

Posts of ``bench/corpus.py`` are read into doctrees, which is not measured. Then, in turn: the EPUB
made of them with nothing kept from before (fragments, cover, container); the EPUB by pandoc from
the Markdown; the EPUB again after a sentence was added to the post in the middle; and again with
nothing to do, which loads the Sphinx environment and no more: the peak of memory is held against
that. Whole processes with their children; the peak is that of the largest. POSIX only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import write_corpus
from pdf import edit
from run import Cost, measure, medians

KEPT = ("fragments-epub", "covers")  # beside the doctrees


def pandoc() -> str:
    """The program, from the path or from the package ``pypandoc-binary``."""
    found = shutil.which("pandoc")
    if found:
        return found
    try:
        import pypandoc
    except ImportError:
        sys.exit("pandoc is missing: python -m pip install pypandoc-binary")
    return str(pypandoc.get_pandoc_path())


class Bench:
    """The posts of one size."""

    def __init__(self, folder: Path, count: int, jobs: str) -> None:
        self.folder, self.count, self.jobs = folder, count, jobs
        self.posts, self.trees = folder / "posts", folder / "doctrees"
        write_corpus(self.posts, count)

    def sphinx(self, kind: str) -> Cost:
        command = [sys.executable, "-m", "sphinx", "-q", "-C", "-D", "extensions=sphinx_anthology"]
        command += ["-b", kind, "-j", self.jobs, "-d", str(self.trees)]
        return measure([*command, str(self.posts), str(self.folder / kind)])

    def cold(self) -> Cost:
        """From doctrees alone."""
        for name in KEPT:
            shutil.rmtree(self.trees / name, ignore_errors=True)
        shutil.rmtree(self.folder / "epub", ignore_errors=True)
        return self.sphinx("epub")

    def pandoc(self, program: str) -> Cost:
        """What pandoc makes of the same posts."""
        files = sorted(map(str, self.posts.glob("*.md")))
        command = [program, "-f", "markdown", "-t", "epub3", "-o", str(self.folder / "pandoc.epub")]
        command += ["--resource-path", str(self.posts), "--metadata", "title=Bench", "--mathml"]
        return measure([*command, *files])


def bench(count: int, given: argparse.Namespace, folder: Path) -> None:
    work, program = Bench(folder, count, given.jobs), pandoc()
    work.sphinx("dummy")
    ours, theirs, edited, idle = [], [], [], []
    for turn in range(given.turns):
        ours.append(work.cold())
        theirs.append(work.pandoc(program))
        edit(work.posts, count // 2, turn)
        edited.append(work.sphinx("epub"))
        idle.append(work.sphinx("epub"))
    rows = {
        "ours, from doctrees": medians(ours),
        "pandoc, from Markdown": medians(theirs),
        "ours, one post edited": medians(edited),
        "ours, nothing changed": medians(idle),
    }
    for name, cost in rows.items():
        figures = f"{cost.wall:.1f} s, {cost.cpu:.1f} CPU s, {cost.peak:.0f} MB"
        print(f"{count} posts, {name}: {figures}", flush=True)
    whole, other, _, alone = rows.values()
    (book,) = (folder / "epub").glob("*.epub")
    size = book.stat().st_size / (folder / "pandoc.epub").stat().st_size
    print(
        f"  ours / pandoc: wall {whole.wall / other.wall:.2f}, CPU {whole.cpu / other.cpu:.2f}, "
        f"peak {whole.peak / other.peak:.2f}, size {size:.2f}; "
        f"above the environment: {whole.peak - alone.peak:.0f} MB"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("counts", nargs="+", type=int)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--jobs", default=str(os.cpu_count() or 1))
    parser.add_argument("--keep", type=Path, help="folder to work in, which stays")
    given = parser.parse_args()
    version = subprocess.run([pandoc(), "--version"], capture_output=True, text=True, check=True)
    print(version.stdout.partition("\n")[0])
    for count in given.counts:
        with tempfile.TemporaryDirectory() as temporary:
            bench(count, given, given.keep or Path(temporary))


if __name__ == "__main__":
    main()
