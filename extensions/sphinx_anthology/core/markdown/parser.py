"""The one parser of posts: the scan reads with it, and MyST's renderer is hung onto it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from mdit_py_plugins.deflist import deflist_plugin

from .blog import blog_plugin
from .citing import citing_plugin
from .cjk import cjk_plugin
from .containers import containers_plugin
from .footnotes import footnotes_plugin
from .html import html_plugin
from .math import math_plugin
from .spans import spans_plugin
from .tables import tables_plugin


def post_parser(
    renderer: Callable[[MarkdownIt], RendererProtocol] = RendererHTML,
    *,
    math: bool = True,
    smartquotes: bool = False,
) -> MarkdownIt:
    """All the syntax that a post may use.

    Args:
        math: whether dollars and bracketed backslashes may be formulas.
        smartquotes: whether straight quotes become curly ones, as English wants.
    """
    md = MarkdownIt("commonmark", renderer_cls=renderer).enable("table")
    md.options["tasklists"] = True
    # each rule installed after "inline" runs before those installed so far: the last one first
    md.use(cjk_plugin).use(spans_plugin).use(deflist_plugin)
    md.use(footnotes_plugin).use(html_plugin).use(blog_plugin).use(containers_plugin)
    md.use(tables_plugin).use(citing_plugin)
    if math:
        md.use(math_plugin)
    if smartquotes:
        md.enable("smartquotes")
        md.options["typographer"] = True
    return md


@cache
def block_parser(math: bool = True) -> MarkdownIt:
    """The parser that the scan shares among posts."""
    return post_parser(math=math)
