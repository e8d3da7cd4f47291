"""Items that lead to a page: `[Title - Site](url)`, `Title：url`, `Title：[site](url)`, `url`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ...patterns import regex
from .annotation import author_in, read_after, site_in, tidy_note
from .authors import is_person
from .dates import DATE, YEAR, read_date, take_accessed
from .draft import Draft
from .hosts import evidence_for, kind_of
from .titles import Headline, read_headline
from .written import LINK, UNLINK, URL, Written, tidy

_LEAD_END = regex(r"[\s:：,，、;；\-–—―=→>|｜<＜(（\[【「]+$")
_OPENERS = "【「『[(（<＜"
_DATED = regex(
    rf"^(?P<title>.{{4,150}}?)\s*[:：]\s*(?P<date>{DATE})\s*[,，;；]\s*(?P<note>.+)$", re.DOTALL
)
_YEAR_IN_LEAD = regex(rf"^(?P<who>.*?)[（(](?P<year>{YEAR})[)）]$")
_SENTENCE = regex(r"[。！？!?]\s*\S|\.\s+[A-Z]\S+ \S+ \S+")
MAX_TITLE = 220  # characters; what is longer before an address is prose


def read_link(item: Written) -> Draft | None:
    """Read an item that holds an address; None when it holds none."""
    if not item.hrefs:
        return None
    if LINK in item.marked:
        return _read_worded(item)
    return _read_bare(item)


def _read_worded(item: Written) -> Draft:
    """The first link that has words gives the title, unless they are only the site's name."""
    start = item.marked.index(LINK)
    stop = item.marked.index(UNLINK, start)
    url = item.hrefs[item.marked[:start].count(URL)]
    lead, words = tidy(item.marked[:start].replace(URL, " ")), tidy(item.marked[start:stop])
    after = item.marked[stop + 1 :].replace(URL, " ")
    title = _LEAD_END.sub("", lead).strip(_OPENERS)
    if title and evidence_for(words, url) and not evidence_for(title, url) and not _is_aside(title):
        draft = Draft(kind_of(url), "url", title=title, url=url).add("link", site=words)
        return draft.add("text", note=tidy_note(_other_words(after)))
    headline = read_headline(words, url)
    draft = Draft(kind_of(url), "url").add("link", url=url)
    _add_headline(draft, headline)
    _read_lead(lead, url, draft)
    _read_remarks(tidy(after), url, draft)
    return draft


def _other_words(after: str) -> str:
    """What stands behind a site's link, without further links to the like: `[youtube.com](…)`."""
    return tidy(re.sub(f"{LINK}[\\w.-]+\\.[a-z]{{2,}}{UNLINK}", " ", after))


def _is_aside(lead: str) -> bool:
    """`see`, `via`: no title."""
    return len(lead) < 2 or lead.casefold() in {
        "via",
        "see",
        "from",
        "见",
        "来自",
        "来源",
        "原文",
        "on",
        "by",
    }


def _is_home(url: str) -> bool:
    return urlsplit(url).path in {"", "/"} and not urlsplit(url).query


def _add_headline(draft: Draft, headline: Headline) -> None:
    if not headline.site and evidence_for(headline.title, draft["url"]) and _is_home(draft["url"]):
        draft.add("link", site=headline.title)  # the page is the site
    draft.add("link", title=headline.title, authors=(headline.author,) if headline.author else ())
    draft.add(headline.evidence or "link", site=headline.site)
    draft.add("", dropped=headline.dropped)


def _read_lead(lead: str, url: str, draft: Draft) -> None:
    """Words before the link: the site's name, the author's, a year, or a remark."""
    lead = _LEAD_END.sub("", lead).strip()
    if not lead:
        return
    dated = _YEAR_IN_LEAD.match(lead)
    if dated:
        draft.add("remark", date=dated["year"])
        lead = dated["who"].strip()
    if evidence_for(lead, url) and not draft["site"]:
        draft.add("remark", site=lead)
        return
    if is_person(lead) and not draft["authors"]:
        draft.add("remark", authors=(lead,))
        return
    author = author_in(lead)
    draft.add("remark", authors=(author,) if author else (), site=site_in(lead, url))
    if author and lead == f"{author}的":
        return
    draft.add("remark", note=tidy_note(lead))


def _read_remarks(after: str, url: str, draft: Draft) -> None:
    remarks = read_after(after, url)
    draft.add("remark", authors=remarks.authors, translators=remarks.translators, date=remarks.date)
    draft.add("remark", accessed=remarks.accessed, site=remarks.site)
    if remarks.note:
        before = draft["note"]
        draft.put("remark", note=f"{before} {remarks.note}" if before else remarks.note)


def _read_bare(item: Written) -> Draft:
    marked, accessed = take_accessed(item.marked)
    lead, _, after = marked.partition(URL)
    after = after.replace(URL, " ")
    lead = re.sub(r"^the ", "", tidy(lead)) if accessed else tidy(lead)
    draft = Draft(kind_of(item.url), "url").add("text", url=item.url, accessed=accessed)
    signed = re.fullmatch(rf"(?P<who>[^,，]{{2,40}})[,，]\s*(?P<year>{YEAR})\s*[,，.。:：]?", lead)
    if signed and is_person(signed["who"]):  # 谢益辉，2007，http://…
        draft.add("text", authors=(signed["who"],), date=signed["year"])
        lead = ""
    title = _title_before(lead)
    follows = re.match(r"\s*(?:[:：]|[-–—]{1,2})\s*(?P<title>\S.*)$", tidy(after))
    if not title and follows and not lead and len(follows["title"]) < MAX_TITLE:
        title, after = follows["title"], ""
    if len(title) > MAX_TITLE or (_SENTENCE.search(title) and len(title) > 110):
        return draft.add("text", note=f"{lead} {tidy(after)}".strip())
    if title:
        _add_headline(draft, read_headline(title, item.url))
    _read_remarks(tidy(after), item.url, draft)
    return draft


def _title_before(lead: str) -> str:
    """`Title：`, `Title，<`, `【Title】`, `《Title》 (`."""
    title = re.sub(r"^[\s.．·•>–—-]+(?=[\w【《「『“\"])", "", _LEAD_END.sub("", lead).strip())
    wrapped = re.fullmatch(r"[【《「『“\"](?P<inner>[^】》」』”\"]+)[】》」』”\"]", title)
    return wrapped["inner"].strip() if wrapped else title.strip(' “”"')


def read_dated(item: Written) -> Draft | None:
    """`Title：2018-10，what it is about`, without an address."""
    match = _DATED.match(tidy(item.marked))
    if match is None or item.hrefs:
        return None
    draft = Draft("raw", "text", title=match["title"].strip())
    return draft.add("remark", date=read_date(match["date"]), note=match["note"].strip())
