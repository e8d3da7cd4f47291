"""Old addresses of posts lead to their chapters: small pages where the posts used to be.

Addresses are strangers' text. None leaves the site's folder, none is a hidden or a system's name,
and none takes the place of a page.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from lxml import etree
from lxml.html import builder as E

from ...core.links.postmap import host_of, path_of
from ...core.wording import say
from ...model import Chapter

MARK = "sphinx-anthology redirect"  # tells such a page from others
_PAGE = re.compile(r"\.html?$", re.IGNORECASE)
_DEVICES = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}
_LONGEST_NAME, _LONGEST_PATH = 200, 800  # bytes


@dataclass(frozen=True, slots=True)
class Old:
    """An address that a chapter had."""

    chapter: Chapter
    given: str  # as the post has it


@dataclass(frozen=True, slots=True)
class Refused:
    """An old address that cannot lead to its chapter, and why."""

    old: Old
    reason: str


def old_addresses(chapters: Iterable[Chapter], kinds: Collection[str]) -> Iterator[Old]:
    """What the book's settings let lead to chapters: ``aliases``, ``addresses``."""
    for chapter in chapters:
        if "aliases" in kinds:
            yield from (Old(chapter, alias) for alias in chapter.meta.aliases)
        if "addresses" in kinds and chapter.post.address:
            yield Old(chapter, chapter.post.address)


def plan(
    olds: Iterable[Old],
    own: Mapping[str, str],
    taken: Callable[[str], bool],
    base: str,
) -> tuple[dict[str, Chapter], list[Refused]]:
    """Which file leads to which chapter.

    Args:
        own: files of the chapters' own pages, by document.
        taken: whether something of the site is at a path already.
        base: the site's address; empty when it is not known.
    """
    files: dict[str, Chapter] = {}
    folded: dict[str, Chapter] = {}
    folders: set[str] = set()  # that these files need
    refused = []
    for old in olds:
        try:
            name = file_of(old, base)
        except ValueError as error:
            refused.append(Refused(old, str(error)))
            continue
        before = folded.get(name.casefold())
        if name == own[old.chapter.docname] or before is old.chapter:
            continue
        if before is not None:
            refused.append(Refused(old, f"it is one of {before.meta.title!r} as well"))
            continue
        key, above = name.casefold(), folders_above(name.casefold())
        if taken(name) or key in folders or any(folder in folded for folder in above):
            refused.append(Refused(old, "something else is there"))
            continue
        files[name] = folded[key] = old.chapter
        folders.update(above)
    return files, refused


def folders_above(name: str) -> list[str]:
    """``a/b/c.html`` -> ``a``, ``a/b``."""
    parts = name.split("/")
    return ["/".join(parts[:at]) for at in range(1, len(parts))]


def file_of(old: Old, base: str) -> str:
    """Where below the site's folder the page for an old address has to lie.

    Raises:
        ValueError: nowhere that is safe.
    """
    given = old.given.strip()
    host = host_of(given)
    if host and host not in {host_of(old.chapter.post.blog.base_url), host_of(base)} - {""}:
        raise ValueError("it is an address of another site")
    path = unicodedata.normalize("NFC", unquote(path_of(given)))
    if not host and not path.startswith("/") and old.chapter.post.blog.generator == "hugo":
        path = posixpath.join(posixpath.dirname(old.chapter.post.address.rstrip("/")), path)
    below = path_of(base).strip("/")
    path = path.lstrip("/")
    if below and path.startswith(f"{below}/"):
        path = path[len(below) + 1 :]
    names = [name for name in path.split("/") if name]
    if not names:
        raise ValueError("it is the address of the site itself")
    for name in names:
        _check(name)
    if not _PAGE.search(names[-1]) or path.endswith("/"):
        names.append("index.html")
    found = "/".join(names)
    if len(found.encode()) > _LONGEST_PATH:
        raise ValueError("it is too long")
    return found


def _check(name: str) -> None:
    """Refuse a name that acts, hides, or that some system cannot store."""
    if name.startswith((".", "_")) or name.endswith((".", " ")) or name != name.strip():
        raise ValueError(f"no page may be called {name!r}")
    if re.search(r'[\x00-\x1f\x7f-\x9f\\:*?"<>|\ud800-\udfff]', name):
        raise ValueError(f"no page may be called {name!r}")
    if name.partition(".")[0].lower() in _DEVICES or len(name.encode()) > _LONGEST_NAME:
        raise ValueError(f"no page may be called {name!r}")


def write_redirect(file: str, target: str, title: str, language: str, canonical: str) -> bytes:
    """The page at *file* that leads to *target*, both below the site's folder.

    Args:
        target: percent-encoded.
        canonical: the chapter's absolute address; empty when it is not known.
    """
    href = posixpath.relpath(f"/{target}", posixpath.dirname(f"/{quote(file)}"))
    href += "/" if target.endswith("/") else ""
    page = E.HTML(
        E.HEAD(
            E.META(charset="utf-8"),
            E.TITLE(title),
            E.META(name="generator", content=MARK),
            E.META(name="robots", content="noindex"),
            E.META({"http-equiv": "refresh", "content": f"0; url={href}"}),
            E.META(name="viewport", content="width=device-width, initial-scale=1"),
            E.LINK(rel="canonical", href=canonical or href),
        ),
        E.BODY(
            E.H1(say("moved", language)),
            E.P(E.A(title, href=href)),
        ),
        lang=language,
    )
    text = etree.tostring(page, encoding="unicode", method="html", doctype="<!DOCTYPE html>")
    return f"{text}\n".encode()
