"""Parse a post: the core prepares and composes it, MyST turns it into a doctree.

One parser serves posts and the user's own MyST pages, because Sphinx picks parsers by suffix only.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes

from ..core.dialects.tags import POST_LINK
from ..core.markdown import post_parser
from ..core.markdown.blocks import blocks_of
from ..core.post import prepare
from ..core.script import base_language
from ..core.slugs import slugify
from ..core.structure import compose
from ..core.structure.compose import with_title
from ..diagnostics import Code, Diagnostic, Place
from ..local import find_local
from ..scan import SUFFIXES
from .domain import anthology_domain
from .markdown import MarkdownRenderer
from .nodes import ReferenceListNode
from .opening import add_opening
from .volume import chapter_fingerprint

if TYPE_CHECKING:
    from myst_parser.config.main import MdParserConfig

    from ..model import Chapter


class PostParser(MystParser):
    """MyST for the user's own pages; for chapters, Markdown as their blog meant it."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        env = document.settings.env
        domain = anthology_domain(env)
        chapter = domain.chapter_of(env.current_document.docname)
        if chapter is None:
            super().parse(inputstring, document)
            return
        domain.data["facts"][chapter.docname] = chapter_fingerprint(chapter)
        path = document["source"]
        md = post_parser(
            PostRenderer,
            math=chapter.meta.math,
            smartquotes=base_language(chapter.post.language) == "en",
        )
        md.options["myst_config"] = _for_posts(env.myst_config)
        md.options["document"] = document
        state: dict[str, Any] = {}
        prepared = prepare(inputstring, path)
        composed = compose(
            blocks_of(md.parse(prepared.body, state)),
            path=path,
            title=prepared.meta.title,
            bold_headings=env.config.anthology_bold_headings,
            known=chapter.post.references,
        )
        keys = [key for token in composed.tokens for key in token.meta.get("keys", ())]
        if keys != [reference.key for reference in chapter.post.references]:
            # the file changed between the scan and now, or another extension rewrote it
            domain.note(
                Diagnostic(Code.BAD_VALUE, "references changed while building", Place(path, 1))
            )
        tokens = with_title(composed.tokens, chapter.meta.title, line=1)
        md.renderer.render(tokens, md.options, state)
        _set_language(document, chapter, env.config.language)
        add_opening(document, chapter, env.config.language.replace("_", "-"))


def _for_posts(config: MdParserConfig) -> MdParserConfig:
    """What MyST's renderer asks its settings for; the syntax is not theirs to choose."""
    return dataclasses.replace(
        config,
        enable_extensions=set(),
        heading_anchors=6,
        heading_anchors_html_ids=False,
        footnote_transition=False,
    )


def _set_language(document: nodes.document, chapter: Chapter, book: str) -> None:
    """Say the language of a chapter that is not in the book's; docutils writes it as ``lang``."""
    own = chapter.post.language
    for section in document.findall(nodes.section):
        section["classes"].append(f"script-{base_language(own)}")
        if base_language(own) != base_language(book):
            section["classes"].append(f"language-{own}")
        break


