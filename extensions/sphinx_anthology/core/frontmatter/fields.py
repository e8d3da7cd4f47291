"""The alias table: which front matter keys mean what, over all blog engines.

:data:`FIELDS` is the one place that says so; the manual's table is made from it. Keys are compared
without case, hyphens and underscores, so ``pubDate`` is also ``pub_date`` and ``PubDate``. A key is
looked for at the top, then in the tables that engines keep for the theme's own values
(:data:`TABLES`). The first key that has a usable value wins, so the order of the keys is the order
of preference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

from ...diagnostics import Code, Diagnostic, Place
from ...model import ChapterMeta, FrontMatter, Person, Stamp
from ..languages import language_tag
from ..patterns import regex
from ..script import printable, shows
from .dates import parse_stamp

TABLES = ("params", "extra", "taxonomies")  # of Hugo and Zola


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the alias table."""

    name: str  # field of ChapterMeta; or a role, which is one of its contributors
    keys: tuple[str, ...]  # front matter keys, best first
    read: Callable[[Any, Context], Any]  # value -> field; None means "not usable, try the next"
    help: str
    take: Literal["first", "all", "any"] = "first"  # of several keys: first, sum, or any true


@dataclass(frozen=True, slots=True)
class Context:
    """What reading one value may need to know of the post, and what reading it mended."""

    path: str
    syntax: str
    generator: str  # of the blog; empty when not known
    spaced_lists: bool  # Jekyll: `tags: a b` is a list
    mended: list[str] = field(default_factory=list)


def _text(value: Any, context: Context) -> str | None:
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return None
    text = " ".join(printable(str(value)).split())
    return text if shows(text) else None


# --- lists -----------------------------------------------------------------------------------

_COMMAS = regex(r"[,，;；、]")
# Eleventy makes collections of tags; these say which page it is, not what it is about.
_COLLECTIONS = {"post", "posts", "blog", "all", "nav", "page"}


def _names(value: Any, context: Context) -> tuple[str, ...] | None:
    """A list; a text with commas; in Jekyll, words between spaces."""
    return _listed(value, context, spaced=context.spaced_lists)


def _one_or_more(value: Any, context: Context) -> tuple[str, ...] | None:
    """As :func:`_names`, for the keys in the singular: Jekyll does not part them at spaces."""
    return _listed(value, context, spaced=False)


def _tags(value: Any, context: Context) -> tuple[str, ...] | None:
    names = _names(value, context) or ()
    if context.generator == "eleventy":
        names = tuple(name for name in names if name.lower() not in _COLLECTIONS)
    return names or None


def _listed(value: Any, context: Context, *, spaced: bool) -> tuple[str, ...] | None:
    if isinstance(value, str):
        if _COMMAS.search(value):
            items: list[Any] = _COMMAS.split(value)
        elif re.fullmatch(r"\s*(?:#\S+\s*)+", value):
            items = [word.lstrip("#") for word in value.split()]
        else:
            items = value.split() if spaced else [value]
    else:
        items = list(_flat(value))
    cleaned = (" ".join(printable(str(item)).split()) for item in items)
    return tuple(dict.fromkeys(item for item in cleaned if item and item != "None")) or None


def _flat(value: Any) -> Iterator[Any]:
    """Leaves of a list, however nested: Hexo writes `categories: [[A, B], [C]]`."""
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, dict):
        name = value.get("name") or value.get("title")
        if name is None and len(value) == 1:  # `- C: the language`, without quotes
            name = ": ".join(str(part) for part in next(iter(value.items())))
        yield from _flat(name)
    elif value is not None and not isinstance(value, bool):
        yield value


def _strings(value: Any, context: Context) -> tuple[str, ...] | None:
    return tuple(text for item in _flat(value) if (text := str(item).strip())) or None


