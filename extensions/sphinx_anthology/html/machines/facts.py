"""What the writers of this folder are told of the book, taken from Sphinx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.apparatus import book_identifier
from ...core.wording import say_date
from ...model import Chapter
from ...posts.domain import anthology_domain
from ..context import COVER, COVER_SIZE, facts_of
from .cards import Card, rules_of_book, rules_of_chapter
from .manifest import Manifest
from .moments import book_moment, published, rfc3339
from .offers import Offer, cover_of
from .opds import Book, Picture

if TYPE_CHECKING:
    from sphinx.application import Sphinx

BOOK_CARD = "cards/book.png"


def manifest_of(app: Sphinx) -> Manifest:
    """What the last build of this site left."""
    return Manifest(Path(app.doctreedir) / f"machines-{app.builder.name}.json", Path(app.outdir))


def chapters_of(app: Sphinx) -> tuple[Chapter, ...]:
    return anthology_domain(app.env).volume.chapters


def rights_of(facts: Mapping[str, str]) -> str:
    """Copyright and licence in one line."""
    owner = f"© {facts['copyright']}" if facts["copyright"] else ""
    return " · ".join(filter(None, (owner, facts["licence"])))


def authors_of(facts: Mapping[str, str], chapters: tuple[Chapter, ...]) -> list[str]:
    """Whose book it is; without anyone named in conf.py all who wrote in it."""
    named = (person.name for c in chapters for person in c.meta.authors)
    return [facts["author"]] if facts["author"] else list(dict.fromkeys(named))


def card_name(chapter: Chapter) -> str:
    """File of a chapter's card."""
    return f"cards/chapters/{chapter.slug}.png"


def chapter_card(chapter: Chapter, book: str) -> Card:
    meta, language = chapter.meta, chapter.post.language
    comma = "、" if language.startswith(("zh", "ja")) else ", "
    date = say_date(chapter.date, language) if chapter.date else ""
    who = comma.join(person.name for person in meta.authors)
    return Card(meta.title, meta.subtitle, who, date, book, language, rules_of_chapter(chapter))


def book_card(app: Sphinx) -> Card:
    facts, chapters = facts_of(app), chapters_of(app)
    return Card(
        facts["title"],
        facts["subtitle"],
        facts["author"],
        "",
        "",
        facts["language"],
        rules_of_book(chapters),
    )


def book_of(app: Sphinx, offers: list[Offer]) -> Book:
    """The book as its catalogue has it."""
    facts, chapters = facts_of(app), chapters_of(app)
    subjects = Counter(name for c in chapters for name in (*c.meta.categories, *c.meta.tags))
    return Book(
        identifier=book_identifier(facts),
        title=facts["title"],
        subtitle=facts["subtitle"],
        authors=authors_of(facts, chapters),
        language=facts["language"],
        publisher=facts["publisher"],
        description=facts["description"],
        rights=rights_of(facts),
        subjects=[name for name, _ in subjects.most_common()],
        published=max((published(c)[:10] for c in chapters), default=""),
        updated=rfc3339(book_moment(chapters)),
        offers=offers,
        cover=_picture(app),
    )


def _picture(app: Sphinx) -> Picture | None:
    if facts_of(app)["cover"]:
        return Picture(COVER, "image/jpeg", *COVER_SIZE)
    cover = cover_of(app)
    return Picture(cover.href, cover.type) if cover else None
