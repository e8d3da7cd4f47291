"""The cover, drawn from the book itself: one rule per chapter, as long as its text.

The same drawing serves the site, the PDF and the EPUB. Chinese titles stand in columns built
character by character, because no renderer here can set vertical text.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from .core.script import base_language
from .model import Volume

PAPER, INK, MUTED, RULE, SEAL = "#fbf9f4", "#1d1b18", "#6b655c", "#d9d2c3", "#a5301f"
SERIF = "'Noto Serif CJK SC','Source Han Serif SC','Songti SC',STSong,serif"
LATIN = "'Source Serif 4','Source Serif Pro',Charter,'Iowan Old Style',Georgia,serif"
HEAVY_COLUMN = 9  # characters in a column before it is parted in two
TURNED = dict(zip("，。、：；！？（）《》“”‘’—…", "︐︒︑︓︔︕︖︵︶︽︾﹁﹂﹃﹄︱︙", strict=True))


def cover_svg(volume: Volume, facts: Mapping[str, str], size: tuple[int, int]) -> str:
    """The cover as an SVG drawing of *size* px."""
    width, height = size
    scale = width / 600
    chinese = base_language(facts["language"]) in {"zh", "ja"} and _is_mostly_wide(facts["title"])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(facts["title"], quote=True)}">',
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        _rules(volume, width, height, scale),
        _vertical_title(facts, width, scale) if chinese else _latin_title(facts, scale),
        _foot(facts, width, height, scale),
        "</svg>",
    ]
    return "".join(parts)


def _is_mostly_wide(text: str) -> bool:
    return sum(ord(char) > 0x2E80 for char in text) * 2 > len(text)


def _rules(volume: Volume, width: int, height: int, scale: float) -> str:
    """One horizontal rule per chapter in reading order; the longest spans the measure."""
    chapters = volume.chapters[:120]
    if not chapters:
        return ""
    weights = [c.post.length.han + 2 * c.post.length.words for c in chapters]
    most = max(*weights, 1)
    top, bottom, left = 470 * scale, height - 130 * scale, 56 * scale
    span = width - 2 * left
    step = min((bottom - top) / len(chapters), 26 * scale)
    years = sorted({c.date.year for c in chapters if c.date})
    lines = []
    for index, (chapter, weight) in enumerate(zip(chapters, weights, strict=True)):
        y = bottom - step * (len(chapters) - index - 0.5)
        length = span * max(0.08, weight / most)
        newest = bool(years) and bool(chapter.date) and chapter.date.year == years[-1]
        age = years.index(chapter.date.year) / max(1, len(years) - 1) if chapter.date else 0
        opacity = 0.35 + 0.65 * age
        colour = SEAL if newest else INK
        lines.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{length:.1f}" '
            f'height="{min(5 * scale, step * 0.35):.1f}" fill="{colour}" opacity="{opacity:.2f}"/>'
        )
    return "".join(lines)


def _vertical_title(facts: Mapping[str, str], width: int, scale: float) -> str:
    columns = _columns(facts["title"])
    longest = max(len(column) for column in columns)
    em = min(76 * scale, 350 * scale / longest)
    out = []
    for number, column in enumerate(columns):
        x = width - 56 * scale - em * (0.5 + 1.45 * number)
        top = 62 * scale + em * (0.86 + 1.1 * number)
        for index, char in enumerate(column):
            out.append(
                f'<text x="{x:.1f}" y="{top + index * em * 1.12:.1f}" font-size="{em:.1f}" '
                f'font-weight="700" text-anchor="middle" fill="{INK}" '
                f'font-family="{SERIF}">{escape(TURNED.get(char, char))}</text>'
            )
    if facts["subtitle"]:
        out.append(_lines(facts["subtitle"], 56 * scale, 84 * scale, 17 * scale, MUTED, 13))
    return "".join(out)


def _columns(title: str) -> list[str]:
    title = title.replace(" ", "")
    if len(title) <= HEAVY_COLUMN:
        return [title]
    for mark in "：——，、":
        head, _, tail = title.partition(mark)
        if 2 <= len(head) <= 12 and 2 <= len(tail) <= 14:
            return [head, tail]
    half = (len(title) + 1) // 2
    return [title[:half], title[half:]]


def _latin_title(facts: Mapping[str, str], scale: float) -> str:
    em = 58 * scale if len(facts["title"]) < 30 else 44 * scale
    title = _lines(facts["title"], 56 * scale, 130 * scale, em, INK, int(880 * scale / em), "700")
    below = 130 * scale + em * 1.2 * len(_wrap(facts["title"], int(880 * scale / em)))
    if not facts["subtitle"]:
        return title
    return title + _lines(facts["subtitle"], 56 * scale, below, 20 * scale, MUTED, 40)


def _lines(
    text: str, x: float, y: float, em: float, colour: str, measure: int, weight: str = "400"
) -> str:
    return "".join(
        f'<text x="{x:.1f}" y="{y + index * em * 1.35:.1f}" font-size="{em:.1f}" '
        f'font-weight="{weight}" fill="{colour}" font-family="{LATIN[:-6]},{SERIF}">{escape(line)}</text>'
        for index, line in enumerate(_wrap(text, measure))
    )


def _wrap(text: str, measure: int) -> list[str]:
    """Break at spaces, or anywhere between Han characters; a Han character takes two columns."""
    lines, line, used = [], "", 0
    words = text.split(" ") if " " in text and not _is_mostly_wide(text) else list(text)
    glue = " " if len(words) != len(text) else ""
    for word in words:
        wide = sum(2 if ord(char) > 0x2E80 else 1 for char in word)
        if line and used + wide > measure * (2 if not glue else 1):
            lines.append(line)
            line, used = "", 0
        line = f"{line}{glue}{word}" if line else word
        used += wide + len(glue)
    return [*lines, line] if line else lines


def _foot(facts: Mapping[str, str], width: int, height: int, scale: float) -> str:
    y = height - 72 * scale
    out = [f'<rect x="{56 * scale:.1f}" y="{y - 26 * scale:.1f}" width="{28 * scale:.1f}" '
           f'height="{3 * scale:.1f}" fill="{SEAL}"/>']
    author = facts["author"]
    if len(author) > 40:
        author = author[:39].rsplit("、", 1)[0].rsplit(",", 1)[0] + " …"
    out.append(_lines(author, 56 * scale, y + 14 * scale, 18 * scale, INK, 60))
    return "".join(out)
