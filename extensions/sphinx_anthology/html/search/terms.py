"""What a page is found by. ``themes/anthology/static/search.js`` cuts queries in the same way.

What is written without spaces is taken two characters at a time, so that any two that stand
together are found, known words or not: a name of two characters is a term. Each run's last
character is a term of its own, and so every character begins one. The rest is taken by the word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html import unescape

from ...core.script import HAN, KANA

LONGEST = 32  # characters of a word that count
USUAL = 3_000  # terms of a page
MOST = 63  # the greatest weight
_TITLE = 31  # weight of standing in the title
_UNSPACED = (
    f"{HAN}{KANA}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer as well
)
_SPACED = re.compile(rf"[^{_UNSPACED}]+")
_WORD = re.compile(rf"[^\W_{_UNSPACED}]+")
# Marks of Chinese that NFKC would put others for. They part words either way, and a text in which
# it finds nothing to do is normalised at once.
_WIDE_MARKS = "，；：？！（）…"
_UNREAD = re.compile(
    r"<(script|style|svg|template|annotation)\b.*?</\1\s*>"
    r'|<a class="headerlink".*?</a>|<span class="citation-card".*?</span>',
    re.DOTALL,
)
# Elements within a word: what stands on both sides of their tags belongs together.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong"
    r"|sub|sup|time|u|var|wbr)\b[^>]*>"
)
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """What one page is found by."""

    terms: tuple[str, ...]
    weights: tuple[int, ...]  # of each term, 1 to MOST


def words_of(title: str, html: str) -> Words:
    """The terms of a page.

    Args:
        title: words that tell more of the page than others: its title, authors, tags.
        html: its text.
    """
    counts = terms_in(text_of(html))
    length = 0.25 + 0.75 * counts.total() / USUAL
    # BM25, for a page among pages of the usual length: it must not depend on the others
    weight = {n: 1 + round(30 * n / (n + 1.2 * length)) for n in set(counts.values())}
    weights = {term: weight[count] for term, count in counts.items()}
    for term in terms_in(title):
        weights[term] = min(MOST, weights.get(term, 1) + _TITLE)
    ordered = sorted(weights)
    return Words(tuple(ordered), tuple(weights[term] for term in ordered))


def terms_in(text: str) -> Counter[str]:
    """The terms of a text, and how often they are there."""
    for mark in _WIDE_MARKS:
        text = text.replace(mark, " ")
    text = unicodedata.normalize("NFKC", text).lower()
    runs = _SPACED.sub("\0", text) + "\0"  # each with its end, behind which the next begins
    terms: Counter[str] = Counter()
    for pair, count in Counter(map(str.__add__, runs, runs[1:])).items():
        if pair[0] != "\0":
            terms[pair.rstrip("\0")] = count
    for word, count in Counter(_WORD.findall(text)).items():
        terms[word[:LONGEST]] += count
    return terms


def text_of(html: str) -> str:
    """The words of some HTML; what is in no word parts them."""
    return unescape(_TAG.sub(" ", _INLINE.sub("", _UNREAD.sub(" ", html))))
