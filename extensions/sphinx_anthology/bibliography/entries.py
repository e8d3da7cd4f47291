"""Entries in the book's style, with their addresses, and the ways back to the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote

from ..core.linkcare import LinkState, address_to_show
from ..core.links import Link, PostMap, resolve, settled
from ..core.references import Entry
from ..core.references.export.coins import coins
from ..core.references.styles import Span, format_entry
from ..core.references.works.leftover import leftover
from ..core.script import base_language, language_of_title
from ..core.wording import say
from ..model import Chapter, Reference
from .runs import Listing, Row, Run, text_of

_CLASSED = {"title", "site", "note", "date"}  # fields that style sheets may tell apart
MOST_BACKLINKS = 12  # places an entry leads back to; the others are counted
_MARKS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Setting:
    """How entries are written in one document."""

    style: str  # one of STYLES
    language: str  # of the document (BCP 47)
    links: Mapping[str, LinkState]  # what is known of links, by canonical URL
    accessed: str = ""  # day (ISO 8601) by which the author must have seen what is cited
    here: Chapter | None = None  # the chapter that cites
    posts: PostMap | None = None  # the book's chapters, by all their names
    on_web: bool = True  # reference managers can look at the page

    def lead(self, href: str) -> Link:
        """What an address leads to: perhaps to a chapter of this book."""
        if self.here is None or self.posts is None or is_elsewhere(href, self.posts):
            return Link("url", url=href)
        return settled(resolve(href, self.here, self.posts), has_file=False)

    def chapter_of(self, link: Link) -> Chapter | None:
        """The chapter that *link* leads to."""
        return self.posts.slugs.get(link.docname.rpartition("/")[2]) if self.posts else None


def chapter_list(
    references: Sequence[Reference],
    anchors: Sequence[str],
    numbers: Sequence[str],
    backlinks: Mapping[str, Sequence[str]],
    setting: Setting,
) -> Listing:
    """A chapter's list.

    Args:
        anchors: id of each entry.
        numbers: what stands before each.
        backlinks: ids of the places that lead to an entry, by its id.
    """
    rows = []
    for reference, anchor, number in zip(references, anchors, numbers, strict=True):
        row = _row(reference, anchor, setting, number)
        row.back.extend(_back(backlinks.get(anchor, ()), setting.language))
        rows.append(row)
    return Listing("chapter-references", say("references", setting.language), rows)


def book_list(entries: Iterable[Entry], setting: Setting) -> Listing:
    """The book's bibliography, or a part of it: each entry with the chapters that cite it."""
    rows = []
    for entry in entries:
        day = next((c.chapter.date.date().isoformat() for c in entry.cited if c.chapter.date), "")
        own = replace(setting, accessed=day, here=entry.cited[0].chapter)
        row = _row(entry.reference, f"ref-{entry.reference.key}", own)
        row.below.extend(_cited_in(entry, setting.language))
        rows.append(row)
    return Listing("book-bibliography", say("references", setting.language), rows)


def _row(reference: Reference, anchor: str, setting: Setting, number: str = "") -> Row:
    own = reference.language or language_of_title(reference.title)
    foreign = base_language(own) != base_language(setting.language)
    return Row(
        anchor,
        reference.kind,
        entry_line(reference, setting),
        number,
        language=own if foreign else "",
        context=coins(reference) if setting.on_web else "",
        copies=list(_copies(reference, setting)),
    )


def entry_text(reference: Reference, setting: Setting) -> str:
    """The entry's words alone."""
    return text_of(entry_line(reference, setting))


def entry_line(reference: Reference, setting: Setting) -> list[Run]:
    """The entry in the book's style; as its author wrote it, where it is not understood."""
    link = setting.lead(reference.url) if reference.url else Link("missing")
    public = _public(reference.url, link, setting)
    if public != reference.url:
        reference = replace(reference, url=public)
    # only what an item does not tell itself, so that most are found in memory
    language = "" if reference.language else setting.language
    accessed = "" if reference.accessed else setting.accessed
    spans, rest = _printed(reference, setting.style, language, accessed)
    if rest is None:
        return list(_as_written(reference))
    printed = "".join(span.text for span in spans)
    made = [_span(span, reference, link, setting) for span in spans]
    if rest:
        made.append(Run(f" {rest}", classes="reference-note"))
    for url in reference.more_urls:
        if _is_web(url) and url not in printed and not _says_doi(url, reference):
            made += [Run(" "), _address(url)]
    return made