def _summary(value: Any, context: Context) -> str | None:
    """A text; brackets around one make YAML part it at its commas."""
    parts = value if isinstance(value, list) else [value]
    text = ", ".join(filter(None, (_text(part, context) for part in parts)))
    return re.sub(r"(?<=[.。!！?？]),(?= )", "", text) or None


def _series(value: Any, context: Context) -> str | None:
    return _text(next(_flat(value), None), context)


# --- people ----------------------------------------------------------------------------------


def _people(role: str) -> Callable[[Any, Context], tuple[Person, ...] | None]:
    def read(value: Any, context: Context) -> tuple[Person, ...] | None:
        return tuple(dict.fromkeys(_each_person(value, role))) or None

    return read


def _each_person(value: Any, role: str) -> Iterator[Person]:
    if isinstance(value, list):
        for item in value:
            yield from _each_person(item, role)
    elif isinstance(value, dict):
        names = ("name", "nick", "nickname", "title", "id", "key")
        name = next((value[key] for key in names if value.get(key)), None)
        if name:
            links = ("url", "link", "homepage", "website")
            urls = (str(value[key]).strip() for key in links if value.get(key))
            url = next((url for url in urls if re.match(r"https?://[^\s/]\S*$", url)), "")
            words = " ".join(printable(str(name)).split())
            yield Person(words.rstrip(" *†‡§¶") or words, role, url)
    elif value is not None and not isinstance(value, bool):
        linked = re.fullmatch(r"\s*\[([^\]]+)\]\((https?://[^)\s]+)\)\s*", str(value))
        if linked:
            yield Person(linked[1].strip(), role, linked[2])
            return
        for part in split_people(printable(str(value))):
            yield Person(part, role)


def split_people(text: str) -> list[str]:
    """``A & B``, ``A, B``, ``A、B``, ``A and B`` -> names; ``Name <handle>`` keeps the name."""
    parts = re.split(r"\s*(?:[,，;；、&＆/]|\band\b|\bet\b)\s*", " ".join(text.split()))
    return [name for part in parts if (name := _bare_name(part))]


def _bare_name(text: str) -> str:
    """A name without a handle behind it, and without the mark of a note (`Ann*`, `Ben†`)."""
    return re.sub(r"\s*<[^>]*>\s*$", "", text).strip(" @").rstrip(" *†‡§¶")


# --- words that mean yes or no -----------------------------------------------------------------

_YES = {"true", "yes", "on", "1", "y"}
_NO = {"false", "no", "off", "0", "n"}


def _truth(value: Any, context: Context) -> bool | None:
    """True or false, also with a slip of the keys (`ture`, `flase`, `faise`)."""
    if isinstance(value, dict):
        return _truth(value.get("enable"), context)
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    if word in _YES | _NO:
        return word in _YES
    meant = next((m for m in ("true", "false") if _slip(word, m)), None)
    if meant:
        context.mended.append(f"{word!r} was read as {meant}")
        return meant == "true"
    return None


