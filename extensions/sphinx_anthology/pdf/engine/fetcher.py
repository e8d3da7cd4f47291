"""What WeasyPrint may read: pictures of the book and data addresses, nothing else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from ...core.sniff import image_type

BASE = "http://book.invalid/"  # base address of all pages; RFC 2606: no such host can exist


class BookFetcher(URLFetcher):  # type: ignore[misc]
    """Serves files below one folder. There is no way to the network or to other files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=["data"])
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file behind *url*.

        Raises:
            ValueError: *url* is not of the book.
        """
        if not url.startswith(BASE):
            return super().fetch(url, headers)
        path = (self._folder / unquote(urlsplit(url).path).lstrip("/")).resolve()
        if not path.is_relative_to(self._folder):
            raise ValueError(f"{url} is outside the book")
        data = path.read_bytes()
        return URLFetcherResponse(url, data, {"Content-Type": image_type(data)})


class FontFetcher(URLFetcher):  # type: ignore[misc]
    """For the book's own style sheets only: ``local()`` faces are read from their files."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["file"])

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The font file behind *url*.

        Raises:
            ValueError: *url* is no font file.
        """
        if not url.lower().endswith((".otf", ".ttf", ".ttc", ".otc")):
            raise ValueError(f"{url} is no font")
        return super().fetch(url, headers)
