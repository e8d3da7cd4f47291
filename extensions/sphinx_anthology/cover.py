"""The cover, drawn from the book itself: one rule per chapter, as long as its text.

The same drawing serves the site, the PDF and the EPUB, so it keeps to what every renderer draws
alike: plain text, rectangles, flat colours, attributes. The rules run as the title runs. A Chinese
title stands in columns built character by character, and the chapters hang beside it like slips of
bamboo, the first one at the right; a Latin title is ranged left, and the chapters lie below it as
lines of text do. Both begin at the edge of the sheet. The older a chapter, the paler its rule;
those of the newest year are red.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from .core.script import base_language
from .model import Chapter, Volume

GROUND, INK, MUTED, PALE, SEAL = "#f1eadc", "#1d1b18", "#5f594f", "#c3b9a6", "#a5301f"
SERIF = "'Noto Serif CJK SC','Source Han Serif SC','Noto Serif SC','Songti SC',STSong,SimSun,serif"
LATIN = (
    "'Source Serif 4','Source Serif Pro',Charter,'Iowan Old Style',Georgia,'Linux Libertine O',"
    + SERIF
)

WIDTH = 600  # every length below is meant for a cover this wide; the drawing is scaled from it
MARGIN = 56
TITLE_TOP = 84
TITLE_HEIGHT = 540  # room for a column of the title
TITLE_WIDTH = 300  # room for all its columns
RULES_BOTTOM = 730  # how far hanging rules may reach
EDGE = 4  # px, whatever the size; KDP asks for 3 to 4 around a light cover
LENGTHS = 50  # that rules may have
STEP = 24  # from rule to rule, while there is room
FOOT = 72  # of the author's line above the lower edge

# Marks that change their shape in a column. GB/T 15834: double quotation marks outside.
TURNED = dict(
    zip("，。、：；（）《》〈〉【】“”‘’…", "︐︒︑︓︔︵︶︽︾︿﹀︻︼﹃﹄﹁﹂︙", strict=True)
)
DASHES = "—─–―"
CLOSING = "，。、：；！？）》〉】”’…"  # never first in a line
OPENING = "（《〈【“‘"  # never last in a line
PAUSES = f"，：；？！{DASHES}"  # a title may be parted after these
NEEDLESS = f"，：；{DASHES}"  # what the turn of the column says as well
ONE_COLUMN, LONG_COLUMN = 8, 12  # cells: up to here undivided; phrases up to here stand whole
LONGEST_RUN = 4  # Latin letters or figures in a row that may still stand upright in a column


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes SVG elements in the units of a cover that is WIDTH wide."""

    scale: float

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> str:
        x, y, width, height = (value * self.scale for value in (x, y, width, height))
        return (
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" '
            f'fill="{colour}"/>'
        )

    def text(
        self, words: str, x: float, y: float, em: float, *,
        colour: str = INK, weight: int = 400, face: str = LATIN, anchor: str = "start",
    ) -> str:  # fmt: skip
        return (
            f'<text x="{x * self.scale:.2f}" y="{y * self.scale:.2f}" '
            f'font-size="{em * self.scale:.2f}" font-weight="{weight}" text-anchor="{anchor}" '
            f'fill="{colour}" font-family="{face}">{escape(words)}</text>'
        )


def cover_svg(
    volume: Volume, facts: Mapping[str, str], size: tuple[int, int], *, edge: bool = False
) -> str:
    """The cover as an SVG drawing of *size* px.

    Args:
        edge: draw a line around it, for pages of shops that are white themselves.
    """
    width, height = size
    pen = _Pen(width / WIDTH)
    tall = height / pen.scale
    title = facts["title"].strip()
    draw = _standing if _stands(title, facts["language"]) else _lying
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(title, quote=True)}">',
        *_ground(width, height, EDGE if edge else 0),
        *draw(pen, title, facts["subtitle"].strip(), volume.chapters, tall),
        *_foot(pen, facts["author"].strip(), tall),
        "</svg>",
    ])  # fmt: skip


