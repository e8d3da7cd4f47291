"""The container: EbookLib writes the package document, the zip is written as its files come.

The only module that imports EbookLib. It is given bytes, never HTML (its own HTML path drops heads,
attributes and the case of SVG names), its own navigation and metadata helpers are not used. Files
go into the zip one by one, so that none but the one at hand is in memory; the package document,
which names all of them, comes last. Time stamps are fixed: the same book has the same bytes.
"""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ebooklib import epub

from ..files import whole
from .book import Item, Meta, Moment, Package

_STORED = (".jpg", ".jpeg", ".png", ".gif", ".otf")  # compressed already, or as good as
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = (
    "schema: http://schema.org/ a11y: http://www.idpf.org/epub/vocab/package/a11y/# "
    "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
)


class Container:
    """An EPUB that is being written, whole or not at all."""

    def __init__(self, product: Path, modified: Moment) -> None:
        self._open = ExitStack()
        self._writer = _Writer(self._open.enter_context(whole(product, lasting=True)), modified)
        self._open.callback(self._writer.out.close)
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def add(self, item: Item, data: bytes) -> None:
        """Write one file.

        Raises:
            ValueError: there is one of its name or id already.
        """
        if item.href in self._names or item.id in self._names:
            raise ValueError(f"two files of the book are called {item.href}")
        self._names |= {item.href, item.id}
        self._writer.add(item, data)

    def finish(self, package: Package) -> None:
        """Write the package document. The book is in its place when the block has ended."""
        self._writer.finish(package)


class _Book(epub.EpubBook):
    """EbookLib's book, which looks through all of its items for each in the spine."""

    def get_item_with_id(self, uid: str) -> epub.EpubItem | None:
        if not hasattr(self, "_by_id"):
            self._by_id = {item.id: item for item in self.items}
        return self._by_id.get(uid)


class _Writer(epub.EpubWriter):
    """EbookLib's writer, which is handed files one at a time."""

    def __init__(self, file: Path, modified: Moment) -> None:
        made = _Book()
        made.metadata = {}
        made.IDENTIFIER_ID = "book-id"
        super().__init__(str(file), made, {"mtime": datetime(*modified[:6])})
        stamp = max(modified[:6], (1980, 1, 1, 0, 0, 0))  # a zip knows no earlier date
        self.out = _DatedZip(file, "w", stamp=stamp)
        self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        self._write_container()
        self._package: Package | None = None

    def add(self, item: Item, data: bytes) -> None:
        entry = epub.EpubItem(item.id, item.href, item.media_type)
        entry.properties = list(item.properties)
        self.book.add_item(entry)
        self.out.writestr(f"{self.book.FOLDER_NAME}/{item.href}", data)

    def finish(self, package: Package) -> None:
        self._package = package
        self.book.uid = package.identifier
        self.book.title, self.book.language = package.title, package.language
        self.book.direction = package.direction
        for meta in package.metadata:
            self._add_metadata(meta)
        self.book.spine = [(name, "yes") for name in package.spine]
        self.process()
        self._write_opf()

    def _add_metadata(self, meta: Meta) -> None:
        namespace = epub.NAMESPACES["DC"] if meta.name.startswith("dc:") else None
        name = meta.name.removeprefix("dc:")
        self.book.add_metadata(namespace, name, meta.text or None, dict(meta.attributes))

    def _write_opf_file(self, root: Any) -> None:
        assert self._package is not None
        root.set(_XML_LANG, self._package.language)
        root.set("prefix", _PREFIXES)
        super()._write_opf_file(root)


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
