"""XML as files: trees that are made here, written alike."""

from __future__ import annotations

from typing import Any

from lxml import etree

XML = "{http://www.w3.org/XML/1998/namespace}"  # of xml:lang and xml:base


def new_root(space: str, name: str, **others: str) -> etree._Element:
    """An element of a file in which names without a prefix are of *space*."""
    spaces: Any = {None: space, **others}  # the stubs know no default namespace
    return etree.Element(f"{{{space}}}{name}", nsmap=spaces)


def written(root: etree._Element) -> bytes:
    """The file."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
