"""Markup of chapters made ready for paper: references, notes, tables, code."""
