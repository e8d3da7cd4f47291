"""Code fences in braces, and links to files."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.rules_core import StateCore

_BRACED = re.compile(r"^\{\s*[.=]?([\w+#-]*)[^}]*\}?")


def blog_plugin(md: MarkdownIt) -> None:
    """Install both."""
    md.validateLink = _is_link  # type: ignore[method-assign]
    md.core.ruler.push("braced_fence", _name_languages)


def _is_link(url: str) -> bool:
    """Let ``file:`` be a link or picture, so that it is reported as one that leads nowhere."""
    return url.lower().startswith("file:") or validateLink(url)


def _name_languages(state: StateCore) -> None:
    """``{r, echo=TRUE}`` (R Markdown), ``{.python}`` (pandoc) -> ``r``, ``python``. To MyST the
    braces would be a directive, and a post must not have any."""
    for token in state.tokens:
        if token.type == "fence" and (match := _BRACED.match(token.info.strip())):
            token.info = match[1]
