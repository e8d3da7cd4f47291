"""Slugs: short, stable, ASCII names for chapters and anchors."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from .patterns import regex
from .pinyin import syllables

MAX_LENGTH = 80
_DATED = regex(r"^\d{4}-\d{1,2}-\d{1,2}-(?=.)")


def slugify(text: str) -> str:
    """ASCII slug of *text*: Han characters by their pinyin, what is left by its hash."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = " ".join(syllables(text))
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > MAX_LENGTH:
        slug = slug[:MAX_LENGTH].rsplit("-", 1)[0]
    return slug or f"t{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def slug_of_path(path: str) -> str:
    """Slug of a post from its path: no date, no suffix; ``post/index.md`` takes the folder."""
    *folders, name = path.split("/")
    stem = re.sub(r"\.[a-z]{2}(?:[-_][A-Za-z]{2,4})?$", "", name.rsplit(".", 1)[0]) or name
    if stem.lower() in {"index", "readme"} and folders:
        stem = folders[-1]
    return slugify(_DATED.sub("", stem))
