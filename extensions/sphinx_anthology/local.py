"""Where a picture that a post names by path lies in the folder of posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
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
    root = folder.resolve()
    for attempt in _attempts(root, root / post, path):
        try:
            found = attempt.resolve()
            if found.is_relative_to(root) and found.is_file():
                return found
        except (OSError, ValueError):  # a name no file can have
            continue
    return None


def _attempts(root: Path, post: Path, path: str) -> Iterator[Path]:
    below, here = path.lstrip("/"), post.parent
    if not path.startswith("/"):
        yield here / below
        yield here / post.stem / below  # Hexo keeps a post's pictures in a folder of its name
    for base in (here, *here.parents):
        if not base.is_relative_to(root):
            return
        for static in _STATIC:
            yield base / static / below
