"""A blog's own settings: which file says what, and where on the web its posts stand."""

from .addresses import address_by_path, address_of, path_address
from .read import NAMES, read_blog
from .sources import SOURCE_KEYS, Source, read_sources, with_source

__all__ = [
    "NAMES",
    "SOURCE_KEYS",
    "Source",
    "address_by_path",
    "address_of",
    "path_address",
    "read_blog",
    "read_sources",
    "with_source",
]
