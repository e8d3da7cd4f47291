"""Dates as feeds and pages tell them: of the posts, never of the build."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from ...model import Chapter, Stamp


def published(chapter: Chapter) -> str:
    """ISO 8601, as exact as the post is; empty when it has no date."""
    return _exact(chapter.meta.date, chapter)


def modified(chapter: Chapter) -> str:
    """When the post was last changed; empty when it does not say, or says a day before its own."""
    moment = _updated(chapter)
    if moment is None or (chapter.date and moment < chapter.date):
        return ""
    return _exact(chapter.meta.updated, chapter)


def last_change(chapter: Chapter) -> datetime | None:
    """The later one of both, in UTC; None without either."""
    moments = [as_utc(moment) for moment in (chapter.date, _updated(chapter)) if moment]
    return max(moments, default=None)


def newest(chapters: Iterable[Chapter]) -> datetime | None:
    """The last change of all."""
    return max((moment for c in chapters if (moment := last_change(c))), default=None)


def book_moment(chapters: Iterable[Chapter]) -> datetime:
    """What stands for the day of the book: SOURCE_DATE_EPOCH, else the last change of its posts."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return newest(chapters) or datetime.fromtimestamp(0, UTC)


def rfc3339(moment: datetime) -> str:
    """``2024-11-03T00:00:00Z``."""
    return as_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def as_utc(moment: datetime) -> datetime:
    """In UTC: zones of long ago have seconds, which RFC 3339 has not."""
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def _updated(chapter: Chapter) -> datetime | None:
    stamp = chapter.meta.updated
    return _zoned(stamp.moment, _zone(chapter)) if stamp else None


def _exact(stamp: Stamp | None, chapter: Chapter) -> str:
    if stamp is None:
        return ""
    if stamp.day_only:
        return stamp.isoformat()
    return _zoned(stamp.moment, _zone(chapter)).isoformat(timespec="seconds")


def _zone(chapter: Chapter) -> tzinfo:
    return (chapter.date and chapter.date.tzinfo) or UTC


def _zoned(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
