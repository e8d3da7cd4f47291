"""What is known of web sites by their host: the names they sign titles with, and what they hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from ...patterns import regex

# host suffix -> names that a page title may end with; the first is the one to print.
SITES: dict[str, tuple[str, ...]] = {
    "163.com": ("网易", "网易新闻", "网易号", "网易订阅"),
    "36kr.com": ("36氪", "36Kr"),
    "51cto.com": ("51CTO", "51CTO博客", "51CTO.COM"),
    "acm.org": ("ACM", "ACM Digital Library"),
    "aliyun.com": ("阿里云", "阿里云开发者社区", "阿里云帮助中心", "Aliyun"),
    "apache.org": ("Apache", "The Apache Software Foundation"),
    "apple.com": ("Apple", "Apple Developer", "Apple Developer Documentation", "Apple Support"),
    "archive.org": ("Internet Archive",),
    "archlinux.org": ("Arch Linux", "ArchWiki", "Arch Wiki"),
    "arstechnica.com": ("Ars Technica",),
    "arxiv.org": ("arXiv", "arXiv.org"),
    "baidu.com": ("百度",),
    "baike.baidu.com": ("百度百科", "百度"),
    "zhidao.baidu.com": ("百度知道",),
    "tieba.baidu.com": ("百度贴吧",),
    "baijiahao.baidu.com": ("百家号",),
    "bbc.com": ("BBC", "BBC News", "BBC 中文", "BBC News 中文"),
    "bilibili.com": ("哔哩哔哩", "bilibili", "哔哩哔哩_bilibili", "B站", "哔哩哔哩弹幕网", "b站"),
    "blog.google": ("Google", "The Keyword"),
    "blogs.msdn.com": ("MSDN Blogs",),
    "caixin.com": ("财新网", "财新"),
    "chinadaily.com.cn": ("中国日报网", "China Daily"),
    "cctv.com": ("央视网", "央视新闻"),
    "cloud.tencent.com": ("腾讯云开发者社区", "腾讯云", "云+社区", "云+社区 - 腾讯云"),
    "cnbeta.com": ("cnBeta", "cnBeta.COM"),
    "cnblogs.com": ("博客园", "cnblogs"),
    "cnki.net": ("中国知网", "CNKI"),
    "creativecommons.org": ("Creative Commons", "知识共享", "CC"),
    "csdn.net": ("CSDN博客", "CSDN", "CSDN博客频道", "CSDN社区", "博客频道"),
    "dev.to": ("DEV Community", "DEV"),
    "docker.com": ("Docker", "Docker Documentation", "Docker Docs"),
    "douban.com": ("豆瓣", "豆瓣博客", "豆瓣读书", "豆瓣电影", "豆瓣小组", "豆瓣日记"),
    "book.douban.com": ("豆瓣读书", "豆瓣"),
    "developer.mozilla.org": ("MDN", "MDN Web Docs", "Web APIs", "Mozilla"),
    "economist.com": ("The Economist", "经济学人"),
    "eff.org": ("Electronic Frontier Foundation",),
    "finance.sina.com.cn": ("新浪财经",),
    "freebuf.com": ("FreeBuf", "FreeBuf网络安全行业门户", "FreeBuf互联网安全新媒体平台"),
    "geeksforgeeks.org": ("GeeksforGeeks",),
    "gitee.com": ("Gitee", "码云", "Gitee.com", "码云 Gitee"),
    "github.com": ("GitHub", "Github"),
    "github.blog": ("The GitHub Blog", "GitHub Blog"),
    "gitlab.com": ("GitLab",),
    "guancha.cn": ("观察者网",),
    "guokr.com": ("果壳", "果壳网"),
    "huxiu.com": ("虎嗅", "虎嗅网"),
    "hackernoon.com": ("HackerNoon", "Hacker Noon"),
    "ieee.org": ("IEEE", "IEEE Xplore"),
    "ietf.org": ("IETF", "IETF Datatracker"),
    "ifeng.com": ("凤凰网", "凤凰新闻", "凤凰资讯"),
    "infoq.cn": ("InfoQ", "InfoQ 中文", "InfoQ 写作社区", "极客邦"),
    "infoq.com": ("InfoQ",),
    "iteye.com": ("ITeye", "ITeye博客", "ITPUB博客"),
    "ithome.com": ("IT之家",),
    "jianshu.com": ("简书",),
    "jiemian.com": ("界面新闻", "界面"),
    "jimmysong.io": ("jimmysong.io", "Jimmy Song"),
    "juejin.cn": ("掘金", "稀土掘金"),
    "juejin.im": ("掘金",),
    "kernel.org": ("The Linux Kernel Archives", "The Linux Kernel documentation", "kernel.org"),
    "leetcode.com": ("LeetCode",),
    "leetcode.cn": ("力扣", "力扣（LeetCode）", "LeetCode"),
    "leetcode-cn.com": ("力扣", "力扣（LeetCode）", "LeetCode"),
    "leiphone.com": ("雷锋网", "雷峰网"),
    "linkedin.com": ("LinkedIn",),
    "loc.gov": ("Library of Congress",),
    "luogu.com.cn": ("洛谷", "洛谷博客", "洛谷 | 计算机科学教育新生态"),
    "luogu.org": ("洛谷",),
    "lwn.net": ("LWN.net", "LWN"),
    "martinfowler.com": ("Martin Fowler", "martinfowler.com"),
    "medium.com": ("Medium",),
    "microsoft.com": ("Microsoft Learn", "Microsoft Docs", "Microsoft", "Microsoft Research"),
    "mit.edu": ("MIT",),
    "mp.weixin.qq.com": ("微信公众号", "微信公众平台", "微信"),
    "nasa.gov": ("NASA",),
    "nature.com": ("Nature",),
    "news.ycombinator.com": ("Hacker News", "HN"),
    "note.com": ("note",),
    "npmjs.com": ("npm",),
    "nytimes.com": ("The New York Times", "New York Times", "纽约时报中文网", "NYT"),
    "oi-wiki.org": ("OI Wiki",),
    "oracle.com": ("Oracle", "Oracle Documentation", "Oracle Help Center"),
    "oreilly.com": ("O'Reilly", "O’Reilly Media", "O'Reilly Media"),
    "oschina.net": ("开源中国", "OSCHINA", "OSCHINA - 中文开源技术交流社区", "开源中国社区"),
    "openai.com": ("OpenAI",),
    "people.com.cn": ("人民网",),
    "pewresearch.org": ("Pew Research Center",),
    "pypi.org": ("PyPI",),
    "python.org": ("Python", "Python documentation", "Python.org", "Python Software Foundation"),
    "qiita.com": ("Qiita",),
    "qq.com": ("腾讯网", "腾讯新闻", "QQ", "腾讯"),
    "quora.com": ("Quora",),
    "readthedocs.io": ("Read the Docs",),
    "redhat.com": ("Red Hat", "Red Hat Customer Portal", "Red Hat Documentation"),
    "reddit.com": ("Reddit", "reddit"),
    "researchgate.net": ("ResearchGate",),
    "reuters.com": ("Reuters", "路透社"),
    "rfc-editor.org": ("RFC Editor",),
    "ruanyifeng.com": ("阮一峰的网络日志", "阮一峰"),
    "runoob.com": ("菜鸟教程",),
    "sciencedirect.com": ("ScienceDirect",),
    "segmentfault.com": ("SegmentFault 思否", "SegmentFault", "思否"),
    "serverfault.com": ("Server Fault",),
    "sina.com.cn": ("新浪", "新浪网", "新浪新闻"),
    "blog.sina.com.cn": ("新浪博客",),
    "sina.cn": ("新浪",),
    "slideshare.net": ("SlideShare",),
    "sogou.com": ("搜狗",),
    "sohu.com": ("搜狐", "搜狐网", "搜狐新闻"),
    "speakerdeck.com": ("Speaker Deck",),
    "springer.com": ("Springer", "SpringerLink", "Springer Nature Link"),
    "sspai.com": ("少数派",),
    "stackexchange.com": ("Stack Exchange",),
    "stackoverflow.com": ("Stack Overflow", "StackOverflow", "Stackoverflow"),
    "superuser.com": ("Super User",),
    "askubuntu.com": ("Ask Ubuntu",),
    "mathoverflow.net": ("MathOverflow",),
    "techcrunch.com": ("TechCrunch",),
    "theguardian.com": ("The Guardian",),
    "thenewstack.io": ("The New Stack", "the Newstack"),
    "thepaper.cn": ("澎湃新闻", "澎湃"),
    "theverge.com": ("The Verge",),
    "toutiao.com": ("今日头条", "头条"),
    "towardsdatascience.com": ("Towards Data Science",),
    "twitter.com": ("Twitter",),
    "x.com": ("X",),
    "ubuntu.com": ("Ubuntu",),
    "unicode.org": ("Unicode", "Unicode Consortium"),
    "v2ex.com": ("V2EX",),
    "vimeo.com": ("Vimeo",),
    "w3.org": ("W3C", "World Wide Web Consortium"),
    "w3schools.com": ("W3Schools", "W3School"),
    "w3cschool.cn": ("w3cschool", "编程狮"),
    "washingtonpost.com": ("The Washington Post",),
    "weibo.com": ("微博", "新浪微博"),
    "wikipedia.org": ("维基百科", "Wikipedia", "維基百科", "维基百科，自由的百科全书",
                      "维基百科,自由的百科全书", "Wikipedia, the free encyclopedia",
                      "ウィキペディア"),
    "wikisource.org": ("维基文库", "Wikisource"),
    "wiktionary.org": ("Wiktionary", "维基词典"),
    "wired.com": ("WIRED", "Wired"),
    "wordpress.com": ("WordPress.com",),
    "woshipm.com": ("人人都是产品经理",),
    "wsj.com": ("The Wall Street Journal", "WSJ"),
    "xiaoyuzhoufm.com": ("小宇宙",),
    "ximalaya.com": ("喜马拉雅",),
    "xinhuanet.com": ("新华网", "新华社"),
    "news.cn": ("新华网",),
    "ycombinator.com": ("Y Combinator",),
    "youku.com": ("优酷",),
    "youtube.com": ("YouTube", "Youtube"),
    "youtu.be": ("YouTube",),
    "yuque.com": ("语雀",),
    "zenodo.org": ("Zenodo",),
    "zhihu.com": ("知乎", "知乎专栏", "zhihu"),
    "zhuanlan.zhihu.com": ("知乎", "知乎专栏"),
}  # fmt: skip
# A part of an address, in order, and what stands there. Hosts begin with "//" or ".".
_KINDS = (
    ("bilibili.com/video", "video"), ("bilibili.com/bangumi", "video"), ("//b23.tv/", "video"),
    ("youtube.com/watch", "video"), ("youtube.com/playlist", "video"),
    ("youtube.com/live", "video"), ("//youtu.be/", "video"), ("//vimeo.com/", "video"),
    ("//v.qq.com/", "video"), ("//v.youku.com/", "video"), ("nicovideo.jp/watch", "video"),
    ("ted.com/talks", "video"), ("infoq.com/presentations", "video"), ("/podcast", "podcast"),
    ("podcast_episode", "podcast"), ("//podcasts.", "podcast"), ("xiaoyuzhoufm.com", "podcast"),
    ("ximalaya.com", "podcast"), ("zhihu.com/question", "discussion"),
    ("stackoverflow.com/q", "discussion"), ("stackoverflow.com/a/", "discussion"),
    (".stackexchange.com/q", "discussion"), ("superuser.com/q", "discussion"),
    ("serverfault.com/q", "discussion"), ("askubuntu.com/q", "discussion"),
    ("mathoverflow.net/q", "discussion"), ("news.ycombinator.com", "discussion"),
    ("//www.v2ex.com/t/", "discussion"), ("//v2ex.com/t/", "discussion"),
    ("reddit.com/r/", "discussion"), ("segmentfault.com/q/", "discussion"),
    ("//www.quora.com/", "discussion"), ("//groups.google.com/", "discussion"),
    ("//twitter.com/", "discussion"), ("//x.com/", "discussion"), ("weibo.com/", "discussion"),
    ("tieba.baidu.com", "discussion"), ("zhidao.baidu.com", "discussion"),
    ("/viewtopic.php", "discussion"), ("//discuss.", "discussion"), ("//forum", "discussion"),
    ("arxiv.org/", "preprint"), ("biorxiv.org/", "preprint"), ("ssrn.com/", "preprint"),
    ("rfc-editor.org", "report"), ("datatracker.ietf.org/doc/", "report"),
    ("tools.ietf.org/html/", "report"), ("//www.w3.org/TR/", "standard"),
    ("openstd.samr.gov.cn", "standard"), ("iso.org/standard", "standard"),
    ("patents.google.com", "patent"), ("zhuanlan.zhihu.com", "post"),
    ("//juejin.cn/post", "post"), ("juejin.im/post", "post"), ("jianshu.com/p", "post"),
    ("csdn.net/", "post"), ("cnblogs.com/", "post"), ("//medium.com/", "post"),
    (".medium.com/", "post"), ("//dev.to/", "post"), ("mp.weixin.qq.com/", "post"),
    ("segmentfault.com/a/", "post"), ("sspai.com/post", "post"), ("qiita.com/", "post"),
    ("blog.sina.com.cn", "post"), ("51cto.com/", "post"), (".blogspot.", "post"),
    (".wordpress.com/", "post"), ("//blog.", "post"), ("/blog/", "post"), ("/blogs/", "post"),
    ("substack.com/", "post"), ("//note.com/", "post"),
    ("cloud.tencent.com/developer/article", "post"), ("news.sina", "news"),
    ("finance.sina.com.cn", "news"), ("163.com/dy/", "news"), ("news.163.com", "news"),
    ("//www.sohu.com/a/", "news"), ("news.qq.com", "news"), ("new.qq.com", "news"),
    ("people.com.cn", "news"), ("xinhuanet.com", "news"), ("thepaper.cn", "news"),
    ("guancha.cn", "news"), ("ifeng.com", "news"), ("nytimes.com/", "news"),
    ("theguardian.com/", "news"), ("bbc.com/", "news"), ("bbc.co.uk/", "news"),
    ("reuters.com/", "news"), ("wsj.com/", "news"), ("washingtonpost.com/", "news"),
    ("caixin.com/", "news"), ("36kr.com/p", "news"), ("zenodo.org/", "dataset"),
    ("figshare.com/", "dataset"), ("kaggle.com/datasets", "dataset"),
    ("huggingface.co/datasets", "dataset"), ("book.douban.com/subject", "book"),
    ("//books.google.", "book"), ("npmjs.com/package", "software"),
    ("pypi.org/project", "software"), ("cran.r-project.org/package", "software"),
    ("crates.io/crates", "software"),
)  # fmt: skip
_REPOSITORY = regex(
    r"//(?:www\.)?(?:github|gitlab|gitee|bitbucket)\.(?:com|org)/[\w.-]+/[\w.-]+/?(?:[?#].*)?$"
)
_THREAD = regex(
    r"//(?:github|gitlab|gitee)\.com/[\w.-]+/[\w.-]+/(?:-/)?(?:issues|discussions|pull|merge_requests)/\d"
)
_NO_LETTER = regex(r"[^a-z0-9]")


@lru_cache(10_000)
def fold(name: str) -> str:
    """Compare site names by this: width, case, spaces and a bracketed host do not count."""
    name = re.sub(r"\s*[（(][\w.-]+\.[a-z]+[)）]\s*$", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"[\s·]+", "", name).casefold()


@lru_cache(50_000)  # learning, settling, merging and showing a work each ask for it
def host_of(url: str) -> str:
    """Host without ``www.``; empty when there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


