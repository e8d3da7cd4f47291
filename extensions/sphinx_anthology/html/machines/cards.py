"""The picture that stands for a page where it is shared, 1200 × 630 px: the cover's hand.

Paper, ink, one red. A chapter hangs its sections from the upper edge, one rule each, as long as
their text; the book hangs its chapters, as its cover does. Chinese begins at the right. A chapter's
card shows nothing of other chapters, so an edited post costs one card.

Sixteen colours are enough for that, and make a picture that is written in a few milliseconds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ...core.script import base_language
from ...cover import GROUND, INK, MUTED, SEAL, pieces, rules, wide
from ...model import Chapter
from .social import SIZE

WIDTH, HEIGHT = SIZE
MARGIN = 72
MEASURE = WIDTH - 2 * MARGIN
BAND = 168  # how far the longest rule hangs
STEP, THICK = 28, 8
TOP, FOOT = 222, 84  # of the title below the upper edge, of the last line above the lower
SIZES = (88, 78, 70, 62, 54, 48, 42)  # of the title
MOST_LINES, LEADING = 3, 1.32
NEARLY = 0.85  # as large as could be
ROOM, SUBTITLE = 258, 52  # for the title; for each line of the subtitle
SMALL, NOTE = 30, 27
_RAMP = 14  # colours from paper to ink; the last one is the red
_MUTED, _INK, _SEAL = 10, _RAMP, _RAMP + 1
MOST_RULES = 36
_CLOSING = "，。、：；,.;: "  # not before an ellipsis
_PAUSE = re.compile(r"(?<=[：；！？])(?![：；！？”’』」）])|(?<=——)|(?<=: )")

Rule = tuple[float, str]  # length (0 to 1), colour
Face = tuple[str, int]  # a file, and the number of the face in it


@dataclass(frozen=True, slots=True)
class Faces:
    """What titles and small lines are set in."""

    bold: Face
    regular: Face


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows."""

    title: str
    subtitle: str  # a line below the title
    byline: str
    date: str
    book: str  # empty on the book's own card
    language: str
    rules: tuple[Rule, ...]


