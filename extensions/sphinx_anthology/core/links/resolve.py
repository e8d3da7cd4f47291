"""What a link of a post leads to. Pure: whether a file is there, the caller looks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from ...model import Chapter
from ..dialects.tags import POST_LINK
from ..patterns import regex
from ..sites import address_by_path
from .mend import decoded, mend
from .postmap import PostMap, nearest

_POST_SUFFIX = regex(r"\.(?:md|markdown|mdx|rst|ipynb)$", re.IGNORECASE)
# What a link may lead to outside of the book, beside pages.
SCHEMES = frozenset({"http", "https", "mailto", "ftp", "tel"})
MAX_LABEL = 63  # characters between two stops of a host's name (RFC 1035)
_SAFE = "/%:@!$&'()*+,;=~-._?#[]"  # of an address that may be encoded already
# Templates that engines allow in a link's target, and what stays of them.
_QUOTED = r"[\"']?([^\"'%>}]+?)[\"']?"
_TEMPLATES = (
    (re.compile(rf"\{{%-?\s*(?:post_url|link|ref)\s+{_QUOTED}\s*-?%\}}"), rf"{POST_LINK}\1"),
    (re.compile(rf"\{{\{{[<%]\s*(?:rel)?ref\s+{_QUOTED}\s*[>%]\}}\}}"), rf"{POST_LINK}\1"),
    (re.compile(r"\{\{-?\s*[\"']([^\"']*)[\"']\s*(?:\|[^}]*)?-?\}\}"), r"\1"),
    (re.compile(r"\{\{-?\s*[\w.]*(?:base_?url|site\.url|root|BASE_PATH)[\w.]*\s*-?\}\}", re.I), ""),
)
_PELICAN = regex(r"^(?:\{(filename|static|attach)\}|\|(filename|static|attach)\|)")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads."""

    kind: Literal["chapter", "url", "file", "missing", "ambiguous"]
    docname: str = ""  # of the chapter
    anchor: str = ""  # place in the chapter, as written
    url: str = ""  # address; for a file, the address it has when it is not there
    path: str = ""  # of a file that is no post, or may be one
    mended: str = ""  # what was wrong with the address
    candidates: tuple[str, ...] = ()  # paths of the posts it may mean


def resolve(href: str, here: Chapter, posts: PostMap, *, mending: bool = True) -> Link:
    """What *href* in the chapter *here* leads to; a slip in it is mended first, if *mending*."""
    target = _plain(decoded(href.strip()))
    target, mended = mend(target) if mending else (target, "")
    link = _resolve(target, here, posts)
    return replace(link, mended=mended) if mended else link


def _plain(href: str) -> str:
    """*href* without templates; the Markdown parser has encoded their braces."""
    if re.search("%7[BC]", href, re.IGNORECASE):
        href = unquote(href)
    for pattern, kept in _TEMPLATES:
        href = pattern.sub(kept, href)
    return href


def _resolve(target: str, here: Chapter, posts: PostMap) -> Link:
    name, mark, anchor = target.partition("#")
    anchor = anchor if mark else ""
    if not name:
        return Link("chapter", here.docname, anchor)
    if name.startswith(POST_LINK):
        return _named(name.removeprefix(POST_LINK), anchor, here, posts)
    if name.startswith("@/"):  # Zola: from the content folder
        return _named(name.removeprefix("@/"), anchor, here, posts)
    pelican = _PELICAN.match(name)
    if pelican:
        rest = name[pelican.end() :]
        if rest.startswith("/") and _POST_SUFFIX.search(rest):  # from the content folder
            return _named(rest.lstrip("/"), anchor, here, posts)
        return _relative(rest.lstrip("/"), anchor, here, posts)
    if re.match(r"https?://|//", name, re.IGNORECASE):
        return _absolute(target, name, anchor, here, posts)
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", name, re.IGNORECASE)
    if scheme and scheme[1].lower() in SCHEMES and scheme.end() < len(name):
        return Link("url", url=target)
    if scheme:  # it would do something else than show a page, or read a file
        return Link("missing", path=name)
    if name.startswith("/"):
        return _rooted(name, anchor, here, posts)
    return _relative(name, anchor, here, posts)


