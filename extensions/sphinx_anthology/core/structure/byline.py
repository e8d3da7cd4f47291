"""Lines at the ends of a post that say who made it and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from ...diagnostics import Code
from ...model import Person
from ..frontmatter.fields import split_people
from ..markdown import block_parser
from ..markdown.blocks import Block, plain, significant
from ..patterns import regex
from ..references.finding.detect import find_lists, link_only
from ..references.reading.hosts import is_site
from ..references.works.identify import canonical_url
from .composition import Composition

_ROLES = {
    "作者": "author", "文": "author", "撰文": "author", "撰稿": "author", "文字": "author",
    "本文作者": "author", "原作者": "author", "原文作者": "author", "作 者": "author",
    "by": "author",
    "author": "author", "authors": "author", "words": "author", "words by": "author",
    "written by": "author", "posted by": "author", "text": "author", "文章作者": "author",
    "著者": "author", "auteur": "author", "autor": "author",
    "编辑": "editor", "责编": "editor", "责任编辑": "editor", "主编": "editor", "编审": "editor",
    "编 辑": "editor", "本文编辑": "editor", "editor": "editor", "edited by": "editor",
    "译者": "translator", "翻译": "translator", "译": "translator", "编译": "translator",
    "翻訳": "translator", "訳": "translator", "译 者": "translator", "本文译者": "translator",
    "translator": "translator", "translated by": "translator", "translation": "translator",
    "审校": "reviewer", "校对": "reviewer", "校": "reviewer", "审核": "reviewer",
    "审阅": "reviewer",
    "审稿": "reviewer", "校订": "reviewer", "reviewer": "reviewer", "reviewed by": "reviewer",
    "proofread by": "reviewer", "摄影": "photographer", "图片": "photographer",
    "photos by": "photographer", "photography": "photographer", "插画": "illustrator",
    "插图": "illustrator", "绘图": "illustrator", "配图": "illustrator", "图": "illustrator",
    "illustrations by": "illustrator", "illustrator": "illustrator", "排版": "designer",
    "设计": "designer", "美编": "designer", "采访": "interviewer", "访谈": "interviewer",
}  # fmt: skip
_TEXT_ROLES = {"author", "editor", "translator", "reviewer", "interviewer"}
_ROLE = "|".join(sorted(map(re.escape, _ROLES), key=len, reverse=True))
_CREDIT = regex(rf"(?:^|[\s，,；;(（])(?P<role>{_ROLE})\s*[|｜丨:：/]\s*", re.IGNORECASE)
_BY = regex(
    r"^(?:(?P<role>(?i:written|posted|words|text|edited|translated|reviewed))\s+)?(?i:by)\s+"
    r"(?P<names>[A-ZÀ-Þ][\w.'’-]+(?:\s+(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|la|&|and)){0,6})"
    r"(?:\s*[|,·–—-]\s*[^.!?]{0,40}\d{4})?$"
)
_SOURCE_LABELS = {
    "qq", "原文", "原文链接", "原文地址", "来源", "出处", "链接", "阅读原文", "查看原文",
    "英文原文",
    "原文标题", "original article", "source", "original", "original post", "link", "read more",
    "via",
}  # fmt: skip
_ORIGIN = regex(
    r"^(?:本文|此文|文章|原文|英文原文)?\s*(?:由作者授权[，,]?\s*)?"
    r"(?:(?P<original>翻译自|译自|编译自|转载自|转自|摘自|原载于?|来源于?|原文(?:链接|地址|出处|标题)?|出处|来源)"
    r"|(?P<first>(?:最早|最初|首先|同步)?(?:首发|首載|首载|发表|发布|刊载|刊登|刊发)(?:于|在|自)?))"
    r"\s*(?:[:：]|其|于)?\s*",
)
_ORIGIN_EN = regex(
    r"^(?:this\s+(?:blog\s+)?(?:post|article|entry|essay|story)\s+)?(?:was\s+|is\s+|has\s+been\s+)?"
    r"(?:(?P<first>(?:originally|first|also|cross-?)\s*-?"
    r"(?:posted|published|appeared)\s+(?:on|at|in|to|by|from)"
    r"|cross-?posted\s+(?:on|at|to|from)|originally\s+from)"
    r"|(?P<original>translated\s+from|reposted\s+from|source\s*[:：]|via\s*[:：]"
    r"|original(?:\s+\w+)?\s*[:：]))\s*",
    re.IGNORECASE,
)
_URL = regex(r"https?://[^\s<>()\"'，。；）》」]+")
MAX_BYLINE = 80  # characters
MAX_ORIGIN = 160
_AT_TOP = 3  # blocks at the top that are looked at
_AT_END = 4  # likewise at the end, for where a post comes from


def take_bylines(chapter: Composition) -> None:
    """Move lines of credits from the first blocks, or from the last, to the chapter's head."""
    while chapter.blocks and any(
        _take_byline(chapter, index) for index in _near_ends(len(chapter.blocks), at_end=1)
    ):
        pass  # one may stand below the other


def _take_byline(chapter: Composition, index: int) -> bool:
    block = chapter.blocks[index]
    people = read_byline(block)
    named = {person.name for person in people if person.role == "author"}
    # where the header says otherwise, the line may be about somebody else
    agrees = not chapter.known_authors or named <= chapter.known_authors
    if not people or not agrees or not chapter.allows(Code.BYLINE, block):
        return False
    chapter.byline = chapter.byline or block.text
    fresh = [p for p in people if all(p.name != known.name for known in chapter.people)]
    chapter.people = (*chapter.people, *fresh)
    names = ", ".join(f"{p.role} {p.name}" for p in people)
    chapter.change(Code.BYLINE, f"byline moved to the chapter's head: {names}", block)
    del chapter.blocks[index]
    return True


