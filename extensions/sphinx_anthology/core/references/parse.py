"""Read one item of a reference list. What cannot be read stays as written, as a raw entry."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date as Date

from markdown_it.token import Token

from ...diagnostics import Place
from ...model import Reference
from ..markdown import block_parser
from ..markdown.blocks import plain
from .hosts import host_of, is_site, kind_of, label_of
from .identify import find_arxiv, find_doi, find_isbn, identity_of, make_key

_URL = re.compile(r"https?://[^\s<>\"'，。；）》」】]+")
_SEPARATOR = re.compile(
    r"\s+(?:[-–—|·_:»｜]|\|\||//)\s+|(?<=[？！。…?!」』）)】])\s*[-–—|]\s*|\s*[_｜|–—]\s*|-(?=[^\s-]+$)"
)
_WEAK_SITE = re.compile(r"(?:网|社区|博客|日志|百科|新闻|专栏|Docs|Wiki|Blog)$")
_GBT = re.compile(
    r"^(?P<head>.+?)\s*[\[［](?P<code>[A-Z]{1,2})(?:/(?:OL|CD|DK|MT))?[\]］]\s*[.．。,，]?\s*(?P<tail>.*)$",
    re.DOTALL,
)
_GBT_KINDS = {
    "M": "book", "J": "article", "C": "chapter", "D": "thesis", "R": "report", "S": "standard",
    "P": "patent", "N": "news", "EB": "webpage", "DB": "dataset", "DS": "dataset",
    "CP": "software", "G": "book", "A": "chapter", "PP": "preprint", "Z": "raw",
}  # fmt: skip
_BLOGGERS = (
    ("cnblogs.com", re.compile(r"^(?P<title>.+?)\s+-\s+(?P<author>[^-]{1,30})$")),
    ("csdn.net", re.compile(r"^(?P<title>.+)[_-](?P<author>[^_-]{1,30})的博客$")),
    ("zhihu.com", re.compile(r"^(?P<title>.+?)\s+-\s+(?P<author>[^-]{1,30})的(?:文章|回答)$")),
)
_AFTER = re.compile(  # what stands behind a link: `，Author，2019/10/16`, `by Author, 2016/12/07`
    r"^(?:by\s+)?(?P<author>[^,，0-9]{2,40})[,，]\s*(?P<date>(?:19|20)\d\d(?:[-/.]\d{1,2}){1,2})$"
)
_AUTHOR_YEAR = re.compile(
    r"^(?P<authors>[^()（）\n]{2,160}?)[.,，]?\s*[(（](?P<year>(?:1[5-9]|20)\d\d)[a-z]?(?:[,，][^)）]*)?[)）]"
    r"[.,:：，]?\s*(?P<rest>.+)$",
    re.DOTALL,
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_URL_DATES = (
    re.compile(
        r"(?<!\d)(20[0-3]\d|19[89]\d)[-/_](0?[1-9]|1[0-2])[-/_](0?[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(r"(?<!\d)(20[0-3]\d)/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[A-Z]|\D|$)"),
)
_URL_MONTH = re.compile(r"/(20[0-3]\d|19[89]\d)/(0[1-9]|1[0-2])/")


@dataclass(frozen=True, slots=True)
class _Parts:
    """An item taken apart at its links."""

    before: str
    label: str  # text of the first link; empty when the address stands bare
    url: str
    after: str


def parse_item(text: str, place: Place) -> Reference:
    """Read *text*, the Markdown of one item without its marker."""
    tokens = block_parser().parseInline(text)[0].children or []
    words = " ".join(plain(tokens).split())
    parts = _take_apart(tokens)
    found = _read_gbt(words, parts) or _read_link(parts) or _read_author_year(words, parts)
    if found is None:
        found = _blank("raw" if not parts.url else kind_of(parts.url), words, parts.url)
    addresses = [*_URL.findall(words), *(str(t.attrGet("href") or "") for t in tokens)]
    more = dict.fromkeys(a.rstrip(".,;:") for a in addresses if a.startswith("http"))
    found = replace(
        found,
        as_written=text,
        place=place,
        text=" ".join(_URL.sub(" ", words).replace("<>", "").split()),
        more_urls=tuple(address for address in more if address != found.url),
    )
    return _finish(found, words)


def date_in_url(url: str) -> str:
    """EDTF date that an address carries; empty when it carries none."""
    for pattern in _URL_DATES:
        for match in pattern.finditer(url):
            try:
                return Date(*(int(part) for part in match.groups())).isoformat()
            except ValueError:
                continue
    month = _URL_MONTH.search(url)
    return f"{month[1]}-{month[2]}" if month else ""


def split_site(title: str, url: str) -> tuple[str, str]:
    """(title, site): the tail is taken off only when the host confirms that it is the site."""
    cuts = list(_SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        if head and tail and is_site(tail, url):
            inner, site = split_site(head, url)
            # `...-腾讯云开发者社区-腾讯云`: the site signs twice, the inner name says more
            return (inner, site) if site else (head, _bare(tail))
    for cut in reversed(cuts[-1:]):
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        spaced = cut[0] != cut[0].strip()
        if head and spaced and 2 < len(tail) <= 16 and _WEAK_SITE.search(tail):
            return head, _bare(tail)
    first = re.match(r"^(GitHub)\s+-\s+(.+)$", title)
    if first and is_site(first[1], url):
        return first[2], first[1]
    return title, ""


def _split_author(title: str, url: str) -> tuple[str, str]:
    """(title, author): sites of many bloggers put the blogger between title and site."""
    pattern = next((p for host, p in _BLOGGERS if host_of(url).endswith(host)), None)
    match = pattern.match(title) if pattern else None
    return (match["title"].strip(), match["author"].strip()) if match else (title, "")


def _bare(name: str) -> str:
    return re.sub(r"\s*[（(][\w.-]+\.[a-z]+[)）]\s*$", "", name)


def _blank(kind: str, title: str, url: str) -> Reference:
    return Reference("", kind, title, "", Place(""), url=url)


def _take_apart(tokens: list[Token]) -> _Parts:
    opening = next((i for i, t in enumerate(tokens) if t.type == "link_open"), None)
    if opening is not None:
        closing = next(i for i, t in enumerate(tokens) if i > opening and t.type == "link_close")
        label = " ".join(plain(tokens[opening + 1 : closing]).split())
        url = str(tokens[opening].attrGet("href") or "")
        return _Parts(
            " ".join(plain(tokens[:opening]).split()),
            "" if _looks_like_url(label) else label,
            url,
            " ".join(plain(tokens[closing + 1 :]).split()),
        )
    words = " ".join(plain(tokens).split())
    bare = _URL.search(words)
    if bare:
        url = bare[0].rstrip(".,;:")
        return _Parts(words[: bare.start()].strip(), "", url, words[bare.start() + len(url) :])
    return _Parts(words, "", "", "")


def _looks_like_url(text: str) -> bool:
    return bool(re.match(r"^(?:https?://|www\.)\S+$|^[\w.-]+\.[a-z]{2,}(?:/\S*)?$", text))


def _read_link(parts: _Parts) -> Reference | None:
    if not parts.url:
        return None
    lead = re.sub(r"[\s:：,，\-–—【】]+$", "", parts.before).lstrip("【 ")
    if parts.label and is_site(parts.label, parts.url) and lead:
        return replace(_blank(kind_of(parts.url), lead, parts.url), site=parts.label)
    if parts.label:
        if _AUTHOR_YEAR.match(f"{lead} x") or (lead and _YEAR.search(lead)):
            return None
        title, site = split_site(parts.label, parts.url)
        title, author = _split_author(title, parts.url)
        found = replace(_blank(kind_of(parts.url), title, parts.url), site=site)
        after = parts.after.strip(" .，,。;；-–—")
        byline = _AFTER.match(after) if not lead else None
        if byline:
            date = "-".join(f"{int(part):02d}" for part in re.split(r"[-/.]", byline["date"]))
            return replace(found, authors=(byline["author"].strip(),), date=date)
        note = " ".join(filter(None, (lead, after)))
        return replace(found, authors=(author,) if author else (), note=note)
    if _AUTHOR_YEAR.match(parts.before):
        return None
    note = parts.after.strip(" .，,。;；-–—")
    title, site = split_site(lead, parts.url) if lead else ("", "")
    return replace(_blank(kind_of(parts.url), title, parts.url), site=site, note=note)


def _read_gbt(words: str, parts: _Parts) -> Reference | None:
    match = _GBT.match(words)
    if not match or match["code"] not in _GBT_KINDS:
        return None
    head, tail = match["head"].strip(), match["tail"]
    authors, title = _split_head(head)
    kind = _GBT_KINDS[match["code"]]
    url = parts.url
    rest = _URL.sub("", tail).strip()
    year = _YEAR.search(re.sub(r"\[[^\]]*\]", "", rest))
    published = re.search(r"[(（](\d{4}-\d{2}-\d{2})[)）]", rest)
    accessed = re.search(r"[\[［](\d{4}[-.]\d{2}[-.]\d{2})[\]］]", rest)
    container, publisher = "", ""
    if kind in {"article", "news"}:
        container = re.split(r"[,，]", rest)[0].strip(" .")
    elif kind == "chapter":
        container = re.split(r"[.．,，]", rest.lstrip("/ "))[0].strip()
    if kind in {"book", "chapter", "thesis", "report", "standard"}:
        imprint = re.search(r"[:：]\s*([^,，:：]+)[,，]\s*\d{4}", rest)
        publisher = imprint[1].strip() if imprint else ""
    plain_rest = re.split(r"\s*(?:DOI|ISBN|CSTR)\b", rest, maxsplit=1)[0]
    pages = re.search(r"[:：]\s*(\d+(?:[-–]\d+)?)\s*\.?\s*$", plain_rest)
    return replace(
        _blank(kind, title, url),
        authors=authors,
        date=published[1] if published else (year[1] if year else ""),
        accessed=accessed[1].replace(".", "-") if accessed else "",
        container=container,
        publisher=publisher,
        pages=pages[1] if pages else "",
        note=parts.after.strip(" .。>") if url else "",
    )


def _split_head(head: str) -> tuple[tuple[str, ...], str]:
    """``作者, 作者. 题名`` -> authors and title; a head without a full stop is all title."""
    # a full stop after an initial ends the names when no other initial follows it
    match = re.match(r"^(.{1,120}?)[.．。]\s*(?![A-Z][.,\s])(.+)$", head, re.DOTALL)
    if not match:
        return (), head
    return tuple(_authors(match[1])), match[2].strip()


def _authors(text: str) -> list[str]:
    names = re.split(r"\s*(?:[,，;；、]|\band\b|&)\s*", text)
    return [n.strip() for n in names if n.strip() and n.strip() not in {"等", "et al", "et al."}]


def _read_author_year(words: str, parts: _Parts) -> Reference | None:
    match = _AUTHOR_YEAR.match(words)
    if not match:
        return None
    title = parts.label or re.split(r"[.。]\s", _URL.sub("", match["rest"]))[0]
    title = title.strip(' "“”.')
    kind = kind_of(parts.url) if parts.url else "preprint" if find_arxiv(words) else "book"
    return replace(
        _blank(kind, title, parts.url), authors=_apa_authors(match["authors"]), date=match["year"]
    )


def _apa_authors(text: str) -> tuple[str, ...]:
    """``Lewis, G., & Syrgkanis, V.`` -> two names; plain names split at commas."""
    inverted = re.findall(r"[^,&]+,\s*(?:[A-Z]\.?[\s-]*)+(?=$|[,&])", text)
    if inverted:
        names = (name.strip(" ,&") for name in inverted)
        return tuple(f"{name}." if name[-1].isupper() else name for name in names)
    return tuple(_authors(text.strip(" .")))


def _finish(ref: Reference, words: str) -> Reference:
    where = f"{words} {ref.url}"
    doi, arxiv, isbn = find_doi(where), find_arxiv(where), find_isbn(words)
    date = ref.date or (date_in_url(ref.url) if ref.url and not doi else "")
    identity = identity_of(
        doi=doi,
        arxiv=arxiv,
        isbn=isbn,
        url=ref.url,
        title=ref.title,
        authors=ref.authors,
        year=date[:4],
    )
    who = ref.authors[0] if ref.authors else label_of(host_of(ref.url))
    return replace(
        ref,
        key=make_key(identity, who, date),
        date=date,
        doi=doi,
        arxiv=arxiv,
        isbn=isbn,
    )
