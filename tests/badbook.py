"""The book of bad posts: each file of tests/bad is a post with one trait that is hostile or broken,
and beside it `<trait>.expected` lists all that is found in it.

A line of that list is a line of the post (0: the post as a whole) and a code, then the formats that
find it when not all do. All posts are built as one book, once per format; what a post is found to
have must not depend on its neighbours, so each uses shortcodes and keys of its own.

``pytest --accept`` writes the lists anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sphinx_anthology.diagnostics import Code, Severity

from . import telling
from .house import Build, build, write_posts
from .pictures import picture

BAD = Path(__file__).parent / "bad"
POSTS = sorted(file.stem for file in BAD.glob("*.md"))
FORMATS = ("html", "pdf", "epub")
GOOD = "---\ntitle: 好好的一篇\ndate: 2024-01-01\n---\n\n这一篇没有毛病，照样要印出来。\n"
BY_SLUG = {code.slug: code for code in Code}
OF_THE_MACHINE = {"missing-glyph"}  # depends on the fonts that are there
_TOLD = re.compile(
    r"^(?P<path>.+?\.md)(?::(?P<line>\d+))?: \w+: .* \[anthology\.(?P<code>[\w-]+)\]$"
)
Finding = tuple[int, str]  # line, code


@dataclass(frozen=True)
class BadBook:
    """The book in one format."""

    made: Build

    @cached_property
    def _told(self) -> dict[str, list[list[str | int]] | dict[str, str]]:
        file = self.made.doctrees / f"{self.made.kind}-{telling.FILE}"
        told: dict[str, list[list[str | int]] | dict[str, str]] = json.loads(file.read_text())
        return told

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Slugs of the chapters by the name of their post."""
        chapters = dict(self._told["chapters"])
        return {path.removesuffix(".md"): str(slug) for path, slug in chapters.items()}

    @cached_property
    def found(self) -> dict[str, set[Finding]]:
        """What was found, in the report or by a line of the error stream, by post."""
        found: dict[str, set[Finding]] = defaultdict(set)
        for path, line, code in self._told["found"]:
            found[Path(str(path)).stem].add((int(line), str(code)))
        for post, finding in self.printed:
            found[post].add(finding)
        return found

    @cached_property
    def printed(self) -> set[tuple[str, Finding]]:
        """What the error stream says of posts, with its code."""
        matches = filter(None, map(_TOLD.match, self.made.run.complaints))
        return {(Path(m["path"]).stem, (int(m["line"] or 0), m["code"])) for m in matches}


def make_book(kind: str, folder: Path) -> BadBook:
    """Build all bad posts, with what some of them ask for."""
    posts = write_posts(folder / "posts", {"good.md": GOOD})
    write_posts(posts, {f"{where}/twin.md": GOOD for where in ("one", "two")})
    (posts / "lamp.png").write_bytes(picture("PNG"))
    (folder / "secret.txt").write_text("a secret of this machine")  # what no post may reach
    (folder / "secret.png").write_bytes(picture("PNG"))
    for name in POSTS:
        (posts / f"{name}.md").write_bytes((BAD / f"{name}.md").read_bytes())
    made = build(
        kind,
        posts,
        folder,
        cwd=Path(__file__).parents[1],
        extensions="sphinx_anthology,tests.telling",
        anthology_offline=1,
        html_baseurl="https://book.example.org/",
    )
    return BadBook(made)


def expected(name: str) -> dict[str, set[Finding]]:
    """What is to be found in the post *name*, by format."""
    wanted: dict[str, set[Finding]] = {kind: set() for kind in FORMATS}
    for row in (BAD / f"{name}.expected").read_text(encoding="utf-8").splitlines():
        line, code, *kinds = row.split()
        for kind in kinds or FORMATS:
            wanted[kind].add((int(line), code))
    return wanted


def write_expected(name: str, books: dict[str, BadBook]) -> None:
    """Take what *books* found for what is to be found."""
    rows = []
    for line, code in sorted({f for book in books.values() for f in told(book, name)}):
        kinds = [kind for kind in FORMATS if (line, code) in told(books[kind], name)]
        rows.append(" ".join([str(line), code, *(kinds if len(kinds) < len(FORMATS) else [])]))
    (BAD / f"{name}.expected").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def told(book: BadBook, name: str) -> set[Finding]:
    """What *book* found in the post *name* on any machine."""
    return {finding for finding in book.found[name] if finding[1] not in OF_THE_MACHINE}


def is_dropped(name: str) -> bool:
    """Whether the post is not to be in the book: it has an error, or is a draft."""
    codes = {BY_SLUG[code] for found in expected(name).values() for _, code in found}
    stays = {Code.DUPLICATE_SLUG, Code.NOT_SET}
    dropping = {c for c in codes - stays if c.severity is Severity.ERROR}
    return bool(dropping) or Code.DRAFT in codes
