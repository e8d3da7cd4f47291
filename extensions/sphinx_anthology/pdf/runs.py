"""Long lists are set in runs: each sheet begins on the page on which the one before it ended.

A bibliography of hundreds of pages would take memory with each of them, and be set anew as a whole
for one entry. Cut into runs, it takes what one of them takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from ..fragments.cutting import Way, atoms, rebuilt
from .leaf import Leaf

EVERY = 100  # items in a run
_OPEN = frozenset({"html", "body", "article", "section", "nav", "ol", "ul", "dl"})  # may be cut
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ITEM = re.compile(r"<(?:li|dt)\b")
# a running head is a page of its own, before the text's
_BODY = re.compile(r'<body[^>]*>(?:<div class="running-head[^>]*>[^<]*</div>)?')


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
    head = deepcopy(head)
    for number, tree in enumerate(rebuilt(_batches(atoms(root, _OPEN)))):
        body = tree.find("body")
        if number and head is not None and body is not None:
            body.insert(0, deepcopy(head))
        for ordered in tree.iter("ol"):
            first = ordered.get("start")
            if first and "goes-on" in (ordered.get("class") or "").split():
                del ordered.attrib["start"]
                ordered.set("style", f"counter-reset: list-item {int(first) - 1}")
        yield etree.tostring(tree, encoding="unicode")


def _batches(paths: Iterable[Way]) -> Iterator[list[Way]]:
    """Items by the run; no run ends with a heading."""
    batch: list[Way] = []
    for path in list(paths):
        if len(batch) >= EVERY and batch[-1][-1].tag not in _HEADINGS:
            yield batch
            batch = []
        batch.append(path)
    yield batch
