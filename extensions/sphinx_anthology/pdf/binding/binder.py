"""What binding works with: the book's parts, and what is written of it so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from ..engine.piece import FONTS, Piece, Raw, Sheet
from ..engine.raw import renumbered
from ..press import Embedded, Kept
from .furniture import Paper, Trim, roman
from .standards import Standards
from .writer import PdfWriter


@dataclass(slots=True)
class Volume:
    """One sheet in its place in the book."""

    kept: Kept | None  # None: a blank page
    first: int  # its first page in the file, from 0
    number: int  # the folio of that page
    roman: bool = False
    plain: bool = False  # neither folio nor running head
    follows: bool = False  # its first page is the last of what is before it
    plate: int = 0  # which running head stands on its left-hand pages
    numbers: Sequence[int] = ()  # page numbers that it names, by slot
    names: Sequence[str] = ()  # where its links by slot lead

    @property
    def pages(self) -> int:
        """Pages that it adds."""
        return self.kept.summary.pages - self.follows if self.kept else 1

    def label(self, page: int) -> str:
        """The number of one of its pages, from 0, as it is printed."""
        return roman(self.number + page) if self.roman else str(self.number + page)


@dataclass(slots=True)
class Cloth:
    """What the whole book is bound with."""

    paper: Paper
    trim: Trim
    plates: Piece  # furniture: digits, roman digits, then left-hand running heads
    fonts: Sequence[Embedded]
    standards: Standards
    cover_label: str
    outline: Sequence[tuple[int, str, str]]  # level, words, name of the place: as in the contents
    roman_pages: int


@dataclass(slots=True)
class Page:
    """A page that is not written yet."""

    place: int  # in the file, from 0
    sheet: Sheet
    contents: list[int]  # streams
    resources: Resources
    key: int = -1  # of the parent tree; -1: nothing on it is marked
    annotations: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)  # drawings of what begins on it


@dataclass(frozen=True, slots=True)
class Resources:
    """A resource dictionary (ISO 32000-1, 7.8.3)."""

    entries: bytes = b""
    drawings: bytes = b""  # entries of its XObjects
    number: int = 0  # of the object


@dataclass(slots=True)
class Binder:
    """A book that is being bound."""

    cloth: Cloth
    pdf: PdfWriter
    tree: int = 0  # number of the page tree
    document: int = 0  # of the structure element at the top
    pages: int = 0  # of the first page object
    fonts: int = 0  # of the dictionary of fonts
    dead: list[tuple[int, str]] = field(default_factory=list)  # volume, name that is nowhere
    known: set[str] = field(default_factory=set)  # places that links may lead to
    seen: dict[bytes, int] = field(default_factory=dict)  # picture by content -> object
    parents: list[bytes] = field(default_factory=list)  # parent tree, by key
    tops: list[int] = field(default_factory=list)  # structure elements below the document's
    places: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    open: Page | None = None  # the last page: what follows may begin on it

    def key(self, owners: bytes) -> int:
        """The next key of the parent tree."""
        self.parents.append(owners)
        return len(self.parents) - 1

    def write_fonts(self) -> None:
        """Every face of the book."""
        self.fonts = self.pdf.reserve()
        entries = []
        for objects, numbers in self.cloth.fonts:
            base = self.pdf.reserve(len(objects)) - 1
            own = {place: base + place for place in range(1, len(objects) + 1)}
            for place, thing in enumerate(objects, 1):
                self._put(thing, own, own[place])
            entries += [b"/%s %d 0 R" % (name.encode(), own[n]) for name, n in numbers.items()]
        self.pdf.put(b"<<%s>>" % b"".join(entries), self.fonts)

    def _put(self, thing: Raw, numbers: Mapping[int, int], number: int) -> None:
        entries = renumbered(thing.head, numbers.__getitem__)
        entries = entries.replace(FONTS, b"%d 0 R" % self.fonts)
        if thing.data is None:
            self.pdf.put(entries, number)
        else:
            self.pdf.put_raw(entries, thing.data, number)

    def write_objects(self, piece: Piece) -> dict[int, int]:
        """Pictures and the like; what an earlier piece had already is not written again.

        Returns:
            The number in the file of each object of the piece.
        """
        numbers: dict[int, int] = {}
        waiting: list[tuple[int, Raw]] = []
        for place, thing in enumerate(piece.objects, 1):
            content = sha256(thing.head + (thing.data or b"")).digest()
            alone = b" 0 R" not in thing.head
            if alone and content in self.seen:
                numbers[place] = self.seen[content]
                continue
            numbers[place] = self.pdf.reserve()
            waiting.append((place, thing))
            if alone:
                self.seen[content] = numbers[place]
        for place, thing in waiting:
            self._put(thing, numbers, numbers[place])
        return numbers

    def put_resources(self, piece: Piece, numbers: Mapping[int, int], more: bytes) -> Resources:
        """What pages of a piece draw with.

        Args:
            more: entries of XObjects besides the piece's own.
        """
        entries = renumbered(piece.resources, numbers.__getitem__)
        drawings = renumbered(piece.pictures, numbers.__getitem__) + more
        return self.put_dictionary(entries + b"/Font %d 0 R" % self.fonts, drawings)

    def put_dictionary(self, entries: bytes, drawings: bytes) -> Resources:
        """A resource dictionary as an object."""
        number = self.pdf.put(b"<<%s/XObject<<%s>>>>" % (entries, drawings))
        return Resources(entries, drawings, number)

    def put_form(self, sheet: Sheet, content: bytes, resources: int, more: bytes = b"") -> int:
        """A drawing that stands on pages (ISO 32000-1, 8.10).

        Args:
            content: compressed.
        """
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources %d 0 R%s" % (
            sheet.width, sheet.height, resources, more,
        )  # fmt: skip
        return self.pdf.put_packed(content, entries + b"/Filter/FlateDecode")
