"""Every name that a chapter of the book goes by, looked up in dictionaries.

A name that two chapters share gives neither, unless one of them is plainly nearer: in the same
blog, then in the same language. Nothing is found by a part of its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ...model import Blog, Chapter, Stamp
from ..languages import language_tag
from ..patterns import regex
from ..script import base_language
from ..sites import path_address

Table = dict[str, list[Chapter]]
_SUFFIX = regex(r"\.(?:md|markdown|mdx|html?|rst|ipynb)$", re.IGNORECASE)
_DATED = regex(r"^\d{4}[-_]\d{1,2}[-_]\d{1,2}[-_ ](?=.)")
_CODE = regex(r"[a-z]{2}(?:-[a-z]{2,4})?")
_INDEX = {"index", "readme", "_index"}
_CONTENT = ("content", "_posts", "source")  # folders that engines keep posts in


@dataclass(slots=True)
class PostMap:
    """The chapters of a book by everything they are called."""

    slugs: dict[str, Chapter] = field(default_factory=dict)
    paths: Table = field(default_factory=dict)  # path without suffix, below the source folder
    addresses: Table = field(default_factory=dict)  # "blog folder\naddress", as the blog has it
    likely: Table = field(default_factory=dict)  # the same, as most engines would have it
    names: Table = field(default_factory=dict)  # ends of the path, slug, undated name
    blogs: dict[str, list[Blog]] = field(default_factory=dict)  # host -> blogs there

    @classmethod
    def of(cls, chapters: Iterable[Chapter], source: str = "") -> PostMap:
        """The map of *chapters*, which come from the folder *source*."""
        made = cls()
        above = _above(source)
        for chapter in chapters:
            made._add(chapter, above)
        return made

    def _add(self, chapter: Chapter, above: str) -> None:
        post = chapter.post
        self.slugs[chapter.slug] = chapter
        stem = fold_path(post.path)
        _put(self.paths, [stem, _without_index(stem)], chapter)
        parts = _without_index(stem).split("/")
        ends = ["/".join(parts[at:]) for at in range(len(parts))]
        own = {ends[-1], _DATED.sub("", ends[-1]), chapter.slug, fold_path(post.meta.slug)}
        _put(self.names, [*ends, *own], chapter)
        home = f"{post.blog.folder}\n"
        known = [post.address, *(path_of(alias) for alias in post.meta.aliases)]
        _put(self.addresses, [home + key for a in known if (key := fold_path(a))], chapter)
        _put(self.likely, [home + key for key in _likely(chapter, own, above)], chapter)
        if post.blog.base_url:
            blogs = self.blogs.setdefault(host_of(post.blog.base_url), [])
            if post.blog not in blogs:
                blogs.append(post.blog)

    # --- look-ups -----------------------------------------------------------------------------

    def by_path(self, path: str) -> list[Chapter]:
        """Chapters whose file is at *path*, with or without suffix or ``index``."""
        return self.paths.get(fold_path(path), [])

    def by_address(self, blog: Blog, address: str, here: Chapter | None = None) -> list[Chapter]:
        """Chapters at *address* of *blog*, as well as it can be told."""
        key = fold_path(address)
        if not key:
            return []
        below = fold_path(path_of(blog.base_url))
        keys = [key]
        if below and key.startswith(f"{below}/"):
            keys.insert(0, key[len(below) + 1 :])
        for table in (self.addresses, self.likely):
            for attempt in keys:
                if found := table.get(f"{blog.folder}\n{attempt}"):
                    return nearest(found, here)
        first, _, rest = key.partition("/")  # /zh/x/ where the book knows /x/
        tag = language_tag(first) if rest and _CODE.fullmatch(first) else None
        if tag:
            found = self.by_address(blog, rest, here)
            return [c for c in found if base_language(c.post.language) == base_language(tag)]
        return []

    def by_name(self, name: str, here: Chapter | None = None) -> list[Chapter]:
        """Chapters that an engine would find under *name*: file, end of its path, or slug."""
        key = _without_index(fold_path(name))
        parts = key.split("/")
        if found := self.names.get(key):
            return nearest(found, here)
        undated = _DATED.sub("", parts[-1])
        if len(parts) == 1 and undated != key:  # a date the file does not have
            return nearest(self.names.get(undated, []), here)
        for at in range(1, len(parts)):  # the name begins above the source folder
            if found := self.paths.get("/".join(parts[at:])):
                return nearest(found, here)
        return []

    def blog_at(self, url: str) -> Blog | None:
        """The blog of the book that *url* (absolute) belongs to."""
        path = path_of(url) + "/"
        fitting = [
            blog
            for blog in self.blogs.get(host_of(url), [])
            if path.startswith(f"{path_of(blog.base_url)}/")
        ]
        return max(fitting, key=lambda blog: len(blog.base_url), default=None)


def nearest(found: Sequence[Chapter], here: Chapter | None) -> list[Chapter]:
    """Those of *found* that are nearest to the chapter that names them."""
    left = list({chapter.docname: chapter for chapter in found}.values())
    if here is None or len(left) < 2:
        return left
    same = [c for c in left if c.post.blog.folder == here.post.blog.folder] or left
    language = base_language(here.post.language)
    return [c for c in same if base_language(c.post.language) == language] or same


def fold_path(path: str) -> str:
    """A path or address as a key: decoded, small, without suffix, slashes and ``index.html``."""
    text = unicodedata.normalize("NFC", unquote(path.partition("#")[0].partition("?")[0]))
    text = re.sub(r"/{2,}", "/", text.replace("\\", "/")).strip("/ ").casefold()
    text = re.sub(r"(?:^|/)index\.html?$", "", text)
    return _SUFFIX.sub("", text)


def host_of(url: str) -> str:
    """Host of *url*, without ``www.``; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """Path of *url* without scheme and host; a path stays as it is."""
    return re.sub(r"^(?:https?:)?//[^/?#]*|[?#].*$", "", url, flags=re.IGNORECASE | re.DOTALL)


