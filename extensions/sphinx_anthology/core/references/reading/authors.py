"""Who wrote it: lists of names in the ways that citation styles and bloggers write them.

A text is a list of names, or it is none: what does not look like names throughout is refused, so
that the first words of a title never become a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...patterns import regex
from .words import COMMON, GIVEN

_INITIALS = regex(r"[A-Z]\.?(?:[ -]?[A-Z]\.?|-[a-z]\.){0,5}")
_PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el",
    "al", "bin", "ibn", "ten", "ter", "zu", "zur", "vander", "st.",
}  # fmt: skip
_LETTER = "A-Za-z0-9\u00aa-\u02af\u1e00-\u1eff’'\u2010-"
_WORD = (
    rf"(?:[A-Z\u00c0-\u00de\u0100-\u024f\u1e00-\u1eff][.{_LETTER}]*"
    rf"|[a-z]{{2,3}}['’]?[A-Z][{_LETTER}]*)"
)
_LATIN = regex(rf"{_WORD}(?:[ -](?:{_WORD}|{'|'.join(sorted(_PARTICLES))}))*")
_HAN = regex(r"(?:[\[［（(〔【][\u4e00-\u9fff]{1,3}[\]］）)〕】]\s*)?[\u3400-\u9fff]{2,4}")
_HAN_FOREIGN = regex(
    r"(?:[\[［（(〔【][\u4e00-\u9fff]{1,3}[\]］）)〕】]\s*)?[\u3400-\u9fff]{1,8}"
    r"(?:(?:[·・•‧]\s*|[.．])(?:[\u3400-\u9fff]{1,8}|[A-Z]\.?))+"
)
_OTHERS = regex(
    r"(?:[,，、;；&]|\band)?\s*"
    r"(?:(?P<etal>\bet\.? al\b\.?|\bothers\b|\betc\b\.?|等(?:人|著)?|ほか|他)|…|\.\.\.)"
    r"\s*[.,，]?\s*$",
    re.I,
)
_EDITORS = regex(
    r"[,，]?\s*[(（]?(?:(?<![A-Za-z])(?:eds?\.?|editors?)|主编|编)[)）]?\s*[.,]?\s*$", re.I
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚"
    "符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆"
    "农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋"
    "商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟"
    "冼蔺楼盘满闻厉伊仝區陳張劉楊黃趙吳鄭許鄧蕭葉蘇盧鍾譚陸賈鄒閻賀顧龔錢嚴湯龍樊劉馮韓羅謝孫馬"
)
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯",
             "司徒", "司空", "端木", "百里", "宇文", "长孙", "南宫", "独孤", "歐陽",
             "司馬", "諸葛")  # fmt: skip
_COMMON_END = regex(
    r"(?:tions?|ments?|ities|ity|isms?|ology|ologies|ware|ness|ized|izing|ality|graphy|ences?)$"
)


@dataclass(frozen=True, slots=True)
class Names:
    """People as an item names them."""

    names: tuple[str, ...]
    et_al: bool = False  # more than those
    edited: bool = False  # they are the editors


def read_names(text: str) -> Names | None:
    """The people that *text* names; None when it says anything else."""
    text = text.strip().rstrip(",，:：;；")
    editors = _EDITORS.search(text)
    if editors and editors.start():
        text = text[: editors.start()]
    others = _OTHERS.search(text)
    if others:
        text = text[: others.start()].rstrip(",，、;； ")
    # `…` may stand between the first and the last of them
    pieces = [
        p.strip()
        for p in re.split(r"\s*[;；、]\s*|\s*\b(?:and|und|et)\b\s+|\s*&\s*|\s+和\s*", text)
    ]
    # `Sajjadi, Javanmardi & Tasdizen`: surnames alone, none of them turned round
    surnames = len(pieces) > 1 and bool(re.fullmatch(_WORD, pieces[-1])) and ". " not in text
    names: list[str] = []
    for piece in pieces:
        parts = [part.strip() for part in re.split(r"[,，]", piece) if part.strip(" .…")]
        found = parts if surnames and all(map(is_name, parts)) else _read_run(parts)
        if found is None:
            return None
        names += found
    return Names(tuple(names), bool(others), bool(editors)) if names else None


def _read_run(parts: list[str]) -> list[str] | None:
    """Names of parts that commas separate: `Wold`, `Svante`, `Kim Esbensen`."""
    parts = [re.sub(r"^[….\s]+", "", part) for part in parts]
    names: list[str] = []
    index = 0
    while index < len(parts):
        part, after = parts[index], parts[index + 1] if index + 1 < len(parts) else ""
        if names and re.fullmatch(r"(?:Jr|Sr)\.?|I{2,3}", part):
            names[-1] += f", {part}"
            index += 1
        elif after and _is_surname(part) and _is_given(after, rest=parts, first=index == 0):
            names.append(f"{part}, {after}")
            index += 2
        elif is_name(part):
            names.append(part)
            index += 1
        else:
            return None
    return names


def _is_surname(text: str) -> bool:
    """`Wold`, `Vander Wal`, `van der Maaten`; not `Schneck F.`, which is whole."""
    kept = [word for word in text.split() if word.casefold() not in _PARTICLES]
    whole = len(kept) == 2 and bool(_INITIALS.fullmatch(kept[1]) or _INITIALS.fullmatch(kept[0]))
    return 1 <= len(kept) <= 2 and not whole and bool(_LATIN.fullmatch(" ".join(kept)))


def _is_given(text: str, *, rest: list[str], first: bool) -> bool:
    if _INITIALS.fullmatch(text):
        return True
    if not _LATIN.fullmatch(text):
        return False
    one_word = len(text.split()) == 1
    all_single = len(rest) % 2 == 0 and all(len(part.split()) == 1 for part in rest)
    # `Wold, Svante, Kim Esbensen`: the first is turned round, the others are not
    with_initial = bool(
        re.fullmatch(rf"{_WORD}(?: (?:[A-Z]\.?){{1,3}})+(?: (?:van|von|de)(?: der)?)?", text)
    )
    return all_single or (first and (one_word or with_initial or _ends_in_particle(text)))


def _ends_in_particle(text: str) -> bool:
    return text.split()[-1].casefold() in _PARTICLES


def is_name(text: str) -> bool:
    """Whether *text* can be the name of one person or body, by its shape alone."""
    if is_han_name(text) or _HAN_FOREIGN.fullmatch(text):
        return True
    stripped = re.sub(r"^[\[［（(〔【][\u4e00-\u9fff]{1,3}[\]］）)〕】]\s*", "", text)
    return len(stripped.split()) <= 5 and bool(
        _LATIN.fullmatch(stripped) or re.fullmatch(r"[a-z]+ [A-Z][\w. ]+", stripped)
    )


def is_han_name(text: str) -> bool:
    """A Chinese name of two to four characters."""
    return bool(_HAN.fullmatch(text.strip()))


def is_surnamed(text: str) -> bool:
    """A Chinese name that begins with a known surname: enough to tell it from other words."""
    name = re.sub(r"^[\[［（(〔【][\u4e00-\u9fff]{1,3}[\]］）)〕】]\s*", "", text.strip())
    if _HAN_FOREIGN.fullmatch(name):
        return True
    if not is_han_name(name):
        return False
    return (len(name) <= 3 and name[0] in _SURNAMES) or name.startswith(_COMPOUND)


def is_person(text: str) -> bool:
    """A name that a reader would take for a person's, without any word that says so."""
    text = text.strip()
    if is_surnamed(text):
        return True
    words = text.split()
    shaped = 2 <= len(words) <= 4 and bool(_LATIN.fullmatch(text)) and not re.search(r"\d", text)
    return shaped and words[0].casefold() in GIVEN


