"""What stands behind the authors of a citation: its title, and where it appeared.

The title may be quoted, slanted, a link, or bare up to a full stop. Behind it stand a journal with
its numbers, proceedings, or a publisher.
"""

from __future__ import annotations

import re

from ...patterns import regex
from .authors import read_names
from .dates import DATE, YEAR, find_date, read_date, take_accessed
from .draft import Draft
from .written import LINK, MARKS, SLANT, UNLINK, UPRIGHT, URL, tidy

MARK = f"[{MARKS}\\s]*"
_TITLES = (  # the ways to mark a title
    (
        "linked",
        re.compile(rf"^[“\"]?{LINK}(?P<title>[^{UNLINK}]+){UNLINK}[”\"]?(?P<rest>.*)$", re.S),
    ),
    (
        "quoted",
        re.compile(
            rf"^{MARK}[“\"「『]\s*(?P<title>[^”\"」』]{{3,400}}?){MARK}(?P<end>[.,，?!？！]?)\s*"
            rf"[”\"」』]{MARK}[.,，]?\s*(?P<rest>.*)$",
            re.S,
        ),
    ),
    (
        "slanted",
        re.compile(rf"^{SLANT}(?P<title>[^{UPRIGHT}]+){UPRIGHT}(?P<rest>.*)$", re.S),
    ),
)
# where a bare title ends; a source in slanted type tells best
_STOPPED = r"(?<!\bvs)(?<!\bvol)(?<!\bNo)(?<!\bDr)(?<!\bMr)(?<!\bSt)(?<!\bProf)[.。]\s+"
_BEFORE_SLANT = regex(rf"(?:(?<=[?!？！])|[.。])[”\"]?\s+(?=(?:[Ii]n:?\s+)?{SLANT})")
_TITLE_END = regex(
    rf"{_STOPPED}(?=[a-z]{{0,2}}[A-Z]|[《“\"{SLANT}{URL}\u4e00-\u9fff]|\d+(?:st|nd|rd|th)\s"
    rf"|[(（]?{YEAR})"
    rf"|。(?=[\u4e00-\u9fff])|(?<=[?？!！])\s+(?=[{SLANT}A-Z])|[.。]?\s*(?=[{SLANT}{URL}])"
    r"|[.,，]\s*$"
)
# `Title, Journal, 12, 3-4` and `Title, Press`: a comma ends the title
_COMMA_SOURCE = regex(
    r"^(?P<title>.{8,}),\s+(?P<rest>[A-Z][^,.]{2,80}(?:,\s*(?:\d|[Vv]ol|pp?\.).*|\s(?:doi|DOI)\b.*"
    rf"|,?\s{YEAR}))$",
    re.S,
)
_TRAILING = regex(r"[\s,，.:：]*\b(?:URL|url|[Ss]ee|[Aa]vailable at|参见|详见)[\s:：]*$")
_YEAR_LAST = regex(rf"^(?P<title>.{{4,}}?)[\s,，.]+[(（]?(?P<date>{YEAR})[)）]?\W*$", re.S)
_IN = regex(
    rf"^(?:In\b|in\b|见|載|载)[:：]?\s*(?:(?P<editors>[^{SLANT}“\"]{{3,200}}?)\s*"
    r"(?:[(（](?:eds?|Eds?|编|主编)\.?[)）]|,\s*(?:editors?|eds?)\b)\.?,?\s*)?(?P<rest>.+)$",
    re.S,
)
_VOLUME = regex(
    rf"[\s,，.]*(?:[Vv]ol(?:ume)?\.?\s*)?{MARK}(?P<volume>(?!{YEAR})\d{{1,4}}[A-Z]?)(?![\d–-])"
    rf"(?:\.(?P<dotted>[\w-]+))?{MARK}\s*"
    rf"(?:[,，]?\s*(?:no\.?|No\.?|issue|Issue)\s*(?P<no>[\w-]+)"
    rf"|[(（](?!{YEAR}[)）])(?P<issue>[^()（）]{{1,24}})[)）])?"
    rf"\s*(?:[(（](?:{DATE}|{YEAR}|[A-Z][a-z]+ {YEAR})[)）]|[,，]\s*{YEAR}(?=\s*[,，:]))?"
    rf"\s*(?:(?:[:：,，]\s*(?:pp?\.?\s*)?|(?<=\s)(?=\d+[-–—]\d))(?!{YEAR}(?:-\d{{1,2}})?(?:$|\s*[^\w\s–-]))"
    r"(?P<pages>[A-Za-z]{0,2}\d\w*(?:\s*[-–—]\s*[A-Za-z]?\d+)?))?"
)
_YEAR_VOLUME = regex(  # Vancouver: 1967;68(3):304–5
    rf"[\s,，.]*(?P<date>{YEAR})(?:\s[A-Z][a-z]{{2}}(?:\s\d{{1,2}})?)?\s*[;；]\s*"
    r"(?P<volume>\d{1,4})\s*(?:[(（](?P<issue>[^()（）]{1,24})[)）])?"
    r"(?:\s*[:：]\s*(?P<pages>[A-Za-z]?\d\w*(?:\s*[-–—]\s*[A-Za-z]?\d+)?))?"
)
_PAGES = regex(
    r"\bpp?\.\s*(?P<pages>\d+(?:\s*[-–—]\s*\d+)?)"
    r"|(?<=[,.] )(?P<bare>\d{1,4}\s*[-–—]\s*\d{1,4})(?=\.|$)"
)
PUBLISHER = regex(
    r"\b(?:[Pp]ress|Publish\w+|Springer(?:-Verlag)?|(?:Wiley|CRC)\b[^,]*|Elsevier|Foundation"
    r"|Institute|University|Verlag|Books|Media|ACM|IEEE|USENIX|Academy|Society|Association"
    r"|Cent(?:er|re)|Organization|Engagement|Inc|Ltd|O['’]Reilly|Addison|Prentice|McGraw"
    r"|Routledge|Penguin|Knopf|Birkhäuser|Chapman|Williams)\b"
    r"|出版社|出版公司|印书馆|书店|书局|大学$|研究院$"
)
_LABELS = regex(
    r"\[(?:online|在线)\]|\bAvailable (?:from|at|online)\b:?|\bURL:?(?=\s|$)|\bDOI:?\s*(?:10\.\S+)?"
    r"|\bISBN(?:-1[03])?[:：]?\s*[\dXx -]{9,17}",
    re.I,
)
_NAME_END = regex(
    rf"\s*(?:[,，.]\s+(?=\d|[Vv]ol|[Nn]o\.|pp?\.|e?[A-Z]|{YEAR})|\s[Vv]ol\.?\s|\s[(（]"
    rf"|(?<=\D)\d+\s?[(:.]|(?<!\bthe)(?<!\bof)\s\d{{1,4}}(?:[.,:(\s]|$)"
    rf"|(?<!\bthe)\s(?={SLANT}?\d)(?!\s\d+(?:st|nd|rd|th)\b)|[,，]\s*(?={YEAR})|[,，.]\s*$)"
)
# `Ann. Appl. Stat. 12`, `J. R. Statist. Soc. B`: full stops within a journal's name
_ABBREVIATED = regex(
    r"(?:[A-Z][a-z]{0,8}\.\s+)(?:(?:[A-Z][A-Za-z-]*\.?|of|and|on|the|in|&)\s+){0,9}"
    rf"(?=[{SLANT}(]?\d)(?!\d+(?:st|nd|rd|th)\b)"
)
_BEHIND_NAME = regex(
    r"^(?:[Vv]ersion|foreword by|Vol\b|[Rr]etrieved|Digital resource|eBook|\d+$"
    r"|(?:\d+(?:st|nd|rd|th)|[Ss]econd|[Tt]hird|[Rr]evised)\s+[Ee]d)"
)
_PERIODICAL = regex(r"\b(?:Magazine|Journal|Transactions|Trans|Letters|Review|Annals|T-[A-Z]+)\b")
_PLACE = regex(
    r"^(?P<place>[A-Z][\w .]{1,30}(?:, [A-Z][A-Za-z.]{1,20})?):\s+(?P<rest>[A-Z][^:]{2,80})$"
    r"|^(?P<city>[\u4e00-\u9fff]{2,6})\s*[:：]\s*(?P<press>[\u4e00-\u9fff]\S.{1,40})$"
)
_EDITION = regex(
    r"^(?P<edition>(?:Version|Release)\s+\d[\w.]*?|(?:\d+(?:st|nd|rd|th)|First|Second|Third|Fourth|Revised)"
    r"\s+(?:rev\.\s+)?ed(?:ition|n)?)\.?[,.]?\s+(?=[A-Z])",
    re.I,
)
_CITY = regex(
    r"^(?:London|New York|Berlin|Paris|Oxford|Cambridge|Boston|Chicago|Amsterdam|San Francisco"
    r"|Princeton|Hoboken|Philadelphia|Tokyo|Beijing|Heidelberg|Singapore|Boca Raton|Dordrecht)\b"
)
_MEETING = regex(r"Proceedings|Proc\b|.*(?:[Cc]onference|Symposium|Workshop)\b")
_TRANSLATED = regex(r"[\s.,，]*\bTranslated by\s+(?P<who>[^.。]{2,80})[.。]?")


