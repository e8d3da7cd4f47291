"""What the heading over a list says the list is. Wordings: survey of 20,035 posts."""

from __future__ import annotations

import re
from enum import Enum

from ...patterns import regex

_ORDINAL = regex(
    r"^(?:附录[一二三四五六七八九十A-Z]?|appendix(?: [A-Z])?|"
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}(?=[.、]))[）)]?)\s*[、.．:：\s]?\s*",
    re.IGNORECASE,
)


class Wording(Enum):
    """How sure a heading makes us that a list below it is one of references."""

    STRONG = "references"  # whatever stands below is one
    READING = "further reading"  # so are these, as far as they are works
    WEAK = "sources, links, notes"  # only when the items look like it
    RELATED = "related posts"  # the blog's own: no references


_STRONG = {
    "参考", "参考资料", "参考文献", "参考链接", "参考地址", "参考文章", "参考书", "参考书目",
    "参考书籍", "参考图书", "参考来源", "参考内容", "参考材料", "参考网站", "参考网址",
    "参考论文", "参考博客", "参考网页", "参考文档", "参考视频", "参考项目", "参考代码",
    "参考列表", "参考引用", "参考及引用", "引用来源", "引用文献", "引用资料", "引用链接", "引文",
    "资料来源", "文献", "文献资料", "书目", "参考リンク", "参考記事", "参考サイト", "参考ページ",
    "参考ブログ", "参考図書", "出典", "引用元", "相关链接", "相关资料", "相关文献", "相关论文",
    "外部链接", "资料", "来源及延伸阅读", "참고", "참고문헌", "참고자료", "출처", "레퍼런스",
    "reference", "references", "ref", "refs", "bibliography", "works cited", "literature",
    "literature cited", "reference list", "references list", "list of references",
    "external links", "reference material", "reference materials", "reference links",
    "reference link", "reference articles", "cited works", "bibliographic references",
    "références", "bibliographie", "referencias", "bibliografía", "referências", "literatur",
    "literaturverzeichnis", "quellen", "литература", "источники", "ссылки", "список литературы",
    "riferimenti", "bibliografia", "tài liệu tham khảo",
}  # fmt: skip
_READING = {
    "参考阅读", "延伸阅读", "扩展阅读", "拓展阅读", "推荐阅读", "进一步阅读", "相关阅读",
    "更多阅读", "深入阅读", "关联阅读", "相关推荐阅读", "阅读材料", "推荐资料", "推荐书目",
    "推荐书籍", "推荐文章", "推荐资源", "扩展资料", "延伸资料", "关联链接", "更多资料",
    "更多参考", "学习资料", "学习资源", "関連リンク", "関連記事リンク", "読書案内",
    "further reading", "further readings", "further resources", "further references",
    "further information", "further info", "suggested reading", "suggested readings",
    "recommended reading", "recommended readings", "recommended resources", "additional reading",
    "additional resources", "more reading", "more resources", "reading", "readings",
    "reading list", "read more", "to read", "see also", "learn more", "lectures complémentaires",
    "pour aller plus loin", "para saber más", "weiterführende links", "weiterlesen",
}  # fmt: skip
_WEAK = {
    "引用", "来源", "出处", "原文", "链接", "资源", "注释", "注", "脚注", "备注", "附注", "尾注",
    "リンク", "資料", "注釈", "source", "sources", "citation", "citations", "link", "links",
    "resource", "resources", "useful links", "helpful links", "notes", "note", "footnotes",
    "footnote", "endnotes", "credits", "attribution", "attributions",
    "acknowledgements and references", "via", "liens", "notes et références", "enlaces",
    "fuentes",
}  # fmt: skip
_RELATED = {
    "相关文章", "相关文章推荐", "相关推荐", "相关博文", "相关博客", "相关日志", "相关帖子",
    "猜你喜欢", "你可能感兴趣", "你可能喜欢", "你可能还喜欢", "系列文章", "往期文章", "往期推荐",
    "往期回顾", "历史文章", "更多文章", "上一篇", "下一篇", "目录", "関連記事", "related",
    "related posts", "related post", "related articles", "related article", "related content",
    "related entries", "related stories", "you may also like", "you might also like",
    "more posts", "more articles", "other posts", "in this series", "series", "previous posts",
    "posts in this series",
}  # fmt: skip
_OWN = regex(
    r"^(?:本周|往期|近期|精彩|热门|每周|历史|站内|更多).{0,4}(?:阅读|文章|推荐|回顾|精选|好文)$"
)
_BEFORE = regex(
    r"^(?:相关|主要|其他|其它|本文|更多|部分|一些|附|附：|文中|英文|中文|外文|"
    r"selected|additional|more|further|other|some|all|main|key|cited|my|the|list of)\s*",
    re.I,
)
_AFTER = regex(
    r"(?:如下|列表|清单|汇总|整理|合集|一览|section|list)$|\s+(?:on|about|for|regarding)\s+.{1,40}$",
    re.I,
)
_AND = regex(
    r"\s*(?:、|/|&|\+|,|，|\band\b|以及|及其|和|与|与|及|兼|\bet\b|\bund\b|\by\b)\s*", re.I
)
_SIMPLER = str.maketrans(
    "參資獻鏈連結關閱讀書來處擴薦進與錄釋註腳館網頁論條評閱",
    "参资献链连结关阅读书来处扩荐进与录释注脚馆网页论条评阅",
)


def strip_ordinal(text: str) -> str:
    """``六、参考`` -> ``参考``; ``5. Notes`` -> ``Notes``."""
    return _ORDINAL.sub("", text.strip(), count=1).strip()


def wording(text: str) -> Wording | None:
    """What a heading or label says of the list below it; None when it says nothing of lists."""
    said = _bare(text)
    if not said or len(said) > 60:
        return None
    found = Wording.RELATED if _OWN.match(said) and said not in _READING else _single(said)
    if found:
        return found
    parts = [_single(part) or _single(_BEFORE.sub("", part)) for part in _AND.split(said) if part]
    if len(parts) > 1 and all(parts):
        # `参考資料和推荐阅读` is as much as its surest part
        return min((p for p in parts if p), key=list(Wording).index)
    return _single(_AFTER.sub("", _BEFORE.sub("", said)).strip())


def _bare(text: str) -> str:
    text = re.sub(r"^[^\w（(]+", "", text.strip())
    text = strip_ordinal(text)
    text = re.sub(r"[\W_]+$", "", text)
    text = re.sub(r"^[\s\W_]+", "", text)
    said = text.casefold()
    # Japanese keeps its own characters, which both sets know
    return said if _single(said) else said.translate(_SIMPLER).replace("连结", "链接")


def _single(said: str) -> Wording | None:
    said = said.strip()
    for kind, words in (
        (Wording.STRONG, _STRONG),
        (Wording.READING, _READING),
        (Wording.RELATED, _RELATED),
        (Wording.WEAK, _WEAK),
    ):
        if said in words:
            return kind
    return None
