"""The text of a written page as a feed carries it: no furniture, and every address absolute."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

_ADDRESSES = ("href", "src", "poster", "cite", "data")
_SCHEMES = {"http", "https", "mailto", "tel"}
# what belongs to the page, not to the text; cards and marks of citations need a style sheet
_FURNITURE = (
    "headerlink", "chapter-opening", "citation-card", "Z3988", "skip", "theme-switch", "turn",
    "turn-back", "turn-on", "downloads", "copybtn",
)  # fmt: skip
_ACTS = {"script", "style", "link", "meta", "base", "button", "form", "input", "iframe", "template"}
_NEEDLESS = ("class", "id", "style", "aria-describedby", "tabindex", "role")


def full_text(page: str, address: str) -> str:
    """The chapter of a page of the site, as HTML.

    Args:
        page: the page as it was written.
        address: where it is, absolute.
    """
    root = html.document_fromstring(page)
    text = _text_of(root)
    for element in list(text.iter()):
        if element is text:
            continue
        if not isinstance(element.tag, str) or element.tag in _ACTS or _is_furniture(element):
            element.drop_tree()
    heading = next(text.iter("h1"), None)
    if heading is not None:  # the entry's own title says it
        heading.drop_tree()
    for element in list(text.iter()):
        _settle(element, address)
        if element.tag == "span" and not element.attrib:
            element.drop_tag()
    return "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in text
    ).strip()


def _text_of(root: HtmlElement) -> HtmlElement:
    """The section with the page's heading; another theme may have none."""
    main = next(iter(root.xpath("//main | //*[@role='main']")), root)
    sections = main.xpath(".//section[h1]")
    return sections[0] if sections else main


def _is_furniture(element: HtmlElement) -> bool:
    return bool(set((element.get("class") or "").split()) & set(_FURNITURE))


def _settle(element: HtmlElement, address: str) -> None:
    for name in list(element.attrib):
        if name in _NEEDLESS or name.lower().startswith("on"):
            del element.attrib[name]
    for name in _ADDRESSES:
        if (given := element.get(name)) is None:
            continue
        if found := absolute(given, address):
            element.set(name, found)
        else:
            del element.attrib[name]
    if sources := element.get("srcset"):
        element.set("srcset", ", ".join(_sources(sources, address)))


def _sources(given: str, address: str) -> list[str]:
    found = []
    for source in given.split(", "):
        where, _, size = source.strip().partition(" ")
        found.append(" ".join(filter(None, (absolute(where, address), size))))
    return found


def absolute(given: str, address: str) -> str:
    """*given* as it is meant on the page at *address*; empty when it would act."""
    try:
        found = urljoin(address, given.strip())
        scheme = urlsplit(found).scheme
    except ValueError:
        return ""
    return found if scheme in _SCHEMES else ""