def may_be_person(text: str) -> bool:
    """A name by its shape, where its place says that a name stands there: `Taiyun Wei`, `Z. Wang`.

    Names of the trade (`Deep Learning`, `Random Forests`) have the same shape, and are refused.
    """
    text = text.strip().rstrip(",")
    if is_person(text):
        return True
    words = [word for word in re.split(r"[\s,]+", text) if word.casefold() not in _PARTICLES]
    if not 2 <= len(words) <= 5 or re.search(r"\d|[’']s\b", text):
        return False
    whole = [word for word in words if not _INITIALS.fullmatch(word)]
    if not whole or not all(re.fullmatch(_WORD, word) for word in words):
        return False
    return not any(_is_common(word) for word in whole)


def _is_common(word: str) -> bool:
    low = word.casefold().rstrip(".")
    acronym = len(word) > 3 and word.isupper()
    return low in COMMON or acronym or (len(low) > 6 and bool(_COMMON_END.search(low)))


def is_initialed(text: str) -> bool:
    """`Codd, E. F.`, `Z. Wang`, `Rubin DB`: no words of a title look so."""
    words = re.split(r"[\s,]+", text.strip())
    whole = [w for w in words if w and not _INITIALS.fullmatch(w)]
    return 0 < len(whole) < len([w for w in words if w]) and may_be_person(text)


def looks_like_people(text: str) -> bool:
    """Latin names with initials, or Chinese names throughout: a list that no title looks like."""
    found = read_names(text)
    if found is None:
        return False
    han = [name for name in found.names if is_han_name(name)]
    if len(han) > 1 and 2 * sum(map(is_surnamed, han)) < len(han):
        return False  # words between commas
    if found.et_al or (len(found.names) > 1 and all(is_name(n) or "," in n for n in found.names)):
        return True
    name = found.names[0]
    return (
        is_person(name)
        or bool(re.fullmatch(r"\S+(?: \S+)?, (?:[A-Z]\.?[ -]?){1,4}", name))
        or ("," in name)
        or bool(re.fullmatch(r"[A-Z][\w’'-]+ (?:[A-Z]\.? ?){1,3}", name))
    )
