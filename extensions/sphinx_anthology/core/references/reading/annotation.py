"""What an author says of a work beside its title: who wrote it, when, where, and what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...patterns import regex
from .authors import is_name, is_person, is_surnamed, read_names
from .dates import DATE, YEAR, read_date, take_accessed
from .hosts import evidence_for

_ROLE = regex(
    r"(?:^|[,，;；、。.（(\s])(?:原文?作者|作者|著者|author)(?:为|是|[:：])?\s*(?P<name>[^,，;；。、()（）\s][^,，;；。()（）]{1,40}?)\s*(?=[,，;；。)）]|以及|$)",
    re.I,
)
_TRANSLATOR = regex(
    r"(?:^|[,，;；、。（(\s])(?:译者|翻译|translator)(?:为|是|[:：])?\s*(?P<name>[^,，;；。、()（）\s]{2,20})(?=[,，;；。)）]|$)",
    re.I,
)
_FROM = regex(
    r"(?:^|[,，;；（(\s])(?:来自于?|出自|刊于|载于?)\s*(?P<site>[^,，;；。（）()]{2,30}?)\s*(?:官方)?(?:网站|网|官网)?(?:的.{0,20})?(?=[,，;；。（(]|$)"
)
_WHEN = regex(
    rf"(?:发表|发布|出版|更新|published|posted)?(?:时间|日期|于|on|in)?\s*(?:为|是|[:：])?\s*(?P<date>{DATE}|{YEAR})",
    re.I,
)
_BY = regex(
    r"^(?:\(|（)?\s*(?:by|von|par|作者|文)\s*[:：/]?\s*(?P<name>[^,，;；(（.。–—]{2,50}?)\s*(?:[)）]|(?=[,，;；(（.。–—]|\s-\s)|$)",
    re.I,
)
_ON = regex(r"^(?:on|in|at|via|from|@)\s+(?P<site>[A-Z][\w.’' ]{1,30}?)\s*[.,]?$")
_SITE_IN_BRACKETS = regex(r"^[（(]\s*(?P<site>[^()（）]{2,40}?)\s*[)）]$")
_NAME_DATE = regex(rf"^(?:by\s+)?(?P<name>[^,，0-9]{{2,40}})[,，]\s*(?P<date>{DATE}|{YEAR})\W*$")
_WRAPPED = regex(
    r"^[（(]\s*(?P<inner>[^()（）]*(?:[（(][^()（）]*[)）][^()（）]*)*)\s*[)）][.。]?$", re.S
)


@dataclass(frozen=True, slots=True)
class Remarks:
    """What stood beside a title, taken apart; `note` is all that no field says."""

    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    date: str = ""
    accessed: str = ""
    site: str = ""
    note: str = ""


def read_after(text: str, url: str) -> Remarks:
    """Read what follows a link. Dates and names count where the words say what they are."""
    text, accessed = take_accessed(text)
    text = text.strip(" ,，;；\u3000")
    text = re.sub(r"^[-–—―:：.。]+\s*", "", text).strip()
    whole = _NAME_DATE.match(text)
    if whole and is_name(whole["name"].strip()):
        return Remarks((whole["name"].strip(),), (), read_date(whole["date"]), accessed)
    if re.fullmatch(rf"[（(\[]?\s*(?:{DATE}|{YEAR})\s*[)）\]]?[.。]?", text):
        return Remarks(date=read_date(text.strip("（([ ")), accessed=accessed)
    authors, rest = _by(text)
    site, rest = _site(rest, url)
    stated = _ROLE.search(text)
    if stated and not authors:
        people = read_names(stated["name"])
        authors = people.names if people else ()
    translator = _TRANSLATOR.search(text)
    date = ""
    when = _WHEN.match(rest) or next(
        (m for m in _WHEN.finditer(rest) if m[0] != m["date"] and not m[0].startswith(m["date"])),
        None,
    )
    if when:
        date = read_date(when["date"])
    return Remarks(
        authors, (translator["name"],) if translator else (), date, accessed, site, tidy_note(rest)
    )


def tidy_note(text: str) -> str:
    """A remark without the brackets and dashes around it."""
    text = text.strip(" ,，;；\u3000\n")
    text = re.sub(r"^[-–—―:：]+\s*", "", text).strip()
    text = re.sub(r"^[.。,，;；]+\s*", "", text)
    wrapped = _WRAPPED.match(text)
    if wrapped:
        text = wrapped["inner"].strip()
    return "" if re.fullmatch(r"[\W_]*", text) else text.strip(" ,，")


def _by(text: str) -> tuple[tuple[str, ...], str]:
    match = _BY.match(text)
    people = read_names(match["name"]) if match else None
    if match is None or people is None:
        return (), text
    return people.names, text[match.end() :].strip(" ,，")


def _site(text: str, url: str) -> tuple[str, str]:
    """A site that the remark names."""
    for pattern in (_ON, _SITE_IN_BRACKETS):
        match = pattern.match(text)
        if match and evidence_for(match["site"].strip(), url):
            return match["site"].strip(), text[match.end() :]
    stated = _FROM.search(text)
    if stated and not re.search(r"\d", stated["site"]):
        return stated["site"].strip(), text
    return "", text


def site_in(text: str, url: str) -> str:
    """The capitalised words in *text* that spell the host of *url*: `A List Apart has …`."""
    words = text.split()
    for start in range(len(words)):
        if not words[start][:1].isupper():
            continue
        for stop in range(min(start + 4, len(words)), start, -1):
            name = " ".join(words[start:stop]).strip(",.:;：，")
            letters = re.sub(r"[^a-z0-9]", "", name.casefold())
            if (
                len(letters) >= 4
                and name.isascii()
                and evidence_for(name, url)
                and not is_person(name)
            ):
                return name
    return ""


def author_in(text: str) -> str:
    """`可以阅读 Stefan Prodan 的文章`: whose it is, as the words before a link say."""
    match = re.search(
        r"(?P<name>[A-Z][a-z.’-]+(?: [A-Z][a-zA-Z.’-]+){1,3})\s*的"
        r"(?:文章|博客|博文|书|论文|演讲|视频|$)",
        text,
    )
    if match:
        return match["name"]
    owner = re.fullmatch(r"(?P<name>[\u3400-\u9fff]{2,4})的", text)
    return owner["name"] if owner and is_surnamed(owner["name"]) else ""
