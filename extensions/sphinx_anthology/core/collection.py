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
    numbered: bool = False  # chapters are numbered through the whole book


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
    chapters = _with_own_slugs(chapters, source, language, notes)
    titles = list(dict.fromkeys(chapter.part for chapter in chapters))
    if choices.parts == "year":
        titles.sort(key=lambda title: (not title.isdigit(), title))
    parts = tuple(Part(t, tuple(c for c in chapters if c.part == t)) for t in titles)
    return Volume(_numbered(parts) if choices.numbered else parts, tuple(notes))


def _numbered(parts: Iterable[Part]) -> tuple[Part, ...]:
    number = count(1)
    return tuple(
        Part(part.title, tuple(replace(c, number=next(number)) for c in part.chapters))
        for part in parts
    )


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
    tag = next(tag for tag, _ in tags.most_common() if base_language(tag) == base)
    return "zh-CN" if tag == "zh" else tag  # Sphinx has words for zh_CN, none for zh


def _chapter(post: Post, zone: tzinfo, parts: str, language: str) -> Chapter:
    slug = _wanted_slug(post)
    title = post.meta.title or PurePosixPath(post.path).stem
    post = replace(post, meta=replace(post.meta, title=title))
    date = None
    if post.meta.date:
        moment = post.meta.date.moment
        date = moment if post.meta.date.zoned else moment.replace(tzinfo=zone)
    part = _PART_TITLES[parts](post, date, language)
    return Chapter(post, slug, f"{CHAPTER_FOLDER}/{slug}", part, date)


def _wanted_slug(post: Post) -> str:
    """The front matter's slug, else the end of the address it gives; else from the path."""
    if post.meta.slug.strip("/"):
        return slugify(post.meta.slug)
    if post.meta.permalink and not re.search(r"[:{]", post.meta.permalink):
        ends = re.sub(r"(?:/index)?\.html?$", "", post.meta.permalink).strip("/").rsplit("/", 1)
        if ends[-1]:
            return slugify(ends[-1])
    return slug_of_path(post.path)


def _with_own_slugs(
    chapters: list[Chapter], source: str, language: str, notes: list[Diagnostic]
) -> list[Chapter]:
    """Give each chapter a slug of its own, the same in every build.

    Of those that want one, the one in the book's language that names none in its path keeps it; a
    translation adds its language, a post of another folder that, others their day or a number.
    """
    groups: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        reserved = chapter.slug in RESERVED or re.fullmatch(r"part-\d+", chapter.slug)
        groups.setdefault(f"post-{chapter.slug}" if reserved else chapter.slug, []).append(chapter)
    taken = set(groups)
    named: dict[str, str] = {}  # path -> slug
    for slug, group in groups.items():
        first, *others = sorted(group, key=lambda chapter: _claim(chapter, language))
        named[first.post.path] = slug
        for chapter in others:
            own = _other_slug(slug, chapter, first, taken)
            taken.add(own)
            named[chapter.post.path] = own
            notes.append(_shared(slug, chapter, first, own, source))
    return [_renamed(chapter, named[chapter.post.path]) for chapter in chapters]


def _claim(chapter: Chapter, language: str) -> tuple[bool, bool, str]:
    """Who of several comes first: no matter of dates, which may change."""
    marked = re.search(r"\.[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?\.\w+$", chapter.post.path) is not None
    foreign = base_language(chapter.post.language) != base_language(language)
    return marked, foreign, chapter.post.path


def _other_slug(slug: str, chapter: Chapter, first: Chapter, taken: set[str]) -> str:
    tags = [base_language(chapter.post.language), chapter.post.language]
    other = base_language(chapter.post.language) != base_language(first.post.language)
    endings = tags if other else tags[1:] if tags[1] != first.post.language else []
    endings += _own_folders(chapter, first)
    if chapter.meta.date:
        endings.append(f"{chapter.meta.date.moment:%Y-%m-%d}")
    candidates = [f"{slug}-{slugify(ending)}" for ending in endings]
    candidates += [f"{slug}-{number}" for number in range(2, len(taken) + 3)]
    return next(name for name in candidates if name not in taken)


def _own_folders(chapter: Chapter, first: Chapter) -> list[str]:
    """Folders of the one that are none of the other's, the nearest first; then the blog's."""
    others = set(PurePosixPath(first.post.path).parts)
    own = [n for n in PurePosixPath(chapter.post.path).parts[:-1] if n not in others]
    return own[::-1]


def _shared(slug: str, chapter: Chapter, first: Chapter, own: str, source: str) -> Diagnostic:
    """Only two posts that say so themselves, in one blog and language, contradict each other; not
    where the blog's addresses have the day or the section as well, and so tell them apart."""
    apart = first.post.address and first.post.address != chapter.post.address
    asked = chapter.meta.slug and first.meta.slug and not apart
    one_blog = chapter.post.blog.folder == first.post.blog.folder
    same = base_language(chapter.post.language) == base_language(first.post.language)
    code = Code.DUPLICATE_SLUG if asked and one_blog and same else Code.SHARED_SLUG
    where = Place(str(PurePosixPath(source) / chapter.post.path), 1)
    message = f"slug {slug!r} is taken by {first.post.path}; this post is {own!r}"
    hint = "Give one of them another slug" if code is Code.DUPLICATE_SLUG else ""
    return Diagnostic(code, message, where, hint)


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
