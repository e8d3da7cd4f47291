"""The ``cite`` domain of sphinxcontrib-bibtex 2.7 without what grows with the square of a book.

It does what the domain it replaces does, for .bib files and ``{bibliography}`` directives, from
tables in place of searches: stock looks up a plugin among all installed packages for every
citation, and goes through all citations for each entry and through all entries for each citation.
The methods here are its own, with those lines changed; ``tests/test_citing.py`` fails when the
originals change. (Stock at work: https://github.com/mcmtroffaes/sphinxcontrib-bibtex)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import pybtex.plugin
from docutils import nodes
from pybtex.richtext import Tag
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import CitationTarget, parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation, _FilterVisitor
from sphinxcontrib.bibtex.nodes import bibliography as bibliography_node
from sphinxcontrib.bibtex.style.referencing import format_references
from sphinxcontrib.bibtex.style.template import SphinxReferenceInfo
from sphinxcontrib.bibtex.transforms import BibliographyTransform

if TYPE_CHECKING:
    from pybtex.database import Entry
    from pybtex.style import FormattedEntry
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinxcontrib.bibtex.directives import BibliographyKey

# stock's own warnings, which users may have suppressed by these names
_UNKNOWN_KEY: dict[str, Any] = {"type": "bibtex", "subtype": "key_not_found"}
_BAD_FILTER: dict[str, Any] = {"type": "bibtex", "subtype": "filter_syntax_error"}
logger = logging.getLogger("sphinxcontrib.bibtex.domain")
# what of stock is written anew here, or relied on: a change of any of them wants a look
STOCK = (
    BibtexDomain.clear_doc,
    BibtexDomain.env_updated,
    BibtexDomain.resolve_xref,
    BibtexDomain.resolve_any_xref,
    BibtexDomain.get_all_cited_keys,
    BibtexDomain.get_filtered_entries,
    BibtexDomain.get_formatted_entries,
    BibliographyTransform.run,
)


@cache
def _plaintext() -> Any:
    return pybtex.plugin.find_plugin("pybtex.backends", "plaintext")()


class FastBibtexDomain(BibtexDomain):
    """Stock's domain, from tables."""

    _targets: dict[str, list[tuple[int, Citation]]] | None = None  # by key, with their places
    _citing: dict[str, set[str]] | None = None  # documents that cite, by key

    def env_updated(self) -> Iterable[str]:
        self._citing = self._targets = None
        return super().env_updated()

    @contextmanager
    def citing_from(self, docname: str) -> Iterator[None]:
        """Show only the places of *docname* that cite: stock's transform goes through all places
        for each entry, and then keeps those of the entry's own document."""
        refs = self.data["citation_refs"]
        self.data["citation_refs"] = [ref for ref in refs if ref.docname == docname]
        try:
            yield
        finally:
            self.data["citation_refs"] = refs

    # --- what roles lead to ----------------------------------------------------------------

    def resolve_xref(  # type: ignore[override]  # as stock's
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element:
        keys = {one.key: one for one in parse_citation_targets(target)}
        found = self._found(keys, fromdocname)
        for key in keys:
            if key not in found:
                self._warn_of(key, node)
        references = [
            (
                citation.entry,
                citation.formatted_entry,
                _info(citation, keys[citation.key], builder, fromdocname),
            )
            for citation in found.values()
        ]
        made = nodes.inline(rawsource=target, classes=["bibtex-citation"])
        made += format_references(self.reference_style, typ, references).render(self.backend)
        return made

    def _warn_of(self, key: str, node: pending_xref) -> None:
        logger.warning(
            f'could not find bibtex key "{key}"',
            location=node,
            **_UNKNOWN_KEY,
        )

    def _found(self, keys: Iterable[str], docname: str) -> dict[str, Citation]:
        """The entry that each key means: the document's own if it has one. Order is stock's."""
        table = self._table()
        pairs = (pair for key in keys for pair in table.get(key, ()))
        citations = [citation for _, citation in sorted(pairs, key=_place)]
        local = {c.key: c for c in citations if c.bibliography_key.docname == docname}
        return local | {c.key: c for c in citations if c.key not in local}

    def _table(self) -> dict[str, list[tuple[int, Citation]]]:
        if self._targets is None:
            self._targets = defaultdict(list)
            for place, citation in enumerate(self.citations):
                if self.bibliographies[citation.bibliography_key].list_ == "citation":
                    self._targets[citation.key].append((place, citation))
        return self._targets

    def resolve_any_xref(  # type: ignore[override]  # as stock's
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.Element]]:
        if not any(key.strip() in self._table() for key in target.split(",")):
            return []
        return [("p", self.resolve_xref(env, fromdocname, builder, "p", target, node, contnode))]

    # --- what lists hold -------------------------------------------------------------------

    def get_all_cited_keys(self, docnames: list[str]) -> Iterator[str]:
        place = {docname: index for index, docname in enumerate(docnames)}
        for ref in sorted(self.citation_refs, key=lambda ref: place[ref.docname]):
            yield from (target.key for target in ref.targets)

    def get_filtered_entries(
        self, bibliography_key: BibliographyKey
    ) -> Iterator[tuple[str, Entry]]:
        bibliography = self.bibliographies[bibliography_key]
        citing = self._documents_by_key()
        for entry in self.get_entries(bibliography.bibfiles):
            key = bibliography.keyprefix + entry.key
            documents = citing.get(key, set())
            visitor = _FilterVisitor(  # type: ignore[no-untyped-call]
                entry, bibliography_key.docname, documents
            )
            try:
                wanted = visitor.visit(bibliography.filter_)
            except ValueError as error:
                logger.warning(
                    f"syntax error in :filter: expression; {error}",
                    location=(bibliography_key.docname, bibliography.line),
                    **_BAD_FILTER,
                )
                wanted = bool(documents)
            if wanted or entry.key in bibliography.keys:
                yield key, entry

    def _documents_by_key(self) -> dict[str, set[str]]:
        if self._citing is None:
            self._citing = defaultdict(set)
            for ref in self.citation_refs:
                for target in ref.targets:
                    self._citing[target.key].add(ref.docname)
        return self._citing

    def get_formatted_entries(
        self,
        bibliography_key: BibliographyKey,
        docnames: list[str],
        tooltips: bool,
        tooltips_style: str,
    ) -> Iterator[tuple[Entry, FormattedEntry, FormattedEntry | None]]:
        """An entry's tooltip in the list's own style is the entry: it is formatted once."""
        same = tooltips and not tooltips_style
        formatted = super().get_formatted_entries(
            bibliography_key, docnames, tooltips and not same, tooltips_style
        )
        for entry, text, tooltip in formatted:
            broken = isinstance(text.text, Tag)  # a field lacks; stock gives it no tooltip
            yield entry, text, text if same and not broken else tooltip


def _place(pair: tuple[int, Citation]) -> int:
    return pair[0]


def _info(
    citation: Citation, target: CitationTarget, builder: Builder, docname: str
) -> SphinxReferenceInfo:
    tooltip = citation.tooltip_entry
    return SphinxReferenceInfo(
        builder=builder,
        fromdocname=docname,
        todocname=citation.bibliography_key.docname,
        citation_id=citation.citation_id,
        title=tooltip.text.render(_plaintext()).replace("\\url ", "") if tooltip else None,
        pre_text=target.pre,
        post_text=target.post,
    )


class ListEntries(BibliographyTransform):
    """Stock's transform, which finds nothing left to do when it comes (5)."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        documents = {node["docname"] for node in self.document.findall(bibliography_node)}
        if not documents:
            return
        if len(documents) != 1:  # several, in one file for LaTeX
            super().run(**kwargs)
            return
        with cast(FastBibtexDomain, self.env.get_domain("cite")).citing_from(documents.pop()):
            super().run(**kwargs)