def _ground(width: int, height: int, edge: int) -> Iterable[str]:
    if edge:
        yield f'<rect width="{width}" height="{height}" fill="{PALE}"/>'
    yield (
        f'<rect x="{edge}" y="{edge}" width="{width - 2 * edge}" height="{height - 2 * edge}" '
        f'fill="{GROUND}"/>'
    )


# The two covers


def _standing(
    pen: _Pen, title: str, subtitle: str, chapters: Sequence[Chapter], tall: float
) -> Iterable[str]:
    """Title in columns from the right; the chapters hang to its left."""
    room = TITLE_HEIGHT + tall - 900
    columns, em = _columns(_cells(title), room)
    right = float(WIDTH - MARGIN)
    for column in columns:
        yield from _column(pen, column, right - em / 2, TITLE_TOP, em, weight=700)
        right -= em * 1.4
    left = right + em * 0.4
    # the seal that ends the title
    last = TITLE_TOP + len(columns[-1]) * em * 1.08
    side = max(13.0, em * 0.2)
    yield pen.rect(left + (em - side) / 2, last + em * 0.2, side, side, SEAL)
    if subtitle and _stands(subtitle, "zh"):
        most = max(18.0, min(30.0, em * 0.36))
        beside, small = _columns(_cells(subtitle), room, most)
        left -= max(14.0, em * 0.3)
        top = TITLE_TOP + em * 0.06
        for column in beside:
            yield from _column(pen, column, left - small / 2, top, small, colour=MUTED)
            left -= small * 1.4
        left += small * 0.4
    elif subtitle:
        lines = _wrap(subtitle, 20, WIDTH - 2 * MARGIN)[:3]
        for index, line in enumerate(reversed(lines)):
            yield pen.text(line, MARGIN, tall - FOOT - 34 - index * 27, 20, colour=MUTED)
    step = min(STEP, (left - 40 - MARGIN) / max(1, len(chapters)))
    deep = tall - 900 + RULES_BOTTOM - (60 if subtitle else 0)
    for index, (length, colour) in enumerate(rules(chapters)):
        x = MARGIN + (len(chapters) - 1 - index) * step
        yield pen.rect(x, 0, _thick(step), deep * length, colour)


def _lying(
    pen: _Pen, title: str, subtitle: str, chapters: Sequence[Chapter], tall: float
) -> Iterable[str]:
    """Title ranged left; the chapters lie below it as lines do."""
    measure = WIDTH - 2 * MARGIN
    em, lines = _fitting(title, measure)
    y = TITLE_TOP + em * 0.76
    for line in lines:
        yield pen.text(line, MARGIN, y, em, weight=700)
        y += em * 1.18
    y -= em * 1.18
    if subtitle:
        y += 20
        for line in _wrap(subtitle, 23, measure)[:3]:
            y += 31
            yield pen.text(line, MARGIN, y, 23, colour=MUTED)
    yield pen.rect(MARGIN, y + 32, 15, 15, SEAL)
    bottom = tall - FOOT - 60
    step = min(STEP, (bottom - y - 100) / max(1, len(chapters)))
    for index, (length, colour) in enumerate(rules(chapters)):
        top = bottom - (len(chapters) - index) * step
        yield pen.rect(0, top, (MARGIN + measure) * length, _thick(step), colour)


def _foot(pen: _Pen, author: str, tall: float) -> Iterable[str]:
    if not author:
        return
    yield pen.text(_line_of_names(author, 20, WIDTH - 2 * MARGIN), MARGIN, tall - FOOT, 20)


def _line_of_names(author: str, em: float, measure: float) -> str:
    """As many of the names as one line holds, each whole."""
    lines = _wrap(author, em, measure)
    if len(lines) == 1:
        return author
    names = re.split(r"(?<=、)|(?<=, )|(?<=; )", author)
    line = ""
    for name in names:
        if _advance(f"{line}{name} …") * em > measure:
            break
        line += name
    return (line or lines[0]).rstrip("、,; ") + " …"


