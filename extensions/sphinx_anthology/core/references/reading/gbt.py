"""GB/T 7714 (2005, 2015, 2025): `作者. 题名[J]. 刊名, 2021, 3(2): 10-12.`

The type code in square brackets tells what it is, and where the title ends.
"""

from __future__ import annotations

import re

from ...patterns import regex
from .authors import Names, read_names
from .dates import YEAR, read_date, take_accessed
from .draft import Draft
from .written import URL, Written, tidy

_ENTRY = regex(
    r"^(?P<head>.+?)\s*[\[［【{](?P<code>[A-Z]{1,2})(?:\s*/\s*(?P<carrier>OL|CD|DK|MT))?[\]］】}]"
    r"\s*(?P<tail>.*)$",
    re.DOTALL,
)
KINDS = {
    "M": "book", "J": "article", "C": "paper", "D": "thesis", "R": "report", "S": "standard",
    "P": "patent", "N": "news", "EB": "webpage", "DB": "dataset", "DS": "dataset", "CP": "software",
    "G": "book", "A": "chapter", "PP": "preprint", "K": "book", "CM": "book", "Z": "webpage",
    "DC": "dataset", "OL": "webpage", "W": "webpage", "L": "report",
}  # fmt: skip
_STOP = regex(r"[.．。]\s*")
_NUMBERS = regex(r"[\s.,，．]*\b(?:DOI|ISBN|CSTR|ISSN)\b\s*[:：]?\s*[\w./():-]*", re.I)
_DAY = regex(rf"[(（]\s*(?P<date>{YEAR}(?:[-./]\d{{1,2}}){{0,2}})\s*[)）]")
_LOOKED = regex(r"[\[［]\s*(?P<date>\d{4}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?)\s*[\]］]")
_JOURNAL = regex(
    rf"^(?P<container>.+?)\s*[,，.．:：]\s*(?P<year>{YEAR})(?:年)?(?P<rest>.*)$|^(?P<alone>[^,，]+?)[\s,，.．]*$",
    re.DOTALL,
)
_VOLUME = regex(
    r"^\s*(?:[,，.．](?!\s*\d+\s*[-–—~－]\s*\d))?\s*(?:(?P<volume>(?:vol\.?\s*)?\d+[A-Z]?(?::\d+)?)(?!\d*\s*[-–—~－]\s*\d)\s*)?(?:[(（](?P<issue>[^()（）]{1,12})[)）])?"
    r"\s*(?:[:：,，.．]\s*(?:pp?\.?\s*)?(?P<pages>[A-Za-z]?\d[\w.]*(?:\s*[-–—~－+]\s*[A-Za-z]?\d+)?))?",
    re.I,
)
_PAGES = regex(
    r"^\s*[:：]\s*(?:pp?\.?\s*)?(?P<pages>[\dIVXLivxl][\w]*(?:\s*[-–—~－]\s*\w+)?)|\bpp?\.?\s?(?P<marked>\d+(?:\s*[-–~]\s*\d+)?)"
)
_YEAR_OF_ISSUE = regex(  # not the year of a conference
    rf"(?<![\d-])(?P<year>{YEAR})(?:[-.](?P<month>\d{{1,2}})(?:[-.](?P<day>\d{{1,2}}))?)?(?![\d-])"
    r"(?!\s*(?:Conference|年会|Annual|IEEE|ACM|International))"
)
_PARTS = regex(r"(?<![A-Z])[.．。](?=\s|[\u4e00-\u9fff]|$)\s*")
_TRANSLATED = regex(
    r"^(?P<names>.+?)[,，\s]*(?:译|翻译|校译|等译|trans(?:\.|lated)?(?: by)?)$", re.I
)
_EDITION = regex(
    r"^(?:修订)?\s*第?\s*[\d一二三四五六七八九十]+\s*版.*$|^\d+(?:st|nd|rd|th)\s+ed.*$|^(?:修订版|增订版|影印本)$",
    re.I,
)
_TWIN = regex(
    r"\s*[(（](?=[A-Z][a-z]+ ?[A-Z]?[^()]{5,}\[[A-Z](?:/OL)?\])(?P<twin>.*)[)）]\s*\.?$", re.DOTALL
)
_NUMBER_FIRST = regex(
    r"^(?P<number>(?:GB|GB/T|GBT|ISO|IEC|IEEE|RFC|DB|YD/T|JGJ|ASTM|ANSI)[ /\dA-Z.:—–-]*\d)"
    r"[,，\s]+(?P<title>\S.+)$"
)
_PATENT = regex(r"^(?P<title>.+?)\s*[:：,，]\s*(?P<number>[A-Z]{0,2}\s?\d[\d./XA-Z-]{5,})$")