def read_title_and_source(rest: str, draft: Draft) -> None:
    """Title and what follows, where the title may be quoted, linked, slanted or bare."""
    rest = rest.strip(" .,:，：")
    if rest[:1] == URL:  # an address stands where the title would
        read_source(rest, draft)
        return
    how, title, after = _marked_title(rest) or ("", *_bare_title(rest))
    if how == "slanted":
        draft.put("citation", kind="book")
    title = unquoted(tidy(title).strip(" ,，"))
    title = _TRAILING.sub("", re.sub(r"(?<!\.)(?<!\b[A-Z])[.。]$", "", title))
    dated = _YEAR_LAST.match(title) if not how and not draft["date"] else None
    if dated:
        draft.add("citation", date=dated["date"])
        title = dated["title"]
    draft.add("citation", title="" if re.fullmatch(f"[{URL}\\W]*|URL", title) else title)
    if draft["title"] or URL in after:
        read_source(after, draft)


def unquoted(text: str) -> str:
    """*text* without the quotation marks around all of it."""
    whole = re.fullmatch(r"[“\"](?P<inner>[^“”\"]*)[.,，]?[”\"][.,]?", text.strip())
    return whole["inner"].strip() if whole else text.strip()


def _marked_title(rest: str) -> tuple[str, str, str] | None:
    for how, pattern in _TITLES:
        match = pattern.match(rest)
        if match is None:
            continue
        if how == "quoted" and goes_on(match["title"] + match["end"], match["rest"]):
            return None
        end = match["end"] if how == "quoted" and match["end"] in "?!？！" else ""
        return how, match["title"] + end, match["rest"]
    return None


