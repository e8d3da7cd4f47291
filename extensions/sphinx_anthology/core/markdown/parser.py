"""The parser that the core reads posts with: the same block structure that MyST will see."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .blog import blog_plugin
from .cjk import cjk_plugin
from .containers import containers_plugin


@cache
def block_parser() -> MarkdownIt:
    """A markdown-it parser set up as the book's MyST parser is, without MyST's own syntax."""
    md = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    md.use(cjk_plugin).use(blog_plugin).use(containers_plugin)
    return md
