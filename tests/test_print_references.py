"""References on paper: where addresses break, and what stands in place of links."""

from __future__ import annotations

import pytest
from lxml import etree

from sphinx_anthology.pdf import crossings
from sphinx_anthology.pdf.markup.citing import set_references

from .reading import words

XHTML = "http://www.w3.org/1999/xhtml"


def _body(inner: str) -> etree._Element:
    return etree.fromstring(f'<body xmlns="{XHTML}">{inner}</body>')


def _pieces(address: str) -> list[str]:
    """The parts of an address that stay whole."""
    body = _body(f'<span class="reference-url"><a href="x">{address}</a></span>')
    set_references(body)
    (link,) = body.iter(f"{{{XHTML}}}a")
    text = "".join(link.itertext())
    assert text.replace("\u200b", "") == address.replace("&amp;", "&")
    return text.split("\u200b")


@pytest.mark.parametrize(
    ("address", "pieces"),
    [
        ("https://a.example/b/c", ["https://a.example", "/b", "/c"]),
        ("https://a.example/b?x=1&amp;y=2", ["https://a.example", "/b", "?x", "=1", "&y", "=2"]),
        ("https://a.example/two-words_here", ["https://a.example", "/two", "-words", "_here"]),
        ("https://a.example", ["https://a.example"]),
        ("10.1234/lamp.5", ["10", ".1234", "/lamp", ".5"]),
    ],
)
def test_addresses_break_before_marks_and_never_behind_the_scheme(
    address: str, pieces: list[str]
) -> None:
    assert _pieces(address) == pieces


def _cited(pages: dict[str, int], language: str = "en") -> str:
    links = "".join(f'<a href="#{name}">x</a>' for name in ("a--1", "a--2", "b--1"))
    body = _body(f'<p class="cited-in"><span>Cited in</span> {links}</p>')
    set_references(body)
    html = etree.tostring(body, encoding="unicode")
    filled = crossings.fill(html, pages, language)
    tree = etree.fromstring(filled.html)
    for slot in tree.iter("{*}span"):
        if number := slot.get("data-number"):
            assert len(slot.text or "") == len(str(filled.numbers[int(number)]))
            slot.text = str(filled.numbers[int(number)])
    return words(tree)


def test_pages_are_told_once_and_in_order() -> None:
    assert _cited({"b--1": 88, "a--1": 12, "a--2": 12}) == "Cited on pp. 12, 88"
    assert _cited({"a--1": 7}) == "Cited on p. 7"
    assert _cited({"a--1": 7, "b--1": 9}, "zh") == "引用于第 7、9 页"
