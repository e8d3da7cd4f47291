"""The PDF is set in the book's own fonts."""

from __future__ import annotations

from ..fonts import FAMILIES, Fonts, configuration

__all__ = ["FAMILIES", "Fonts", "configuration"]
