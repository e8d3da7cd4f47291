"""Lines at the ends of a post that say who made it and where it comes from."""

from __future__ import annotations

import re

from ...model import Person
from ..frontmatter.fields import split_people
from ..markdown.blocks import Block
from ..references.detect import link_only
from ..references.hosts import is_site

_ROLES = {
    "作者": "author", "文": "author", "撰文": "author", "撰稿": "author", "by": "author",
    "author": "author", "words": "author", "编辑": "editor", "责编": "editor",
    "责任编辑": "editor", "editor": "editor", "edited by": "editor", "译者": "translator",
    "翻译": "translator", "译": "translator", "translator": "translator",
    "translated by": "translator", "审校": "reviewer", "校对": "reviewer", "校": "reviewer",
}  # fmt: skip
_ROLE = "|".join(sorted(map(re.escape, _ROLES), key=len, reverse=True))
_CREDIT = re.compile(rf"(?:^|\s)(?P<role>{_ROLE})\s*[|｜丨:：/]\s*", re.IGNORECASE)
_SOURCE_LABELS = {
    "qq", "原文", "原文链接", "原文地址", "来源", "出处", "链接", "阅读原文", "查看原文",
    "source", "original", "original post", "link", "read more", "via",
}  # fmt: skip
MAX_BYLINE = 80  # characters


def read_byline(block: Block) -> tuple[Person, ...]:
    """``作者 | 叶二  编辑 | 魏晓`` -> the people; empty when the block is no byline."""
    text = block.text.strip()
    if block.kind != "paragraph" or len(text) > MAX_BYLINE or re.search(r"[。！？!?]", text):
        return ()
    credits = list(_CREDIT.finditer(text))
    if not credits or text[: credits[0].start()].strip():
        return ()
    people: list[Person] = []
    for credit, following in zip(credits, [*credits[1:], None], strict=True):
        names = text[credit.end() : following.start() if following else len(text)]
        role = _ROLES[credit["role"].lower()]
        people.extend(Person(name, role) for name in split_people(names) if len(name) <= 40)
    return tuple(people)


def read_source(block: Block) -> tuple[str, str] | None:
    """(name, address) when the block is one link that says where the post comes from."""
    if block.kind != "paragraph":
        return None
    link = link_only(block.inline)
    if link is None or not re.match(r"https?://", link[1]):
        return None
    text, url = link
    if text.casefold().strip(" :：") in _SOURCE_LABELS or is_site(text, url):
        return text, url
    return None
