"""Language tags: as posts write them, as paths carry them, as the text bears them out."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import PurePosixPath

from .patterns import regex
from .script import CJK_MARKS, HAN, KANA, base_language, guess_language

# Codes of ISO 639-1 that blogs are written in. Others are words or suffixes far more often.
_CODES = {
    "ar", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "fa", "fi", "fr",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "sr", "sv", "ta", "th", "tr", "uk", "ur", "vi", "zh",
}  # fmt: skip
_COUNTRIES = {"cn": "zh", "jp": "ja", "kr": "ko", "tw": "zh-TW", "hk": "zh-HK"}
_NAMES = {
    "chinese": "zh", "english": "en", "japanese": "ja", "korean": "ko", "french": "fr",
    "german": "de", "spanish": "es", "中文": "zh", "简体中文": "zh-CN", "繁體中文": "zh-TW",
    "英文": "en", "日本語": "ja", "français": "fr", "español": "es", "deutsch": "de",
}  # fmt: skip
_TAG = regex(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$", re.IGNORECASE)
# Words that are frequent in one language and rare or absent in the others.
_FUNCTION_WORDS = {
    "en": "the and of is that for with this are was you",
    "fr": "le les des une est dans pour que qui sur pas avec",
    "es": "el los las una es que por para con del como está",
    "pt": "os uma não são para com que do da em mais você",
    "de": "der die das und ist nicht mit ein eine für auf den",
    "it": "il gli una è che per con della di sono non più",
}
_ENOUGH = 20  # letters, or function words; fewer tell nothing


def language_tag(text: str) -> str | None:
    """BCP 47 for what a post calls its language; None when it is none."""
    text = text.strip().replace("_", "-")
    known = _NAMES.get(text.lower()) or _COUNTRIES.get(text.lower())
    tag = known or re.sub(r"\..*$", "", text)  # fr_FR.UTF-8
    return _cased(tag) if _TAG.match(tag) else None


def _cased(tag: str) -> str:
    """``zh-cn`` -> ``zh-CN``, ``zh-hant`` -> ``zh-Hant`` (RFC 5646, 2.1.1)."""
    base, *rest = tag.split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join((base.lower(), *(cases.get(len(p), str.lower)(p) for p in rest)))


def language_in_path(path: str, text: str) -> str:
    """The language that the file's name (``x.es.md``) or a folder (``zh-cn``, ``_cn``) is called
    after, unless the *text* is plainly in another one; empty when there is none."""
    pure = PurePosixPath(path)
    suffix = re.search(r"\.([A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)$", pure.stem)
    names = [suffix[1]] if suffix else []
    names += [name.removeprefix("_") for name in reversed(pure.parts[:-1])]
    for name in names:
        tag = _code(name)
        if tag and not contradicts(tag, text):
            return tag
    return ""


def _code(name: str) -> str:
    name = name.replace("_", "-").lower()
    if name in _COUNTRIES:
        return _COUNTRIES[name]
    base, _, region = name.partition("-")
    plausible = base in _CODES and re.fullmatch(r"(?:[a-z]{2}|han[st]|latn|cyrl)?", region)
    if not plausible:
        return ""
    return f"{base}-{region.upper() if len(region) == 2 else region.title()}" if region else base


def contradicts(tag: str, text: str) -> bool:
    """Whether *text* is plainly not in the language *tag*: other script, other small words."""
    if len(re.findall(r"\w", text[:500])) < _ENOUGH:
        return False
    base, script = base_language(tag), base_language(guess_language(text))
    if base in {"zh", "ja", "ko"}:
        if script in {"zh", "ja", "ko"} and base != script:
            return (base, script) != ("ja", "zh") or not re.search("[\u3040-\u30ff]", text)
        return not re.search("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2}", text)
    if script != "en":
        return True
    counted = function_words(text)
    best, count = counted.most_common(1)[0] if counted else ("", 0)
    return (
        base in _FUNCTION_WORDS and count >= _ENOUGH and counted[base] * 2 < count and best != base
    )


def function_words(text: str) -> Counter[str]:
    """How many small words of each language *text* holds."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:20_000].lower()))
    return Counter(
        {tag: sum(words[word] for word in table.split()) for tag, table in _FUNCTION_WORDS.items()}
    )


def language_of_text(text: str) -> str:
    """The language by the script, and for Latin script by the small words; English in doubt."""
    script = guess_language(text)
    if script != "en":
        return script
    best, count = function_words(text).most_common(1)[0]
    return best if count >= _ENOUGH else "en"


# --- passages in other languages ---------------------------------------------------------------

