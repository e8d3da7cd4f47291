"""The way of one post: file -> front matter -> Markdown -> blocks -> facts.

:func:`read_post` is the pipeline, in order. The scan keeps its :class:`Post`; the Sphinx parser
runs :func:`prepare` on the same text and renders the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

from markdown_it.token import Token

from ..diagnostics import Code, Diagnostic, Place, Severity
from ..model import Blog, ChapterMeta, FrontMatter, Person, Post, Resource
from .dialects import to_markdown
from .extent import excess
from .frontmatter import decode, split, understand
from .frontmatter.dates import stamp_in_path
from .frontmatter.fields import split_people
from .frontmatter.resources import resources_of
from .languages import contradicts, language_in_path, language_of_text
from .markdown import block_parser, findings
from .markdown.blocks import Block, blocks_of
from .markdown.citing import key_citations
from .rules import Rules
from .script import measure, printable
from .sites import address_of
from .structure import Composition, compose
from .structure.compose import strip_markup

NO_BLOG = Blog()
MAX_BYTES = 5_000_000  # the largest post of 20,035 surveyed has 0.5 MB


class Composing(TypedDict):
    """Arguments of :func:`compose`, the same for the scan and for the parser."""

    path: str
    title: str
    body: str
    authors: frozenset[str]
    source_url: str
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """What a post's text became: what the renderer makes a document of."""

    tokens: list[Token]  # of the chapter, without its title
    environment: dict[str, Any]  # what the parser has to tell the renderer


