"""Pieces of a printed entry, and how they are joined without doubling a mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_ENDS = "。．.？！?!…"  # after these no full stop stands
_MARKS = ".。．"
_QUOTES = "”’\"'"  # Latin typesetting puts the full stop inside


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that shows one field, or the punctuation between two."""

    text: str
    italic: bool = False
    href: str = ""  # where it leads; empty when nowhere
    role: str = ""  # the field it shows: author, title, container, url …; empty for punctuation


Spans = tuple[Span, ...]


def span(text: str, role: str = "", *, italic: bool = False, href: str = "") -> Spans:
    """One span, or none when *text* is empty."""
    return (Span(text, italic, href, role),) if text else ()


def plain(spans: Iterable[Span]) -> str:
    """Text of *spans*."""
    return "".join(span.text for span in spans)


def wrap(before: str, spans: Spans, after: str) -> Spans:
    """*spans* between two marks; nothing when there is nothing to wrap."""
    return (*span(before), *spans, *span(after)) if spans else ()


def join(parts: Iterable[Spans], separator: str) -> Spans:
    """Non-empty *parts* with *separator* between them, less what would double a mark."""
    joined: Spans = ()
    for part in parts:
        if joined and part:
            joined = (*joined, *span(separator_after(plain(joined), separator)))
        joined = (*joined, *part)
    return tidy(joined)


def close(spans: Spans, mark: str) -> Spans:
    """*spans* with *mark* behind, unless they end with a mark already."""
    return (*spans, *span(separator_after(plain(spans), mark).rstrip())) if spans else ()


def separator_after(text: str, separator: str) -> str:
    """What of *separator* stands behind *text*: no full stop after ``？``, ``et al.`` or ``.”``."""
    stopped = text.rstrip(_QUOTES) if text[-2:-1] in _ENDS else text
    if separator[:1] in _MARKS and stopped.endswith(tuple(_ENDS)):
        return separator[1:]
    return separator


def tidy(spans: Iterable[Span]) -> Spans:
    """Neighbours that show the same thing as one span."""
    merged: list[Span] = []
    for piece in spans:
        if merged and _alike(piece, merged[-1]):
            text = merged[-1].text + piece.text
            merged[-1] = Span(text, piece.italic, piece.href, piece.role)
        elif piece.text:
            merged.append(piece)
    return tuple(merged)


def _alike(one: Span, other: Span) -> bool:
    return (one.italic, one.href, one.role) == (other.italic, other.href, other.role)
