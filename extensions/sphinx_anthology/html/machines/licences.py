"""Addresses of licences, where a licence's name tells it."""

from __future__ import annotations

import re

from .site import is_web_address

_CC = re.compile(r"\bCC[ -](BY(?:-NC)?(?:-SA|-ND)?)[ -](\d\.\d)\b", re.IGNORECASE)
_CC0 = re.compile(r"\bCC0\b(?:[ -]1\.0)?", re.IGNORECASE)


def licence_address(name: str) -> str:
    """``CC BY 4.0`` -> its deed; an address in the text itself; empty when neither tells it."""
    for word in re.findall(r"https?://[^\s()<>\"]+", name):
        if is_web_address(word):
            return str(word).rstrip(".,;")
    if found := _CC.search(name):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return "https://creativecommons.org/publicdomain/zero/1.0/" if _CC0.search(name) else ""
