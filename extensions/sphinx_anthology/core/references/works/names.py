"""Names of people and bodies as lists of references write them.

A name is taken apart only on evidence: initials, a comma, particles, a Chinese surname. Whatever
may be a company, a handle or a name in an order that cannot be told stays whole, as a literal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ...patterns import regex
from ...pinyin import syllables
from ...script import HAN
from .surnames import ABBREVIATIONS, COMPOUND, NO_NAMES, ORGANISATIONS, READINGS, SINGLE


@dataclass(frozen=True, slots=True)
class Name:
    """A person as family and given names, or else whatever it is as a literal."""

    family: str = ""  # with its particles: van Rossum
    given: str = ""  # as written: E. F., Juho
    literal: str = ""  # empty when `family` is not
    dotted: bool = False  # a foreign name in Han, given name first: 埃里克·施密特

    @property
    def han(self) -> bool:
        """Whether it is a person's name in Han characters, which is always written in full."""
        return bool(_HAN_ONLY.fullmatch(self.family))

    @property
    def full(self) -> str:
        """In the order of its own language."""
        if not self.family:
            return self.literal
        if self.han:
            return f"{self.given}·{self.family}" if self.dotted else f"{self.family}{self.given}"
        return f"{self.given} {self.family}".strip()


_HAN_ONLY = regex(f"[{HAN}]+")
_ANY_HAN = regex(f"[{HAN}]")
_DOTS = regex(r"\s*[·•・‧∙]\s*")
_BODIES_HAN = regex(r"[网社部局院会會所厂廠团團报報台臺组組室处處馆館司店行队隊站课館]$")

_PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el",
    "al", "bin", "ibn", "ter", "ten", "zu", "zur", "af", "av", "y", "'t",
}  # fmt: skip
_INITIALS = regex(r"(?:[^\W\d_]\.-?)+|[^\W\d_](?:-[^\W\d_]\.?)?")
_COUNTRY = regex(r"^[\[［（(【〔][^\]］）)】〕]{1,4}[\]］）)】〕]\s*(?=.)")  # [美]
_WORD = regex(
    r"(?:(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|[OD]['’])?[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))+)"
    r"(?:-[^\W\d_]+)*"
)


def parse_name(written: str) -> Name:
    """What *written* names: ``Codd, E. F.``, ``WILKINSON M D``, ``Juho Vepsäläinen``, ``李航``."""
    text = " ".join(written.split()).strip(" ,;，；、")
    if not _ANY_HAN.search(text):  # NFC would put other characters for some Han
        text = unicodedata.normalize("NFC", text)
    return _read(text) or Name(literal=text)


def _read(text: str) -> Name | None:
    if _ANY_HAN.search(text):
        return _dotted(text) if _DOTS.search(text) else _chinese(text)
    if any(word.strip(".,").casefold() in ORGANISATIONS for word in text.split()):
        return None
    if "," in text or "，" in text:
        return _inverted(*re.split(r"\s*[,，]\s*", text))
    return _family_first(text.split()) or _given_first(text.split())


def _dotted(text: str) -> Name | None:
    """``埃里克·施密特``: a foreign name in Han; its family name is the last."""
    parts = _DOTS.split(text)
    if not all(_HAN_ONLY.fullmatch(part) and len(part) <= 6 for part in parts):
        return None
    return Name(parts[-1], "·".join(parts[:-1]), dotted=True)


def _chinese(text: str) -> Name | None:
    """``李航``, ``欧阳修``: two to four Han characters that begin with a surname."""
    solid = text.replace(" ", "")
    if not _HAN_ONLY.fullmatch(solid) or solid in NO_NAMES or _BODIES_HAN.search(solid):
        return None
    if solid[:2] in COMPOUND and 3 <= len(solid) <= 4:
        return Name(solid[:2], solid[2:])
    if solid[0] in SINGLE and 2 <= len(solid) <= 3:
        return Name(solid[0], solid[1:])
    return None


