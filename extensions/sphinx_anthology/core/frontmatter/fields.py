"""The alias table: which front matter keys mean what, over all blog engines.

:data:`FIELDS` is the one place that says so; the manual's table is made from it. A key may name a
nested value with dots (``taxonomies.tags``). The first key that has a usable value wins, so the
order of the keys is the order of preference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ...diagnostics import Code, Diagnostic, Place
from ...model import ChapterMeta, FrontMatter, Person, Stamp
from ..script import printable
from .dates import parse_stamp


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the alias table."""

    name: str  # field of ChapterMeta
    keys: tuple[str, ...]  # front matter keys, best first
    read: Callable[[Any, Context], Any]  # value -> field; None means "not usable, try the next"
    help: str


@dataclass(frozen=True, slots=True)
class Context:
    """What reading one value may need to know of the post."""

    path: str
    syntax: str
    spaced_lists: bool  # Jekyll: `tags: a b` is a list


def _text(value: Any, context: Context) -> str | None:
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return None
    return " ".join(printable(str(value)).split()) or None


def _names(value: Any, context: Context) -> tuple[str, ...] | None:
    if isinstance(value, str):
        if re.search(r"[,，;；、]", value):
            items: list[Any] = re.split(r"[,，;；、]", value)
        else:
            items = value.split() if context.spaced_lists else [value]
    elif isinstance(value, list):
        items = value
    else:
        items = [] if value is None or isinstance(value, (bool, dict)) else [value]
    cleaned = (printable(str(item)).strip() for item in items if not isinstance(item, (dict, list)))
    return tuple(dict.fromkeys(item for item in cleaned if item and item != "None")) or None


def _strings(value: Any, context: Context) -> tuple[str, ...] | None:
    items = value if isinstance(value, list) else [value]
    return tuple(str(item).strip() for item in items if str(item or "").strip()) or None


def _people(role: str) -> Callable[[Any, Context], tuple[Person, ...] | None]:
    def read(value: Any, context: Context) -> tuple[Person, ...] | None:
        return tuple(_each_person(value, role)) or None

    return read


def _each_person(value: Any, role: str) -> Iterator[Person]:
    if isinstance(value, list):
        for item in value:
            yield from _each_person(item, role)
    elif isinstance(value, dict):
        name = value.get("name") or value.get("nick") or value.get("id")
        if name:
            yield Person(str(name).strip(), role, str(value.get("url") or value.get("link") or ""))
    elif value is not None and not isinstance(value, bool):
        for part in split_people(str(value)):
            yield Person(part, role)


def split_people(text: str) -> list[str]:
    """``A & B``, ``A, B``, ``A、B``, ``A and B`` -> names; ``Name <handle>`` keeps the name."""
    parts = re.split(r"\s*(?:[,，;；、&＆/]|\band\b|\bet\b)\s*", " ".join(text.split()))
    return [name for part in parts if (name := re.sub(r"\s*<[^>]*>\s*$", "", part).strip(" @"))]


def _language(value: Any, context: Context) -> str | None:
    tag = _text(value[0] if isinstance(value, list) and value else value, context)
    return tag.replace("_", "-") if tag else None


# `published: flase` means what it says, not a date
_BOOLEAN = re.compile(r"^(?:[tf]\w{1,5}|yes|no|on|off|)$", re.IGNORECASE)


def _stamp(value: Any, context: Context) -> Stamp | None:
    if isinstance(value, (bool, dict, list)):
        return None
    stamp = parse_stamp(value)
    if stamp is None and not _BOOLEAN.match(str(value)):
        raise ValueError("not a date")
    return stamp


def _draft(value: Any, context: Context) -> bool | None:
    if isinstance(value, str):
        return value.strip().lower() in {"true", "yes", "1", "draft", "hidden"}
    return value if isinstance(value, bool) else None


def _unpublished(value: Any, context: Context) -> bool | None:
    if isinstance(value, str) and value.strip().lower() in {"false", "no"}:
        return True
    return not value if isinstance(value, bool) else None


def _switch(value: Any, context: Context) -> bool | None:
    return value if isinstance(value, bool) else None


def _weight(value: Any, context: Context) -> int | None:
    if isinstance(value, bool):
        return None
    return int(value) if re.fullmatch(r"-?\d+", str(value).strip()) else None


def _first(value: Any, context: Context) -> str | None:
    return _text(value[0] if isinstance(value, list) and value else value, context)


def _address(value: Any, context: Context) -> str | None:
    text = _text(value, context)
    return text if text and re.match(r"https?://[^\s/]", text) else None


