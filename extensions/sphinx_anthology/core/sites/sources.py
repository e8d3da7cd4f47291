"""``anthology_sources``: what conf.py says of the blogs; it beats the blogs' own files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...model import Blog
from ..languages import language_tag
from .read import clean_base, clean_permalinks

GENERATORS = ("astro", "docusaurus", "eleventy", "hexo", "hugo", "jekyll", "pelican", "zola")
SOURCE_KEYS: dict[str, str] = {
    "base_url": "address of the blog's home page",
    "permalink": "pattern of its posts' addresses, or a dict from section to pattern",
    "language": "BCP 47 tag of posts that do not say theirs",
    "author": "author of posts that name none",
    "licence": "licence of posts that name none",
    "generator": f"one of {', '.join(GENERATORS)}",
    "timezone": "zone of the blog",
    "settings": "the blog's own settings file, when it lies elsewhere; below or above the posts",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One blog as conf.py has it."""

    folder: str  # below the source folder, with "/"; empty is the source folder
    settings: str = ""  # path of the blog's own settings file, from the source folder
    values: dict[str, Any] = field(default_factory=dict)  # fields of Blog


def read_sources(value: Any) -> tuple[Source, ...]:
    """What ``anthology_sources`` holds.

    Raises:
        ValueError: it is not what it should be, and why.
    """
    if not isinstance(value, Mapping):
        raise ValueError("a dict from folder to a dict of settings is wanted")
    return tuple(_source(folder, given) for folder, given in value.items())


def _source(folder: Any, given: Any) -> Source:
    if not isinstance(folder, str) or not isinstance(given, Mapping):
        raise ValueError(f"{folder!r}: a dict of settings is wanted")
    unknown = [key for key in given if key not in SOURCE_KEYS]
    if unknown:
        known = ", ".join(SOURCE_KEYS)
        raise ValueError(f"{folder!r}: {unknown[0]!r} is not known; there are {known}")
    for key, item in given.items():
        if not isinstance(item, str) and not (key == "permalink" and isinstance(item, Mapping)):
            raise ValueError(f"{folder!r}: {key} must be a text, not {item!r}")
    below = re.sub(r"^\.?/+|/+$", "", folder).removeprefix(".")
    return Source(below, given.get("settings", ""), dict(_values(folder, given)))


def _values(folder: str, given: Mapping[str, Any]) -> list[tuple[str, Any]]:
    values: dict[str, Any] = {
        key: given[key].strip() for key in ("author", "licence", "timezone") if key in given
    }
    if "base_url" in given:
        values["base_url"] = clean_base(given["base_url"])
        if given["base_url"] and not values["base_url"]:
            raise ValueError(f"{folder!r}: base_url {given['base_url']!r} is no http address")
    if "language" in given:
        values["language"] = language_tag(given["language"])
        if values["language"] is None:
            raise ValueError(f"{folder!r}: language {given['language']!r} is no language tag")
    if "generator" in given:
        values["generator"] = given["generator"].lower()
        if values["generator"] not in GENERATORS:
            known = ", ".join(GENERATORS)
            raise ValueError(f"{folder!r}: generator {given['generator']!r} is not one of {known}")
    if "permalink" in given:
        values["permalinks"] = clean_permalinks(
            dict(given["permalink"])
            if isinstance(given["permalink"], Mapping)
            else given["permalink"]
        )
    return list(values.items())


def with_source(blog: Blog | None, source: Source) -> Blog:
    """*blog* as its own files have it, with what conf.py says instead."""
    return replace(blog or Blog(), folder=source.folder, **source.values)
