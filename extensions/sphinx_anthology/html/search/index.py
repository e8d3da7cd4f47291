"""The index as files: for each term the pages that it is on, in parts of some 50 kB.

The parts are scripts, not data: they load from a folder on disk as well, where a browser fetches
nothing. Numbers are written with 64 characters that no string has to escape; pages have numbers of
fixed width, for it is fast to write and compresses well.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from .terms import Words

FOLDER = "_search"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PART = 50_000  # characters; a term is never parted
Found = dict[str, str]  # term -> cells, each a page's number and the term's weight there
ROWS = 200  # pages in a table of what is shown of them


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of a page that was found."""

    address: str  # from the site's top
    title: str
    language: str  # BCP 47
    facts: str  # who wrote it, and when


def index_files(
    pages: Sequence[Page], words: Sequence[Words], said: Mapping[str, str]
) -> Mapping[str, str]:
    """The index of *pages*: file names and texts. ``main.js`` names the others.

    Args:
        said: what the search says to readers.
    """
    return files_of(pages, gathered(words), said)


def gathered(words: Sequence[Words]) -> Found:
    """Where each term is, of the words of all pages in their order."""
    width = _width(len(words))
    found: defaultdict[str, str] = defaultdict(str)
    for number, page_words in enumerate(words):
        name = _number(number, width)
        for term, weight in zip(page_words.terms, page_words.weights, strict=True):
            found[term] += name + ALPHABET[weight]
    return dict(found)


def exchange(found: Found, pages: int, number: int, words: Words) -> None:
    """Give the page *number* of so many other *words* than it had."""
    width = _width(pages)
    name = _number(number, width)
    weights = dict(zip(words.terms, words.weights, strict=True))
    for term in [term for term, cells in found.items() if name in cells]:
        before, after = _parted(found[term], number, width)
        if not before and not after and term not in weights:
            del found[term]
        else:
            found[term] = before + after
    for term, weight in weights.items():
        before, after = _parted(found.get(term, ""), number, width)
        found[term] = f"{before}{name}{ALPHABET[weight]}{after}"


def _parted(cells: str, number: int, width: int) -> tuple[str, str]:
    """The cells of the pages before *number* and of those after it."""
    size = width + 1
    places = range(0, len(cells), size)

    def page(at: int) -> int:
        return _value(cells[at : at + width])

    first = bisect_left(places, number, key=page)
    after = first + (first < len(places) and page(places[first]) == number)
    return cells[: first * size], cells[after * size :]


def files_of(pages: Sequence[Page], found: Found, said: Mapping[str, str]) -> Mapping[str, str]:
    """The files of :func:`index_files`."""
    parts = list(_parts(found))
    files = {f"p{i}.js": _call("part", i, text) for i, (_, text) in enumerate(parts)}
    for start in range(0, len(pages), ROWS):
        rows = [[p.address, p.title, p.language, p.facts] for p in pages[start : start + ROWS]]
        files[f"d{start // ROWS}.js"] = _call("pages", start // ROWS, rows)
    stamp = sha256("".join(files.values()).encode()).hexdigest()[:12]
    facts = {
        "pages": len(pages), "width": _width(len(pages)), "rows": ROWS, "stamp": stamp,
        "parts": [first for first, _ in parts], "words": said,
    }  # fmt: skip
    return {"main.js": _call("main", facts), **files}


def _width(pages: int) -> int:
    """Digits of a page's number."""
    width = 1
    while len(ALPHABET) ** width < pages:
        width += 1
    return width


def _value(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * len(ALPHABET) + ALPHABET.index(digit)
    return value


def _number(value: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        value, digit = divmod(value, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def _parts(found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The first term of each part, and the part."""
    lines: list[str] = []
    first, filled = "", 0
    for term in sorted(found):
        line = f"{term} {found[term]}\n"
        if lines and filled + len(line) > PART:
            yield first, "".join(lines).rstrip()
            lines, filled = [], 0
        first = first if lines else term
        lines.append(line)
        filled += len(line)
    if lines:
        yield first, "".join(lines).rstrip()


def _call(name: str, *values: object) -> str:
    given = ",".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    return f"anthologySearch.{name}({given})\n"
