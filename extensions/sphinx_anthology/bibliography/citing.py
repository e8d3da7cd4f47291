"""Citing the book's bibliography by key, from the user's own pages and from posts.

An own page does it by the roles of sphinxcontrib-bibtex (``{cite:t}`key```), whose domain leads
here to the bibliography page what no .bib file has. In a post the parser leaves a
:class:`KeyCitationNode`, which becomes links here: to the chapter's own entry, to the bibliography
page, or, for a work of a .bib file, whatever stock makes of the role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import make_refnode
from sphinxcontrib.bibtex.citation_target import CitationTarget, parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.roles import CitationRef

from ..core.references import Entry
from ..core.references.styles import Citation, citation_of
from ..diagnostics import Code, Diagnostic, Place
from ..posts.domain import anthology_domain
from ..posts.nodes import CitationNode, KeyCitationNode, ReferenceListNode, RoleLinkNode
from ..posts.volume import BIBLIOGRAPHY
from .bibtex import FastBibtexDomain
from .entries import entry_text
from .phrases import Named, phrase
from .styling import setting_of, style_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

ENTRY = "entry"  # type of a link to one entry of the bibliography page; its words are given


class CiteDomain(FastBibtexDomain):
    """The ``cite`` domain, with the works that the posts cite beside those of .bib files."""

    data_version = 2701  # of stock's data and ours; stock's is 4
    initial_data = {**BibtexDomain.initial_data, "shown": {}}  # noqa: RUF012  # as stock's
    # shown: docname -> {key: what its citation showed}, so that a change is noticed

    @cached_property
    def works(self) -> Mapping[str, Entry]:
        """Entries of the book by key; a user's own entry of the same key goes before."""
        theirs = self.bibdata.data.entries
        entries = anthology_domain(self.env).entries
        return {e.reference.key: e for e in entries if e.reference.key not in theirs}

    @cached_property
    def _showing(self) -> dict[str, tuple[Citation, str]]:
        return {}

    def showing(self, key: str) -> tuple[Citation, str]:
        """How a text names the work *key*, and its entry as plain text."""
        if key not in self._showing:
            entry, app = self.works[key], self.env.app
            day = next((c.date.date().isoformat() for c in entry.chapters if c.date), "")
            here = entry.cited[0].chapter
            setting = replace(setting_of(app, None), accessed=day, here=here)
            words = entry_text(entry.reference, setting)
            self._showing[key] = citation_of(entry.reference, style_of(app.config)), words
        return self._showing[key]

    def shown(self, key: str) -> str:
        """All that a citation of *key* depends on; empty when it names nothing."""
        if key not in self.works:
            return "bib" if key in self.bibdata.data.entries else ""
        citation, words = self.showing(key)
        return f"{citation.running}\n{citation.bracketed}\n{words}"

    def clear_doc(self, docname: str) -> None:
        super().clear_doc(docname)
        self.data["shown"].pop(docname, None)

    def env_updated(self) -> Any:
        shown: dict[str, dict[str, str]] = {}
        for ref in self.citation_refs:
            keys = shown.setdefault(ref.docname, {})
            keys.update((target.key, self.shown(target.key)) for target in ref.targets)
        self.data["shown"] = shown
        return super().env_updated()

    def resolve_xref(  # type: ignore[override]  # as stock's
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element:
        if typ == ENTRY:
            return self._link(target, builder, fromdocname, contnode)
        targets = list(parse_citation_targets(target))
        ours = [one for one in targets if one.key in self.works]
        theirs = ",".join(map(_written, (one for one in targets if one.key not in self.works)))
        made = nodes.inline(rawsource=target, classes=["bibtex-citation"])
        if theirs:
            stock = super().resolve_xref(env, fromdocname, builder, typ, theirs, node, contnode)
            if not ours:
                return stock
            made += [stock, nodes.Text(" ")]
        made += self._phrase(ours, typ, builder, fromdocname)
        return made

    def resolve_any_xref(  # type: ignore[override]  # as stock's
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.Element]]:
        if target not in self.works:
            return super().resolve_any_xref(env, fromdocname, builder, target, node, contnode)
        return [("p", self.resolve_xref(env, fromdocname, builder, "p", target, node, contnode))]

    def _phrase(
        self, targets: Sequence[CitationTarget], role: str, builder: Builder, docname: str
    ) -> list[nodes.Node]:
        def link_to(key: str) -> Any:
            return lambda words: self._link(key, builder, docname, nodes.inline("", words))

        works = [Named(self.showing(t.key)[0], link_to(t.key), t.pre, t.post) for t in targets]
        return phrase(works, role)

    def _link(
        self, key: str, builder: Builder, docname: str, words: nodes.Element
    ) -> nodes.Element:
        if key not in self.works:
            return words
        title = self.showing(key)[1]
        return make_refnode(builder, docname, BIBLIOGRAPHY, f"ref-{key}", words, title)


