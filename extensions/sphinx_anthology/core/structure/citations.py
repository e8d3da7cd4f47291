"""Marks in the text that cite the chapter's list: `[1]`, `[1,3]`, `¹`, `（参考5）`, `(Codd, 1970)`.

Indices of arrays, intervals and years look alike, so a number counts only when the list has it, and
what stands before it is no name of a variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markdown_it.token import Token

from ...diagnostics import Place
from ...model import Citation, Reference
from ..markdown.blocks import Block, text_token
from ..patterns import regex
from ..references.works.identify import canonical_url
from .composition import Composition

CITATION = "citation"  # type of the token that stands for a mark
_NUMBERS = r"\d{1,3}(?:\s*[-–—~～,，、;；]\s*\d{1,3})*"
_MARK = regex(
    rf"[\[［【〔]\s*\^?(?P<numbers>{_NUMBERS})\s*[\]］】〕]"
    rf"|[（(]\s*(?:见|参见|详见)?\s*(?:参考(?:文献|资料|链接)?|文献|引用|refs?\.?|reference)\s*[\[［]?\s*(?P<named>{_NUMBERS})\s*[\]］]?\s*[)）]"
    r"|(?P<raised>[¹²³⁰⁴-⁹]+(?:[,，][¹²³⁰⁴-⁹]+)*)",
    re.I,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_AUTHOR_YEAR = regex(
    r"[（(](?P<inside>[^()（）]{2,160}?\d{4}[a-z]?)[)）]"
    r"|(?P<who>[A-Z\u00c0-\u024f][\w’'-]+"
    r"(?:(?: and | & |与|和)[A-Z\u00c0-\u024f][\w’'-]+)?(?: et al\.?)?)"
    r" [（(](?P<year>\d{4}[a-z]?)[)）]"
)
_ONE_IN_BRACKETS = regex(
    r"(?:(?:see(?: also)?|e\.g\.|cf\.|参见|见|例?如)\s*[,:：]?\s*)?(?P<who>[^\d;；]{2,80}?)"
    r"(?:等人?)?[,，]?\s*(?P<year>(?:1[5-9]|20)\d\d)[a-z]?$"
)
_BETWEEN = regex(r"([;；]\s*|(?<=\d{4})[,，]\s*(?=[A-Z\u3400-\u9fff]))")
_INTERVAL = regex(r"(?:区间|范围|之间|从|属于|值域|interval|range|between|in|∈|=|\\in)\s*$", re.I)
# words that a mark may stand close behind; where the author numbers the list `[1]`, more are
_PROSE = regex(r"[A-Z][A-Za-z]+")
_PROSE_BRACKETED = regex(r"[A-Za-z]{4,}|[A-Z][A-Za-z]+|[A-Za-z]\w*(?:\.\w+)+")
_CODE_GOES_ON = regex(r"\s*(?:[=+*/<>-]=?\s*[\w(\[]|\.[A-Za-z]|\[\D)")
_WORD_BEFORE = regex(r"[A-Za-z_][\w.]*$")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of references as the text may cite it."""

    references: tuple[Reference, ...]
    anchors: tuple[str, ...]
    numbers: tuple[str, ...]
    notes: bool = False  # they were footnotes
    bracketed: bool = False  # the author numbers them `[1]`

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(reference.key for reference in self.references)


@dataclass(frozen=True, slots=True)
class _Target:
    key: str
    anchor: str
    number: str