def rules(chapters: Sequence[Chapter]) -> Iterable[tuple[float, str]]:
    """Length (0 to 1) and colour of every chapter's rule, in reading order. Lengths go by steps: a
    sentence more shows on no cover, so it is not drawn again for each."""
    weights = [c.post.length.han + 2 * c.post.length.words for c in chapters]
    most = max([*weights, 1])
    years = sorted({c.date.year for c in chapters if c.date})
    for chapter, weight in zip(chapters, weights, strict=True):
        length = max(0.04, round(weight / most * LENGTHS) / LENGTHS)
        if chapter.date is None:
            yield length, PALE
        elif chapter.date.year == years[-1]:
            yield length, SEAL
        else:
            age = (chapter.date.year - years[0]) / (years[-1] - years[0])
            yield length, _between(PALE, INK, 0.25 + 0.75 * age)


def _thick(step: float) -> float:
    return min(6.0, step * 0.5)


def _between(pale: str, dark: str, share: float) -> str:
    """A flat colour between two; no renderer has to blend."""
    pairs = [(int(pale[i : i + 2], 16), int(dark[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


# Columns


def _stands(title: str, language: str) -> bool:
    """Can the title stand in columns? Not if words in it would have to be spelt downwards."""
    if base_language(language) not in {"zh", "ja"} or not title:
        return False
    run = longest = 0
    for char in title:
        run = run + 1 if char.isalnum() and not wide(char) else 0
        longest = max(longest, run)
    upright = sum(wide(char) or char in DASHES or char in TURNED for char in title)
    return longest <= LONGEST_RUN and upright * 2 > len(title)


def wide(char: str) -> bool:
    """Whether a character fills a square."""
    return ord(char) > 0x2E80


def _cells(title: str) -> list[str]:
    """What stands in one square each: a character, or two figures side by side."""
    cells: list[str] = []
    for index, char in enumerate(title):
        if char.isspace():
            continue
        before = title[index - 1] if index else ""
        after = title[index + 1 : index + 2]
        second = bool(cells) and cells[-1] == before and _figure(before) and _figure(char)
        if second and not _figure(after) and not _figure(title[index - 2 : index - 1]):
            cells[-1] += char
        else:
            cells.append(char)
    return cells


def _figure(char: str) -> bool:
    return char.isascii() and char.isdigit()


def _columns(
    cells: list[str], height: float, most: float = 118.0, width: float = TITLE_WIDTH
) -> tuple[list[list[str]], float]:
    """The cells in columns, and the size they have then.

    A short title keeps to one column, because nothing here can tell where a word ends. A longer one
    is parted where it pauses; if it does not, into as many columns as let it be largest.
    """

    def size(columns: list[list[str]]) -> float:
        longest = max(len(column) for column in columns)
        return min(most, height / (longest * 1.08), width / (1 + 1.4 * (len(columns) - 1)))

    phrases = _phrases(cells)
    if len(cells) <= ONE_COLUMN:
        return [cells], size([cells])
    if len(phrases) in (2, 3) and max(map(len, phrases)) <= LONG_COLUMN:
        return phrases, size(phrases)
    best = [cells]
    for count in range(2, 7):
        columns = _parted(cells, count)
        if size(columns) > size(best) * 1.12:  # one column more must be worth it
            best = columns
    return best, size(best)


def _phrases(cells: list[str]) -> list[list[str]]:
    """The cells parted after every pause; a mark that the new column makes needless is left out."""
    phrases: list[list[str]] = [[]]
    for index, cell in enumerate(cells):
        paused = index > 0 and cells[index - 1] in PAUSES
        if paused and cell not in CLOSING and cell not in PAUSES:
            phrases.append([])
        phrases[-1].append(cell)
    return [_trimmed(phrase) if phrase is not phrases[-1] else phrase for phrase in phrases]


def _trimmed(column: list[str]) -> list[str]:
    while len(column) > 1 and column[-1] in NEEDLESS:
        column = column[:-1]
    return column


def _parted(cells: list[str], count: int) -> list[list[str]]:
    """*count* columns of like length, parted at punctuation where that lies near."""
    columns, rest = [], cells
    for left in range(count, 1, -1):
        even = -(-len(rest) // left)
        reach = max(1, even // 3)
        places = [
            place
            for place in range(max(1, even - reach), min(len(rest), even + reach + 1))
            if rest[place] not in CLOSING and rest[place - 1] not in OPENING
            and not (rest[place] in DASHES and rest[place - 1] in DASHES)
            and not (rest[place].isascii() and rest[place - 1].isascii())
        ]  # fmt: skip
        if not places:
            break
        pauses = [at for at in places if rest[at - 1] in CLOSING or rest[at] in OPENING]
        place = min(pauses or places, key=lambda at: abs(at - even))
        columns.append(_trimmed(rest[:place]))
        rest = rest[place:]
    return [column for column in [*columns, rest] if column]


def _column(
    pen: _Pen, cells: Sequence[str], x: float, top: float, em: float, *,
    weight: int = 400, colour: str = INK,
) -> Iterable[str]:  # fmt: skip
    """One column with its middle at *x*."""
    for index, cell in enumerate(cells):
        y = top + index * em * 1.08
        if cell in DASHES:
            thick = em * (0.06 if weight > 400 else 0.045)
            yield pen.rect(x - thick / 2, y, thick, em * 1.08, colour)
            continue
        size = em if len(cell) == 1 else em * 0.78
        yield pen.text(
            TURNED.get(cell, cell), x, y + em * 0.88, size,
            colour=colour, weight=weight, face=SERIF, anchor="middle",
        )  # fmt: skip


# Lines


def _fitting(title: str, measure: float) -> tuple[float, list[str]]:
    """The largest size at which the title makes a block that leaves room for the chapters."""
    for em in (84, 74, 66, 58, 52, 46, 41, 36, 32, 28):
        lines = _wrap(title, em, measure)
        if len(lines) * em * 1.18 <= 340 and max(_advance(line) * em for line in lines) <= measure:
            return em, _evened(title, em, measure, len(lines))
    return 28, _wrap(title, 28, measure)[:10]


def _evened(title: str, em: float, measure: float, count: int) -> list[str]:
    """The narrowest block that still has *count* lines: no line is left with one short word."""
    best = _wrap(title, em, measure)
    for narrower in range(20):
        lines = _wrap(title, em, measure * (1 - 0.025 * narrower))
        if len(lines) > count or max(_advance(line) * em for line in lines) > measure:
            break
        best = lines
    return best


def _wrap(text: str, em: float, measure: float) -> list[str]:
    """Break at spaces and between Han characters, as far as widths can be told without the font."""
    lines, line = [], ""
    for piece in pieces(text):
        if line and _advance((line + piece).rstrip()) * em > measure:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def pieces(text: str) -> list[str]:
    """The text cut wherever a line may end."""
    pieces: list[str] = []
    for char in text:
        before = pieces[-1][-1] if pieces else ""
        breaks = before == "" or (before == " " and char != " ") or (
            (wide(char) or wide(before)) and char not in CLOSING + " " and before not in OPENING
        )  # fmt: skip
        if breaks:
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _advance(text: str) -> float:
    """Width in em of a line in a bold old-style face, rather too much than too little."""
    return sum(
        1.0 if wide(char)
        else 0.32 if char in "iljtfrI.,:;'!|-() "
        else 0.95 if char in "mwMW@—"
        else 0.74 if char.isupper()
        else 0.56
        for char in text
    )  # fmt: skip
