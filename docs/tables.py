"""Tables of the manual, made from the program's own tables, so that the two cannot differ.

``{table-of} NAME``, with a name of ``TABLES``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_anthology.advice import EXAMPLES, next_step
from sphinx_anthology.core.dialects.shortcodes import (
    CODE,
    CONTAINERS,
    FORMULAS,
    HIDDEN,
    LEAVES,
    MARKS,
    SILENT,
    VERBATIM,
)
from sphinx_anthology.core.frontmatter.fields import FIELDS
from sphinx_anthology.core.rules import RULES
from sphinx_anthology.diagnostics import Code
from sphinx_anthology.settings import SETTINGS

BECOMES = {
    "plain": "its text, without a frame", "box": "a block under its title",
    "details": "a block under its title, unfolded", "gallery": "a row of pictures",
    "quote": "a quotation, with who says it", "center": "a block, centred",
    "right": "a block, to the right", "small": "a block in small type",
}  # fmt: skip

Table = Iterator[Sequence[str]]


def front_matter() -> Table:
    """The alias table of the front matter, one row for each field."""
    yield "Field", "Keys, best first", "What it is"
    for field in FIELDS:
        yield field.name, ", ".join(f"`{key}`" for key in field.keys), field.help


def settings() -> Table:
    """Every ``anthology_*`` value of conf.py."""
    yield "Setting", "Default", "What it does"
    for setting in SETTINGS:
        choices = ", ".join(f"`{choice!r}`" for choice in setting.choices)
        text = f"{setting.help} One of {choices}." if choices else setting.help
        yield f"`{setting.name}`", f"`{setting.default!r}`", text


def messages() -> Table:
    """Every code, with what to do about it."""
    yield "Code", "Weight", "Meaning", "What to do"
    for code in Code:
        yield f"`{code.slug}`", code.severity.value, code.meaning, next_step(code)


def rules() -> Table:
    """The rules that change a post's text, in the order they run."""
    yield "Rule", "What it does", "Before", "After"
    for code in RULES:
        before, after = EXAMPLES[code.slug]
        yield f"`{code.slug}`", code.meaning, before, after


def shortcodes() -> Table:
    """What is made of the shortcodes and tags that are known, by what they become."""
    yield "Becomes", "Names"
    made: dict[str, list[str]] = {}
    for name, kind in CONTAINERS.items():
        made.setdefault(BECOMES.get(kind, f"a block: {kind}"), []).append(name)
    for names, what in (
        (MARKS, "marks within the line"),
        (CODE, "code"),
        (FORMULAS, "a formula"),
        (VERBATIM, "its text as it stands"),
        (HIDDEN, "nothing: the blog does not show it either"),
        (SILENT, "nothing; the text inside stays"),
        (LEAVES, "a picture, a link, a card for a player, or words"),
    ):
        made.setdefault(what, []).extend(names)
    for what, names in made.items():
        yield what, ", ".join(f"`{name}`" for name in sorted(set(names)))


TABLES = {
    "front-matter": front_matter,
    "settings": settings,
    "messages": messages,
    "rules": rules,
    "shortcodes": shortcodes,
}


def as_markdown(rows: Table) -> str:
    """The rows as a table of Markdown; the first is its head."""
    head, *body = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


class TableOf(SphinxDirective):
    """``{table-of} NAME``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes(as_markdown(TABLES[self.arguments[0]]()))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("table-of", TableOf)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