class _Index:
    """What marks may lead to."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self.by_number: dict[str, _Target] = {}
        self.by_note: dict[str, _Target] = {}
        self.by_url: dict[str, _Target] = {}
        self.by_name: dict[tuple[str, str], set[_Target]] = {}
        self.bracketed = any(group.bracketed for group in listed)
        for group in listed:
            for reference, anchor, number in zip(
                group.references, group.anchors, group.numbers, strict=True
            ):
                target = _Target(reference.key, anchor, number)
                if group.notes:
                    self.by_note.setdefault(reference.label, target)
                elif reference.label:
                    self.by_number.setdefault(reference.label, target)
                if reference.url:
                    self.by_url.setdefault(canonical_url(reference.url), target)
                self._add_names(reference, target)

    def _add_names(self, reference: Reference, target: _Target) -> None:
        year = reference.date[:4]
        if year and reference.authors:
            name = _family(reference.authors[0])
            self.by_name.setdefault((name, year), set()).add(target)

    def named(self, who: str, year: str) -> _Target | None:
        """The one entry by *who* of *year*; None when there are two, or none."""
        first = re.split(r"[,，、]| and | & |与|和|(?i: et al)", who.strip())[0].strip()
        found = self.by_name.get((_family(first), year[:4]), set())
        return next(iter(found)) if len(found) == 1 else None


def mark_citations(chapter: Composition, listed: Sequence[Listed]) -> None:
    """Put a citation token in place of every mark in the text that leads to an entry."""
    if not listed:
        return
    index = _Index(listed)
    writer = _Writer(chapter, index)
    intervals = _reads_as_indices(chapter.blocks, index)
    for block in chapter.blocks:
        for token in block.tokens:
            if token.children:
                token.children = list(writer.rewrite(token, plain_numbers=not intervals))


def _reads_as_indices(blocks: Sequence[Block], index: _Index) -> bool:
    """Most numbers in brackets name nothing in the list: they are not citations."""
    known = unknown = 0
    for block in blocks:
        for token in block.tokens:
            for child in token.children or ():
                for match in _MARK.finditer(child.content) if child.type == "text" else ():
                    numbers = re.findall(r"\d+", match["numbers"] or "")
                    known += sum(n in index.by_number for n in numbers)
                    unknown += sum(n not in index.by_number for n in numbers)
    return unknown > known


class _Writer:
    """Rewrites inline tokens, and numbers the places that cite."""

    def __init__(self, chapter: Composition, index: _Index) -> None:
        self.chapter, self.index = chapter, index
        self.count = 0

    def rewrite(self, token: Token, *, plain_numbers: bool) -> Iterator[Token]:
        self.line = token.map[0] + 1 if token.map else 0
        children = list(token.children or ())
        before = ""
        at = 0
        while at < len(children):
            child = children[at]
            at += 1
            if child.type == "text":
                raised = at > 1 and children[at - 2].type == "sup_open"
                yield from self._text(child, before, raised, plain_numbers)
            elif child.type == "footnote_ref" and child.meta.get("label") in self.index.by_note:
                target = self.index.by_note[child.meta["label"]]
                yield self._citation([("[", None), (target.number, target), ("]", None)])
            elif child.type == "link_open":
                stop = next(i for i in range(at, len(children)) if children[i].type == "link_close")
                inner = children[at:stop]
                cited = self._linked(child, inner)
                yield from [cited] if cited else children[at - 1 : stop + 1]
                before = (before + "".join(t.content for t in inner))[-80:]
                at = stop + 1
            else:
                yield child
            if child.type in {"text", "code_inline", "math_inline"}:
                before = (before + child.content)[-80:]

    def _citation(self, parts: list[tuple[str, _Target | None]]) -> Token:
        parts = _whole(parts)
        self.count += 1
        anchor = f"cite-{self.count}"
        token = Token(CITATION, "", 0)
        token.content = "".join(text for text, _ in parts)
        token.meta = {
            "parts": [(text, t.anchor if t else "") for text, t in parts],
            "anchor": anchor,
        }
        keys = dict.fromkeys(_keys(parts, self.index))
        place = Place(self.chapter.path, self.line)
        self.chapter.citations.append(Citation(tuple(keys), anchor, place))
        return token

    def _linked(self, opening: Token, inner: Sequence[Token]) -> Token | None:
        """`[1](#ref1)`, `[[1]](url)`, `[1][id]`: a link whose words are only a number."""
        words = "".join(t.content for t in inner)
        number = re.fullmatch(r"\s*[\[［【]?\s*(\d{1,3})\s*[\]］】]?\s*", words)
        href = str(opening.attrGet("href") or "")
        if number is None or any(t.type != "text" for t in inner):
            return None
        target = (
            self.index.by_number.get(number[1])
            if href.startswith("#")
            else self.index.by_url.get(canonical_url(href))
        )
        if target is None:
            return None
        shown = (
            words.strip() if "[" in words or "［" in words or "【" in words else f"[{number[1]}]"
        )
        return self._citation(_around(shown, number[1], target))

    def _text(
        self, child: Token, before: str, raised: bool, plain_numbers: bool
    ) -> Iterator[Token]:
        text = child.content
        start = 0
        if raised and re.fullmatch(rf"\s*{_NUMBERS}\s*", text):
            parts = self._parts(text) if _may_be_raised(before) else None
            yield self._citation(parts) if parts else child
            return
        for match in self._matches(text, before, plain_numbers or raised):
            parts = self._read(match)
            if parts is None:
                continue
            if match.start() > start:
                yield text_token(text[start : match.start()])
            yield self._citation(parts)
            start = match.end()
        if start == 0:
            yield child
        elif start < len(text):
            yield text_token(text[start:])

    def _matches(self, text: str, before: str, plain_numbers: bool) -> Iterator[re.Match[str]]:
        found = [
            m
            for m in _MARK.finditer(text)
            if self._is_mark(m, before + text[: m.start()], text[m.end() :], plain_numbers)
        ]
        if self.index.by_name:
            taken = {(m.start(), m.end()) for m in found}
            named = (m for m in _AUTHOR_YEAR.finditer(text))
            found += [m for m in named if not any(m.start() < e and s < m.end() for s, e in taken)]
        yield from sorted(found, key=lambda m: m.start())

    def _is_mark(self, match: re.Match[str], before: str, after: str, plain_numbers: bool) -> bool:
        if match["named"]:
            return True
        if match["raised"]:
            return _may_be_raised(before)
        if not plain_numbers:
            return False
        if re.match(r"[处行步号式]", after):
            return False  # 【2】处: a place in the code above
        numbers = match["numbers"]
        if not numbers.strip().isdigit() and (not self.index.bracketed or _INTERVAL.search(before)):
            return False
        if not before.strip():
            return False  # the number of an item
        word = _WORD_BEFORE.search(before)
        if word:  # dp[1] is a place in an array; nodes[6] and ACL[1] may be citations
            shape = _PROSE_BRACKETED if self.index.bracketed else _PROSE
            prose = shape.fullmatch(word[0]) and not _CODE_GOES_ON.match(after)
            return bool(prose) and word[0] not in self._identifiers
        return not before.endswith(("]", ")", "_")) or self.index.bracketed

    @cached_property
    def _identifiers(self) -> frozenset[str]:
        """Names in the chapter's code, and words that the text uses with an index of no item."""
        code = [t.content for t in self.chapter.tokens if t.type in {"fence", "code_block"}]
        spans = [
            c.content
            for t in self.chapter.tokens
            for c in t.children or ()
            if c.type == "code_inline"
        ]
        names = re.findall(r"[A-Za-z_]\w*", "\n".join([*code, *spans]))
        used = re.findall(r"([A-Za-z]{2,})\[([^\]]{1,8})\]", "\n".join(self.chapter.source_lines))
        return frozenset(names) | {
            word for word, index in used if index not in self.index.by_number
        }

    def _read(self, match: re.Match[str]) -> list[tuple[str, _Target | None]] | None:
        groups = match.groupdict()
        if "inside" in groups:
            return self._names(match)
        if groups["raised"]:
            plain = groups["raised"].translate(_RAISED)
            return self._parts(plain)
        return self._parts(match[0])

    def _parts(self, text: str) -> list[tuple[str, _Target | None]] | None:
        """*text* with each number linked; None when the list lacks one of them."""
        parts: list[tuple[str, _Target | None]] = []
        start = 0
        for number in re.finditer(r"\d{1,3}", text):
            target = self.index.by_number.get(number[0].lstrip("0") or "0")
            if target is None:
                return None
            parts += [(text[start : number.start()], None), (number[0], target)]
            start = number.end()
        parts.append((text[start:], None))
        return [part for part in parts if part[0]]

    def _names(self, match: re.Match[str]) -> list[tuple[str, _Target | None]] | None:
        """`(Codd, 1970; Date, 1975)`, `Codd (1970)`."""
        if match["who"]:
            target = self.index.named(match["who"], match["year"])
            return [(match[0], target)] if target else None
        parts: list[tuple[str, _Target | None]] = []
        found = False
        for piece in _BETWEEN.split(match["inside"]):
            one = _ONE_IN_BRACKETS.fullmatch(piece.strip())
            target = self.index.named(one["who"], one["year"]) if one else None
            found = found or target is not None
            parts.append((piece, target))
        return [(match[0][0], None), *parts, (match[0][-1], None)] if found else None


