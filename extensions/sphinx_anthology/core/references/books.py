"""Books and other print named in Chinese quotation marks: `《书名》（作者）`."""

from __future__ import annotations

import re

from .annotation import tidy_note
from .authors import is_surnamed, read_names
from .dates import find_date
from .draft import Draft
from .written import URL, Written, tidy

_TITLE = re.compile(
    r"^(?P<before>[^《》]{0,40}?)《(?P<title>[^《》]{1,80}(?:《[^《》]*》[^《》]*)?)》(?P<after>.*)$",
    re.DOTALL,
)
_IN_JOURNAL = re.compile(
    r"^[,，\s]*(?:载|刊于?|发表于|原载|in)?\s*《(?P<container>[^《》]{2,40})》[,，\s]*(?P<rest>.*)$",
    re.DOTALL,
)
_ISSUE = re.compile(r"(?P<year>\d{4})\s*年?\s*第?\s*(?P<issue>[\d一二三四五六七八九十]+)\s*期")
_MAKER = re.compile(
    r"^[\s,，:：·—–-]*[（(【\[]?\s*(?P<who>[^（()）】\]《》,，。;；]{2,40}?)\s*(?:等)?\s*(?:编?著|主编|编|译|作者|著作)?\s*[）)】\]]?(?=[\s,，。;；]|$)"
)
_TRANSLATOR = re.compile(r"(?P<who>[^（()）《》,，。;；\s]{2,12})\s*译")
_PRESS = re.compile(r"(?P<name>[^\s,，。;；:：（()）]{2,16}(?:出版社|出版公司|书店|书局|印书馆))")


def read_book(item: Written) -> Draft | None:
    """Read an item that names a work in 《》; None when it names none."""
    match = _TITLE.match(tidy(item.marked.replace(URL, " ")))
    if match is None:
        return None
    before, after = match["before"].strip(" ,，.．。:：·的"), match["after"]
    people = (
        read_names(re.sub(r"[（(]?(?:等)?(?:编?著|主编)[）)]?$", "", before)) if before else None
    )
    if before and people is None:
        return None
    draft = Draft("book", "text", title=match["title"], url=item.url)
    if people:
        draft.add("text", authors=people.names, et_al=people.et_al)
    journal = _IN_JOURNAL.match(after)
    if journal:
        issue = _ISSUE.search(journal["rest"])
        draft.put("text", kind="article").add("text", container=journal["container"])
        if issue:
            return draft.add("text", date=issue["year"], issue=issue["issue"])
        after = journal["rest"]
    return _read_after(after, draft)


def _read_after(after: str, draft: Draft) -> Draft:
    translator = _TRANSLATOR.search(after)
    if translator and is_surnamed(translator["who"]):
        draft.add("text", translators=(translator["who"],))
    maker = _MAKER.match(after)
    names = read_names(maker["who"]) if maker else None
    if (
        maker
        and names
        and not draft["authors"]
        and (
            is_surnamed(names.names[0])
            or maker[0].strip()[:1] in "（("
            or re.search("著|编", maker[0])
        )
    ):
        if not maker[0].rstrip(" ）)").endswith("译"):
            draft.add("text", authors=names.names, et_al=names.et_al)
            after = after[maker.end() :]
    press = _PRESS.search(after)
    draft.add("text", publisher=press["name"] if press else "", date=find_date(after)[0])
    left = after if not press else after.replace(press["name"], " ")
    return draft.add(
        "text",
        note=tidy_note(
            re.sub(r"^[\s,，]*(?:\d{4}(?:[-年.]\d{1,2}月?)?年?(?:版)?)?[\s.。]*$", "", left)
        ),
    )