class PostRenderer(MarkdownRenderer):
    """MyST's renderer without its directives, with figures, reference lists and links of posts."""

    def generate_heading_target(
        self,
        token: SyntaxTreeNode,
        level: int,
        node: nodes.Element,
        title_node: nodes.Element,
    ) -> None:
        """Name headings by their words (pinyin for Han): docutils would count id1, id2, ..."""
        super().generate_heading_target(token, level, node, title_node)
        for old in node["ids"]:
            self.document.ids.pop(old, None)
        base = slugify(title_node.astext())
        base = base if base[0].isalpha() else f"s-{base}"
        new, number = base, 1
        while new in self.document.ids:
            number += 1
            new = f"{base}-{number}"
        for name in (*node["names"], *node["dupnames"]):
            if self.document.nameids.get(name) in node["ids"]:
                self.document.nameids[name] = new
        node["ids"] = [new]
        self.document.ids[new] = node
        slug = node.get("slug")
        if slug in self._heading_slugs:
            line, _, text = self._heading_slugs[slug]
            self._heading_slugs[slug] = (line, new, text)

    def render_figure(self, token: SyntaxTreeNode) -> None:
        """A lone picture, with its caption when it has one."""
        image_token: Token = token.meta["image"]
        figure = nodes.figure()
        self.add_line_and_source_path(figure, token)
        image = self.figure_image(image_token)
        self.add_line_and_source_path(image, token)
        figure.append(image)
        if token.children:
            caption = nodes.caption()
            self.add_line_and_source_path(caption, token)
            with self.current_node_context(caption):
                self.render_children(token)
            figure.append(caption)
        self.current_node.append(figure)

    def render_reference_list(self, token: SyntaxTreeNode) -> None:
        """Stand in for the list until the bibliography room writes its entries."""
        node = ReferenceListNode(keys=list(token.meta["keys"]))
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def render_directive(
        self, token: SyntaxTreeNode, name: str, arguments: str, **kwargs: Any
    ) -> None:
        """A post has no directives: what looks like one is code."""
        self._append_code(token)

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Nor has it reStructuredText, which could include files."""
        self._append_code(token)

    def _append_code(self, token: SyntaxTreeNode) -> None:
        node = self.create_highlighted_code_block(token.content, None)
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def render_em(self, token: SyntaxTreeNode) -> None:
        """Latin words among Han are italic, Han words get dots: the style sheets ask for `lang`."""
        super().render_em(token)
        node = cast(nodes.Element, self.current_node.children[-1])
        if node.astext().isascii():
            node["classes"].append("language-en")

    def render_hr(self, token: SyntaxTreeNode) -> None:
        """A break wherever the author put one; docutils allows them only between paragraphs."""
        self.current_node.append(nodes.raw("", '<hr class="docutils" />', format="html"))

    def _note(self, finding: Diagnostic) -> None:
        anthology_domain(self.sphinx_env).note(finding)

    def render_link(self, token: SyntaxTreeNode) -> None:
        """Links to other posts of the book become links to their chapters."""
        href = self.md.normalizeLinkText(str(token.attrGet("href") or ""))
        if not href.startswith(("#", "http:", "https:", "mailto:")):
            name, _, anchor = href.removeprefix(POST_LINK).removeprefix("@/").partition("#")
            domain = anthology_domain(self.sphinx_env)
            chapter = domain.find(name)
            if chapter is not None:
                self._render_chapter_link(token, chapter, anchor)
                return
            here = domain.chapter_of(self.sphinx_env.current_document.docname)
            folder = Path(self.sphinx_env.srcdir)
            file = find_local(folder, here.post.path, name) if here else None
            if file is None or file.suffix in SUFFIXES:  # a post that is not in the book
                place = Place(self.document["source"], token_line(token, 0))
                message = f"link to {name!r} leads to no chapter of this book; its text stays"
                self._note(Diagnostic(Code.MISSING_LINK, message, place))
                self.render_children(token)
                return
        super().render_link(token)

    def _render_chapter_link(self, token: SyntaxTreeNode, chapter: Chapter, anchor: str) -> None:
        target = f"{chapter.slug}#{anchor}" if anchor else chapter.slug
        explicit = bool(token.children)
        xref = addnodes.pending_xref(
            refdomain="anthology",
            reftype="post",
            reftarget=target,
            refexplicit=explicit,
            refdoc=self.sphinx_env.current_document.docname,
            refwarn=True,
        )
        self.add_line_and_source_path(xref, token)
        inner = nodes.inline(classes=["xref"])
        with self.current_node_context(inner):
            if explicit:
                self.render_children(token)
            else:
                inner.append(nodes.Text(chapter.meta.title))
        xref.append(inner)
        self.current_node.append(xref)
