"""Rules of Chinese typography that the text alone decides: where Han meets Latin, which quotation
marks are English, where a paragraph must not end. Sections are those of CLREQ, W3C's requirements
for Chinese text layout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .patterns import regex
from .script import HAN, KANA, is_cjk

# A quarter of an em, drawn as nothing: it is in no text layer (pdf/typography/drawing.py).
GAP = "\u2005"
JOINER = "\u2060"  # no line may end here
BREAK = "\u200b"  # a line may end here
UNSEEN = frozenset([JOINER, BREAK])

_LETTERS = r"0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff"
_BESIDE_HAN = regex(f"[{HAN}{KANA}]")
_LATIN_START = regex(f"[{_LETTERS}$€£#@]")
_LATIN_END = regex(f"[{_LETTERS}%‰°]")
_MEETING = regex(f"(?<=[{HAN}{KANA}])(?=[{_LETTERS}$€£#@])|(?<=[{_LETTERS}%‰°])(?=[{HAN}{KANA}])")
_NOTHING = dict.fromkeys(map(ord, (GAP, JOINER, BREAK)))
_OPENS = regex(f"(?<=[{HAN}{KANA}，。、；：！？”’）》〉」』】〗〕—…])(?=[“‘])")
_CLOSES = regex(f"(?<=[”’])(?=[{HAN}{KANA}“‘（《〈「『【〖〔])")
_BOUND = regex(f"(?<=[{HAN}{KANA}])(?=[·・‧～〜])")
_APOSTROPHE = regex(f"[{_LETTERS}]+(?:’[{_LETTERS}]+)+")
_QUOTED = regex("“[^“”]*”|‘[^‘’]*’")
_OF_ENGLISH = regex(f"[{_LETTERS}]")
_SENTENCE = regex(r"[.!?](?=\s)|\s(?=[.!?])")  # its end, read from either side
_ADDRESS = regex(r"(?:https?://|www\.)[!-~]+")
_END = regex(f"([{HAN}])([{HAN}][。！？…”’）」』》：；，、]*)\\s*$")


def without_gaps(text: str) -> str:
    """*text* as the author wrote it."""
    return text.translate(_NOTHING)


def meeting_points(text: str) -> list[int]:
    """Where Han and Latin meet with nothing between them (3.2.2)."""
    return [match.start() for match in _MEETING.finditer(text)]


def bound_points(text: str) -> list[int]:
    """Before an interpunct or a connector, which begins no line (3.1.4); Unicode lets them."""
    return [match.start() for match in _BOUND.finditer(text)]


def breaking_points(text: str) -> list[int]:
    """Before and behind quotation marks that part Han. Unicode takes “ and ” for one class and lets
    no line break beside them, since it cannot tell which of them opens (UAX 14, LB19)."""
    found = [match.start() for match in _OPENS.finditer(text)]
    return found + [match.start() for match in _CLOSES.finditer(text)]


def meet(before: str, after: str) -> bool:
    """Whether a character of one script and one of the other stand side by side."""
    if not before or not after:
        return False
    han, latin = _BESIDE_HAN.match(before), _LATIN_END.match(before)
    return bool((han and _LATIN_START.match(after)) or (latin and _BESIDE_HAN.match(after)))


def english_runs(text: str) -> list[tuple[int, int]]:
    """Words with an apostrophe, and what stands in quotation marks among English words.

    Quotation marks are the sentence's that they stand in: a pair is English when there is no Han
    inside, and what is beside it on either side, past spaces and marks, is Latin or nothing. So
    ``他说“yes”`` keeps full-width marks, and ``the “public domain” of`` does not.
    """
    runs = [match.span() for match in _APOSTROPHE.finditer(text)]
    runs += [match.span() for match in _QUOTED.finditer(text) if _is_english(text, match)]
    return list(_merged(sorted(runs)))


def _is_english(text: str, match: re.Match[str]) -> bool:
    if any(map(is_cjk, match[0])) or not _OF_ENGLISH.search(match[0]):
        return False
    return not _beside(text[: match.start()][::-1]) and not _beside(text[match.end() :])


def _beside(text: str) -> bool:
    """Whether the nearest letter of the same sentence is CJK."""
    text = _SENTENCE.split(text, maxsplit=1)[0]
    found = next((char for char in text if _OF_ENGLISH.match(char) or is_cjk(char)), "")
    return is_cjk(found)


def _merged(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    end = 0
    for start, stop in runs:
        if start >= end:
            yield start, stop
            end = stop


def addresses(text: str) -> list[tuple[int, int]]:
    """Web addresses in running text: no hyphen may be put into them."""
    return [match.span() for match in _ADDRESS.finditer(text)]


def last_pair(text: str) -> int | None:
    """Between the last two characters of a paragraph: its last line shall hold both (3.4.4)."""
    match = _END.search(text)
    return match.start(2) if match else None
