"""A short run of ``make fuzz``, with a fixed seed; and that a run finds what can be found."""

from __future__ import annotations

import pytest

from .fuzz import run
from .fuzz.making import made, seeds


def test_no_input_is_a_find() -> None:
    tried = run.try_batch(seed=7, first=0, count=600)
    assert (tried.find, tried.count) == (None, 600)
    assert tried.characters > 50_000


def test_an_input_can_be_made_again() -> None:
    assert [made(3, n) for n in range(50)] == [made(3, n) for n in range(50)]
    assert len({made(3, n) for n in range(50)} | {made(4, n) for n in range(50)}) > 95


def test_posts_of_the_tests_are_spoilt() -> None:
    assert len(seeds()) > 1000


def _breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def hold(text: str) -> float:
        if "<b>" in text:
            raise ValueError("bold")
        return 0.0

    monkeypatch.setattr(run, "hold", hold)


def test_a_find_is_told_with_its_number_and_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    _breaks(monkeypatch)
    tried = run.try_batch(seed=1, first=0, count=2000)
    assert tried.find is not None
    assert tried.find.what.startswith(f"input {tried.count - 1}: ValueError: bold")
    assert run.smaller(tried.find.text) == "<b>"
