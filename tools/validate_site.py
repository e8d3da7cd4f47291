"""Hold a built website against its standards.

    .venv/bin/python tools/validate_site.py build/html
    .venv/bin/python tools/validate_site.py build/html --lighthouse

Every page: HTML by the Nu checker of the W3C; links and fragments by linkinator. One page of each
kind, in all papers and at three widths: accessibility by axe-core, width of the page, shifts of
its layout. With ``--lighthouse``, cover and first chapter as a phone of Lighthouse's loads them.
The site is served on the loopback; what is outside it is not asked for.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from on_node import MissingError, chromium, module, run_node

PAPERS = ("light", "sepia", "dark")
NARROW = 320  # px, the width at which WCAG 2.2 (1.4.10) lets a page scroll in one direction only
WIDTHS = (NARROW, 768, 1440)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
NO_PAGES = ("_editor/",)  # the editor's; it is held to the same, but is no page for readers
_TEXTS = {".html", ".css", ".js", ".svg", ".xml", ".json"}
_SHIFTS = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) window.shifted = (window.shifted || 0) + entry.value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@contextmanager
def served(site: Path, *, compressed: bool = False) -> Iterator[str]:
    """The site on the loopback; gives the address of its top, with a slash.

    Args:
        compressed: texts are, as hosts of websites send them.
    """
    handler = partial(_Compressing if compressed else _Quiet, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    request_queue_size = 256  # checkers ask for many pages at once


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class _Compressing(_Quiet):
    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in _TEXTS or not path.is_file():
            super().do_GET()
            return
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def pages(site: Path) -> list[str]:
    """Addresses of all pages, from the site's top."""
    return sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))


def kinds(site: Path) -> dict[str, str]:
    """One page of each kind: kind -> address. Pages of one folder are of one kind; redirects are
    none."""
    found: dict[str, str] = {}
    for address in pages(site):
        if b'http-equiv="refresh"' in (site / address).read_bytes()[:2000]:
            continue
        kind = address.partition("/")[0] if "/" in address else address.removesuffix(".html")
        if f"{kind}/" not in NO_PAGES:
            found.setdefault(kind, address)
    return found


# --- every page ------------------------------------------------------------------------------


def html_errors(site: Path) -> list[str]:
    """What the Nu checker calls errors: ``file:line: message``."""
    jar = module("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--skip-non-html"]
    try:
        done = subprocess.run(
            [*command, str(site)], capture_output=True, text=True, errors="replace", check=False
        )
    except FileNotFoundError as error:
        raise MissingError("Java is missing: run make set-up-test, which installs it") from error
    messages, top = json.loads(done.stderr)["messages"], f"file:{site.resolve()}/"
    return [
        f"{message.get('url', '').removeprefix(top)}:{message.get('lastLine', 0)}: "
        f"{message['message']}"
        for message in messages
        if message["type"] == "error" or message["type"].startswith("non-document")
    ]


def dead_links(site: Path) -> list[str]:
    """Links within the site that lead nowhere: ``address (status), from page``."""
    program = module("linkinator") / "build" / "src" / "cli.js"
    with served(site) as top:
        starts = [top + quote(address) for address in pages(site)]
        done = run_node(
            program, *starts, "--recurse", "--check-fragments", "--format", "json",
            "--skip", f"^(?!{top})", "--timeout", "20000", "--concurrency", "20",
            "--verbosity", "error",
        )  # fmt: skip
        try:
            links = json.loads(done.stdout[done.stdout.index("{") :])["links"]
        except (ValueError, KeyError) as error:
            raise RuntimeError(f"linkinator says nothing: {done.stderr[-800:]}") from error
        return [
            f"{link['url'].removeprefix(top)} ({link.get('status', 0)}), "
            f"from {link.get('parent', '').removeprefix(top)}"
            for link in links
            if link["state"] == "BROKEN"
        ]


# --- in a browser ----------------------------------------------------------------------------


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's browser, without a window."""
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            yield running
        finally:
            running.close()


def opened(running: Browser, address: str, width: int, paper: str) -> Page:
    """A page on one kind of paper, *width* px wide."""
    context = running.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(f"localStorage.setItem('anthology-theme', '{paper}');{_SHIFTS}")
    page = context.new_page()
    page.goto(address, wait_until="load")
    return page


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page: ``rule: element``."""
    page.evaluate((module("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in found
        for node in rule["nodes"]
    ]


def excess(page: Page) -> int:
    """By how many px a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def shifts(page: Page) -> float:
    """Cumulative layout shift while the page was loaded and scrolled to its end."""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(250)
    return float(page.evaluate("window.shifted || 0"))


def looks(site: Path) -> list[str]:
    """What is wrong with a page of each kind, on each paper and at each width."""
    found = []
    with served(site) as top, browser() as running:
        for address in kinds(site).values():
            for paper in PAPERS:
                for width in WIDTHS:
                    page = opened(running, top + address, width, paper)
                    said = violations(page)
                    if (over := excess(page)) > 0:
                        said.append(f"scrolls sideways by {over} px")
                    if (moved := shifts(page)) > 0:
                        said.append(f"its layout shifts by {moved:.4f}")
                    found += [f"{address}, {paper}, {width} px: {text}" for text in said]
                    page.context.close()
    return found


def lighthouse(site: Path, address: str) -> dict[str, int]:
    """Scores of a page, 0 to 100, on Lighthouse's phone."""
    program = module("lighthouse") / "cli" / "index.js"
    with served(site, compressed=True) as top:
        done = run_node(
            program, top + address, "--quiet", "--output=json", "--output-path=stdout",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox",
            CHROME_PATH=chromium(),
        )  # fmt: skip
    try:
        report = json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError as error:
        raise RuntimeError(f"Lighthouse says nothing: {done.stderr[-800:]}") from error
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line; 1 when something is wrong, 2 when a checker is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", type=Path, help="folder of the built website")
    parser.add_argument("--lighthouse", action="store_true", help="score cover and first chapter")
    given = parser.parse_args(arguments)
    if not (given.site / "index.html").is_file():
        parser.error(f"no website is built in {given.site}: run make html")
    status = 0
    try:
        for name, check in (
            ("HTML (Nu checker)", html_errors), ("links (linkinator)", dead_links),
            ("accessibility, width, layout shift (axe-core, Chromium)", looks),
        ):  # fmt: skip
            found = check(given.site)
            print(f"{given.site}: {name}: {f'{len(found)} wrong' if found else 'pass'}")
            for line in found:
                print(f"  {line}")
            status |= bool(found)
        if given.lighthouse:
            known = kinds(given.site)
            for address in (known["index"], known.get("chapters", "")):
                scores = lighthouse(given.site, address) if address else {}
                print(f"{address}: {', '.join(f'{k} {v}' for k, v in scores.items())}")
    except MissingError as error:
        print(error, file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