# Every repetition is possessive and every run begins at a word's start: the time that a text takes
# grows with its length, whatever it holds.
_BETWEEN = " \u00a0,.:;&'\u2019\u201c\u201d\"()/-"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_IN_WORD = f"{_LATIN}0-9_\u0300-\u036f"
# what a run of one script is, as far as it can be told; no run begins or ends with a mark
_RUNS = {
    "cjk": f"[{HAN}{KANA}]++(?:[{CJK_MARKS}]{{1,2}}+[{HAN}{KANA}]++)*+",
    "ko": "[\uac00-\ud7af]++(?:[ ,.]{1,2}+[\uac00-\ud7af]++)*+",
    "ru": "[\u0400-\u04ff]{2,}+(?:[ ,.:;\u2014-]{1,3}+[\u0400-\u04ff]++)*+",
    "ar": "[\u0600-\u06ff\u0750-\u077f]++(?:[ ,.:]{1,2}+[\u0600-\u06ff\u0750-\u077f]++)*+",
    "he": "[\u0590-\u05ff]++(?:[ ,.:-]{1,2}+[\u0590-\u05ff]++)*+",
    "el": "[\u0370-\u03ff\u1f00-\u1fff]{3,}+(?:[ ,.]{1,2}+[\u0370-\u03ff\u1f00-\u1fff]++)*+",
    "th": "[\u0e00-\u0e7f]++",
    "hi": "[\u0900-\u097f]++(?: [\u0900-\u097f]++)*+",
    # of Latin, three words in a row: fewer are names and terms, which belong to the sentence
    "en": f"(?<![{_IN_WORD}])[{_LATIN}][{_IN_WORD}]*+"
    f"(?:[{_BETWEEN}]{{1,3}}+[{_LATIN}0-9][{_IN_WORD}]*+){{2,}}+",
}
# in Chinese, where Han around kana is Chinese as well
_KANA_RUN = f"[{KANA}]++(?:[{HAN}{CJK_MARKS}]{{1,4}}+[{KANA}]++)*+"
_SAME_SCRIPT = {"zh": "zh", "ja": "cjk", "ko": "ko", "fa": "ar", "ur": "ar", "uk": "ru",
    "bg": "ru", "sr": "ru", "be": "ru", "mr": "hi"}  # fmt: skip
_KANA_LETTER = regex("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d]")
_LETTERS = {  # of the scripts of _RUNS
    "cjk": HAN + KANA, "ko": "\uac00-\ud7af", "ru": "\u0400-\u04ff",
    "ar": "\u0600-\u06ff\u0750-\u077f", "he": "\u0590-\u05ff",
    "el": "\u0370-\u03ff\u1f00-\u1fff", "th": "\u0e00-\u0e7f", "hi": "\u0900-\u097f",
}  # fmt: skip
_PARTICLES = "のをはがにでとも"  # kana that Han of the same sentence stand beside
_HAN_CHAR = regex(f"[{HAN}]")
_HAN_RUN = regex(f"[{HAN}]*+")
_REST_OF_ADDRESS = f'[^\\s<>"{CJK_MARKS}]'
_ADDRESS = regex(
    rf"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*+://{_REST_OF_ADDRESS}++"
    rf"|(?<![A-Za-z0-9_.-])www\.{_REST_OF_ADDRESS}++"
    r"|(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++"
    # a host is two dots at least, or is followed by a path: Node.js is none
    rf"|(?<![A-Za-z0-9_.-])[A-Za-z0-9-]++(?:(?:\.[A-Za-z0-9-]++)++(?<=[a-z]{{2}})/{_REST_OF_ADDRESS}*+"
    r"|(?:\.[A-Za-z0-9-]++){2,}+(?<=[a-z]{2}))"
)
_MAY_BE_ADDRESS = regex(r"://|www\.|[A-Za-z0-9-][@.][A-Za-z0-9]")
_BARE_ADDRESS = regex(r"[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++(?::\d++)?(?:[/?#]\S*+)?")
# Function words that are, alone, words or parts of names in another language as well.
_DOUBTFUL = {
    "als", "com", "con", "da", "das", "de", "des", "den", "der", "die", "do", "el", "em", "est",
    "for", "il", "las", "los", "mit", "non", "para", "pas", "per", "por", "pour", "sur", "was",
}  # fmt: skip
_NAME_WORDS = 2  # of two letters or more; with an initial they are three words


def is_address(text: str) -> bool:
    """Whether a link's text is where it leads: an address, or a host with or without a path."""
    text = text.strip()
    return (
        "://" in text
        or text.lower().startswith("www.")
        or _BARE_ADDRESS.fullmatch(text) is not None
        or _ADDRESS.fullmatch(text) is not None
    )


def without_addresses(text: str) -> str:
    """*text*, in which a space stands for every address."""
    return _ADDRESS.sub(" ", text)