def goes_on(quoted: str, rest: str) -> bool:
    """`"Superstition" in the pigeon`: the words in quotation marks are only part of the title."""
    whole = quoted.rstrip().endswith((".", ",", "?", "!", "，", "？", "！"))
    return not whole and bool(re.match(r"\s*(?!in:|(?:in|by|for) [A-Z])[a-z]+ [a-z]", tidy(rest)))


def _bare_title(rest: str) -> tuple[str, str]:
    slanted = next((m for m in _BEFORE_SLANT.finditer(rest) if m.start() > 3), None)
    first = next((m for m in _TITLE_END.finditer(rest) if m.start() > 3), None)
    if slanted and (first is None or _asks(rest, first) or slanted.start() <= first.start()):
        first = slanted
    cut = first
    if cut and _asks(rest, cut) and _is_sentence_and_year(rest[cut.end() :]):
        cut = None  # `Surprised? A truth in small numbers. (2016)` is a title and a year
    if cut is None:
        title, after = rest, ""
    else:
        stop = cut.end() if cut[0].strip() in {"?", "？", "!", "！"} else cut.start()
        title, after = rest[:stop].strip(), rest[cut.end() :]
    by_comma = _COMMA_SOURCE.match(title)
    if by_comma:
        return by_comma["title"], f"{by_comma['rest']} {after}"
    named, _, last = title.rpartition(", ")
    if named and PUBLISHER.fullmatch(last):
        return named, f"{last}. {after}"
    return title, after


