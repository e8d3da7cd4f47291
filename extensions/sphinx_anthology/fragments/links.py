"""No dead link leaves the house: what leads nowhere keeps its words and loses its link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from lxml import etree

from .xhtml import XHTML, Fragment

_OUTSIDE = ("http://", "https://", "mailto:")
_SAFE = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986 reserved characters, and % of what is escaped already


def settle_links(spine: Sequence[Fragment]) -> None:
    """Check every link of the book in place."""
    anchors = {
        fragment.name: {own for e in fragment.body.iter("{*}*") if (own := e.get("id"))}
        for fragment in spine
    }
    for fragment in spine:
        for link in list(fragment.body.iter(f"{{{XHTML}}}a")):
            href = link.get("href")
            if href is None:
                continue
            if href.startswith(_OUTSIDE) and _is_address(href):
                link.set("href", _as_uri(href))
            elif not _leads_somewhere(fragment.name, href, anchors):
                _unlink(link)


def _leads_somewhere(name: str, href: str, anchors: Mapping[str, set[str]]) -> bool:
    file, _, anchor = href.partition("#")
    target = file.removesuffix(".xhtml") if file else name
    return target in anchors and (not anchor or anchor in anchors[target])


def _is_address(href: str) -> bool:
    """Whether a web address names a host at all."""
    try:
        parts = urlsplit(href)
        return parts.scheme == "mailto" or bool(parts.hostname and parts.port != 0)
    except ValueError:
        return False


def _as_uri(href: str) -> str:
    """Percent-encode what a URI cannot hold; a second ``#`` as well."""
    head, mark, fragment = quote(href, safe=_SAFE).partition("#")
    return head + mark + fragment.replace("#", "%23")


def _unlink(link: etree._Element) -> None:
    link.tag = f"{{{XHTML}}}span"
    for name in ("href", "title", "role", "target", "rel"):
        link.attrib.pop(name, "")
