"""The title of a web page as its link gives it: `Title - Author - Site`, in all orders.

Titles hold dashes and bars of their own: of a hundred tails behind a last dash about half are no
site. So a piece is taken off only with evidence that it names the site, and the evidence is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...patterns import regex
from .authors import is_person
from .hosts import evidence_for, host_of

_SPACED = r"\s+(?:[-–—―|·•_:»›｜／]|\|\||//|::|<<|«|by|@)\s+"
SEPARATOR = regex(
    rf"{_SPACED}|(?<=[？！。…?!」』）)】〉》\"”’])\s*[-–—|｜_]\s*|\s*(?:——|__|[_｜|–—])\s*|\s+[-–—|]|[-–—|]\s+"
    r"|(?<=\S)-(?=[^\s-]+$)|　[|｜]?　?"
)
# weak: words that sites and offices end with, after a separator with spaces
_WEAK_SITE = regex(
    r"(?:网|网站|官网|社区|博客|日志|百科|新闻|专栏|论坛|手册|杂志|日报|晚报|周刊|电视台|出版社|委员会|办公室|研究院|研究所|大学"
    r"|协会|学会|基金会|Docs|Documentation|Wiki|Blog|blog|Weblog|Labs|Magazine|Journal|News|Forums?|Community|Times|Post|Press"
    r"|[’']s (?:blog|Blog|site|website|homepage))$"
)
_BLOG_OF = regex(
    r"^(?P<author>.{1,30}?)(?:的(?:个人)?(?:技术)?(?:博客|专栏|网络日志|日志|文章|主页)"
    r"|[’']s (?:blog|Blog))$"
)
_BLOGGERS = (
    ("cnblogs.com", re.compile(r"^(?P<title>.+?)\s+-\s+(?P<author>[^-]{1,30})$")),
    ("csdn.net", re.compile(r"^(?P<title>.+)\s*[_-]\s*(?P<author>[^_-]{1,30})的(?:博客|专栏)$")),
    ("zhihu.com", re.compile(r"^(?P<title>.+?)\s+-\s+(?P<author>[^-]{1,30})的(?:文章|回答)$")),
    (
        "segmentfault.com",
        re.compile(r"^(?P<title>.+?)\s+-\s+(?P<author>[^-]{1,30})的?(?:专栏|个人文章)$"),
    ),
    ("jianshu.com", re.compile(r"^(?P<title>.+?)\s+-\s+(?P<author>[^-]{1,30})$")),
    (
        "medium.com",
        re.compile(r"^(?P<title>.+?)(?:,)?\s+(?:by|-|–|—|\|)\s+(?P<author>[A-Z][^-|]{1,30})$"),
    ),
)
# CSDN puts the words people searched for behind its titles
_KEYWORDS = regex(r"^(?P<title>.{6,}?[^\s_])_(?P<words>[^_\s的]{1,24})$")
_REPOSITORY = regex(
    r"^(?:(?P<site>GitHub|GitLab|Gitee)\s*[-:·]\s*)?(?P<owner>[\w.-]+)\s?/\s?(?P<rest>[\w.-]+(?::\s.*|\s.*|$))",
    re.S,
)
_FIRST = regex(
    r"^(?P<site>[^:：|｜]{2,40}?)(?:\s*[:：]\s+|\s+[|｜]\s+|：|\s+[-–—]\s+)(?P<title>\S.+)$", re.S
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The words of a link, taken apart."""

    title: str
    site: str = ""
    author: str = ""
    evidence: str = ""  # for the site: table, host, weak
    dropped: str = ""  # words that belong to none of them


def read_headline(words: str, url: str) -> Headline:
    """Title, site and author in *words*, as far as *url* bears them out."""
    found = _site_last(Headline(words), url)
    if not found.site:
        found = _site_first(found, url)
    found = _blogger(found, url)
    return _blog_owner(found)


