"""Pieces become one file: pages in their places, one structure, one outline, each font once."""
