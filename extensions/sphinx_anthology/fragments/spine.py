"""The spine: fragments in reading order. No dead link leaves the house: what leads nowhere keeps
its words and loses its link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from lxml import etree

from .xhtml import XHTML, Fragment, read_fragment, read_head

_OUTSIDE = ("http://", "https://", "mailto:")
_PLAIN = re.compile(  # most addresses: nothing in them has to be looked at twice
    r"https?://[a-z0-9][a-z0-9.-]*(?:/[\w!$&'()*+,./:;=@~%-]*)?", re.ASCII
)
_HOST = re.compile(r"[^\s%<>\"'`{}|\\^]+")  # what no host can have is a slip, or a template
_SAFE = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986 reserved characters, and % of what is escaped already


class Spine:
    """Fragments of a book; each is read when its turn comes, so that few are in memory."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Look which places there are that links may lead to."""
        self.files = files
        heads = {file.stem: read_head(file) for file in files}
        self.texts = {name: text for name, (text, _) in heads.items()}  # their fingerprints
        self._anchors = {name: ids for name, (_, ids) in heads.items()}

    @property
    def names(self) -> list[str]:
        return list(self._anchors)

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[Fragment]:
        for file in self.files:
            yield self.read(file)

    def read(self, file: Path) -> Fragment:
        """One of them, its links checked."""
        fragment = read_fragment(file)
        self._settle(fragment)
        return fragment

    def _settle(self, fragment: Fragment) -> None:
        """Check every link of a fragment in place."""
        for link in list(fragment.body.iter(f"{{{XHTML}}}a")):
            href = link.get("href")
            if href is None:
                continue
            if _PLAIN.fullmatch(href):
                continue
            if href.startswith(_OUTSIDE) and _is_address(href):
                link.set("href", as_uri(href))
            elif not _leads_somewhere(fragment.name, href, self._anchors):
                _unlink(link)


def _leads_somewhere(name: str, href: str, anchors: Mapping[str, set[str]]) -> bool:
    file, _, anchor = href.partition("#")
    target = file.removesuffix(".xhtml") if file else name
    return target in anchors and (not anchor or anchor in anchors[target])


def _is_address(href: str) -> bool:
    """Whether a web address names a host at all."""
    try:
        parts = urlsplit(href)
        return parts.scheme == "mailto" or bool(
            parts.hostname and _HOST.fullmatch(parts.hostname) and parts.port != 0
        )
    except ValueError:
        return False


def as_uri(href: str) -> str:
    """Percent-encode what a URI cannot hold; a second ``#`` as well."""
    head, mark, fragment = quote(href, safe=_SAFE).partition("#")
    return head + mark + fragment.replace("#", "%23")


def _unlink(link: etree._Element) -> None:
    link.tag = f"{{{XHTML}}}span"
    for name in ("href", "title", "role", "target", "rel"):
        link.attrib.pop(name, "")
