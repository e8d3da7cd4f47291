"""A web server on loopback that gives pictures, counts who asks, and can misbehave."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Speaker = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says at one address."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/octet-stream"),)
    length: int | None = None  # Content-Length; None: that of the body


@dataclass(slots=True)
class PictureServer:
    """The server's address, what it says where, and how often it was asked."""

    host: str
    answers: dict[str, Answer | Speaker] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"


def _handler(server: PictureServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked[self.path] += 1
            answer = server.answers.get(self.path, Answer(status=404))
            if isinstance(answer, Answer):
                _say(self, answer)
            else:
                answer(self)

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep the tests' output clean."""

    return Handler


def _say(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    handler.send_response(answer.status)
    for name, value in answer.headers:
        handler.send_header(name, value)
    length = len(answer.body) if answer.length is None else answer.length
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(answer.body)


@contextmanager
def picture_server() -> Iterator[PictureServer]:
    """A server on a free port of 127.0.0.1, for as long as the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as http:
        http.daemon_threads = True
        server = PictureServer(f"127.0.0.1:{http.server_port}")
        http.RequestHandlerClass = _handler(server)
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        http.shutdown()
        thread.join()
