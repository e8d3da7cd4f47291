"""What the website calls its pictures, which all lie in one folder there.

Sphinx numbers pictures of one name in the order in which it meets them. That is another order with
more processes, or after an edit, and each time it goes through all pictures to forget a document's.
Here a picture is called by its path, whatever others there are.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx.util._files import FilenameUniqDict

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LONGEST = 120  # bytes of a name; systems allow 255, and variants add to it


def name_of(path: str) -> str:
    """The name of the picture at *path*: ``2024/lamp.png`` is ``2024.lamp.png``.

    Args:
        path: from the source folder, with ``/``; what is fetched or made lies elsewhere, under a
            name made of its content.
    """
    if os.path.isabs(path):
        return os.path.basename(path)
    *folders, name = PurePosixPath(path).parts
    joined = ".".join([*folders, name])
    # no dot but those between the parts, and that of the suffix: nothing else is called so
    plain = name.count(".") == 1 and "." not in "".join(folders)
    if plain and len(joined.encode()) <= LONGEST:
        return joined
    digest = sha256(path.encode()).hexdigest()[:10]
    if len(name.encode()) > LONGEST:
        name = PurePosixPath(name).suffix[1:20] or "picture"
    return f"{digest}.{name}"


class PictureNames(FilenameUniqDict):
    """Pictures by path: the documents that show them, and their names."""

    def __init__(self, known: Iterable[tuple[str, tuple[set[str], str]]] = ()) -> None:
        super().__init__()
        self._shown: dict[str, set[str]] = defaultdict(set)  # document -> pictures
        for path, (docnames, _) in known:
            for docname in docnames:
                self.add_file(docname, path)

    def add_file(self, docname: str, newfile: str | os.PathLike[str]) -> str:
        """Note that *docname* shows a picture; its name."""
        path = str(newfile)
        if path not in self:
            self[path] = set(), name_of(path)
        docnames, name = self[path]
        docnames.add(docname)
        self._shown[docname].add(path)
        return name

    def purge_doc(self, docname: str) -> None:
        """Forget what *docname* showed."""
        for path in self._shown.pop(docname, ()):
            docnames, _ = self[path]
            docnames.discard(docname)
            if not docnames:
                del self[path]

    def __setstate__(self, state: set[str]) -> None:
        super().__setstate__(state)
        self._shown = defaultdict(set)
        for path, (docnames, _) in self.items():
            for docname in docnames:
                self._shown[docname].add(path)


def name_by_path(app: Sphinx) -> None:
    """Have the environment call pictures by their paths."""
    if not isinstance(app.env.images, PictureNames):
        app.env.images = PictureNames(app.env.images.items())
