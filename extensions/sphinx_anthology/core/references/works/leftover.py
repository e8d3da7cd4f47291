"""Words of an item that no field holds: a style must not lose them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ....model import Reference
from ...patterns import regex
from ..reading.dates import DATE, YEAR

# What styles say in words of their own: type codes, labels, names of months, small words between.
_SAYS = (
    "m j c d r s p n eb ol db ds cp g a pp z cd pb doi isbn issn arxiv url http https www et "
    "al and in of the by ed eds edn edition vol volume no number issue p pages page "
    "retrieved accessed available from at online on preprint visited trans translated translator "
    "january february "
    "march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec 等 译 著 编 编著 主编 译者 作者 第 版 卷 期 页 年 月 日 和 与 "
    "访问 引用 发表 时间 为 发布 来自 网站 原文"
)
_SAID = set(_SAYS.split())
_DATE = regex(DATE)
_YEAR = regex(YEAR)
_WORD = regex(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_GAP = 3  # words between two that are left over, up to which they are one remark
MOST = 0.4  # share of an item's words from which the fields are not the item


def leftover(reference: Reference, printed: str) -> str | None:
    """What *printed* leaves out of the item; None when it is so much that the item is not
    understood and should be printed as written.

    Args:
        printed: the text of the entry in some style.
    """
    text = reference.text
    if _YEAR.search(text):  # no date without one, and the pattern of dates is slow
        text = _DATE.sub(" ", text)
    held = _held(reference, printed)
    plain = unicodedata.is_normalized("NFKC", text) and unicodedata.is_normalized("NFKC", held)
    fold = str.casefold if plain else _fold
    known = {fold(word) for word in _WORD.findall(held)}
    found = _WORD.findall(text)
    lost = [i for i, word in enumerate(found) if not _is_held(fold(word), known)]
    if not lost:
        return ""
    if len(lost) / len(found) > MOST and len(lost) > 3:
        return None
    words = list(_WORD.finditer(text))
    runs: list[tuple[int, int]] = []
    for index in lost:
        if runs and index - runs[-1][1] <= _GAP:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index - _names_number(words, index), index))
    return "; ".join(text[words[a].start() : words[b].end()] for a, b in runs)


def _names_number(words: list[re.Match[str]], index: int) -> int:
    """1 when the word before a number says what it counts: `Vol. 1`."""
    before = _fold(words[index - 1][0]) if index else ""
    return int(words[index][0].isdigit() and before in {"vol", "volume", "no", "number", "第"})


def _is_held(word: str, known: set[str]) -> bool:
    if word in known or word in _SAID:
        return True
    bare = word.lstrip("0") if word.isdigit() else ""
    return bare in known or bare in _SAID


def _held(reference: Reference, printed: str) -> str:
    """What is printed, and what a style may write in another way or leave to the address."""
    fields = (
        printed, reference.doi, reference.isbn, reference.arxiv, reference.label, reference.date,
        reference.url,
        reference.publisher_place, reference.accessed, reference.site,
        *reference.authors, *reference.editors, *reference.translators,
    )  # fmt: skip
    return " ".join(fields)


@lru_cache(20_000)  # words come again
def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