def _picture(value: Any, context: Context) -> str | None:
    if isinstance(value, dict):
        value = next((value[k] for k in ("image", "src", "url", "path") if value.get(k)), None)
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value, context)


FIELDS: tuple[Field, ...] = (
    Field("title", ("title",), _text, "Chapter title."),
    Field("subtitle", ("subtitle", "sub_title"), _text, "Second line of the title."),
    Field("authors", ("authors", "author", "extra.author"), _people("author"), "Who wrote it."),
    Field(
        "date",
        ("date", "pubDate", "publishDate", "published", "pubDatetime", "created", "extra.date"),
        _stamp,
        "When it was first published.",
    ),
    Field(
        "updated",
        (
            "updated",
            "lastmod",
            "modified",
            "updatedDate",
            "modDatetime",
            "last_modified_at",
            "extra.updated",
        ),
        _stamp,
        "When it was last changed.",
    ),
    Field("language", ("language", "lang", "locale"), _language, "BCP 47 language tag."),
    Field("translations", ("translations",), _strings, "Languages it was translated to."),
    Field("tags", ("tags", "taxonomies.tags", "tag", "keywords"), _names, "Subjects."),
    Field(
        "categories",
        ("categories", "taxonomies.categories", "category"),
        _names,
        "Shelves of the blog; can group chapters into parts.",
    ),
    Field("series", ("series", "taxonomies.series"), _first, "Series of posts it belongs to."),
    Field(
        "summary",
        ("summary", "description", "excerpt", "headline", "extra.summary"),
        _text,
        "A few lines on what it says.",
    ),
    Field(
        "cover",
        (
            "cover",
            "image",
            "thumbnail",
            "heroImage",
            "banner",
            "featured_image",
            "coverImage",
            "header.teaser",
            "extra.image",
            "extra.cover",
        ),
        _picture,
        "Title picture.",
    ),
    Field(
        "source_url",
        (
            "source_url",
            "originallink",
            "original",
            "canonical_url",
            "canonicalURL",
            "canonicalUrl",
            "canonical",
        ),
        _address,
        "Where it was first published.",
    ),
    Field("licence", ("licence", "license", "extra.license"), _text, "Licence of the text."),
    Field("slug", ("slug",), _text, "Last part of the chapter's address."),
    Field("aliases", ("aliases", "redirect_from"), _strings, "Addresses it had before."),
    Field("weight", ("weight", "order"), _weight, "Place among its neighbours."),
    Field("toc", ("toc",), _switch, "Whether the chapter shows its own contents."),
    Field("math", ("math", "mathjax", "katex"), _switch, "Whether dollars mean formulas."),
)
_CONTRIBUTORS = (("editors", "editor"), ("translators", "translator"), ("reviewers", "reviewer"))
_DRAFT_KEYS = (("draft", _draft), ("status", _draft), ("published", _unpublished))
# Keys that steer a blog's own page and say nothing of the text.
_KNOWN = {"layout"}


def understand(front: FrontMatter, path: str) -> tuple[ChapterMeta, list[Diagnostic]]:
    """Map decoded front matter to chapter metadata; what is not understood stays in ``extra``."""
    notes: list[Diagnostic] = []
    jekyll = "layout" in front.fields or "_posts/" in path
    context = Context(path, front.syntax, spaced_lists=jekyll)
    values: dict[str, Any] = {}
    used = set(_KNOWN)
    for field in FIELDS:
        for key in field.keys:
            value = _get(front.fields, key)
            if value is None:
                continue
            used.add(key.split(".")[0])
            try:
                read = field.read(value, context)
            except ValueError as error:
                place = Place(path, front.lines.get(key, 1))
                notes.append(Diagnostic(Code.BAD_VALUE, f"{key}: {value}: {error}", place))
                continue
            if read is not None:
                values.setdefault(field.name, read)
    values["contributors"] = tuple(_contributors(front.fields, used))
    values["draft"] = _is_draft(front.fields, used, context, path)
    extra = {k: v for k, v in front.fields.items() if k not in used and v not in (None, "", [])}
    return ChapterMeta(**values, extra=extra), notes


def _get(fields: dict[str, Any], key: str) -> Any:
    value: Any = fields
    for step in key.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _contributors(fields: dict[str, Any], used: set[str]) -> Iterator[Person]:
    for keys in _CONTRIBUTORS:
        for key in keys:
            if key in fields:
                used.add(key)
                yield from _each_person(fields[key], keys[1])


def _is_draft(fields: dict[str, Any], used: set[str], context: Context, path: str) -> bool:
    draft = "_drafts/" in path
    for key, read in _DRAFT_KEYS:
        if key in fields:
            used.add(key)
            draft = bool(read(fields[key], context)) or draft
    return draft
