"""Passages in other languages are marked, so that they are spoken, set and hyphenated as such."""

from __future__ import annotations

from lxml import etree

from ..core.languages import foreign_runs
from ..core.script import base_language, direction, guess_language, has_han, measure
from ..fragments.xhtml import XHTML

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OPAQUE = {"code", "pre", "kbd", "samp", "math", "svg", "script", "style", "rt", "time"}
_TEXTS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "caption", "figcaption", "summary",
}  # fmt: skip
_WORDS = 3  # a block with fewer, in Latin, is a name or a term


def mark_languages(body: etree._Element, language: str) -> None:
    """Say the language, and the direction, of what is not in *language*."""
    for child in body.iterchildren("{*}*"):
        _mark(child, language)


def say_language(element: etree._Element, language: str, around: str) -> None:
    """``lang`` and ``xml:lang`` always together (EPUB 3.3, 5.1); ``dir`` where it turns."""
    element.set("lang", language)
    element.set(XML_LANG, language)
    if direction(language) != direction(around):
        element.set("dir", direction(language))


def _mark(element: etree._Element, around: str) -> None:
    name = etree.QName(element).localname
    language = element.get("lang") or around
    if element.get("lang"):
        say_language(element, language, around)
    elif name in _TEXTS and (foreign := _language_of(element, around)):
        language = foreign
        say_language(element, language, around)
    if name in _OPAQUE:
        return
    for child in list(element.iterchildren("{*}*")):
        _mark(child, language)
        _wrap(element, child, child.tail, language)
    _wrap(element, None, element.text, language)


def _language_of(element: etree._Element, around: str) -> str:
    """The language of a block that is wholly in another; empty when it is not."""
    text = "".join(map(str, element.itertext()))
    chinese = base_language(around) in {"zh", "ja"}
    if not text or text.isspace() or (has_han(text) if chinese else text.isascii()):
        return ""
    length = measure(text)
    whole = length.words >= _WORDS if chinese else length.han > 2 * length.words
    found = guess_language(text) if whole else around
    return found if base_language(found) != base_language(around) else ""


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
    at = 0 if before is None else parent.index(before) + 1
    ends = [start for start, _, _ in runs[1:]] + [len(text)]
    if before is None:
        parent.text = text[: runs[0][0]]
    else:
        before.tail = text[: runs[0][0]]
    for offset, ((start, end, tag), next_start) in enumerate(zip(runs, ends, strict=True)):
        span = etree.Element(f"{{{XHTML}}}span")
        say_language(span, tag, language)
        span.text, span.tail = text[start:end], text[end:next_start]
        parent.insert(at + offset, span)
