"""Markdown as blogs write it: markdown-it with the rules that Chinese text needs."""

from .blog import blog_plugin
from .cjk import cjk_plugin
from .parser import block_parser

__all__ = ["block_parser", "blog_plugin", "cjk_plugin"]