def _written(target: CitationTarget) -> str:
    """The target as a role has it."""
    before = f"{{{target.pre}}}" if target.pre else ""
    after = f"{{{target.post}}}" if target.post else ""
    return f"{before}{target.key}{after}"


def cite_domain(env: BuildEnvironment) -> CiteDomain:
    """The domain of *env*, typed."""
    return cast(CiteDomain, env.get_domain("cite"))


def note_changed_citations(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Documents that cite a work are read again when it went, came, or is named otherwise now."""
    domain = cite_domain(env)
    return [
        docname
        for docname, cited in domain.data["shown"].items()
        if docname in env.found_docs
        and any(domain.shown(key) != before for key, before in cited.items())
    ]


class CiteByKey(SphinxTransform):
    """Lead the citations of a post to entries, before its lists learn (400) what leads to them."""

    default_priority = 390

    def apply(self, **kwargs: Any) -> None:
        found = list(self.document.findall(KeyCitationNode))
        if not found:
            return
        self.domain = cite_domain(self.env)
        self.own: dict[str, str] = {}
        for listing in self.document.findall(ReferenceListNode):
            for key, anchor in zip(listing["keys"], listing["anchors"], strict=True):
                self.own.setdefault(key, anchor)
        for node in found:
            self._write(node, node["anchor"])

    def _write(self, node: KeyCitationNode, name: str) -> None:
        keys = node["keys"]
        theirs = [key for key in keys if key in self.domain.bibdata.data.entries]
        unknown = [key for key in keys if key not in self.domain.works and key not in theirs]
        targets = [CitationTarget(key, "", "") for key in keys]
        docname = self.env.current_document.docname
        self.domain.citation_refs.append(CitationRef(name, docname, node.line or 0, targets))
        if node["sure"]:
            self._report(node, unknown)
        if len(unknown) == len(keys):
            node.replace_self(nodes.Text(node.astext()))
            return
        ours = [key for key in keys if key not in theirs]
        place = CitationNode(ids=[name], classes=["citation-mark"])
        place.source, place.line = node.source, node.line
        place += self._phrase(ours, node["role"])
        if theirs:
            place += [*([nodes.Text(" ")] if ours else []), self._stock(theirs, node)]
        node.replace_self(place)

    def _report(self, node: KeyCitationNode, keys: Sequence[str]) -> None:
        place = Place(self.document["source"], (node.line or 0) + node["lines"])
        for key in keys:
            message = f"citation names {key!r}, which is no key of the bibliography; it stays text"
            anthology_domain(self.env).note(Diagnostic(Code.UNKNOWN_CITATION, message, place))

    def _phrase(self, keys: Sequence[str], role: str) -> list[nodes.Node]:
        known = next((key for key in keys if key in self.domain.works), "")
        if not known:
            return [nodes.Text("；".join(keys))] if keys else []
        like = self.domain.showing(known)[0]
        works = [
            Named(self.domain.showing(key)[0], self._linker(key))
            if key in self.domain.works
            else Named(replace(like, who=key, year=""), nodes.Text)
            for key in keys
        ]
        return phrase(works, role)

    def _linker(self, key: str) -> Any:
        if key in self.own:
            return lambda words: RoleLinkNode("", words, refid=self.own[key], role="doc-biblioref")
        return lambda words: self._xref(ENTRY, key, words)

    def _stock(self, keys: Sequence[str], node: KeyCitationNode) -> addnodes.pending_xref:
        xref = self._xref(node["role"], ",".join(keys), node.astext())
        xref.source, xref.line = node.source, node.line
        return xref

    def _xref(self, kind: str, target: str, words: str) -> addnodes.pending_xref:
        xref = addnodes.pending_xref(
            refdomain="cite",
            reftype=kind,
            reftarget=target,
            refdoc=self.env.current_document.docname,
            refexplicit=True,
            refwarn=False,
        )
        xref += nodes.inline("", words)
        return xref