@lru_cache(50_000)  # most works stand in one chapter and in the bibliography, alike
def _printed(
    reference: Reference, style: str, language: str, accessed: str
) -> tuple[tuple[Span, ...], str | None]:
    """The entry in *style*, and what of the item it leaves out; see :func:`leftover`."""
    spans = format_entry(reference, style, language=language, accessed=accessed)
    if reference.kind == "raw":
        return spans, ""
    return spans, leftover(reference, "".join(span.text for span in spans))


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def is_elsewhere(url: str, posts: PostMap) -> bool:
    """An address of a host that none of the book's blogs has: no chapter can stand there."""
    return _is_web(url) and (not posts.blogs or posts.blog_at(url) is None)


def _says_doi(url: str, reference: Reference) -> bool:
    """An address that only says the DOI again, or what a DOI is."""
    return bool(reference.doi) and (
        reference.doi in unquote(url).lower() or "Digital_object_identifier" in url
    )


def _public(url: str, link: Link, setting: Setting) -> str:
    """The address on the web: of a post of the blog's own, that of its blog."""
    if link.kind == "url" and _is_web(link.url):
        return link.url
    if _is_web(url):
        return url
    chapter = setting.chapter_of(link)
    return chapter.post.permalink if chapter else ""


def _address_of(reference: Reference) -> str:
    """Where a reader can get the work; empty when the item does not tell."""
    if _is_web(reference.url):
        return reference.url
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    return f"https://arxiv.org/abs/{reference.arxiv}" if reference.arxiv else ""


def _span(span: Span, reference: Reference, link: Link, setting: Setting) -> Run:
    if span.href and span.role in {"url", "doi"}:
        return _address(span.href, span.text)
    classes = f"reference-{span.role}" if span.role in _CLASSED else ""
    href, place = span.href, ("", "")
    if span.role == "title" and not href:
        chapter = setting.chapter_of(link) if link.kind == "chapter" else None
        if chapter and chapter is not setting.here:
            place = (chapter.docname, link.anchor)
        else:
            href = _shown(_address_of(reference), setting)
    return Run(span.text, href, chapter=place, classes=classes, italic=span.italic)


def _shown(url: str, setting: Setting) -> str:
    """The page, or its copy where the page is gone."""
    return address_to_show(url, setting.links).first if setting.links else url


def _address(url: str, text: str = "") -> Run:
    return Run(text or url, url, classes="reference-url")


def _as_written(reference: Reference) -> Iterator[Run]:
    """The author's words in the author's order, the title linked."""
    before, title, after = reference.text.partition(reference.title or reference.text)
    yield Run(before)
    yield Run(title or reference.text, reference.url if _is_web(reference.url) else "")
    yield Run(after)
    for url in (reference.url, *reference.more_urls):
        if _is_web(url):
            yield from (Run(" "), _address(url))


def _copies(reference: Reference, setting: Setting) -> Iterator[Run]:
    """A link to the archive's copy; where the page is gone, it says so."""
    if not reference.url or not setting.links:
        return
    shown = address_to_show(reference.url, setting.links)
    copy = shown.first if shown.archived else shown.other
    if copy:
        word = "archived-gone" if shown.archived else "archived"
        text = say(word, setting.language, date=shown.date)
        yield from (Run(" "), Run(text, copy, classes=f"reference-archive {word}"))


def _back(places: Sequence[str], language: str) -> Iterator[Run]:
    """Links back to the places that cite: an arrow for one, letters for several."""
    shown = places[:MOST_BACKLINKS]
    if len(places) > 1:
        yield Run(" ↩")
    for index, place in enumerate(shown):
        text = "↩" if len(places) == 1 else _MARKS[index]
        label = say("back-to-citation", language, number=index + 1)
        yield Run("\u00a0")  # an arrow alone on a line says nothing
        yield Run(text, place=place, role="doc-backlink", label=label)
    if len(places) > len(shown):
        yield Run(f" +{len(places) - len(shown)}")


def _cited_in(entry: Entry, language: str) -> Iterator[Run]:
    """The chapters that cite a work, each with the places in it."""
    yield Run(f"{say('cited-in', language)} ", classes="label")
    separator = say("and", language)
    for index, cited in enumerate(entry.cited[:MOST_BACKLINKS]):
        if index:
            yield Run(separator)
        document = cited.chapter.docname
        places = cited.anchors[:MOST_BACKLINKS] or (f"ref-{entry.reference.key}",)
        yield Run(cited.chapter.meta.title, chapter=(document, places[0]))
        for number, place in enumerate(places[1:], 2):
            yield Run(" ")
            yield Run(str(number), chapter=(document, place), classes="citing-place")
    left = len(entry.cited) - MOST_BACKLINKS
    if left > 0:
        yield Run(say("and-more", language, count=left))
