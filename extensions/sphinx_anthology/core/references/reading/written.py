"""An item of a reference list as one string that patterns can read.

Markdown says with mark-up what a citation style says with type: the title of a journal is slanted,
that of a web page is a link. So an item becomes its plain text with four marks in it for slanted
text and links, and one character for each address that stands bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from ...patterns import regex

SLANT, UPRIGHT = "\ue000", "\ue001"  # around slanted text
LINK, UNLINK = "\ue002", "\ue003"  # around the words of a link
URL = "\ufffc"  # an address that stands bare, or whose words say nothing
MARKS = f"{SLANT}{UPRIGHT}{LINK}{UNLINK}"
_NO_MARKS = dict.fromkeys(map(ord, MARKS))

_ADDRESS = r"https?://[^\s<>\"'，。；）》」】\ue000-\ue003\ufffc]+"
_LOST = regex(  # links that lost a bracket: `[text]http://x`, `[text](http://x y)`
    rf"\[(?P<words>[^\[\]]{{1,200}})\](?:\(\s*(?P<inner>{_ADDRESS})(?P<more>\s[^()\n]{{0,80}})?\)|(?P<outer>{_ADDRESS}))"
)
_BARE = regex(_ADDRESS)
_ADDRESS_LIKE = regex(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*|(?:doi:?\s*)?10\.\d{4,9}/\S+", re.I
)
_EMPTY_WORDS = {
    "doi", "pdf", "link", "url", "html", "ps", "arxiv", "code", "here", "this", "链接", "链接地址",
    "地址", "原文链接", "网址", "点击这里", "这里", "点此", "こちら", "github", "github repo",
}  # fmt: skip
_HAN_END = regex(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]$")
LABEL = regex(
    r"^\s*(?:[\[［【〔]\s*\^?(?P<bracketed>[\w.:+-]{1,40}?)\s*[\]］】〕]\s*[:：.]?\s*(?=\S)"
    r"|[（(](?P<round>\d{1,3})[)）]\s*(?=\S)|(?P<plain>\d{1,3})(?:[.．](?!\d)|[、)）]|[:：](?=\s))\s*(?=\S))"
)


@dataclass(frozen=True, slots=True)
class Written:
    """An item as the author wrote it, without its bullet or number."""

    marked: str  # text with marks
    hrefs: tuple[str, ...]  # the address of each LINK and each URL in `marked`, in order
    source: str  # its Markdown
    line: int  # of the file
    label: str = ""  # what the author calls it: `3` of `[3]`
    before: str = ""  # the label as it stood: `[3] `

    @property
    def plain(self) -> str:
        """Its words: neither marks nor addresses."""
        return tidy(self.marked.replace(URL, " "))

    @property
    def url(self) -> str:
        """The address of its first link."""
        return self.hrefs[0] if self.hrefs else ""


def tidy(text: str) -> str:
    """*text* without marks, one space between words."""
    return " ".join(text.translate(_NO_MARKS).split())


def read_tokens(children: Sequence[Token], source: str, line: int) -> Written:
    """The item that the inline tokens *children* make."""
    pieces: list[str] = []
    hrefs: list[str] = []
    index = 0
    while index < len(children):
        token = children[index]
        index += 1
        if token.type == "link_open":
            closing = _closing(children, index)
            _add_link(children[index:closing], str(token.attrGet("href") or ""), pieces, hrefs)
            index = closing + 1
        else:
            pieces.append(_piece(token, hrefs))
    return Written(_one_line("".join(pieces)), tuple(hrefs), source, line)


def take_label(item: Written) -> Written:
    """*item* without the number or name that the author put before it."""
    match = LABEL.match(item.marked)
    if match is None:
        return item
    label = match["bracketed"] or match["round"] or match["plain"]
    source = LABEL.sub("", re.sub(r"^\s*\\\[(.*?)\\\]", r"[\1]", item.source), count=1)
    rest = item.marked[match.end() :].strip()
    return Written(rest, item.hrefs, source.strip(), item.line, label, match[0])


def _closing(children: Sequence[Token], start: int) -> int:
    return next(i for i in range(start, len(children)) if children[i].type == "link_close")


def _add_link(inner: Sequence[Token], href: str, pieces: list[str], hrefs: list[str]) -> None:
    words = "".join(_piece(token, None) for token in inner)
    says = tidy(words).strip(" .:：()（）[]【】")
    empty = not says or says == href or says.casefold() in _EMPTY_WORDS
    if empty or _ADDRESS_LIKE.fullmatch(says):
        if href:  # the words tell nothing that the address does not
            hrefs.append(href)
            pieces.append(URL)
    elif not href:  # the words are all there is of a link without a target
        pieces.append(words)
    elif href == (hrefs[-1] if hrefs else "") and _ends_with_link(pieces):
        _continue_link(words, pieces)
    else:
        hrefs.append(href)
        pieces += [LINK, words.strip(), UNLINK, " " if words.endswith(" ") else ""]


def _ends_with_link(pieces: Sequence[str]) -> bool:
    """Whether nothing but spaces stands behind the last link."""
    return next((piece for piece in reversed(pieces) if piece.strip()), "") == UNLINK


def _continue_link(words: str, pieces: list[str]) -> None:
    """An editor cut one link in two: put the halves together again."""
    at = len(pieces) - 1 - pieces[::-1].index(UNLINK)
    space = "".join(pieces[at + 1 :])
    pieces[at:] = [" " if space else "", words.strip(), UNLINK]


def _piece(token: Token, hrefs: list[str] | None) -> str:
    """What *token* is in the marked text; without *hrefs* addresses stay text."""
    match token.type:
        case "text" | "text_special":
            text = _unmarked(token.content)
            return text if hrefs is None else _with_addresses(text, hrefs)
        case "code_inline" | "math_inline" | "math_display":
            return _unmarked(token.content)
        case "softbreak":
            return "\v"
        case "hardbreak":
            return "\n"
        case "em_open":
            return SLANT
        case "em_close":
            return UPRIGHT
    return ""


def _unmarked(text: str) -> str:
    return re.sub(f"[{MARKS}{URL}]", "", text)


def _with_addresses(text: str, hrefs: list[str]) -> str:
    def lost(match: re.Match[str]) -> str:
        address, words = match["inner"] or match["outer"], match["words"]
        if _BARE.fullmatch(words.strip()):
            hrefs.append(words.strip())  # the words are the address, whole
            return URL
        if re.fullmatch(r"\s[^\s-][^()\n]*\.\w{2,5}", match["more"] or ""):
            address += match["more"].replace(" ", "%20")  # a space in a file's name
        hrefs.append(_trim(address)[0])
        return f"{LINK}{words}{UNLINK}"

    def bare(match: re.Match[str]) -> str:
        address, rest = _trim(match[0])
        hrefs.append(address)
        return URL + rest

    # both kinds in the order they stand in
    out, start = [], 0
    for match in _LOST.finditer(text):
        out += [_BARE.sub(bare, text[start : match.start()]), lost(match)]
        start = match.end()
    return "".join([*out, _BARE.sub(bare, text[start:])])


def _trim(address: str) -> tuple[str, str]:
    """(address, what a sentence put behind it)."""
    kept = address.rstrip(".,;:!?*_")
    while kept.endswith(")") and kept.count(")") > kept.count("("):
        kept = kept[:-1].rstrip(".,;:!?")
    return kept, address[len(kept) :]


def _one_line(text: str) -> str:
    """Wrapped lines joined: with a space, but not between Han."""
    parts = text.split("\v")
    joined = parts[0]
    for part in parts[1:]:
        between = "" if _HAN_END.search(joined) and re.match(r"[\u2e80-\u9fff]", part) else " "
        joined = joined.rstrip() + between + part.lstrip()
    return re.sub(r"[ \t\u00a0\u3000]+", " ", joined).strip()


def join(items: Iterable[Written]) -> Written:
    """One item of several that belong together, such as a title and, below it, its address."""
    parts = list(items)
    return Written(
        "\n".join(part.marked for part in parts),
        tuple(href for part in parts for href in part.hrefs),
        "\n".join(part.source for part in parts),
        parts[0].line,
        parts[0].label,
        parts[0].before,
    )
