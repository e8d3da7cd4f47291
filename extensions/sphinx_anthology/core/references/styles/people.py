"""Names in the order and the form that each style gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...patterns import regex
from ..works.names import Name, parse_name

_PARTICLES = regex(r"^((?:[^\W\dA-Z_]+['’]?\s)+)(.+)$")


def names_of(written: Sequence[str]) -> list[Name]:
    return [parse_name(name) for name in written]


def initials(given: str, *, stop: str) -> str:
    """``Jean-Paul B`` -> ``J.-P. B.``, or ``J-P B`` when *stop* is empty."""
    words = re.findall(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*", given.replace(".-", "-"))
    return " ".join(_initial(part, stop) for word in words for part in _apart(word))


def _apart(word: str) -> list[str]:
    """``JC`` -> ``J``, ``C``: initials run together; any other word is one."""
    return list(word) if re.fullmatch("[A-Z]{2,3}", word) else [word]


def _initial(word: str, stop: str) -> str:
    return "-".join(f"{part[0].upper()}{stop}" for part in re.split("[-‐]", word))


def standard(name: Name, *, capitals: bool) -> str:
    """``Veen P H van der`` (GB/T 7714 §8.1); family in capitals as the examples of 2015 do."""
    if not name.family or name.han:
        return name.full
    particles, family = split_particles(name.family)
    parts = (family.upper() if capitals else family, initials(name.given, stop=""), particles)
    return " ".join(filter(None, parts))


def split_particles(family: str) -> tuple[str, str]:
    match = _PARTICLES.match(family)
    return (match[1].strip(), match[2]) if match else ("", family)


def inverted(name: Name) -> str:
    """``Codd, Edgar F.``; Chinese names keep their order."""
    if not name.family or name.han or not name.given:
        return name.full
    return f"{name.family}, {dotted(name.given)}"


def natural(name: Name) -> str:
    """``Edgar F. Codd``."""
    return name.full if not name.family or name.han else f"{dotted(name.given)} {name.family}"


def dotted(given: str) -> str:
    """Given names with a full stop behind each lone initial: ``M D`` -> ``M. D.``."""
    return re.sub(r"(?<!\w)([^\W\d_])(?![\w.’'])", r"\1.", given)


def abbreviated(name: Name) -> str:
    """``Codd, E. F.`` (APA 7 §9.8)."""
    if not name.family or name.han or not name.given:
        return name.full
    return f"{name.family}, {initials(name.given, stop='.')}"


def surname(name: Name) -> str:
    """What a citation in the text names: the family name, Chinese names in full."""
    return name.full if name.han else name.family or name.literal
