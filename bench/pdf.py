"""Measure the setting of the PDF beside one pass of WeasyPrint over the same fragments.

    .venv/bin/python bench/pdf.py 200 1000 --turns 3

Posts of ``bench/corpus.py`` are read and written as fragments, which is not measured. Then, in
turn: the book set cold; all of it set as one document by WeasyPrint as it comes, with the same
style sheet, running heads, folios, contents with leaders, page numbers by ``target-counter``, and
tags; the book again after a sentence was added to the post in the middle. The peak is that of the
largest process. With ``--limit`` the one pass is stopped after so many seconds, and ratios to it
are upper bounds. POSIX only.
"""

from __future__ import annotations

import argparse
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus import write_corpus
from measure import Cost, measure, medians

HERE = Path(__file__)
MARK = re.compile("\ufdd0([^\ufdd1]*)\ufdd1")  # of pdf/crossings.py
KINDS = "\ufdd3\ufdd4\ufdd5\ufdd6"
FURNITURE = """
@page { margin: %(top)smm %(outside)smm %(bottom)smm %(inside)smm;
  @bottom-center { content: counter(page); font: 8.5pt "Linux Libertine O" } }
@page :left { @top-left { content: string(book); font: 7.5pt "Noto Sans CJK SC" } }
@page :right { @top-right { content: string(chapter); font: 7.5pt "Noto Sans CJK SC" } }
@page cover { @bottom-center { content: none } @top-left { content: none } }
.leaf { break-before: page } .running-head { display: none }
.to-page::after { content: target-counter(attr(href), page) }
"""
LEADERS = ".contents .text::after { content: leader(dotted) }"


# --- what is measured: each runs in a process of its own -----------------------------------------


def set_book(task: Path, folder: Path, jobs: str) -> None:
    """The book as the project sets it."""
    from dataclasses import replace

    from sphinx_anthology.pdf.printing import print_book

    compositor, body, shop = pickle.loads(task.read_bytes())
    shop = replace(shop, kept=folder / "pieces", product=folder / "ours.pdf", processes=int(jobs))
    for finding in print_book(compositor, body, shop):
        sys.exit(str(finding))


