"""Where a picture that a post names by path lies in the folder of posts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePath
from urllib.parse import unquote

from .core.sniff import image_type

# Folders that blog engines serve at the root of the site.
_STATIC = ("", "static", "source", "public", "assets", "content", "images")

_PELICAN = re.compile(r"^(?:\{(?:filename|static|attach)\}|\|(?:filename|static|attach)\|)")


def find_picture(folder: Path, post: str, url: str) -> Path | None:
    """As :func:`find_local`, but only what is a picture by its bytes."""
    found = find_local(folder, post, url)
    if found is None:
        return None
    with found.open("rb") as file:
        return found if image_type(file.read(4096)) else None


def find_local(folder: Path, post: str, url: str) -> Path | None:
    """The file *url* means in the post at *post* (a path below *folder*); None when there is none.

    Looked for beside the post, then below the folders that blogs serve at their root, from the
    post's own folder upwards. Links and ``..`` cannot lead out of *folder*.
    """
    path = unquote(url.split("#")[0].split("?")[0]).replace("\\", "/")
    path = _PELICAN.sub("", path)
    if not path:
        return None
    root = _real(os.fspath(folder))  # strings: a book asks this of thousands of pictures
    inside = os.path.join(root, "")
    for attempt in _attempts(root, inside, post, path):
        try:
            found = os.path.join(_real(os.path.dirname(attempt)), os.path.basename(attempt))
            if os.path.islink(found):
                found = os.path.realpath(found)
            if found.startswith(inside) and os.path.isfile(found):
                return Path(found)
        except (OSError, ValueError):  # a name no file can have
            continue
    return None


_real = lru_cache(1000)(os.path.realpath)  # of folders, which stay where they are during a build


def _attempts(root: str, inside: str, post: str, path: str) -> Iterator[str]:
    below, base = path.lstrip("/"), os.path.dirname(os.path.join(root, post))
    if not path.startswith("/"):
        yield os.path.join(base, below)
        # Hexo keeps a post's pictures in a folder of its name
        yield os.path.join(base, PurePath(post).stem, below)
    while base == root or base.startswith(inside):
        for static in _STATIC:
            yield os.path.join(base, static, below)
        if base == root:
            return
        base = os.path.dirname(base)