def read_gbt(item: Written) -> Draft | None:
    """Read *item* by the standard; None when it has no type code."""
    text = tidy(item.marked.replace(URL, f" {URL} "))
    match = _ENTRY.match(text)
    if match is None or match["code"] not in KINDS:
        return None
    draft = Draft(KINDS[match["code"]], "gbt7714", url=item.url)
    _read_head(match["head"].strip(), draft)
    tail = match["tail"].strip()
    twin = _TWIN.search(tail)
    if twin:
        draft.add("gbt7714", note=twin["twin"].strip())
        tail = tail[: twin.start()]
    tail, _, note = tail.partition(URL)
    note = _LOOKED.sub("", note.replace(URL, "")) if not _LOOKED.match(note.strip(" .")) else note
    _read_tail(tail, note, draft)
    return draft


def _read_head(head: str, draft: Draft) -> None:
    people, title = split_people(head)
    if people:
        year = re.search(rf"[,，]\s*({YEAR})[a-z]?$", people)
        if year:  # 作者, 2019. 题名
            draft.add("gbt7714", date=year[1])
            people = people[: year.start()]
        found = read_names(people) or _bodies(people)
        draft.add("gbt7714", authors=found.names, et_al=found.et_al)
    kind = draft["kind"]
    numbered = (
        _PATENT.match(title)
        if kind == "patent"
        else _NUMBER_FIRST.match(title)
        if kind == "standard"
        else None
    )
    if numbered:
        draft.add("gbt7714", number=numbered["number"].strip())
        title = numbered["title"].strip() if kind == "patent" else title
    draft.add("gbt7714", title=title)


def split_people(head: str) -> tuple[str, str]:
    """(people, title) of ``作者, 作者. 题名``; a head without a full stop is all title."""
    found: tuple[str, str] | None = None
    for stop in _STOP.finditer(head):
        before, after = head[: stop.start()], head[stop.end() :]
        if not before or not after or _within_a_name(before, stop[0], after):
            continue
        names = read_names(before)
        if found is None:
            if len(before) > 60 and names is None:
                return "", head
            found = before, after
        elif names is not None and re.search(r"(?:等|et al)$", before):
            found = before, after  # 李沐, 扎卡里·C. 立顿, 等. 题名
        if found:
            tail = after.split(".")[0]
            if not re.search(r"(?:等|et al)\s*$", tail):
                break
    return found or ("", head)


def _within_a_name(before: str, stop: str, after: str) -> bool:
    initial = re.search(r"(?:^|[\s·,.-])[A-Z]$", before)
    if before.endswith(" al") or not initial:
        return (
            bool(re.search(r"\b(?:vs|No|Vol|St|Jr|Dr|v\d+|\d)$", before))
            and not after[:1].isspace()
            and stop == "."
        )
    if before[-2:-1] == "·":
        return True
    return (stop == "." and after[:1].isalpha()) or (
        bool(re.match(r"[A-Z][.,]", after)) and stop != "．"
    )


def _bodies(text: str) -> Names:
    """Organisations: the standard puts them where people stand."""
    cut = re.sub(r"[,，]?\s*(?:等|et al\.?)$", "", text)
    parts = [part.strip() for part in re.split(r"[,，;；]", cut) if part.strip()]
    whole = len(parts) < 2 or any(len(part) > 40 for part in parts)
    return Names((cut,) if whole else tuple(parts), cut != text)


def _read_tail(tail: str, note: str, draft: Draft) -> None:
    tail, accessed = take_accessed(tail)
    note, accessed_after = take_accessed(note)
    looked = _LOOKED.search(tail) or _LOOKED.search(note)
    tail, note = _LOOKED.sub(" ", tail), _LOOKED.sub(" ", note)
    draft.add(
        "gbt7714",
        accessed=accessed or accessed_after or (read_date(looked["date"]) if looked else ""),
    )
    tail = _NUMBERS.sub(" ", tail).strip()
    day = _DAY.search(tail)
    if day and (len(day["date"]) > 4 or draft["kind"] not in {"article", "paper"}):
        draft.add("gbt7714", date=read_date(day["date"]))
        tail = f"{tail[: day.start()]} {tail[day.end() :]}".strip()
    if draft["kind"] in {"article", "news"}:
        _read_journal(tail.lstrip(" .．"), draft)
    else:
        _read_imprint(tail.lstrip(" .．。,，"), draft)
    draft.add("gbt7714", note=_NUMBERS.sub(" ", note).strip(" .。>;，,"))


