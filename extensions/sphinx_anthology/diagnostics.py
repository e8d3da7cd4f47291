"""What can go wrong, as values: every message the book can give has a code here.

A room that finds something wrong returns a :class:`Diagnostic` beside its result; it never raises
for bad input and never logs. The Sphinx shells print them (as ``anthology.<code>`` warnings) and
write them to the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import Enum
from operator import attrgetter
from typing import Any, TypeVar

# What a post has of these must not reach a terminal: control characters, ends of lines, and marks
# that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


_Record = TypeVar("_Record")


def quickly_loaded(record: type[_Record]) -> type[_Record]:
    """A frozen dataclass with slots (of two fields or more) that is pickled as a tuple. What
    Python gives such a class looks up its fields for each object; a book has 40,000 of them."""
    names = [each.name for each in fields(record)]  # type: ignore[arg-type]
    values = attrgetter(*names)
    setters = [record.__dict__[name].__set__ for name in names]

    def load(self: _Record, state: tuple[Any, ...]) -> None:
        for put, value in zip(setters, state, strict=True):
            put(self, value)

    record.__getstate__ = lambda self: values(self)  # type: ignore[method-assign]
    record.__setstate__ = load  # type: ignore[attr-defined]
    return record


class Severity(Enum):
    """How much a finding weighs."""

    NOTE = "note"  # a rule did something the author may want to know; never fails a build
    WARNING = "warning"  # the book is built, something in it is less than the author wrote
    ERROR = "error"  # the book could not do what was asked: the exit code is not zero


class Code(Enum):
    """Every kind of finding, with its weight and what it means."""

    NO_SOURCE = ("no-source", Severity.ERROR, "The folder of posts is not there.")
    NO_POSTS = ("no-posts", Severity.ERROR, "The folder holds no post.")
    NOT_A_FILE = ("not-a-file", Severity.ERROR, "A directory has the name of a post.")
    UNREADABLE = ("unreadable", Severity.ERROR, "The file cannot be opened.")
    EMPTY_POST = ("empty-post", Severity.ERROR, "The file is empty.")
    NOT_UTF8 = ("not-utf8", Severity.ERROR, "The file is not UTF-8 text.")
    TOO_LARGE = ("too-large", Severity.ERROR, "A post is larger than one may be.")
    OVER_BUDGET = ("over-budget", Severity.ERROR, "A post takes more time or memory than one may.")
    FRONT_MATTER = ("front-matter", Severity.ERROR, "The front matter cannot be parsed.")
    DUPLICATE_SLUG = ("duplicate-slug", Severity.ERROR, "Two posts want the same slug.")
    BAD_SETTING = ("bad-setting", Severity.ERROR, "A value in conf.py is not one of the choices.")
    BAD_LOCK = ("bad-lock", Severity.ERROR, "A lock file is broken.")
    NO_PANGO = ("no-pango", Severity.ERROR, "Pango, which sets the PDF, is not installed.")
    BAD_COVER = ("bad-cover", Severity.ERROR, "The picture for the cover cannot be used.")
    CANNOT_WRITE = (
        "cannot-write",
        Severity.ERROR,
        "The book cannot be written there.",
    )
    BUSY = ("busy", Severity.ERROR, "Another build is at work in the same folder.")
    NOT_SET = ("not-set", Severity.ERROR, "A chapter could not be set; a notice stands for it.")
    DUPLICATE_KEY = ("duplicate-key", Severity.WARNING, "A front matter key is given twice.")
    MENDED_HEADER = ("mended-header", Severity.WARNING, "A slip in the front matter was mended.")
    BAD_BLOG = ("bad-blog", Severity.WARNING, "A blog's own settings cannot be read.")
    BAD_VALUE = ("bad-value", Severity.WARNING, "A front matter value cannot be understood.")
    NO_TITLE = ("no-title", Severity.WARNING, "Neither front matter nor text gives a title.")
    UNKNOWN_SHORTCODE = ("unknown-shortcode", Severity.WARNING, "A shortcode is not known.")
    MISSING_IMAGE = ("missing-image", Severity.WARNING, "A picture cannot be had.")
    CHANGED_PICTURE = ("changed-picture", Severity.WARNING, "A picture is not the locked one.")
    MISSING_LINK = ("missing-link", Severity.WARNING, "A link to a post leads nowhere.")
    REMOVED_HTML = ("removed-html", Severity.WARNING, "Raw HTML that a book must not hold.")
    FOOTNOTE = ("footnote", Severity.WARNING, "A footnote is not defined; its mark is shown.")
    UNKNOWN_CITATION = ("unknown-citation", Severity.WARNING, "A citation names no known work.")
    FORMULA = ("formula", Severity.WARNING, "A formula cannot be set; its source is shown.")
    PRINT = ("print", Severity.WARNING, "WeasyPrint could not use something on a page.")
    MISSING_FACE = ("missing-face", Severity.WARNING, "A face cannot be embedded in the EPUB.")
    MISSING_GLYPH = ("missing-glyph", Severity.WARNING, "No font has a character of the text.")
    OVERFLOW = ("overflow", Severity.WARNING, "Something is too wide for the printed page.")
    DEAD_LINK = ("dead-link", Severity.WARNING, "A link of the PDF leads to no page of it.")
    NO_ALT = ("no-alt", Severity.NOTE, "A picture has no description, or one that says nothing.")
    OLD_PAGES = ("old-pages", Severity.NOTE, "The PDF is older than the text of the EPUB.")
    UNUSED_FOOTNOTE = ("unused-footnote", Severity.NOTE, "No text leads to a footnote.")
    MENDED_LINK = ("mended-link", Severity.NOTE, "A slip in a link's address was mended.")
    MISSING_ANCHOR = ("missing-anchor", Severity.NOTE, "A link names a place that is not there.")
    AMBIGUOUS_LINK = ("ambiguous-link", Severity.WARNING, "A link may mean several posts.")
    SHARED_SLUG = ("shared-slug", Severity.NOTE, "Two posts are called the same.")
    NO_REDIRECT = ("no-redirect", Severity.NOTE, "An old address cannot lead to its chapter.")
    UNKNOWN_KEY = ("unknown-key", Severity.NOTE, "A front matter key is kept but not used.")
    LOOK_ALIKE = ("look-alike", Severity.NOTE, "Two references may be one work.")
    DRAFT = ("draft", Severity.NOTE, "A draft stays out of the book.")
    LEFT_OUT = ("left-out", Severity.NOTE, "A file is not a post.")
    # What rules changed: each carries the text before and after, and can be refused by its slug.
    SHORTCODE = ("shortcode", Severity.NOTE, "A shortcode or tag became Markdown.")
    VARIABLE = ("variable", Severity.NOTE, "A template variable was put in.")
    ATTRIBUTES = ("attributes", Severity.NOTE, "A list of attributes was taken off.")
    MODULE = ("module", Severity.NOTE, "A line that loads a component of MDX was taken out.")
    READ_MORE = ("read-more", Severity.NOTE, "The mark where an excerpt ends was taken out.")
    TOC_MARK = ("toc-mark", Severity.NOTE, "A mark for a table of contents was taken out.")
    TIGHT_HEADING = ("tight-heading", Severity.NOTE, "A heading without a space was read as one.")
    LOOSE_BOLD = ("loose-bold", Severity.NOTE, "Bold marks with spaces inside were read as bold.")
    CODE_FORMULA = ("code-formula", Severity.NOTE, "A formula written as code became a formula.")
    EMPTY_LINE = ("empty-line", Severity.NOTE, "A paragraph or heading without text went.")
    INDENT = ("indent", Severity.NOTE, "Spaces that indent a paragraph were taken off.")
    BREAK = ("break", Severity.NOTE, "A thematic break at an end of the text went.")
    BYLINE = ("byline", Severity.NOTE, "A byline moved from the text to the chapter's head.")
    SOURCE_LINE = ("source-line", Severity.NOTE, "A line became the chapter's source.")
    PUBLISHED_AT = ("published-at", Severity.NOTE, "Where it first appeared moved to the end.")
    ADVERTISEMENT = ("advertisement", Severity.NOTE, "A call to follow or to pay was marked.")
    CAPTION = ("caption", Severity.NOTE, "A line became the caption of the picture above it.")
    OWN_LINE_PICTURE = ("picture", Severity.NOTE, "A picture on its own line became a figure.")
    BOLD_HEADING = ("bold-heading", Severity.NOTE, "A bold line was taken for a heading.")
    FIRST_TITLE = ("first-title", Severity.NOTE, "The first heading became the title.")
    REPEATED_TITLE = ("repeated-title", Severity.NOTE, "A heading that repeats the title went.")
    TOC_LIST = ("toc-list", Severity.NOTE, "A list of contents made by hand went.")
    REFERENCES = ("references", Severity.NOTE, "A list became entries of the bibliography.")
    ORDINAL = ("ordinal", Severity.NOTE, "A heading's own number went.")
    HEADING_LEVEL = ("heading-level", Severity.NOTE, "A gap between heading levels was closed.")

    def __init__(self, slug: str, severity: Severity, meaning: str) -> None:
        self.slug = slug
        self.severity = severity
        self.meaning = meaning


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Place:
    """Where in the author's files."""

    path: str  # path as the user can open it (absolute, or as given on the command line)
    line: int = 0  # first line is 1; 0 means the file as a whole

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@quickly_loaded
@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    code: Code
    message: str  # one sentence, no final full stop
    place: Place
    hint: str = ""  # what to do about it; empty when the message says it
    before: str = ""  # the author's lines, where a rule changed the text
    after: str = ""  # what stands there now; empty when it was taken out
    subject: str = ""  # what it is about (a key, a shortcode), where a book reports it once
    count: int = 1  # how often it was found

    @property
    def severity(self) -> Severity:
        return self.code.severity

    @property
    def is_change(self) -> bool:
        """Whether a rule changed the text here."""
        return bool(self.before)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"

    @property
    def text(self) -> str:
        """The message with its hint, without the place."""
        text = f"{self.message}. {self.hint}" if self.hint else self.message
        return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
