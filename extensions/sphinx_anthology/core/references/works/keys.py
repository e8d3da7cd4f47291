"""The lock file of keys: the key that each work goes by, once and for all.

A key is made of who, when and a hash of the work's identity. Who and when may be read better one
day, and then links from outside and ``{cite}`` roles would lead nowhere; so a key once given can be
pinned. A person may write a nicer one.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...lockfile import LockError, dump_rows, load_rows, offset_of, place_at
from ...patterns import regex

_KEY = regex(r"[a-z0-9][a-z0-9-]{0,60}")


def read_text(text: str, path: str) -> dict[str, str]:
    """Keys by identity, from the lock file *path* with the content *text*.

    Raises:
        LockError: it is broken, or a key could not be the id of an element.
    """
    rows = load_rows(text, path, "an identity (doi:…, url:…), and its key")
    owner: dict[str, str] = {}
    for identity, key in rows.items():
        place = place_at(path, text, offset_of(text, identity))
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise LockError(place, f"{key!r} is no key: small letters, digits and hyphens, please")
        if key in owner:
            raise LockError(place, f"{key!r} is the key of {owner[key]} already")
        owner[key] = identity
    return {str(identity): str(key) for identity, key in rows.items()}


def write_text(pinned: Mapping[str, str]) -> str:
    """The file that pins keys; the same keys give the same text."""
    return dump_rows(dict(pinned))