def _read_journal(tail: str, draft: Draft) -> None:
    tail = tail.lstrip("/ ")
    match = _JOURNAL.match(tail)
    if match is None:
        container, _, rest = tail.partition(",")
        draft.add("gbt7714", container=container.strip(" ."), note=rest.strip(" ."))
        return
    draft.add("gbt7714", container=(match["container"] or match["alone"] or "").strip(" .,，"))
    if match["year"]:
        month = re.match(r"-(\d{2})(?:-(\d{2}))?(?!\d)", match["rest"])
        rest = match["rest"][month.end() :] if month else match["rest"]
        draft.add("gbt7714", date=match["year"] + (month[0] if month else ""))
        numbers = _VOLUME.match(rest)
        if numbers:
            volume = re.sub(r"(?i)vol\.?\s*", "", numbers["volume"] or "")
            draft.add("gbt7714", volume=volume, issue=numbers["issue"], pages=numbers["pages"])
            draft.add("gbt7714", note=rest[numbers.end() :].strip(" .．。,，;；"))


def _read_imprint(tail: str, draft: Draft) -> None:
    """`译者, 译. 第 2 版. 地点: 出版者, 年: 页`, after `//论文集` for papers and chapters."""
    in_other = tail.startswith("//") or draft["kind"] == "paper"
    before, after, dated = _take_year(tail.lstrip("/ "), draft)
    before, after = _take_pages(before, after, dated, draft)
    parts = [part.strip() for part in _PARTS.split(before) if part.strip()]
    if in_other and parts:
        draft.put("gbt7714", kind="paper" if draft["kind"] == "paper" else "chapter")
        container = parts.pop(0)
        if not parts and dated:
            container, _, place = container.partition(", ")
            draft.add("gbt7714", publisher_place=place.strip(" ,"))
        draft.add("gbt7714", container=container.strip(" ,"))
    _read_parts(parts, draft)
    draft.add("gbt7714", note=after.strip(" .．。,，;；:：()（）[]"))


def _take_year(tail: str, draft: Draft) -> tuple[str, str, bool]:
    """(what stands before the year, what behind it, whether there is one)."""
    years = list(_YEAR_OF_ISSUE.finditer(tail))
    if not years:
        return tail, "", False
    year = years[-1]
    draft.add("gbt7714", date=read_date("-".join(filter(None, year.groups()))) or year["year"])
    return tail[: year.start()].rstrip(" ,，.．:："), tail[year.end() :], True


def _take_pages(before: str, after: str, dated: bool, draft: Draft) -> tuple[str, str]:
    """The two without the pages, which stand behind the year where there is one."""
    pages = _PAGES.search(after) or (None if dated else _PAGES.search(before))
    if pages is None:
        return before, after
    draft.add("gbt7714", pages=pages["pages"] or pages["marked"])
    if dated:
        return before, after[: pages.start()] + after[pages.end() :]
    return before[: pages.start()].rstrip(" .．"), after


def _read_parts(parts: list[str], draft: Draft) -> None:
    left: list[str] = []
    for part in parts:
        translated = _TRANSLATED.match(part)
        people = read_names(translated["names"]) if translated else None
        if people:
            draft.add("gbt7714", translators=people.names)
        elif _EDITION.match(part):
            draft.add("gbt7714", edition=part)
        else:
            left.append(part)
    if not left:
        return
    place = re.match(r"^(?P<place>[^:：]{1,40}?)\s*[:：]\s*(?P<publisher>.+)$", left[-1])
    if place:
        draft.add(
            "gbt7714", publisher_place=place["place"], publisher=place["publisher"].strip(" ,，")
        )
    else:
        draft.add("gbt7714", publisher=left[-1].strip(" ,，"))
    if len(left) > 1:
        draft.add("gbt7714", note=". ".join(left[:-1]))
