"""A text as print and the EPUB compare it: its letters and digits, and one token for each picture
or formula. Spaces, marks and mark-up are left out, for print has others."""

from __future__ import annotations

import re

OPENING = 24  # tokens by which a page is known
PICTURE = "\ufffc"  # OBJECT REPLACEMENT CHARACTER
TOKENS = re.compile(r"[^\W_]+")


def tokens_of(text: str) -> str:
    """The tokens in a text."""
    return "".join(TOKENS.findall(text))
