"""The rules that change a post's text, and which of them the user lets run on it.

A rule has the slug of its diagnostic code. Every change it makes is a :class:`Diagnostic` with the
text before and after, so that an editor sees it (``anthology diff``) and can refuse it: a rule for
the whole book, for some posts, or one change of one post.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..diagnostics import Code

# In the order they run.
RULES = (
    Code.VARIABLE, Code.SHORTCODE, Code.MODULE, Code.READ_MORE, Code.TOC_MARK, Code.ATTRIBUTES,
    Code.TIGHT_HEADING, Code.LOOSE_BOLD, Code.CODE_FORMULA, Code.EMPTY_LINE, Code.INDENT,
    Code.BYLINE, Code.SOURCE_LINE, Code.PUBLISHED_AT, Code.OWN_LINE_PICTURE, Code.CAPTION,
    Code.BOLD_HEADING, Code.FIRST_TITLE, Code.REPEATED_TITLE, Code.TOC_LIST, Code.REFERENCES,
    Code.BREAK, Code.ADVERTISEMENT, Code.ORDINAL, Code.HEADING_LEVEL,
)  # fmt: skip
# Not of the text: a slip in the header, and in the address of a link.
SLIPS = (Code.MENDED_HEADER, Code.MENDED_LINK)
# How headings are numbered: as the author wrote them, by the book, or not at all.
NUMBERS = ("as-written", "book", "none")
# Rules whose text is marked, and left out only when asked for.
OPTIONAL = ("advertisement",)


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be done to one post."""

    refused: frozenset[str] = frozenset()  # slug of a rule, or slug:line for one change
    shortcodes: Mapping[str, str] = field(default_factory=dict)  # name -> template of the user's
    numbers: str = "as-written"  # one of NUMBERS
    leave_out: frozenset[str] = frozenset()  # slugs of OPTIONAL rules
    related: bool = False  # whether lists of related posts are references too

    @property
    def facts(self) -> tuple[Any, ...]:
        """What a post that was read under these rules depends on."""
        own = sorted(self.shortcodes.items())
        return (sorted(self.refused), own, self.numbers, sorted(self.leave_out), self.related)

    def allow(self, code: Code, line: int = 0) -> bool:
        """Whether the rule *code* may change what stands on *line*."""
        return code.slug not in self.refused and f"{code.slug}:{line}" not in self.refused


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What may be done to the posts of a book."""

    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # glob of paths -> slugs
    shortcodes: Mapping[str, str] = field(default_factory=dict)
    numbers: str = "as-written"
    leave_out: tuple[str, ...] = ()
    related: bool = False

    def of(self, path: str) -> Rules:
        """The rules for the post at *path*, below the source folder."""
        refused = frozenset(
            slug
            for pattern, slugs in self.refused.items()
            if fnmatch.fnmatchcase(path, pattern)
            for slug in slugs
        )
        left = frozenset(self.leave_out)
        return Rules(refused, self.shortcodes, self.numbers, left, self.related)


def unknown_rules(given: Mapping[str, Any]) -> list[str]:
    """What conf.py calls a rule and is none."""
    asked = given.get("anthology_refuse") or {}
    named = asked.values() if isinstance(asked, Mapping) else [asked]
    refused = [slug for slugs in named for slug in slugs]
    known = {code.slug for code in (*RULES, *SLIPS)}
    strange = [slug for slug in refused if str(slug).partition(":")[0] not in known]
    return strange + [s for s in given.get("anthology_leave_out") or () if s not in OPTIONAL]


def rule_book(given: Mapping[str, Any]) -> RuleBook:
    """The rule book that the values of conf.py ask for; *given* has their names and values."""
    asked = given.get("anthology_refuse") or {}
    by_path = dict(asked) if isinstance(asked, Mapping) else {"*": asked}
    if not given.get("anthology_bold_headings", True):
        by_path["*"] = (*by_path.get("*", ()), Code.BOLD_HEADING.slug)
    return RuleBook(
        {pattern: tuple(slugs) for pattern, slugs in by_path.items()},
        dict(given.get("anthology_shortcodes") or {}),
        given.get("anthology_numbers") or "as-written",
        tuple(given.get("anthology_leave_out") or ()),
        bool(given.get("anthology_related_posts", False)),
    )
