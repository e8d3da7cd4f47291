"""Well-formed XHTML fragments and the facts that packagers need of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from lxml import etree

from ..files import write_whole

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
_NO_WORDS = {"footnote-reference", "citation-mark"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
OWN = "own."  # begins names of pages that are no chapters
_HEAD = "fragment"  # target of the processing instruction in the first line


@dataclass(frozen=True, slots=True)
class Outline:
    """A heading of a fragment."""

    level: int  # 1 is the chapter's title
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """One document as XHTML: a ``body`` element."""

    name: str  # file name without suffix, ASCII
    language: str  # BCP 47
    body: etree._Element
    headings: tuple[Outline, ...]

    @property
    def title(self) -> str:
        return self.headings[0].text if self.headings else self.name

    @property
    def images(self) -> list[str]:
        """Paths of pictures, below the fragments' folder."""
        sources = (str(img.get("src") or "") for img in self.body.iter(f"{{{XHTML}}}img"))
        return [source for source in dict.fromkeys(sources) if not source.startswith("data:")]

    def has(self, namespace: str) -> bool:
        """Whether the fragment holds elements of *namespace* (SVG, MathML)."""
        return next(self.body.iter(f"{{{namespace}}}*"), None) is not None


def fragment_from_body(name: str, html: str, language: str) -> Fragment:
    """Parse the translator's HTML; what is not well-formed (raw HTML of posts) is mended."""
    try:
        body = etree.fromstring(f'<body xmlns="{XHTML}">{html}</body>', _PARSER)
    except etree.XMLSyntaxError:
        body = _mend(html)
    _drop_empty_ids(body)
    return Fragment(name, language, body, tuple(_headings(body)))


def _mend(html: str) -> etree._Element:
    """Read as a browser would, write as XML. tinyhtml5 comes with WeasyPrint."""
    import tinyhtml5

    document = tinyhtml5.parse(html, namespace_html_elements=True)
    body = document.find(f"{{{XHTML}}}body")
    assert body is not None
    for element in body.iter():
        for key in [key for key in element.attrib if not key.replace("-", "").isalnum()]:
            del element.attrib[key]  # names that XML cannot hold
    # its prefix for XHTML, which pages do not declare, is taken off: `<` stands before tags only
    data = ElementTree.tostring(body, encoding="utf-8").replace(b"xmlns:html=", b"xmlns=", 1)
    return etree.fromstring(re.sub(rb"<(/?)html:", rb"<\1", data), _PARSER)


def _drop_empty_ids(body: etree._Element) -> None:
    seen: set[str] = set()
    for element in body.iter("{*}*"):
        own = element.get("id")
        if own is not None and (not own or own in seen):
            del element.attrib["id"]
        elif own:
            seen.add(own)


def _headings(body: etree._Element) -> Iterator[Outline]:
    for element in body.iter(*(f"{{{XHTML}}}h{level}" for level in range(1, 7))):
        parent = element.getparent()
        if parent is not None and etree.QName(parent).localname == "section":
            own = element.get("id") or parent.get("id") or ""
            words = " ".join(_words(element).split())
            if words:  # a line of the contents has some; a heading may be a mere picture
                yield Outline(int(element.tag[-1]), words, own)


def _words(element: etree._Element) -> str:
    """The words of a heading: no calls of notes, and formulas as they were written."""
    parts = [element.text or ""]
    for child in element.iterchildren("{*}*"):
        if child.tag == f"{{{MATHML}}}math":
            parts.append(child.get("alttext") or "")
        elif _NO_WORDS.isdisjoint((child.get("class") or "").split()):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def write_fragment(path: Path, fragment: Fragment, text: str = "") -> None:
    """Write a fragment whole: a killed build leaves no half of one. Its first line tells what is
    asked of many at once.

    Args:
        text: fingerprint of its text (``printed.py``).
    """
    fragment.body.set("lang", fragment.language)
    ids = (own for e in fragment.body.iter("{*}*") if (own := e.get("id")))
    head = " ".join([text or "-", *ids]).replace("?>", "?")
    write_whole(
        path, f"<?{_HEAD} {head}?>\n".encode() + etree.tostring(fragment.body, encoding="utf-8")
    )


def read_head(path: Path) -> tuple[str, set[str]]:
    """A fragment's first line: the fingerprint of its text, and the places that links may lead
    to."""
    with path.open("rb") as file:
        line = file.readline().decode().rstrip()
    text, *ids = line.removeprefix(f"<?{_HEAD} ").removesuffix("?>").split(" ")
    return text, set(ids)


def read_fragment(path: Path) -> Fragment:
    """The way back."""
    body = etree.parse(path, _PARSER).getroot()
    return Fragment(path.stem, body.get("lang") or "", body, tuple(_headings(body)))


def inner_xml(element: etree._Element) -> str:
    """Markup of what is inside *element*."""
    parts = [escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(parts).replace(f' xmlns="{XHTML}"', "")
