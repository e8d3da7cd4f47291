"""The ``anthology`` domain: chapters as link targets, and what the environment keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from ..composed import ComposedPosts
from ..core.links import PostMap, find_anchor
from ..core.references import Entry, merge
from ..diagnostics import Diagnostic
from ..model import Chapter, Volume

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


class AnthologyDomain(Domain):
    """Chapters, reachable by slug or file name: ``{anthology:post}`why-bat```."""

    name = "anthology"
    label = "Anthology"
    object_types = {"chapter": ObjType("chapter", "post")}
    roles = {"post": XRefRole(warn_dangling=True)}
    initial_data: ClassVar[dict[str, Any]] = {
        "facts": {},  # docname -> fingerprint of what it shows
        "findings": {},  # docname -> what was found wrong while it was read
        "links": {},  # docname -> {address as written: where it led when the document was read}
        "anchors": {},  # docname -> {spelling of an anchor: id}
        "crossings": {},  # docname -> links to places: (docname, anchor, path, line)
        "lacking": {},  # docname -> local pictures that were not there when it was read
        "pictures": {},  # docname -> remote pictures of a page of the user's own
        "related": {},  # docname -> chapters to read on
    }
    data_version = 8

    volume = Volume()  # of this build; never pickled, it is gathered anew each time
    composed: ComposedPosts | None = None  # what new posts became in the scan
    posts = PostMap()  # its chapters by all their names
    _by_docname: dict[str, Chapter]
    entries: tuple[Entry, ...] = ()
    stand_ins: ClassVar[set[str]] = set()  # documents that a notice is to stand for, while read
    own_root = False  # True when the user wrote the title page

    def set_volume(self, volume: Volume, source: str) -> None:
        """Make *volume* the book that this build is about; its posts come from *source*."""
        self.volume = volume
        self.entries = tuple(merge(volume.chapters))
        self._by_docname = {chapter.docname: chapter for chapter in volume.chapters}
        self.posts = PostMap.of(volume.chapters, source)

    def chapter_of(self, docname: str) -> Chapter | None:
        """The chapter a document is; None for the user's own pages."""
        return self._by_docname.get(docname) if self.volume.parts else None

    def find(self, name: str) -> Chapter | None:
        """The chapter that *name* (slug, file name, permalink) means."""
        name = name.partition("#")[0].strip("/")
        if name in self.posts.slugs:
            return self.posts.slugs[name]
        found = self.posts.by_name(name)
        return found[0] if len(found) == 1 else None

    def note(self, finding: Diagnostic) -> None:
        """Keep a finding of the document being read. Kept in the environment, it reaches the
        report from parallel readers too, and from documents that are not read again."""
        docname = self.env.current_document.docname
        self.data["findings"].setdefault(docname, []).append(finding)

    def clear_doc(self, docname: str) -> None:
        for table in self.data.values():
            if isinstance(table, dict):
                table.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for name in ("facts", "findings", "links", "anchors", "crossings", "lacking", "pictures"):
            for docname in docnames & otherdata[name].keys():
                self.data[name][docname] = otherdata[name][docname]

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        name, _, anchor = target.partition("#")
        chapter = self.find(name)
        if chapter is None or chapter.docname not in env.all_docs:
            return None
        title = chapter.meta.title
        if not node.get("refexplicit"):
            contnode = nodes.inline("", title)
        place = find_anchor(anchor, self.data["anchors"].get(chapter.docname, {})) if anchor else ""
        if chapter.docname == fromdocname and not place:
            return None  # the post itself, or a place it does not have: the text stays
        link = make_refnode(builder, fromdocname, chapter.docname, place or "", contnode, title)
        if chapter.docname != fromdocname:
            link["classes"].append("chapter-link")
        return link

    def resolve_any_xref(self, *args: Any, **kwargs: Any) -> list[tuple[str, nodes.reference]]:
        return []

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        for chapter in self.volume.chapters:
            yield chapter.slug, chapter.meta.title, "chapter", chapter.docname, "", 1


def anthology_domain(env: BuildEnvironment) -> AnthologyDomain:
    """The domain of *env*, typed."""
    return cast(AnthologyDomain, env.get_domain("anthology"))
