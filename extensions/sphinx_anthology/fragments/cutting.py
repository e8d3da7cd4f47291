"""Cut a document into several: what is too long for one sheet of paper, or for one file.

The tree is opened where it may be, down to what stays whole (atoms); those go into batches, and
each batch gets copies of the elements around its atoms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

from lxml import etree

Way = tuple[etree._Element, ...]  # elements from the root down to an atom


def atoms(element: etree._Element, opened: Set[str], above: Way = ()) -> Iterator[Way]:
    """What stays whole, each with the elements around it.

    Args:
        opened: names of elements that may be cut; what has none of them inside is an atom.
    """
    if element.tag in opened and len(element):
        for child in element:
            yield from atoms(child, opened, (*above, element))
    else:
        yield (*above, element)


def rebuilt(batches: Iterable[Sequence[Way]]) -> Iterator[etree._Element]:
    """The root of each batch's own tree. Atoms are moved, so that the tree they come from is used
    up."""
    taken: Counter[etree._Element] = Counter()  # what earlier batches have of each element
    for batch in batches:
        copies: dict[etree._Element, etree._Element] = {}
        for *around, atom in batch:
            parent: etree._Element | None = None
            for element in around:
                if element not in copies:
                    copies[element] = _shell(element, taken[element])
                    if parent is not None:
                        parent.append(copies[element])
                parent = copies[element]
            assert parent is not None
            parent.append(atom)
            taken.update(around)
        yield copies[batch[0][0]]


def _shell(element: etree._Element, taken: int) -> etree._Element:
    """The element without its content; where it goes on, it is no place that links lead to."""
    attributes = {str(k): str(v) for k, v in element.attrib.items()}
    shell = etree.Element(element.tag, attributes, nsmap=dict(element.nsmap))  # type: ignore[arg-type]
    if not taken:
        shell.text = element.text
        return shell
    for name in ("id", "aria-labelledby"):  # what names it stands in the first part
        shell.attrib.pop(name, "")
    shell.set("class", f"{element.get('class') or ''} goes-on".strip())
    if etree.QName(element).localname == "ol":
        shell.set("start", str(int(element.get("start") or 1) + taken))
    return shell
