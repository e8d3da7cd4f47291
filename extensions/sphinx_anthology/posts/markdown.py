"""MyST's renderer for the syntax of blogs that MyST and docutils lack or write as raw HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from docutils import nodes
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from ..core.markdown.containers import ADMONITIONS
from ..core.wording import say
from .nodes import PhraseNode

DONE, OPEN = "☑", "☐"  # words of a list of tasks: e-readers show no form controls


class MarkdownRenderer(SphinxRenderer):
    """Tokens of the core's parser as nodes; nothing becomes raw HTML that a node can say."""

    @property
    def language(self) -> str:
        """The language of the text being rendered; a subclass knows it."""
        return "en"

    # --- running text ----------------------------------------------------------------------

    def _phrase(self, token: SyntaxTreeNode, node: nodes.Element) -> None:
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            self.render_children(token)

    def _element(self, token: SyntaxTreeNode) -> None:
        node = PhraseNode(tag=token.type)
        if token.attrGet("title"):
            node["title"] = str(token.attrGet("title"))
        self._phrase(token, node)

    render_s = render_mark = render_ins = render_u = render_small = render_kbd = _element
    render_samp = render_var = render_q = render_cite = render_dfn = render_abbr = _element
    render_ruby = render_rb = render_rt = render_rp = render_rtc = _element

    def render_sub(self, token: SyntaxTreeNode) -> None:
        self._phrase(token, nodes.subscript())

    def render_sup(self, token: SyntaxTreeNode) -> None:
        self._phrase(token, nodes.superscript())

    def render_code(self, token: SyntaxTreeNode) -> None:
        self._phrase(token, nodes.literal())

    def render_math_display(self, token: SyntaxTreeNode) -> None:
        """A formula on a line of its own within a paragraph, which may hold no block."""
        node = nodes.math(token.content, token.content, classes=["display"])
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def render_anchor(self, token: SyntaxTreeNode) -> None:
        """A place that links of the post may lead to; the first of a name counts."""
        name = str(token.meta["id"])
        if name in self.document.nameids:
            return
        node = nodes.target("", "", names=[name])
        self.add_line_and_source_path(node, token)
        # an explicit target would be a label of Sphinx's, one for all posts of the book
        self.document.note_implicit_target(node, node)
        self.current_node.append(node)

    # --- blocks ----------------------------------------------------------------------------

    def render_container(self, token: SyntaxTreeNode) -> None:
        """A block set apart: an admonition, something folded, a quotation, a gallery."""
        kind = str(token.meta["kind"])
        box: nodes.Element
        if kind in ADMONITIONS:
            box = nodes.admonition(classes=[kind])
        elif kind == "quote":
            box = nodes.block_quote()
        else:
            box = nodes.container(classes=[kind])
        self.add_line_and_source_path(box, token)
        title = next((child for child in token.children if child.type == "container_title"), None)
        if title is None and (kind in ADMONITIONS or kind == "details"):
            self._append_title(box, kind, nodes.Text(say(kind, self.language)))
        with self.current_node_context(box):
            self.render_children(token)
        if kind == "quote" and title is not None:
            box.append(box.pop(0))  # who says it stands below
        if box.children:
            self.current_node.append(box)

    def render_container_title(self, token: SyntaxTreeNode) -> None:
        box = self.current_node
        kind = token.parent.meta["kind"] if token.parent else ""
        words = nodes.inline()
        with self.current_node_context(words):
            self.render_children(token)
        self._append_title(box, kind, *words.children)

    def _append_title(self, box: nodes.Element, kind: str, *words: nodes.Node) -> None:
        title: nodes.Element
        if isinstance(box, nodes.admonition):
            title = nodes.title("", "", *words)
        elif isinstance(box, nodes.block_quote):
            title = nodes.attribution("", "", *words)
        else:
            title = nodes.paragraph("", "", *words, classes=[f"{kind}-title", "box-title"])
        box.append(title)

    def render_dl(self, token: SyntaxTreeNode) -> None:
        """A term at the end that nothing is said of has an empty definition: HTML wants one."""
        super().render_dl(token)
        made = self.current_node.children[-1]
        if isinstance(made, nodes.definition_list) and made.children:
            last = cast(nodes.definition_list_item, made.children[-1])
            if not any(isinstance(part, nodes.definition) for part in last.children):
                last += nodes.definition("", nodes.paragraph())

    def render_html_container(self, token: SyntaxTreeNode) -> None:
        """A box: what was ``<details>``, or a card in place of a player."""
        node = nodes.container()
        self.copy_attributes(token, node, ("class",))
        self._phrase(token, node)

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """A task is a word that says whether it is done, then the item."""
        checked = (token.meta or {}).get("checked")
        item = nodes.list_item()
        self._phrase(token, item)
        if checked is None:
            return
        item["classes"].append("task")
        mark = nodes.inline("", DONE if checked else OPEN, classes=["task-mark"])
        if not item.children or not isinstance(item.children[0], nodes.paragraph):
            item.insert(0, nodes.paragraph())
        item.children[0].insert(0, [mark, nodes.Text(" ")])  # type: ignore[attr-defined]

    def render_table(self, token: SyntaxTreeNode) -> None:
        """Tables of Markdown and of HTML: any number of rows in the head, spans, a caption."""
        rows = [(section.type, row) for section, row in _rows(token)]
        if not rows:
            self.render_children(token)
            return
        heads = _head_rows(rows)
        width = max(sum(_span(cell, "colspan") for cell in _cells(row)) for _, row in rows)
        table = nodes.table(classes=["colwidths-auto"])
        self.add_line_and_source_path(table, token)
        self.current_node.append(table)
        for caption in (c for c in token.children or () if c.type == "paragraph"):
            with self.current_node_context(nodes.title(), append=False):
                title = self.current_node
                self.render_children(caption)
            table.append(title)
        spans = {**_fitting(rows[:heads]), **_fitting(rows[heads:])}
        group = nodes.tgroup(cols=width)
        group += [nodes.colspec(colwidth=max(1, 100 // max(width, 1))) for _ in range(width)]
        table += group
        for part, some in ((nodes.thead(), rows[:heads]), (nodes.tbody(), rows[heads:])):
            if some:
                group += part
                with self.current_node_context(part):
                    for _, row in some:
                        self._row(row, spans)

    def _row(self, token: SyntaxTreeNode, spans: Mapping[int, tuple[int, int]]) -> None:
        row = nodes.row()
        with self.current_node_context(row, append=True):
            for cell in _cells(token):
                self._cell(cell, spans[id(cell)])

    def _cell(self, token: SyntaxTreeNode, spans: tuple[int, int]) -> None:
        entry = nodes.entry()
        for span, key in zip(spans, ("morecols", "morerows"), strict=True):
            if span > 1:
                entry[key] = span - 1
        style = str(token.attrGet("style") or "")
        if style.startswith("text-align:"):
            entry["classes"].append(f"text-{style.removeprefix('text-align:')}")
        with self.current_node_context(entry, append=True):
            children = token.children or []
            if children and children[0].type == "inline":
                with self.current_node_context(nodes.paragraph(), append=True):
                    self.render_children(token)
            else:
                self.render_children(token)

    def figure_image(self, token: Any) -> nodes.image:
        """The picture of a figure, as wide as its author wants it."""
        image = nodes.image(
            uri=str(token.attrGet("src") or ""),
            alt=self.renderInlineAsText(SyntaxTreeNode([token]).children[0].children),
        )
        for name in ("width", "height"):
            if token.attrGet(name):
                image[name] = str(token.attrGet(name))
                image["classes"] = ["no-scaled-link"]  # Sphinx would link it to itself
        return image

    def renderInlineAsText(self, tokens: list[SyntaxTreeNode]) -> str:
        """The description of a picture; MyST glues the words at the ends of its lines."""
        parts = []
        for token in tokens or ():
            if token.type in {"softbreak", "hardbreak"}:
                parts.append(" ")
            elif token.children:
                parts.append(self.renderInlineAsText(token.children))
            else:
                parts.append(token.content)
        return "".join(parts)

    def render_image(self, token: SyntaxTreeNode) -> None:
        super().render_image(token)
        image = self.current_node.children[-1]
        if isinstance(image, nodes.image) and token.meta.get("still"):
            image["optional"] = True
            image["classes"].append("still")
        if isinstance(image, nodes.image) and ("width" in image or "height" in image):
            image["classes"].append("no-scaled-link")


def _rows(table: SyntaxTreeNode) -> Iterator[tuple[SyntaxTreeNode, SyntaxTreeNode]]:
    for section in table.children or ():
        if section.type in {"thead", "tbody"}:
            yield from ((section, row) for row in section.children or () if _cells(row))


def _cells(row: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [cell for cell in row.children or () if cell.type in {"td", "th"}]


def _head_rows(rows: list[tuple[str, SyntaxTreeNode]]) -> int:
    """How many rows are heads: those of ``thead``, or a first row of nothing but ``th``."""
    count = next((i for i, (kind, _) in enumerate(rows) if kind != "thead"), len(rows))
    if count == 0 and len(rows) > 1 and all(c.type == "th" for c in _cells(rows[0][1])):
        return 1
    return count


def _fitting(rows: list[tuple[str, SyntaxTreeNode]]) -> dict[int, tuple[int, int]]:
    """How many columns and rows each cell (by its ``id()``) takes, where the author's spans fit:
    none goes over another cell, or over the end of head or body."""
    taken: dict[int, int] = {}  # column -> rows that a cell from above still takes there
    spans: dict[int, tuple[int, int]] = {}
    for number, (_, row) in enumerate(rows):
        column = 0
        below: dict[int, int] = {}
        for cell in _cells(row):
            while taken.get(column):
                column += 1
            wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - number)
            wide = next((i for i in range(1, wide) if taken.get(column + i)), wide)
            spans[id(cell)] = wide, high
            below.update(dict.fromkeys(range(column, column + wide), high - 1))
            column += wide
        taken = {at: left - 1 for at, left in taken.items()} | below
    return spans


def _span(cell: SyntaxTreeNode, name: str) -> int:
    return int(cell.attrGet(name) or 1)
