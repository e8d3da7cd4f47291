"""Long lists are set in runs: each sheet begins on the page on which the one before it ended.

A bibliography of hundreds of pages would take memory with each of them, and be set anew as a whole
for one entry. Cut into runs, it takes what one of them takes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from .leaf import Leaf

EVERY = 100  # items in a run
_OPEN = {"html", "body", "article", "section", "nav", "ol", "ul", "dl"}  # may be cut
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ITEM = re.compile(r"<(?:li|dt)\b")
# a running head is a page of its own, before the text's
_BODY = re.compile(r'<body[^>]*>(?:<div class="running-head[^>]*>[^<]*</div>)?')
Way = tuple[etree._Element, ...]  # elements from the root down


def in_runs(leaf: Leaf) -> Iterator[Leaf]:
    """*leaf*, cut where it is long enough. Only lists are cut, and nothing with notes at its foot:
    what is set next would not know of them."""
    if len(_ITEM.findall(leaf.html)) < 2 * EVERY or "data-note" in leaf.html:
        yield leaf
        return
    try:
        root = etree.fromstring(leaf.html)
    except etree.XMLSyntaxError:  # raw HTML of a post that only browsers read
        yield leaf
        return
    for number, html in enumerate(_cut(root)):
        if number == 0:
            yield replace(leaf, html=html)
        else:
            name = f"{leaf.name}~{number}"
            yield replace(leaf, name=name, html=html, follows=True, recto=False)


def below(html: str, depth: float) -> str:
    """*html* with room left free above its text.

    Args:
        depth: CSS pixels.
    """
    room = f'<div style="height: {depth:.2f}px"></div>'
    return _BODY.sub(lambda match: match[0] + room, html, count=1)


def _cut(root: etree._Element) -> Iterator[str]:
    head = next((e for e in root.iter("div") if "running-head" in (e.get("class") or "")), None)
    taken: Counter[etree._Element] = Counter()  # what earlier runs have of each element
    for number, batch in enumerate(_batches(list(_atoms(root, ())))):
        yield _document(batch, taken, head if number else None)


def _batches(paths: list[Way]) -> Iterator[list[Way]]:
    """Items by the run; no run ends with a heading."""
    batch: list[Way] = []
    for path in paths:
        if len(batch) >= EVERY and batch[-1][-1].tag not in _HEADINGS:
            yield batch
            batch = []
        batch.append(path)
    yield batch


def _atoms(element: etree._Element, above: Way) -> Iterator[Way]:
    """What stays whole, each with the elements around it."""
    if element.tag in _OPEN and len(element):
        for child in element:
            yield from _atoms(child, (*above, element))
    else:
        yield (*above, element)


def _document(batch: list[Way], taken: Counter[etree._Element], head: etree._Element | None) -> str:
    """A document of the items, with what is around them.

    Args:
        head: running head, where the items do not bring it.
    """
    copies: dict[etree._Element, etree._Element] = {}
    for *around, item in batch:
        parent: etree._Element | None = None
        for element in around:
            if element not in copies:
                copies[element] = _shell(element, taken[element])
                if parent is not None:
                    parent.append(copies[element])
                if element.tag == "body" and head is not None:
                    copies[element].append(deepcopy(head))
            parent = copies[element]
        assert parent is not None
        parent.append(item)
        taken.update(around)
    return etree.tostring(copies[batch[0][0]], encoding="unicode")


def _shell(element: etree._Element, taken: int) -> etree._Element:
    """The element without its content; where it goes on, it is no place that links lead to."""
    shell = etree.Element(element.tag, {str(k): str(v) for k, v in element.attrib.items()})
    if not taken:
        shell.text = element.text
        return shell
    shell.attrib.pop("id", "")
    shell.set("class", f"{element.get('class') or ''} goes-on".strip())
    if element.tag == "ol":
        first = int(element.get("start") or 1) + taken
        shell.set("style", f"counter-reset: list-item {first - 1}")
    return shell
