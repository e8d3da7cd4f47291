"""The records that pass between the rooms. All are frozen; none knows Sphinx or docutils."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .diagnostics import Diagnostic, Place, quickly_loaded

# Roles beside the author's, in the order they are printed.
CREDITS = (
    "editor",
    "translator",
    "reviewer",
    "interviewer",
    "photographer",
    "illustrator",
    "designer",
)


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Person:
    """Someone who made the chapter."""

    name: str  # as the author wrote it
    role: str = "author"  # author, or one of CREDITS
    url: str = ""  # home page; empty when not given


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Stamp:
    """A date from a post. Naive when the post names no zone."""

    moment: datetime
    day_only: bool = False  # True when the post gives no time of day

    @property
    def zoned(self) -> bool:
        return self.moment.tzinfo is not None

    def isoformat(self) -> str:
        """ISO 8601, as exact as the post was."""
        return self.moment.date().isoformat() if self.day_only else self.moment.isoformat()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A post's header, decoded but not yet understood."""

    syntax: str = "none"  # toml | yaml | json | js | header | none
    fields: dict[str, Any] = field(default_factory=dict)
    line_count: int = 0  # lines of the file that the header covers, fences and all
    lines: dict[str, int] = field(default_factory=dict)  # key -> line of the file it stands on


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Blog:
    """What a blog's own settings say of all its posts."""

    folder: str = ""  # its root below the source folder, with "/"; empty is the source folder
    generator: str = ""  # hugo | jekyll | hexo | zola | pelican | astro | ...; empty: not known
    base_url: str = ""  # address of its home page, without a slash at the end
    permalinks: tuple[tuple[str, str], ...] = ()  # (section, pattern); section "" is all others
    language: str = ""  # BCP 47; empty when not known, as all below
    author: str = ""
    licence: str = ""
    timezone: str = ""  # IANA name or offset


@quickly_loaded
@dataclass(frozen=True, slots=True)
class ChapterMeta:
    """What the front matter (and a few lines of the text) say of a chapter."""

    title: str = ""
    subtitle: str = ""
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()  # editors, translators, reviewers
    date: Stamp | None = None
    updated: Stamp | None = None
    language: str = ""  # BCP 47 as given; empty when the post does not say
    translations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: str = ""
    summary: str = ""
    cover: str = ""  # URL or path of the post's title picture
    source_url: str = ""  # where the post was first published
    published_at: str = ""  # address where the text says it first appeared, if elsewhere
    published_name: str = ""  # what the text calls that place; empty when it gives a bare URL
    source_name: str = ""  # what the post calls that place; empty when it gives a bare URL
    licence: str = ""
    draft: bool = False
    slug: str = ""  # as given; empty when it comes from the file name
    permalink: str = ""  # the post's own address on its blog, as given
    aliases: tuple[str, ...] = ()
    weight: int | None = None
    doi: str = ""  # of the post itself
    toc: bool = True
    math: bool = True
    extra: dict[str, Any] = field(default_factory=dict)  # every key that was not understood
    origins: dict[str, str] = field(default_factory=dict)  # field -> key it was read from, or where


