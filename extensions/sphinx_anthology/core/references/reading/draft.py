"""A reference while it is being read: fields, and why each is believed."""

from __future__ import annotations

from typing import Any


class Draft:
    """Fields found so far. The first that finds a field keeps it; empty values are no finds."""

    def __init__(self, kind: str, source: str, **fields: Any) -> None:
        """Args:
        kind: one of ``KINDS``.
        source: what gave the first *fields*; see :meth:`add`.
        """
        self.fields: dict[str, Any] = {"kind": kind}
        self.evidence: dict[str, str] = {"kind": source}
        self.add(source, **fields)

    def add(self, source: str, **fields: Any) -> Draft:
        """Keep *fields* that are not known yet.

        Args:
            source: ``link``, ``gbt7714``, ``citation`` (another style), ``remark``, ``table`` (of
                hosts), ``host``, ``learned``, ``weak``, ``url``, ``number`` (DOI, arXiv, ISBN),
                ``text``.
        """
        for name, value in fields.items():
            if value and not self.fields.get(name):
                self.fields[name] = value
                self.evidence[name] = source
        return self

    def put(self, source: str, **fields: Any) -> Draft:
        """Keep *fields* in place of what was known."""
        for name, value in fields.items():
            self.fields[name], self.evidence[name] = value, source
        return self

    def __getitem__(self, name: str) -> Any:
        return self.fields.get(name, "")