def _whole(parts: list[tuple[str, _Target | None]]) -> list[tuple[str, _Target | None]]:
    """Brackets around one number belong to its link: more for a finger to hit."""
    cited = [target for _, target in parts if target]
    around = "".join(text for text, target in parts if target is None)
    if len(cited) != 1 or not re.fullmatch(r"[\[\]［］【】〔〕\s]*", around):
        return parts
    return [("".join(text for text, _ in parts), cited[0])]


def _around(shown: str, number: str, target: _Target) -> list[tuple[str, _Target | None]]:
    head, _, tail = shown.partition(number)
    return [part for part in ((head, None), (number, target), (tail, None)) if part[0]]


def _keys(parts: Sequence[tuple[str, _Target | None]], index: _Index) -> Iterator[str]:
    """What a mark cites, in order: `[2-5]` also what lies between."""
    last, between = "", False
    for text, target in parts:
        if target is None:
            between = bool(re.fullmatch(r"\s*[-–—~～]\s*", text))
            continue
        if between and last.isdigit() and target.number.isdigit():
            inner = map(str, range(int(last) + 1, int(target.number)))
            yield from (index.by_number[n].key for n in inner if n in index.by_number)
        yield target.key
        last, between = target.number, False


def _may_be_raised(before: str) -> bool:
    """A small number behind a word is a citation; behind a digit, a unit or a variable a power."""
    return not re.search(r"(?:^|[^A-Za-z])[A-Za-z]{1,2}$|[\d)\]}]$", before) and bool(
        before.strip()
    )


def _family(name: str) -> str:
    """What a citation calls an author by: Codd of `Codd, E. F.` and `Edgar Codd`; 李航 whole."""
    head = re.sub(r"^(?:[A-Z]\.-?)+(?=[A-Z][a-z])", "", name.split(",")[0].strip())
    if re.search(r"[\u3400-\u9fff]", head) or "," in name:
        return head.casefold()
    words = [w for w in head.split() if not re.fullmatch(r"(?:[A-Z]\.?){1,3}", w)]
    return (words[-1] if words else head).casefold()
