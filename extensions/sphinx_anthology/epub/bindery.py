"""Pages go into the container one by one; what must be known of all of them is noted on the way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from lxml import etree

from ..core.script import base_language, direction
from ..core.sniff import image_type
from ..fragments.spine import Spine
from ..fragments.xhtml import MATHML, SVG, XHTML
from .accessibility import Survey
from .book import Item, Landmark, Line, PageBreak
from .container import Container
from .desk import Desk
from .fonts import Use, characters_in
from .markup import TYPE
from .pagebreaks import mark_pages
from .split import LARGEST, in_pages, mark, plan

PAGE = "application/xhtml+xml"
FRONT, BODY, BACK = "frontmatter", "bodymatter", "backmatter"
_VOID = {f"{{{XHTML}}}{name}" for name in ("br", "hr", "img", "col", "wbr", "source", "link")}
_DIRECTION = re.compile(r"(?<![\w-])(?:direction|unicode-bidi)\s*:[^;{}]*;?")
# classes of bodies, by how their texts are set; others are set as Latin ones are
_SCRIPTS = {
    "zh": "han", "ja": "kana", "ko": "hangul",
    **dict.fromkeys(("ar", "fa", "he", "hi", "th", "ur"), "other"),
}  # fmt: skip
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="{language}" xml:lang="{language}"{direction}>\n<head>\n  <title>{title}</title>\n'
    '  <meta name="viewport" content="width=device-width"/>\n'
    '  <link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
)
_NAMESPACES = re.compile(rb' xmlns(?::\w+)?="[^"]*"')


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to be bound, or several where it is long."""

    name: str  # of its file, without suffix
    title: str
    body: etree._Element
    language: str
    matter: str  # FRONT | BODY | BACK
    kind: str = "chapter"  # class of its body
    printed: str = ""  # what the printed book calls it; empty: it is not there


@dataclass
class Bindery:
    """A book that is being bound."""

    desk: Desk
    container: Container
    pictures: Path  # folder that the paths of pictures count from
    embeds: bool = False  # whether characters are to be counted, for fonts
    characters: dict[Use, set[str]] = field(default_factory=lambda: defaultdict(set))
    survey: Survey = field(default_factory=Survey)
    spine: list[str] = field(default_factory=list)
    contents: list[Line] = field(default_factory=list)
    landmarks: list[Landmark] = field(default_factory=list)
    breaks: list[PageBreak] = field(default_factory=list)
    _begins: dict[str, list[int]] = field(default_factory=dict)  # where long ones are cut
    _files: dict[str, Mapping[str, str]] = field(default_factory=dict)  # long ones: id -> file
    _pictures: dict[str, str] = field(default_factory=dict)  # path -> id

    def plan(self, spine: Spine) -> None:
        """Note which chapters will be in several files, for links that lead into them."""
        for file in spine.files:
            if file.stat().st_size > LARGEST:
                body = spine.read(file).body
                self._begins[file.stem] = plan(body)
                mark(body, self._begins[file.stem])
                self._files[file.stem] = _places(file.stem, in_pages(body))

    def bind(self, leaf: Leaf) -> str:
        """Put a page into the container; returns its address."""
        mark(leaf.body, self._begins.get(leaf.name, ()))
        self._mark_pages(leaf)
        self._lead(leaf.name, leaf.body)
        if leaf.kind != "cover":  # which every book has, with its title for a description
            self.survey.look_at(leaf.body)
        if self.embeds:
            for use, found in characters_in(leaf.body, leaf.language).items():
                self.characters[use] |= found
        bodies = in_pages(leaf.body) if leaf.name in self._begins else [leaf.body]
        places = _places(leaf.name, bodies)
        for number, body in enumerate(bodies):
            self._bind(leaf, _file(leaf.name, number), body)
        self._settle_breaks(leaf.name, places)
        self._bind_pictures(bodies)
        return f"{leaf.name}.xhtml"

    def reserve(self, name: str, printed: str) -> None:
        """Keep a place in the spine, and among the printed pages, for a page that is made last."""
        self.spine.append(name)
        pages = self.desk.printed.pages.get(printed, ()) if self.desk.printed else ()
        self.breaks += [PageBreak(p.label, f"{name}.xhtml#page.{p.label}") for p in pages]

    def address(self, name: str, place: str = "") -> str:
        """Where a place of a page is."""
        if not place:
            return f"{name}.xhtml"
        return f"{self._files.get(name, {}).get(place, f'{name}.xhtml')}#{place}"

    def put(self, item: Item, data: bytes) -> None:
        """Put a file that is no page of the spine into the container."""
        self.container.add(item, data)

    # --- on the way

    def _bind(self, leaf: Leaf, file: str, body: etree._Element) -> None:
        data = written(body, leaf.title, leaf.language, leaf.matter, leaf.kind)
        spaces = (("mathml", MATHML), ("svg", SVG))
        properties = [name for name, space in spaces if _has(body, space)]
        # a slug may begin with a digit, an XML id may not
        item = Item(f"page-{file.removesuffix('.xhtml')}", file, PAGE, tuple(properties))
        self.container.add(item, data)
        self.spine.append(item.id)

    def _mark_pages(self, leaf: Leaf) -> None:
        pages = self.desk.printed.pages.get(leaf.printed, ()) if self.desk.printed else ()
        for label, own in mark_pages(leaf.body, pages):
            self.breaks.append(PageBreak(label, f"{leaf.name}.xhtml#{own}"))

    def _settle_breaks(self, name: str, places: Mapping[str, str]) -> None:
        for number in range(len(self.breaks) - 1, -1, -1):
            file, _, place = self.breaks[number].href.partition("#")
            if file != f"{name}.xhtml":
                break
            href = f"{places.get(place, file)}#{place}"
            self.breaks[number] = PageBreak(self.breaks[number].label, href)

    def _lead(self, own: str, body: etree._Element) -> None:
        """Links into chapters of several files lead to the right one."""
        if not self._files:
            return
        for link in body.iter(f"{{{XHTML}}}a"):
            file, mark, place = (link.get("href") or "").partition("#")
            name = file.removesuffix(".xhtml") or own
            if mark and name in self._files and "/" not in file:
                link.set("href", self.address(name, place))

    def _bind_pictures(self, bodies: Sequence[etree._Element]) -> None:
        sources = (str(i.get("src") or "") for b in bodies for i in b.iter(f"{{{XHTML}}}img"))
        for source in dict.fromkeys(sources):
            if not source.startswith("images/") or source in self._pictures:
                continue
            data = (self.pictures / source).read_bytes()
            media_type = image_type(data)
            if media_type == "image/svg+xml":
                data = _without_direction(data)
            self._pictures[source] = f"picture-{len(self._pictures) + 1}"
            self.container.add(Item(self._pictures[source], source, media_type), data)


