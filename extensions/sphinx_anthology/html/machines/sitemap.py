"""What crawlers are told: the pages there are (sitemaps.org), and what is not for them."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from .site import Site
from .xmlfile import new_root, written

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # pages in one file


def write_sitemap(pages: Iterable[tuple[str, str]]) -> bytes:
    """The site's pages, each with the day of its last change, if that is known."""
    root = new_root(NAMESPACE, "urlset")
    for address, day in list(pages)[:MOST]:
        page = etree.SubElement(root, f"{{{NAMESPACE}}}url")
        etree.SubElement(page, f"{{{NAMESPACE}}}loc").text = address
        if day:
            etree.SubElement(page, f"{{{NAMESPACE}}}lastmod").text = day
    return written(root)


def write_robots(site: Site) -> bytes:
    """RFC 9309: all is open but the editor's page."""
    lines = ["User-agent: *", f"Disallow: {site.path}_editor/"]
    if site.base:
        lines += ["", f"Sitemap: {site.file(SITEMAP)}"]
    return ("\n".join(lines) + "\n").encode()
