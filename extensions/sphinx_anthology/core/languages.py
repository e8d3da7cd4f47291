"""Language tags: as posts write them, as paths carry them, as the text bears them out."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import PurePosixPath

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
_TAG = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$", re.IGNORECASE)
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

_BETWEEN = " \u00a0,.:;&'\u2019\u201c\u201d\"()/-"
_LATIN = "A-Za-z\u00c0-\u024f"
# what a run of one script is, as far as it can be told; no run begins or ends with a mark
_RUNS = {
    "ja": f"[{HAN}{KANA}]*[{KANA}][{HAN}{KANA}]*(?:[{CJK_MARKS}]{{0,2}}[{HAN}{KANA}]+)*",
    "zh-CN": f"[{HAN}]+(?:[{CJK_MARKS} ]{{0,2}}[{HAN}]+)*",
    "ko": "[\uac00-\ud7af]+(?:[ ,.]{1,2}[\uac00-\ud7af]+)*",
    "ru": "[\u0400-\u04ff]{2,}(?:[ ,.:;\u2014-]{1,3}[\u0400-\u04ff]+)*",
    "ar": "[\u0600-\u06ff\u0750-\u077f]+(?:[ ,.:]{1,2}[\u0600-\u06ff\u0750-\u077f]+)*",
    "he": "[\u0590-\u05ff]+(?:[ ,.:-]{1,2}[\u0590-\u05ff]+)*",
    "el": "[\u0370-\u03ff\u1f00-\u1fff]{3,}(?:[ ,.]{1,2}[\u0370-\u03ff\u1f00-\u1fff]+)*",
    "th": "[\u0e00-\u0e7f]+",
    "hi": "[\u0900-\u097f]+(?: [\u0900-\u097f]+)*",
    # of Latin, three words in a row: fewer are names and terms, which belong to the sentence
    "en": f"[{_LATIN}][{_LATIN}0-9]*(?:[{_BETWEEN}]{{1,3}}[{_LATIN}0-9]+){{2,}}",
}
# in Chinese, where Han around kana is Chinese as well
_KANA_RUN = f"[{KANA}]+(?:[{HAN}{CJK_MARKS}]{{1,4}}[{KANA}]+)*"
_SAME_SCRIPT = {"zh": {"zh-CN", "ja"}, "ja": {"zh-CN", "ja"}, "ko": {"ko", "zh-CN"}, "fa": {"ar"},
    "ur": {"ar"}, "uk": {"ru"}, "bg": {"ru"}, "sr": {"ru"}, "be": {"ru"}, "mr": {"hi"}}  # fmt: skip


@lru_cache(64)
def _foreign(base: str) -> re.Pattern[str]:
    own = _SAME_SCRIPT.get(base) or {tag for tag in _RUNS if base_language(tag) == base} or {"en"}
    if base == "zh":
        own = {"zh-CN"}
    runs = {**_RUNS, "ja": _KANA_RUN} if base == "zh" else _RUNS
    named = (f"(?P<{tag[:2]}>{run})" for tag, run in runs.items() if tag not in own)
    return re.compile("|".join(named))


def foreign_runs(text: str, language: str) -> list[tuple[int, int, str]]:
    """Passages of *text*, which is in *language*, in another: (start, end, BCP 47 tag).

    Scripts are all there is to go by: a script that is not the language's own is taken for the
    language that is most written in it.
    """
    if text.isascii() and base_language(language) == "en":
        return []
    tags = {tag[:2]: tag for tag in _RUNS}
    found = _foreign(base_language(language)).finditer(text)
    return [(*match.span(), tags[match.lastgroup or "en"]) for match in found]


def name_of(tag: str, language: str) -> str:
    """A language's name in another: ``zh-CN`` in ``en`` is Chinese."""
    from babel import Locale, UnknownLocaleError  # half a second; Sphinx brings it

    try:
        return Locale(base_language(language)).languages.get(base_language(tag)) or tag
    except (UnknownLocaleError, ValueError):
        return tag
