"""Fonts: read once in a process, used by many pieces, embedded once in the book.

WeasyPrint reads the whole file of each face anew for every document (20 MB for a Chinese one), and
embeds what that document uses. Here a process keeps the faces it met, a piece notes which glyphs it
uses, and the union is embedded. WeasyPrint also keeps the HarfBuzz font of a face but not the Pango
font that owns it: Pango gives up fonts it has not used for long, and the process would die.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pydyf
from fontTools.ttLib import TTFont
from weasyprint.pdf import fonts, stream
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango
from weasyprint.text.line_break import create_layout

from .piece import Raw, Usage
from .raw import collect

if not hasattr(gobject, "g_object_ref"):  # WeasyPrint declares what it calls itself
    ffi.cdef("void * g_object_ref(void * object);")

_LOADED: dict[int, Any] = {}  # key of WeasyPrint's -> Font
# CSS properties that choose a face
_CHOOSING = ("font_family", "font_size", "font_weight", "font_style", "font_stretch", "lang")


class HeldFont(Font):  # type: ignore[misc]
    """A font that keeps its owner alive, and does not read its whole file before it is embedded."""

    def __init__(self, pango_font: Any, *others: Any) -> None:
        read = fonts.get_hb_object_data
        fonts.get_hb_object_data = lambda face: None
        try:
            super().__init__(pango_font, *others)
        finally:
            fonts.get_hb_object_data = read
        self.held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)

    @property
    def file_content(self) -> Any:
        return self._content or fonts.get_hb_object_data(self.hb_face)

    @file_content.setter
    def file_content(self, content: Any) -> None:
        self._content = content


def install() -> None:
    """Let WeasyPrint make fonts of this kind. Calling it twice does no harm."""
    stream.Font = HeldFont


class Advances(dict[int, int]):
    """Widths of glyphs as the font itself has them. Pango scales bitmaps, and what it says of them
    is not what the embedded font says (PDF/UA-1, 7.21.5)."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        if not hasattr(font, "advances"):
            table = TTFont(BytesIO(bytes(font.file_content)), fontNumber=font.index, lazy=True)
            order, metrics = table.getGlyphOrder(), table["hmtx"].metrics
            font.advances = [round(metrics[name][0] * 1000 / font.upem) for name in order]
        self._known = font.advances

    def __contains__(self, glyph: object) -> bool:
        if not super().__contains__(glyph) and isinstance(glyph, int) and glyph < len(self._known):
            self[glyph] = self._known[glyph]
        return super().__contains__(glyph)


def _fresh(font: Any) -> Any:
    own = copy.copy(font)
    own.widths, own.to_unicode, own.missing = Advances(font) if font.png else {}, {}, {}
    return own


class Faces(dict[int, Any]):
    """The fonts of one piece, as WeasyPrint looks for them."""

    def __contains__(self, key: object) -> bool:
        if super().__contains__(key):
            return True
        if key in _LOADED:
            super().__setitem__(key, _fresh(_LOADED[key]))
            return True
        return False

    def __setitem__(self, key: int, font: Any) -> None:
        _LOADED[key] = font
        super().__setitem__(key, _fresh(font))


def usages(faces: Faces, samples: Mapping[int, tuple[Any, str]]) -> dict[str, Usage]:
    """What was used of each face, by its name in the book.

    Args:
        samples: style and text of a box that was set in the face, by WeasyPrint's key.
    """
    found: dict[str, Usage] = {}
    for key, font in faces.items():
        sample, words = _described(font)
        if key in samples:
            sample, words = _sample(samples[key][0]), samples[key][1]
        use = Usage(dict(font.widths), font.to_unicode, sample, words, font.missing)
        if font.hash in found:
            found[font.hash].absorb(use)
        else:
            found[font.hash] = use
    return found


def _described(font: Any) -> tuple[tuple[tuple[str, str], ...], str]:
    """A sample of a face that only drawings use: they have text, and no box that it is set in."""
    slant = ("normal", "oblique", "italic")[font.style]
    family, weight = f'"{font.family}"', str(font.weight)
    values = (("font-family", family), ("font-weight", weight), ("font-style", slant))
    return (*values, ("lang", "")), "".join(sorted(font.to_unicode.values()))[:80]


def _sample(style: Any) -> tuple[tuple[str, str], ...]:
    values = []
    for name in _CHOOSING:
        value = style[name]
        if name == "font_family":
            value = ", ".join(f'"{family}"' for family in value)
        elif name == "font_size":
            value = f"{value}px"
        values.append((name.replace("_", "-"), str(value)))
    return tuple(values)


def alphabet(faces: Faces, page: Any, box: Any) -> dict[str, tuple[str, float]]:
    """Each digit as *box* would set it: its glyph as hexadecimal, and its width in thousandths of
    the font's size. ``data-digits`` names others than 0 to 9.

    Args:
        page: the stream that is drawn on.
    """
    characters = box.element.get("data-digits") or "0123456789"
    layout = create_layout(characters, box.style, None, None, 0)
    line, _ = layout.get_first_line()
    glyphs: list[tuple[str, float]] = []
    run = line.runs[0]
    while run != ffi.NULL:
        pango_font = run.data.item.analysis.font
        font, size = page.add_font(pango_font)
        for info in run.data.glyphs.glyphs[0 : run.data.glyphs.num_glyphs]:
            font.to_unicode.setdefault(info.glyph, characters[len(glyphs)])
            if info.glyph not in font.widths:
                font.widths[info.glyph] = _width(page, pango_font, info.glyph, size)
            advance = info.geometry.width * 1000 * FROM_UNITS / size
            glyphs.append((f"{info.glyph:04x}", advance))
        run = run.next
    return dict(zip(characters, glyphs, strict=True))


def _width(page: Any, pango_font: Any, glyph: int, size: float) -> int:
    pango.pango_font_get_glyph_extents(pango_font, glyph, page.ink_rect, page.logical_rect)
    return int(page.logical_rect.width * 1000 * FROM_UNITS / size + 0.5)


def embed(uses: Mapping[str, Usage]) -> tuple[list[Raw], dict[str, int]]:
    """The faces as PDF objects, each cut down to the glyphs that are used.

    Every face must have been met in this process (see ``Setter.meet``).

    Returns:
        Objects, and which of them (from 1) is the font of each name.
    """
    by_name = {font.hash: font for font in _LOADED.values()}
    wanted: dict[str, Any] = {}
    for name, use in sorted(uses.items()):
        font = wanted[name] = copy.copy(by_name[name])
        font.widths = dict(sorted(use.widths.items()))
        font.to_unicode = dict(sorted(use.text.items()))
        font.missing = dict(sorted(use.missing.items()))
    pdf = pydyf.PDF()
    options = {"hinting": False, "pdf_version": "1.7"}
    dictionary = build_fonts_dictionary(pdf, wanted, True, True, options)
    objects, numbers = collect(pdf)
    return objects, {
        name: numbers[int(bytes(reference).split()[0])] for name, reference in dictionary.items()
    }


def met(name: str) -> bool:
    """Whether the face of this name was used in this process."""
    return any(font.hash == name for font in _LOADED.values())