_KANA = regex("[\u3041-\u30ff]")
_TONGUES = {"en", "zh", "ja", "de", "fr", "es", "pt", "it", "ru", "ko", "nl", "pl", "sv"}
_ENDINGS = {"com", "cn", "org", "net", "io", "gov", "edu", "co", "ac", "uk", "jp", "tw", "hk", "me",
            "dev", "info", "eu", "de", "fr", "us"}  # fmt: skip


def label_of(host: str) -> str:
    """The label a site is called by: ``finance.sina.com.cn`` -> ``sina``."""
    labels = host.split(".")
    while len(labels) > 1 and labels[-1] in _ENDINGS:
        labels.pop()
    return labels[-1]


@lru_cache(10_000)
def names_of(host: str) -> tuple[str, ...]:
    """Names the site is known by; the longest matching host suffix comes first."""
    labels = host.split(".")
    tails = [".".join(labels[i:]) for i in range(len(labels))]
    return tuple(name for tail in tails for name in SITES.get(tail, ()))


def name_of(url: str, language: str = "") -> str:
    """The name to print of the site at *url*; empty when the table has none.

    Args:
        language: of the work (BCP 47), for sites that go by several names.
    """
    host = host_of(url)
    names = names_of(host)
    if not names or host.endswith((".github.io", "readthedocs.io", "wordpress.com")):
        return ""
    first = host.split(".")[0]  # en.wikipedia.org; mp.weixin.qq.com names no language
    tongue = first if first in _TONGUES else ""
    if tongue == "ja" or (not tongue and language.startswith("ja")):
        return next((n for n in names if _KANA.search(n)), names[0])
    if tongue not in {"", "zh"}:
        return next((n for n in names if n.isascii()), names[0])
    return names[0]


