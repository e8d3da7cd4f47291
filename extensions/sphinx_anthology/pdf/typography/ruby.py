"""Ruby for a typesetter that knows none: each reading stands before its base, in a box of its own
(CLREQ 3.3). The style sheet makes the reading a block, so it comes to stand above."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from ...fragments.xhtml import XHTML

Node = str | etree._Element


def turn(ruby: etree._Element) -> None:
    """Put a box for each pair of *ruby* in its place."""
    parent = ruby.getparent()
    assert parent is not None
    made = [_box(ruby, base, reading) for base, reading in _pairs(ruby)]
    for later in made[1:]:
        if "id" in later.attrib:
            del later.attrib["id"]
    at = parent.index(ruby)
    if made:
        made[-1].tail = ruby.tail
        parent[at : at + 1] = made


def _pairs(ruby: etree._Element) -> list[tuple[list[Node], etree._Element | None]]:
    """What is read and how; a rest that has no reading comes last. Brackets (rp) are for readers
    that know no ruby."""
    pairs: list[tuple[list[Node], etree._Element | None]] = []
    base: list[Node] = []
    for node in _nodes(ruby):
        name = "" if isinstance(node, str) else etree.QName(node).localname
        if name in {"rt", "rtc"}:
            assert not isinstance(node, str)
            pairs.append((base, node))
            base = []
        elif name != "rp":
            base.append(node)
    if base:
        pairs.append((base, None))
    return pairs


def _nodes(element: etree._Element) -> list[Node]:
    nodes: list[Node] = [element.text or ""]
    for child in element:
        own = deepcopy(child)
        own.tail = None
        if isinstance(child.tag, str):
            nodes.append(own)
        nodes.append(child.tail or "")
    return [node for node in nodes if not isinstance(node, str) or node.strip()]


def _box(ruby: etree._Element, base: list[Node], reading: etree._Element | None) -> etree._Element:
    name = "ruby" if reading is not None else "span"
    box = etree.Element(f"{{{XHTML}}}{name}")
    box.attrib.update(ruby.attrib)
    last: etree._Element | None = None
    if reading is not None:
        reading.tag = f"{{{XHTML}}}rt"
        box.append(reading)
        last = reading
    for node in base:
        if not isinstance(node, str):
            box.append(node)
            last = node
        elif last is None:
            box.text = (box.text or "") + node
        else:
            last.tail = (last.tail or "") + node
    return box
