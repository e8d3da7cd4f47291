"""What is known of the links a book cites: records, what a visit tells, what a reader is shown.

Pure: who asks the network is the room ``linkcare`` beside the core, and who keeps the file is
``locks``; a build reads that file and never asks.
"""

from ..lockfile import LockError
from .cited import Link, cited_links
from .judge import after, sighting_of
from .lock import read_text, write_text
from .record import LinkState, Outcome, Sighting, Snapshot, Status
from .show import Shown, address_to_show

__all__ = [
    "Link",
    "LinkState",
    "LockError",
    "Outcome",
    "Shown",
    "Sighting",
    "Snapshot",
    "Status",
    "address_to_show",
    "after",
    "cited_links",
    "read_text",
    "sighting_of",
    "write_text",
]
