"""The structure behind sloppy Markdown: outline, bylines, captions, sources."""

from .compose import compose
from .composition import Composition

__all__ = ["Composition", "compose"]