def _file(name: str, number: int) -> str:
    return f"{name}.{number + 1}.xhtml" if number else f"{name}.xhtml"


def _places(name: str, bodies: Sequence[etree._Element]) -> dict[str, str]:
    """The file of every place."""
    if len(bodies) == 1:
        return {}
    return {
        own: _file(name, number)
        for number, body in enumerate(bodies)
        for element in body.iter("{*}*")
        if (own := element.get("id"))
    }


def _has(body: etree._Element, namespace: str) -> bool:
    return next(body.iter(f"{{{namespace}}}*"), None) is not None


def written(body: etree._Element, title: str, language: str, matter: str, kind: str) -> bytes:
    """A page as a file: well-formed, and as one that reads HTML reads it as well."""
    for name in list(body.attrib):
        del body.attrib[name]
    body.set(TYPE, matter)
    body.set("class", f"{kind} {_SCRIPTS.get(base_language(language), 'latin')}")
    for element in body.iter(f"{{{XHTML}}}*"):
        if element.text is None and not len(element) and element.tag not in _VOID:
            element.text = ""
    head = _HEAD.format(
        language=_escaped(language), title=_escaped(title),
        direction=' dir="rtl"' if direction(language) == "rtl" else "",
    )  # fmt: skip
    start, _, rest = etree.tostring(body, encoding="utf-8").partition(b">")
    return head.encode() + _NAMESPACES.sub(b"", start) + b">" + rest + b"\n</html>\n"


def _escaped(text: str) -> str:
    return escape(text)  # also `>`: XML has no `]]>` in its text


def _without_direction(drawing: bytes) -> bytes:
    """A style sheet of an EPUB may not set these two (EPUB 3.3); MathJax does."""
    if not _DIRECTION.search(drawing.decode("utf-8", "replace")):
        return drawing
    root = etree.fromstring(drawing, etree.XMLParser(resolve_entities=False, no_network=True))
    for sheet in root.iter("{*}style"):
        sheet.text = _DIRECTION.sub("", sheet.text or "")
    return etree.tostring(root, encoding="utf-8")