def rules_of_chapter(chapter: Chapter) -> tuple[Rule, ...]:
    """A rule for each section, as long as it has lines; the first one is red."""
    top = min((heading.level for heading in chapter.post.headings), default=0)
    lines = [heading.line for heading in chapter.post.headings if heading.level == top]
    lengths = [max(1, after - line) for line, after in pairwise(lines)]
    if not lengths:
        return ((1.0, SEAL),)
    lengths.append(sorted(lengths)[len(lengths) // 2])  # where the last one ends is not known
    most = max(lengths)
    return tuple(
        (max(0.12, length / most), MUTED if at else SEAL)
        for at, length in enumerate(lengths[:MOST_RULES])
    )


def rules_of_book(chapters: Sequence[Chapter]) -> tuple[Rule, ...]:
    """A rule for each chapter, as the cover has them."""
    return tuple(rules(chapters))


def draw_card(card: Card, faces: Faces) -> bytes:
    """The card as a PNG."""
    image = Image.new("L", SIZE, 0)
    pen = ImageDraw.Draw(image)
    _hang(pen, card)
    below = _lines(_drawable(card.subtitle, faces.regular), faces.regular, 34, MEASURE)[:2]
    y = _title(pen, card, faces, ROOM - SUBTITLE * len(below))
    for line in below:
        pen.text((MARGIN, y + 8), line, font=_font(faces.regular, 34), fill=_MUTED)
        y += SUBTITLE
    _foot(pen, card, faces)
    return _png(image)


def _hang(pen: ImageDraw.ImageDraw, card: Card) -> None:
    count = max(1, len(card.rules))
    step = min(STEP, MEASURE / count)
    thick = max(1, round(min(THICK, step * 0.5)))
    from_right = base_language(card.language) in {"zh", "ja"}
    for at, (length, colour) in enumerate(card.rules):
        x = round(WIDTH - MARGIN - thick - at * step if from_right else MARGIN + at * step)
        pen.rectangle((x, 0, x + thick - 1, round(BAND * length)), fill=_index_of(colour))


def _title(pen: ImageDraw.ImageDraw, card: Card, faces: Faces, room: float) -> float:
    """Set the title as large as it goes; where it ends."""
    em, lines = _fitting(_drawable(card.title, faces.bold), faces.bold, room)
    y = float(TOP)
    for line in lines:
        pen.text((MARGIN - _hanging(line, em), y), line, font=_font(faces.bold, em), fill=_INK)
        y += em * LEADING
    return y


def _fitting(text: str, face: Face, room: float) -> tuple[int, list[str]]:
    """The largest size at which the title has room, and its lines then; a little smaller, if that
    saves a line, or ends lines where the title pauses."""
    for em in SIZES:
        lines = _lines(text, face, em, MEASURE)
        if len(lines) <= MOST_LINES and len(lines) * em * LEADING <= room:
            break
    else:
        return em, _shortened(lines, face, em)
    near = [smaller for smaller in SIZES if em * NEARLY <= smaller <= em]
    fewer = {size: _lines(text, face, size, MEASURE) for size in near}
    em = min(near, key=lambda size: (len(fewer[size]), -size))
    lines = fewer[em]
    phrases = [phrase.strip() for phrase in _PAUSE.split(text)]
    if len(lines) > 1 and 1 < len(phrases) <= MOST_LINES:
        widest = max(_width(phrase, face, 1) for phrase in phrases)
        for size in near:
            if widest * size <= MEASURE and len(phrases) * size * LEADING <= room:
                return size, phrases
    return em, _evened(text, face, em, lines)


def _shortened(lines: list[str], face: Face, em: int) -> list[str]:
    *kept, last = lines[: MOST_LINES + 1]
    if len(lines) == len(kept) + 1:
        return lines
    while _width(f"{last} …", face, em) > MEASURE:
        last = last[:-1]
    return [*kept, f"{last.rstrip(_CLOSING)} …"]


def _evened(text: str, face: Face, em: int, lines: list[str]) -> list[str]:
    """Lines of like length, no more than there are."""
    best = lines
    for narrower in range(1, 20):
        tried = _lines(text, face, em, MEASURE * (1 - 0.025 * narrower))
        if len(tried) > len(lines):
            break
        best = tried
    return best


def _hanging(line: str, em: int) -> float:
    """What an opening mark leaves empty before it."""
    return em * 0.42 if line[:1] in "（《〈【「『" and line else 0


def _foot(pen: ImageDraw.ImageDraw, card: Card, faces: Faces) -> None:
    y = HEIGHT - FOOT
    last = card.book or card.byline
    if not last:
        return
    if card.book and (card.byline or card.date):
        date = f" · {card.date}" if card.byline and card.date else card.date
        room = MEASURE - _width(date, faces.regular, NOTE)
        words = _one_line(card.byline, faces.regular, NOTE, room) + date
        pen.text((MARGIN, y - 46), words, font=_font(faces.regular, NOTE), fill=_MUTED)
    pen.rectangle((MARGIN, y + 13, MARGIN + 15, y + 28), fill=_SEAL)
    words = _one_line(last, faces.bold, SMALL, MEASURE - 32)
    pen.text((MARGIN + 32, y), words, font=_font(faces.bold, SMALL), fill=_INK)


def _png(image: Image.Image) -> bytes:
    coloured = Image.frombytes("P", SIZE, image.tobytes())
    coloured.putpalette([part for colour in _colours() for part in colour])
    out = io.BytesIO()
    coloured.save(out, "PNG", bits=4, compress_level=4)
    return out.getvalue()


@lru_cache(512)
def _index_of(colour: str) -> int:
    """The nearest of the card's colours."""
    wanted = _parts(colour)
    distances = [sum((a - b) ** 2 for a, b in zip(wanted, one, strict=True)) for one in _colours()]
    return distances.index(min(distances))


@cache
def _colours() -> list[tuple[int, int, int]]:
    paper, ink = _parts(GROUND), _parts(INK)
    ramp = [
        tuple(round(a + (b - a) * at / _RAMP) for a, b in zip(paper, ink, strict=True))
        for at in range(_RAMP + 1)
    ]
    return [(colour[0], colour[1], colour[2]) for colour in (*ramp, _parts(SEAL))]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


# Lines


@lru_cache(64)
def _font(face: Face, em: int) -> ImageFont.FreeTypeFont:
    file, index = face
    return ImageFont.truetype(file, em, index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(20_000)
def _advance(face: Face, piece: str) -> float:
    """In em; sizes share it, and Chinese pieces are single characters."""
    return _font(face, 100).getlength(piece) / 100


def _width(text: str, face: Face, em: int) -> float:
    return sum(_advance(face, piece) for piece in pieces(text)) * em


def _lines(text: str, face: Face, em: int, measure: float) -> list[str]:
    """The text in lines of *measure* at most; a word that is longer is parted."""
    lines, line, full = [], "", 0.0
    for piece in _parted(pieces(" ".join(text.split())), face, measure / em):
        width = _advance(face, piece)
        if line and full + _advance(face, piece.rstrip()) > measure / em:
            lines.append(line.rstrip())
            line, full = "", 0.0
        line += piece if line else piece.lstrip()
        full += width
    return [*lines, line.rstrip()] if line.strip() else lines


def _parted(found: Sequence[str], face: Face, measure: float) -> list[str]:
    whole: list[str] = []
    for piece in found:
        whole += [piece] if _advance(face, piece) <= measure else list(piece)
    return whole


def _one_line(text: str, face: Face, em: int, measure: float) -> str:
    text = _drawable(text, face)
    lines = _lines(text, face, em, measure - em)
    return lines[0] + " …" if len(lines) > 1 else "".join(lines)


def _drawable(text: str, face: Face) -> str:
    """*text* without characters that the face lacks: they would be boxes."""
    return "".join(char for char in text if _common(char) or _has(face, char))


def _common(char: str) -> bool:
    return char.isascii() or (wide(char) and "\u3000" <= char <= "\u9fa5")


@lru_cache(4096)
def _has(face: Face, char: str) -> bool:
    font = _font(face, 24)
    nothing = font.getmask("\U0010ffff")
    drawn = font.getmask(char)
    return (drawn.size, bytes(drawn)) != (nothing.size, bytes(nothing))


# Faces


def region_of(language: str) -> str:
    """Which of the CJK faces a language is set in."""
    base = base_language(language)
    if base in {"ja", "ko"}:
        return {"ja": "JP", "ko": "KR"}[base]
    tag = language.lower()
    if "hk" in tag:
        return "HK"
    return "TC" if any(part in tag for part in ("hant", "tw", "mo")) else "SC"


def key_of_faces(faces: Mapping[str, Faces]) -> list[tuple[str, int, int]]:
    """What tells a machine's faces from another's."""
    files = sorted({face[0] for each in faces.values() for face in (each.bold, each.regular)})
    return [(Path(f).name, Path(f).stat().st_size, Path(f).stat().st_mtime_ns) for f in files]
