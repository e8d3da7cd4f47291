"""The apparatus of a book: who made it, where its chapters come from, what they are found by.

Values alone; PDF and EPUB say with pages or with links where things stand.
"""

from __future__ import annotations

from .certificate import CONFORMS, Certificate, read_certificate
from .imprint import as_urn, book_identifier, check_identifier, imprint, years
from .index import Entry, by_letter, entries
from .people import Contributor, Note, Work, contributors, notes_of
from .sources import Source, sources
from .speaker import Speaker

__all__ = [
    "CONFORMS",
    "Certificate",
    "Contributor",
    "Entry",
    "Note",
    "Source",
    "Speaker",
    "Work",
    "as_urn",
    "book_identifier",
    "by_letter",
    "check_identifier",
    "contributors",
    "entries",
    "imprint",
    "notes_of",
    "read_certificate",
    "sources",
    "years",
]
