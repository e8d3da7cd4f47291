"""Markdown as blogs write it: one parser for everything that their engines understand."""

from .findings import findings
from .parser import block_parser, post_parser

__all__ = ["block_parser", "findings", "post_parser"]
