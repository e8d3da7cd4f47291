"""Books and other print named in Chinese quotation marks: `《书名》（作者）`."""

from __future__ import annotations

import re

from ...patterns import regex
from .annotation import tidy_note
from .authors import Names, is_surnamed, read_names
from .dates import find_date
from .draft import Draft
from .imprint import read_source
from .written import URL, Written, tidy

_TITLE = regex(
    r"^(?P<before>[^《》]{0,40}?)《(?P<title>[^《》]{1,80}(?:《[^《》]*》[^《》]*)?)》(?P<after>.*)$",
    re.DOTALL,
)
_IN_JOURNAL = regex(
    r"^[,，\s]*(?:载|刊于?|发表于|原载|in)?\s*《(?P<container>[^《》]{2,40})》[,，\s]*(?P<rest>.*)$",
    re.DOTALL,
)
_ISSUE = regex(r"(?P<year>\d{4})\s*年?\s*第?\s*(?P<issue>[\d一二三四五六七八九十]+)\s*期")
_MAKER = regex(
    r"^[\s,，:：·—–-]*[（(【\[]?\s*(?P<who>[^（()）】\]《》,，。;；]{2,40}?)\s*(?:等)?\s*(?:编?著|主编|编|译|作者|著作)?\s*[）)】\]]?"
    r"(?=[,，。;；]|\s(?!\s*[&和与A-Z])|$)"
)
_LONGER = regex(r"(?!著|编|译|主编|作者|第|一[书文]|是|的|by)[\u4e00-\u9fff]{2,20}(?=[.．。])")
_ASIDE = regex(r"[见参读荐详]|推荐|一[书文本]$")
_JOINS = " ,，.．。:：·的"
_ONLY_YEAR = regex(r"^[\s,，]*(?:\d{4}(?:[-年.]\d{1,2}月?)?年?(?:版)?)?[\s.。]*$")
_TRANSLATOR = regex(r"(?P<who>[^（()）《》,，。;；\s]{2,12})\s*译")
_PRESS = regex(r"(?P<name>[^\s,，。;；:：（()）]{2,16}(?:出版社|出版公司|书店|书局|印书馆))")


def read_book(item: Written) -> Draft | None:
    """Read an item that names a work in 《》; None when it names none."""
    match = _TITLE.match(tidy(item.marked.replace(URL, " ")))
    if match is None:
        return None
    before, after = match["before"], match["after"]
    people = _people(before)
    if before.strip(_JOINS) and people is None:
        return None
    draft = Draft("book", "text", url=item.url)
    if people:
        draft.add("text", authors=people.names, et_al=people.et_al)
    longer = _LONGER.match(after)
    if longer:  # 《红楼梦》成书新说: the book is only named by the title
        draft.put("text", kind="article").add("text", title=f"《{match['title']}》{longer[0]}")
        read_source(after[longer.end() :].lstrip(" .。,，"), draft)
        return draft
    draft.add("text", title=match["title"])
    journal = _IN_JOURNAL.match(after)
    if journal:
        issue = _ISSUE.search(journal["rest"])
        draft.put("text", kind="article").add("text", container=journal["container"])
        if issue:
            return draft.add("text", date=issue["year"], issue=issue["issue"])
        after = journal["rest"]
    return _read_after(after, draft)


def _people(before: str) -> Names | None:
    """Who stands before a title: people, or a body that a comma or full stop sets off."""
    who = re.sub(r"[（(]?(?:等)?(?:编?著|主编)[）)]?$", "", before.strip(_JOINS))
    people = read_names(who) if who else None
    if people is None and re.search(r"[,，.．：:]\s*$", before) and not _ASIDE.search(who):
        return Names((who,)) if re.search(r"\w", who) else None
    return people


def _read_after(after: str, draft: Draft) -> Draft:
    translator = _TRANSLATOR.search(after)
    if translator and is_surnamed(translator["who"]):
        draft.add("text", translators=(translator["who"],))
    maker = _MAKER.match(after)
    if maker and not draft["authors"] and not maker[0].rstrip(" ）)").endswith("译"):
        names = read_names(maker["who"])
        if names and (is_surnamed(names.names[0]) or _says_made(maker[0])):
            draft.add("text", authors=names.names, et_al=names.et_al)
            after = after[maker.end() :]
    press = _PRESS.search(after)
    draft.add("text", publisher=press["name"] if press else "", date=find_date(after)[0])
    left = after if not press else after.replace(press["name"], " ")
    return draft.add("text", note=tidy_note(_ONLY_YEAR.sub("", left)))


def _says_made(maker: str) -> bool:
    """Brackets around a name, or a word such as 著, say that it is the author's."""
    return maker.strip()[:1] in "（(" or bool(re.search("著|编", maker))
