"""Posts made at random through the builders: every page is parsed, and must not act."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ..acting import acting
from ..house import build, write_posts
from ..reading import EpubFile, page, without_namespaces

PER_BOOK = 400


def try_built(kind: str, texts: list[str]) -> tuple[str, str] | None:
    """The first of *texts* with a page that is not well-formed or acts, and what is wrong; a whole
    book when it cannot be built."""
    for first in range(0, len(texts), PER_BOOK):
        with tempfile.TemporaryDirectory() as folder:
            find = _try_book(kind, texts[first : first + PER_BOOK], Path(folder))
        if find:
            return find
    return None


def _try_book(kind: str, texts: list[str], folder: Path) -> tuple[str, str] | None:
    # a slug of its own for each, and none of them may choose another
    names = {f"p{number}": text for number, text in enumerate(texts)}
    posts = write_posts(folder / "posts", {"good.md": "---\ntitle: Good\n---\n\nText.\n"})
    for name, text in names.items():
        (posts / f"{name}.md").write_bytes(text.encode("utf-8", "replace"))
    made = build(kind, posts, folder, anthology_offline=1)
    if made.run.code not in {0, 1} or "Traceback" in made.run.log:
        return "\n\f\n".join(texts), made.run.err[-2000:]
    foreign = [c for c in made.run.complaints if "[anthology." not in c and "left out" not in c]
    if foreign:
        name = re.search(r"/(p\d+)\.md", foreign[0])
        return names.get(name[1] if name else "", ""), foreign[0]
    pages = _site_pages(made.out) if kind == "html" else _book_pages(made.product)
    for name, flaw in pages:
        if flaw:
            return names.get(name, ""), f"{name}: {flaw}"
    return None


def _site_pages(out: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(out.glob("chapters/*.html")):
        yield file.stem, ", ".join(acting(page(file).find(".//main")))


def _book_pages(product: Path) -> Iterator[tuple[str, str]]:
    book = EpubFile(product)
    for name in book.spine:
        try:
            root = etree.fromstring(book.read(name))
        except etree.XMLSyntaxError as error:
            yield Path(name).stem, str(error)
            continue
        body = without_namespaces(root).find("body")
        yield Path(name).stem, ", ".join(acting(body))
