"""A book that speaks: its facts, and its own words in its language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...model import Volume
from ..wording import say


@dataclass(frozen=True)
class Speaker:
    """What those start from who make pages around the chapters."""

    volume: Volume
    facts: Mapping[str, str]

    @property
    def language(self) -> str:
        return self.facts["language"]

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)
