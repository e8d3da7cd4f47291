"""What an editor wants to know of each post: what was understood, what was changed, what lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .core.links import PostMap, findings_of, resolve, settled
from .diagnostics import Code, Diagnostic, Severity
from .local import find_local, find_picture
from .model import Post, Volume
from .scan import SUFFIXES


@dataclass(frozen=True, slots=True)
class PostReport:
    """One post, as the editor sees it."""

    path: str  # below the source folder
    title: str
    facts: tuple[tuple[str, str, str], ...]  # (field, value, where it comes from)
    unknown: tuple[str, ...]  # front matter keys that nothing is made of
    changes: tuple[Diagnostic, ...]  # what rules did to the text, in order of lines
    findings: tuple[Diagnostic, ...]  # what is wrong or lacks: errors and warnings first

    @property
    def rules(self) -> dict[str, int]:
        """Rules that ran, with how often."""
        return dict(Counter(change.code.slug for change in self.changes))

    @property
    def worst(self) -> Severity:
        """How much the heaviest of its findings weighs."""
        weights = {finding.severity for finding in self.findings}
        return next((s for s in (Severity.ERROR, Severity.WARNING) if s in weights), Severity.NOTE)


def report_on(
    posts: Iterable[Post], places: Mapping[str, str], findings: Iterable[Diagnostic] = ()
) -> Iterator[PostReport]:
    """A report on each of *posts*.

    Args:
        places: path of a post below the source folder -> its path as diagnostics give it.
        findings: what was found beside reading: by the collection, by a build.
    """
    of_place: dict[str, dict[Diagnostic, None]] = {}
    for finding in findings:
        of_place.setdefault(finding.place.path, {})[finding] = None
    for post in posts:
        found = dict.fromkeys([*post.diagnostics, *of_place.get(places[post.path], {})])
        changes = sorted((d for d in found if d.is_change), key=lambda d: d.place.line)
        others = (d for d in found if not d.is_change and d.code is not Code.UNKNOWN_KEY)
        yield PostReport(
            post.path,
            post.meta.title,
            tuple(facts_of(post)),
            tuple(post.meta.extra),
            tuple(changes),
            tuple(sorted(others, key=_weight)),
        )


def lacking(volume: Volume, folder: Path) -> Iterator[Diagnostic]:
    """Links that lead nowhere and pictures that are not there, as far as can be told without
    building: pictures on the web are asked for only while a book is built.

    Args:
        folder: the source folder.
    """
    posts = PostMap.of(volume.chapters, str(folder))
    for chapter in volume.chapters:
        path = chapter.post.path
        for use in chapter.post.links:
            link = resolve(use.href, chapter, posts)
            file = find_local(folder, path, link.path) if link.kind == "file" else None
            has_file = file is not None and file.suffix not in SUFFIXES
            yield from findings_of(use.href, settled(link, has_file=has_file), use.place)
        for image in chapter.post.images:
            if not image.remote and find_picture(folder, path, image.url) is None:
                message = f"picture {image.url} cannot be had: there is no such picture"
                yield Diagnostic(Code.MISSING_IMAGE, message, image.place)


def _weight(finding: Diagnostic) -> tuple[int, int]:
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    return order.index(finding.severity), finding.place.line


def facts_of(post: Post) -> Iterator[tuple[str, str, str]]:
    """(field, value, origin) of what is known of a post; empty fields are left out."""
    meta = post.meta
    values: dict[str, object] = {
        "title": meta.title,
        "subtitle": meta.subtitle,
        "authors": ", ".join(person.name for person in meta.authors),
        "contributors": ", ".join(f"{p.name} ({p.role})" for p in meta.contributors),
        "date": meta.date.isoformat() if meta.date else "",
        "updated": meta.updated.isoformat() if meta.updated else "",
        "language": post.language,
        "tags": ", ".join(meta.tags),
        "categories": ", ".join(meta.categories),
        "series": meta.series,
        "summary": meta.summary,
        "cover": meta.cover,
        "source_url": meta.source_url,
        "published_at": meta.published_at,
        "licence": meta.licence,
        "slug": meta.slug,
        "aliases": ", ".join(meta.aliases),
        "weight": "" if meta.weight is None else meta.weight,
        "draft": "yes" if meta.draft else "",
        "references": len(post.references) or "",
        "pictures": len(post.images) or "",
    }
    for name, value in values.items():
        if value != "":
            yield name, str(value), meta.origins.get(name, "")


def hunk(change: Diagnostic) -> str:
    """A change as a hunk of a unified diff: the line and the rule, what stood, what stands."""
    lines = [f"@@ {change.place.line} {change.code.slug}: {change.message} @@"]
    lines += (f"-{line}" for line in change.before.split("\n"))
    lines += (f"+{line}" for line in change.after.split("\n") if change.after)
    return "\n".join(lines)


def as_text(report: PostReport) -> str:
    """A report for the terminal."""
    width = max((len(name) for name, _, _ in report.facts), default=0)
    lines = [report.path]
    for name, value, origin in report.facts:
        lines.append(f"  {name:{width}}  {_short(value)}{f'  ({origin})' if origin else ''}")
    if report.unknown:
        lines.append(f"  unknown keys: {', '.join(report.unknown)}")
    if report.rules:
        ran = ", ".join(f"{slug} {count}" for slug, count in report.rules.items())
        lines.append(f"  rules: {ran}")
    lines += (
        f"  {d.severity.value}: line {d.place.line}: {d.text} [{d.code.slug}]"
        for d in report.findings
    )
    return "\n".join(lines)


def _short(text: str, width: int = 100) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
