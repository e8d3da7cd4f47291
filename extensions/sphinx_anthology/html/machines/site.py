"""Where the site is: addresses of its pages and files, as far as ``html_baseurl`` tells them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass(frozen=True, slots=True)
class Site:
    """The website as others address it."""

    base: str  # of the title page, with a slash at its end; empty when it is not known
    root: str  # the title page's document
    target: Callable[[str], str]  # document -> its address below the base

    def page(self, docname: str) -> str:
        """Address of a document: absolute, or below the base where that is not known."""
        return self.base + ("" if docname == self.root and self.base else self.target(docname))

    def file(self, name: str) -> str:
        """Address of a file of the site."""
        return self.base + name

    @property
    def path(self) -> str:
        """The base without scheme and host, with a slash at both ends."""
        return urlsplit(self.base).path or "/"

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or ""


def site_of(app: Sphinx) -> Site:
    """The site that *app* builds."""
    return Site(
        clean_base(app.config.html_baseurl), app.config.root_doc, app.builder.get_target_uri
    )


def clean_base(given: str) -> str:
    """An absolute address with a slash at its end; empty for what is none."""
    address = re.sub(r"[?#].*$", "", given.strip())
    return address.rstrip("/") + "/" if is_web_address(address) else ""


def is_web_address(text: str) -> bool:
    """Whether *text* is the absolute address of something on the web."""
    if re.search(r"[\s<>\"\x00-\x1f]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
