"""Open an EPUB in two readers, foliate-js and epub.js, and ask them what they understood.

The book, the readers (npm, see tools/node) and a page for each (tools/readers) are served on
loopback; the system's browser shows them, driven by Playwright.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from on_node import MODULES, chromium, module

PAGES = Path(__file__).parent / "readers"
ENGINES = {"foliate": "foliate-js", "epubjs": "epubjs"}  # page -> npm package
PHONE = (390, 844)
TABLET = (820, 1180)


@contextmanager
def served(book: Path) -> Iterator[str]:
    """Serve *book* and the readers; gives the address.

    Raises:
        MissingError: a reader is not installed.
    """
    for name in (*ENGINES.values(), "jszip"):
        module(name)

    class Shelf(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            parts = [part for part in unquote(urlsplit(path).path).split("/") if part]
            if parts == ["book.epub"]:
                return str(book)
            if ".." in parts:
                return str(PAGES / "none")
            if parts[:1] == ["modules"]:
                return str(MODULES.joinpath(*parts[1:]))
            return str(PAGES.joinpath(*parts))

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing: what fails is noted by the reader."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Shelf) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's browser, without a window.

    Raises:
        MissingError: there is none.
    """
    program = chromium()
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield running
        finally:
            running.close()


@dataclass
class Reader:
    """A reader with a book open in it."""

    page: Page
    trouble: list[str] = field(default_factory=list)  # what failed since it was opened

    def navigation(self) -> dict[str, Any]:
        """``toc``, ``landmarks`` and ``pages``: lists of label, href, items, and perhaps type."""
        found: dict[str, Any] = self._ask("navigation")
        return found

    def sections(self) -> list[str]:
        """Paths of the sections, as this reader names them."""
        paths: list[str] = self._ask("sections")
        return paths

    def show(self, index: int) -> int:
        """Turn to a section; tells which one is shown then."""
        shown: int = self._ask("show", index)
        return shown

    def forward(self) -> bool:
        """Turn to the next screen of the section, if it has one."""
        return bool(self._ask("forward"))

    def text(self) -> str:
        """All text of the section that is shown."""
        return str(self._ask("text"))

    def broken(self) -> list[str]:
        """Alternative texts of the pictures that the section should show and does not."""
        alternatives: list[str] = self._ask("broken")
        return alternatives

    def pop_up(self, selector: str) -> dict[str, str]:
        """Touch the first link that *selector* finds: type, href and text of what pops up."""
        note: dict[str, str] = self._ask("popUp", selector)
        return note

    def follow(self, selector: str) -> str:
        """Follow the first link that *selector* finds; gives the section it leads to."""
        return str(self._ask("follow", selector))

    def _ask(self, name: str, argument: object = None) -> Any:
        return self.page.evaluate(f"argument => window.reader.{name}(argument)", argument)


@contextmanager
def opened(
    running: Browser,
    address: str,
    engine: str,
    size: tuple[int, int] = PHONE,
    *,
    dark: bool = False,
) -> Iterator[Reader]:
    """Open the book that is served at *address* in a reader (one of ``ENGINES``)."""
    context = running.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        device_scale_factor=1,
    )
    reader = Reader(context.new_page())
    _note_trouble(reader)
    try:
        reader.page.goto(f"{address}/{engine}.html")
        reader.page.wait_for_function("window.reader", timeout=60_000)
        yield reader
    finally:
        context.close()


def _note_trouble(reader: Reader) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            reader.trouble.append(f"console: {message.text}")

    def failed(request: Request) -> None:
        reader.trouble.append(f"failed: {request.url} {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            reader.trouble.append(f"{response.status}: {response.url}")

    reader.page.on("console", console)
    reader.page.on("pageerror", lambda error: reader.trouble.append(f"script: {error}"))
    reader.page.on("requestfailed", failed)
    reader.page.on("response", answered)
