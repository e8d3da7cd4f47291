"""Fonts that an EPUB carries when its maker asks for them, cut down to the book's characters.

By default it carries none: a reader's own faces suit the device and the reader's eyes, and Chinese
faces are large. OTF and TTF only, because Kobo reads no WOFF2. The same characters and the same
font make the same bytes.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from ..core.script import base_language
from ..core.slugs import slugify
from ..diagnostics import Code, Diagnostic, Place
from ..files import write_whole
from ..fingerprint import of_facts
from ..fonts import Fonts

FACES = ("text", "quotations", "latin")
# Kerning, forms for columns and for languages, ligatures and marks; the rest is for designers.
FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk", "vert", "vrt2")
RULES = 1  # goes up when the same font and characters make other bytes than before
_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)  # copyright and licence go along (OFL 1.1, section 2)
_REGIONS = {"zh": "SC", "ja": "JP", "ko": "KR"}
_STYLES = {"regular": "Regular", "bold": "Bold", "italic": "Italic"}
# Where a Chinese face follows, a Latin one must leave it the marks that both have.
_LETTERS = "U+20-7E, U+A0-B6, U+B8-17F, U+192, U+218-21B, U+1E00-1EFF"


@dataclass(frozen=True, slots=True)
class Use:
    """Which face some text of the book is set in."""

    face: str  # of FACES
    language: str  # BCP 47
    style: str = "regular"  # or bold, italic

    @property
    def family(self) -> str:
        """The name of the family; empty when the face is not for this language."""
        base = base_language(self.language)
        if self.face == "latin":
            return "Linux Libertine O"
        if self.face == "quotations":
            return "LXGW WenKai" if base == "zh" else ""
        region = _REGIONS.get(base, "")
        parts = set(self.language.lower().split("-"))
        if base == "zh" and "hans" not in parts:
            region = "HK" if "hk" in parts else "TC" if parts & {"hant", "tw", "mo"} else "SC"
        return f"Noto Serif CJK {region}" if region else ""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A file of the container."""

    name: str  # ASCII, in a folder beside the style sheet
    media_type: str
    data: bytes
    family: str
    style: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """What goes into the container."""

    files: tuple[FontFile, ...] = ()
    css: str = ""  # for the end of the style sheet
    findings: tuple[Diagnostic, ...] = ()


class CannotEmbed(Exception):
    """Why a face cannot be embedded: one clause for a message."""


def embed(
    characters: Mapping[Use, Set[str]],
    faces: Collection[str],
    fonts: Fonts,
    kept: Path,
    conf: Place,
) -> Embedded:
    """The files and rules for *faces*.

    Args:
        characters: what the book has, by use (:func:`characters_in`).
        faces: what ``anthology_epub_fonts`` says.
        fonts: of this machine.
        kept: folder where subsets are kept by content.
        conf: where findings point to.
    """
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for use, found in characters.items():
        if use.face in faces and use.family:
            wanted[use.family, use.style] |= found
    files: list[FontFile] = []
    findings: list[Diagnostic] = []
    for (family, style), found in sorted(wanted.items()):
        try:
            files.append(_file(family, style, found, fonts, kept))
        except CannotEmbed as reason:
            message = f"the face {family} {_STYLES[style]} cannot be embedded: {reason}"
            findings.append(Diagnostic(Code.MISSING_FACE, message, conf))
    languages = {use.language for use in characters if use.face == "text" and "text" in faces}
    css = "\n".join([*_faces(files), *_stacks({file.family for file in files}, languages)])
    return Embedded(tuple(files), f"{css}\n" if css else "", tuple(findings))


def _file(family: str, style: str, found: Set[str], fonts: Fonts, kept: Path) -> FontFile:
    place = fonts.locate(family, _STYLES[style])
    if place is None:
        raise CannotEmbed("it is not on this machine")
    path, index = place
    stat = path.stat()
    stamp = [path.name, stat.st_size, stat.st_mtime_ns, index, RULES, _version()]
    key = of_facts([*stamp, FEATURES, "".join(sorted(found))])[:20]
    known = next(iter(kept.glob(f"{key}.*")), None)
    if known is None:
        data = subset(path, index, found)
        known = kept / f"{key}{'.otf' if data.startswith(b'OTTO') else '.ttf'}"
        write_whole(known, data)
    name = f"fonts/{slugify(family)}-{style}{known.suffix}"
    return FontFile(name, f"font/{known.suffix[1:]}", known.read_bytes(), family, style)


def _version() -> str:
    import fontTools

    return str(fontTools.version)