_WIKI = regex(
    r"//(?:[\w-]+\.)*(?:wikipedia|wiktionary|wikisource|wikibooks)\.org/(?:wiki|zh[\w-]*)/([^?#]+)"
    r"|//baike\.baidu\.com/item/([^/?#]+)"
)


def title_in_url(url: str) -> str:
    """The title that the address of an encyclopedia's article is; empty for other pages."""
    match = _WIKI.search(url)
    return unquote(match[1] or match[2]).replace("_", " ").strip("/ ") if match else ""


def kind_of(url: str) -> str:
    """What a page is by its address: ``webpage`` unless the address says more."""
    if _REPOSITORY.search(url):
        return "software"
    if _THREAD.search(url):
        return "discussion"
    lower = url.replace("https://", "//").replace("http://", "//")
    return next((kind for part, kind in _KINDS if part in lower), "webpage")


def evidence_for(name: str, url: str, *, strict: bool = False) -> str:
    """Why *name* can be the site of *url*: ``table``, ``host``, or empty when nothing says so.

    Args:
        strict: the host has to say all of the name; else its first words are enough.
    """
    host = host_of(url)
    if not host or not name:
        return ""
    folded = fold(name)
    if any(fold(known) == folded for known in names_of(host)):
        return "table"
    return "host" if _spells(folded, name, host, strict) else ""


