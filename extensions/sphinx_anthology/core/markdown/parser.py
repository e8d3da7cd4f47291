"""The one parser of posts: the scan reads with it, and MyST's renderer is hung onto it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from mdit_py_plugins.deflist import deflist_plugin

from ..script import printable
from .blog import blog_plugin
from .citing import citing_plugin
from .cjk import cjk_plugin
from .containers import containers_plugin
from .footnotes import footnotes_plugin
from .html import html_plugin
from .math import math_plugin
from .quotes import quotes_plugin
from .spans import spans_plugin
from .tables import tables_plugin

# Blocks in one another. At its own limit of 20, markdown-it leaves out all that follows; here what
# is deeper is text. A list is two of them.
MAX_DEPTH = 16
_NESTING = ("blockquote", "list", "colon_container", "admonition", "deflist", "footnote_def")
_Rule = Callable[[StateBlock, int, int, bool], bool]


def post_parser(
    renderer: Callable[[MarkdownIt], RendererProtocol] = RendererHTML,
    *,
    math: bool = True,
) -> MarkdownIt:
    """All the syntax that a post may use.

    Args:
        math: whether dollars and bracketed backslashes may be formulas.
    """
    md = MarkdownIt("commonmark", renderer_cls=renderer).enable("table")
    md.options["tasklists"] = True
    # each rule installed after "inline" runs before those installed so far: the last one first
    md.use(cjk_plugin).use(spans_plugin).use(deflist_plugin)
    md.use(footnotes_plugin).use(html_plugin).use(blog_plugin).use(containers_plugin)
    md.use(tables_plugin).use(citing_plugin).use(quotes_plugin)
    md.core.ruler.push("printable", _take_unprintable)
    for name in _NESTING:
        _bound(md, name)
    if math:
        md.use(math_plugin)
    return md


def _take_unprintable(state: StateCore) -> None:
    """What stands in the file is printable by now; `&#12;` is that only when it has been read."""
    waiting = list(state.tokens) if "&" in state.src else []
    while waiting:
        token = waiting.pop()
        token.content = printable(token.content)
        for name, value in token.attrs.items():
            if isinstance(value, str):
                token.attrs[name] = printable(value)
        waiting += token.children or ()


def _bound(md: MarkdownIt, name: str) -> None:
    """Let the rule *name* begin no block that stands too deep."""
    (rule,) = [rule for rule in md.block.ruler.__rules__ if rule.name == name]
    begin: _Rule = rule.fn

    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < MAX_DEPTH and begin(state, start, end, silent)

    rule.fn = bounded


@cache
def block_parser(math: bool = True) -> MarkdownIt:
    """The parser that the scan shares among posts."""
    return post_parser(math=math)