@dataclass(frozen=True, slots=True)
class Prepared:
    """A post as Markdown, with what its header says."""

    meta: ChapterMeta
    body: str  # Markdown, as many lines as the file
    diagnostics: tuple[Diagnostic, ...]
    resources: tuple[Resource, ...] = ()

    @property
    def broken(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def composing(self, path: str) -> Composing:
        """What :func:`compose` has to know of the post beside its blocks."""
        names = frozenset(person.name for person in self.meta.authors)
        return Composing(
            path=path,
            title=self.meta.title,
            body=self.body,
            authors=names,
            source_url=self.meta.source_url,
            resources=self.resources,
        )


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


def prepare(
    text: str, path: str, rules: Rules | None = None, *, relative: str = "", generator: str = ""
) -> Prepared:
    """Header and body of a post; both diagnostics and body keep the file's line numbers.

    Args:
        path: the post's path as messages should give it.
        rules: what may be done to it.
        relative: its path below the source folder, when that is another.
        generator: the engine of its blog; empty when not known.
    """
    raw = split(text)
    mending = (rules or Rules()).allow(Code.MENDED_HEADER)
    front, notes = decode(raw, path, mending=mending)
    meta, more = understand(front, path, relative=relative or path, generator=generator)
    body, unknown = to_markdown(printable(raw.body), path, rules, front.fields, generator)
    meta = replace(meta, title=strip_markup(meta.title))
    found = (*notes, *more, *_unknown_keys(meta, front, path), *unknown)
    return Prepared(meta, body, found, resources_of(front.fields))


def _unknown_keys(meta: ChapterMeta, front: FrontMatter, path: str) -> Iterator[Diagnostic]:
    for key in meta.extra:
        message = f"front matter key {key!r} is kept but not used"
        place = Place(path, front.lines.get(key, 1))
        yield Diagnostic(Code.UNKNOWN_KEY, message, place, subject=key)


def read_post(
    text: str, relative: str, path: str, rules: Rules | None = None, *, blog: Blog = NO_BLOG
) -> Post:
    """The facts of one post: see :func:`read_whole`."""
    return read_whole(text, relative, path, rules, blog=blog)[0]


def read_whole(
    text: str, relative: str, path: str, rules: Rules | None = None, *, blog: Blog = NO_BLOG
) -> tuple[Post, Composed | None]:
    """Read one post whole: its facts, and what its text became, unless that is of no use.

    Args:
        text: the file's text.
        relative: its path below the source folder, with ``/``.
        path: its path as messages should give it.
        rules: what may be done to it.
        blog: the blog it belongs to.
    """
    prepared = prepare(text, path, rules, relative=relative, generator=blog.generator)
    if prepared.broken:
        broken = Post(relative, prepared.meta, "", measure(""), diagnostics=prepared.diagnostics)
        return broken, None
    state: dict[str, Any] = {}
    tokens = block_parser(prepared.meta.math).parse(prepared.body, state)
    if too_much := excess(tokens):
        hint = "Split it, or leave it out with anthology_exclude"
        found = (*prepared.diagnostics, Diagnostic(Code.TOO_LARGE, too_much, Place(path), hint))
        return Post(relative, prepared.meta, "", measure(""), diagnostics=found), None
    blocks = blocks_of(tokens)
    plain_text = "\n".join(block.text for block in blocks)
    excerpt = _excerpt(blocks, prepared.diagnostics)  # the rules change blocks in place
    chapter = compose(
        blocks,
        **prepared.composing(path),
        rules=rules,
        definitions=state.get("references"),
    )
    meta = _completed(prepared.meta, chapter, relative, blog)
    in_path = language_in_path(relative, plain_text)
    found = (*prepared.diagnostics, *findings(state, path), *chapter.notes, *_remarks(meta, path))
    post = Post(
        path=relative,
        meta=meta,
        language=meta.language or in_path or _language(blog, meta.title, plain_text),
        excerpt=excerpt,
        length=measure(plain_text),
        headings=tuple(chapter.headings),
        references=tuple(chapter.references),
        citations=(*chapter.citations, *key_citations(chapter.tokens, path)),
        images=tuple(chapter.images),
        links=tuple(chapter.links),
        diagnostics=found,
        blog=blog,
        address=address_of(blog, relative, meta, in_path),
    )
    return post, Composed(chapter.tokens, _environment(state))


def compose_again(text: str, post: Post, path: str, rules: Rules) -> Composed:
    """What the text of *post*, which was read before, became."""
    prepared = prepare(text, path, rules, relative=post.path, generator=post.blog.generator)
    state: dict[str, Any] = {}
    chapter = compose(
        blocks_of(block_parser(prepared.meta.math).parse(prepared.body, state)),
        **prepared.composing(path),
        rules=rules,
        known=post.references,
        definitions=state.get("references"),
    )
    return Composed(chapter.tokens, _environment(state))


def _environment(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: state[name] for name in ("duplicate_refs",) if name in state}


def _excerpt(blocks: Sequence[Block], notes: Iterable[Diagnostic]) -> str:
    """The text before the mark that ends the excerpt; empty where there is none."""
    mark = next((note.place.line for note in notes if note.code is Code.READ_MORE), 0)
    above = [b.text for b in blocks if b.line and b.line <= mark and b.kind == "paragraph"]
    return " ".join(" ".join(above).split())


def _language(blog: Blog, title: str, text: str) -> str:
    """The blog's language, unless the text is plainly in another; titles are part of it."""
    text = f"{title}\n{text}"
    if blog.language and not contradicts(blog.language, text):
        return blog.language
    return language_of_text(text)


def _completed(meta: ChapterMeta, chapter: Composition, relative: str, blog: Blog) -> ChapterMeta:
    """Metadata with what text, file name and blog say: title, byline, source, day, licence."""
    authors = meta.authors or _with_role(chapter.people, "author")
    if not authors and blog.author:
        authors = tuple(Person(name) for name in split_people(blog.author))
    others = tuple(p for p in chapter.people if p.role != "author")
    name, url = chapter.source or ("", "")
    return replace(
        meta,
        origins=_origins(meta, chapter, relative, blog),
        title=chapter.title,
        date=meta.date or stamp_in_path(meta.permalink) or stamp_in_path(relative),
        summary=_without_byline(meta.summary, chapter.byline),
        authors=authors,
        contributors=(*meta.contributors, *(p for p in others if p not in meta.contributors)),
        source_url=meta.source_url or url,
        source_name=meta.source_name or ("" if meta.source_url else name),
        published_at=chapter.published_at[1] if chapter.published_at else "",
        published_name=chapter.published_at[0] if chapter.published_at else "",
        licence=meta.licence or blog.licence,
    )


def _origins(meta: ChapterMeta, chapter: Composition, relative: str, blog: Blog) -> dict[str, str]:
    """Where each fact comes from: a key of the header, else the text, the path, the blog."""
    by_byline = not meta.authors and bool(_with_role(chapter.people, "author"))
    found = {
        "title": "text" if chapter.title != meta.title else "",
        "authors": "text" if by_byline else "settings" if blog.author else "",
        "contributors": "text" if any(p.role != "author" for p in chapter.people) else "",
        "date": "path" if stamp_in_path(meta.permalink) or stamp_in_path(relative) else "",
        "source_url": "text" if chapter.source else "",
        "published_at": "text" if chapter.published_at else "",
        "licence": "settings" if blog.licence else "",
        "language": "path, settings or script",
    }
    return {**{field: origin for field, origin in found.items() if origin}, **meta.origins}


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
    return notes
