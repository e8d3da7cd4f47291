"""A web server on loopback that gives pictures, counts who asks, and can misbehave."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Speaker = Callable[[BaseHTTPRequestHandler], None]
# For 127.0.0.1, signed by nobody but itself; made for these tests, and good for nothing else.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYzmSxovICIE8i5kt
sdyWbl1Zmv1MbedTU0mvGmAREdShRANCAASregi0suIwLZjCTN6yQTv/4PxAtaiT
O8NAZ1pbNlilxtavRjuYAUP+Uswp7ziAfrGJr/GBUck8uhmzmIIsUHsP
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBnjCCAUSgAwIBAgIUbowWxLJOE12AItTc+gpZ9A9AWP4wCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQcGljdHVyZXMuaW52YWxpZDAgFw0yNjExMjgxMTM0NDFaGA8y
MTI2MTEwNDExMzQ0MVowGzEZMBcGA1UEAwwQcGljdHVyZXMuaW52YWxpZDBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABKt6CLSy4jAtmMJM3rJBO//g/EC1qJM7w0Bn
Wls2WKXG1q9GO5gBQ/5SzCnvOIB+sYmv8YFRyTy6GbOYgixQew+jZDBiMB0GA1Ud
DgQWBBScxRnt3/sSfcapyG357II/BNhLRTAfBgNVHSMEGDAWgBScxRnt3/sSfcap
yG357II/BNhLRTAPBgNVHRMBAf8EBTADAQH/MA8GA1UdEQQIMAaHBH8AAAEwCgYI
KoZIzj0EAwIDSAAwRQIgPeQd0ki1HHrZvHXOxZx+u8WYS87SOK5nT1iGYGr2PCUC
IQDrUoP8b2O0ihyr1CYLQRk96h7bDRHXGnYt3MySgWB24A==
-----END CERTIFICATE-----
"""


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
    referers: dict[str, str | None] = field(default_factory=dict)
    at_once: int = 0  # most requests that were under way together
    pause: float = 0.0  # seconds before each answer
    busy: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    scheme: str = "http"

    def url(self, path: str) -> str:
        return f"{self.scheme}://{self.host}{path}"


def raw(*parts: bytes) -> Speaker:
    """Says these bytes, as they are, and hangs up."""

    def speak(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        for part in parts:
            handler.wfile.write(part)

    return speak


def pour(head: bytes, again: bytes, pause: float = 0) -> Speaker:
    """Says *head*, then *again* and again until the other side has enough."""

    def speak(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)
        while True:
            handler.wfile.write(again)
            time.sleep(pause)

    return speak


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Drops the line without a word."""
    handler.close_connection = True
    now = (1).to_bytes(4, "little") + bytes(4)  # linger for no time (struct linger)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
    handler.rfile.close()
    handler.connection.close()


def redirect(target: str) -> Answer:
    return Answer(status=302, headers=(("Location", target),))


def _handler(server: PictureServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with server.lock:
                server.asked[self.path] += 1
                server.referers[self.path] = self.headers.get("Referer")
                server.busy += 1
                server.at_once = max(server.at_once, server.busy)
            time.sleep(server.pause)
            with server.lock:  # before the answer: whoever has it may ask again
                server.busy -= 1
            answer = server.answers.get(self.path, Answer(status=404))
            if isinstance(answer, Answer):
                say(self, answer)
            else:
                answer(self)

        def handle(self) -> None:
            with suppress(OSError, ValueError):  # the other side had enough
                super().handle()

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep the tests' output clean."""

    return Handler


def say(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    handler.send_response(answer.status)
    for name, value in answer.headers:
        handler.send_header(name, value)
    length = len(answer.body) if answer.length is None else answer.length
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(answer.body)


class _Six(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class _Secure(ThreadingHTTPServer):
    """Agrees on keys in the thread of the request: who says nothing keeps nobody waiting."""

    context: ssl.SSLContext

    def finish_request(self, request: object, client_address: object) -> None:
        with suppress(OSError):
            line = self.context.wrap_socket(request, server_side=True)  # type: ignore[arg-type]
            super().finish_request(line, client_address)  # type: ignore[arg-type]


@contextmanager
def picture_server(
    address: str = "127.0.0.1", certificate: Path | None = None
) -> Iterator[PictureServer]:
    """A server on a free port of this machine, for as long as the block runs."""
    kind = _Six if ":" in address else _Secure if certificate else ThreadingHTTPServer
    with kind((address, 0), BaseHTTPRequestHandler) as http:
        http.daemon_threads = True
        host = f"[{address}]" if ":" in address else address
        server = PictureServer(f"{host}:{http.server_port}")
        if certificate and isinstance(http, _Secure):
            http.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            http.context.load_cert_chain(certificate)
            server.scheme = "https"
        http.RequestHandlerClass = _handler(server)
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        http.shutdown()
        thread.join()