def latin_language(text: str) -> str:
    """The language that words in Latin script are in, by the small words among them.

    Where there are none, it is English if all letters are ASCII and three words follow each other:
    other letters are of some other language, and numbers belong to names. Empty when nothing tells.
    """
    words = set(re.findall(r"[^\W\d_]+", text[:20_000].lower()))
    found = {tag: words.intersection(table.split()) for tag, table in _FUNCTION_WORDS.items()}
    best = max(found, key=lambda tag: len(found[tag]))
    ascii_only = re.search(r"[^\W\d_a-zA-Z]|[\u0300-\u036f]", text) is None
    alone = len(found[best]) == 1 and found[best] <= _DOUBTFUL
    if found[best] and not (alone and ascii_only != (best == "en")):
        return best
    return "en" if ascii_only and _is_prose(text) else ""


def _is_prose(text: str) -> bool:
    """Whether three words of letters follow each other; numbers part them."""
    words = initials = 0
    for match in re.finditer(r"(\w++)(\.?)", text):
        word, dot = match.groups()
        if len(word) == 1 and word.isalpha():
            initials += bool(dot) and word.isupper()
        elif word.isalpha():
            words += 1
        else:
            words = initials = 0
        if words >= _NAME_WORDS and words + initials > _NAME_WORDS:
            return True
    return False


@lru_cache(64)
def _foreign(base: str) -> re.Pattern[str]:
    own = _SAME_SCRIPT.get(base) or (base if base in _RUNS else "en")
    runs = {**_RUNS, "cjk": _KANA_RUN} if own == "zh" else _RUNS
    return re.compile("|".join(f"(?P<{tag}>{run})" for tag, run in runs.items() if tag != own))


@lru_cache(64)
def _strange(base: str) -> re.Pattern[str]:
    """What a text must have somewhere, to have a run of another language."""
    own = _SAME_SCRIPT.get(base) or (base if base in _RUNS else "en")
    letters = {"zh": HAN, "cjk": HAN + KANA, "en": _LATIN}.get(own) or _LETTERS[own]
    others = "".join(chars for name, chars in _LETTERS.items() if name != own)
    if own == "zh":
        others = "".join(chars for name, chars in _LETTERS.items() if name != "cjk") + KANA
    # a class stands first, which is sought faster than anything else
    if own == "en":
        return re.compile(f"[{others}](?<![{letters}])")
    latin = f"(?<=[{_LATIN}])[{_LATIN}]"
    return re.compile(f"[{others}{_LATIN}](?:(?<=[{others}])(?<![{letters}])|{latin})")


def foreign_runs(text: str, language: str) -> list[tuple[int, int, str]]:
    """Passages of *text*, which is in *language*, in another: (start, end, BCP 47 tag).

    Scripts are what there is to go by: a script that is not the language's own is taken for the
    language that is most written in it, and Latin for the one whose small words are there. Nothing
    in an address is a passage.
    """
    base = base_language(language)
    if not _strange(base).search(text):
        return []  # most texts, most of the time
    runs: list[tuple[int, int, str]] = []
    at = 0
    for address in _ADDRESS.finditer(text) if _MAY_BE_ADDRESS.search(text) else ():
        runs += _runs_between(text, at, address.start(), base)
        at = address.end()
    return runs + _runs_between(text, at, len(text), base)


def _runs_between(text: str, begin: int, stop: int, base: str) -> list[tuple[int, int, str]]:
    runs: list[tuple[int, int, str]] = []
    for match in _foreign(base).finditer(text, begin, stop):
        start, end = match.span()
        tag = match.lastgroup or ""
        if tag == "en":
            tag = latin_language(match[0])
        elif tag == "cjk":
            tag = "ja" if _KANA_LETTER.search(match[0]) else "zh-CN"
            if base_language(tag) == base or (tag == "zh-CN" and base in {"zh", "ko"}):
                continue
            if base == "zh":
                start, end = _with_han(text, start, end, runs[-1][1] if runs else begin, stop)
        if not tag:
            continue
        before = runs[-1] if runs else (0, -1, "")
        if tag == before[2] and (
            start == before[1] or (tag == "zh-CN" and _is_gap(text[before[1] : start]))
        ):
            runs[-1] = (before[0], end, tag)
        else:
            runs.append((start, end, tag))
    return runs


def _with_han(text: str, start: int, end: int, begin: int, stop: int) -> tuple[int, int]:
    """A run of kana with the Han that it belongs to, between *begin* and *stop*."""
    start = max(start, begin)
    if text[start] in _PARTICLES:
        while start > begin and _HAN_CHAR.match(text[start - 1]):
            start -= 1
    if text[end - 1] in _PARTICLES and (han := _HAN_RUN.match(text, end, stop)):
        end = han.end()
    return start, end


def _is_gap(text: str) -> bool:
    return re.fullmatch(f"[{CJK_MARKS} ]{{0,2}}", text) is not None


def name_of(tag: str, language: str) -> str:
    """A language's name in another: ``zh-CN`` in ``en`` is Chinese."""
    from babel import Locale, UnknownLocaleError  # half a second; Sphinx brings it

    try:
        return Locale(base_language(language)).languages.get(base_language(tag)) or tag
    except (UnknownLocaleError, ValueError):
        return tag
