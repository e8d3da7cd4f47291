"""The book's own numbers before the titles of chapters and sections.

Sphinx numbers by toctree, and begins anew with each of them (sphinx-doc/sphinx#3357): a book with
parts would have many first chapters. So the numbers are put into the titles, where tables of
contents, bookmarks and running heads of every format find them.
"""

from __future__ import annotations

from docutils import nodes

DEPTH = 3  # numbers down to 1.2.3


def number_sections(document: nodes.document, number: int) -> None:
    """Number the one chapter of *document* as *number*, its sections as number.1, number.2…"""
    chapter = next(iter(document.findall(nodes.section)), None)
    if chapter is not None and number:
        _number(chapter, (number,))


def _number(section: nodes.section, numbers: tuple[int, ...]) -> None:
    title = section.next_node(nodes.title)
    if title is not None:
        shown = ".".join(map(str, numbers))
        title.insert(0, [nodes.inline("", shown, classes=["section-number"]), nodes.Text(" ")])
    if len(numbers) == DEPTH:
        return
    below = (child for child in section.children if isinstance(child, nodes.section))
    for place, child in enumerate(below, 1):
        _number(child, (*numbers, place))
