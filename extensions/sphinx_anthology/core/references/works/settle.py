"""Settle which items of all posts are one work, and the key that each work goes by.

Identity: DOI, else arXiv, else ISBN, else canonical URL, else title, first author and year. An item
that has only the address of a work whose DOI another item gives is that work. Titles that are
alike are never enough: the parts of a series are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ....model import Citation, Post, Reference
from ..reading.hosts import host_of, label_of
from .identify import canonical_url, identity_of, make_key


def settle(posts: Sequence[Post], pinned: Mapping[str, str]) -> list[Post]:
    """*posts* with the identities and keys of the book in their references and citations.

    Args:
        pinned: keys that were given before, by identity.
    """
    identities = _identities(post.references for post in posts)
    works: dict[str, list[Reference]] = defaultdict(list)
    for post in posts:
        for reference in post.references:
            works[identities[id(reference)]].append(reference)
    keys = {identity: _key(identity, found, pinned) for identity, found in works.items()}
    return [_with_keys(post, identities, keys) for post in posts]


def _identities(lists: Iterable[Sequence[Reference]]) -> dict[int, str]:
    """Identity of each reference, by the object's own id."""
    references = [reference for entry in lists for reference in entry]
    own = {id(r): r.identity or identity_of(r) for r in references}
    better: dict[str, set[str]] = defaultdict(set)  # weaker identity -> stronger ones
    for reference in references:
        identity = own[id(reference)]
        if identity.startswith(("doi:", "arxiv:", "isbn:")):
            for weaker in _aliases(reference):
                if weaker != identity:
                    better[weaker].add(identity)
    # an address that two works share (a publisher's page) names neither
    return {r: next(iter(better[i])) if len(better.get(i, ())) == 1 else i for r, i in own.items()}


def _aliases(reference: Reference) -> Iterable[str]:
    if reference.arxiv:
        yield f"arxiv:{reference.arxiv}"
    if reference.url:
        yield f"url:{canonical_url(reference.url)}"


def _key(identity: str, works: Sequence[Reference], pinned: Mapping[str, str]) -> str:
    if not pinned:
        return _made(identity, works)
    known = (pinned.get(i) for i in (identity, *(a for w in works for a in _aliases(w))))
    return next(filter(None, known), "") or _made(identity, works)


def _made(identity: str, works: Sequence[Reference]) -> str:
    """The fullest of the keys that the items would make, the same in any order of posts."""
    candidates = []
    for work in works:
        if work.identity == identity and work.key:  # as it was read
            key = work.key
        else:
            who = work.authors[0] if work.authors else label_of(host_of(work.url))
            key = make_key(identity, who, work.date)
        candidates.append((not work.authors, not work.date, key))
    return min(candidates)[-1]


def _with_keys(post: Post, identities: Mapping[int, str], keys: Mapping[str, str]) -> Post:
    references = []
    renamed: dict[str, str] = {}
    for reference in post.references:
        identity = identities[id(reference)]
        renamed[reference.key] = keys[identity]
        if (reference.identity, reference.key) != (identity, keys[identity]):
            reference = replace(reference, identity=identity, key=keys[identity])
        references.append(reference)
    if tuple(references) == post.references:
        return post
    citations = tuple(_renamed(citation, renamed) for citation in post.citations)
    return replace(post, references=tuple(references), citations=citations)


def _renamed(citation: Citation, keys: Mapping[str, str]) -> Citation:
    return replace(citation, keys=tuple(keys.get(key, key) for key in citation.keys))
