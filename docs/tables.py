"""Tables of the manual, made from the program's own tables, so that the two cannot differ.

``{table-of} front-matter``, ``{table-of} settings`` and ``{table-of} messages``. A message without
advice here is a warning, which ``-W`` makes an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_anthology.core.frontmatter.fields import FIELDS
from sphinx_anthology.diagnostics import Code
from sphinx_anthology.settings import SETTINGS

logger = logging.getLogger(__name__)
ADVICE = {
    "no-source": "Check the path given as `BOOK`.",
    "no-posts": "Point `BOOK` at a folder that holds `.md`, `.markdown` or `.mdx` files; look "
    "at `anthology_exclude`, and whether all posts are drafts or broken.",
    "not-a-file": "Rename the directory. What lies in it is read all the same.",
    "unreadable": "Mend the file's permissions, or the link.",
    "empty-post": "Write something, or remove the file.",
    "not-utf8": "Convert it: `iconv -f GB18030 -t UTF-8`.",
    "too-large": "Split it, or leave it out with `anthology_exclude`. It is no post.",
    "front-matter": "Mend the line that is named. The post is left out until then.",
    "duplicate-slug": "Give one of the two a `slug` of its own.",
    "bad-setting": "Choose one of the values that the message lists.",
    "no-pango": "Install Pango as the message says. Website and EPUB do without.",
    "duplicate-key": "Remove one of the two; the later one counts.",
    "bad-value": "Mend the value; it is ignored until then.",
    "no-title": "Give the post a `title`. Its file name stands in until then.",
    "unknown-shortcode": "Nothing, if the text reads well without it; its inner text is kept.",
    "missing-image": "Mend the address or put the file in its place. A placeholder with the alt "
    "text and the link stands there until then.",
    "missing-link": "Mend the link. Its text stays.",
    "removed-html": "Nothing, if the text reads well without it. See [](faq.md).",
    "footnote": "Define the note, or take its mark away. The mark stands there, raised.",
    "no-alt": "Say in the brackets of `![...](...)` what the picture shows.",
    "unknown-key": "Nothing. The key is kept, but nothing is made of it.",
    "bold-heading": "Nothing, or `anthology_bold_headings = False`.",
    "byline": "Nothing, if it was one.",
    "caption": "Nothing, if it was one; otherwise put a line of text between.",
    "source-line": "Nothing, if it was one; otherwise add a word to the line.",
    "repeated-title": "Nothing.",
    "draft": "Build with `DRAFTS=1` to see it in the book.",
    "left-out": "Nothing, or rename the file.",
    "print": "Look at the page in the PDF; what it names is left out there.",
    "formula": "Mend the LaTeX; its source stands there until then.",
}

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
        if code.slug not in ADVICE:
            logger.warning("docs/tables.py gives no advice on %r", code.slug)
        yield f"`{code.slug}`", code.severity.value, code.meaning, ADVICE.get(code.slug, "")


TABLES = {"front-matter": front_matter, "settings": settings, "messages": messages}


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
