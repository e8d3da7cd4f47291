"""The head of a chapter: part, authors, date, reading time, summary; its source at the end.

Made of plain docutils nodes, so that every builder and every theme shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

from ..core.script import base_language, reading_minutes
from ..core.wording import say, say_date
from ..model import CREDITS, Chapter, Person
from .nodes import TimeNode


def add_opening(document: nodes.document, chapter: Chapter, book_language: str) -> None:
    """Put the opening below the chapter's title and the source note at its end.

    Both speak the chapter's language; the part's name is the book's.
    """
    language = chapter.post.language
    section = next(iter(document.findall(nodes.section)), None)
    if section is None:
        return
    title = section.first_child_matching_class(nodes.title)
    section.insert((title or 0) + 1, _opening(chapter, language, book_language))
    colophon = _source_note(chapter, language)
    if colophon:
        document.append(colophon)


def put_stand_in(document: nodes.document, chapter: Chapter, book_language: str) -> None:
    """A chapter that cannot be made keeps its head, with a notice for its text."""
    title = chapter.meta.title
    section = nodes.section("", nodes.title("", title), ids=[chapter.slug], names=[title])
    notice = nodes.paragraph("", say("not-made", book_language), classes=["notice"])
    section += notice
    document.children[:] = []
    document += section
    add_opening(document, chapter, book_language)


def _opening(chapter: Chapter, language: str, book_language: str) -> nodes.container:
    meta = chapter.meta
    box = nodes.container(classes=["chapter-opening"])
    if chapter.part:
        part = nodes.paragraph("", chapter.part, classes=["chapter-part"])
        if base_language(book_language) != base_language(language):
            part["classes"].append(f"language-{book_language}")  # docutils writes it as `lang`
        box += part
    if meta.subtitle:
        box += nodes.paragraph("", meta.subtitle, classes=["chapter-subtitle"])
    box += _byline(chapter, language)
    credits = [_credit(role, meta.contributors, language) for role in CREDITS]
    if any(credits):
        box += _row("chapter-credits", [credit for credit in credits if credit])
    origin = _origin(chapter, language)
    if origin:
        box += _row("chapter-origin", origin)
    names = dict.fromkeys((*meta.categories, *meta.tags))
    shelves = [name for name in names if name != chapter.part]  # the part stands above already
    if shelves:
        box += _row("chapter-tags", [_inline("tag", name) for name in shelves])
    if meta.summary and meta.summary != meta.subtitle:
        box += nodes.paragraph("", meta.summary, classes=["chapter-summary"])
    return box


def _byline(chapter: Chapter, language: str) -> nodes.paragraph:
    parts: list[nodes.Element] = [_inline("author", person.name) for person in chapter.meta.authors]
    if chapter.date:
        text = say_date(chapter.date, language)
        parts.append(TimeNode("", text, classes=["date"], datetime=_iso(chapter)))
    minutes = reading_minutes(chapter.post.length)
    parts.append(_inline("reading-time", say("reading-time", language, minutes=minutes)))
    return _row("chapter-byline", parts)


def _iso(chapter: Chapter) -> str:
    """The date with the zone the book reads it in, as exact as the post gave it."""
    stamp = chapter.meta.date
    if stamp is None or chapter.date is None:
        return ""
    return chapter.date.date().isoformat() if stamp.day_only else chapter.date.isoformat()


def _credit(role: str, people: Iterable[Person], language: str) -> nodes.inline | None:
    names = [person.name for person in people if person.role == role]
    if not names:
        return None
    return _inline(role, f"{say(role, language)} {'、'.join(names)}")


def _row(name: str, parts: Sequence[nodes.Element]) -> nodes.paragraph:
    row = nodes.paragraph(classes=[name])
    for index, part in enumerate(parts):
        if index:
            row += _inline("separator", " · ")
        row += part
    return row


def _inline(name: str, text: str) -> nodes.inline:
    return nodes.inline("", text, classes=[name])


def _origin(chapter: Chapter, language: str) -> list[nodes.Element]:
    """Source and licence in a few words; the note at the end has the whole address."""
    meta = chapter.meta
    parts: list[nodes.Element] = []
    if meta.source_url:
        source = _inline("source", f"{say('source', language)} ")
        source += nodes.reference(
            "", _display(meta.source_url).split("/")[0], refuri=meta.source_url
        )
        parts.append(source)
    if meta.licence:
        parts.append(_inline("licence", f"{say('licence', language)} {meta.licence}"))
    return parts


def _source_note(chapter: Chapter, language: str) -> nodes.container | None:
    meta = chapter.meta
    lines: list[nodes.paragraph] = []
    if meta.source_url:
        line = nodes.paragraph(classes=["chapter-source"])
        line += _inline("label", f"{say('source', language)} ")
        line += nodes.reference("", _display(meta.source_url), refuri=meta.source_url)
        if chapter.date:
            published = f"{say('published', language)} {say_date(chapter.date, language)}"
            line += _inline("published", f" · {published}")
        lines.append(line)
    if meta.published_at and meta.published_at != meta.source_url:
        line = nodes.paragraph(classes=["chapter-published"])
        line += _inline("label", f"{say('published', language)} ")
        name = meta.published_name
        if name:
            line += nodes.Text(f"{name} · ")
        line += nodes.reference("", _display(meta.published_at), refuri=meta.published_at)
        lines.append(line)
    if meta.licence:
        line = nodes.paragraph(classes=["chapter-licence"])
        line += _inline("label", f"{say('licence', language)} ")
        line += nodes.Text(meta.licence)
        lines.append(line)
    if not lines:
        return None
    return nodes.container("", *lines, classes=["chapter-colophon"])


def _display(url: str) -> str:
    return url.split("://", 1)[-1].rstrip("/")
