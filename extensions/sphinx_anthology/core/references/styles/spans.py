"""Pieces of a printed entry, and how they are joined without doubling a mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_ENDS = "。．.？！?!…"  # after these no full stop stands
_ANY_END = tuple(_ENDS)
_MARKS = ".。．"
_QUOTES = "”’\"'"  # Latin typesetting puts the full stop inside


class Span(NamedTuple):
    """A run of text that shows one field, or the punctuation between two. A book's entries are
    some twenty of them each, so it is a type that is made fast."""

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
    return "".join([span.text for span in spans])


def wrap(before: str, spans: Spans, after: str) -> Spans:
    """*spans* between two marks; nothing when there is nothing to wrap."""
    return (*span(before), *spans, *span(after)) if spans else ()


def join(parts: Iterable[Spans], separator: str) -> Spans:
    """Non-empty *parts* with *separator* between them, less what would double a mark."""
    joined: list[Span] = []
    may_double = separator[:1] in _MARKS
    for part in parts:
        if joined and part:
            between = separator_after(plain(joined), separator) if may_double else separator
            joined += span(between)
        joined += part
    return tidy(joined)


def close(spans: Spans, mark: str) -> Spans:
    """*spans* with *mark* behind, unless they end with a mark already."""
    return (*spans, *span(separator_after(plain(spans), mark).rstrip())) if spans else ()


def separator_after(text: str, separator: str) -> str:
    """What of *separator* stands behind *text*: no full stop after ``？``, ``et al.`` or ``.”``."""
    stopped = text.rstrip(_QUOTES) if text[-2:-1] in _ENDS else text
    if separator[:1] in _MARKS and stopped.endswith(_ANY_END):
        return separator[1:]
    return separator


def tidy(spans: Iterable[Span]) -> Spans:
    """Neighbours that show the same thing as one span."""
    merged: list[Span] = []
    for piece in spans:
        if merged and piece[1:] == merged[-1][1:]:
            merged[-1] = piece._replace(text=merged[-1].text + piece.text)
        elif piece.text:
            merged.append(piece)
    return tuple(merged)
