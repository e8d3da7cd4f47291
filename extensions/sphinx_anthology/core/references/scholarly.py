"""Citations in the styles of scholars: APA, MLA, Chicago, Harvard, and their likes in Chinese.

They differ in where the year stands and in what marks the title: quotation marks, slanted type, a
link, or only a full stop. Each reader knows one order; the first that fits reads the item.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .authors import Names, is_surnamed, looks_like_people, read_names
from .dates import DATE, YEAR, find_date, read_date, take_accessed
from .draft import Draft
from .written import LABEL, LINK, MARKS, SLANT, UNLINK, UPRIGHT, URL, Written, tidy

_M = f"[{MARKS}\\s]*"
_AUTHOR_YEAR = re.compile(  # Lewis, G. (2021). …
    rf"^(?P<who>[^{LINK}{URL}]{{2,900}}?){_M}[.,，]?\s*[(（]\s*(?P<when>{YEAR}[a-z]?(?:\s*[,，]\s*[^()（）]{{2,20}})?|n\.d\.)\s*[)）]"
    rf"{UPRIGHT}?[.,:：，。]?{UPRIGHT}?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_YEAR_NEXT = re.compile(  # Johansson, R. 2009. …   IUCN 2019. …
    rf"^(?P<who>[^{LINK}{URL}()“”\"]{{2,600}}?){_M}[.,，]?\s+(?P<when>{YEAR})[a-z]?{_M}[.:,，。]\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
_QUOTED = re.compile(
    rf"^(?P<who>[^“”\"「『{URL}]{{2,600}}?)[.,，:：。]?\s*(?:{_M})[“\"「『]\s*(?:{_M})(?P<title>[^“”\"「」『』]{{3,400}}?){_M}[.,，]?\s*[”\"」』]{_M}(?P<rest>.*)$",
    re.DOTALL,
)
_SLANTED = re.compile(
    rf"^(?P<who>[^{SLANT}{LINK}{URL}]{{2,400}}?)[.,，:：。]\s*{SLANT}(?P<title>[^{UPRIGHT}]{{3,300}}?)[.,]?{UPRIGHT}[.,，]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_LINKED = re.compile(
    rf"^(?P<who>[^{LINK}{URL}]{{2,600}}?)[.,，:：。]?\s*[“\"「]?{LINK}(?P<title>[^{UNLINK}]+){UNLINK}[”\"」]?[.,]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_COLON = re.compile(  # Vitolo, C. and Fry, M.: Title, Journal, 8(2), 2016a.
    r"^(?P<who>[^:]{4,600}?[A-Z]\.):\s+(?P<rest>.+)$", re.DOTALL
)
_ET_AL = re.compile(r"^(?P<who>[^“\"]{2,120}?\bet\.? al\.?)[,:]?\s+(?P<rest>[^(（].+)$", re.DOTALL)
_CHINESE_BOOK = re.compile(  # 李航. 统计学习方法. 清华大学出版社, 2012.
    rf"^(?P<who>[^.．。《]{{2,60}})[.．。，,：:]\s*[《]?(?P<title>[^.．。》]{{2,80}})[》]?[.．。，,]\s*(?:(?P<place>[^.．。:：,，]{{2,12}})[:：]\s*)?"
    rf"(?P<publisher>[^.．。,，]{{2,20}}(?:出版社|出版公司|书店|书局|印书馆|Press|出版集团))[,，.．\s]*(?P<date>{YEAR}(?:[-.年]\d{{1,2}}月?)?)?年?版?[^\w]*(?P<rest>.*)$",
    re.DOTALL,
)
_NUMBERS_LAST = re.compile(  # Reflections on Trusting Trust, Communications of the ACM. August 1984, 27 (8): 761–763.
    rf"^(?P<title>.{{8,200}}?)[，,.]\s*(?P<container>[A-Z][^,，.]{{3,80}})[.,，]\s*(?P<date>{DATE}|{YEAR})[,，]\s*(?P<volume>\d+)\s*"
    r"\((?P<issue>[\w-]+)\)\s*[:：,]\s*(?P<pages>[\d\w–-]+)\W*$"
)
_TALK = re.compile(
    r"^(?P<title>.{8,160}?)\s+[-–—]\s+(?P<who>[^,@–—]{3,40}?)(?:,\s*(?P<body>[^@]{2,40}?))?\s+@\s+(?P<container>.{3,60}?)\W*$"
)
_BY = re.compile(
    rf"^(?P<title>[^{URL}]{{4,200}}?)(?:[,，]|\.)?\s+(?:by|By|作者[:：]?)\s+(?P<who>[^{URL}{LINK},，]{{3,80}}?(?:,? (?:and|&) [A-Z][^,]{{3,30}})?)(?P<rest>\s*(?:(?<!\b[A-Z])[,，.(（–—-].*|[{URL}\s]*)?)$",
    re.DOTALL,
)
_IN = re.compile(
    rf"^(?:In\b|in\b|见|載|载)[:：]?\s*(?:(?P<editors>[^{SLANT}“\"]{{3,200}}?)\s*[(（](?:eds?|Eds?|编|主编)\.?[)）]\.?,?\s*)?(?P<rest>.+)$",
    re.DOTALL,
)
_VOLUME = re.compile(
    rf"[\s,，.]*(?:[Vv]ol(?:ume)?\.?\s*)?{_M}(?P<volume>\d{{1,4}}[A-Z]?)(?:\.(?P<dotted>[\w-]+))?{_M}\s*(?:[,，]?\s*(?:no\.?|No\.?|issue|Issue)\s*(?P<no>[\w-]+)|[(（](?P<issue>[^()（）]{{1,24}})[)）])?"
    rf"\s*(?:[(（](?:{DATE}|{YEAR}|[A-Z][a-z]+ {YEAR})[)）])?\s*(?:[:：,，]\s*(?:pp?\.?\s*)?(?P<pages>[A-Za-z]{{0,2}}\d[\w.]*(?:\s*[-–—]\s*[A-Za-z]?\d+)?))?"
)
_PAGES = re.compile(
    r"\bpp?\.\s*(?P<pages>\d+(?:\s*[-–—]\s*\d+)?)|(?<=[,.] )(?P<bare>\d{1,4}\s*[-–—]\s*\d{1,4})(?=\.|$)"
)
_PUBLISHER = re.compile(
    r"\b(?:[Pp]ress|Publish\w+|Springer(?:-Verlag)?|Wiley|Elsevier|Foundation|Institute|University|Verlag|Books|Media|ACM|IEEE|USENIX|"
    r"Academy|Society|Association|Center|Centre|Organization|Engagement|Inc|Ltd|O['’]Reilly|Addison|Prentice|McGraw|Routledge|Penguin|Knopf)\b"
    r"|出版社|出版公司|印书馆|书店|书局|大学$|研究院$"
)
_LABELS = re.compile(
    r"\[(?:online|Online|在线)\]|\bAvailable (?:from|at|online)\b:?|\bURL:?\s|\bDOI:?\s*|\bdoi:?\s*|\bISBN(?:-1[03])?[:：]?\s*[\dXx -]{9,17}",
    re.I,
)
_TITLE_END = re.compile(
    rf"(?<!\bvs)(?<!\bvol)(?<!\bNo)[.。]\s+(?=[a-z]{{0,2}}[A-Z]|[《“\"{SLANT}{URL}\u4e00-\u9fff])|(?<=[?？!！])\s+(?=[{SLANT}A-Z])|[.。]?\s*(?={SLANT})|[.,，]\s*$|,?\s*(?={URL})"
)


def read_scholarly(item: Written, *, bold: bool = False) -> Draft | None:
    """Read *item* by the first order that fits; None when none does.

    Args:
        bold: whether an item that is only a name and a title may be read (`梅加强. 流形与几何初步`).
    """
    text, accessed = take_accessed(item.marked)
    for reader in _READERS:
        draft = reader(text)
        if draft is not None and draft["title"]:
            draft.add("citation", accessed=accessed, url=_address(item, draft))
            return draft
    return _name_and_title(text, item) if bold else None


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
    rest = re.sub(rf"^{_M}{match['when'][:4]}{_M}[.,:]\s*", "", rest)
    # Body. (2021) Title: the year comes again behind who published it
    body = re.match(
        rf"^(?P<body>[A-Z][^.]{{5,120}})\.\s*\({match['when'][:4]}\)\s*(?P<rest>.+)$",
        rest,
        re.DOTALL,
    )
    if body:
        draft.add("citation", publisher=body["body"].strip())
        rest = body["rest"]
    _read_rest(rest, draft)
    return draft


def _year_next(text: str) -> Draft | None:
    match = _YEAR_NEXT.match(text)
    if match is None:
        return None
    who = tidy(match["who"]).rstrip(",")
    people = read_names(who)
    if people is None or not (looks_like_people(who) or re.fullmatch(r"[A-Z]{2,8}", who)):
        return None
    draft = _with_people(people)
    draft.add("citation", date=match["when"])
    _read_rest(re.sub(rf"^{match['when']}[a-z]?[.,:]\s*", "", match["rest"]), draft)
    return draft


def _quoted(text: str) -> Draft | None:
    match = _QUOTED.match(text)
    if (
        match is None
        or LINK in match["who"]
        or not looks_like_people(tidy(match["who"]).rstrip(" .,"))
    ):
        return None
    people = read_names(tidy(match["who"]).rstrip(" .,"))
    if people is None:
        return None
    draft = _with_people(people)
    draft.add("citation", title=tidy(match["title"]).rstrip(".,"))
    _read_source(match["rest"], draft)
    return draft


def _slanted(text: str) -> Draft | None:
    match = _SLANTED.match(text)
    if match is None or not looks_like_people(tidy(match["who"])):
        return None
    people = read_names(tidy(match["who"]))
    if people is None:
        return None
    draft = _with_people(people)
    draft.put("citation", kind="book")
    draft.add("citation", title=tidy(match["title"]))
    _read_source(match["rest"], draft)
    return draft


def _linked(text: str) -> Draft | None:
    """Tom B Brown, et al. [Language Models are Few-Shot Learners](…) NeurIPS 2020."""
    match = _LINKED.match(text)
    if match is None:
        return None
    who = tidy(match["who"]).rstrip(" .,:：，。")
    people = read_names(who)
    if people is None or not (
        looks_like_people(who)
        or (re.fullmatch(r"[a-z][\w-]{2,20}", who) and match["who"].rstrip().endswith("."))
    ):
        return None
    draft = _with_people(people)
    draft.add("citation", title=tidy(match["title"]).strip('“”"'))
    _read_source(match["rest"], draft)
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
    date, start, stop = find_date(tidy(re.sub(r"\d{4}/", "", rest))[-12:])
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
    _read_source(", ".join(parts[numbered:]), draft)
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
    _read_rest(match["rest"], draft)
    return draft


def _year_last(text: str) -> Draft | None:
    """Wilman, H. et al. Title. Journal 95, 2027 (2014)."""
    return _et_al(text) or _quoted(text)


def _chinese_book(text: str) -> Draft | None:
    match = _CHINESE_BOOK.match(tidy(text.replace(URL, " ")))
    people = (
        read_names(re.sub(r"[（(]?(?:著|编著|主编|编)[）)]?$", "", match["who"].strip()))
        if match
        else None
    )
    if match is None or people is None or not looks_like_people(", ".join(people.names)):
        return None
    draft = Draft(
        "book", "citation", authors=people.names, et_al=people.et_al, title=match["title"].strip()
    )
    draft.add(
        "citation",
        publisher=match["publisher"],
        publisher_place=match["place"],
        date=read_date(match["date"] or ""),
    )
    return draft.add("citation", note=match["rest"].strip())


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
    match = _BY.match(text)
    people = read_names(tidy(match["who"])) if match else None
    if (
        match is None
        or people is None
        or not all(len(n.split()) > 1 or is_surnamed(n) for n in people.names)
    ):
        return None
    draft = _with_people(people)
    if URL not in text:
        draft.put("citation", kind="book")
    draft.add("citation", title=tidy(match["title"]).rstrip(" ,"))
    _read_source(match["rest"].lstrip(" ,.-–—"), draft)
    return draft


def _name_and_title(text: str, item: Written) -> Draft | None:
    """梅加强. 流形与几何初步"""
    match = re.match(
        r"^(?P<who>[^.．。:：]{2,40})[.．。]\s*(?P<title>[^.．。]{2,80})[.．。]?$",
        tidy(text.replace(URL, " ")),
    )
    if match is None:
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
    _numbers_last, _talk, _title_by,
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


def _read_rest(rest: str, draft: Draft) -> None:
    """Title and what follows, where the title may be quoted, linked, slanted or bare."""
    rest = rest.strip(" .,:，：")
    quoted = re.match(
        rf"^{_M}[“\"「『]\s*(?P<title>.{{3,400}}?){_M}[.,，]?\s*[”\"」』]{_M}[.,，]?\s*(?P<rest>.*)$",
        rest,
        re.DOTALL,
    )
    linked = re.match(
        rf"^[“\"]?{LINK}(?P<title>[^{UNLINK}]+){UNLINK}[”\"]?(?P<rest>.*)$", rest, re.DOTALL
    )
    slanted = re.match(rf"^{SLANT}(?P<title>[^{UPRIGHT}]+){UPRIGHT}(?P<rest>.*)$", rest, re.DOTALL)
    match = linked or quoted or slanted
    if match is None:
        cut = next((m for m in _TITLE_END.finditer(rest) if m.start() > 3), None)
        title, after = (rest[: cut.start()], rest[cut.end() :]) if cut else (rest, "")
        if cut and cut[0].strip() in {"?", "？", "!", "！"}:
            title = rest[: cut.end()].strip()
    else:
        title, after = match["title"], match["rest"]
        if slanted:
            draft.put("citation", kind="book")
    title = tidy(title)
    draft.add(
        "citation", title=title.strip('“”" ') if match is linked or quoted else title.strip(" ,，")
    )
    _read_source(after, draft)


def _read_source(rest: str, draft: Draft) -> None:
    """Where it appeared: journal with numbers, proceedings, publisher, year."""
    had_url = URL in rest
    rest, accessed = take_accessed(rest)
    draft.add("citation", accessed=accessed)
    before, _, behind = rest.partition(URL)
    body = _LABELS.sub(" ", before)
    body = re.sub(r"\s+(?=[.,，])", "", body).strip(" .,，:：;；。)(（）&>")
    inside = _IN.match(body)
    if inside and inside["editors"]:
        people = read_names(tidy(inside["editors"]))
        draft.add("citation", editors=people.names if people else ())
        draft.put("citation", kind="chapter")
    elif inside:
        draft.put("citation", kind="paper")
    if inside:
        body = inside["rest"]
    _read_container(body, draft, inside=bool(inside))
    _late_year(f"{body} {behind}", draft)
    draft.add("citation", note=tidy(behind.replace(URL, " ")).strip(" .,，;；。)(&>"))
    if had_url and draft["kind"] == "article" and not (draft["container"] or draft["publisher"]):
        draft.put("citation", kind="webpage")
    if draft["kind"] == "article" and not draft["container"]:
        draft.put("citation", kind="book")


def _read_container(body: str, draft: Draft, *, inside: bool) -> None:
    slanted = re.match(
        rf"^[“\"]?{SLANT}(?P<name>[^{UPRIGHT}]+){UPRIGHT}(?P<rest>.*)$", body, re.DOTALL
    )
    quoted = re.match(r"^[“\"](?P<name>[^”\"]+)[”\"](?P<rest>.*)$", body, re.DOTALL)
    named = slanted or quoted
    if named:
        name, rest = tidy(named["name"]).rstrip(" .,"), named["rest"]
    else:
        cut = re.search(
            rf"\s*(?:[,，.]\s+(?=\d|[Vv]ol|[Nn]o\.|pp?\.|[A-Z]|{YEAR})|\s[Vv]ol\.?\s|\s[(（]|(?<=\D)\d+\s?[(:.]|\s\d{{1,4}}(?:[.,:(\s]|$)|\s(?={SLANT}?\d)|[,，.]\s*$)",
            body,
        )
        name, rest = (tidy(body[: cut.start()]), body[cut.start() :]) if cut else (tidy(body), "")
    if not name or len(name) > 200:
        return
    numbers = _VOLUME.match(rest)
    pages = _PAGES.search(rest)
    has_numbers = bool(
        numbers and (numbers["pages"] or numbers["issue"] or numbers["dotted"] or numbers["no"])
    )
    arxiv = re.search(r"arxiv", name, re.I)
    if re.search(r"\b(?:blog|blog post|website|homepage)$", name, re.I):
        draft.put("citation", kind="post").add("citation", site=name)
        return
    software = re.match(r"^(?:R|Python|npm|Rust) package\b", name)
    if arxiv:
        draft.put("citation", kind="preprint")
    elif software:
        draft.put("citation", kind="software").add("citation", note=tidy(body))
        return
    elif _is_date(name) or re.match(
        r"^(?:[Vv]ersion|foreword by|Vol\b|[Rr]etrieved|Digital resource)", name
    ):
        _read_container(rest.lstrip(" .,，"), draft, inside=inside)
        return
    elif (
        named
        or has_numbers
        or inside
        or re.match(r"Proceedings|Proc\.", name)
        or re.match(rf"\s*[(（]{YEAR}[)）]", rest)
    ):
        if (
            re.match(r"Proceedings|Proc\.|.*(?:[Cc]onference|Symposium|Workshop)\b", name)
            and draft["kind"] == "article"
        ):
            draft.put("citation", kind="paper")
        draft.add("citation", container=name)
    elif _PUBLISHER.search(name):
        draft.add("citation", publisher=name)
        draft.put("citation", kind="book" if draft["kind"] == "article" else draft["kind"])
        return
    else:
        draft.add("citation", container=name)
    if numbers and has_numbers and not arxiv:
        draft.add(
            "citation",
            volume=numbers["volume"],
            issue=numbers["no"] or numbers["issue"] or numbers["dotted"],
        )
        draft.add("citation", pages=numbers["pages"])
        rest = rest[numbers.end() :]
    if pages and not draft["pages"]:
        draft.add("citation", pages=pages["pages"] or pages["bare"])
    _late_publisher(rest, draft)


def _late_publisher(rest: str, draft: Draft) -> None:
    for part in re.split(r"[.,，;]\s+|\)\s*", re.sub(rf"[{MARKS}]", "", rest)):
        name = part.strip(" .,，)(（）")
        if 3 < len(name) < 80 and _PUBLISHER.search(name) and not re.match(r"\d", name):
            draft.add("citation", publisher=name)
            return


def _late_year(text: str, draft: Draft) -> None:
    if draft["date"]:
        exact = find_date(tidy(text.replace(URL, " ")))[0]
        if len(exact) > 4 and exact.startswith(draft["date"]) and len(draft["date"]) == 4:
            draft.put("citation", date=exact)
        return
    found = re.search(rf"[(（](?P<date>{YEAR}|{DATE})[)）]", text)
    draft.add(
        "citation",
        date=read_date(found["date"]) if found else find_date(tidy(text.replace(URL, " ")))[0],
    )


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(rf"(?:{DATE}|{YEAR}|[A-Z][a-z]+)", text, re.I)) and bool(
        read_date(text) or read_date(f"{text} 2000")
    )
