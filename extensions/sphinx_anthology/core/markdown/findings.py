"""What parsing finds wrong, kept in markdown-it's environment beside link references and notes."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from ...diagnostics import Code, Diagnostic, Place

_KEY = "anthology_findings"


def find(env: MutableMapping[str, Any], code: Code, message: str, line: int) -> None:
    """Note a finding on *line* (from 1)."""
    found = env.setdefault(_KEY, [])
    if (code, message, line) not in found[-3:]:
        found.append((code, message, line))


def findings(env: MutableMapping[str, Any], path: str) -> list[Diagnostic]:
    """All findings of a parse, as those of the file *path*."""
    return [
        Diagnostic(code, message, Place(path, line)) for code, message, line in env.get(_KEY, ())
    ]
