"""What is known of web sites by their host: the names they sign titles with, and what they hold."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

# host suffix -> names that a page title may end with; the first is the one to print.
SITES: dict[str, tuple[str, ...]] = {
    "163.com": ("网易", "网易新闻", "网易号"),
    "36kr.com": ("36氪", "36Kr"),
    "archive.org": ("Internet Archive",),
    "acm.org": ("ACM", "ACM Digital Library"),
    "aliyun.com": ("阿里云", "阿里云开发者社区", "Aliyun"),
    "arxiv.org": ("arXiv", "arXiv.org"),
    "baidu.com": ("百度百科", "百度", "百度知道"),
    "bilibili.com": ("哔哩哔哩", "bilibili", "哔哩哔哩_bilibili", "B站"),
    "bbc.com": ("BBC", "BBC News", "BBC 中文"),
    "cnblogs.com": ("博客园", "cnblogs"),
    "creativecommons.org": ("Creative Commons", "知识共享", "CC"),
    "csdn.net": ("CSDN博客", "CSDN"),
    "douban.com": ("豆瓣", "豆瓣博客", "豆瓣读书", "豆瓣电影", "豆瓣小组"),
    "geeksforgeeks.org": ("GeeksforGeeks",),
    "github.com": ("GitHub", "Github"),
    "github.io": ("GitHub Pages",),
    "huxiu.com": ("虎嗅", "虎嗅网"),
    "ifeng.com": ("凤凰网", "凤凰新闻"),
    "infoq.cn": ("InfoQ", "InfoQ 中文", "极客邦"),
    "infoq.com": ("InfoQ",),
    "ithome.com": ("IT之家",),
    "jianshu.com": ("简书",),
    "jimmysong.io": ("jimmysong.io", "Jimmy Song"),
    "juejin.cn": ("掘金", "稀土掘金"),
    "juejin.im": ("掘金",),
    "medium.com": ("Medium",),
    "microsoft.com": ("Microsoft Learn", "Microsoft Docs", "Microsoft"),
    "mozilla.org": ("MDN", "MDN Web Docs", "Mozilla"),
    "news.ycombinator.com": ("Hacker News",),
    "nytimes.com": ("The New York Times", "纽约时报中文网"),
    "oschina.net": ("开源中国", "OSCHINA"),
    "people.com.cn": ("人民网",),
    "pewresearch.org": ("Pew Research Center",),
    "qq.com": ("腾讯网", "腾讯新闻", "QQ"),
    "mp.weixin.qq.com": ("微信公众号", "微信公众平台", "微信"),
    "rfc-editor.org": ("RFC Editor",),
    "ruanyifeng.com": ("阮一峰的网络日志", "阮一峰"),
    "segmentfault.com": ("SegmentFault 思否", "SegmentFault", "思否"),
    "sina.com.cn": ("新浪", "新浪网"),
    "finance.sina.com.cn": ("新浪财经",),
    "sohu.com": ("搜狐", "搜狐网"),
    "sspai.com": ("少数派",),
    "stackoverflow.com": ("Stack Overflow", "StackOverflow"),
    "cloud.tencent.com": ("腾讯云", "腾讯云开发者社区"),
    "thepaper.cn": ("澎湃新闻", "澎湃"),
    "unicode.org": ("Unicode", "Unicode Consortium"),
    "w3.org": ("W3C", "World Wide Web Consortium"),
    "wikipedia.org": ("维基百科", "Wikipedia", "維基百科", "维基百科，自由的百科全书"),
    "woshipm.com": ("人人都是产品经理",),
    "xinhuanet.com": ("新华网",),
    "youtube.com": ("YouTube",),
    "zhihu.com": ("知乎", "知乎专栏", "zhihu"),
}
_KINDS = (
    ("bilibili.com/video", "video"), ("youtube.com/watch", "video"), ("youtu.be/", "video"),
    ("podcast", "podcast"), ("xiaoyuzhoufm.com", "podcast"), ("ximalaya.com", "podcast"),
    ("zhihu.com/question", "discussion"), ("stackoverflow.com/questions", "discussion"),
    ("news.ycombinator.com", "discussion"), ("arxiv.org", "preprint"), ("github.com/", "software"),
    ("rfc-editor.org", "standard"), ("datatracker.ietf.org/doc/html/rfc", "standard"),
)  # fmt: skip


def fold(name: str) -> str:
    """Compare site names by this: width, case, spaces and a bracketed host do not count."""
    name = re.sub(r"\s*[（(][\w.-]+\.[a-z]+[)）]\s*$", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"[\s·]+", "", name).casefold()


def host_of(url: str) -> str:
    """Host without ``www.``; empty when there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


_ENDINGS = {"com", "cn", "org", "net", "io", "gov", "edu", "co", "ac", "uk", "jp", "tw", "hk", "me",
            "dev", "info", "eu", "de", "fr", "us"}  # fmt: skip


def label_of(host: str) -> str:
    """The label a site is called by: ``finance.sina.com.cn`` -> ``sina``."""
    labels = host.split(".")
    while len(labels) > 1 and labels[-1] in _ENDINGS:
        labels.pop()
    return labels[-1]


def names_of(host: str) -> tuple[str, ...]:
    """Names the site is known by; the longest matching host suffix comes first."""
    labels = host.split(".")
    tails = [".".join(labels[i:]) for i in range(len(labels))]
    return tuple(name for tail in tails for name in SITES.get(tail, ()))


def kind_of(url: str) -> str:
    """What a page is by its address: ``webpage`` unless the address says more."""
    return next((kind for part, kind in _KINDS if part in url), "webpage")


def is_site(name: str, url: str) -> bool:
    """Whether *name* can be the site of *url*, by the table or by the host's own labels."""
    host = host_of(url)
    if not host or not name:
        return False
    folded = fold(name)
    if any(fold(known) == folded for known in names_of(host)):
        return True
    if folded.removeprefix("www.") == host:
        return True
    if not re.fullmatch(r"[a-z0-9.'’-]{2,}", folded):
        return False
    squeezed = re.sub(r"[^a-z0-9]", "", folded)
    initials = "".join(re.findall(r"\b[A-Z]", name)).lower()
    if len(initials) >= 3 and initials == label_of(host):
        return True  # Columbia Journalism Review signs for cjr.org
    labels = [re.sub(r"[^a-z0-9]", "", label) for label in host.split(".")[:-1]]
    return squeezed in labels or squeezed == re.sub(r"[^a-z0-9]", "", host)
