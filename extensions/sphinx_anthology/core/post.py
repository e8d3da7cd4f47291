"""The way of one post: file -> front matter -> Markdown -> blocks -> facts.

:func:`read_post` is the pipeline, in order. The scan keeps its :class:`Post`; the Sphinx parser
runs :func:`prepare` on the same text and renders the blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from ..diagnostics import Code, Diagnostic, Place, Severity
from ..model import ChapterMeta, Person, Post
from .dialects import to_markdown
from .frontmatter import decode, split, understand
from .frontmatter.dates import stamp_in_path
from .markdown import block_parser, findings
from .markdown.blocks import blocks_of
from .markdown.mdx import without_modules
from .script import guess_language, measure, printable
from .structure import compose
from .structure.compose import Composition, strip_markup

MAX_BYTES = 5_000_000  # the largest post of 20,035 surveyed has 0.5 MB


@dataclass(frozen=True, slots=True)
class Prepared:
    """A post as Markdown, with what its header says."""

    meta: ChapterMeta
    body: str  # Markdown, as many lines as the file
    diagnostics: tuple[Diagnostic, ...]

    @property
    def broken(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def decode_bytes(data: bytes, path: str) -> tuple[str, Diagnostic | None]:
    """Text of a post file, or why it has none."""
    if not data.strip():
        return "", Diagnostic(Code.EMPTY_POST, "the file is empty", Place(path, 1))
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; a post may have {MAX_BYTES:,}"
        return "", Diagnostic(Code.TOO_LARGE, message, Place(path))
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}"
        hint = "Save the post as UTF-8 (for example: iconv -f GB18030 -t UTF-8)"
        return "", Diagnostic(Code.NOT_UTF8, message, Place(path, line), hint)


def prepare(text: str, path: str) -> Prepared:
    """Header and body of a post; both diagnostics and body keep the file's line numbers."""
    raw = split(text)
    front, notes = decode(raw, path)
    meta, more = understand(front, path)
    source = without_modules(printable(raw.body), mdx=path.endswith(".mdx"))
    body, unknown = to_markdown(source, path)
    meta = replace(meta, title=strip_markup(meta.title))
    return Prepared(meta, body, (*notes, *more, *unknown))


def read_post(text: str, relative: str, path: str, *, bold_headings: bool = True) -> Post:
    """Read one post whole.

    Args:
        text: the file's text.
        relative: its path below the source folder, with ``/``.
        path: its path as messages should give it.
    """
    prepared = prepare(text, path)
    if prepared.broken:
        return Post(relative, prepared.meta, "", measure(""), diagnostics=prepared.diagnostics)
    state: dict[str, Any] = {}
    blocks = blocks_of(block_parser(prepared.meta.math).parse(prepared.body, state))
    plain_text = "\n".join(block.text for block in blocks)
    chapter = compose(blocks, path=path, title=prepared.meta.title, bold_headings=bold_headings)
    meta = _completed(prepared.meta, chapter, relative)
    found = findings(state, path)
    notes = [*prepared.diagnostics, *found, *chapter.notes, *_remarks(meta, path)]
    return Post(
        path=relative,
        meta=meta,
        language=meta.language or guess_language(plain_text),
        length=measure(plain_text),
        headings=tuple(chapter.headings),
        references=tuple(chapter.references),
        images=tuple(chapter.images),
        diagnostics=tuple(notes),
    )


def _completed(meta: ChapterMeta, chapter: Composition, relative: str) -> ChapterMeta:
    """Metadata with what text and file name say: title, byline, source, day."""
    authors = meta.authors or _with_role(chapter.people, "author")
    others = tuple(p for p in chapter.people if p.role != "author")
    name, url = chapter.source or ("", "")
    return replace(
        meta,
        title=chapter.title,
        date=meta.date or stamp_in_path(relative),
        summary=_without_byline(meta.summary, chapter.byline),
        authors=authors,
        contributors=(*meta.contributors, *(p for p in others if p not in meta.contributors)),
        source_url=meta.source_url or url,
        source_name=meta.source_name or ("" if meta.source_url else name),
    )


def _without_byline(summary: str, line: str) -> str:
    """A summary that the blog cut from the top of the text begins with the byline: take it off."""
    squeezed = re.sub(r"\s", "", line)
    if not squeezed:
        return summary
    pattern = r"\s*".join(map(re.escape, squeezed))
    return re.sub(rf"^\s*{pattern}\s*", "", summary, count=1)


def _with_role(people: tuple[Person, ...], role: str) -> tuple[Person, ...]:
    return tuple(person for person in people if person.role == role)


def _remarks(meta: ChapterMeta, path: str) -> list[Diagnostic]:
    notes = []
    if not meta.title:
        hint = "Give it a title in its front matter; the file name stands in until then"
        notes.append(Diagnostic(Code.NO_TITLE, "the post has no title", Place(path, 1), hint))
    if meta.extra:
        keys = ", ".join(sorted(meta.extra))
        notes.append(Diagnostic(Code.UNKNOWN_KEY, f"kept in extra: {keys}", Place(path, 1)))
    return notes
