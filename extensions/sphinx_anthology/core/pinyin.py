"""Chinese in pinyin. The dictionary takes 0.2 s and 40 MB, so what was looked up is kept: here for
this process, and by who runs it for the next (``posts/pinyin.py``)."""

from __future__ import annotations

KNOWN: dict[str, list[str]] = {}  # a text, behind "3" when with tones -> its syllables
_TONES, _BARE = "3", "0"


def syllables(text: str, *, tones: bool = False) -> list[str]:
    """*text* syllable by syllable; what is no Chinese stays as it is.

    Args:
        tones: with numbers for them: ``hao3``.
    """
    key = f"{_TONES if tones else _BARE}{text}"
    if key not in KNOWN:
        from pypinyin import Style, lazy_pinyin

        KNOWN[key] = lazy_pinyin(text, style=Style.TONE3 if tones else Style.NORMAL)
    return KNOWN[key]
