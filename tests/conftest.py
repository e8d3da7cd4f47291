"""What many tests share: the flag of the cases, the picture server, the sample book's builds."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import validate_site

from .house import REPOSITORY, Build, build, must
from .server import PictureServer, picture_server

LONG_FILES = {"test_edits.py", "test_epub_valid.py", "test_faults.py", "test_bad.py"}


@pytest.fixture(autouse=True, scope="session")
def _loopback_alone() -> Iterator[None]:
    """No test reaches beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = ipaddress.ip_address(str(address[0]).partition("%")[0])
            assert host.is_loopback, f"a test connects to {host}"
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write what the code gives now into tests/cases and tests/bad as what is expected",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose few tests take minutes begin first, so that no process waits for them."""
    items.sort(key=lambda item: item.path.name not in LONG_FILES)


@pytest.fixture
def server() -> Iterator[PictureServer]:
    """A picture server that says nothing yet."""
    with picture_server() as running:
        yield running


def _sample(kind: str, factory: pytest.TempPathFactory) -> Build:
    """The sample anthology, built once per worker and format."""
    folder = factory.mktemp(f"sample-{kind}")
    return must(build(kind, REPOSITORY / "book", folder, conf=REPOSITORY, anthology_offline=1))


@pytest.fixture(scope="session")
def sample_html(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return _sample("html", tmp_path_factory)


@pytest.fixture(scope="session")
def sample_epub(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return _sample("epub", tmp_path_factory)


@pytest.fixture(scope="session")
def sample_pdf(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return _sample("pdf", tmp_path_factory)


@pytest.fixture(scope="module")
def address(sample_html: Build) -> Iterator[str]:
    """The sample book's website on the loopback."""
    with validate_site.served(sample_html.out) as top:
        yield top.rstrip("/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with validate_site.browser() as running:
        yield running


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()