def _named(name: str, anchor: str, here: Chapter, posts: PostMap) -> Link:
    """By the name that the engine's own tag gives: a file beside, a path, a slug."""
    beside = posts.by_path(_joined(here, name)) if not name.startswith("/") else []
    found = beside or posts.by_name(name.strip("/"), here)
    found = found or posts.by_address(here.post.blog, name, here)
    return _one(found, anchor) or _elsewhere(name, here) or Link("missing", path=name)


def _absolute(target: str, name: str, anchor: str, here: Chapter, posts: PostMap) -> Link:
    blog = posts.blog_at(name if name[0] != "/" else f"https:{name}")
    outside = Link("url", url=target if target[0] != "/" else f"https:{target}")
    if not _is_whole(outside.url):
        return Link("missing", path=name)
    if blog is None:
        return outside
    path = re.sub(r"^(?:https?:)?//[^/?#]*", "", name, flags=re.IGNORECASE)
    found = nearest(posts.by_address(blog, path, here), here) if path.strip("/") else []
    return _one(found, anchor) or outside


def _is_whole(url: str) -> bool:
    """Whether an address can be taken apart, and its host can be one."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return all(len(label) <= MAX_LABEL for label in host.split("."))


def _rooted(name: str, anchor: str, here: Chapter, posts: PostMap) -> Link:
    blog = here.post.blog
    found = posts.by_address(blog, name, here)
    if not found and _POST_SUFFIX.search(name):
        below = posixpath.join(blog.folder, name.strip("/"))
        found = posts.by_path(below) or posts.by_name(name.strip("/"), here)
    if not found and not blog.generator and "/" in name.strip("/"):
        found = posts.by_name(name.strip("/"), here)  # all that is known is the file's path
    url = ""
    if blog.base_url:
        root = re.sub(r"(?<=[^/:])/.*$", "", blog.base_url)  # paths begin at the host
        below_home = blog.base_url[len(root) :]
        base = root if below_home and name.startswith(f"{below_home}/") else blog.base_url
        url = base + quote(name, safe=_SAFE)
    return _one(found, anchor) or Link("file", url=_with(url, anchor), path=name, anchor=anchor)


def _relative(name: str, anchor: str, here: Chapter, posts: PostMap) -> Link:
    path = _joined(here, unquote(name.partition("?")[0]))
    found = posts.by_path(path)
    plain = posixpath.normpath(name)
    if not found and _POST_SUFFIX.search(plain) and "/" not in plain:
        found = posts.by_name(plain, here)  # beside it on the blog, elsewhere in this folder
    if not found and here.post.address:
        found = posts.by_address(here.post.blog, _beside(here, name), here)
    return _one(found, anchor) or Link(
        "file", url=_outside(name, path, anchor, here), path=name, anchor=anchor
    )


def _outside(name: str, path: str, anchor: str, here: Chapter) -> str:
    """The address on the blog of what *name* means beside the post; empty when not known."""
    blog = here.post.blog
    if not blog.base_url:
        return ""
    if _POST_SUFFIX.search(name):
        address = address_by_path(blog, path)
        return _with(blog.base_url + quote(address, safe=_SAFE), anchor) if address else ""
    if not here.post.address:
        return ""
    return _with(blog.base_url + quote(_beside(here, name), safe=_SAFE), anchor)


def _elsewhere(name: str, here: Chapter) -> Link | None:
    """A post named by the engine's tag that is not in the book, on the blog."""
    blog = here.post.blog
    folder = posixpath.dirname(here.post.path)
    address = address_by_path(blog, posixpath.join(folder, posixpath.basename(name.strip("/"))))
    if not blog.base_url or not address:
        return None
    return Link("url", url=blog.base_url + quote(address, safe=_SAFE))


def _joined(here: Chapter, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(here.post.path), name))


def _beside(here: Chapter, name: str) -> str:
    """The address that *name* has as seen from the post's own."""
    path, mark, query = name.partition("?")
    folder = here.post.address[: here.post.address.rfind("/") + 1]
    joined = posixpath.normpath(folder + path) + ("/" if path.endswith("/") else "")
    return joined.replace("//", "/") + mark + query


def _with(url: str, anchor: str) -> str:
    return f"{url}#{quote(anchor, safe=_SAFE)}" if url and anchor else url


def _one(found: Sequence[Chapter], anchor: str) -> Link | None:
    if len(found) == 1:
        return Link("chapter", found[0].docname, anchor)
    if found:
        return Link("ambiguous", candidates=tuple(sorted(c.post.path for c in found)))
    return None
