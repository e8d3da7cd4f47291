"""Descriptions of pictures: whether the words given say anything."""

from __future__ import annotations

import re
import unicodedata

from .markdown.blocks import is_blank
from .patterns import regex
from .script import HAN, KANA, has_han

_LONGEST = 80  # characters; whatever is longer says something
_LETTERS, _CJK = 3, 2  # fewer letters, fewer kana or hangul, are no description
_COUNT = r"(?:[\s_#.:\d-]|[一二三四五六七八九十]|at|à|um|alt|[上下]午|午[前後]|[ap]m)*+"
# Words that say only that there is a picture, and what editors and blogs put in by themselves.
_EMPTY_WORDS = regex(
    r"(?:(?:这是|一张|在这里插入|此处|插入|文章|博客|屏幕|微信|企业微信|QQ)?"
    r"(?:图片|圖片|图像|照片|截图|截屏|快照|配图|插图|图|圖|画像|写真)(?:描述|说明|名称|标题)?"
    r"|スクリーンショット|スクショ|이미지|사진|스크린샷|картинка|изображение|скриншот"
    r"|(?:an? |the )?(?:images?|img|pictures?|pics?|photos?|screen ?shots?|figures?|fig|alt"
    r"(?:[ _-]?text)?|untitled|placeholder|banner|cover|logo|description|image description)"
    r"|pasted image|clipboard|snipaste|png|jpe?g|gif|webp|avif|svg|bmp|tiff?"
    r"|capture d['’]écran|captura de pantalla|bild(?:schirmfoto)?|abb(?:ildung)?|foto|imagen"
    r"|imagem|immagine"
    rf"){_COUNT}"
    r"|请? ?在?此?处? ?添加图片描述",
    re.IGNORECASE,
)
_FILE_NAME = regex(r"\S+\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:[?#]\S*)?", re.IGNORECASE)
_MACHINE_NAME = regex(  # IMG_2034, DSC00012, 20230412-1530, a hash
    r"(?:img|dsc|dscn|pxl|p|mmexport|wx|screenshot)?[-_]?\d[\d\s_.:-]{3,}|[0-9a-f]{12,}",
    re.IGNORECASE,
)
_BRACKETS = regex(r"[\[\]【】()（）]")
_WIDE = regex(f"[{HAN}{KANA}\uac00-\ud7af]")


def says_nothing(alt: str) -> bool:
    """Whether *alt* is no description: blank, ``图片``, ``image1``, a file name, a number."""
    text = " ".join(unicodedata.normalize("NFC", alt).split())
    if is_blank(text):
        return True
    if len(text) > _LONGEST:
        return " " not in text and bool(_FILE_NAME.fullmatch(text))
    forms = (text, " ".join(_BRACKETS.sub(" ", text).split()))
    return _is_short(text) or any(
        pattern.fullmatch(form.strip("!！.。:： []【】()（）"))
        for pattern in (_EMPTY_WORDS, _FILE_NAME, _MACHINE_NAME)
        for form in forms
    )


def _is_short(text: str) -> bool:
    """Fewer than three letters, unless there is a number with them, or one Han, which is a word."""
    letters = sum(char.isalpha() for char in text)
    wide = len(_WIDE.findall(text))
    numbered = letters > 1 and any(char.isdigit() for char in text)
    return not (letters >= _LETTERS or wide >= _CJK or has_han(text) or numbered)
