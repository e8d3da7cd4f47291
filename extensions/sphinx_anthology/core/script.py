"""Scripts and languages of running text: what counts as Han, how long it takes to read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..model import Length
from .patterns import regex

HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
CJK_MARKS = "\u3000-\u3004\u3008-\u3020\u3030\uff01-\uff65"
_HAN = regex(f"[{HAN}]")
_KANA = regex(f"[{KANA}]")
_HANGUL = regex("[\uac00-\ud7af]")
_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
_WORD = regex(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_HAN_PROSE = regex("[的了是在和与为]")  # small words of Chinese sentences
_ENOUGH_PROSE = 4
_CJK = regex(f"[{HAN}{KANA}]")

HAN_PER_MINUTE = 400
WORDS_PER_MINUTE = 230


# Control characters but tab and line feed, halves of surrogate pairs, and what is no character.
_UNPRINTABLE = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def has_han(text: str) -> bool:
    """Whether there is a Han character in *text*."""
    return _HAN.search(text) is not None


def printable(text: str) -> str:
    """*text* without characters that XML cannot hold; a space stands for each."""
    return _UNPRINTABLE.sub(" ", text)


def shows(text: str) -> bool:
    """Whether a reader sees anything of *text*: not of spaces, joiners and marks of direction."""
    return any(unicodedata.category(char) not in {"Cc", "Cf", "Zl", "Zp", "Zs"} for char in text)


def measure(text: str) -> Length:
    """Count Han and kana by the character, everything else by the word."""
    rest, cjk = _CJK.subn(" ", text)
    return Length(cjk, len(_WORD.findall(rest)))


def reading_minutes(length: Length) -> int:
    """Whole minutes, at least one."""
    return max(1, round(length.han / HAN_PER_MINUTE + length.words / WORDS_PER_MINUTE))


def guess_language(text: str) -> str:
    """BCP 47 tag from the script alone: zh-CN, ja, ko or en."""
    sample = text[:20_000]
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    hangul, words = len(_HANGUL.findall(sample)), len(re.findall(r"[A-Za-z]{2,}", sample))
    if kana > 20 and kana * 8 > han:
        return "ja"
    if hangul > han and hangul > words:
        return "ko"
    # technical posts in Chinese hold more words of English than one would think, and tables of them
    prose = len(_HAN_PROSE.findall(sample))
    return "zh-CN" if han > words or (prose >= _ENOUGH_PROSE and han * 4 > words) else "en"


def language_of_title(title: str) -> str:
    """BCP 47 tag of a few words: their script is all there is to go by."""
    if len(_KANA.findall(title)) > 1:
        return "ja"
    if len(_HANGUL.findall(title)) > 1:
        return "ko"
    return "zh-CN" if _HAN.search(title) else "en"


@lru_cache(32768)
def is_cjk(char: str) -> bool:
    """Han, kana, or a full-width mark: scripts that set no space at a line break."""
    return bool(char) and bool(re.match(f"[{HAN}{KANA}{CJK_MARKS}]", char))


def direction(tag: str) -> str:
    """How a language is written, as HTML says it: ``ltr`` or ``rtl``."""
    return "rtl" if base_language(tag) in _RIGHT_TO_LEFT else "ltr"


@lru_cache(256)
def base_language(tag: str) -> str:
    """``zh-CN`` -> ``zh``."""
    return re.split(r"[-_]", tag, maxsplit=1)[0].lower()