def subset(path: Path, index: int, characters: Collection[str]) -> bytes:
    """The font at *path* (the face *index* of a collection) with *characters* only.

    Raises:
        CannotEmbed: its licence forbids it, it has none of them, or it cannot be read.
    """
    from fontTools import subset as tool  # takes a while to load
    from fontTools.ttLib import TTFont, TTLibError

    options = tool.Options(
        layout_features=list(FEATURES),
        name_IDs=list(_NAMES),
        name_languages=[0x409],
        desubroutinize=True,  # a tenth less in the container, which compresses
        hinting=False,  # e-readers have 300 dots to the inch, or smooth
        notdef_outline=True,
        recalc_timestamp=False,  # the font's own date stays, so the bytes stay
        drop_tables=[*tool.Options._drop_tables_default, "DSIG", "FFTM", "meta"],
    )
    number = index if path.suffix.lower() in {".ttc", ".otc"} else -1
    try:
        with path.open("rb") as file, TTFont(file, fontNumber=number, lazy=True) as font:
            font.recalcTimestamp = False
            _check_licence(font["OS/2"].fsType)
            points = sorted({ord(char) for char in characters} & font.getBestCmap().keys())
            if not points:
                raise CannotEmbed("it has none of the book's characters")
            cutter = tool.Subsetter(options)
            cutter.populate(unicodes=points)
            cutter.subset(font)
            out = io.BytesIO()
            font.save(out, reorderTables=True)
    except (TTLibError, OSError, KeyError) as error:
        raise CannotEmbed(f"its file cannot be read ({error})") from error
    return out.getvalue()


def _check_licence(kind: int) -> None:
    """``fsType`` of the table OS/2 (OpenType specification)."""
    if kind & 0x000E == 0x0002:
        raise CannotEmbed("its licence forbids embedding")
    if kind & 0x0100:
        raise CannotEmbed("its licence forbids subsets")
    if kind & 0x0200:
        raise CannotEmbed("its licence allows bitmaps only")


# Style sheet


def _faces(files: Iterable[FontFile]) -> Iterable[str]:
    files = list(files)
    yield from (_rule(file, file.family) for file in files)
    if any("CJK" in file.family for file in files):
        yield from (
            _rule(file, f"{file.family} Letters", _LETTERS)
            for file in files
            if file.family == "Linux Libertine O"
        )


def _rule(file: FontFile, family: str, characters: str = "") -> str:
    weight = "bold" if file.style == "bold" else "normal"
    slant = "italic" if file.style == "italic" else "normal"
    kind = "truetype" if file.media_type == "font/ttf" else "opentype"
    only = f" unicode-range: {characters};" if characters else ""
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant}; '
        f'src: url("{file.name}") format("{kind}");{only} }}'
    )


def _stacks(families: Collection[str], languages: Collection[str]) -> Iterable[str]:
    """Which documents use them. Quotations name their family in the theme's own style sheet."""
    latin = "Linux Libertine O"
    if latin in families:
        yield f'body {{ font-family: "{latin}", serif }}'
    letters = f'"{latin} Letters", ' if latin in families else ""
    for language in sorted(languages):
        family = Use("text", language).family
        if family in families:
            yield f'body:lang({language}) {{ font-family: {letters}"{family}", serif }}'


# What the book needs


def characters_in(body: etree._Element, language: str) -> dict[Use, set[str]]:
    """The characters of a page, by the face that sets them."""
    found: dict[Use, set[str]] = defaultdict(set)
    _gather(body, _Setting(language), found)
    return dict(found)


@dataclass(frozen=True)
class _Setting:
    """How a run of text is set."""

    language: str
    style: str = "regular"
    quoted: bool = False
    coded: bool = False

    def inside(self, element: etree._Element) -> _Setting:
        name = etree.QName(element).localname
        classes = (element.get("class") or "").split()
        bold = (
            name in {"h1", "h2", "h3", "strong", "b", "th", "dt"} or "admonition-title" in classes
        )
        slanted = name in {"em", "i", "cite", "dfn", "var"}
        return _Setting(
            element.get("lang") or self.language,
            "bold" if bold else "italic" if slanted and self.style == "regular" else self.style,
            self.quoted or name == "blockquote" or "chapter-summary" in classes,
            self.coded or name in {"code", "pre", "kbd", "samp", "math", "svg"},
        )

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        if self.coded:
            return ()
        upright = "regular" if self.style == "italic" else self.style  # Han are not slanted
        han = Use("quotations" if self.quoted else "text", self.language, upright)
        latin = Use("latin", "", self.style)
        # A bold quotation is thickened by the reader: one file less.
        if han.face == "quotations":
            han = Use("quotations", self.language)
        return (han, latin) if han.family else (latin,)


def _gather(element: etree._Element, around: _Setting, found: dict[Use, set[str]]) -> None:
    setting = around.inside(element)
    _add(element.text, setting, found)
    for child in element:
        if isinstance(child.tag, str):
            _gather(child, setting, found)
        _add(child.tail, setting, found)


def _add(text: str | None, setting: _Setting, found: dict[Use, set[str]]) -> None:
    for use in setting.uses if text else ():
        wide = use.face != "latin"
        found[use].update(c for c in text or "" if c.isprintable() and (wide or ord(c) < 0x2E80))
