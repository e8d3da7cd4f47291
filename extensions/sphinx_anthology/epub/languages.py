"""Passages in other languages are marked, so that they are spoken, set and hyphenated as such."""

from __future__ import annotations

from lxml import etree

from ..core.languages import foreign_runs, is_address, latin_language, without_addresses
from ..core.script import base_language, direction, guess_language, has_han, measure
from ..fragments.lxmlbits import classes, text_of
from ..fragments.xhtml import MATHML, SVG, XHTML

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LINK = f"{{{XHTML}}}a"
_OPAQUE = {f"{{{MATHML}}}math", f"{{{SVG}}}svg"} | {
    f"{{{XHTML}}}{name}" for name in ("code", "pre", "kbd", "samp", "script", "style", "rt", "time")
}
_TEXTS = {
    f"{{{XHTML}}}{name}"
    for name in (
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "caption", "figcaption",
        "summary",
    )
}  # fmt: skip
_ADDRESSES = {"reference-url", "address", "missing-link"}  # classes
_WORDS = 3  # a block with fewer, in Latin, is a name or a term


def mark_languages(body: etree._Element, language: str) -> None:
    """Say the language, and the direction, of what is not in *language*."""
    waiting = [(child, language) for child in body.iterchildren("{*}*")]
    while waiting:  # not by recursion: posts nest as deep as they like
        element, around = waiting.pop()
        waiting += _mark(element, around)


def say_language(element: etree._Element, language: str, around: str) -> None:
    """``lang`` and ``xml:lang`` always together (EPUB 3.3, 5.1); ``dir`` where it turns."""
    element.set("lang", language)
    element.set(XML_LANG, language)
    if direction(language) != direction(around):
        element.set("dir", direction(language))


def _mark(element: etree._Element, around: str) -> list[tuple[etree._Element, str]]:
    """Mark an element and the texts right in it; its children, with the language around them."""
    language = element.get("lang") or around
    if element.get("lang"):
        say_language(element, language, around)
    settled = element.tag in _TEXTS and _is_of_one_language(element, language)
    if settled or _is_passed_over(element):
        return []
    if not element.get("lang") and (foreign := _language_of(element, around)):
        language = foreign
        say_language(element, language, around)
    children = list(element.iterchildren("{*}*"))
    for child in children:
        _wrap(element, child, child.tail, language)
    _wrap(element, None, element.text, language)
    return [(child, language) for child in children]


def _is_of_one_language(element: etree._Element, language: str) -> bool:
    """Whether nothing in a block is in another language: most are, and need no closer look."""
    return not foreign_runs(text_of(element), language) and not any(
        inner.get("lang") for inner in element.iterdescendants("{*}*")
    )


def _is_passed_over(element: etree._Element) -> bool:
    """Code and the like, and web addresses: nothing in them is in a language."""
    return (
        element.tag in _OPAQUE
        or not _ADDRESSES.isdisjoint(classes(element))
        or (element.tag == _LINK and is_address(text_of(element)))
    )


def _language_of(element: etree._Element, around: str) -> str:
    """The language of a block that is wholly in another; empty when it is not."""
    if element.tag not in _TEXTS:
        return ""
    text = without_addresses(_text_of(element))
    chinese = base_language(around) in {"zh", "ja"}
    if not text or text.isspace() or (has_han(text) if chinese else text.isascii()):
        return ""
    length = measure(text)
    whole = length.words >= _WORDS if chinese else length.han > 2 * length.words
    found = guess_language(text) if whole else around
    if found == "en":
        found = latin_language(text) or around
    return found if base_language(found) != base_language(around) else ""


def _text_of(element: etree._Element) -> str:
    """The text in an element but what is passed over."""
    parts = [element.text or ""]
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if node is element:
            continue
        if event == "start" and _is_passed_over(node):
            walk.skip_subtree()
        elif event == "start":
            parts.append(node.text or "")
        else:
            parts.append(node.tail or "")
    return "".join(parts)


def _wrap(
    parent: etree._Element, before: etree._Element | None, text: str | None, language: str
) -> None:
    """Put foreign runs of a text into elements of their own.

    Args:
        before: the child that the text stands behind; None: it begins *parent*.
    """
    if not text or text.isspace():
        return
    runs = foreign_runs(text, language)
    if not runs:
        return
    if before is None:
        parent.text = text[: runs[0][0]]
    else:
        before.tail = None  # it would go behind what is added
    next_start = len(text)
    for start, end, tag in reversed(runs):  # from the last on: no place has to be counted
        span = etree.Element(f"{{{XHTML}}}span")
        say_language(span, tag, language)
        span.text, span.tail = text[start:end], text[end:next_start]
        if before is None:
            parent.insert(0, span)
        else:
            before.addnext(span)
        next_start = start
    if before is not None:
        before.tail = text[: runs[0][0]]
