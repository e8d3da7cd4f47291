"""What the theme's templates may show of the book: chapters with byline, date and reading time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..core.apparatus import Note, notes_of
from ..core.script import reading_minutes
from ..core.wording import say, say_date
from ..cover import cover_svg
from ..files import write_whole
from ..media.cover import own_cover
from ..model import Chapter
from ..posts.domain import anthology_domain
from .citing import ways_to_cite
from .downloads import downloads_of
from .folders import has_template, is_website

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

COVER = "_images/cover.jpg"
COVER_SIZE = (1200, 1800)
FEWEST_SECTIONS = 3  # of a chapter that has a list of them
MOST_WITH_SECTIONS = 150  # chapters whose sections the title page lists: it has to come quickly
MAX_EXCERPT = 240  # characters


def add_book_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> str | None:
    """Fill the template's context; the title page has a template of its own."""
    domain = anthology_domain(app.env)
    tag = app.config.language.replace("_", "-")
    context["say"] = lambda key, **values: say(key, tag, **values)
    context["book_language"] = tag
    context["book_subtitle"] = app.config.anthology_subtitle
    context["book_description"] = app.config.anthology_description
    context["page_language"] = tag
    context["downloads"] = downloads_of(app, pagename)
    context["turn_languages"] = _languages_beside(app, pagename)
    chapter = domain.chapter_of(pagename)
    if chapter is not None:
        context["page_language"] = chapter.post.language
        context["chapter"] = chapter_row(chapter, tag)
        sections = sections_of(app.env, pagename)
        context["sections"] = sections if len(sections) >= FEWEST_SECTIONS else []
        near = (domain.chapter_of(name) for name in domain.data["related"].get(pagename, ()))
        context["read_on"] = [chapter_row(other, tag) for other in near if other]
        context["ways_to_cite"] = ways_to_cite(app, chapter)
        return None
    if pagename == app.config.root_doc and not domain.own_root:
        few = len(domain.volume.chapters) <= MOST_WITH_SECTIONS
        context["parts"] = [
            {
                "title": part.title,
                "chapters": [
                    chapter_row(c, tag)
                    | {"sections": sections_of(app.env, c.docname) if few else []}
                    for c in part.chapters
                ],
            }
            for part in domain.volume.parts
        ]
        context["cover"] = _cover(app, context["pathto"])
        minutes = sum(reading_minutes(c.post.length) for c in domain.volume.chapters)
        context["book_minutes"] = minutes
        context["book_count"] = len(domain.volume.chapters)
        context["has_bibliography"] = bool(domain.entries)
        return "cover.html" if has_template(app, "cover.html") else None
    return None


def _languages_beside(app: Sphinx, pagename: str) -> list[str]:
    """Languages of the pages before and after, where they are not the book's."""
    relations = getattr(app.builder, "relations", {}).get(pagename, (None, None, None))
    chapters = [anthology_domain(app.env).chapter_of(name or "") for name in relations[1:]]
    tag = app.config.language.replace("_", "-")
    languages = [chapter.post.language if chapter else tag for chapter in chapters]
    return [language if language != tag else "" for language in languages]


def _cover(app: Sphinx, pathto: Callable[[str, int], str]) -> str:
    """The drawing, or the user's own picture, as markup."""
    facts = facts_of(app)
    if not facts["cover"]:
        return cover_svg(anthology_domain(app.env).volume, facts, size=(600, 900))
    return f'<img src="{pathto(COVER, 1)}" width="600" height="900" alt="">'


def put_cover(app: Sphinx, exception: Exception | None) -> None:
    """The user's own cover among the site's pictures; also when no page is written, because it may
    be another picture of the same name."""
    path = facts_of(app)["cover"]
    if exception is not None or not path or not is_website(app):
        return
    data, target = own_cover(Path(path), COVER_SIZE), Path(app.outdir, COVER)
    if not target.is_file() or target.read_bytes() != data:
        write_whole(target, data)


def chapter_row(chapter: Chapter, language: str) -> dict[str, Any]:
    """One chapter as a list of contents shows it."""
    return {
        "docname": chapter.docname,
        "title": chapter.meta.title,
        "number": chapter.number or "",
        "authors": [person.name for person in chapter.meta.authors],
        "date": say_date(chapter.date, language) if chapter.date else "",
        "iso": chapter.date.date().isoformat() if chapter.date else "",
        "year": str(chapter.date.year) if chapter.date else "",
        "minutes": say("reading-time", language, minutes=reading_minutes(chapter.post.length)),
        "summary": chapter.meta.summary or _shortened(chapter.post.excerpt),
        "language": chapter.post.language,
        "part": chapter.part,
    }


def _shortened(text: str) -> str:
    """An excerpt as a summary: whole when it is short, else cut where a sentence ends."""
    if len(text) <= MAX_EXCERPT:
        return text
    ends = [match.end() for match in re.finditer(r"[。！？]|[.!?](?=\s)", text[:MAX_EXCERPT])]
    return text[: ends[-1]] if ends else f"{text[:MAX_EXCERPT].rstrip()}…"


def sections_of(env: BuildEnvironment, docname: str) -> list[dict[str, str]]:
    """The first level of a chapter's sections: their words and anchors."""
    toc = env.tocs.get(docname)
    chapter = toc.next_node(nodes.list_item) if toc else None
    below = chapter.next_node(nodes.bullet_list) if chapter else None
    items = [item for item in below or () if isinstance(item, nodes.list_item)]
    links = [item.next_node(nodes.reference) for item in items]
    return [{"text": link.astext(), "anchor": str(link["anchorname"])} for link in links if link]


_NO_AUTHOR = {"", "unknown", "Author name not set"}  # what Sphinx says when conf.py does not


def facts_of(app: Sphinx) -> Mapping[str, str]:
    """The book's own facts as its cover, imprint and metadata give them."""
    config = app.config
    return {
        "title": config.project,
        "subtitle": config.anthology_subtitle,
        "author": "" if config.author in _NO_AUTHOR else config.author,
        "description": config.anthology_description,
        "language": config.language.replace("_", "-"),
        "licence": config.anthology_licence,
        "publisher": config.anthology_publisher,
        "copyright": config.copyright if isinstance(config.copyright, str) else "",
        "slug": config.anthology_slug,
        "identifier": config.anthology_identifier,
        "epub_identifier": config.anthology_epub_identifier or config.anthology_identifier,
        "editors": "、".join(config.anthology_editors),
        "series": config.anthology_series,
        "series_number": config.anthology_series_number,
        "edition": config.anthology_edition_statement,
        "cover": config.anthology_cover and str(Path(app.confdir, config.anthology_cover)),
    }


def people_of(app: Sphinx) -> Mapping[str, Note]:
    """What the book's settings say of its people, by name."""
    return notes_of(app.config.anthology_people)
