"""What there is to say of a link: that it was mended, that it may mean several posts, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...diagnostics import Code, Diagnostic, Place
from .mend import decoded
from .resolve import Link


def settled(link: Link, *, has_file: bool) -> Link:
    """*link* when it is known whether the file it may mean is there and is no post."""
    if link.kind != "file" or has_file:
        return link
    return replace(link, kind="url" if link.url else "missing")


def findings_of(href: str, link: Link, place: Place) -> Iterator[Diagnostic]:
    """Findings on the settled *link* that *href* is."""
    name = decoded(href)
    if link.mended:
        message = f"link to {name!r} was mended: {link.mended}"
        after = link.url or link.path or link.docname
        yield Diagnostic(Code.MENDED_LINK, message, place, before=name, after=after)
    if link.kind == "ambiguous":
        message = f"link to {name!r} may mean {', '.join(link.candidates)}; its text stays"
        yield Diagnostic(Code.AMBIGUOUS_LINK, message, place)
    elif link.kind == "missing":
        message = f"link to {name!r} leads to no chapter of this book; its text stays"
        yield Diagnostic(Code.MISSING_LINK, message, place)
