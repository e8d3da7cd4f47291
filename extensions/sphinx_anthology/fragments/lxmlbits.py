"""A few moves with XML elements that lxml leaves to its users: text between elements is part of the
element before it there, and must not go with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Set

from lxml import etree


def classes(element: etree._Element) -> list[str]:
    """The element's classes."""
    return (element.get("class") or "").split()


def text_of(element: etree._Element) -> str:
    """All text inside."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def is_inside(element: etree._Element, tags: Set[str], names: Set[str]) -> bool:
    """Whether it stands in an element with one of the *tags*, or of the classes *names*."""
    return any(
        above.tag in tags or not names.isdisjoint(classes(above))
        for above in element.iterancestors()
    )


def after(element: etree._Element, new: etree._Element) -> None:
    """Put *new* behind *element*, before the text that follows it."""
    new.tail, element.tail = element.tail, None
    element.addnext(new)


def remove(element: etree._Element) -> None:
    """Take *element* out; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)


def before(element: etree._Element) -> str:
    """Take the character before *element* out of the text; empty where there is none."""
    previous, parent = element.getprevious(), element.getparent()
    text = previous.tail if previous is not None else parent.text if parent is not None else None
    if not text or text[-1].isspace() or unicodedata.category(text[-1])[0] in "MC":
        return ""
    if previous is not None:
        previous.tail = text[:-1]
    elif parent is not None:
        parent.text = text[:-1]
    return text[-1]
