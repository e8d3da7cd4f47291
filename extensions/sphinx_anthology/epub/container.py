"""The container: EbookLib writes the package document and the zip, from finished bytes.

The only module that imports EbookLib. It is given bytes, never HTML (its own HTML path drops heads,
attributes and the case of SVG names), its own navigation and metadata helpers are not used, and the
zip gets fixed time stamps, so that the same book has the same bytes.
"""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from ebooklib import epub

from .book import Book, Meta

_STORED = (".jpg", ".jpeg", ".png", ".gif")  # compressed already
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write_container(book: Book, product: Path) -> None:
    """Write *book* to *product*, whole or not at all."""
    made = epub.EpubBook()
    made.metadata = {}
    made.IDENTIFIER_ID = "book-id"
    made.uid = book.identifier
    made.title, made.language = book.title, book.language
    for meta in book.metadata:
        _add_metadata(made, meta)
    for item in book.items:
        entry = epub.EpubItem(item.id, item.href, item.media_type, item.data)
        entry.properties = list(item.properties)
        made.add_item(entry)
    made.spine = [(item.id, "yes" if item.linear else "no") for item in book.items if item.in_spine]
    product.parent.mkdir(parents=True, exist_ok=True)
    fresh = product.with_name(f"{product.name}.new")
    writer = _Writer(str(fresh), made, book)
    writer.process()
    writer.write()
    fresh.replace(product)


def _add_metadata(made: Any, meta: Meta) -> None:
    namespace = epub.NAMESPACES["DC"] if meta.name.startswith("dc:") else None
    name = meta.name.removeprefix("dc:")
    made.add_metadata(namespace, name, meta.text, dict(meta.attributes))


class _Writer(epub.EpubWriter):
    """EbookLib's writer with a language on the package and a zip that is always the same."""

    def __init__(self, name: str, made: Any, book: Book) -> None:
        moment = datetime(*book.modified[:6])
        super().__init__(name, made, {"mtime": moment})
        self._language = book.language
        self._stamp = max(book.modified[:6], (1980, 1, 1, 0, 0, 0))  # a zip knows no earlier date

    def _write_opf_file(self, root: Any) -> None:
        root.set(_XML_LANG, self._language)
        root.set("prefix", "schema: http://schema.org/")
        super()._write_opf_file(root)

    def write(self) -> None:
        """Members in order, each with the date of the book."""
        with _DatedZip(self.file_name, "w", stamp=self._stamp) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()


class _DatedZip(zipfile.ZipFile):
    """A zip whose members all carry one date and one system."""

    def __init__(self, *args: Any, stamp: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stamp = stamp

    def writestr(
        self,
        zinfo_or_arcname: Any,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        info = zipfile.ZipInfo(str(zinfo_or_arcname), self._stamp[:6])  # type: ignore[arg-type]
        info.create_system = 3
        info.external_attr = 0o644 << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        if compress_type is not None or info.filename.endswith(_STORED):
            info.compress_type = zipfile.ZIP_STORED
        super().writestr(info, data)
