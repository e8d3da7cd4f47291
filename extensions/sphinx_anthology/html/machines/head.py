"""What the head of each page tells machines, and what the title page offers readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup

from ...core.apparatus import book_identifier
from ...core.wording import say
from ...model import Chapter
from ...posts.domain import anthology_domain
from ..context import facts_of
from ..folders import is_website
from . import feed, opds, social
from .drawing import cards_wanted
from .facts import BOOK_CARD, authors_of, card_name, chapters_of
from .linked import as_script, book_data, chapter_data
from .moments import modified, published
from .notfound import PAGE as NOT_FOUND
from .offers import offers_of
from .site import Site, is_web_address, site_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FOR_READERS_ONLY = {NOT_FOUND, "search", "genindex"}


@dataclass(frozen=True, slots=True)
class Link:
    """A ``<link>`` of the page's head."""

    rel: str
    href: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The part of a page's head that is for machines."""

    links: tuple[Link, ...] = ()
    metas: tuple[social.Meta, ...] = ()
    linked: tuple[Markup, ...] = ()  # JSON-LD, safe within <script>


def add_head(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Fill the template's context, after the book's own part of it."""
    if not is_website(app) or not anthology_domain(app.env).volume.parts:
        return
    if pagename in _FOR_READERS_ONLY:
        context["machines"] = Head(metas=(social.Meta("name", "robots", "noindex"),))
        return
    if pagename == app.config.root_doc:
        context["books"] = offers_of(app)
    context["machines"] = head_of(app, pagename, context)


def head_of(app: Sphinx, pagename: str, context: dict[str, Any]) -> Head:
    site, facts = site_of(app), facts_of(app)
    chapter = anthology_domain(app.env).chapter_of(pagename)
    identifier, image = book_identifier(facts), _image(app, site, chapter)
    canonical = canonical_of(app, site, pagename, chapter)
    data: list[dict[str, Any]] = []
    if chapter is not None:
        page = _shared_chapter(chapter, facts["title"], canonical, image, context)
        data = chapter_data(chapter, facts, identifier, site, image)
    else:
        is_book = pagename == app.config.root_doc
        words = str(context.get("title") or "")
        page = social.Shared(
            kind="book" if is_book else "website",
            title=facts["title"] if is_book else str(Markup(words).striptags()),
            description=facts["description"],
            book=facts["title"],
            language=facts["language"],
            url=canonical,
            image=image,
            authors=authors_of(facts, chapters_of(app))[:1] if is_book else (),
        )
        if is_book:
            data = [book_data(facts, identifier, chapters_of(app), site, image)]
    return Head(
        tuple(_links(app, site, pagename, canonical, context["pathto"])),
        tuple(social.metas(page)),
        tuple(Markup(as_script(each)) for each in data),
    )


def _shared_chapter(
    chapter: Chapter, book: str, canonical: str, image: str, context: dict[str, Any]
) -> social.Shared:
    return social.Shared(
        kind="article",
        title=chapter.meta.title,
        description=context.get("chapter", {}).get("summary", ""),
        book=book,
        language=chapter.post.language,
        url=canonical,
        image=image,
        authors=[person.name for person in chapter.meta.authors],
        published=published(chapter),
        modified=modified(chapter),
        part=chapter.part,
        tags=list(dict.fromkeys((*chapter.meta.categories, *chapter.meta.tags))),
    )


def canonical_of(app: Sphinx, site: Site, pagename: str, chapter: Chapter | None) -> str:
    """The address to go by; empty when the site's own is not known."""
    if not site.base:
        return ""
    if chapter is not None and app.config.anthology_canonical == "original":
        return original_of(chapter) or site.page(pagename)
    return site.page(pagename)


def original_of(chapter: Chapter) -> str:
    """Where the same text was first. A `source` may be what it is a translation of."""
    key = chapter.meta.origins.get("source_url", "").rpartition(".")[2].lower().replace("_", "")
    stated = chapter.meta.source_url if key in {"canonical", "canonicalurl"} else ""
    return next(filter(is_web_address, (stated, chapter.post.permalink)), "")


def _image(app: Sphinx, site: Site, chapter: Chapter | None) -> str:
    wanted = cards_wanted(app)
    if wanted == "none":
        return ""
    return site.file(card_name(chapter) if chapter and wanted == "chapters" else BOOK_CARD)


def _links(
    app: Sphinx, site: Site, pagename: str, canonical: str, pathto: Callable[..., str]
) -> Iterator[Link]:
    tag = app.config.language.replace("_", "-")
    if canonical:
        yield Link("canonical", canonical)
    if has_feed(app, site):
        title = f"{app.config.project} · {say('feed', tag)}"
        yield Link("alternate", pathto(feed.NAME, resource=True), feed.TYPE, title)
    if pagename == app.config.root_doc and offers_of(app):  # which is written anew when they change
        for name, kind in ((opds.XML, opds.XML_TYPE), (opds.JSON, opds.JSON_TYPE)):
            title = f"{app.config.project} · {say('catalogue', tag)}"
            yield Link("related", pathto(name, resource=True), kind, title)


def has_feed(app: Sphinx, site: Site) -> bool:
    """Whether there will be one: it needs an address, and a chapter with a date."""
    wanted = bool(site.base) and app.config.anthology_feed_entries > 0
    return wanted and any(chapter.date for chapter in chapters_of(app))