# What a cited work can be.
KINDS = (
    "article",  # in a journal
    "paper",  # in proceedings
    "preprint",
    "book",
    "chapter",  # of a book
    "thesis",
    "report",
    "standard",
    "patent",
    "news",  # in a newspaper, or on its site
    "webpage",
    "post",  # of a blog
    "discussion",  # question and answers, forum, social network
    "video",
    "podcast",
    "software",
    "dataset",
    "raw",  # not understood: printed as written
)


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Reference:
    """One item of a reference list. Texts are empty when the item does not tell."""

    key: str  # ASCII, stable: who + year + hash of the identity
    kind: str  # one of KINDS
    title: str  # empty when the item gives only a URL
    as_written: str  # the item's own Markdown, always kept
    place: Place
    url: str = ""  # as written
    site: str = ""
    authors: tuple[
        str, ...
    ] = ()  # as written: `Codd, E. F.`, `WILKINSON M D`, `Jon Bentley`, `李航`
    et_al: bool = False  # the item says that there are more authors than it names
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    date: str = ""  # EDTF: 2025, 2025-02, 2025-02-22
    container: str = ""  # journal, newspaper, proceedings, or book a chapter stands in
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""  # as written: 2nd, 修订第 2 版
    publisher: str = ""  # also the school of a thesis
    publisher_place: str = ""
    number: str = ""  # of a report, standard, patent: RFC 793, GB/T 7714-2015
    doi: str = ""  # 10.…, lower case
    arxiv: str = ""  # 2002.07285, hep-th/9711200
    isbn: str = ""  # digits and X
    accessed: str = ""  # EDTF
    language: str = ""  # BCP 47, of the work; told by its title
    note: str = ""  # what the author remarks on it
    text: str = ""  # the item without mark-up and addresses
    more_urls: tuple[str, ...] = ()  # addresses beside `url`, in order
    label: str = ""  # what the author calls it: `3` of `[3]`, `cks-1` of `[^cks-1]:`
    identity: str = ""  # what makes it this work: doi:…, arxiv:…, isbn:…, url:…, text:…
    evidence: tuple[tuple[str, str], ...] = ()  # (field, where its value comes from)


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a post's text that cites entries of its list."""

    keys: tuple[str, ...]  # of the references
    anchor: str  # id of the place, unique in the post
    place: Place


@dataclass(frozen=True, slots=True)
class Resource:
    """A file beside a post, as the post's header calls it."""

    source: str  # its path beside the post
    name: str  # what the text may call it; empty when the header gives no name
    title: str  # what it shows; empty when the header does not say


@quickly_loaded
@dataclass(frozen=True, slots=True)
class ImageUse:
    """A picture as a post uses it."""

    url: str
    alt: str
    place: Place
    optional: bool = False  # nothing lacks without it: the still of a film

    @property
    def remote(self) -> bool:
        return self.url.startswith(("http://", "https://", "//"))


@quickly_loaded
@dataclass(frozen=True, slots=True)
class LinkUse:
    """A link as a post writes it."""

    href: str
    place: Place


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture that lies in the cache."""

    path: str  # file in the cache, absolute
    media_type: str  # told by its bytes, never by its name
    sha256: str
    width: int  # px; 0 when unknown (SVG without size)
    height: int


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a post as its outline has it: level 1 stands below the chapter title."""

    level: int
    text: str
    line: int


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is. Han characters and words of other scripts are counted apart."""

    han: int = 0
    words: int = 0


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Post:
    """One post, read once: everything the book needs to know before it is typeset."""

    path: str  # below the source folder, with "/"
    meta: ChapterMeta
    language: str  # BCP 47; from the front matter, else from the script of the text
    length: Length
    excerpt: str = ""  # plain text before the blog's "read more" mark; empty without one
    headings: tuple[Heading, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    images: tuple[ImageUse, ...] = ()
    links: tuple[LinkUse, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    blog: Blog = Blog()
    address: str = ""  # on its blog, from the root: /2017/02/02/x/; empty when not known

    @property
    def permalink(self) -> str:
        """The post's address on the web; empty when its blog's is not known."""
        return self.blog.base_url + self.address if self.blog.base_url and self.address else ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A post in its place in the book."""

    post: Post
    slug: str  # ASCII, unique in the book
    docname: str  # the Sphinx document it becomes
    part: str  # title of its part; empty when the book has none
    date: datetime | None  # the post's date in the book's zone; None when it has none
    number: int = 0  # its place in the book, from 1; 0 when the book numbers nothing

    @property
    def meta(self) -> ChapterMeta:
        return self.post.meta


@dataclass(frozen=True, slots=True)
class Part:
    """A run of chapters under one title."""

    title: str  # empty for the single part of a book without parts
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """The book: its chapters in order, and what was found wrong on the way."""

    parts: tuple[Part, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(chapter for part in self.parts for chapter in part.chapters)
