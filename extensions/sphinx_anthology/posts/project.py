"""Which files are documents: posts under their slugs, the user's own pages, generated pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx.project import Project

from ..scan import SUFFIXES


class VolumeProject(Project):
    """Sphinx's set of source files, with posts known by their chapter's document name.

    Sphinx names documents by their path; a post's path is the blog's business (dates, folders, any
    script). So chapters are ``chapters/<slug>``, and pages that no file holds (title page,
    bibliography) are files outside the source folder.
    """

    def __init__(
        self, srcdir: str | os.PathLike[str], source_suffix: Iterable[str], named: Mapping[str, str]
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self._named = dict(named)  # docname -> path below srcdir, or an absolute path outside it

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find the user's own pages as Sphinx does, then add what the volume names."""
        super().discover([*exclude_paths, *(f"**{suffix}" for suffix in SUFFIXES)], include_paths)
        for docname, path in self._named.items():
            self.docnames.add(docname)
            self._docname_to_path[docname] = Path(path)
            self._path_to_docname[Path(path)] = docname
        return self.docnames

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Document of a file, given relative to the source folder or absolute."""
        path = Path(filename)
        if path.is_absolute() and path not in self._path_to_docname:
            path = Path(os.path.relpath(path, self.srcdir))
        return super().path2doc(path)

    def restore(self, other: Project) -> None:
        """Nothing to take over: the volume is gathered anew in every build."""


__all__ = ["VolumeProject"]
