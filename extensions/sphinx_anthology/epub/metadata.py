"""The package metadata, EPUB 3.3: who, what, when, and what a reader with any sense can use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..core.apparatus import CONFORMS, Certificate, Note
from ..core.references.works.names import filing_name
from ..core.script import base_language
from ..model import Person, Volume
from .accessibility import Survey
from .book import Meta

_MARC = {  # codes of MARC relators
    "author": "aut", "editor": "edt", "translator": "trl", "reviewer": "rev", "photographer": "pht",
    "illustrator": "ill", "designer": "bkd", "interviewer": "ivr",
}  # fmt: skip
MAX_SUBJECTS = 20
_NOTHING = Note()


@dataclass(frozen=True, slots=True)
class Record:
    """What a catalogue is told of a book besides its facts."""

    volume: Volume
    people: Mapping[str, Note]
    editors: Sequence[str]
    certificate: Certificate | None
    day: str  # of publication, ISO 8601
    page_source: str  # what page numbers come from; empty without a page list
    index: bool  # whether there is one
    fonts: bool = False  # whether the book carries any


def metadata_of(
    facts: Mapping[str, str], identifier: str, record: Record, survey: Survey
) -> Iterator[Meta]:
    """All metadata elements in the order of the specification's examples."""
    volume = record.volume
    yield Meta("dc:identifier", identifier, (("id", "book-id"),))
    if identifier.startswith("urn:isbn:"):  # ONIX list 5: 15 is an ISBN-13
        yield Meta("meta", "15", (
            ("refines", "#book-id"), ("property", "identifier-type"), ("scheme", "onix:codelist5"),
        ))  # fmt: skip
    yield from _titles(facts)
    yield from _series(facts)
    yield Meta("dc:language", facts["language"])
    yield from _other_languages(volume, facts["language"])
    yield from _people(facts, record)
    yield Meta("dc:date", record.day)
    for name in ("publisher", "description"):
        if facts[name]:
            yield Meta(f"dc:{name}", facts[name])
    rights = " · ".join(filter(None, (_copyright(facts), facts["licence"])))
    if rights:
        yield Meta("dc:rights", rights)
    subjects = Counter(name for c in volume.chapters for name in (*c.meta.categories, *c.meta.tags))
    for subject, _ in subjects.most_common(MAX_SUBJECTS):
        yield Meta("dc:subject", subject)
    given = (c.meta.source_url or c.post.permalink for c in volume.chapters)
    for url in dict.fromkeys(filter(None, given)):
        yield Meta("dc:source", url)
    yield Meta("meta", "", (("name", "cover"), ("content", "cover-image")))
    if record.fonts:  # Apple Books shows them only when it is told to
        yield Meta("meta", "true", (("property", "ibooks:specified-fonts"),))
    yield from _accessibility(facts["language"], record, survey)
    if record.certificate:
        yield from _conformance(record.certificate)


def _copyright(facts: Mapping[str, str]) -> str:
    return f"© {facts['copyright']}" if facts["copyright"] else ""


def _titles(facts: Mapping[str, str]) -> Iterator[Meta]:
    yield Meta("dc:title", facts["title"], (("id", "title"),))
    yield _refine("title", "title-type", "main")
    yield _refine("title", "display-seq", "1")
    if facts["subtitle"]:
        yield Meta("dc:title", facts["subtitle"], (("id", "subtitle"),))
        yield _refine("subtitle", "title-type", "subtitle")
        yield _refine("subtitle", "display-seq", "2")


def _series(facts: Mapping[str, str]) -> Iterator[Meta]:
    if not facts["series"]:
        return
    attributes = (("id", "series"), ("property", "belongs-to-collection"))
    yield Meta("meta", facts["series"], attributes)
    yield _refine("series", "collection-type", "series")
    if facts["series_number"]:
        yield _refine("series", "group-position", facts["series_number"])


def _other_languages(volume: Volume, language: str) -> Iterator[Meta]:
    own = base_language(language)
    tags = dict.fromkeys(c.post.language for c in volume.chapters)
    for tag in tags:
        if base_language(tag) != own:
            yield Meta("dc:language", tag)


def _people(facts: Mapping[str, str], record: Record) -> Iterator[Meta]:
    chapters = record.volume.chapters
    creators = list(dict.fromkeys(p for c in chapters for p in c.meta.authors))
    if not creators and facts["author"]:
        creators = [Person(facts["author"])]
    editors = [Person(name, "editor") for name in record.editors]
    others = [*editors, *(p for c in chapters for p in c.meta.contributors)]
    yield from _each(_named_once(creators), "creator", record.people)
    yield from _each(_named_once(others), "contributor", record.people)


def _named_once(people: Iterable[Person]) -> dict[str, list[str]]:
    """Names in order, each with the roles that its bearer has."""
    found: dict[str, list[str]] = {}
    for person in people:
        roles = found.setdefault(person.name, [])
        if (role := _MARC.get(person.role, "ctb")) not in roles:
            roles.append(role)
    return found


def _each(
    people: Mapping[str, Sequence[str]], element: str, notes: Mapping[str, Note]
) -> Iterator[Meta]:
    for number, (name, roles) in enumerate(people.items(), 1):
        own = f"{element}-{number}"
        yield Meta(f"dc:{element}", name, (("id", own),))
        for role in roles:
            yield Meta("meta", role, (
                ("refines", f"#{own}"), ("property", "role"), ("scheme", "marc:relators"),
            ))  # fmt: skip
        yield _refine(own, "file-as", notes.get(name, _NOTHING).sort or filing_name(name))
        yield _refine(own, "display-seq", str(number))


def _refine(target: str, name: str, text: str) -> Meta:
    return Meta("meta", text, (("refines", f"#{target}"), ("property", name)))


def _accessibility(language: str, record: Record, survey: Survey) -> Iterator[Meta]:
    """Claims that follow from the pages; what is not so is not claimed."""
    pages = bool(record.page_source)
    modes, enough = survey.modes()
    for name, values in (
        ("accessMode", modes),
        ("accessModeSufficient", enough),
        ("accessibilityFeature", survey.features(pages=pages, index=record.index)),
        ("accessibilityHazard", ["none"]),  # pictures stand still, and there is no sound
        ("accessibilitySummary", [survey.summary(language, pages=pages)]),
    ):
        for value in values:
            yield Meta("meta", value, (("property", f"schema:{name}"),))
    if pages:
        yield Meta("meta", record.page_source, (("property", "pageBreakSource"),))


def _conformance(certificate: Certificate) -> Iterator[Meta]:
    """EPUB Accessibility 1.1, sections 4.2 and 4.3."""
    yield Meta("meta", CONFORMS, (("id", "conforms"), ("property", "dcterms:conformsTo")))
    yield Meta("meta", certificate.by, (
        ("id", "certifier"), ("refines", "#conforms"), ("property", "a11y:certifiedBy"),
    ))  # fmt: skip
    yield _refine("certifier", "dcterms:date", certificate.date)
    if certificate.credential:
        yield _refine("certifier", "a11y:certifierCredential", certificate.credential)
    if certificate.report:
        yield Meta("link", "", (
            ("rel", "a11y:certifierReport"), ("refines", "#certifier"),
            ("href", certificate.report),
        ))  # fmt: skip
