"""Citations in running type: nothing marks the title, full stops or commas part the fields.

`Scrucca, L. GA: Genetic Algorithms, 2016.` and `Z. Wang, T. Huang, Deep Encoders, AAAI 2016` are
read only when people stand first beyond doubt and something behind them says where or when it
appeared.
"""

from __future__ import annotations

import re

from ...patterns import regex
from .authors import (
    Names,
    is_han_name,
    is_initialed,
    is_person,
    is_surnamed,
    may_be_person,
    read_names,
)
from .dates import YEAR
from .draft import Draft
from .imprint import PUBLISHER, read_source, read_title_and_source
from .written import LINK, SLANT, UPRIGHT, URL, tidy

_STOP = regex(r"(?:[.．]\s+|[.．](?=[\u4e00-\u9fff])|[。]\s*)")
_COMMA = regex(r"\s*(?:[,，;；]\s*(?:(?:and|&|和)\s+)?|\s(?:and|&|和)\s+|[:：]\s)")
_EVIDENCE = regex(
    rf"\b{YEAR}|[{SLANT}{URL}]|\bar[Xx]iv\b|\bProc\b|\bIn [A-Z]|\bJournal of\b|{PUBLISHER.pattern}"
)
_SOURCE = regex(
    rf"^(?:{SLANT}|In\b|Proc\b|Proceedings|Journal\b|Trans|IEEE|ACM|ar[Xx]iv|[A-Z]{{3,}}\b"
    rf"|[Vv]ol\b|pp?\.|\d+(?:st|nd|rd|th)\s|第|\d+\s*[(（:：]|{YEAR}|.*\b(?:Journal|Magazine|Letters"
    r"|Transactions|Proceedings|Conference|Workshop|Symposium|Press|Springer|Wiley)\b)|.*[\w]\s*\d+\s*[(（]"
)
_SPOKEN = regex(r"\b(?:I|we|you|is|are|was|were|has|have|who|which|this|thanks?)\b|[我你他她这那]")
_INITIAL_FIRST = regex(r"[A-Z]\.?(?:[ -]?[A-Z]\.)*(?:\s|$)")
MAX_PEOPLE = 700  # characters that authors may take


def read_running(text: str) -> Draft | None:
    """Read a citation whose title nothing marks; None when people do not stand first."""
    text = re.sub(rf"{SLANT}\s*(et\.? al\.?)\s*{UPRIGHT}", r"\1", text)
    text = re.sub(r"\s+(?:编?著|主编|编)\s+", ". ", text, count=1)
    if LINK in text[:MAX_PEOPLE] or not re.match(r"\W*[A-Z\u00c0-\u024f\u3400-\u9fff]", text):
        return None
    return _by_stops(text) or _by_commas(text)


def _by_stops(text: str) -> Draft | None:
    """`Herbranson, W. T. & Schroeder, J. Are birds smarter? Journal 124, 1 (2010).`"""
    best: tuple[Names, int] | None = None
    for stop in _STOP.finditer(text, 0, MAX_PEOPLE):
        if stop.start() > 60 and best is None and not re.search("[,，、&;]", text[: stop.start()]):
            break
        before = tidy(text[: stop.start()])
        if best is not None and stop.start() - best[1] > 80:
            break
        if re.search(r"\b[A-Z]$|\b(?:al|etc|Jr|others)$", before):
            before += "."
        people = read_names(before)
        if people is not None and _credible(people) and _is_complete(people.names, before):
            best = people, stop.end()
            if is_han_name(people.names[-1]):
                break
    if best is None:
        return None
    people, start = best
    rest = text[start:].strip()
    sure = _EVIDENCE.search(rest) or all("," in name for name in people.names)
    if not sure or len(tidy(rest)) < 4:
        return None
    draft = Draft("article", "citation", et_al=people.et_al, authors=people.names)
    read_title_and_source(rest, draft)
    return draft


def _is_complete(names: tuple[str, ...], before: str) -> bool:
    """The stop behind an initial ends `Schroeder, J.`, and stands within `Philip J. Davis`."""
    if not re.search(r"\b[A-Z]\.$", before):
        return True
    last = names[-1]
    if "," in last:
        return not _INITIAL_FIRST.match(names[0])
    return not _INITIAL_FIRST.match(last) and not is_person(last) and len(last.split()) == 2


def _credible(people: Names) -> bool:
    """People throughout: initials or a known name among them, or all of a name's shape."""
    return all(map(_is_someone, people.names))


def _is_someone(name: str) -> bool:
    if is_han_name(name):
        return is_surnamed(name)
    return is_surnamed(name) or is_initialed(name) or may_be_person(name)


def _by_commas(text: str) -> Draft | None:
    """`Saul Stahl, The Evolution of the Normal Distribution, Mathematics Magazine, 1996`"""
    names: list[str] = []
    many = None
    start = 0
    for comma in _COMMA.finditer(text, 0, MAX_PEOPLE):
        piece = text[start : comma.start()].strip()
        many = re.fullmatch(r"(?P<who>.+?),?\s+(?:et\.? al\.?|etc\.?)|(?P<han>.+?)等", piece)
        if many:
            piece = many["who"] or many["han"]
        colon = comma[0].strip() in {":", "："}
        if not _is_someone(piece) or (colon and not is_initialed(piece)):
            break
        names.append(piece)
        start = comma.end()
        if many or colon:
            break
    rest = text[start:].strip(" ,，")
    if not names or not _is_work(rest, certain=is_initialed(names[0]) or is_person(names[0])):
        return None
    draft = Draft("article", "citation", et_al=bool(many), authors=tuple(names))
    title, source = _title_by_commas(rest)
    if re.fullmatch(YEAR, title):
        return None
    if not source and re.search(r"[.。]\s", title):
        read_title_and_source(rest, draft)
        return draft
    draft.add("citation", title=tidy(title).strip('“”" '))
    read_source(source, draft)
    return draft


def _is_work(rest: str, *, certain: bool) -> bool:
    """A title and where or when it appeared, and no sentence on somebody."""
    begins = re.match(rf"[{SLANT}“\"《]?[A-Z0-9\u3400-\u9fff]", rest)
    said = _SPOKEN.search(rest) and not rest.rstrip(" .").endswith(tuple("0123456789"))
    parts = len(re.split(r"[,，.。]\s*", rest.strip(" .,，。")))
    return bool(begins and _EVIDENCE.search(rest) and not said and (parts > 1 or certain))


def _title_by_commas(rest: str) -> tuple[str, str]:
    """(title, what stands behind it): the source begins where a part looks like one."""
    parts = re.split(r"[,，]\s*", rest)
    if len(parts) == 1:
        venue = re.match(r"(?P<title>.{8,}[?？!！])\s+(?P<rest>.+)$", rest, re.S)
        return (venue["title"], venue["rest"]) if venue else (rest, "")
    found = next((i for i, part in enumerate(parts) if i and _SOURCE.match(part)), len(parts) - 1)
    if found > 1 and re.match(rf"\W*(?:{YEAR}|\d|[Vv]ol|pp?\.)", parts[found]):
        found -= 1  # the journal stands before its numbers
    return ", ".join(parts[:found]), ", ".join(parts[found:])
