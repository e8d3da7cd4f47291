"""Drawings by strangers: SVG cut down to what draws. Scripts, handlers, entities and addresses of
other places go."""

from __future__ import annotations

import re

from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_DRAWS = {
    "svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "path", "rect", "circle",
    "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image", "marker",
    "pattern", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "style", "switch",
    "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feFlood",
    "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "feTile", "feTurbulence", "feDropShadow",
}  # fmt: skip
_OUTSIDE = re.compile(
    r"@import|url\(\s*['\"]?(?!#|data:image/)|expression\(|javascript:", re.IGNORECASE
)


def clean_svg(data: bytes) -> tuple[bytes, bool] | None:
    """(*data* cleaned, whether anything went); None when it is no well-formed SVG."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    if etree.QName(root).localname != "svg":
        return None
    changed = b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            if not isinstance(element, etree._Comment):  # entities and processing instructions
                changed = _remove(element) or changed
            continue
        changed = _clean_element(element) or changed
    if not changed:
        return data, False
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8"), True


def _clean_element(element: etree._Element) -> bool:
    name = etree.QName(element)
    if name.namespace == _SVG and name.localname not in _DRAWS:
        return _remove(element)
    if name.localname in {"script", "iframe", "object", "embed", "foreignObject"}:
        return _remove(element)
    changed = False
    if name.localname == "style" and _OUTSIDE.search(element.text or ""):
        element.text, changed = "", True
    for key, value in list(element.attrib.items()):
        local = etree.QName(key).localname.lower()
        leads_out = local == "href" and not re.match(
            r"#|data:image/(?:png|jpeg|gif|webp)", str(value)
        )
        if local.startswith("on") or leads_out or _OUTSIDE.search(str(value)):
            del element.attrib[key]
            changed = True
    return changed


def _remove(element: etree._Element) -> bool:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
    return True