def _put(table: Table, keys: Iterable[str], chapter: Chapter) -> None:
    for key in dict.fromkeys(keys):
        if key:
            table.setdefault(key, []).append(chapter)


def _without_index(stem: str) -> str:
    head, _, name = stem.rpartition("/")
    return head if head and re.sub(r"\.[a-z-]{2,7}$", "", name) in _INDEX else stem


def _likely(chapter: Chapter, names: set[str], above: str) -> list[str]:
    """Addresses by folder and name, and by day and name: what engines make of a post when told
    nothing else. By the name alone only where nothing is known of the blog."""
    post = chapter.post
    by_path = fold_path(path_address(post.path, post.blog.folder))
    keys = [by_path, f"{above}/{by_path}" if above else "", fold_path(post.meta.permalink)]
    for name in names - {""}:
        if not post.address:
            keys.append(name)
        if post.meta.date:
            keys += [f"{day}/{name}" for day in _days(post.meta.date)]
    return keys


def _days(stamp: Stamp) -> set[str]:
    """The day, and the month; engines that reckon in another zone are a day off."""
    off = (0,) if stamp.day_only else (-1, 0, 1)
    days = [stamp.moment + timedelta(days=n) for n in off if 2 < stamp.moment.year < 9998]
    return {f"{day:%Y/%m/%d}" for day in days} | {f"{stamp.moment:%Y/%m}"}


def _above(source: str) -> str:
    """The part of an address that the source folder stands for: ``posts`` of ``content/posts``."""
    parts = PurePosixPath(source.replace("\\", "/")).parts
    at = max((i for i, part in enumerate(parts) if part in _CONTENT), default=len(parts) - 2)
    return "/".join(part.casefold() for part in parts[at + 1 :] if part not in _CONTENT)
