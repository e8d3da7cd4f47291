"""Pages as linked data (JSON-LD, schema.org): the book, its chapters, and what they cite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...core.references.export import address, author_names, title_of
from ...model import Chapter, Person, Reference
from .licences import licence_address
from .moments import modified, published
from .site import Site, is_web_address

MAX_CITATIONS = 50  # of one chapter: a page is for its readers first
MAX_PARTS = 200  # chapters that the book's page names
_TYPES = {
    "article": "ScholarlyArticle", "paper": "ScholarlyArticle", "preprint": "ScholarlyArticle",
    "book": "Book", "chapter": "Chapter", "thesis": "Thesis", "report": "Report",
    "news": "NewsArticle", "webpage": "WebPage", "post": "BlogPosting",
    "discussion": "DiscussionForumPosting", "video": "VideoObject", "podcast": "PodcastEpisode",
    "software": "SoftwareSourceCode", "dataset": "Dataset",
}  # fmt: skip
_CONTAINERS = {"article": "Periodical", "news": "Newspaper", "chapter": "Book"}
_ROLES = {"editor": "editor", "translator": "translator", "illustrator": "illustrator"}
# what would end a <script>, or a line of one
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

Data = dict[str, Any]


def as_script(data: Data) -> str:
    """*data* as the text of a ``<script>``: nothing in it can end that."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text


def book_data(
    facts: Mapping[str, str], identifier: str, chapters: Sequence[Chapter], site: Site, image: str
) -> Data:
    """The book, for its title page."""
    people = [Person(facts["author"])] if facts["author"] else _all_authors(chapters)
    return {
        "@context": "https://schema.org",
        **_book(facts, identifier, site),
        **_filled({
            "alternativeHeadline": facts["subtitle"],
            "description": facts["description"],
            "author": [_person(person) for person in people[:MAX_PARTS]],
            "editor": [_person(Person(name)) for name in facts["editors"].split("、") if name],
            "publisher": _organisation(facts["publisher"]),
            "inLanguage": facts["language"],
            "license": _licence(facts["licence"]),
            "copyrightNotice": facts["copyright"] and f"© {facts['copyright']}",
            "image": image,
            "hasPart": [_part(chapter, site) for chapter in chapters[:MAX_PARTS]],
        }),
    }  # fmt: skip


def chapter_data(
    chapter: Chapter, facts: Mapping[str, str], identifier: str, site: Site, image: str
) -> list[Data]:
    """A chapter, and where it stands."""
    post, meta = chapter.post, chapter.meta
    original = meta.source_url or post.permalink
    data = {
        "@context": "https://schema.org",
        "@type": "Chapter",
        **_filled({
            "@id": site.base and site.page(chapter.docname),
            "url": site.base and site.page(chapter.docname),
            "name": meta.title,
            "alternativeHeadline": meta.subtitle,
            "description": meta.summary,
            "position": chapter.number,
            "author": [_person(person) for person in meta.authors],
            **_contributors(meta.contributors),
            "datePublished": published(chapter),
            "dateModified": modified(chapter),
            "inLanguage": post.language,
            "wordCount": post.length.han + post.length.words,
            "keywords": list(dict.fromkeys((*meta.categories, *meta.tags))),
            "license": _licence(meta.licence or facts["licence"]),
            "isBasedOn": original if is_web_address(original) else "",
            "image": image,
            "isPartOf": _book(facts, identifier, site),
            "citation": [_work(reference) for reference in post.references[:MAX_CITATIONS]],
        }),
    }  # fmt: skip
    return [data, *_breadcrumbs(chapter, facts, site)]


def _breadcrumbs(chapter: Chapter, facts: Mapping[str, str], site: Site) -> Iterable[Data]:
    if not site.base:
        return
    steps = [(facts["title"], site.base), (chapter.meta.title, site.page(chapter.docname))]
    yield {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": where}
            for place, (name, where) in enumerate(steps, 1)
        ],
    }


def _book(facts: Mapping[str, str], identifier: str, site: Site) -> Data:
    isbn = identifier.removeprefix("urn:isbn:") if identifier.startswith("urn:isbn:") else ""
    return {
        "@type": "Book",
        **_filled({
            "@id": site.base or identifier,
            "url": site.base,
            "name": facts["title"],
            "isbn": isbn,
        }),
    }  # fmt: skip


def _part(chapter: Chapter, site: Site) -> Data:
    return {
        "@type": "Chapter",
        **_filled({
            "name": chapter.meta.title,
            "url": site.page(chapter.docname),
            "datePublished": published(chapter)[:10],
        }),
    }  # fmt: skip


def _all_authors(chapters: Sequence[Chapter]) -> list[Person]:
    named = {person.name: person for c in chapters for person in c.meta.authors}
    return list(named.values())


def _person(person: Person) -> Data:
    url = person.url if is_web_address(person.url) else ""
    return {"@type": "Person", **_filled({"name": person.name, "url": url})}


def _contributors(people: Iterable[Person]) -> Data:
    found: dict[str, list[Data]] = {}
    for person in people:
        found.setdefault(_ROLES.get(person.role, "contributor"), []).append(_person(person))
    return found


def _organisation(name: str) -> Data | None:
    return {"@type": "Organization", "name": name} if name else None


def _licence(name: str) -> Data | str:
    if not name:
        return ""
    return licence_address(name) or {"@type": "CreativeWork", "name": name}


def _work(reference: Reference) -> Data:
    """A cited work, as far as the item tells."""
    url = address(reference)
    container = _CONTAINERS.get(reference.kind, "CreativeWork")
    return {
        "@type": _TYPES.get(reference.kind, "CreativeWork"),
        **_filled({
            "name": title_of(reference),
            "author": [{"@type": "Person", "name": n} for n in author_names(reference)],
            "datePublished": reference.date,
            "isPartOf": reference.container
            and {"@type": container, "name": reference.container},
            "publisher": _organisation(reference.publisher),
            "pagination": reference.pages,
            "isbn": reference.isbn,
            "sameAs": reference.doi and f"https://doi.org/{reference.doi}",
            "url": url if is_web_address(url) else "",
        }),
    }  # fmt: skip


def _filled(data: Data) -> Data:
    return {name: value for name, value in data.items() if value}
