"""From posts to a book: which posts, in which order, in which parts, under which names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timezone, tzinfo
from itertools import count
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..diagnostics import Code, Diagnostic, Place
from ..model import Chapter, Part, Post, Volume
from .frontmatter.dates import parse_zone
from .script import base_language
from .slugs import slug_of_path, slugify
from .wording import say

ORDERS = ("date", "path", "weight", "title")
PARTS = ("none", "year", "category", "folder", "series")
CHAPTER_FOLDER = "chapters"  # a chapter's document is chapters/<slug>
# Names of the book's own pages, in one folder with the chapters in the EPUB.
RESERVED = {"index", "bibliography", "nav", "cover", "title-page", "imprint", "toc", "style"}
_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choices:
    """How the user wants the book put together."""

    order: str = "date"
    parts: str = "none"
    drafts: bool = False
    zone: str = ""  # IANA name or offset; empty: the zone that most posts name
    language: str = ""  # BCP 47 of the book; empty: the language of most posts


def collect(posts: Iterable[Post], choices: Choices, source: str) -> Volume:
    """Put *posts* in order. *source* is the folder they come from, for messages."""
    notes: list[Diagnostic] = []
    chosen = []
    for post in posts:
        if post.meta.draft and not choices.drafts:
            where = Place(str(PurePosixPath(source) / post.path))
            notes.append(Diagnostic(Code.DRAFT, "draft, left out", where, "Build with DRAFTS=1"))
        else:
            chosen.append(post)
    zone = book_zone(chosen, choices.zone)
    language = choices.language or book_language(chosen)
    order = _ORDER_KEYS[choices.order]
    chapters = [_chapter(post, zone, choices.parts, language) for post in chosen]
    chapters.sort(key=lambda chapter: (order(chapter), chapter.post.path))
    chapters = _with_own_slugs(chapters, source, notes)
    titles = list(dict.fromkeys(chapter.part for chapter in chapters))
    if choices.parts == "year":
        titles.sort(key=lambda title: (not title.isdigit(), title))
    parts = tuple(Part(t, tuple(c for c in chapters if c.part == t)) for t in titles)
    return Volume(parts, tuple(notes))


def book_zone(posts: Iterable[Post], wanted: str) -> tzinfo:
    """The zone that dates without one are read in.

    Raises:
        ValueError: *wanted* is neither an IANA name nor an offset.
    """
    if wanted:
        return read_zone(wanted)
    offsets = Counter(
        post.meta.date.moment.utcoffset()
        for post in posts
        if post.meta.date and post.meta.date.zoned
    )
    if not offsets:
        return UTC
    most = max(offsets.items(), key=lambda item: (item[1], str(item[0])))[0]
    return timezone(most) if most is not None else UTC


def read_zone(name: str) -> tzinfo:
    """``Asia/Shanghai`` or ``+08:00``."""
    try:
        return (
            parse_zone(name) if name[:1] in "+-" or name.upper() in {"Z", "UTC"} else ZoneInfo(name)
        )
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name}") from error


def book_language(posts: Sequence[Post]) -> str:
    """The language that most of the text is in; its tag as most posts write it."""
    weight: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    for post in posts:
        weight[base_language(post.language)] += post.length.han + 2 * post.length.words
        tags[post.language] += 1
    if not weight:
        return "en"
    base = weight.most_common(1)[0][0]
    return next(tag for tag, _ in tags.most_common() if base_language(tag) == base)


def _chapter(post: Post, zone: tzinfo, parts: str, language: str) -> Chapter:
    slug = slugify(post.meta.slug) if post.meta.slug else slug_of_path(post.path)
    title = post.meta.title or PurePosixPath(post.path).stem
    post = replace(post, meta=replace(post.meta, title=title))
    date = None
    if post.meta.date:
        moment = post.meta.date.moment
        date = moment if post.meta.date.zoned else moment.replace(tzinfo=zone)
    part = _PART_TITLES[parts](post, date, language)
    return Chapter(post, slug, f"{CHAPTER_FOLDER}/{slug}", part, date)


def _with_own_slugs(chapters: list[Chapter], source: str, notes: list[Diagnostic]) -> list[Chapter]:
    """Give each chapter a slug of its own; who comes later gives way and is reported."""
    wanted = {chapter.slug for chapter in chapters}
    first: dict[str, str] = {}  # slug -> path of the post that has it
    named = []
    for chapter in chapters:
        slug = chapter.slug
        if slug in RESERVED or re.fullmatch(r"part-\d+", slug):
            chapter = _renamed(chapter, f"post-{slug}")
        elif slug in first:
            number = next(
                n for n in count(2) if f"{slug}-{n}" not in wanted and f"{slug}-{n}" not in first
            )
            where = Place(str(PurePosixPath(source) / chapter.post.path), 1)
            chapter = _renamed(chapter, f"{slug}-{number}")
            message = f"slug {slug!r} is taken by {first[slug]}; this post is {chapter.slug!r}"
            hint = "Give one of them another slug"
            notes.append(Diagnostic(Code.DUPLICATE_SLUG, message, where, hint))
        first[chapter.slug] = chapter.post.path
        named.append(chapter)
    return named


def _renamed(chapter: Chapter, slug: str) -> Chapter:
    return replace(chapter, slug=slug, docname=f"{CHAPTER_FOLDER}/{slug}")


_ORDER_KEYS: dict[str, Callable[[Chapter], object]] = {
    "date": lambda c: c.date or _FAR,
    "path": lambda c: c.post.path,
    "weight": lambda c: (c.meta.weight is None, c.meta.weight or 0, c.date or _FAR),
    "title": lambda c: slugify(c.meta.title),
}


def _folder(post: Post) -> str:
    folders = PurePosixPath(post.path).parts[:-1]
    plain = [name for name in folders if name not in {"_posts", "posts", "post", "content"}]
    return plain[0] if plain else ""


_PART_TITLES: dict[str, Callable[[Post, datetime | None, str], str]] = {
    "none": lambda post, date, language: "",
    "year": lambda post, date, language: str(date.year) if date else say("undated", language),
    "category": lambda post, date, language: (
        post.meta.categories[0] if post.meta.categories else say("unsorted", language)
    ),
    "folder": lambda post, date, language: _folder(post) or say("unsorted", language),
    "series": lambda post, date, language: post.meta.series or say("unsorted", language),
}