def _asks(rest: str, cut: re.Match[str]) -> bool:
    """A question mark may end the first half of a title."""
    return rest[cut.start() - 1 : cut.start()] in "?？!！"


def _is_sentence_and_year(after: str) -> bool:
    words = re.fullmatch(
        rf"(?P<more>[^.。,，:\d{SLANT}{URL}]+)[.。]?\s*[(（]?{YEAR}[)）]?\W*", after
    )
    return bool(words) and not PUBLISHER.search(after) and not _PERIODICAL.search(after)


def read_source(rest: str, draft: Draft) -> None:
    """Where it appeared: journal with numbers, proceedings, publisher, year."""
    had_url = URL in rest
    rest, accessed = take_accessed(rest)
    draft.add("citation", accessed=accessed)
    before, _, behind = rest.partition(URL)
    body = _LABELS.sub(" ", before)
    body = re.sub(r"\s+(?=[.,，])", "", body).strip(" .,，:：;；。)(（）&>")
    body += ")" * (body.count("(") - body.count(")"))
    body = _read_edition(_read_translators(body, draft), draft)
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
    draft.add("citation", note=tidy(behind.replace(URL, " ")).strip(" .,，;；。)(&>[]"))
    if draft["kind"] == "article" and not draft["container"]:
        online = had_url and not draft["publisher"]
        draft.put("citation", kind="webpage" if online else "book")


def _read_translators(body: str, draft: Draft) -> str:
    match = _TRANSLATED.search(body)
    people = read_names(tidy(match["who"])) if match else None
    if match is None or people is None:
        return body
    draft.add("citation", translators=people.names)
    return f"{body[: match.start()]}. {body[match.end() :]}".strip(" .")


def _read_edition(body: str, draft: Draft) -> str:
    """`2nd ed. London: …`: which edition, before who published it."""
    match = _EDITION.match(body)
    if match is None:
        return body
    draft.add("citation", edition=tidy(match["edition"]))
    return body[match.end() :].strip()


def _read_container(body: str, draft: Draft, *, inside: bool, depth: int = 0) -> None:
    placed = None if inside else _take_place(body, draft)
    body = placed or body
    name, rest, named = _name_of_source(body)
    name = re.sub(r"[\s.,]+(?:Vol|vol|No|pp?)\.?$", "", name)
    if not name or len(name) > 200:
        return
    if _is_online(name, body, draft):
        return
    if _is_date(name) or _BEHIND_NAME.match(name):
        if depth < 3:
            _read_container(rest.lstrip(" .,，"), draft, inside=inside, depth=depth + 1)
        return
    numbers, rest = _read_numbers(rest, draft, arxiv=bool(re.search("arxiv", name, re.I)))
    certain = named or numbers or inside or _PERIODICAL.search(name) or _MEETING.match(name)
    if (
        draft["kind"] != "preprint"
        and not certain
        and not _dated(rest)
        and (PUBLISHER.search(name) or placed)
    ):
        draft.add("citation", publisher=re.sub(r"(?<!Inc)(?<!Ltd)(?<!Co)(?<!Corp)\.$", "", name))
        draft.put("citation", kind="book" if draft["kind"] == "article" else draft["kind"])
        return
    if draft["kind"] == "article" and _MEETING.match(name):
        draft.put("citation", kind="paper")
    if draft["kind"] != "preprint":
        draft.add("citation", container=name)
    _late_publisher(rest, draft)