def set_in_one_pass(task: Path, folder: Path, plain: str = "") -> None:
    """The same leaves as one document, by WeasyPrint as it comes.

    Args:
        plain: if given, page numbers are three zeros, and there are no leaders and no tags.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from sphinx_anthology.pdf.engine.fetcher import BASE, BookFetcher, FontFetcher
    from sphinx_anthology.pdf.printing import style_sheet

    compositor, body, shop = pickle.loads(task.read_bytes())
    numbers = (lambda match: "000") if plain else _by_counter
    leaves = "".join(_inside(leaf, numbers) for leaf in [*compositor.front(), *body])
    head = f'<html lang="{compositor.language}"><head><title>b</title></head>'
    html = f"{head}<body>{leaves}</body></html>"
    fonts = FontConfiguration()
    sheets = (shop.highlighting, style_sheet(compositor), FURNITURE % compositor.paper._asdict())
    more = "" if plain else LEADERS
    styles = [
        CSS(string=css, font_config=fonts, url_fetcher=FontFetcher()) for css in (*sheets, more)
    ]
    document = HTML(string=html, base_url=BASE, url_fetcher=BookFetcher(shop.pictures))
    document.write_pdf(
        folder / "one.pdf",
        stylesheets=styles,
        font_config=fonts,
        pdf_variant=None if plain else "pdf/ua-1",
    )


def _inside(leaf: Any, numbers: Callable[[re.Match[str]], str]) -> str:
    inner = leaf.html.partition("<body")[2].partition(">")[2].rpartition("</body>")[0]
    return f'<div class="leaf" lang="{leaf.language}">{MARK.sub(numbers, inner)}</div>'


def _by_counter(match: re.Match[str]) -> str:
    targets = match[1].lstrip(KINDS).split("\ufdd2")
    return ", ".join(f'<a class="to-page" href="#{name}"></a>' for name in targets)


# --- measuring ----------------------------------------------------------------------------------


def make_task(posts: Path, out: Path, task: Path) -> None:
    """Read posts and keep what would be set."""
    from sphinx.application import Sphinx

    from sphinx_anthology.pdf import printing

    def keep(compositor: Any, body: Any, shop: Any) -> list[Any]:
        task.write_bytes(pickle.dumps((compositor, body, shop)))
        return []

    printing.print_book = keep
    settings = {"extensions": ["sphinx_anthology"], "language": "zh_CN"}
    app = Sphinx(
        posts,
        None,
        out / "pdf",
        out / "trees",
        "pdf",
        settings,
        status=None,
        parallel=os.cpu_count() or 1,
    )
    app.build()


def run(*arguments: object, limit: float = 0) -> Cost:
    return measure([sys.executable, str(HERE), *map(str, arguments)], limit)


def edit(posts: Path, number: int, turn: int) -> None:
    """Add a sentence to a post."""
    file = posts / f"post-{number:04}.md"
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    place = next(n for n, line in enumerate(lines) if len(line) > 100)
    lines[place] += "灯又亮了一回。" * (turn + 1)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def bench(count: int, given: argparse.Namespace, folder: Path) -> None:
    posts, jobs = folder / "posts", given.jobs
    write_corpus(posts, count)
    first, second = folder / "first.task", folder / "second.task"
    run("task", posts, folder / "out", first)
    ours, one, edited = [], [], []
    for turn in range(given.turns):
        shutil.rmtree(folder / "pieces", ignore_errors=True)
        ours.append(run("ours", first, folder, jobs))
        size, pages = (folder / "ours.pdf").stat().st_size, _pages(folder / "ours.pdf")
        if not given.alone:
            (folder / "one.pdf").unlink(missing_ok=True)
            one.append(run("one-pass", first, folder, *given.plain, limit=given.limit))
        edit(posts, count // 2, turn)
        run("task", posts, folder / "out", second)
        edited.append(run("ours", second, folder, jobs))
    whole, again = medians(ours), medians(edited)
    _row(count, "ours, cold", whole, pages, size)
    _row(count, "ours, one post edited", again)
    print(f"  edited / cold: wall {again.wall / whole.wall:.3f}, CPU {again.cpu / whole.cpu:.3f}")
    if one:
        single, file = medians(one), folder / "one.pdf"
        if not file.is_file():
            _row(count, f"one pass, stopped after {given.limit:.0f} s", single)
            print(f"  ours / one pass: wall below {whole.wall / single.wall:.2f}")
            return
        _row(count, "one pass", single, _pages(file), file.stat().st_size)
        print(
            f"  ours / one pass: wall {whole.wall / single.wall:.2f}, "
            f"CPU {whole.cpu / single.cpu:.2f}, peak {whole.peak / single.peak:.2f}, "
            f"size {size / file.stat().st_size:.2f}"
        )


def _row(count: int, name: str, cost: Cost, pages: int = 0, size: int = 0) -> None:
    more = f", {pages} pages, {size / 1e6:.2f} MB of file" if pages else ""
    print(
        f"{count} posts, {name}: {cost.wall:.1f} s, {cost.cpu:.1f} CPU s, {cost.peak:.0f} MB{more}",
        flush=True,
    )


def _pages(file: Path) -> int:
    done = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True)
    return int(re.search(r"Pages:\s+(\d+)", done.stdout)[1])  # type: ignore[index]


TASKS = {"ours": set_book, "one-pass": set_in_one_pass, "task": make_task}


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in TASKS:
        name, *arguments = sys.argv[1:]
        TASKS[name](*(Path(a) if os.sep in a else a for a in arguments))  # type: ignore[operator]
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("counts", nargs="+", type=int)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--jobs", default=str(os.cpu_count() or 1))
    parser.add_argument("--limit", type=float, default=0, metavar="SECONDS")
    parser.add_argument(
        "--plain",
        action="store_const",
        const=["plain"],
        default=[],
        help="the one pass without tags, leaders and page numbers, which cost it most",
    )
    parser.add_argument("--alone", action="store_true", help="leave WeasyPrint alone out")
    parser.add_argument("--keep", type=Path, help="folder to work in, which stays")
    given = parser.parse_args()
    for count in given.counts:
        with tempfile.TemporaryDirectory() as temporary:
            folder = given.keep or Path(temporary)
            bench(count, given, folder)


if __name__ == "__main__":
    main()
