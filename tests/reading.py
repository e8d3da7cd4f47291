"""Read what was built: web pages, EPUB containers and PDF files, as their readers would."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree

from .house import REPOSITORY

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
EPUB = "http://www.idpf.org/2007/ops"
NCX = "http://www.daisy.org/z3986/2005/ncx/"
Element = Any  # an element of lxml, whose stubs know XPath results too loosely to be of use


def page(file: Path) -> Element:
    """The root of a web page, parsed as a browser does; names carry no namespace."""
    return parse_html(file.read_text(encoding="utf-8"))


def parse_html(text: str) -> Element:
    return html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def without_namespaces(root: Element) -> Element:
    """*root* with plain names, so that one question fits website and EPUB."""
    for element in root.iter("*"):
        element.tag = etree.QName(element).localname
    return root


def words(element: Element) -> str:
    """Text of *element*, runs of white space as one space."""
    return " ".join("".join(element.itertext()).split())


def by_class(element: Element, name: str) -> list[Element]:
    """Elements below *element* that carry the class *name*, in order."""
    return [e for e in element.iter("*") if name in (e.get("class") or "").split()]


def one(found: list[Element]) -> Element:
    """The one element that was found."""
    assert len(found) == 1, [words(e) for e in found]
    return found[0]


def title_of(heading: Element) -> str:
    """Text of a heading without its permalink."""
    return words(heading).removesuffix("¶").strip()


def squeezed(text: str) -> str:
    """*text* without white space: line ends of a PDF are no spaces of its text."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class EpubFile:
    """An EPUB, opened."""

    path: Path

    @cached_property
    def zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(self.path)

    @cached_property
    def package(self) -> Element:
        container = etree.fromstring(self.zip.read("META-INF/container.xml"))
        (self_path,) = container.xpath("//*[local-name()='rootfile']/@full-path")
        return etree.fromstring(self.zip.read(self_path))

    @cached_property
    def folder(self) -> str:
        """Folder of the package document in the container, with a slash at its end."""
        container = etree.fromstring(self.zip.read("META-INF/container.xml"))
        (path,) = container.xpath("//*[local-name()='rootfile']/@full-path")
        return path.rpartition("/")[0] + "/" if "/" in path else ""

    @property
    def manifest(self) -> dict[str, Element]:
        """Items by id."""
        return {item.get("id"): item for item in self.package.iter(f"{{{OPF}}}item")}

    @property
    def spine(self) -> list[str]:
        """Paths of the pages in reading order."""
        refs = [ref.get("idref") for ref in self.package.iter(f"{{{OPF}}}itemref")]
        return [self.manifest[ref].get("href") for ref in refs]

    def read(self, href: str) -> bytes:
        return self.zip.read(self.folder + href)

    def page(self, href: str) -> Element:
        """A page with plain names."""
        return without_namespaces(etree.fromstring(self.read(href)))

    def raw_page(self, href: str) -> Element:
        """A page with its namespaces."""
        return etree.fromstring(self.read(href))

    def metadata(self, name: str) -> list[Element]:
        """Dublin Core elements called *name*."""
        return list(self.package.iter(f"{{{DC}}}{name}"))

    def refinements(self, element: Element) -> dict[str, str]:
        """``meta`` properties that refine *element*."""
        own = f"#{element.get('id')}"
        metas = self.package.iter(f"{{{OPF}}}meta")
        return {m.get("property"): m.text for m in metas if m.get("refines") == own}

    def properties(self, name: str) -> list[str]:
        """Values of the ``meta`` property *name*."""
        metas = self.package.iter(f"{{{OPF}}}meta")
        return [m.text for m in metas if m.get("property") == name]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of a PDF's outline."""

    title: str
    level: int  # 0 is the top
    page: int  # from 0


@dataclass(frozen=True)
class PdfFile:
    """A PDF, opened."""

    path: Path

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(self.path)

    @cached_property
    def pages(self) -> list[str]:
        """Text of each page."""
        done = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", self.path, "-"], capture_output=True, check=True
        )
        return done.stdout.decode().split("\f")[:-1]

    @property
    def text(self) -> str:
        """All text without white space."""
        return squeezed("".join(self.pages))

    @cached_property
    def outline(self) -> list[Bookmark]:
        document = pypdfium2.PdfDocument(self.path)
        return [
            Bookmark(mark.get_title(), mark.level, mark.get_dest().get_index())
            for mark in document.get_toc()
        ]

    def links(self) -> Iterator[str]:
        """Addresses of the links that lead out of the book."""
        for sheet in self.pdf.pages:
            for note in sheet.get("/Annots", ()):
                if "/A" in note and "/URI" in note.A:
                    yield str(note.A.URI)

    def annotations(self) -> Iterator[Any]:
        for sheet in self.pdf.pages:
            yield from sheet.get("/Annots", ())

    def pictures(self) -> list[tuple[int, int]]:
        """Width and height of each picture that the pages show, each once."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for sheet in self.pdf.pages:
            for image in sheet.get_images().values():
                found[image.objgen] = (int(image.Width), int(image.Height))
        return list(found.values())

    @cached_property
    def letters(self) -> list[tuple[str, str]]:
        """Every character with the name of its font, in order."""
        document = pypdfium2.PdfDocument(self.path)
        return [pair for sheet in document for pair in _letters(sheet.get_textpage())]

    def fonts_of(self, wanted: str) -> set[str]:
        """Fonts that *wanted* (without spaces) is set in, where it first stands."""
        solid = [(char, font) for char, font in self.letters if not char.isspace()]
        start = "".join(char for char, _ in solid).index(wanted)
        return {font for _, font in solid[start : start + len(wanted)]}


def _letters(textpage: Any) -> Iterator[tuple[str, str]]:
    name = ctypes.create_string_buffer(256)
    for index in range(textpage.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        pdfium.FPDFText_GetFontInfo(textpage, index, name, 256, None)
        yield char, name.value.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page to something of the site."""

    page: Path
    target: Path
    anchor: str


def inner_links(file: Path, root: Element) -> Iterator[Link]:
    """Links, pictures, scripts and style sheets of a page that lie on the site itself."""
    for element in root.iter("*"):
        for name in ("href", "src"):
            address = element.get(name)
            if address is None or element.tag == "base":
                continue
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            yield Link(file, target, unquote(parts.fragment))


def hold_to_standards(file: Path, *flavours: str) -> None:
    """Have veraPDF look at a PDF: PDF/UA-1 and PDF/A-3a, if nothing else is named."""
    tool = REPOSITORY / "tools" / "verapdf.py"
    command = [sys.executable, str(tool), str(file), "--flavours", *(flavours or ("ua1", "3a"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