def _inverted(*parts: str) -> Name | None:
    """``Codd, E. F.``, ``van Rossum, Guido``; more commas (``King, M. L., Jr.``) are a doubt."""
    if len(parts) != 2 or not all(parts):
        return None
    family, given = (part.split() for part in parts)
    while len(given) > 1 and given[-1] in _PARTICLES:  # Maaten, Laurens van der
        family.insert(0, given.pop())
    if len(family) > 4 or len(given) > 4 or not _is_family(family):
        return None
    initials = _spaced_initials(" ".join(given))
    if not (initials or all(_is_given(word) for word in given)):
        return None
    return Name(" ".join(_recase(word) for word in family), initials or " ".join(given))


def _family_first(words: list[str]) -> Name | None:
    """``WILKINSON M D``, ``Browne C B``, ``VEEN P H van der``, ``WANG Xiaobo`` (GB/T 7714 §8.1)."""
    tail = len(words)
    while tail > 1 and words[tail - 1] in _PARTICLES:
        tail -= 1
    start = tail
    while start > 0 and _is_initials(words[start - 1]):
        start -= 1
        if start > 1 and words[start - 1] in _PARTICLES and _is_initials(words[start - 2]):
            start -= 1  # PRICE D J de S
    particles, family, given = words[tail:], words[:start], words[start:tail]
    if family and given and len(family) <= 3 and len(given) <= 4 and _is_family(family):
        return Name(" ".join([*particles, *map(_recase, family)]), " ".join(given))
    if len(words) == 2 and _is_vancouver(*words):
        return Name(words[0], ". ".join(words[1]) + ".")
    if len(words) == 2 and _is_pinyin_surname(words[0]) and re.fullmatch("[A-Z][a-z]+", words[1]):
        return Name(_recase(words[0]), words[1])
    return None


def _is_vancouver(family: str, given: str) -> bool:
    """``Founder DA``: two initials run together, unless they are a word of their own."""
    solid = re.fullmatch("[A-Z]{2}", given) and given not in ABBREVIATIONS
    return bool(solid) and not family.isupper() and _is_word(family)


def _given_first(words: list[str]) -> Name | None:
    """``Juho Vepsäläinen``, ``Tom B Brown``, ``Ludwig van Beethoven``."""
    if not 2 <= len(words) <= 5 or not _is_given(words[0]):
        return None
    start = next((i for i, w in enumerate(words) if i and w in _PARTICLES), len(words) - 1)
    given, family = words[:start], words[start:]
    if not all(map(_is_given, given)) or not _is_family(family) or len(family) > 3:
        return None
    if any(_is_capitals(word) for word in words):
        return None
    # `Wang Xiaobo` may have either name in front
    if len(words) == 2 and _is_pinyin_surname(words[0].upper()):
        return None
    # `Simon Peyton Jones`: only initials and particles tell where the family name begins
    if len(family) == 1 and len(given) > 1 and not any(map(_is_initials, given)):
        return None
    return Name(" ".join(family), " ".join(given))


def _is_family(words: list[str]) -> bool:
    """Particles, then at least one capitalised word; nothing else."""
    names = [word for word in words if word not in _PARTICLES]
    return bool(names) and words[-1] not in _PARTICLES and all(map(_is_word, names))


def _is_initials(word: str) -> bool:
    return word[0].isupper() and bool(_INITIALS.fullmatch(word))


def _is_given(word: str) -> bool:
    return _is_initials(word) or _is_word(word)


def _is_word(word: str) -> bool:
    """A capitalised word that is no `CamelCase` of a brand; capitals throughout are let pass."""
    if not _WORD.fullmatch(word) or not word[0].isupper():
        return False
    bare = re.sub(r"^(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|[OD]['’])(?=\w)", "", word)
    pieces = re.split(r"[-'’]", bare)
    return word.isupper() or all(piece[1:].islower() or len(piece) < 2 for piece in pieces)


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper() and "." not in word and "-" not in word


