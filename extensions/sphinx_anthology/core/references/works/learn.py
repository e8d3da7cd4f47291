"""Names of sites that no table knows, learned from the book itself.

`Title - Some Blog` names a site when the same tail signs several pages of one host. One post can
not tell; all posts of a book together can.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ....model import Post, Reference
from ...patterns import regex
from ..reading.hosts import fold, host_of, names_of
from ..reading.titles import SEPARATOR, bare_site, is_whole
from .identify import canonical_url

Learned = Mapping[str, frozenset[str]]  # host -> its names, folded

SIGNED = 3  # pages of a host that a name has to sign
MAX_NAME = 40  # characters
_FROM_WORDS = {"link", "text", "url"}  # evidence of a title that a link's words gave
_PART = regex(  # heads that only number the parts of one work: their tail is its title
    r"(?:part|chapter|lesson|day|week|section|vol\.?|no\.?|episode)?\s*#?[\d.]+"
    r"|第.{1,5}[章节讲篇部回集期课天周].{0,3}|.{0,4}[上中下一二三四五六七八九十]",
    re.IGNORECASE,
)


def learn(posts: Iterable[Post]) -> Learned:
    """The names that sign pages of a host, over all references of *posts*."""
    pages: dict[str, set[str]] = defaultdict(set)
    signed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post in posts:
        for reference in post.references:
            host = _open_host(reference)
            if not host:
                continue
            page = canonical_url(reference.url)
            pages[host].add(page)
            for _, tail in _cuts(reference.title):
                signed[host, fold(tail)].add(page)
    found: dict[str, set[str]] = defaultdict(set)
    for (host, name), urls in signed.items():
        if len(urls) >= SIGNED and 2 * len(urls) >= len(pages[host]):
            found[host].add(name)
    return {host: frozenset(names) for host, names in found.items()}


def apply(posts: Sequence[Post], learned: Learned) -> list[Post]:
    """*posts* with the learned names taken off titles; keys and identities stay."""
    return [_signed(post, learned) for post in posts] if learned else list(posts)


def _signed(post: Post, learned: Learned) -> Post:
    references = tuple(_split(reference, learned) for reference in post.references)
    changed = any(a is not b for a, b in zip(references, post.references, strict=True))
    return replace(post, references=references) if changed else post


def _split(reference: Reference, learned: Learned) -> Reference:
    names = learned.get(_open_host(reference), frozenset())
    for head, tail in _cuts(reference.title) if names else ():
        if fold(tail) in names:
            evidence = dict(reference.evidence) | {"site": "learned"}
            return replace(
                reference, title=head, site=bare_site(tail), evidence=tuple(evidence.items())
            )
    return reference


def _open_host(reference: Reference) -> str:
    """The host whose name is to be learned; empty when there is nothing to learn."""
    if not reference.title or not reference.url or reference.site or reference.container:
        return ""
    if dict(reference.evidence).get("title") not in _FROM_WORDS:
        return ""
    host = host_of(reference.url)
    return "" if names_of(host) else host


def _cuts(title: str) -> Iterator[tuple[str, str]]:
    """(title, name) by the last separators, the longer name first."""
    for cut in list(SEPARATOR.finditer(title))[-2:]:
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        named = 2 <= len(tail) <= MAX_NAME and re.search(r"[^\W\d]", tail)
        if head and named and is_whole(head) and not _PART.fullmatch(head):
            yield head, tail
