"""The people of a book: what each had a part in, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...model import Chapter
from ..references.works.names import sort_key
from ..wording import say


@dataclass(frozen=True, slots=True)
class Note:
    """What a book's settings say of one of its people. All may be empty."""

    text: str = ""  # a sentence or two for the list of contributors
    sort: str = ""  # as catalogues sort the name: `Woolf, Virginia`
    url: str = ""  # home page


@dataclass(frozen=True, slots=True)
class Work:
    """A chapter as one of those has it who made it."""

    title: str
    target: str  # slug
    language: str
    role: str  # in the book's words; empty for its author


@dataclass(frozen=True, slots=True)
class Contributor:
    """Someone who made chapters."""

    name: str
    works: tuple[Work, ...]
    note: str = ""
    url: str = ""


def notes_of(given: Mapping[str, str | Mapping[str, str]]) -> dict[str, Note]:
    """The setting ``anthology_people``: name -> a note, or a note with more in its fields.

    Raises:
        ValueError: a field that is not known, or no text.
    """
    return {name: _note(name, said) for name, said in given.items()}


def _note(name: str, said: str | Mapping[str, str]) -> Note:
    fields = {"note": said} if isinstance(said, str) else dict(said)
    wrong = [key for key in fields if key not in {"note", "sort", "url"}]
    if wrong or not all(isinstance(value, str) for value in fields.values()):
        raise ValueError(f"{name}: give a note, or texts for `note`, `sort`, `url`")
    return Note(fields.get("note", ""), fields.get("sort", ""), fields.get("url", ""))


def contributors(
    chapters: Sequence[Chapter], notes: Mapping[str, Note], language: str
) -> list[Contributor]:
    """All people, in the order of their names; roles are said in *language*."""
    found: dict[str, list[Work]] = {}
    urls: dict[str, str] = {}
    for chapter in chapters:
        for person in (*chapter.meta.authors, *chapter.meta.contributors):
            role = "" if person.role == "author" else say(person.role, language)
            work = Work(chapter.meta.title, chapter.slug, chapter.post.language, role)
            found.setdefault(person.name, []).append(work)
            urls.setdefault(person.name, person.url)
    none = Note()

    def order(name: str) -> tuple[str, str]:
        return (sort_key(notes.get(name, none).sort or name), name)

    return [
        Contributor(
            name,
            tuple(dict.fromkeys(found[name])),
            notes.get(name, none).text,
            notes.get(name, none).url or urls[name],
        )
        for name in sorted(found, key=order)
    ]