def is_site(name: str, url: str) -> bool:
    """Whether *name* can be the site of *url*, by the table or by the host's own labels."""
    return bool(evidence_for(name, url))


def _spells(folded: str, name: str, host: str, strict: bool) -> bool:
    """Whether *name* is the host, or says in words what the host's labels say."""
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", folded):
        bare = folded.removeprefix("www.")
        near = SequenceMatcher(
            None, bare, host.rpartition(".")[0] and ".".join(host.split(".")[-2:])
        )
        return host == bare or host.endswith(f".{bare}") or near.ratio() >= 0.85
    if not re.fullmatch(r"[\w.'’&+-]{2,}", folded) or not folded.isascii():
        return False
    squeezed = _letters(folded)
    labels = [_letters(label) for label in host.split(".") if label not in _ENDINGS]
    initials = "".join(re.findall(r"\b[A-Z]", name)).lower()
    if len(initials) >= 3 and initials == label_of(host):
        return True  # Columbia Journalism Review signs for cjr.org
    if (
        squeezed in labels
        or squeezed == _letters(host)
        or (len(squeezed) > 5 and squeezed == "".join(labels))
    ):
        return True
    return _covered(name, labels) or (not strict and _leading_words(name, labels))


def _leading_words(name: str, labels: Sequence[str]) -> bool:
    """`Red Hat Documentation` begins with what access.redhat.com is called."""
    words = name.split()
    if not all(word[:1].isupper() or word in {"of", "the", "and", "for"} for word in words[1:]):
        return False
    for count in range(max(1, len(words) - 2), min(len(words), 5) + 1):
        head = _letters("".join(words[:count]))
        if len(head) >= 4 and head in labels:
            return True
    return False


def _covered(name: str, labels: Sequence[str]) -> bool:
    """`Google Cloud Platform Blog` has nearly all the letters of cloudplatform.googleblog.com."""
    words = [_letters(word) for word in name.casefold().split() if len(_letters(word)) > 2]
    whole = "".join(labels)
    if len(words) < 2 or not all(word in whole for word in words):
        return False
    return sum(map(len, words)) >= 0.8 * len(whole)


@lru_cache(10_000)  # of hosts and of words, again and again
def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.casefold())
