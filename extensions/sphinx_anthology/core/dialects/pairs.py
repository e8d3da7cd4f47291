"""Tags and what closes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .code import CodeRanges
from .shortcodes import CODE, FORMULAS, HIDDEN, VERBATIM, named_by_template
from .tags import Tag, tags_in

MAX_OPEN = 100  # tags that may be open at once


@dataclass(frozen=True, slots=True)
class Pair:
    """A tag with what closes it; ``closing`` is None for a leaf."""

    tag: Tag
    closing: Tag | None = None


def _outside_verbatim(tags: Iterable[Tag]) -> Iterator[Tag]:
    """Leave out what stands inside a tag whose text is no Markdown."""
    verbatim = {*CODE, *FORMULAS, *VERBATIM, *HIDDEN}
    waiting = list(tags)
    last = {tag.name: number for number, tag in enumerate(waiting) if tag.closing}
    inside = ""
    for number, tag in enumerate(waiting):
        if inside:
            if tag.closing and tag.name in {inside, ""}:
                inside = ""
                yield tag
            continue
        yield tag
        if tag.name in verbatim and not tag.closing and last.get(tag.name, -1) > number:
            inside = tag.name


def _paired(tags: Iterable[Tag]) -> Iterator[Pair]:
    """Match closing tags with opening ones; Zola's ``{% end %}`` closes the latest."""
    opened: list[Tag] = []
    made: list[Pair] = []
    for tag in tags:
        if not tag.closing:
            if tag.alone or len(opened) >= MAX_OPEN:
                made.append(Pair(tag))
            else:
                opened.append(tag)
            continue
        index = next(
            (i for i in range(len(opened) - 1, -1, -1) if tag.name in {opened[i].name, ""}), None
        )
        if index is None:
            made.append(Pair(tag))
            continue
        made += map(Pair, opened[index + 1 :])
        made.append(Pair(opened[index], tag))
        del opened[index:]
    made += map(Pair, opened)
    return iter(sorted(made, key=lambda pair: pair.tag.start))


def pairs_in(body: str, code: CodeRanges) -> list[Pair]:
    """The tags of *body* outside *code*, opening ones with what closes them, in order."""
    found = (named_by_template(tag) for tag in tags_in(body) if tag.start not in code)
    return list(_paired(_outside_verbatim(found)))
