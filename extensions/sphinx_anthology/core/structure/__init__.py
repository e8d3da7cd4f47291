"""The structure behind sloppy Markdown: outline, bylines, captions, sources."""

from .compose import Composition, compose

__all__ = ["Composition", "compose"]
