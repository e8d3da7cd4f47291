"""Regular expressions that are compiled when they are first used: most builds read few posts, and
compiling what reads all kinds of them took a tenth of a build in which nothing changed."""

from __future__ import annotations

import re
from typing import Any, cast


class _Pattern:
    """Stands for a pattern; its methods are kept once asked for, and then cost nothing more."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copies and pickles ask for
            raise AttributeError(name)
        found = getattr(re.compile(self.pattern, self._flags), name)
        self.__dict__[name] = found
        return found


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """As :func:`re.compile`, later. For the methods of patterns; functions of ``re`` do not take
    it."""
    return cast("re.Pattern[str]", _Pattern(text, int(flags)))
