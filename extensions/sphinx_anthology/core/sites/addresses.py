"""Where a blog puts a post: its permalink, from the engine's pattern and the post's own facts."""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ...model import Blog, ChapterMeta
from ..frontmatter.dates import stamp_in_path
from ..patterns import regex

# Patterns of engines that are told none; `:path` is the file's path below the content folder.
DEFAULTS = {
    "hugo": "/:sections/:slugorcontentbasename/",
    "jekyll": "/:categories/:year/:month/:day/:title.html",
    "hexo": "/:year/:month/:day/:title/",
    "zola": "/:sections/:slugorcontentbasename/",
    "pelican": "/{slug}.html",
    "astro": "/:sections/:slugorcontentbasename/",
    "eleventy": "/:sections/:slugorcontentbasename/",
    "docusaurus": "/:sections/:slugorcontentbasename/",
}
_JEKYLL = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
# Folders that engines keep posts in and that are no part of their addresses.
_ROOTS = ("src/content", "src/pages", "source/_posts", "source", "content", "src", "_posts")
_DATED = regex(r"^\d{4}[-_]\d{1,2}[-_]\d{1,2}[-_ ](?=.)")
_SUFFIX = regex(r"\.(?:md|markdown|mdx)$", re.IGNORECASE)
_LANGUAGE = regex(r"\.[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?$")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What patterns ask of a post."""

    meta: ChapterMeta
    folders: tuple[str, ...]  # below the content folder; without a bundle's own
    name: str  # of the file, or of the bundle's folder; no suffix, no language
    language: str  # as the file's name or folders have it; empty when they have none
    moment: datetime | None
    generator: str

    @property
    def undated(self) -> str:
        return _DATED.sub("", self.name)

    @property
    def slug(self) -> str:
        return self.meta.slug.strip("/") or self.undated


def address_of(blog: Blog, path: str, meta: ChapterMeta, language: str = "") -> str:
    """The post's address from the root of *blog*; empty when it cannot be told.

    Args:
        path: the post's path below the source folder.
        language: of the post, as its path has it.
    """
    facts = _facts(blog, path, meta, language)
    if meta.permalink:
        return _rooted(_expanded(_JEKYLL.get(meta.permalink, meta.permalink), facts) or "")
    if blog.generator == "docusaurus" and (own := _of_docusaurus(facts)):
        return own
    pattern = _pattern(blog, facts)
    return _rooted(_expanded(pattern, facts) or "") if pattern else ""


def _of_docusaurus(facts: _Facts) -> str:
    """Docusaurus: the slug takes the place of the path, always in the blog, else from a slash on;
    the day in a blog post's file name becomes folders before all others."""
    top, *folders = facts.folders or ("",)
    if facts.meta.slug and (top == "blog" or facts.meta.slug.startswith("/")):
        return _rooted(f"{top}/{facts.meta.slug.strip('/')}")
    day = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})-", facts.name)
    if top != "blog" or not day:
        return ""
    return _rooted("/".join((top, *day.groups(), *folders, facts.undated)))


def address_by_path(blog: Blog, path: str) -> str:
    """The address of a post of which only the path is known; empty when it hangs on more."""
    facts = _facts(blog, path, ChapterMeta(), "")
    pattern = _pattern(blog, facts)
    by_title = blog.generator in {"hugo", "pelican"} or not blog.generator
    if not pattern or (by_title and re.search(r":(?:slug|title)(?![a-z])|\{slug\}", pattern)):
        return ""
    if ":post_title" in pattern or (":categor" in pattern and not facts.folders):
        return ""
    return _rooted(_expanded(pattern, facts) or "")


def path_address(path: str, root: str = "") -> str:
    """The address that a post has by its path alone: folders and name, as most engines have it."""
    folders, name, _ = _parts(path, root)
    return _rooted("/".join((*folders, name)))


def _pattern(blog: Blog, facts: _Facts) -> str:
    sections = "/".join(facts.folders)
    best = ""
    length = -1
    for section, pattern in blog.permalinks:
        named = section in {"", "*"} or f"{sections}/".startswith(f"{section}/")
        size = 0 if section in {"", "*"} else len(section)
        if named and size > length:
            best, length = pattern, size
    return _JEKYLL.get(best, best) or DEFAULTS.get(blog.generator, "")


def _facts(blog: Blog, path: str, meta: ChapterMeta, language: str) -> _Facts:
    folders, name, suffix = _parts(path, blog.folder)
    language = language or suffix
    stamp = meta.date or stamp_in_path(path)
    return _Facts(meta, folders, name, language, stamp.moment if stamp else None, blog.generator)


def _parts(path: str, root: str) -> tuple[tuple[str, ...], str, str]:
    """Folders below the content folder, name, and language of the file's name."""
    below = path.removeprefix(f"{root}/") if root else path
    for start in _ROOTS:
        if f"/{below}".startswith(f"/{start}/"):
            below = below[len(start) + 1 :]
            break
    *folders, file = below.split("/")
    stem = _SUFFIX.sub("", file)
    found = _LANGUAGE.search(stem)
    stem = stem[: found.start()] if found and found.start() else stem
    if stem.lower() in {"index", "readme"} and folders:
        stem = folders.pop()
    folders = [name for name in folders if name not in {"_posts", "_drafts"}]
    return tuple(folders), stem, found[0][1:] if found else ""


def _rooted(address: str) -> str:
    if not address:
        return ""
    squeezed = re.sub(r"/{2,}", "/", f"/{address}")
    return re.sub(r"/index\.html?$", "/", squeezed)


