"""Read one item of a reference list. What cannot be read stays as written, as a raw entry.

The readers stand here in the order they are asked: an item with a type code is GB/T 7714 whatever
else it holds, a citation of a scholar's style may hold links, and only then is a link a web page.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ....diagnostics import Place
from ....model import Reference
from ...markdown import block_parser
from ...patterns import regex
from ...script import language_of_title
from ..works.identify import find_arxiv, find_doi, find_isbn, find_number, identity_of, make_key
from .authors import is_surnamed, read_names
from .books import read_book
from .dates import date_in_url, find_date, take_accessed
from .draft import Draft
from .gbt import read_gbt
from .hosts import evidence_for, host_of, label_of, name_of, title_in_url
from .scholarly import read_scholarly
from .weblinks import read_dated, read_link
from .written import LINK, MARKS, UNLINK, URL, Written, read_tokens, take_label, tidy

MAX_ITEM = 1500  # characters; what is longer is a text, and is not taken apart
_MARKED = regex(f"[{MARKS}{URL}]")
_PATENT = regex(r"\b(?:CN|US|EP|WO|JP|KR|DE|GB)\s?\d{6,}[A-Z]?\d?\b")


def parse_item(text: str, place: Place) -> Reference:
    """Read *text*, the Markdown of one item."""
    tokens = block_parser().parseInline(text)[0].children or []
    return read_item(take_label(read_tokens(tokens, text, place.line)), place.path)


def read_item(item: Written, path: str, *, kind: str = "") -> Reference:
    """Read one item.

    Args:
        path: of its post, as messages give it.
        kind: what the list's heading says its items are; empty when it says nothing.
    """
    draft = _read(item)
    _add_numbers(draft, item)
    _settle_kind(draft, item, kind)
    where = Place(path, item.line)
    _clean(draft)
    if draft["date"] and find_date(draft["note"])[0].startswith(draft["date"]):
        date, start, stop = find_date(draft["note"])
        if not re.search(r"\w", draft["note"][:start] + draft["note"][stop:]):
            draft.put("text", date=date, note="")  # the day again, behind the address
    found = Reference("", draft["kind"], draft["title"], item.source, where)
    dropped = draft.fields.pop("dropped", "")
    draft.evidence.pop("dropped", None)
    values = {k: v for k, v in draft.fields.items() if k not in {"kind", "title"}}
    urls = dict.fromkeys(href for href in item.hrefs if href != draft["url"])
    found = replace(
        found,
        **values,
        text=_without(item.plain, dropped),
        more_urls=tuple(urls),
        label=item.label,
        language=language_of_title(f"{found.title} {' '.join(draft['authors'] or ())}"),
    )
    return _identified(found, draft)


def is_cited_in_full(item: Written) -> bool:
    """Whether *item* is a citation by a style: no page could be told from its words alone."""
    if len(item.marked) > MAX_ITEM:
        return False
    return read_gbt(item) is not None or read_scholarly(item) is not None


def is_citation(item: Written) -> bool:
    """Whether *item* is a reference by its own looks, without a heading that says so.

    A remark may hold a link too; it has words of a sentence around it.
    """
    if len(item.marked) > MAX_ITEM:
        return False
    if read_gbt(item):
        return True
    draft = read_scholarly(item, bold=True)
    if draft is not None:
        found = draft["date"] or draft["container"] or draft["publisher"] or item.hrefs
        return bool(found) or len(item.plain) < 60
    item = replace(item, marked=take_accessed(item.marked)[0])
    if not item.hrefs or item.marked.count(LINK) > 2:
        return False
    if LINK not in item.marked:
        return _is_title(item.plain)
    lead, _, rest = item.marked.replace(URL, " ").partition(LINK)
    after = re.sub(f"{LINK}[^{UNLINK}]*{UNLINK}", " ", f"{LINK}{rest}")
    return _is_lead(tidy(lead), item.url) and _is_tail(tidy(after))


_SAYS_NOTHING = regex(
    r"(?:see(?: also)?|source|from|via|cf\.?|ref|原文|来源|见|参见|参考|详见|引自|出自)?\s*[:：]?",
    re.I,
)
_SENTENCE_WORDS = regex(
    r"\b(?:I|you|we|they|it|is|are|was|were|be|been|has|have|see|please|thanks?|this|that|as|with|by|credit|found"
    r"|here|for|can|will|would|should|called|based|used|uses)\b|[我你他她它请]|这[里个篇]|可以|感谢|来自",
    re.I,
)

_TITLE_WORDS = {
    "by",
    "for",
    "with",
    "as",
    "that",
    "this",
    "it",
    "you",
    "is",
    "are",
    "based",
    "used",
}


def _is_title(words: str) -> bool:
    """Words that could head a page: few, begun with a capital; a sentence has small words."""
    if not words or _SAYS_NOTHING.fullmatch(words):
        return True
    if re.match(r"(?:The|This|That|It|There|Here)\b.*\bis\b", words):
        return False
    if len(words) > 120 or re.search(r"[。！？；]\s*\S|[.!?;]\s+[A-Z]|[，,].*[，,]", words):
        return False
    capital = bool(re.match(r"\W*(?:[A-Z0-9]|[^\x00-\x7f])", words))
    spoken = [w for w in _SENTENCE_WORDS.findall(words) if w.casefold() not in _TITLE_WORDS]
    return capital and len(words.split()) <= 14 and not spoken


def _is_lead(lead: str, url: str) -> bool:
    """What may stand before the link of a citation: nothing, a name, a site, `Title:`."""
    if _SAYS_NOTHING.fullmatch(lead) or evidence_for(lead.strip(" ,:：."), url):
        return True
    if lead.endswith((":", "：")):
        return len(lead) <= 40 and not _SENTENCE_WORDS.search(lead)
    who = lead.strip(" .,:：")
    people = read_names(who)
    if people is None or not re.search(r"[\u3400-\u9fff]", who):
        return bool(re.search(r"\(\d{4}\)$", lead)) or people is not None
    return all(map(is_surnamed, people.names))


def _is_tail(after: str) -> bool:
    """What may stand behind it: nothing, a date, a few words in brackets."""
    after = after.strip(" .。,，;；")
    if not after or re.fullmatch(r"[（(].{1,60}[)）]", after):
        return True
    return (
        len(after) <= 30
        and len(after.split()) <= 4
        and not _SENTENCE_WORDS.search(after.split("by ")[-1])
    )


def _read(item: Written) -> Draft:
    if len(item.marked) > MAX_ITEM:
        return Draft("raw", "text", title=item.plain, url=item.url)
    found = read_gbt(item) or read_scholarly(item, bold=True) or read_link(item)
    found = found or read_book(item) or read_dated(item)
    return found or Draft("raw", "text", title=item.plain)


def _add_numbers(draft: Draft, item: Written) -> None:
    where = f"{item.plain} {' '.join(item.hrefs)}"
    number = find_number(f"{draft['title']} {draft['url']}")
    draft.add(
        "number",
        doi=find_doi(where),
        arxiv=find_arxiv(where),
        isbn=find_isbn(item.plain),
        number=number,
    )
    if draft["url"] and not draft["date"] and not draft["doi"] and not draft["arxiv"]:
        draft.add("url", date=date_in_url(draft["url"]))
    if draft["url"] and draft["kind"] not in {"article", "paper", "chapter", "thesis", "standard"}:
        draft.add(
            "table", site=name_of(draft["url"], language_of_title(draft["title"] or item.plain))
        )
    if draft["url"] and not draft["title"]:
        draft.add("url", title=title_in_url(draft["url"]))
    repository = re.match(
        r"https?://(?:www\.)?(?:github|gitlab|gitee)\.com/([\w.-]+)/[\w.-]+", draft["url"]
    )
    if repository and draft["kind"] == "software":
        draft.add("url", authors=(repository[1],))


def _clean(draft: Draft) -> None:
    """Leave no mark of the reader's own in a field."""
    for name, value in draft.fields.items():
        if isinstance(value, str) and _MARKED.search(value):
            draft.fields[name] = tidy(value.replace(URL, " ")).strip(" ,，:：")
        elif isinstance(value, tuple) and any(map(_MARKED.search, value)):
            draft.fields[name] = tuple(tidy(part.replace(URL, " ")) for part in value)


