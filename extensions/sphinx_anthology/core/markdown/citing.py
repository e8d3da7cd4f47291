"""Citations by key: ``{cite}`key```, ``{cite:t}`k1,k2``` (Sphinx) and ``[@k1; @k2]`` (Pandoc).

Brackets with an ``@`` are mentions, packages and links more often than citations: without a figure
in each key, as all keys of the bibliography have one, they stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ...diagnostics import Place
from ...model import Citation
from ..patterns import regex

# type of the token; its ``meta``: ``keys``, ``role``, ``sure``, ``anchor``, ``lines``
KEY_CITATION = "key_citation"
_KEY = r"[^\W_](?:[\w+/-]|[.:](?=\w)){0,99}"
# p, t, author ...: of sphinxcontrib-bibtex
_ROLES = "cauthors?|authorpars?|authors?|yearpar|year|labelpar|label|alps?|cts?|ps?|ts?|empty"
_ROLE = regex(
    rf"\{{cite(?::(?P<role>{_ROLES}))?\}}`(?P<keys>\s*{_KEY}\s*(?:,\s*{_KEY}\s*){{0,49}})`(?!`)"
)
_BRACKETS = regex(rf"\[(?P<keys>\s*@{_KEY}\s*(?:;\s*@{_KEY}\s*){{0,49}})\](?![(\[])")
# what this project's keys end with, and the year that most people's have
_SURE = regex(r"(?:1[5-9]|20)\d\d|(?:nd|\d{4})-[a-z2-7]{8}$")


def citing_plugin(md: MarkdownIt) -> None:
    """Install the rule, before links and code take the brackets and backticks."""
    md.inline.ruler.before("link", "key_citation", _cite)


def key_citations(tokens: Iterable[Token], path: str) -> Iterator[Citation]:
    """The places among *tokens* that cite by key; whether there are such works is not known yet."""
    for block in tokens:
        for token in block.children or ():
            if token.type == KEY_CITATION:
                line = (block.map[0] + 1 if block.map else 0) + token.meta["lines"]
                yield Citation(tuple(token.meta["keys"]), token.meta["anchor"], Place(path, line))


def _cite(state: StateInline, silent: bool) -> bool:
    char = state.src[state.pos]
    if char not in "{[" or state.linkLevel or (silent and char == "["):
        return False  # no link stands within a link, nor in what may become the words of one
    match = (_ROLE if char == "{" else _BRACKETS).match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    keys = [key.strip().removeprefix("@") for key in re.split("[,;]", match["keys"])]
    if char == "[" and not _are_keys(keys, state, match[0][1:-1]):
        return False
    if not silent:
        token = state.push(KEY_CITATION, "", 0)
        token.content = match[0]
        state.env["key_citations"] = number = state.env.get("key_citations", 0) + 1
        token.meta = {
            "anchor": f"cited-{number}",
            "lines": state.src.count("\n", 0, state.pos),  # from the paragraph's first
            "keys": keys,
            "role": match["role"] or "p" if char == "{" else "p",
            "sure": char == "{" or all(map(_SURE.search, keys)),
        }
    state.pos = match.end()
    return True


def _are_keys(keys: list[str], state: StateInline, label: str) -> bool:
    """Whether what stands in brackets is neither a mention nor the name of a link."""
    named = normalizeReference(label) in state.env.get("references", {})
    return not named and all(re.search(r"\d", key) for key in keys)
