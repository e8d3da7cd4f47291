"""The index of the search, changed in place, is the one that would be made afresh."""

from __future__ import annotations

import random

import pytest

from sphinx_anthology.html.search.index import exchange, gathered
from sphinx_anthology.html.search.terms import Words

TERMS = [one + other for one in "abcdef" for other in "abcdef"]


def _words(dice: random.Random) -> Words:
    terms = sorted(dice.sample(TERMS, dice.randint(0, 12)))
    return Words(tuple(terms), tuple(dice.randint(1, 63) for _ in terms))


@pytest.mark.parametrize("pages", [1, 2, 63, 64, 65, 200])
def test_exchanged_words_give_the_same_index(pages: int) -> None:
    dice = random.Random(pages)
    words = [_words(dice) for _ in range(pages)]
    found = gathered(words)
    for _ in range(20):
        number = dice.randrange(pages)
        words[number] = _words(dice)
        exchange(found, pages, number, words[number])
    assert found == gathered(words)
