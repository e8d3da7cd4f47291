"""Tables on paper: wide ones are turned, figures stand at the point, short rows stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from ...core.structure.outline import columns
from ...fragments.lxmlbits import classes, text_of
from ...fragments.xhtml import XHTML

# All widths in columns: two for a Han character, one for a letter.
COMFORT = 12  # a cell that is narrower breaks after every few words
PADDING = 2.5  # of a cell, left and right
SHORT_ROW = 400  # characters of a row that never breaks over pages
_TABLE, _ROW, _HEAD = (f"{{{XHTML}}}{name}" for name in ("table", "tr", "thead"))
_CELLS = {f"{{{XHTML}}}td", f"{{{XHTML}}}th"}
_HEADINGS = {f"{{{XHTML}}}h{level}" for level in range(2, 7)}
_SPAN = f"{{{XHTML}}}span"
_WORD = re.compile(r"[!-~\u00c0-\u024f]+")
_FIGURE = re.compile(r"([-−–+±]?[$¥€£]?\d[\d,\u2009]*)(\.\d+)?(%|‰)?")


def set_tables(body: etree._Element, measure: float) -> None:
    """Prepare the tables of a chapter.

    Args:
        measure: columns that fit beside each other in a table.
    """
    for table in list(body.iter(_TABLE)):
        if any(above.tag == _TABLE for above in table.iterancestors()):
            continue
        _complete(table)
        rows = [list(_cells(row)) for row in table.iter(_ROW)]
        _keep_rows(table)
        _align_figures(table)
        if wanted_width(rows) > measure:
            _turn(table)


def _complete(table: etree._Element) -> None:
    """Give every row as many cells as the longest has (PDF/UA-1, 7.2)."""
    rows = list(table.iter(_ROW))
    lengths = list(_lengths(rows))
    for row, length in zip(rows, lengths, strict=True):
        for _ in range(max(lengths) - length):
            etree.SubElement(row, f"{{{XHTML}}}td")


def _lengths(rows: Sequence[etree._Element]) -> Iterator[int]:
    """Columns of each row, with cells that reach into it from above."""
    group: etree._Element | None = None
    from_above: list[int] = []  # columns that reach into the next rows of the group, one by one
    for row in rows:
        if row.getparent() is not group:
            group, from_above = row.getparent(), []
        length = from_above.pop(0) if from_above else 0
        for cell in _cells(row):
            wide, high = (_span(cell, name) for name in ("colspan", "rowspan"))
            length += wide
            from_above += [0] * (high - 1 - len(from_above))
            for below in range(high - 1):
                from_above[below] += wide
        yield length


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, min(1000, int(value))) if value.isdecimal() else 1


def _turn(table: etree._Element) -> None:
    """Give a table a page of its own, and a heading above it the same one: there is no text
    between them that could keep the heading company."""
    heading = table.getprevious()
    if heading is None or heading.tag not in _HEADINGS or (heading.tail or "").strip():
        table.set("class", " ".join([*classes(table), "turned"]))
        return
    holder = etree.Element(f"{{{XHTML}}}div", {"class": "turned"})
    holder.tail, table.tail = table.tail, None
    heading.addprevious(holder)
    holder.extend([heading, table])


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in row if cell.tag in _CELLS)


def wanted_width(rows: Sequence[Sequence[etree._Element]]) -> float:
    """Columns that a table takes when it is set with comfort."""
    widths: dict[int, int] = {}
    for row in rows:
        if any(cell.get("colspan") for cell in row):
            continue
        for place, cell in enumerate(row):
            text = " ".join(text_of(cell).split())
            word = max((len(found) for found in _WORD.findall(text)), default=0)
            least = max(min(word, 2 * COMFORT), min(columns(text), COMFORT))
            widths[place] = max(widths.get(place, 0), least)
    return sum(widths.values()) + PADDING * len(widths)


def _keep_rows(table: etree._Element) -> None:
    for row in table.iter(_ROW):
        if len(text_of(row)) > SHORT_ROW:
            row.set("class", " ".join([*classes(row), "long-row"]))


# --- figures -----------------------------------------------------------------------------------


def _align_figures(table: etree._Element) -> None:
    """Where a column holds numbers alone, unseen digits make them equally long on both sides of
    the point; so they stand below each other however the author aligned the column."""
    by_place: dict[int, list[etree._Element]] = {}
    for row in table.iter(_ROW):
        cells = list(_cells(row))
        if any(cell.get("colspan") or cell.get("rowspan") for cell in cells):
            return
        if row.getparent() is None or row.getparent().tag != _HEAD:  # type: ignore[union-attr]
            for place, cell in enumerate(cells):
                by_place.setdefault(place, []).append(cell)
    for cells in by_place.values():
        found = [_FIGURE.fullmatch(text_of(cell).strip()) for cell in cells]
        matches = [match for match in found if match is not None]
        if len(matches) == len(cells) > 1:
            _pad(cells, matches)


def _pad(cells: Sequence[etree._Element], found: Sequence[re.Match[str]]) -> None:
    whole = max(len(match[1]) for match in found)
    tail = max(len(match[2] or "") for match in found)
    for cell, match in zip(cells, found, strict=True):
        holder = next(iter(cell), cell) if not (cell.text or "").strip() else cell
        before = "0" * (whole - len(match[1]))
        lacking = tail - len(match[2] or "")
        after = (f".{'0' * (lacking - 1)}" if not match[2] else "0" * lacking) if lacking else ""
        if before and not len(holder):
            _insert(holder, before)
        if after and len(holder) <= 1:
            unseen = etree.SubElement(holder, _SPAN, {"class": "unseen"})
            unseen.text = after


def _insert(holder: etree._Element, text: str) -> None:
    unseen = etree.Element(_SPAN, {"class": "unseen"})
    unseen.text, unseen.tail = text, holder.text
    holder.text = None
    holder.insert(0, unseen)
