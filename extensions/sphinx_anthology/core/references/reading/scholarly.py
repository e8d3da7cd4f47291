"""Citations in the styles of scholars: APA, MLA, Chicago, Harvard, and their likes in Chinese.

They differ in where the year stands and in what marks the title: quotation marks, slanted type, a
link, or only a full stop. Each reader knows one order; the first that fits reads the item.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...patterns import regex
from .authors import Names, is_surnamed, looks_like_people, may_be_person, read_names
from .dates import DATE, YEAR, find_date, read_date, take_accessed
from .draft import Draft
from .hosts import kind_of
from .imprint import MARK, goes_on, read_source, read_title_and_source, unquoted
from .running import read_running
from .written import LABEL, LINK, SLANT, UNLINK, UPRIGHT, URL, Written, tidy

_AUTHOR_YEAR = regex(  # Lewis, G. (2021). …
    rf"^(?P<who>[^{LINK}{URL}]{{2,900}}?){MARK}[.,，]?\s*[(（]\s*(?P<when>{YEAR}[a-z]?(?:\s*[,，]\s*[^()（）]{{2,20}})?|n\.d\.)\s*[)）]"
    rf"{UPRIGHT}?[.,:：，。]?{UPRIGHT}?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_YEAR_NEXT = regex(  # Johansson, R. 2009. …   IUCN 2019. …
    rf"^(?P<who>[^{LINK}{URL}()“”\"]{{2,600}}?){MARK}[.,，]?\s+(?P<when>{YEAR})[a-z]?{MARK}[.:,，。]\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
_QUOTED = regex(
    rf"^(?P<who>[^“”\"「『{URL}]{{2,600}}?)[.,，:：。]?\s*(?:{MARK})[“\"「『]\s*(?:{MARK})(?P<title>[^“”\"「」『』]{{3,400}}?){MARK}(?P<end>[.,，?!？！]?)\s*[”\"」』]{MARK}(?P<rest>.*)$",
    re.DOTALL,
)
_SLANTED = regex(
    rf"^(?P<who>[^{SLANT}{LINK}{URL}]{{2,400}}?)[.,，:：。]\s*{SLANT}(?P<title>[^{UPRIGHT}]{{3,300}}?)[.,]?{UPRIGHT}[.,，]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_LINKED = regex(
    rf"^(?P<who>[^{LINK}{URL}]{{2,600}}?)[.,，:：。]?\s*[“\"「]?{LINK}(?P<title>[^{UNLINK}]+){UNLINK}[”\"」]?[.,]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_COLON = regex(  # Vitolo, C. and Fry, M.: Title, Journal, 8(2), 2016a.
    r"^(?P<who>[^:]{4,600}?[A-Z]\.):\s+(?P<rest>.+)$", re.DOTALL
)
_ET_AL = regex(r"^(?P<who>[^“\"]{2,120}?\bet\.? al\.?)[,:]?\s+(?P<rest>[^(（].+)$", re.DOTALL)
_PRESS = regex(  # …清华大学出版社, 2012
    rf"(?P<publisher>[^.．。,，:：\s]{{2,20}}(?:出版社|出版公司|书店|书局|印书馆|Press|出版集团))[,，.．\s]*"
    rf"(?P<date>{YEAR}(?:[-.年]\d{{1,2}}月?)?)?年?版?[^\w]*(?P<rest>.*)$",
    re.DOTALL,
)
_BEFORE_PRESS = regex(  # 李航. 统计学习方法. 北京:
    r"^(?P<who>[^.．。《]{2,60})[.．。，,：:]\s*《?(?P<title>[^.．。》]{2,80}?)》?[.．。，,]\s*"
    r"(?:(?P<place>[^.．。:：,，]{2,12})[:：]\s*)?$",
)
_NUMBERS_LAST = regex(  # Trusting Trust, Journal of Trust. August 1984, 27 (8): 761–763.
    rf"^(?P<title>.{{8,200}}?)[，,.]\s*(?P<container>[A-Z][^,，.]{{3,80}})[.,，]\s*(?P<date>{DATE}|{YEAR})[,，]\s*(?P<volume>\d+)\s*"
    r"\((?P<issue>[\w-]+)\)\s*[:：,]\s*(?P<pages>[\d\w–-]+)\W*$"
)
_TALK = regex(
    r"^(?P<title>.{8,160}?)\s+[-–—]\s+(?P<who>[^,@–—]{3,40}?)(?:,\s*(?P<body>[^@]{2,40}?))?\s+@\s+(?P<container>.{3,60}?)\W*$"
)
_BY_MARK = regex(r"(?:[,，]|\.)?\s+(?:by|By|作者[:：]?)\s+")
_BY = regex(
    rf"^(?P<who>[^{URL}{LINK},，]{{3,80}}?(?:,? (?:and|&) [A-Z][^,]{{3,30}})?)"
    rf"(?P<rest>\s*(?:(?<!\b[A-Z])[,，.(（–—-].*|[{URL}\s]*)?)$",
    re.DOTALL,
)
_NO_TITLE = regex(rf"\b(?:Translated|Edited|Illustrated|Foreword)$|[—–]{{2}}|{URL}")


def read_scholarly(item: Written, *, bold: bool = False) -> Draft | None:
    """Read *item* by the first order that fits; None when none does.

    Args:
        bold: whether an item that is only a name and a title may be read: `李四. 字里行间`.
    """
    text, accessed = take_accessed(item.marked)
    if _is_bare_link(text):
        return None
    text = _unwrapped(re.sub(rf"{SLANT}\s*(et\.? al\.?)\s*{UPRIGHT}", r"\1", text))
    for reader in _READERS:
        draft = reader(text)
        if draft is not None and (draft["title"] or (item.hrefs and draft["date"])):
            draft.add("citation", accessed=accessed, url=_address(item, draft))
            printed = draft["publisher"] or draft["container"]
            if item.hrefs and draft["kind"] in {"book", "article"} and not printed:
                draft.put("url", kind=kind_of(draft["url"]))
            return draft
    return _name_and_title(text, item) if bold else None


def _is_bare_link(text: str) -> bool:
    """A link, or an address, is all there is: the shape of most items."""
    if text == URL:
        return True
    alone = text[:1] == LINK and text[-1:] == UNLINK and text.count(LINK) == 1
    return alone and not re.search(rf"[(（]{YEAR}", text)


def _unwrapped(text: str) -> str:
    """The words of a link that is all there is, when they are a citation: `[Qiu (2018). …](…)`."""
    whole = re.fullmatch(rf"{LINK}(?P<inner>[^{UNLINK}]+){UNLINK}\W*", text)
    if whole is None:
        return text
    dated = _AUTHOR_YEAR.match(whole["inner"])
    who = tidy(dated["who"]) if dated else ""
    people = read_names(who)
    return whole["inner"] if people and _are_people(who, people) else text


def _address(item: Written, draft: Draft) -> str:
    """The link on the title, else the first address."""
    if LINK in item.marked:
        return item.hrefs[item.marked[: item.marked.index(LINK)].count(URL)]
    return item.url


def _author_year(text: str) -> Draft | None:
    match = _AUTHOR_YEAR.match(text)
    if match is None:
        return None
    who = tidy(match["who"])
    if re.match(r"\s*\.", text[match.end("who") :]) and re.search(r"\b[A-Z]$", who):
        who += "."  # an initial's
    people = _people(who)
    if people is None:
        return _year_last(text) if re.search(r"\d", who) else None
    rest = match["rest"]
    draft = _with_people(people)
    draft.add("citation", date=_when(match["when"]))
    rest = re.sub(rf"^{MARK}{match['when'][:4]}{MARK}[.,:]\s*", "", rest)
    # Body. (2021) Title: the year comes again behind who published it
    body = re.match(
        rf"^(?P<body>[A-Z][^.]{{5,120}})\.\s*\({match['when'][:4]}\)\s*(?P<rest>.+)$",
        rest,
        re.DOTALL,
    )
    if body:
        draft.add("citation", publisher=body["body"].strip())
        rest = body["rest"]
    read_title_and_source(rest, draft)
    return draft


def _year_next(text: str) -> Draft | None:
    match = _YEAR_NEXT.match(text)
    if match is None:
        return None
    who = tidy(match["who"]).rstrip(",")
    people = read_names(who)
    again = bool(re.fullmatch(r"[—–-]{2,}\.?", who))  # the people of the entry before
    if not again and (people is None or not _are_people(who, people)):
        return None
    draft = _with_people(people or Names(()))
    draft.add("citation", date=match["when"])
    read_title_and_source(re.sub(rf"^{match['when']}[a-z]?[.,:]\s*", "", match["rest"]), draft)
    return draft


def _are_people(who: str, people: Names) -> bool:
    """Whom a year, a title in slanted type or a link follows."""
    return (
        looks_like_people(who)
        or all(map(may_be_person, people.names))
        or bool(re.fullmatch(r"[A-Z]{2,8}", who))
    )


def _quoted(text: str) -> Draft | None:
    match = _QUOTED.match(text)
    if (
        match is None
        or LINK in match["who"]
        or not looks_like_people(tidy(match["who"]).rstrip(" .,"))
    ):
        return None
    people = read_names(tidy(match["who"]).rstrip(" .,"))
    if people is None or goes_on(match["title"] + match["end"], match["rest"]):
        return None
    draft = _with_people(people)
    end = match["end"] if match["end"] in "?!？！" else ""
    draft.add("citation", title=tidy(match["title"]).rstrip(".,") + end)
    read_source(match["rest"], draft)
    return draft


def _slanted(text: str) -> Draft | None:
    match = _SLANTED.match(text)
    who = tidy(match["who"]) if match else ""
    people = read_names(who)
    if match is None or people is None or not _are_people(who, people):
        return None
    draft = _with_people(people)
    draft.put("citation", kind="book")
    draft.add("citation", title=tidy(match["title"]))
    read_source(match["rest"], draft)
    return draft


def _linked(text: str) -> Draft | None:
    """Tom B Brown, et al. [Language Models are Few-Shot Learners](…) NeurIPS 2020."""
    match = _LINKED.match(text)
    if match is None:
        return None
    who = tidy(match["who"]).rstrip(" .,:：，。")
    year = re.search(rf"[\s,，]+({YEAR})[a-z]?$", who)
    who = who[: year.start()] if year else who
    people = read_names(who)
    stopped = match["who"].rstrip().endswith(".")
    quoted = match["title"].lstrip()[:1] in {"“", '"', "「"}
    named = stopped and (
        re.fullmatch(r"[a-z][\w-]{2,20}", who)
        or may_be_person(who)
        or (quoted and re.fullmatch(r"[A-Z][\w’'-]+", who))
    )
    if people is None or not (looks_like_people(who) or named):
        return None
    draft = _with_people(people)
    draft.add("citation", date=year[1] if year else "")
    draft.add("citation", title=unquoted(tidy(match["title"])))
    read_source(match["rest"], draft)
    return draft


def _handle(text: str) -> Draft | None:
    """pluskid. [浅谈流形学习](…)"""
    match = re.match(
        rf"^(?P<who>[a-z][\w-]{{2,20}})\.\s*{LINK}(?P<title>[^{UNLINK}]+){UNLINK}(?P<rest>.*)$",
        text,
        re.DOTALL,
    )
    if match is None:
        return None
    return Draft(
        "webpage",
        "citation",
        authors=(match["who"],),
        title=tidy(match["title"]),
        note=tidy(match["rest"].replace(URL, "")).strip(" ."),
    )


def _colon(text: str) -> Draft | None:
    match = _COLON.match(text)
    people = read_names(tidy(match["who"])) if match else None
    if match is None or people is None or not looks_like_people(tidy(match["who"])):
        return None
    draft = _with_people(people)
    rest = match["rest"]
    date = find_date(tidy(re.sub(r"\d{4}/", "", rest))[-12:])[0]
    if date:
        draft.add("citation", date=date)
    # the title ends where a comma is followed by a name in capitals and numbers
    body = re.sub(rf",?\s*{YEAR}[a-z]?\.?\s*$", "", rest)
    parts = re.split(r",\s+(?=[A-Z])", body)
    numbered = next(
        (i for i, part in enumerate(parts) if i and re.search(r",\s*\d+\s*\(|\d+\(\d", part)), None
    )
    if numbered is None:
        return None
    draft.add("citation", title=tidy(", ".join(parts[:numbered])))
    read_source(", ".join(parts[numbered:]), draft)
    return draft


def _et_al(text: str) -> Draft | None:
    match = _ET_AL.match(text)
    people = read_names(tidy(match["who"])) if match else None
    if match is None or people is None:
        return None
    year = re.search(rf"[(（]({YEAR})[)）]()", match["rest"])
    year = year or re.search(rf"()[,，.\s]({YEAR})\b(?!\s?[-–])", match["rest"])
    if year is None and LINK not in match["rest"]:
        return None
    draft = _with_people(people)
    if year:
        draft.add("citation", date=year[1] or year[2])
    read_title_and_source(match["rest"], draft)
    return draft


def _year_last(text: str) -> Draft | None:
    """Wilman, H. et al. Title. Journal 95, 2027 (2014)."""
    return _et_al(text) or _quoted(text)


def _chinese_book(text: str) -> Draft | None:
    """李航. 统计学习方法. 北京: 清华大学出版社, 2012."""
    text = tidy(text.replace(URL, " "))
    press = _PRESS.search(text)
    match = _BEFORE_PRESS.match(text[: press.start()]) if press else None
    if press is None or match is None:
        return None
    people = read_names(re.sub(r"[（(]?(?:著|编著|主编|编)[）)]?$", "", match["who"].strip()))
    if people is None or not looks_like_people(", ".join(people.names)):
        return None
    draft = Draft("book", "citation", authors=people.names, et_al=people.et_al)
    draft.add("citation", title=match["title"].strip(), publisher=press["publisher"])
    draft.add("citation", publisher_place=match["place"], date=read_date(press["date"] or ""))
    return draft.add("citation", note=press["rest"].strip())


def _numbers_last(text: str) -> Draft | None:
    match = _NUMBERS_LAST.match(tidy(text.replace(URL, " ")))
    if match is None:
        return None
    draft = Draft(
        "article", "citation", title=match["title"].strip(), container=match["container"].strip()
    )
    return draft.add(
        "citation",
        date=read_date(match["date"]),
        volume=match["volume"],
        issue=match["issue"],
        pages=match["pages"],
    )


def _talk(text: str) -> Draft | None:
    match = _TALK.match(tidy(text.replace(URL, " ")))
    if match is None or not (read_names(match["who"]) and len(match["who"].split()) >= 2):
        return None
    draft = Draft(
        "paper", "citation", title=match["title"].strip(), authors=(match["who"].strip(),)
    )
    draft.add(
        "citation",
        container=match["container"].strip(),
        date=find_date(match["container"])[0],
        note=match["body"],
    )
    return draft


def _title_by(text: str) -> Draft | None:
    """Interviewing Users, by Steve Portigal"""
    if LINK in text:
        return None
    # the last `by` first: `Setting Type by Hand, by Ada Brown`
    for mark in reversed(list(_BY_MARK.finditer(text))[:4]):
        title, match = tidy(text[: mark.start()]).rstrip(" ,"), _BY.match(text[mark.end() :])
        people = read_names(tidy(match["who"])) if match else None
        if match is None or people is None or not 4 <= len(title) <= 200 or _NO_TITLE.search(title):
            continue
        if not all(len(n.split()) > 1 or is_surnamed(n) for n in people.names):
            continue
        draft = _with_people(people)
        if URL not in text:
            draft.put("citation", kind="book")
        draft.add("citation", title=title)
        read_source(match["rest"].lstrip(" ,.-–—"), draft)
        return draft
    return None


def _name_and_title(text: str, item: Written) -> Draft | None:
    """李四. 字里行间"""
    match = re.match(
        r"^(?P<who>[^.．。:：]{2,40})[.．。]\s*(?P<title>[^.．。]{2,80})[.．。]?$",
        tidy(text.replace(URL, " ")),
    )
    if match is None or "《" in match["title"]:
        return None
    people = read_names(match["who"])
    if people is None or not (
        all(map(is_surnamed, people.names)) or looks_like_people(match["who"])
    ):
        return None
    draft = _with_people(people)
    return draft.put("citation", kind="book").add(
        "citation", title=match["title"].strip(), url=item.url
    )


_READERS: tuple[Callable[[str], Draft | None], ...] = (
    _author_year, _chinese_book, _quoted, _year_next, _slanted, _handle, _linked, _colon, _et_al,
    _numbers_last, _talk, _title_by, read_running,
)  # fmt: skip


def _people(who: str) -> Names | None:
    """Names before a year: any body may stand there, as long as no sentence does."""
    who = re.sub(r"^Figure \d+[.:]\s*", "", LABEL.sub("", who)).strip()
    found = read_names(who)
    if found is None or re.search(r"[。？！?!]", who):
        return None
    return found


def _with_people(people: Names) -> Draft:
    draft = Draft("article", "citation", et_al=people.et_al)
    return draft.add("citation", authors=people.names)


def _when(text: str) -> str:
    return read_date(re.sub(rf"^({YEAR})[a-z]", r"\1", text)) or text[:4]
