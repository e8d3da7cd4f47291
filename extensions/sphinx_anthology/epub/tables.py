"""Tables on narrow screens: rows become cards there, each cell under the name of its column.

Only the style sheet does that (``@media``, ``@container``); others show a table. What
tells a listener that it is one is said by roles, for a table drawn as blocks loses that.
"""

from __future__ import annotations

from lxml import etree

from ..core.structure.outline import columns
from ..core.wording import say
from ..fragments.lxmlbits import text_of
from ..fragments.xhtml import MATHML, XHTML

WIDEST = 30  # columns of text that a phone shows beside each other in small print
_TABLE, _THEAD, _TR, _TH, _TD = (
    f"{{{XHTML}}}{name}" for name in ("table", "thead", "tr", "th", "td")
)
_MATH = f"{{{MATHML}}}math"
_ROLES = {
    "table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row",
    "th": "columnheader", "td": "cell",
}  # fmt: skip


def set_tables(body: etree._Element, language: str) -> None:
    """Ready all tables of a chapter."""
    for table in list(body.iter(_TABLE)):
        _set_heads(table)
        if _is_wide(table):
            _stack(table, language)


def _set_heads(table: etree._Element) -> None:
    """Heads say what they are heads of; empty ones are none."""
    head = table.find(_THEAD)
    for cell in table.iter(_TH):
        if not _says(cell):
            cell.tag = _TD
        elif not _words(cell) and next(cell.iter(f"{{{XHTML}}}img"), None) is None:
            cell.tag = _TD  # a formula alone is no name to those who listen
        elif head is not None and any(above is head for above in cell.iterancestors()):
            cell.set("scope", "col")
        else:
            cell.set("scope", "row")
    if head is not None and not any(_says(cell) for row in head.iter(_TR) for cell in row):
        table.remove(head)


def _spoken(cell: etree._Element) -> str:
    """The words of a cell, formulas as they were written."""
    parts: list[str] = [cell.text or ""]
    for child in cell:
        parts.append((child.get("alttext") or "") if child.tag == _MATH else _spoken(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _words(cell: etree._Element) -> str:
    """Its text without formulas."""
    inner = (_words(child) if child.tag != _MATH else "" for child in cell)
    tails = (child.tail or "" for child in cell)
    return "".join([cell.text or "", *inner, *tails]).strip()


def _says(cell: etree._Element) -> bool:
    return bool(text_of(cell).strip()) or next(cell.iter(f"{{{XHTML}}}img"), None) is not None


def _is_wide(table: etree._Element) -> bool:
    """Whether its rows want more room than a phone has. What spans cells cannot be taken apart."""
    if any(cell.get(span) for cell in table.iter(_TD, _TH) for span in ("colspan", "rowspan")):
        return False
    if next(table.iterdescendants(_TABLE), None) is not None:
        return False
    widths: dict[int, float] = {}
    for row in table.iter(_TR):
        for place, cell in enumerate(row):
            widths[place] = max(widths.get(place, 0), min(columns(text_of(cell).strip()), WIDEST))
    return len(widths) > 2 and sum(widths.values()) + 2 * len(widths) > 1.4 * WIDEST


def _stack(table: etree._Element, language: str) -> None:
    box = etree.Element(f"{{{XHTML}}}div", {"class": "table-box"})  # as wide as its column
    table.addprevious(box)
    box.append(table)
    box.tail, table.tail = table.tail, None
    table.set("class", f"{table.get('class') or ''} wide".strip())
    head = table.find(f"{_THEAD}/{_TR}")
    names = [_spoken(cell) for cell in head] if head is not None else []
    for element in table.iter(f"{{{XHTML}}}*"):
        if role := _ROLES.get(etree.QName(element).localname):
            element.set("role", role)
    table.set("role", "table")
    for row in table.iter(_TR):
        for place, cell in enumerate(row):
            if cell.tag == _TD and head is not None:
                name = names[place] if place < len(names) else ""
                cell.set("data-label", name or say("column", language, number=place + 1))
            elif cell.tag == _TH and cell.get("scope") == "row":
                cell.set("role", "rowheader")
