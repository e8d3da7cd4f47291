"""Descriptions of pictures: whether the words given say anything."""

from __future__ import annotations

import re

from .markdown.blocks import is_blank

# Words that say only that there is a picture, and what editors and blogs put in by themselves.
_EMPTY_WORDS = re.compile(
    r"(?:这是|一张|在这里插入|此处|插入|文章|博客)?(?:图片|圖片|图像|照片|截图|截屏|配图|插图|图|圖|画像|写真)"
    r"(?:描述|说明|名称|标题)?\s*[\d一二三四五六七八九十]*"
    r"|(?:an?\s+|the\s+)?(?:images?|img|pictures?|pics?|photos?|screen\s?shots?|figures?|fig\.?|alt"
    r"(?:[\s_-]?text)?|untitled|placeholder|banner|cover|logo|description|image description)"
    r"\s*[-_#]?\s*\d*"
    r"|请?\s*在?此?处?\s*添加图片描述",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\S+\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:[?#]\S*)?", re.IGNORECASE
)
_MACHINE_NAME = re.compile(  # IMG_2034, DSC00012, 20230412-1530, a hash
    r"(?:img|dsc|dscn|pxl|p|mmexport|wx|screenshot)?[-_]?\d[\d\s_.:-]{3,}|[0-9a-f]{12,}",
    re.IGNORECASE,
)


def says_nothing(alt: str) -> bool:
    """Whether *alt* is no description: blank, ``图片``, ``image1``, a file name, a number."""
    text = alt.strip().strip("!！.。:：[]【】()（）")
    return is_blank(text) or any(
        pattern.fullmatch(text) for pattern in (_EMPTY_WORDS, _FILE_NAME, _MACHINE_NAME)
    )
