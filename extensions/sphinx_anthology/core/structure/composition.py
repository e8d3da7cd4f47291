"""What the rules work on: a chapter's blocks, what was learned of it, and what was done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from ...diagnostics import Code, Diagnostic, Place
from ...model import Citation, Heading, ImageUse, LinkUse, Person, Reference
from ..markdown.blocks import Block, tokens_of
from ..rules import Rules


@dataclass(slots=True)
class Composition:
    """A chapter's blocks, and what was learned from the post's."""

    path: str
    title: str
    blocks: list[Block]
    rules: Rules = field(default_factory=Rules)
    source_lines: Sequence[str] = ()  # the body's lines, for the report
    known_authors: frozenset[str] = frozenset()  # names the front matter gives
    known_source: str = ""  # address the front matter gives
    people: tuple[Person, ...] = ()  # from bylines
    byline: str = ""  # the first byline as it stood in the text
    source: tuple[str, str] | None = None  # (name, address) the text says it comes from
    published_at: tuple[str, str] | None = None  # (name, address) where it first appeared
    headings: list[Heading] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    images: list[ImageUse] = field(default_factory=list)
    links: list[LinkUse] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)

    @property
    def tokens(self) -> list[Token]:
        return tokens_of(self.blocks)

    def allows(self, code: Code, block: Block) -> bool:
        """Whether the user lets the rule *code* change *block*."""
        return self.rules.allow(code, block.line)

    def note(self, code: Code, message: str, line: int) -> None:
        self.notes.append(Diagnostic(code, message, Place(self.path, line)))

    def change(self, code: Code, message: str, block: Block, after: str = "") -> None:
        """Report that a rule did something to *block*: what stood there, and what stands now."""
        before = self.lines_of(block) or block.text or " "
        place = Place(self.path, block.line)
        self.notes.append(Diagnostic(code, message, place, before=before, after=after))

    def lines_of(self, block: Block) -> str:
        """The block as the author wrote it; its text, where that is only a part of it: of a list in
        HTML the first line is all that is known."""
        lines = self.source_lines[max(block.line - 1, 0) : max(block.end_line - 1, 0)]
        written = "\n".join(lines).rstrip("\n")
        known = len(re.findall(r"\w", written)) >= len(re.findall(r"\w", block.text))
        return written if known else block.text
