"""The few words that the book itself says, in the languages it speaks."""

from __future__ import annotations

from datetime import datetime

from .script import base_language

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "anthology": "文集",
        "contents": "目录",
        "bibliography": "参考文献",
        "references": "参考文献",
        "cited-in": "见",
        "cover": "封面",
        "title-page": "书名页",
        "imprint": "版权页",
        "reading-time": "约 {minutes} 分钟",
        "editor": "编辑",
        "translator": "译者",
        "reviewer": "审校",
        "author": "作者",
        "tags": "标签",
        "categories": "分类",
        "source": "原文",
        "licence": "许可",
        "published": "首发于",
        "missing-image": "图片未能取得",
        "chapters": "{count} 篇",
        "minutes": "共约 {minutes} 分钟",
        "previous": "上一篇",
        "next": "下一篇",
        "theme": "明暗",
        "back": "回到正文",
        "undated": "无日期",
        "unsorted": "其他",
        "made-with": "以 sphinx-anthology 排成",
        "sources": "各篇出处",
        "skip": "跳到正文",
        "page": "页",
        "on-page": "（第 {page} 页）",
        "landmarks": "导览",
        "sections": "各节",
    },
    "en": {
        "anthology": "Collected Posts",
        "contents": "Contents",
        "bibliography": "Bibliography",
        "references": "References",
        "cited-in": "In",
        "cover": "Cover",
        "title-page": "Title page",
        "imprint": "Imprint",
        "reading-time": "{minutes} min read",
        "editor": "Editor",
        "translator": "Translator",
        "reviewer": "Reviewer",
        "author": "Author",
        "tags": "Tags",
        "categories": "Filed under",
        "source": "Source",
        "licence": "Licence",
        "published": "First published",
        "missing-image": "Picture not available",
        "chapters": "{count} chapters",
        "minutes": "about {minutes} minutes",
        "previous": "Previous",
        "next": "Next",
        "theme": "Light or dark",
        "back": "Back to the text",
        "undated": "Undated",
        "unsorted": "Other",
        "made-with": "Made with sphinx-anthology",
        "sources": "Sources of the chapters",
        "skip": "Skip to the text",
        "page": "Page",
        "on-page": " (p. {page})",
        "landmarks": "Landmarks",
        "sections": "Sections",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """The book's word for *key* in *language* (BCP 47); English where there is none."""
    words = WORDS.get(base_language(language), WORDS["en"])
    return words[key].format(**values)


def say_date(moment: datetime, language: str) -> str:
    """A date as a reader of *language* writes it."""
    if base_language(language) in {"zh", "ja"}:
        return f"{moment.year}年{moment.month}月{moment.day}日"
    months = "January February March April May June July August September October November December"
    return f"{moment.day} {months.split()[moment.month - 1]} {moment.year}"
