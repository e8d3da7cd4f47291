"""Search that finds Chinese: a static index in parts, of which a reader's browser loads a few."""

from __future__ import annotations

from .pages import collect_search_page, note_words, write_search

__all__ = ["collect_search_page", "note_words", "write_search"]
