"""The language of an entry: the words that styles put in, the marks between them, ordinals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ....model import Reference
from ...patterns import regex
from ...script import HAN, KANA, base_language, guess_language

_HAN = regex(f"[{HAN}]")
_KANA = regex(f"[{KANA}]")
_WORDS = regex(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Terms:
    """Words of one language."""

    et_al: str
    translated: str  # behind translators' names
    edited: str
    undated: str


ENGLISH = Terms("et al.", "trans.", "eds.", "n.d.")
TERMS = {
    "en": ENGLISH,
    "zh": Terms("等", "译", "编", "无日期"),
    "zh-Hant": Terms("等", "譯", "編", "無日期"),
    "ja": Terms("他", "訳", "編", "日付なし"),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """Punctuation between the parts of an entry."""

    stop: str
    comma: str
    colon: str
    opening: str  # round bracket
    closing: str
    between: str  # names of a list
    asian: bool = False


LATIN = Marks(". ", ", ", ": ", " (", ")", ", ")
ASIAN = Marks("。", "，", "：", "（", "）", "、", asian=True)


def language_of(reference: Reference, fallback: str = "") -> str:
    """Tag of the entry's language: given, else told by its title and names, else *fallback*."""
    if reference.language:
        return reference.language
    title = reference.title or ("" if reference.authors else reference.site)
    han, words = len(_HAN.findall(title)), len(_WORDS.findall(_HAN.sub(" ", title)))
    if _KANA.search(title) and han + len(_KANA.findall(title)) > words:
        return "ja"
    if han:
        return "zh" if han * 2 >= words else guess_language(title)
    if reference.authors and all(map(_HAN.search, reference.authors)):
        return "zh"  # a Latin title of Chinese authors is set among their names
    said = f"{title} {' '.join(reference.authors)}"
    if fallback and not _WORDS.search(said):
        return fallback
    return guess_language(said)


def terms_of(language: str) -> Terms:
    """Words of *language* (BCP 47); English when it is none of those known."""
    if re.match(r"zh-(?:hant|tw|hk|mo)", language, re.IGNORECASE):
        return TERMS["zh-Hant"]
    return TERMS.get(base_language(language), ENGLISH)


def marks_of(language: str) -> Marks:
    """Full-width marks for Chinese and Japanese, else those of English."""
    return ASIAN if base_language(language) in {"zh", "ja"} else LATIN


# --- editions ------------------------------------------------------------------------------

_ORDINAL = regex(
    r"(?:第\s*)?(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:版|st|nd|rd|th)?\.?\s*"
    r"(?:ed(?:ition|n)?\.?)?",
    re.IGNORECASE,
)
_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九", 1)}


def edition_number(edition: str) -> int:
    """``2nd``, ``第 2 版``, ``第三版`` -> a number; 0 when the edition says more than that."""
    match = _ORDINAL.fullmatch(edition.strip())
    if not match:
        return 0
    return int(match[1]) if match[1].isdecimal() else _from_han(match[1])


def _from_han(number: str) -> int:
    """``十二`` -> 12, up to 99."""
    tens, ten, ones = number.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def ordinal(number: int) -> str:
    """``2`` -> ``2nd``."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


def edition_words(edition: str, language: str) -> str:
    """``2nd ed.``, ``第2版``; an edition with a name (修订第 2 版, Rev.) stays as written."""
    number = edition_number(edition)
    asian = marks_of(language).asian
    if number:
        return f"第{number}版" if asian else f"{ordinal(number)} ed."
    if not edition or asian or _HAN.search(edition) or re.search(r"\bed", edition, re.IGNORECASE):
        return edition
    return f"{edition} ed."
