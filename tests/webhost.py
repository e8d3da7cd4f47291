"""A web server on loopback for links: it notes who asks what, in order, and can misbehave."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Speaker = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Page:
    """What the server says at one address."""

    status: int = 200
    body: str = "page"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class WebHost:
    """What is said where; ``METHOD /path`` comes before ``/path``."""

    name: str
    pages: dict[str, Page | Speaker] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # `GET /a`, in order
    agents: set[str] = field(default_factory=set)
    at_once: int = 0  # most requests that were under way together
    _busy: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str) -> str:
        return f"http://{self.name}{path}"

    def begin(self, handler: BaseHTTPRequestHandler) -> Page | Speaker:
        with self._lock:
            self.asked.append(f"{handler.command} {handler.path}")
            self.agents.add(handler.headers.get("User-Agent", ""))
            self._busy += 1
            self.at_once = max(self.at_once, self._busy)
        named = f"{handler.command} {handler.path}"
        return self.pages.get(named) or self.pages.get(handler.path) or Page(404)

    def end(self) -> None:
        with self._lock:
            self._busy -= 1


def moved(target: str, status: int = 301) -> Page:
    return Page(status, headers=(("Location", target),))


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Drop the line without a word."""
    now = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
    handler.close_connection = True
    handler.rfile.close()
    handler.connection.close()


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body that does not end."""
    handler.send_response(200)
    handler.end_headers()
    _pour(handler, b"x" * 65536)


def endless_redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/b")
    handler.end_headers()
    _pour(handler, b"x" * 65536)


def drip_head(handler: BaseHTTPRequestHandler) -> None:
    """A header that does not end, a byte at a time."""
    handler.send_response(200)
    handler.flush_headers()
    _pour(handler, b"x", pause=0.05)


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    _pour(handler, b"x", pause=0.05)


def _pour(handler: BaseHTTPRequestHandler, data: bytes, pause: float = 0) -> None:
    """Write until the other side goes."""
    handler.close_connection = True
    try:
        while handler.command == "GET":
            handler.wfile.write(data)
            time.sleep(pause)
    except OSError:
        pass


@dataclass(slots=True)
class Silence:
    """Says nothing until the test is over."""

    over: threading.Event = field(default_factory=threading.Event)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        self.over.wait(30)
        handler.close_connection = True


def _handler(host: WebHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = host.begin(self)
            time.sleep(0.005)  # long enough for another request to show
            host.end()  # before the answer: whoever has it may ask again
            _say(self, page) if isinstance(page, Page) else page(self)

        do_HEAD = do_GET

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):  # a line that was dropped
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep the tests' output clean."""

    return Handler


def _say(handler: BaseHTTPRequestHandler, page: Page) -> None:
    handler.send_response(page.status)
    for name, value in page.headers:
        handler.send_header(name, value)
    body = page.body.encode()
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if handler.command == "GET":
        handler.wfile.write(body)


@contextmanager
def web_host() -> Iterator[WebHost]:
    """A server on a free port of 127.0.0.1, for as long as the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as http:
        http.daemon_threads = True
        host = WebHost(f"127.0.0.1:{http.server_port}")
        http.RequestHandlerClass = _handler(host)
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield host
        http.shutdown()
        thread.join()