def _near_ends(count: int, *, at_end: int) -> list[int]:
    """Indexes of the first blocks of *count*, then of the last ones from behind."""
    return [*range(min(_AT_TOP, count)), *range(count - 1, max(_AT_TOP, count - at_end) - 1, -1)]


def read_byline(block: Block) -> tuple[Person, ...]:
    """``作者 | 叶二  编辑 | 魏晓`` -> the people; empty when the block is no byline.

    Several credits may stand on lines of their own, or in a quotation.
    """
    text = block.text.strip()
    if block.kind not in {"paragraph", "blockquote"} or len(text) > MAX_BYLINE:
        return ()
    if re.search(r"[。！？!?]", text):
        return ()
    if by := _BY.match(" ".join(text.split())):
        role = _ROLES.get(f"{(by['role'] or '').lower()} by", "author")
        return tuple(Person(name, role) for name in split_people(by["names"]))
    people: list[Person] = []
    for line in _source_lines(block):
        credits = list(_CREDIT.finditer(line))
        if not credits or line[: credits[0].start()].strip():
            return ()
        people += _people(line, credits)
    return tuple(people) if people and people[0].role in _TEXT_ROLES else ()


def _source_lines(block: Block) -> Iterator[str]:
    """The lines of a block without mark-up, as they were broken: between Han the parser joins."""
    if not _CREDIT.match(block.text.strip()):
        yield block.text
        return
    for token in block.tokens:
        for line in token.content.split("\n") if token.type == "inline" else ():
            yield plain(block_parser().parseInline(line)[0].children or ()).strip()


def _people(line: str, credits: Sequence[re.Match[str]]) -> Iterator[Person]:
    for credit, following in zip(credits, [*credits[1:], None], strict=True):
        names = line[credit.end() : following.start() if following else len(line)]
        role = _ROLES[credit["role"].lower()]
        yield from (Person(name, role) for name in split_people(names) if len(name) <= 40)


def take_source(chapter: Composition) -> None:
    """The last line, when it is one link that says where the post comes from."""
    if len(chapter.blocks) < 2:
        return
    last = chapter.blocks[-1]
    source = read_source(last)
    if not source or chapter.blocks[-2].kind == "heading" or _ends_in_references(chapter):
        return
    if _agrees(chapter, source[1]) and chapter.allows(Code.SOURCE_LINE, last):
        chapter.source = source
        chapter.change(Code.SOURCE_LINE, f"last line became the source: {source[1]}", last)
        chapter.blocks.pop()


def _ends_in_references(chapter: Composition) -> bool:
    last = len(chapter.blocks)
    return any(found.stop == last for found in find_lists(chapter.blocks))


def _agrees(chapter: Composition, url: str) -> bool:
    """Whether the header names no other source."""
    known = chapter.known_source
    return not known or canonical_url(known) == canonical_url(url)


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


def take_origins(chapter: Composition) -> None:
    """Move ``本文首发于 …`` and ``Originally published at …`` to the chapter's end."""
    for index in _near_ends(len(chapter.blocks), at_end=_AT_END):
        block = chapter.blocks[index]
        found = read_origin(block)
        if found is None or _is_of_a_list(chapter, index):
            continue
        first, name, url = found
        code = Code.PUBLISHED_AT if first else Code.SOURCE_LINE
        taken = chapter.published_at if first else chapter.source
        if taken or not chapter.allows(code, block) or not (first or _agrees(chapter, url)):
            continue
        if first:
            chapter.published_at = (name, url)
        else:
            chapter.source = (name, url)
        chapter.change(code, f"{'first published at' if first else 'source'}: {url}", block)
        del chapter.blocks[index]
        return


def _is_of_a_list(chapter: Composition, index: int) -> bool:
    """Whether the block is an item of a list of references."""
    return any(found.start <= index < found.stop for found in find_lists(chapter.blocks))


def read_origin(block: Block) -> tuple[bool, str, str] | None:
    """(whether it is where the post first appeared, name, address) of a line that says so.

    The line has to be short and to have one address: more is text of the author's.
    """
    paragraphs = [token for token in block.tokens if token.type == "inline"]
    if block.kind not in {"paragraph", "blockquote"} or len(paragraphs) != 1:
        return None
    text = " ".join(block.text.split())
    match = _ORIGIN.match(text) or _ORIGIN_EN.match(text)
    if len(text) > MAX_ORIGIN or match is None or not match[0].strip():
        return None
    places = list(_places(paragraphs[0].children or ()))
    if len(places) != 1:
        return None
    name, url = places[0]
    rest = _URL.sub("", text[match.end() :]).replace(name, "", 1)
    if len(re.findall(r"\w", rest)) > 40 or re.search(r"[。！？!?]\s*\S", rest):
        return None
    return bool(match["first"]), name, url


def _places(children: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """(text, address) of links, and of addresses that stand bare."""
    label: list[Token] = []
    url = ""
    for token in significant(children):
        if token.type == "link_open":
            url, label = str(token.attrGet("href") or ""), []
        elif token.type == "link_close":
            if url.startswith(("http://", "https://")):
                text = plain(label).strip()
                yield ("" if _URL.match(text) else text), url
            url = ""
        elif url:
            label.append(token)
        elif token.type == "text":
            yield from (("", match[0].rstrip(".,;")) for match in _URL.finditer(token.content))
