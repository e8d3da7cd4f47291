"""Front matter: split it off, decode it, and map its keys to :class:`ChapterMeta`."""

from .decode import decode
from .fields import understand
from .split import RawFrontMatter, split

__all__ = ["RawFrontMatter", "decode", "split", "understand"]