def _is_online(name: str, body: str, draft: Draft) -> bool:
    """A blog, or a package of software: what no journal is."""
    if re.search(r"\b(?:blog|blog post|website|homepage)$", name, re.I):
        draft.put("citation", kind="post").add("citation", site=name)
        return True
    if re.match(r"^(?:R|Python|npm|Rust) package\b", name):
        draft.put("citation", kind="software").add("citation", note=tidy(body))
        return True
    return False


def _take_place(body: str, draft: Draft) -> str:
    """`Cary, NC: SAS Institute Inc` without its place; empty when it names none."""
    match = _PLACE.match(body)
    if match is None:
        return ""
    place, rest = match["place"] or match["city"], match["rest"] or match["press"]
    if PUBLISHER.search(place) and not PUBLISHER.search(rest):
        place, rest = rest, place  # `Springer: New York`
    known = PUBLISHER.search(rest) or _CITY.match(place)
    if not known and draft["kind"] != "book":
        return ""
    draft.add("citation", publisher_place=place.strip(" .,"))
    return rest


def _name_of_source(body: str) -> tuple[str, str, bool]:
    """(name, what follows, whether type or quotation marks set it off)."""
    named = re.match(
        rf"^[“\"]?{SLANT}(?P<name>[^{UPRIGHT}]+){UPRIGHT}(?P<rest>.*)$", body, re.S
    ) or re.match(r"^[“\"](?P<name>[^”\"]+)[”\"](?P<rest>.*)$", body, re.S)
    if named:
        return tidy(named["name"]).rstrip(" .,"), named["rest"], True
    short = _ABBREVIATED.match(body)
    if short:
        return tidy(short[0]).rstrip(" ,"), body[short.end() :], False
    cut = _NAME_END.search(body)
    if cut is None:
        return tidy(body), "", False
    return tidy(body[: cut.start()]), body[cut.start() :], False


def _dated(rest: str) -> bool:
    return bool(re.match(rf"\s*[(（]{YEAR}[)）]", rest))


def _read_numbers(rest: str, draft: Draft, *, arxiv: bool) -> tuple[bool, str]:
    """Volume, issue, pages; (whether they are a journal's, what follows)."""
    if arxiv:
        draft.put("citation", kind="preprint")
        return False, rest
    dated = _YEAR_VOLUME.match(rest)
    numbers = dated or _VOLUME.match(rest)
    found = numbers.groupdict() if numbers else {}
    issue = found.get("no") or found.get("issue") or found.get("dotted")
    certain = bool(dated or found.get("pages") or issue)
    if numbers and certain:
        draft.add("citation", date=found.get("date"), volume=found["volume"], issue=issue)
        draft.add("citation", pages=found["pages"])
        rest = rest[numbers.end() :]
    pages = _PAGES.search(rest)
    if pages:
        draft.add("citation", pages=pages["pages"] or pages["bare"])
    return certain, rest


def _late_publisher(rest: str, draft: Draft) -> None:
    for part in re.split(r"[.,，;]\s+|\)\s*", re.sub(rf"[{MARKS}]", "", rest)):
        name = part.strip(" .,，)(（）")
        if 3 < len(name) < 80 and PUBLISHER.search(name) and not re.match(r"\d", name):
            draft.add("citation", publisher=name)
            return


def _late_year(text: str, draft: Draft) -> None:
    exact = find_date(tidy(text.replace(URL, " ")))[0]
    if draft["date"]:
        if len(exact) > 4 and exact.startswith(draft["date"]) and len(draft["date"]) == 4:
            draft.put("citation", date=exact)
        return
    found = re.search(rf"[(（](?P<date>{YEAR}|{DATE})[)）]", text)
    draft.add("citation", date=read_date(found["date"]) if found else exact)


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(rf"(?:{DATE}|{YEAR}|[A-Z][a-z]+)", text, re.I)) and bool(
        read_date(text) or read_date(f"{text} 2000")
    )