def bare_site(name: str) -> str:
    """``掘金 (juejin.cn)`` -> ``掘金``."""
    return re.sub(r"\s*[（(][\w.-]+\.[a-z]+[)）]\s*$", "", name).strip()


def _site_last(found: Headline, url: str, depth: int = 0) -> Headline:
    """`Title - Site`: the longest piece at the end that something bears out."""
    title = found.title
    cuts = list(SEPARATOR.finditer(title))[-6:]
    for cut in reversed(cuts):
        head, tail = title[: cut.start()].strip(), bare_site(title[cut.end() :].strip())
        if not head or not tail or not is_whole(head):
            continue
        evidence = evidence_for(tail, url)
        if evidence == "host" and "." not in tail and not _is_spaced(title, cut):
            continue  # a dash without spaces needs a name that is known: JEP-211 is one word
        if evidence:
            # `...-腾讯云开发者社区-腾讯云`: the site signs twice, the inner name says more
            inner = _site_last(Headline(head), url, depth + 1) if depth < 2 else found
            return inner if inner.site else replace(found, title=head, site=tail, evidence=evidence)
    if cuts and depth == 0 and host_of(url):
        return _weakly_signed(found, cuts[-1])
    return found


def _is_spaced(title: str, cut: re.Match[str]) -> bool:
    """Whether a separator has space around it, or stands behind a mark that ends a sentence."""
    open_side = cut[0][:1].isspace() or cut[0][-1:].isspace()
    return open_side or title[cut.start() - 1] in "？！。…?!」』）)】"


def _weakly_signed(found: Headline, cut: re.Match[str]) -> Headline:
    """The tail has a word that sites are called by."""
    head, tail = found.title[: cut.start()].strip(), found.title[cut.end() :].strip()
    mark = cut.group()
    spaced = mark != mark.strip() and mark.strip() not in {"by", "@", ":", "·"}
    if head and is_whole(head) and spaced and 2 < len(tail) <= 24 and _WEAK_SITE.search(tail):
        return replace(found, title=head, site=bare_site(tail), evidence="weak")
    return found


def is_whole(head: str) -> bool:
    """A cut within brackets or quotation marks leaves no title."""
    pairs = zip("(（《「『【“[", ")）》」』】”]", strict=True)
    return all(head.count(opening) <= head.count(closing) for opening, closing in pairs)


def _site_first(found: Headline, url: str) -> Headline:
    """`GitHub - o/r: what it is`, `Software is hard | Page load`, `TechBlog: Title`."""
    repository = _REPOSITORY.match(found.title)
    if repository and (repository["site"] or "") and evidence_for(repository["site"], url):
        title = f"{repository['owner']}/{repository['rest']}"
        return Headline(title, repository["site"], repository["owner"], "table")
    match = _FIRST.match(found.title)
    if match is None:
        return found
    site, title = match["site"].strip(), match["title"].strip()
    evidence = evidence_for(site, url, strict=True)
    if not evidence:
        return found
    if evidence == "host" and is_person(site):
        return replace(found, title=title, author=site, evidence="host")
    return replace(found, title=title, site=site, evidence=evidence)


def _blogger(found: Headline, url: str) -> Headline:
    """Sites of many bloggers put the blogger between title and site."""
    host = host_of(url)
    if not found.site or found.author:
        return found
    pattern = next((p for end, p in _BLOGGERS if host == end or host.endswith(f".{end}")), None)
    match = pattern.match(found.title) if pattern else None
    if match:
        return replace(found, title=match["title"].strip(), author=match["author"].strip())
    keywords = _KEYWORDS.match(found.title) if host.endswith("csdn.net") else None
    if keywords:
        return replace(found, title=keywords["title"], dropped=keywords["words"])
    return found


def _blog_owner(found: Headline) -> Headline:
    """`阮一峰的网络日志` is 阮一峰's."""
    owner = _BLOG_OF.match(found.site)
    if found.author or owner is None or not is_person(owner["author"].strip()):
        return found
    return replace(found, author=owner["author"].strip())
