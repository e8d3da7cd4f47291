"""Drawings by strangers: SVG cut down to what draws. Scripts, handlers, entities and addresses of
other places go."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from .patterns import regex

_SVG = "http://www.w3.org/2000/svg"
_DRAWS = {
    "svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "path", "rect", "circle",
    "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image", "marker",
    "pattern", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "style", "switch",
    "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feFlood",
    "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "feTile", "feTurbulence", "feDropShadow",
}  # fmt: skip
_OUTSIDE = regex(r"@import|url\(\s*['\"]?(?!#|data:image/)|expression\(|javascript:", re.IGNORECASE)

# Style sheets can set a drawing in motion, and what moves may flash.
_MOVES = regex(r"(?<![\w-])(?:-\w+-)?(?:animation|transition)[\w-]*\s*:[^;{}]*;?")
_PLAIN = {"utf-8", "utf8", "us-ascii", "ascii"}


def clean_svg(data: bytes) -> tuple[bytes, bool] | None:
    """(*data* cleaned, whether anything went); None when it is no well-formed SVG."""
    try:
        root = _parse(data)
    except (etree.XMLSyntaxError, LookupError):  # LookupError: an encoding that nobody knows
        return None
    if etree.QName(root).localname != "svg":
        return None
    about: Any = root.getroottree().docinfo
    changed = bool(about.doctype) or (about.encoding or "utf-8").lower() not in _PLAIN
    if about.doctype:  # entities in attributes are named by what goes with the document type
        for element in root.iter("*"):
            for key, value in element.attrib.items():
                element.set(key, value)
    nodes: list[Any] = list(root.iter())
    for node in nodes:
        if isinstance(node.tag, str):
            changed = _clean_element(node) or changed
        elif not isinstance(node, etree._Comment):  # entities and processing instructions
            changed = _remove(node) or changed
    if not changed:
        return data, False
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8"), True


def _parse(data: bytes) -> etree._Element:
    """The drawing, with what it declares itself filled in; drawing programs put styles and name
    spaces into entities. Nothing is read from elsewhere: a drawing that asks for it goes without.
    """
    try:
        return etree.fromstring(data, _parser("internal"))
    except etree.XMLSyntaxError:
        return etree.fromstring(data, _parser(False))


def _parser(entities: Any) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=entities, no_network=True, huge_tree=False)


def _clean_element(element: etree._Element) -> bool:
    name = etree.QName(element)
    if name.namespace == _SVG and name.localname not in _DRAWS:
        return _remove(element)
    if name.localname in {"script", "iframe", "object", "embed", "foreignObject"}:
        return _remove(element)
    changed = False
    if name.localname == "style":
        sheet = "".join(map(str, element.itertext()))
        still = "" if _OUTSIDE.search(sheet) else _MOVES.sub("", sheet)
        if still != sheet:
            del element[:]
            element.text, changed = still, True
    for key, value in list(element.attrib.items()):
        local = etree.QName(key).localname.lower()
        leads_out = local == "href" and not re.match(
            r"#|data:image/(?:png|jpeg|gif|webp)", str(value)
        )
        if local.startswith("on") or leads_out or _OUTSIDE.search(str(value)):
            del element.attrib[key]
            changed = True
        elif local == "style" and _MOVES.search(str(value)):
            element.set(key, _MOVES.sub("", str(value)))
            changed = True
    return changed


def _remove(element: etree._Element) -> bool:
    parent = element.getparent()
    if parent is None:
        return True
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
    return True