def _settle_kind(draft: Draft, item: Written, kind: str) -> None:
    now = draft["kind"]
    if kind and now in {"raw", "webpage", "article"} and not draft["container"]:
        draft.put("text", kind=kind)
    elif (
        draft["arxiv"]
        and now in {"webpage", "book", "article", "raw"}
        and not re.search(r"(?i)^(?!.*arxiv).+", draft["container"])
    ):
        draft.put("number", kind="preprint")
    elif draft["doi"] and now in {"webpage", "raw"}:
        draft.put("number", kind="article")
    elif draft["isbn"] and now in {"webpage", "raw", "article"}:
        draft.put("number", kind="book")
    elif draft["number"].startswith("RFC") and now in {"webpage", "raw", "article", "book"}:
        draft.put("number", kind="report")
    elif (
        now in {"raw", "webpage"}
        and _PATENT.search(item.plain)
        and re.search("专利|patent", item.plain, re.I)
    ):
        draft.put("text", kind="patent")


def _without(text: str, dropped: str) -> str:
    return " ".join(text.replace(f"_{dropped}", "", 1).split()) if dropped else text


def _identified(found: Reference, draft: Draft) -> Reference:
    identity = identity_of(found)
    who = found.authors[0] if found.authors else label_of(host_of(found.url))
    evidence = tuple(
        (field, why) for field, why in draft.evidence.items() if draft.fields.get(field)
    )
    return replace(
        found, identity=identity, key=make_key(identity, who, found.date), evidence=evidence
    )
