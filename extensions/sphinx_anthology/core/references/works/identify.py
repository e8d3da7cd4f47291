"""Who is who: DOI, arXiv, ISBN, canonical URL; and the stable keys made from them."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from ....model import Reference
from ...patterns import regex
from ...slugs import slugify

_DOI = regex(r"(?<![\d.])(10\.\d{4,9}/[^\s\"<>，。；、“”（）\ufffc\ue000-\ue003]+)", re.IGNORECASE)
_ARXIV = regex(
    r"arxiv(?:\.org/(?:abs|pdf|html|format)/|\s*[:：]\s*(?:arxiv:)?|\s+preprint\s+|\s+)"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?",
    re.IGNORECASE,
)
_ISBN = regex(r"ISBN(?:-1[03])?\s*[:：]?\s*((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])(?![\d-])", re.I)
_RFC = regex(r"\bRFC[\s-]?(\d{1,5})\b|/rfc(\d{1,5})\b", re.IGNORECASE)
_TRACKING = regex(
    r"^(?:utm_.*|spm|spm_id_from|scm|spss|vd_source|chksm|scene|from|share_.*|ops_request_misc|"
    r"request_id|biz_id|.*utm_source|searchId|fbclid|gclid|source|ref|depth_1|seid|is_story_h5|unique_k|"
    r"plat_id|share|igshid|mc_cid|mc_eid|from_source|from_spmid|sharer_.*)$"
)
# Hosts of the same pages in another dress: for phones, or shortened.
_TWIN_HOSTS = {
    "m.bilibili.com": "bilibili.com", "m.zhihu.com": "zhihu.com", "m.weibo.cn": "weibo.com",
    "m.douban.com": "douban.com", "m.huxiu.com": "huxiu.com", "m.thepaper.cn": "thepaper.cn",
    "m.jianshu.com": "jianshu.com", "m.sohu.com": "sohu.com", "m.youtube.com": "youtube.com",
    "mobile.twitter.com": "twitter.com", "x.com": "twitter.com", "m.36kr.com": "36kr.com",
    "juejin.im": "juejin.cn", "export.arxiv.org": "arxiv.org", "dx.doi.org": "doi.org",
    "leetcode-cn.com": "leetcode.cn", "old.reddit.com": "reddit.com",
    "m.cnblogs.com": "cnblogs.com",
}  # fmt: skip
_MOBILE_WIKI = regex(r"^(\w[\w-]*)\.m\.(wikipedia\.org)$")
_ARCHIVED = regex(
    r"^https?://web\.archive\.org/web/(?P<date>\d{4,14})[a-z_]{0,4}/(?P<url>https?:/{1,2}.+)$"
)
_WRAPPERS = (("link.zhihu.com", "target"), ("google.com", "url"), ("google.com", "q"),
             ("link.juejin.cn", "target"),
             ("link.segmentfault.com", "url"), ("jump.bdimg.com", "url"), ("l.facebook.com", "u"),
             ("link.jianshu.com", "t"), ("link.csdn.net", "target"))  # fmt: skip


def find_doi(text: str) -> str:
    """A DOI anywhere in *text* or in an address of it, in lower case; empty when there is none."""
    match = _DOI.search(unquote(text))
    if match is None:
        return ""
    doi = match[1].rstrip(".,;:!?*_'’`")
    while doi.endswith((")", "]")) and doi.count(")") + doi.count("]") > doi.count("(") + doi.count(
        "["
    ):
        doi = doi[:-1].rstrip(".,;")
    return re.sub(r"/(?:abstract|full|pdf|epdf|meta)$|\.pdf$", "", doi).lower()


def find_arxiv(text: str) -> str:
    match = _ARXIV.search(text)
    return match["id"] if match else ""


def find_number(text: str) -> str:
    """``RFC 793``, from a title or address."""
    match = _RFC.search(text)
    return f"RFC {match[1] or match[2]}" if match else ""


def find_isbn(text: str) -> str:
    """ISBN as digits (and X), only when its check digit is right."""
    match = _ISBN.search(text)
    if not match:
        return ""
    digits = re.sub(r"[- ]", "", match[1]).upper()
    return digits if _isbn_checks(digits) else ""


def _isbn_checks(digits: str) -> bool:
    values = [10 if char == "X" else int(char) for char in digits]
    if len(values) == 10:
        return sum((10 - i) * value for i, value in enumerate(values)) % 11 == 0
    return sum(value * (3 if i % 2 else 1) for i, value in enumerate(values)) % 10 == 0


def unwrapped(url: str) -> tuple[str, str]:
    """(the address that *url* leads to, day it was archived as ``YYYYMMDD…``).

    A page that only passes readers on, and an archive's copy, name the address within their own.
    """
    archived = _ARCHIVED.match(url)
    if archived:
        return re.sub(r"^(https?):/(?!/)", r"\1://", archived["url"]), archived["date"]
    for host, parameter in _WRAPPERS:
        if f"//{host}/" in url or f"//www.{host}/" in url:
            inner = dict(parse_qsl(urlsplit(url).query)).get(parameter, "")
            if inner.startswith(("http://", "https://")):
                return inner, ""
    return url, ""


@lru_cache(50_000)  # reading, settling and showing a work each ask for it
def canonical_url(url: str) -> str:
    """One address for all ways to write it: scheme, ``www.``, tracking and fragment go."""
    try:
        url = unwrapped(url.strip())[0]
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    except ValueError:
        return url.strip()
    if not host:  # a path within the blog
        return url
    host = _MOBILE_WIKI.sub(r"\1.\2", _TWIN_HOSTS.get(host, host))
    query = urlencode(
        sorted(
            (k, v)
            for k, v in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.match(k)
        )
    )
    path = quote(unquote(unicodedata.normalize("NFC", parts.path)), safe="/:@!$&'()*+,;=~-._")
    if host == "youtu.be" and len(path) > 1:
        host, path, query = "youtube.com", "/watch", f"v={path[1:]}"
    elif host == "youtube.com" and path == "/watch":
        query = "&".join(p for p in query.split("&") if p.startswith("v="))
    # A page drawn by script keeps its name behind the mark: `#/docs`, `/#install/linux`.
    routed = parts.fragment.startswith(("/", "!")) or (path in {"", "/"} and "/" in parts.fragment)
    fragment = f"#{parts.fragment}" if routed else ""
    return f"https://{host}{port}{path.rstrip('/')}{'?' + query if query else ''}{fragment}"


def identity_of(reference: Reference) -> str:
    """What makes a work this work, strongest first: DOI, arXiv, ISBN, address, words.

    A chapter is not the book whose ISBN it names.
    """
    if reference.doi:
        return f"doi:{reference.doi}"
    if reference.arxiv:
        return f"arxiv:{reference.arxiv}"
    if reference.isbn and reference.kind == "book":
        return f"isbn:{reference.isbn}"
    if reference.url:
        return f"url:{canonical_url(reference.url)}"
    first = reference.authors[0] if reference.authors else ""
    return f"text:{folded(reference.title)}|{folded(first)}|{reference.date[:4]}"


def folded(text: str) -> str:
    """Words alone: width, case, spaces and punctuation do not count."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def make_key(identity: str, who: str, date: str) -> str:
    """``sina2025-k3f9q2ma``: readable, ASCII, and the same for the same work everywhere."""
    digest = base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode().lower()[:8]
    name = slugify(who).replace("-", "")[:16] if who else "ref"
    return f"{name}{date[:4] or 'nd'}-{digest}"
