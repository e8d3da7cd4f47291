"""References on paper: pages in place of links, and addresses that break where a reader expects.

Links back become marks that :mod:`crossings` fills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ...fragments.lxmlbits import classes
from ...fragments.xhtml import XHTML
from ..crossings import mark_back, mark_list

_HEAD = re.compile(r"^[a-z]+://[^/]+", re.I)  # stays on one line
# where an address may break: before a mark, as the Chicago Manual has it (18th ed., 7.48)
_BREAKS = re.compile(r"(?<=[^/?&=#._~%-])(?=[/?&=#._~%-])|(?<=[a-z])(?=[A-Z])")

_HERE = "\u200b"  # zero width space: as ``wbr``, without a box of its own; it leaves no trace
_SEEN = {"reference-note", "reference-url"}
_UNWRAP = f"{{{XHTML}}}unwrap"


def set_references(body: etree._Element) -> None:
    """Prepare all lists of references of a chapter for print."""
    for line in list(body.iter(f"{{{XHTML}}}p")):
        if "cited-in" in classes(line):
            _pages_of(line)
    for span in list(body.iter(f"{{{XHTML}}}span")):
        names = classes(span)
        if "backlinks" in names:
            _back_by_page(span)
        elif "reference-url" in names:
            for link in span.iter(f"{{{XHTML}}}a"):
                let_break(link)
        elif _is_unseen(span, names):
            span.tag = _UNWRAP
    etree.strip_tags(body, _UNWRAP)


def _is_unseen(span: etree._Element, names: list[str]) -> bool:
    """Whether nothing in print tells the span from what is around it; a box for each costs."""
    role = names[0] if len(names) == len(span.attrib) == 1 else ""
    return role.startswith("reference-") and role not in _SEEN


def _pages_of(line: etree._Element) -> None:
    """`Cited in A, B` becomes `Cited on pp. 12, 88`."""
    targets = [(link.get("href") or "").removeprefix("#") for link in line.iter(f"{{{XHTML}}}a")]
    if targets:
        for child in list(line):
            line.remove(child)
        line.text = mark_list(targets)


def _back_by_page(span: etree._Element) -> None:
    """The letters that lead back become the pages that they lead to."""
    targets = [(link.get("href") or "").removeprefix("#") for link in span.iter(f"{{{XHTML}}}a")]
    for child in list(span):
        span.remove(child)
    span.text = mark_back(targets)


def let_break(link: etree._Element) -> None:
    """Let the address that *link* shows break where a reader expects."""
    text = link.text or ""
    if len(link) or not text:
        return
    head = _HEAD.match(text)
    pieces = list(_pieces(text[head.end() :] if head else text))
    if head:
        whole = etree.SubElement(link, f"{{{XHTML}}}span", {"class": "host"})
        whole.text, link.text = head[0], ""
        whole.tail = "".join(_HERE + piece for piece in pieces)
    else:
        link.text = _HERE.join(pieces)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for match in _BREAKS.finditer(text):
        if match.start() > start:
            yield text[start : match.start()]
            start = match.start()
    if text[start:]:
        yield text[start:]
