"""Parse a post: the core prepares and composes it, MyST turns it into a doctree.

One parser serves posts and the user's own MyST pages, because Sphinx picks parsers by suffix only.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes

from ..core.links import Link, decoded, findings_of, resolve, settled
from ..core.markdown import post_parser
from ..core.markdown.quotes import curl
from ..core.post import compose_again
from ..core.rules import Rules
from ..core.script import base_language
from ..core.slugs import slugify
from ..core.structure import settle_keys
from ..core.structure.compose import with_title
from ..diagnostics import Code, Diagnostic, Place
from ..local import find_local
from ..scan import SUFFIXES
from .domain import anthology_domain
from .markdown import MarkdownRenderer
from .nodes import CitationNode, KeyCitationNode, ReferenceListNode, RoleLinkNode
from .numbering import number_sections
from .opening import add_opening, put_stand_in
from .volume import chapter_fingerprint, rules_of

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
        if chapter.docname in domain.stand_ins:
            domain.stand_ins.discard(chapter.docname)
            super().parse("", document)  # transforms look for what it sets
            put_stand_in(document, chapter, env.config.language.replace("_", "-"))
            return
        path = document["source"]
        post = chapter.post
        rules = rules_of(env.config).of(post.path)
        composed = domain.composed and domain.composed.take(post.path, inputstring)
        composed = composed or compose_again(inputstring, post, path, rules)
        if not settle_keys(composed.tokens, [reference.key for reference in post.references]):
            # the file changed between the scan and now, or another extension rewrote it
            domain.note(
                Diagnostic(Code.BAD_VALUE, "references changed while building", Place(path, 1))
            )
        if base_language(post.language) == "en":
            curl(composed.tokens)
        tokens = with_title(composed.tokens, chapter.meta.title, line=1)
        renderer = _renderer()
        renderer.md.options["myst_config"] = _for_posts(env.myst_config)
        renderer.md.options["document"] = document
        renderer.render(tokens, renderer.md.options, {**composed.environment, "rules": rules})
        number_sections(document, chapter.number)
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


@cache
def _renderer() -> PostRenderer:
    """One for all posts: making it looks at all its methods."""
    return cast(PostRenderer, post_parser(PostRenderer).renderer)


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

    def setup_render(self, options: dict[str, Any], env: MutableMapping[str, Any]) -> None:
        """Begin a document, which is always given: MyST makes one to fall back on, and for that
        reads all settings of docutils anew."""
        self.md_env, self.md_options = env, options
        self.md_config: MdParserConfig = options["myst_config"]
        self.document = self.current_node = options["document"]
        self.reporter = self.document.reporter
        language = get_language(self.document.settings.language_code)
        self.language_module_rst = cast(ModuleType, language)
        self._heading_offset = 0
        self._level_to_section = {0: self.document}
        self._heading_slugs = {}

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
        new = self._fresh_id(base)
        for name in (*node["names"], *node["dupnames"]):
            if self.document.nameids.get(name) in node["ids"]:
                self.document.nameids[name] = new
        node["ids"] = [new]
        self.document.ids[new] = node
        own = str(token.attrGet("id") or "")
        if own:
            node["anchors"] = [own]  # links of the blog may lead there
            if re.fullmatch(r"[A-Za-z][\w.-]*", own, re.ASCII) and own not in self.document.ids:
                node["ids"].append(own)
                self.document.ids[own] = node
        slug = node.get("slug")
        if slug in self._heading_slugs:
            line, _, text = self._heading_slugs[slug]
            self._heading_slugs[slug] = (line, new, text)

    def copy_attributes(
        self,
        token: SyntaxTreeNode,
        node: nodes.Element,
        keys: Sequence[str] = ("class",),
        **kwargs: Any,
    ) -> None:
        """But ids: MyST would make labels of them, each of which may be but once in a book."""
        super().copy_attributes(token, node, [key for key in keys if key != "id"], **kwargs)

    def _fresh_id(self, base: str) -> str:
        """*base*, or with the first free number; a thousand headings may say the same."""
        taken = self.document.ids
        numbers: dict[str, int] = self.md_env.setdefault("heading_numbers", {})
        new = base
        while new in taken:
            numbers[base] = numbers.get(base, 1) + 1
            new = f"{base}-{numbers[base]}"
        return new

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
        node = ReferenceListNode(**token.meta)
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    def render_citation(self, token: SyntaxTreeNode) -> None:
        """A mark that cites: its numbers lead to the entries."""
        place = CitationNode(ids=[token.meta["anchor"]], classes=["citation-mark"])
        self.add_line_and_source_path(place, token)
        for text, anchor in token.meta["parts"]:
            link = RoleLinkNode("", text, refid=anchor, role="doc-biblioref") if anchor else None
            place += link or nodes.Text(text)
        self.current_node.append(place)

    def render_key_citation(self, token: SyntaxTreeNode) -> None:
        """A citation by key stays as written until the bibliography room knows all entries."""
        node = KeyCitationNode("", token.content, **token.meta)
        self.add_line_and_source_path(node, token)
        self.current_node.append(node)

    @property
    def language(self) -> str:
        domain = anthology_domain(self.sphinx_env)
        chapter = domain.chapter_of(self.sphinx_env.current_document.docname)
        return chapter.post.language if chapter else self.sphinx_env.config.language

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
        domain = anthology_domain(self.sphinx_env)
        docname = self.sphinx_env.current_document.docname
        here = domain.chapter_of(docname)
        href = str(token.attrGet("href") or "")
        if here is None:
            super().render_link(token)
            return
        if not href:  # `[text]()`: MyST would look for a page without a name
            message = "a link has no address; its text stays"
            self._note(
                Diagnostic(
                    Code.MISSING_LINK, message, Place(self.document["source"], token_line(token, 0))
                )
            )
            self.render_children(token)
            return
        place = Place(self.document["source"], token_line(token, 0))
        rules: Rules = self.md_env.get("rules") or Rules()
        mending = rules.allow(Code.MENDED_LINK, place.line)
        link = resolve(href, here, domain.posts, mending=mending)
        domain.data["links"].setdefault(docname, {})[href] = link
        file = self._file(here, link.path) if link.kind == "file" else ""
        link = settled(link, has_file=bool(file))
        for finding in findings_of(href, link, place):
            self._note(finding)
        if link.kind == "chapter":
            self._render_chapter_link(token, link, place)
        elif link.kind in {"ambiguous", "missing"}:
            self.render_children(token)
        elif link.kind == "file":
            token.attrs["href"] = self.md.normalizeLink(file)  # MyST looks beside the post only
            self.render_link_unknown(token)
        else:  # never MyST's own choice: it has schemes that read files (`path:`)
            if link.url != decoded(href):
                token.attrs["href"] = self.md.normalizeLink(link.url)
            self.render_link_url(token)

    def _file(self, here: Chapter, path: str) -> str:
        """The file that lies there and is no post, from the folder of posts; empty for none."""
        folder = Path(self.sphinx_env.srcdir)
        file = find_local(folder, here.post.path, path)
        if file is None or file.suffix in SUFFIXES:
            return ""
        return f"/{file.relative_to(folder.resolve()).as_posix()}"

    def _render_chapter_link(self, token: SyntaxTreeNode, link: Link, place: Place) -> None:
        domain = anthology_domain(self.sphinx_env)
        chapter = domain.chapter_of(link.docname)
        assert chapter is not None
        docname = self.sphinx_env.current_document.docname
        if link.anchor:
            crossing = (link.docname, link.anchor, place.path, place.line)
            domain.data["crossings"].setdefault(docname, []).append(crossing)
        explicit = bool(token.children)
        xref = addnodes.pending_xref(
            refdomain="anthology",
            reftype="post",
            reftarget=f"{chapter.slug}#{link.anchor}" if link.anchor else chapter.slug,
            refexplicit=explicit,
            refdoc=docname,
            refwarn=False,  # what is not there is reported when all chapters are read
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
