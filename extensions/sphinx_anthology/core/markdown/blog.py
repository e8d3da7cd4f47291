"""Two repairs of what blogs write: code fences in braces, and inline HTML that is not closed."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BRACED = re.compile(r"^\{\s*[.=]?([\w+#-]*)[^}]*\}?")
_TAG = re.compile(r"^<(/?)([A-Za-z][A-Za-z0-9-]*)[^>]*?(/?)>$", re.DOTALL)
_VOID = {"br", "wbr", "img", "hr", "input"}


def blog_plugin(md: MarkdownIt) -> None:
    """Install both repairs."""
    md.validateLink = _is_link  # type: ignore[method-assign]
    md.core.ruler.push("braced_fence", _name_languages)
    md.core.ruler.push("balanced_html", _balance)


def _is_link(url: str) -> bool:
    """Let ``file:`` be a link or picture, so that it is reported as one that leads nowhere."""
    return url.lower().startswith("file:") or validateLink(url)


def _name_languages(state: StateCore) -> None:
    """``{r, echo=TRUE}`` (R Markdown), ``{.python}`` (pandoc) -> ``r``, ``python``. To MyST the
    braces would be a directive, and a post must not have any."""
    for token in state.tokens:
        if token.type == "fence" and (match := _BRACED.match(token.info.strip())):
            token.info = match[1]


def _balance(state: StateCore) -> None:
    """Drop inline tags without their other half: they would reach to the end of the page."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            unmatched = _unmatched(token.children)
            if unmatched:
                token.children = [
                    child for number, child in enumerate(token.children) if number not in unmatched
                ]


def _unmatched(children: list[Token]) -> set[int]:
    unmatched: set[int] = set()
    open_tags: list[tuple[str, int, int]] = []  # name, place among the children, depth of emphasis
    depth = 0
    for number, child in enumerate(children):
        depth += child.nesting
        match = _TAG.match(child.content) if child.type == "html_inline" else None
        if match is None or match[2].lower() in _VOID or match[3]:
            continue
        name = match[2].lower()
        if not match[1]:
            open_tags.append((name, number, depth))
        elif open_tags and open_tags[-1][0] == name and open_tags[-1][2] == depth:
            open_tags.pop()
        else:
            unmatched.add(number)
    return unmatched | {number for _, number, _ in open_tags}