def _slip(word: str, meant: str) -> bool:
    """Whether *word* is *meant* with two neighbours swapped, or one letter wrong, more or less."""
    if len(word) < 3 or abs(len(word) - len(meant)) > 1:
        return False
    if len(word) == len(meant):
        wrong = [i for i, (a, b) in enumerate(zip(word, meant, strict=True)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(word) == sorted(meant)
        return len(wrong) == 1 or swapped
    short, long = sorted((word, meant), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _draft(value: Any, context: Context) -> bool | None:
    truth = _truth(value, context)
    if truth is None and isinstance(value, str) and value.strip():
        raise ValueError("neither true nor false")
    return truth


def _unpublished(value: Any, context: Context) -> bool | None:
    truth = _truth(value, context)  # Astro has a date here
    return None if truth is None else not truth


def _status(value: Any, context: Context) -> bool | None:
    return str(value).strip().lower() in {"draft", "hidden", "private", "pending", "unpublished"}


# --- dates, numbers, addresses -----------------------------------------------------------------


def _language(value: Any, context: Context) -> str | None:
    text = _text(value[0] if isinstance(value, list) and value else value, context)
    return language_tag(text) if text else None


# `published: flase` means what it says, not a date
_BOOLEAN = regex(r"^(?:[tf]\w{1,5}|yes|no|on|off|)$", re.IGNORECASE)


def _stamp(value: Any, context: Context) -> Stamp | None:
    if isinstance(value, dict):  # Docusaurus: `last_update: {date: …}`
        value = value.get("date")
    if value is None or isinstance(value, (bool, dict, list)):
        return None
    stamp = parse_stamp(value)
    if stamp is None and not _BOOLEAN.match(str(value)):
        raise ValueError("not a date")
    return stamp


def _weight(value: Any, context: Context) -> int | None:
    if isinstance(value, bool):
        return None
    return int(value) if re.fullmatch(r"-?\d{1,9}", str(value).strip()) else None


def _address(value: Any, context: Context) -> str | None:
    text = _text(value[0] if isinstance(value, list) and value else value, context)
    return text if text and re.match(r"https?://[^\s/]", text) and _has_host(text) else None


def _has_host(address: str) -> bool:
    """Whether *address* can be taken apart: `http://[x]/` cannot, and would break what tries."""
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _bare(value: Any, context: Context) -> str | None:
    """A text without curly quotes around it, which YAML does not know for quotes."""
    text = _text(value, context)
    return (text.strip("“”‘’\"' ") or None) if text else None


def _own_address(value: Any, context: Context) -> str | None:
    """Where the blog puts the post; what a template is to fill in later says nothing yet."""
    text = _bare(value, context)
    return None if not text or "{{" in text or "://" in text else text


def _doi(value: Any, context: Context) -> str | None:
    match = re.search(r"\b10\.\d{4,9}/\S+", str(value))
    return match[0].rstrip(".,;") if match else None


def _licence(value: Any, context: Context) -> str | None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("type") or value.get("url")
    return _text(value, context)


def _copyright(value: Any, context: Context) -> str | None:
    """`copyright` is a licence when it names one; else it says whose the text is."""
    text = _text(value, context)
    named = text and re.search(
        r"\bCC\b|\bCC0|Creative Commons|知识共享|署名|\bMIT\b|\bGPL|Apache", text
    )
    return text if named else None


def _picture(value: Any, context: Context) -> str | None:
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, dict):
        keys = ("image", "src", "url", "path", "teaser", "overlay_image", "relative")
        return next((found for k in keys if (found := _picture(value.get(k), context))), None)
    return _bare(value, context)


def _resource(value: Any, context: Context) -> str | None:
    """The picture that Hugo's `resources` call the title picture."""
    for item in value if isinstance(value, list) else ():
        name = str(item.get("name", "")) if isinstance(item, dict) else ""
        if re.match(r"(?:featured|cover|banner|header|thumb|hero)", name, re.IGNORECASE):
            return _text(item.get("src"), context)
    return None


FIELDS: tuple[Field, ...] = (
    Field("title", ("title", "titre", "titulo"), _text, "Chapter title."),
    Field(
        "subtitle",
        ("subtitle", "sub_title", "tagline", "subheading"),
        _text,
        "Second line of the title.",
    ),
    Field(
        "authors",
        ("authors", "author", "auteur", "by", "team"),
        _people("author"),
        "Who wrote it: names, `A & B`, `Name <handle>`, tables with `name` and `url`.",
    ),
    Field("editors", ("editors", "editor"), _people("editor"), "Who edited it.", "all"),
    Field(
        "translators", ("translators", "translator"), _people("translator"),
        "Who translated it.", "all",
    ),
    Field("reviewers", ("reviewers", "reviewer"), _people("reviewer"), "Who checked it.", "all"),
    Field(
        "date",
        (
            "date", "pubDate", "publishDate", "published", "publishedAt", "pubDatetime",
            "published_at", "created", "createdAt", "created_at",
        ),
        _stamp,
        "When it was first published; else the day in its own address, or in the file's name.",
    ),
    Field(
        "updated",
        (
            "updated", "lastmod", "modified", "updatedDate", "modDatetime", "last_modified_at",
            "updatedAt", "updated_at", "last_update", "lastUpdated", "edited",
        ),
        _stamp,
        "When it was last changed.",
    ),
    Field("language", ("language", "lang", "locale"), _language, "BCP 47 language tag."),
    Field("translations", ("translations",), _strings, "Languages it was translated to."),
    Field("tags", ("tags", "keywords"), _tags, "Subjects."),
    Field("tags", ("tag", "keyword"), _one_or_more, "The same, in the singular."),
    Field(
        "categories",
        ("categories",),
        _names,
        "Shelves of the blog; can group chapters into parts.",
    ),
    Field("categories", ("category",), _one_or_more, "The same, in the singular."),
    Field("series", ("series", "collection"), _series, "Series of posts it belongs to."),
    Field(
        "summary",
        ("summary", "description", "excerpt", "headline", "abstract"),
        _summary,
        "A few lines on what it says.",
    ),
    Field(
        "cover",
        (
            "cover", "image", "thumbnail", "heroImage", "banner", "featured_image", "coverImage",
            "header", "hero", "images", "feature_image", "feature", "teaser", "thumb", "index_img",
            "banner_img", "og_image",
            "poster", "photos", "header_img", "top_img",
        ),
        _picture,
        "Title picture.",
    ),
    Field("cover", ("resources",), _resource, "Hugo's resource named `featured` or `cover`."),
    Field(
        "source_url",
        (
            "source_url", "originallink", "original", "original_url", "source_link", "source",
            "canonical_url", "canonical",
        ),
        _address,
        "Where it was first published.",
    ),
    Field("licence", ("licence", "license", "licenseName"), _licence, "Licence of the text."),
    Field("licence", ("copyright",), _copyright, "The same, when it names a licence."),
    Field("slug", ("slug",), _bare, "Last part of the chapter's address."),
    Field(
        "permalink",
        ("permalink", "url", "path", "save_as"),
        _own_address,
        "The post's own address on the blog.",
    ),
    Field(
        "aliases",
        ("aliases", "alias", "redirect_from", "redirects"),
        _strings,
        "Addresses it had before.",
        "all",
    ),
    Field(
        "weight",
        ("weight", "order", "sidebar_position", "series_order", "series_weight", "nav_order"),
        _weight,
        "Place among its neighbours.",
    ),
    Field("doi", ("doi",), _doi, "DOI of the post itself."),
    Field("toc", ("toc", "show_toc", "display_toc"), _truth, "Whether it shows its own contents."),
    Field("math", ("math", "mathjax", "katex", "use_math"), _truth, "Whether `$` means formulas."),
    Field(
        "draft",
        # not `hidden`: to Jekyll and Hexo such a post is published, and only not listed
        ("draft", "private", "headless"),
        _draft,
        "Stays out of the book. A post below `_drafts/` does, too.",
        "any",
    ),
    Field("draft", ("published", "publish"), _unpublished, "The same, when false.", "any"),
    Field("draft", ("status",), _status, "The same, when it is `draft` or `hidden`.", "any"),
)  # fmt: skip
_ROLES = ("editors", "translators", "reviewers")
# Keys that steer a blog's own page and say nothing of the text; `resources.py` reads the last.
_KNOWN = {"hidden", "layout", "type", "linktitle", "comments", "comment", "resources"}
_LINKS = {"author": "authors", "translator": "translators", "reviewer": "reviewers"}


def understand(
    front: FrontMatter, path: str, *, relative: str = "", generator: str = ""
) -> tuple[ChapterMeta, list[Diagnostic]]:
    """Map decoded front matter to chapter metadata; what is not understood stays in ``extra``."""
    notes: list[Diagnostic] = []
    where = relative or path
    context = Context(path, front.syntax, generator, _has_spaced_lists(front, where, generator))
    given = _Given(front.fields)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for row in FIELDS:
        for folded, name, value in given.all(row.keys):
            place = Place(path, front.lines.get(name.rpartition(".")[2], 1))
            try:
                read = row.read(value, context)
            except ValueError as error:
                shown = str(value)[:100]
                notes.append(Diagnostic(Code.BAD_VALUE, f"{name}: {shown}: {error}", place))
                given.used.add(folded)
                continue
            for slip in context.mended:
                notes.append(Diagnostic(Code.MENDED_HEADER, f"{name}: {slip}", place))
            context.mended.clear()
            if read is not None:
                given.used.add(folded)
                if row.take != "first" or row.name not in values:
                    field = "contributors" if row.name in _ROLES else row.name
                    origins[field] = ", ".join(filter(None, (origins.get(field), name)))
                _keep(values, row, read)
    for key, role in _LINKS.items():
        if _link_person(values, role, given.value(f"{key}link")):
            given.used.add(f"{key}link")
    contributors = tuple(p for role in _ROLES for p in values.pop(role, ()))
    values["draft"] = values.get("draft", False) or "_drafts/" in where
    meta = ChapterMeta(**values, contributors=contributors, extra=given.rest(), origins=origins)
    return meta, notes


def _has_spaced_lists(front: FrontMatter, path: str, generator: str) -> bool:
    """Whether the post is Jekyll's. Without the blog's settings: Jekyll keeps posts in folders
    with an underscore; so does Hexo, but below `source`."""
    if generator:
        return generator == "jekyll"
    if re.search(r"(?:^|/)source/_", path):
        return False
    return "layout" in front.fields or re.search(r"(?:^|/)_[a-z]", path) is not None


def _keep(values: dict[str, Any], row: Field, read: Any) -> None:
    if row.take == "any":
        values[row.name] = values.get(row.name, False) or read
    elif row.take == "all":
        values[row.name] = tuple(dict.fromkeys((*values.get(row.name, ()), *read)))
    else:
        values.setdefault(row.name, read)


def _link_person(values: dict[str, Any], role: str, url: Any) -> bool:
    """`authorlink` is the home page of the one author. True when it was used."""
    people = values.get(role, ())
    if len(people) != 1 or people[0].url or not re.match(r"https?://\S+$", str(url or "")):
        return False
    values[role] = (Person(people[0].name, people[0].role, str(url)),)
    return True


@lru_cache(maxsize=4096)  # the alias table asks for the same few hundred keys at every post
def fold_key(key: str) -> str:
    """``pub_date``, ``pub-date`` and ``PubDate`` are one key."""
    return re.sub(r"[-_ ]", "", key).lower()


class _Given:
    """The keys of a header, and which of them were used."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.rows: dict[str, tuple[str, Any]] = {}  # folded key, with dots -> (key, value)
        for name, value in fields.items():
            if fold_key(name) in TABLES and isinstance(value, dict):
                for inner, item in value.items():
                    row = (f"{name}.{inner}", item)
                    self.rows.setdefault(f"{fold_key(name)}.{fold_key(inner)}", row)
            else:
                self.rows.setdefault(fold_key(name), (name, value))
        self.used: set[str] = set(_KNOWN)

    def all(self, keys: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:
        """(folded key, key as written, value) of each of *keys* that is there."""
        for table in ("", *(f"{name}." for name in TABLES)):
            for key in keys:
                folded = f"{table}{fold_key(key)}"
                if folded in self.rows:
                    name, value = self.rows[folded]
                    if value is not None:
                        yield folded, name, value

    def value(self, folded: str) -> Any:
        """The value of a key; None when it is not there."""
        return self.rows.get(folded, ("", None))[1]

    def rest(self) -> dict[str, Any]:
        """What was not used, tables flattened: ``extra.team``."""
        left = (row for folded, row in self.rows.items() if folded not in self.used)
        return {name: value for name, value in left if value not in (None, "", [], {})}
