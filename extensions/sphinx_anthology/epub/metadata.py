"""The package metadata, EPUB 3.3: who, what, when, and what a reader with any sense can use."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..core.script import base_language
from ..core.slugs import slugify
from ..fragments.xhtml import MATHML, XHTML, Fragment
from ..model import Person, Volume
from .book import Meta

_NAMESPACE = uuid.UUID("6f1c3c0e-52a4-4f0e-9a2c-7a4b5f6d1e21")  # of this project's books
_MARC = {"author": "aut", "editor": "edt", "translator": "trl", "reviewer": "rev"}
_NO_ALT = re.compile(  # no words, a word that says nothing, or a file name
    r"^(?:图片|图|圖片|image|img|picture|photo|screenshot|\S+\.(?:png|jpe?g|gif|webp|svg))?$",
    re.IGNORECASE,
)
MAX_SUBJECTS = 20


def book_identifier(facts: Mapping[str, str]) -> str:
    """ISBN as URN, the given URN, or a UUID that stays the same for the same book."""
    given = facts["identifier"].strip()
    digits = re.sub(r"[- ]|^urn:isbn:|^isbn:?", "", given, flags=re.IGNORECASE)
    if re.fullmatch(r"97[89]\d{10}", digits):
        return f"urn:isbn:{digits}"
    if given:
        return given
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, facts['slug'] + '|' + facts['title'])}"


def metadata_of(
    volume: Volume, facts: Mapping[str, str], identifier: str, spine: Sequence[Fragment]
) -> Iterator[Meta]:
    """All metadata elements in the order of the specification's examples."""
    yield Meta("dc:identifier", identifier, (("id", "book-id"),))
    yield from _titles(facts)
    yield Meta("dc:language", facts["language"])
    yield from _other_languages(volume, facts["language"])
    yield from _people(volume, facts)
    dates = [chapter.date for chapter in volume.chapters if chapter.date]
    if dates:
        yield Meta("dc:date", max(dates).date().isoformat())
    for name in ("publisher", "description"):
        if facts[name]:
            yield Meta(f"dc:{name}", facts[name])
    rights = facts["licence"] or facts["copyright"]
    if rights:
        yield Meta("dc:rights", rights)
    subjects = Counter(name for c in volume.chapters for name in (*c.meta.categories, *c.meta.tags))
    for subject, _ in subjects.most_common(MAX_SUBJECTS):
        yield Meta("dc:subject", subject)
    for url in dict.fromkeys(c.meta.source_url for c in volume.chapters if c.meta.source_url):
        yield Meta("dc:source", url)
    yield Meta("meta", "", (("name", "cover"), ("content", "cover-image")))
    yield from _accessibility(spine, base_language(facts["language"]))


def _titles(facts: Mapping[str, str]) -> Iterator[Meta]:
    yield Meta("dc:title", facts["title"], (("id", "title"),))
    yield _refine("title", "title-type", "main")
    yield _refine("title", "display-seq", "1")
    if facts["subtitle"]:
        yield Meta("dc:title", facts["subtitle"], (("id", "subtitle"),))
        yield _refine("subtitle", "title-type", "subtitle")
        yield _refine("subtitle", "display-seq", "2")


def _other_languages(volume: Volume, language: str) -> Iterator[Meta]:
    own = base_language(language)
    tags = dict.fromkeys(c.post.language for c in volume.chapters)
    for tag in tags:
        if base_language(tag) != own:
            yield Meta("dc:language", tag)


def _people(volume: Volume, facts: Mapping[str, str]) -> Iterator[Meta]:
    creators = list(dict.fromkeys(p for c in volume.chapters for p in c.meta.authors))
    if not creators and facts["author"]:
        creators = [Person(facts["author"])]
    others = dict.fromkeys(p for c in volume.chapters for p in c.meta.contributors)
    yield from _each(creators, "creator")
    yield from _each(list(others), "contributor")


def _each(people: Sequence[Person], element: str) -> Iterator[Meta]:
    for number, person in enumerate(people, 1):
        own = f"{element}-{number}"
        yield Meta(f"dc:{element}", person.name, (("id", own),))
        yield Meta("meta", _MARC.get(person.role, "ctb"), (
            ("refines", f"#{own}"), ("property", "role"), ("scheme", "marc:relators"),
        ))  # fmt: skip
        yield _refine(own, "file-as", file_as(person.name))


def file_as(name: str) -> str:
    """How a catalogue sorts a name: Latin names by their last word, Chinese ones by pinyin."""
    if name.isascii():
        words = name.split()
        return f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else name
    return slugify(name).replace("-", " ")


def _refine(target: str, name: str, text: str) -> Meta:
    return Meta("meta", text, (("refines", f"#{target}"), ("property", name)))


def _accessibility(spine: Sequence[Fragment], language: str) -> Iterator[Meta]:
    """Claims that follow from the pages; what is not so is not claimed."""
    images = [image for f in spine for image in f.body.iter(f"{{{XHTML}}}img")]
    described = all(not _NO_ALT.match((image.get("alt") or "").strip()) for image in images)
    features = ["tableOfContents", "readingOrder", "structuralNavigation"]
    if images and described:
        features.append("alternativeText")
    if any(fragment.has(MATHML) for fragment in spine):
        features.append("MathML")
    yield _schema("accessMode", "textual")
    if images:
        yield _schema("accessMode", "visual")
    yield _schema("accessModeSufficient", "textual" if described else "textual,visual")
    for feature in features:
        yield _schema("accessibilityFeature", feature)
    yield _schema("accessibilityHazard", "none")
    yield _schema("accessibilitySummary", _summary(language, bool(images), described))


def _schema(name: str, text: str) -> Meta:
    return Meta("meta", text, (("property", f"schema:{name}"),))


def _summary(language: str, images: bool, described: bool) -> str:
    if language == "zh":
        end = "图片均有文字说明。" if described else "部分图片没有文字说明。"
        return "有目录与标题层级，可用朗读软件阅读。" + (end if images else "")
    end = "All pictures are described." if described else "Some pictures have no description."
    return "Headings and contents can be navigated. " + (end if images else "Text only.")