def _spaced_initials(given: str) -> str:
    """``E.F.`` and ``EF`` -> ``E. F.``; empty when *given* holds whole words."""
    if re.fullmatch(r"[^\W\d_a-z]{2,3}\.?", given) and given.isupper():
        return ". ".join(given.rstrip(".")) + "."
    if not all(_INITIALS.fullmatch(word) for word in given.split()):
        return ""
    return re.sub(r"\.(?=[^\W\d_])", ". ", given)


def _recase(word: str) -> str:
    """``WILKINSON`` -> ``Wilkinson``, ``O'BRIEN`` -> ``O'Brien``, ``MCCARTHY`` -> ``McCarthy``."""
    if not _is_capitals(word.replace("-", "").replace("'", "").replace("’", "")):
        return word
    cased = re.sub(r"[^\W\d_]+", lambda match: match[0][0] + match[0][1:].lower(), word)
    return re.sub(r"^Mc([a-z])", lambda match: f"Mc{match[1].upper()}", cased)


@lru_cache(maxsize=1)
def _pinyin_surnames() -> frozenset[str]:
    syllables = (_syllables(char)[0] for char in sorted(SINGLE))
    return frozenset(re.sub(r"\W|\d", "", syllable).upper() for syllable in syllables)


def _is_pinyin_surname(word: str) -> bool:
    return word.isascii() and word.isupper() and word in _pinyin_surnames()


# --- order ---------------------------------------------------------------------------------

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


@lru_cache(50_000)
def sort_key(written: str | Name) -> str:
    """Key to sort names by: Han by pinyin (GB/T 13418), Latin names among them by letters."""
    name = parse_name(_COUNTRY.sub("", written)) if isinstance(written, str) else written
    if not name.family:
        return text_key(name.literal)
    surname = READINGS.get(name.family) if not name.dotted else None
    return f"{surname or text_key(name.family)} {text_key(name.given)}".strip()


@lru_cache(50_000)
def text_key(text: str) -> str:
    """Key to sort any text by: ``李 a`` -> ``li3 a``. Marks and case do not count."""
    spelt = " ".join(_syllables(text)) if _ANY_HAN.search(text) else text
    plain = unicodedata.normalize("NFKD", spelt.casefold().translate(_LETTERS))
    if not plain.isascii():
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w:\s]", " ", plain).split())


def _syllables(text: str) -> list[str]:
    """Pinyin with tone numbers; ``ü`` as ``u:``, so that it stands behind ``u``."""
    if text in READINGS:
        return READINGS[text].split()
    spelt = syllables(text, tones=True)
    return [f"{s[0]}u:{s[2:]}" if s.startswith(("lv", "nv")) else s for s in spelt]


def filing_name(written: str) -> str:
    """A name as catalogues file it: ``Woolf, Virginia``, and Chinese in pinyin, ``Ouyang, Xiu``."""
    name = parse_name(_COUNTRY.sub("", written))
    if not _ANY_HAN.search(written):
        return _inverted_name(name)
    if not name.family:
        return _spelt(name.literal, " ")
    surname = READINGS.get(name.family) if not name.dotted else None
    family = _spelt(surname or name.family)
    return f"{family}, {_spelt(name.given)}" if name.given else family


def _inverted_name(name: Name) -> str:
    """Family name first. A name in an order that cannot be told is filed under its last word, if it
    may be a person's: catalogues want one."""
    if name.family:
        return f"{name.family}, {name.given}" if name.given else name.family
    words = name.literal.split()
    if not 2 <= len(words) <= 4 or any(w.casefold().strip(".,") in ORGANISATIONS for w in words):
        return name.literal
    if not all(_WORD.fullmatch(word) and word[0].isupper() for word in (words[0], words[-1])):
        return name.literal
    return f"{words[-1]}, {' '.join(words[:-1])}"


def _spelt(text: str, between: str = "") -> str:
    """Pinyin without tones, capitalised."""
    words = [re.sub(r"\d", "", word).replace("u:", "ü") for word in text_key(text).split()]
    joined = between.join(words)
    return joined[:1].upper() + joined[1:]
