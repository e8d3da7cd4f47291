"""Findings of many posts as the book's: what all of them have is said once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..diagnostics import Diagnostic


def of_the_book(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """*findings* in order; those about one subject (a key, a shortcode) are one, with their number,
    at the first place."""
    single: list[Diagnostic] = []
    grouped: dict[tuple[str, str], list[Diagnostic]] = {}
    for finding in findings:
        if finding.subject:
            grouped.setdefault((finding.code.slug, finding.subject), []).append(finding)
        else:
            single.append(finding)
    return [*single, *(_summed(group) for _, group in sorted(grouped.items()))]


def _summed(group: list[Diagnostic]) -> Diagnostic:
    first = group[0]
    count = sum(finding.count for finding in group)
    posts = len({finding.place.path for finding in group})
    if count == 1:
        return first
    often = f"{count} times in {posts} posts" if posts > 1 else f"{count} times"
    often = f"{posts} posts" if count == posts else often
    return replace(first, message=f"{first.message} ({often})", count=count)