# --- patterns ----------------------------------------------------------------------------------


def _expanded(pattern: str, facts: _Facts) -> str | None:
    """*pattern* with the post's facts; None when it asks for one that the post has not."""
    missing = False

    def value(name: str) -> str:
        nonlocal missing
        reader = _TOKENS.get(name)
        found = reader(facts) if reader else None
        missing = missing or found is None
        return found or ""

    if "{" in pattern:  # Pelican
        text = re.sub(
            r"\{(\w+)(?::([^{}]*))?\}",
            lambda m: _pelican_date(m[2], facts, value) if m[1] == "date" else value(m[1]),
            pattern,
        )
    else:
        text = re.sub(r":sections\[1:\]", lambda _: "/".join(facts.folders[1:]), pattern)
        text = re.sub(r":([a-zA-Z_]+)(?:\[[^\]]*\])?", lambda m: value(m[1]), text)
    if missing:
        return None
    return re.sub(r"\s", "-", text.lower()) if facts.generator == "hugo" else text


def _pelican_date(form: str | None, facts: _Facts, value: Callable[[str], str]) -> str:
    parts = {"%Y": "year", "%m": "month", "%d": "day", "%b": "monthshort", "%B": "monthname",
             "%y": "short_year", "%-m": "i_month", "%-d": "i_day"}  # fmt: skip
    return re.sub(r"%-?[A-Za-z]", lambda m: value(parts.get(m[0], m[0])), form or "%Y-%m-%d")


def _of_date(form: str) -> Callable[[_Facts], str | None]:
    def read(facts: _Facts) -> str | None:
        m = facts.moment
        if m is None:
            return None
        return form.format(y=m.year, m=m.month, d=m.day, H=m.hour, M=m.minute, S=m.second,
                           yy=m.year % 100, n=m.timetuple().tm_yday, name=month_name[m.month],
                           short=month_name[m.month][:3])  # fmt: skip

    return read


def url_part(text: str, generator: str = "") -> str:
    """A title or name as engines put it into an address: Pelican drops accents and marks, Hugo
    marks; the others put hyphens for all that is no letter or digit."""
    text = unicodedata.normalize("NFC", text).lower()
    if generator == "pelican":
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        text = re.sub(r"[^\w\s-]", "", plain)
    elif generator == "hugo":
        text = re.sub(r"[^\w\s.+~@#-]", "", text)
    return re.sub(r"-{2,}", "-", re.sub(r"[^\w.+~-]+", "-", text)).strip("-.")


def _title(facts: _Facts) -> str:
    """`:title` is the post's title in Hugo, its file's name elsewhere."""
    if facts.generator == "hugo":
        return facts.meta.slug or url_part(facts.meta.title, "hugo") or facts.name
    if facts.generator == "hexo":  # a language of its own is no part of the name
        return facts.undated
    return facts.slug


def _titled(facts: _Facts) -> str:
    """Hugo and Pelican make the slug of the title, when the post gives none."""
    by_title = facts.generator in {"hugo", "pelican"}
    return url_part(facts.meta.title, facts.generator) if by_title else ""


def _categories(facts: _Facts) -> str:
    own = facts.meta.categories or facts.folders
    return "/".join(url_part(name) for name in own)


_TOKENS: dict[str, Callable[[_Facts], str | None]] = {
    "year": _of_date("{y:04}"),
    "short_year": _of_date("{yy:02}"),
    "month": _of_date("{m:02}"),
    "i_month": _of_date("{m}"),
    "monthname": _of_date("{name}"),
    "long_month": _of_date("{name}"),
    "monthshort": _of_date("{short}"),
    "short_month": _of_date("{short}"),
    "day": _of_date("{d:02}"),
    "i_day": _of_date("{d}"),
    "y_day": _of_date("{n:03}"),
    "yearday": _of_date("{n}"),
    "hour": _of_date("{H:02}"),
    "minute": _of_date("{M:02}"),
    "second": _of_date("{S:02}"),
    "title": _title,
    "post_title": lambda facts: url_part(facts.meta.title) or None,
    "slug": lambda facts: facts.meta.slug or _titled(facts) or facts.undated,
    "slugorfilename": lambda facts: facts.meta.slug or facts.name,
    "slugorcontentbasename": lambda facts: (
        facts.slug if facts.generator != "hugo" else facts.meta.slug or facts.name
    ),
    "filename": lambda facts: facts.name,
    "contentbasename": lambda facts: facts.name,
    "fileSlug": lambda facts: facts.undated,
    "dir": lambda facts: facts.name,
    "name": lambda facts: facts.undated,
    "basename": lambda facts: facts.undated,
    "path": lambda facts: "/".join((*facts.folders, facts.name)),
    "section": lambda facts: facts.folders[0] if facts.folders else "",
    "sections": lambda facts: "/".join(facts.folders),
    "collection": lambda facts: facts.folders[0].lstrip("_") if facts.folders else "posts",
    "categories": _categories,
    "slugified_categories": _categories,
    "category": lambda facts: url_part(facts.meta.categories[0]) if facts.meta.categories else "",
    "lang": lambda facts: (facts.meta.language or facts.language).lower() or None,
    "language": lambda facts: facts.meta.language or facts.language or None,
    "author": lambda facts: url_part(facts.meta.authors[0].name) if facts.meta.authors else None,
    "output_ext": lambda facts: ".html",
}
