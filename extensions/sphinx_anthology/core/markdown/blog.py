"""Code fences in braces, ids of headings, and links to files."""

from __future__ import annotations

from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.rules_core import StateCore

from ..patterns import regex

_ID = regex(r"[ \t]*\{[ \t]*#([^\s{}]+)[^{}\n]*\}[ \t]*$")
_BRACED = regex(r"^\{\s*[.=]?([\w+#-]*)[^}]*\}?")


def blog_plugin(md: MarkdownIt) -> None:
    """Install all three."""
    md.validateLink = _is_link  # type: ignore[method-assign]
    md.core.ruler.push("braced_fence", _name_languages)
    md.core.ruler.before("inline", "heading_ids", _take_ids)


def _take_ids(state: StateCore) -> None:
    """``## Title {#id}`` (Hugo, kramdown, pandoc): the id is no part of the words."""
    for opening, inline in pairwise(state.tokens):
        if opening.type == "heading_open" and (match := _ID.search(inline.content)):
            opening.attrSet("id", match[1])
            inline.content = inline.content[: match.start()]


def _is_link(url: str) -> bool:
    """Let ``file:`` be a link or picture, so that it is reported as one that leads nowhere."""
    return url.lower().startswith("file:") or validateLink(url)


def _name_languages(state: StateCore) -> None:
    """``{r, echo=TRUE}`` (R Markdown), ``{.python}`` (pandoc) -> ``r``, ``python``. To MyST the
    braces would be a directive, and a post must not have any."""
    for token in state.tokens:
        if token.type == "fence" and (match := _BRACED.match(token.info.strip())):
            token.info = match[1]
