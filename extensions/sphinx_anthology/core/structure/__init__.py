"""The structure behind sloppy Markdown: outline, bylines, captions, sources."""

from .compose import compose
from .composition import Composition
from .references import settle_keys

__all__ = ["Composition", "compose", "settle_keys"]
